//! Values that are words of a list, or texts of a form, each checked as it is read.

use std::borrow::Cow;
use std::fmt;

use migrations::{Tool, TransactionMode};
use schema::catalog::TableNames;
use schema::{Dialect, EngineVersion};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};
use source::Severity;

use crate::config::message::clipped;

/// A dialect, by its identifier.
#[derive(Clone, Copy, Deserialize)]
#[serde(transparent)]
pub(crate) struct DialectName(pub(crate) Dialect);

impl JsonSchema for DialectName {
    fn schema_name() -> Cow<'static, str> {
        "Dialect".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = Dialect::ALL.iter().map(|dialect| dialect.id()).collect();
        json_schema!({ "enum": names })
    }
}

/// A tool, by its identifier.
#[derive(Clone, Copy)]
pub(crate) struct ToolName(pub(crate) Tool);

impl<'de> Deserialize<'de> for ToolName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let known = Tool::ALL.iter().map(|tool| tool.id());
        let found = Tool::from_id(&text).map(Self);
        found.ok_or_else(|| D::Error::custom(unknown("tool", &text, known)))
    }
}

impl JsonSchema for ToolName {
    fn schema_name() -> Cow<'static, str> {
        "Tool".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = Tool::ALL.iter().map(|tool| tool.id()).collect();
        json_schema!({ "enum": names })
    }
}

/// A severity, or `off`.
#[derive(Clone, Copy)]
pub(crate) struct SeverityName(pub(crate) Severity);

impl SeverityName {
    /// All of them, as they are written.
    pub(crate) fn quoted() -> String {
        let all: Vec<String> = Severity::ALL.iter().map(|severity| format!("\"{severity}\"")).collect();
        all.join(", ")
    }
}

impl std::str::FromStr for SeverityName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| {
            let known = Severity::ALL.iter().map(|severity| severity.as_str());
            unknown("severity", text, known)
        })
    }
}

impl JsonSchema for SeverityName {
    fn schema_name() -> Cow<'static, str> {
        "Severity".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = Severity::ALL.iter().map(|severity| severity.as_str()).collect();
        json_schema!({ "description": "How much findings matter; `off` for not at all.", "enum": names })
    }
}

/// An engine's version, as text or a whole number.
#[derive(Clone, Copy)]
pub(crate) struct VersionText(pub(crate) EngineVersion);

impl<'de> Deserialize<'de> for VersionText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = NumberOrText::deserialize(deserializer)?.0;
        let version = text.parse().map(Self);
        version.map_err(|_| D::Error::custom(format!("`{text}` is no version; write it like \"15\" or \"8.0.29\"")))
    }
}

impl JsonSchema for VersionText {
    fn schema_name() -> Cow<'static, str> {
        "Version".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "integer"], "examples": ["15", "8.0.29"] })
    }
}

/// Text, or a whole number that stands for its digits.
#[derive(Clone)]
pub(crate) struct NumberOrText(pub(crate) String);

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

impl JsonSchema for NumberOrText {
    fn schema_name() -> Cow<'static, str> {
        "NumberOrText".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "integer"] })
    }
}

/// The modes that a person can name.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RunnerTransaction {
    /// The runner wraps each migration.
    PerMigration,
    /// One transaction around every pending migration.
    AllPending,
    /// No `begin`, but the whole file is one query: a transaction on PostgreSQL.
    ImplicitBatch,
    /// No transaction: each statement commits alone.
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

/// `lower_case_table_names` as the server has it.
#[derive(Clone, Copy)]
pub(crate) struct LowerCaseTableNames(pub(crate) TableNames);

impl<'de> Deserialize<'de> for LowerCaseTableNames {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = u8::deserialize(deserializer)?;
        TableNames::of_setting(value)
            .map(Self)
            .ok_or_else(|| Error::custom("`lower-case-table-names` is 0, 1 or 2, as the server has it"))
    }
}

impl JsonSchema for LowerCaseTableNames {
    fn schema_name() -> Cow<'static, str> {
        "LowerCaseTableNames".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": [0, 1, 2] })
    }
}

/// A list that says nothing where it is empty: the key is left out instead.
///
/// # Errors
/// Where it is empty.
pub(crate) fn at_least_one<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let values = Vec::deserialize(deserializer)?;
    if values.is_empty() {
        return Err(D::Error::custom(
            "this list is empty; name something in it, or take the key out",
        ));
    }
    Ok(values)
}

/// What is said of a word that names nothing, with the nearest one that does, or all of them.
pub(crate) fn unknown<'a>(what: &str, word: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let word = &clipped(word);
    match source::nearest(word, known.clone()) {
        Some(meant) => format!("no {what} is called `{word}`; `{meant}` is the nearest name"),
        None => {
            let known: Vec<String> = known.map(|name| format!("`{name}`")).collect();
            format!("no {what} is called `{word}`; there are {}", known.join(", "))
        }
    }
}
