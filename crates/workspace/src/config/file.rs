//! `lockgate.toml` as it is written: one struct for each table, unknown keys denied.

use std::collections::BTreeMap;
use std::fmt;

use migrations::{Tool, TransactionMode};
use schema::catalog::TableNames;
use schema::{Dialect, EngineVersion};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use source::Severity;
use toml::Spanned;

use super::FailOn;

/// The whole file.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ConfigFile {
    pub(super) dialect: Option<Spanned<Dialect>>,
    pub(super) engine_version: Option<Spanned<VersionText>>,
    pub(super) tool: Option<Spanned<ToolName>>,
    pub(super) migrations: Option<Spanned<Vec<Spanned<String>>>>,
    #[serde(default)]
    pub(super) extends: Vec<Spanned<String>>,
    pub(super) fail_on: Option<Spanned<FailOn>>,
    pub(super) fail_on_unknown: Option<Spanned<bool>>,
    pub(super) deployed_through: Option<Spanned<NumberOrText>>,
    #[serde(default)]
    pub(super) runner: RunnerTable,
    #[serde(default)]
    pub(super) schema: SchemaTable,
    #[serde(default)]
    pub(super) tables: TablesTable,
    #[serde(default)]
    pub(super) rules: BTreeMap<Spanned<String>, Spanned<RuleEntry>>,
    #[serde(default)]
    pub(super) overrides: Vec<OverrideTable>,
    #[serde(default)]
    pub(super) scripts: ScriptsTable,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RunnerTable {
    pub(super) transaction: Option<Spanned<RunnerTransaction>>,
    pub(super) placeholders: Option<Spanned<BTreeMap<String, String>>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct SchemaTable {
    pub(super) start: Option<Spanned<String>>,
    pub(super) lower_case_table_names: Option<Spanned<LowerCaseTableNames>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct TablesTable {
    pub(super) large: Option<Spanned<Vec<Spanned<String>>>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ScriptsTable {
    pub(super) paths: Option<Spanned<Vec<Spanned<String>>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct OverrideTable {
    pub(super) paths: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    pub(super) rules: BTreeMap<Spanned<String>, Spanned<RuleEntry>>,
}

/// `lower_case_table_names` as the server has it.
#[derive(Clone, Copy)]
pub(super) struct LowerCaseTableNames(pub(super) TableNames);

impl<'de> Deserialize<'de> for LowerCaseTableNames {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = u8::deserialize(deserializer)?;
        TableNames::of_setting(value)
            .map(Self)
            .ok_or_else(|| Error::custom("`lower-case-table-names` is 0, 1 or 2, as the server has it"))
    }
}

/// The modes that a person can name.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RunnerTransaction {
    PerMigration,
    AllPending,
    ImplicitBatch,
    StatementByStatement,
}

impl From<RunnerTransaction> for TransactionMode {
    fn from(mode: RunnerTransaction) -> Self {
        match mode {
            RunnerTransaction::PerMigration => Self::PerMigration,
            RunnerTransaction::AllPending => Self::AllPending,
            RunnerTransaction::ImplicitBatch => Self::ImplicitBatch,
            RunnerTransaction::StatementByStatement => Self::StatementByStatement,
        }
    }
}

/// `"drop-column" = "off"` or `"drop-column" = { severity = "off", … }`.
pub(super) enum RuleEntry {
    Severity(Severity),
    Table(BTreeMap<Spanned<String>, Spanned<toml::Value>>),
}

impl<'de> Deserialize<'de> for RuleEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntryVisitor;

        impl<'de> Visitor<'de> for EntryVisitor {
            type Value = RuleEntry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a severity or a table with `severity` and the rule's options")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<RuleEntry, E> {
                severity(text).map(RuleEntry::Severity)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RuleEntry, A::Error> {
                Deserialize::deserialize(MapAccessDeserializer::new(map)).map(RuleEntry::Table)
            }
        }

        deserializer.deserialize_any(EntryVisitor)
    }
}

/// Reads a severity.
pub(super) fn severity<E: Error>(text: &str) -> Result<Severity, E> {
    text.parse().map_err(|_| {
        let known = Severity::ALL.iter().map(|severity| severity.as_str());
        E::custom(unknown("severity", text, known))
    })
}

/// A tool, by its identifier.
pub(super) struct ToolName(pub(super) Tool);

impl<'de> Deserialize<'de> for ToolName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let known = || Tool::ALL.iter().map(|tool| tool.id());
        let found = Tool::from_id(&text).map(Self);
        found.ok_or_else(|| D::Error::custom(unknown("tool", &text, known())))
    }
}

/// An engine's version, as text or a whole number.
pub(super) struct VersionText(pub(super) EngineVersion);

impl<'de> Deserialize<'de> for VersionText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = NumberOrText::deserialize(deserializer)?.0;
        let version = text.parse().map(Self);
        version.map_err(|_| D::Error::custom(format!("`{text}` is no version; write it like \"15\" or \"8.0.29\"")))
    }
}

/// Text, or a whole number that stands for its digits.
pub(super) struct NumberOrText(pub(super) String);

impl<'de> Deserialize<'de> for NumberOrText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl Visitor<'_> for TextVisitor {
            type Value = NumberOrText;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text in quotes or a whole number")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<NumberOrText, E> {
                Ok(NumberOrText(text.to_owned()))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<NumberOrText, E> {
                Ok(NumberOrText(number.to_string()))
            }
        }

        deserializer.deserialize_any(TextVisitor)
    }
}

/// What is said of a word that names nothing, with the nearest one that does, or all of them.
pub(super) fn unknown<'a>(what: &str, word: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match source::nearest(word, known.clone()) {
        Some(meant) => format!("no {what} is called `{word}`; `{meant}` is the nearest name"),
        None => {
            let known: Vec<String> = known.map(|name| format!("`{name}`")).collect();
            format!("no {what} is called `{word}`; there are {}", known.join(", "))
        }
    }
}
