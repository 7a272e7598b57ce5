use std::rc::Rc;
use std::sync::Arc;

use lint::OptionsError;
use rhai::{Dynamic, ImmutableString, Map};

use crate::header::did_you_mean;

/// The values of a script's options, as the configuration and the script's defaults give them.
#[derive(Clone, Debug)]
pub(crate) struct OptionValues(pub(crate) Arc<toml::Table>);

impl OptionValues {
    /// The defaults, with what the configuration says in their place.
    pub(crate) fn read(defaults: &toml::Table, set: &toml::Table, rule: &str) -> Result<Self, OptionsError> {
        let mut values = defaults.clone();
        for (key, value) in set {
            let Some(default) = defaults.get(key) else {
                let message = match defaults.is_empty() {
                    true => format!("`{rule}` has no options"),
                    false => {
                        let meant = did_you_mean(key, defaults.keys().map(String::as_str));
                        format!("`{rule}` has no option `{key}`{meant}")
                    }
                };
                return Err(refused(key, message));
            };
            let value = fitted(value, default).ok_or_else(|| refused(key, expected(value, default)))?;
            values.insert(key.clone(), value);
        }
        Ok(Self(Arc::new(values)))
    }

    /// Whether both are one reading of the configuration.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The values as a script sees them.
    pub(crate) fn to_map(&self) -> Rc<Map> {
        Rc::new(map(&self.0))
    }
}

fn refused(key: &str, message: String) -> OptionsError {
    let key = Some(key.to_owned());
    OptionsError { key, message }
}

/// The value in the default's type; a whole number is taken for a fraction.
fn fitted(value: &toml::Value, default: &toml::Value) -> Option<toml::Value> {
    match (value, default) {
        #[expect(clippy::cast_precision_loss, reason = "an option is no number of 16 digits")]
        (toml::Value::Integer(number), toml::Value::Float(_)) => Some(toml::Value::Float(*number as f64)),
        (toml::Value::Array(values), toml::Value::Array(defaults)) if !defaults.is_empty() => {
            let fitted_item = |value| defaults.iter().find_map(|default| fitted(value, default));
            let values = values.iter().map(fitted_item).collect::<Option<_>>()?;
            Some(toml::Value::Array(values))
        }
        _ if value.same_type(default) => Some(value.clone()),
        _ => None,
    }
}

/// What was expected in the place of a value that does not fit.
fn expected(value: &toml::Value, default: &toml::Value) -> String {
    match (value, default) {
        (toml::Value::Array(values), toml::Value::Array(defaults)) => {
            let is_unfit = |value: &&toml::Value| defaults.iter().all(|default| fitted(value, default).is_none());
            let unfit = values.iter().find(is_unfit).zip(defaults.first());
            let of_item = unfit.map(|(value, default)| expected(value, default));
            format!("in the list: {}", of_item.unwrap_or_default())
        }
        (toml::Value::Float(number), toml::Value::Integer(_)) => format!("expected a whole number, found {number:?}"),
        _ => format!("expected a {}, found a {}", kind_of(default), kind_of(value)),
    }
}

/// What a value is, in words.
pub(crate) const fn kind_of(value: &toml::Value) -> &'static str {
    match value {
        toml::Value::String(_) => "text",
        toml::Value::Integer(_) => "whole number",
        toml::Value::Float(_) => "number",
        toml::Value::Boolean(_) => "truth value",
        toml::Value::Datetime(_) => "date",
        toml::Value::Array(_) => "list",
        toml::Value::Table(_) => "table",
    }
}

fn map(table: &toml::Table) -> Map {
    table.iter().map(|(key, value)| (key.into(), dynamic(value))).collect()
}

fn dynamic(value: &toml::Value) -> Dynamic {
    match value {
        toml::Value::String(text) => Dynamic::from(ImmutableString::from(text)),
        toml::Value::Integer(number) => Dynamic::from_int(*number),
        toml::Value::Float(number) => Dynamic::from_float(*number),
        toml::Value::Boolean(flag) => Dynamic::from_bool(*flag),
        toml::Value::Datetime(date) => Dynamic::from(ImmutableString::from(date.to_string())),
        toml::Value::Array(values) => Dynamic::from_array(values.iter().map(dynamic).collect()),
        toml::Value::Table(table) => Dynamic::from_map(map(table)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(set: &str) -> Result<OptionValues, String> {
        let defaults = toml::from_str("suffix = '_at'\nlimit = 0.5\nmost = 1\nnames = ['a']").unwrap();
        OptionValues::read(&defaults, &toml::from_str(set).unwrap(), "r").map_err(|error| error.message)
    }

    #[test]
    fn what_is_set_takes_the_defaults_place() {
        let values = read("limit = 2").unwrap().to_map();
        assert_eq!(values["limit"].as_float(), Ok(2.0));
        assert_eq!(values["suffix"].clone().into_string(), Ok("_at".to_owned()));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(
            read("sufix = 'x'").unwrap_err(),
            "`r` has no option `sufix`; did you mean `suffix`?"
        );
        assert_eq!(read("names = 'x'").unwrap_err(), "expected a list, found a text");
        assert_eq!(
            read("names = ['b', 1]").unwrap_err(),
            "in the list: expected a text, found a whole number"
        );
        assert_eq!(read("most = 1.5").unwrap_err(), "expected a whole number, found 1.5");
        assert!(read("names = []").is_ok());
    }
}
