//! `lockgate.toml` as it is written: one struct for each table, unknown keys denied. What is said of a key here is what
//! editors show of it: the JSON schema is made from these structs.

mod allowed;
mod deployed;
mod words;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use source::Severity;
use toml::Spanned;

pub(super) use allowed::{DateText, FingerprintText};
pub(super) use deployed::Deployed;
pub(super) use words::{
    DialectName, LowerCaseTableNames, RunnerTransaction, SeverityName, ToolName, VersionText, at_least_one, unknown,
};

use super::FailOn;

/// The configuration of Lockgate. The nearest `lockgate.toml` above a file governs it.
#[derive(Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "lockgate.toml")]
pub(super) struct ConfigFile {
    /// The dialect of SQL. Detected where nothing is said.
    pub(super) dialect: Option<Placed<DialectName>>,
    /// The version of the database that the migrations run on: "15", "8.0.29". The newest known where nothing is said.
    pub(super) engine_version: Option<Placed<VersionText>>,
    /// The migration tool. Detected where nothing is said; `psql` means that no tool runs the scripts.
    pub(super) tool: Option<Placed<ToolName>>,
    /// The folders of migrations, relative to this file. They form one history; another database is another
    /// `lockgate.toml`.
    pub(super) migrations: Option<Placed<Vec<Placed<String>>>>,
    /// Files and presets that this file is laid over, in their order: "./team.toml", "preset:strict", "pack:house".
    #[serde(default)]
    pub(super) extends: Vec<Placed<String>>,
    /// From which severity on findings fail the run.
    #[schemars(extend("default" = "error"))]
    pub(super) fail_on: Option<Placed<FailOn>>,
    /// Whether statements that nobody understood fail the run.
    #[schemars(extend("default" = false))]
    pub(super) fail_on_unknown: Option<Placed<bool>>,
    /// The version up to which everything is deployed, or `{ git = "origin/main" }`, a reference to a commit whose
    /// migrations are: replayed, but neither reported nor fixed.
    pub(super) deployed_through: Option<Placed<Deployed>>,
    /// The file with findings that are known already, relative to this one: `lockgate-baseline.json` where nothing is
    /// said. `lockgate baseline` writes it.
    pub(super) baseline: Option<Placed<String>>,
    /// What the migration tool does where its own settings do not say so.
    #[serde(default)]
    pub(super) runner: RunnerTable,
    /// The schema before the first migration.
    #[serde(default)]
    pub(super) schema: SchemaTable,
    /// Which tables are large.
    #[serde(default)]
    pub(super) tables: TablesTable,
    /// Rules and categories, each with a severity, or a table with a severity, exclusions and the rule's options. A rule
    /// beats its category.
    #[serde(default)]
    pub(super) rules: RuleEntries,
    /// Other settings of rules for some paths. A later one beats an earlier one.
    #[serde(default)]
    pub(super) overrides: Vec<OverrideTable>,
    /// Findings that are allowed from outside their files, since runners compare checksums of these.
    #[serde(default)]
    pub(super) allow: Vec<AllowTable>,
    /// Rules that the team wrote.
    #[serde(default)]
    pub(super) scripts: ScriptsTable,
}

/// What the migration tool does where its own settings do not say so.
#[derive(Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RunnerTable {
    /// What the tool wraps in a transaction, unless a file says otherwise.
    pub(super) transaction: Option<Placed<RunnerTransaction>>,
    /// What the tool puts in the place of placeholders: `{ schema = "app" }` for `${schema}`. Others are then reported.
    pub(super) placeholders: Option<Placed<BTreeMap<String, String>>>,
}

/// The schema before the first migration.
#[derive(Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct SchemaTable {
    /// A dump that the history starts from, relative to this file: what is not in it is not there.
    pub(super) start: Option<Placed<String>>,
    /// MySQL's and MariaDB's `lower_case_table_names`, as the server has it.
    pub(super) lower_case_table_names: Option<Placed<LowerCaseTableNames>>,
}

/// Which tables are large. A lock on another table matters one step less.
#[derive(Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct TablesTable {
    /// Patterns of the names of large tables, alone or with their schema: "orders", "events_*", "audit.*".
    pub(super) large: Option<Placed<Vec<Placed<String>>>>,
    /// A file with the row counts of tables, relative to this one: a line `schema.table,rows` for each.
    pub(super) statistics: Option<Placed<String>>,
    /// From how many rows on a table of the statistics is large.
    #[schemars(extend("default" = super::LARGE_FROM))]
    pub(super) large_from: Option<Placed<u64>>,
}

/// Rules that the team wrote.
#[derive(Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ScriptsTable {
    /// Files and folders of rules, relative to this file.
    pub(super) paths: Option<Placed<Vec<Placed<String>>>>,
}

/// Other settings of rules for some paths.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct OverrideTable {
    /// Patterns of paths, relative to this file's folder: "db/seed/**".
    #[serde(deserialize_with = "at_least_one")]
    #[schemars(length(min = 1))]
    pub(super) paths: Vec<Placed<String>>,
    /// What holds there.
    #[serde(default)]
    pub(super) rules: RuleEntries,
}

/// Findings that are allowed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct AllowTable {
    /// The rules whose findings are meant.
    pub(super) rules: Placed<Vec<Placed<String>>>,
    /// Patterns of the paths of their files, relative to this one: "db/V7__*.sql". All files where nothing is said.
    #[serde(default, deserialize_with = "at_least_one")]
    #[schemars(length(min = 1))]
    pub(super) paths: Vec<Placed<String>>,
    /// The fingerprints of the findings, as `--format json` shows them. All findings where nothing is said.
    #[serde(default, deserialize_with = "at_least_one")]
    #[schemars(length(min = 1))]
    pub(super) fingerprints: Vec<Placed<FingerprintText>>,
    /// Why.
    pub(super) reason: Option<String>,
    /// The last day on which it holds: 2027-03-01.
    pub(super) until: Option<Placed<DateText>>,
}

/// A value and where it stands in the text.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Placed<T>(pub(super) Spanned<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Placed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Spanned::deserialize(deserializer).map(Self)
    }
}

impl<T: JsonSchema> JsonSchema for Placed<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// What is said about rules, by their names.
#[derive(Deserialize, Default)]
#[serde(transparent)]
pub(super) struct RuleEntries(pub(super) BTreeMap<Spanned<String>, Spanned<RuleEntry>>);

/// The name under which the schema holds what can be said about rules.
pub(super) const RULES_SCHEMA: &str = "Rules";

impl JsonSchema for RuleEntries {
    fn schema_name() -> Cow<'static, str> {
        RULES_SCHEMA.into()
    }

    // The rules are known once they are put together: `json_schema.rs` fills them in.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": generator.subschema_for::<SeverityName>() })
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
                let severity = text.parse::<SeverityName>();
                severity.map(|name| RuleEntry::Severity(name.0)).map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RuleEntry, A::Error> {
                Deserialize::deserialize(MapAccessDeserializer::new(map)).map(RuleEntry::Table)
            }
        }

        deserializer.deserialize_any(EntryVisitor)
    }
}
