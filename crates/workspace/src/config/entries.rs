use schema::catalog::TableNames;

use super::preset::PREFIX;
use super::{Config, FailOn, Place, RuleTable, Set};

/// One value of the effective configuration, as TOML, and where it comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The key, with its table: `runner.transaction`.
    pub key: String,
    /// The value, as TOML.
    pub value: String,
    /// Where it was set; `None` for what holds when nothing is said.
    pub place: Option<Place>,
}

impl Config {
    /// What holds for the project: what was set, and what holds where nothing was.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        let mut entries = vec![
            entry("dialect", self.dialect.as_ref(), |dialect| quoted(dialect.id())),
            entry("engine-version", self.engine_version.as_ref(), |version| {
                quoted(&version.to_string())
            }),
            entry("tool", self.tool.as_ref(), |tool| quoted(tool.id())),
            list("migrations", &self.migrations),
            entry("deployed-through", self.deployed_through.as_ref(), |version| {
                quoted(version)
            }),
            entry("runner.transaction", self.transaction.as_ref(), |mode| {
                toml::Value::try_from(mode)
                    .map(|mode| mode.to_string().replace('_', "-"))
                    .unwrap_or_default()
            }),
            entry("schema.start", self.schema_start.as_ref(), |path| quoted(path)),
            entry(
                "schema.lower-case-table-names",
                self.table_names.as_ref(),
                |names| match names {
                    TableNames::CaseCounts => "0".to_owned(),
                    TableNames::CaseIgnored => "1".to_owned(),
                },
            ),
            list("tables.large", &self.large_tables),
            list("scripts.paths", &self.scripts),
        ];
        entries.retain(|entry| entry.place.is_some());
        entries.extend(self.placeholder_entries());
        entries.push(or_default(
            self.fail_on.as_ref(),
            "fail-on",
            FailOn::default(),
            |fail_on| quoted(fail_on.as_str()),
        ));
        entries.push(or_default(
            self.fail_on_unknown.as_ref(),
            "fail-on-unknown",
            false,
            ToString::to_string,
        ));
        entries.extend(self.rule_entries());
        entries
    }

    fn placeholder_entries(&self) -> impl Iterator<Item = Entry> {
        self.placeholders.iter().flat_map(|set| {
            set.value.iter().map(|(name, value)| Entry {
                key: format!("runner.placeholders.{name}"),
                value: quoted(value),
                place: Some(set.place.clone()),
            })
        })
    }

    fn rule_entries(&self) -> impl Iterator<Item = Entry> {
        let (chosen, own): (Vec<&RuleTable>, Vec<&RuleTable>) =
            self.rules.iter().partition(|table| table.preset.is_some());
        let chosen = chosen.into_iter().filter_map(|table| {
            Some(Entry {
                key: "extends".to_owned(),
                value: quoted(&format!("{PREFIX}{}", table.preset?.name())),
                place: table.settings.first().map(|setting| setting.place.clone()),
            })
        });
        let own = own.into_iter().flat_map(|table| {
            let patterns = table.paths.as_ref().map(|paths| array(paths));
            table.settings.iter().map(move |setting| {
                let name = &setting.setting.name;
                let key = match &patterns {
                    Some(patterns) => format!("overrides for {patterns}: rules.{name}"),
                    None => format!("rules.{name}"),
                };
                let mut values = setting.setting.options.clone();
                if !setting.setting.ignore.is_empty() {
                    values.insert("ignore".to_owned(), setting.setting.ignore.clone().into());
                }
                if let Some(severity) = setting.setting.severity {
                    values.insert("severity".to_owned(), severity.as_str().into());
                }
                let value = match (setting.setting.severity, values.len()) {
                    (Some(severity), 1) => quoted(severity.as_str()),
                    _ => toml::Value::Table(values).to_string(),
                };
                Entry {
                    key,
                    value,
                    place: Some(setting.place.clone()),
                }
            })
        });
        chosen.chain(own)
    }
}

fn entry<T>(key: &str, set: Option<&Set<T>>, show: impl Fn(&T) -> String) -> Entry {
    Entry {
        key: key.to_owned(),
        value: set.map(|set| show(&set.value)).unwrap_or_default(),
        place: set.map(|set| set.place.clone()),
    }
}

fn or_default<T: Copy>(set: Option<&Set<T>>, key: &str, default: T, show: impl Fn(&T) -> String) -> Entry {
    Entry {
        key: key.to_owned(),
        value: show(&set.map_or(default, |set| set.value)),
        place: set.map(|set| set.place.clone()),
    }
}

fn list(key: &str, values: &[Set<String>]) -> Entry {
    Entry {
        key: key.to_owned(),
        value: array(values),
        place: values.first().map(|set| set.place.clone()),
    }
}

fn array(values: &[Set<String>]) -> String {
    let values: Vec<String> = values.iter().map(|set| quoted(&set.value)).collect();
    format!("[{}]", values.join(", "))
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
