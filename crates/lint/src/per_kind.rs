use std::collections::BTreeMap;

use schema::ObjectKind;
use serde::{Deserialize, Deserializer, de};

use crate::OptionInfo;

/// A value for each kind of object, as options say it: `table = "^[a-z_]+$"`, `foreign-key = "fk_{table}_{columns}"`.
#[derive(Clone, Debug)]
pub struct PerKind<T>(BTreeMap<ObjectKind, T>);

/// The kinds of object whose names rules look at, and the keys that stand for them.
const KINDS: &[(&str, ObjectKind)] = &[
    ("table", ObjectKind::Table),
    ("view", ObjectKind::View),
    ("materialized-view", ObjectKind::MaterializedView),
    ("column", ObjectKind::Column),
    ("index", ObjectKind::Index),
    ("primary-key", ObjectKind::PrimaryKey),
    ("unique", ObjectKind::Unique),
    ("foreign-key", ObjectKind::ForeignKey),
    ("check", ObjectKind::Check),
    ("sequence", ObjectKind::Sequence),
    ("trigger", ObjectKind::Trigger),
    ("function", ObjectKind::Function),
    ("procedure", ObjectKind::Procedure),
    ("schema", ObjectKind::Schema),
    ("type", ObjectKind::Type),
    ("domain", ObjectKind::Domain),
    ("policy", ObjectKind::Policy),
];

impl<T> PerKind<T> {
    /// Values for these kinds.
    pub fn of(values: impl IntoIterator<Item = (ObjectKind, T)>) -> Self {
        Self(values.into_iter().collect())
    }

    /// The value for a kind of object, where one is said.
    #[must_use]
    pub fn get(&self, kind: ObjectKind) -> Option<&T> {
        self.0.get(&kind)
    }
}

/// The options that a rule with a value for each kind takes, each with the value that holds when nothing is said.
#[must_use]
pub fn options_per_kind(
    value: &'static str,
    default: fn(ObjectKind) -> &'static str,
    summary: &str,
) -> Vec<OptionInfo> {
    let option = |(key, kind): &(&'static str, ObjectKind)| OptionInfo {
        name: (*key).into(),
        value: value.into(),
        default: default(*kind).into(),
        summary: summary.replace("{kind}", &key.replace('-', " ")).into(),
    };
    KINDS.iter().map(option).collect()
}

impl<T> Default for PerKind<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for PerKind<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let said = BTreeMap::<String, T>::deserialize(from)?;
        let mut values = BTreeMap::new();
        for (key, value) in said {
            let Some((_, kind)) = KINDS.iter().find(|(known, _)| *known == key) else {
                let known: Vec<&str> = KINDS.iter().map(|(known, _)| *known).collect();
                let message = format!("unknown field `{key}`, expected one of {}", known.join(", "));
                return Err(de::Error::custom(message));
            };
            values.insert(*kind, value);
        }
        Ok(Self(values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_that_has_no_name_is_refused() {
        let read = |text: &str| toml::from_str::<PerKind<String>>(text);
        let values = read("foreign-key = \"fk\"").unwrap();
        assert_eq!(values.get(ObjectKind::ForeignKey).map(String::as_str), Some("fk"));
        assert_eq!(values.get(ObjectKind::Table), None);
        assert!(read("tabel = \"t\"").unwrap_err().message().contains("`tabel`"));
    }
}
