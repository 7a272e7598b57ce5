use migrations::TransactionMode;
use schema::catalog::TableNames;
use serde_json::{Value, json};

use super::preset::PREFIX;
use super::{Allow, Config, DeployedThrough, FailOn, LARGE_FROM, Place, Preset, RuleSetting, Set};

/// One value of the effective configuration, and where it comes from.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// The key, with its table: `runner.transaction`.
    pub key: String,
    /// The value.
    pub value: Value,
    /// Where it comes from.
    pub origin: Origin,
}

impl Entry {
    /// The value as TOML.
    #[must_use]
    pub fn as_toml(&self) -> String {
        toml::Value::try_from(&self.value).map_or_else(|_| self.value.to_string(), |value| value.to_string())
    }
}

/// Where a value comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// A configuration file says so.
    File(Place),
    /// A preset does, which a file extends.
    Preset(Preset, Place),
    /// It was found out; the text says how.
    Detected(String),
    /// It holds where nothing is said.
    Default,
}

impl Origin {
    /// In words: `lockgate.toml:3:1`, `detected: the files are named V1__x.sql`.
    #[must_use]
    pub fn said(&self) -> String {
        match self {
            Self::File(place) => place.to_string(),
            Self::Preset(preset, place) => format!("preset:{}, {place}", preset.name()),
            Self::Detected(how) => format!("detected: {how}"),
            Self::Default => "the default".to_owned(),
        }
    }
}

impl Config {
    /// What is configured for the project, and what holds where nothing is said; rules apart.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        let mode = |mode: &TransactionMode| transaction_word(*mode).into();
        let names = |names: &TableNames| match names {
            TableNames::CaseCounts => 0.into(),
            TableNames::CaseIgnored => 1.into(),
        };
        let text = |text: &String| text.as_str().into();
        let large_from = self.statistics.as_ref().map(|_| LARGE_FROM.into());
        let entries = [
            one("dialect", self.dialect.as_ref(), |dialect| dialect.id().into()),
            one("engine-version", self.engine_version.as_ref(), |version| {
                version.to_string().into()
            }),
            one("tool", self.tool.as_ref(), |tool| tool.id().into()),
            list("migrations", &self.migrations),
            list("extends", &self.extends),
            or_default(
                one("fail-on", self.fail_on.as_ref(), |from| from.as_str().into()),
                "fail-on",
                Some(FailOn::default().as_str().into()),
            ),
            or_default(
                one("fail-on-unknown", self.fail_on_unknown.as_ref(), |fails| {
                    (*fails).into()
                }),
                "fail-on-unknown",
                Some(false.into()),
            ),
            one(
                "deployed-through",
                self.deployed_through.as_ref(),
                |through| match through {
                    DeployedThrough::Version(version) => version.as_str().into(),
                    DeployedThrough::Git(reference) => json!({ "git": reference }),
                },
            ),
            one("baseline", self.baseline.as_ref(), text),
            one("runner.transaction", self.transaction.as_ref(), mode),
            one("runner.placeholders", self.placeholders.as_ref(), |values| {
                json!(values)
            }),
            one("schema.start", self.schema_start.as_ref(), text),
            one("schema.lower-case-table-names", self.table_names.as_ref(), names),
            list("tables.large", &self.large_tables),
            one("tables.statistics", self.statistics.as_ref(), text),
            or_default(
                one("tables.large-from", self.large_from.as_ref(), |rows| (*rows).into()),
                "tables.large-from",
                large_from,
            ),
            list("scripts.paths", &self.scripts),
        ];
        let allowed = self.allow.iter().map(allowed);
        entries.into_iter().flatten().chain(allowed).collect()
    }

    /// What is said about rules, as it is written; a preset is one entry.
    #[must_use]
    pub fn rule_entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        for table in self.rules.iter().filter(|table| table.preset.is_none()) {
            let patterns = table.paths.as_ref().map(|paths| array(paths));
            entries.extend(table.settings.iter().map(|setting| {
                let name = &setting.setting.name;
                Entry {
                    key: match &patterns {
                        Some(patterns) => format!("overrides for {patterns}: rules.{name}"),
                        None => format!("rules.{name}"),
                    },
                    value: said(setting),
                    origin: Origin::File(setting.place.clone()),
                }
            }));
        }
        entries
    }
}

/// A setting as it is written: a severity, or a table.
fn said(setting: &RuleSetting) -> Value {
    let setting = &setting.setting;
    let mut table = serde_json::Map::new();
    if let Some(severity) = setting.severity {
        table.insert("severity".to_owned(), severity.as_str().into());
        if setting.ignore.is_empty() && setting.options.is_empty() {
            return severity.as_str().into();
        }
    }
    if !setting.ignore.is_empty() {
        table.insert("ignore".to_owned(), json!(setting.ignore));
    }
    table.extend(setting.options.iter().map(|(key, value)| (key.clone(), json!(value))));
    table.into()
}

/// As `runner.transaction` has it.
pub(crate) fn transaction_word(mode: TransactionMode) -> String {
    let text = serde_json::to_value(mode).unwrap_or_default();
    text.as_str().map(|text| text.replace('_', "-")).unwrap_or_default()
}

fn one<T>(key: &str, set: Option<&Set<T>>, show: impl Fn(&T) -> Value) -> Option<Entry> {
    let set = set?;
    Some(Entry {
        key: key.to_owned(),
        value: show(&set.value),
        origin: Origin::File(set.place.clone()),
    })
}

fn or_default(entry: Option<Entry>, key: &str, default: Option<Value>) -> Option<Entry> {
    entry.or_else(|| {
        Some(Entry {
            key: key.to_owned(),
            value: default?,
            origin: Origin::Default,
        })
    })
}

fn list(key: &str, values: &[Set<String>]) -> Option<Entry> {
    let first = values.first()?;
    Some(Entry {
        key: key.to_owned(),
        value: array(values),
        origin: Origin::File(first.place.clone()),
    })
}

fn allowed(allow: &Allow) -> Entry {
    let mut value = serde_json::Map::new();
    let texts = |values: &[Set<String>]| -> Value { values.iter().map(|set| set.value.as_str()).collect() };
    value.insert("rules".to_owned(), texts(&allow.rules));
    if !allow.paths.is_empty() {
        value.insert("paths".to_owned(), texts(&allow.paths));
    }
    if !allow.fingerprints.is_empty() {
        let fingerprints = allow.fingerprints.iter().map(|set| set.value.to_string());
        value.insert("fingerprints".to_owned(), fingerprints.collect());
    }
    if let Some(until) = allow.until {
        value.insert("until".to_owned(), until.to_string().into());
    }
    if let Some(reason) = &allow.reason {
        value.insert("reason".to_owned(), reason.as_str().into());
    }
    Entry {
        key: "allow".to_owned(),
        value: value.into(),
        origin: Origin::File(allow.place.clone()),
    }
}

fn array(values: &[Set<String>]) -> Value {
    values.iter().map(|set| set.value.as_str()).collect()
}

/// As it is written in `extends`.
pub(super) fn preset_entry(preset: Preset) -> String {
    format!("{PREFIX}{}", preset.name())
}
