//! What `lockgate.toml` says, put together from the files that it extends.

mod amend;
mod entries;
mod file;
mod json_schema;
mod load;
pub(crate) mod message;
mod pack;
mod preset;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use lint::{Date, Setting};
use migrations::{Tool, TransactionMode};
use schema::catalog::TableNames;
use schema::{Dialect, EngineVersion};
use schemars::JsonSchema;
use serde::Deserialize;
use source::{Fingerprint, Severity, SourceFile};

pub use amend::{allowed_in, turned_off_for};
pub(crate) use entries::transaction_word;

pub use entries::{Entry, Origin};
pub use json_schema::json_schema;
pub use load::load;
pub use pack::Pack;
pub(crate) use pack::{is_pack, read as read_pack};
pub use preset::Preset;

/// The name of the configuration file.
pub const FILE_NAME: &str = "lockgate.toml";

/// From how many rows on a table of the statistics is large, where nothing is said.
pub const LARGE_FROM: u64 = 100_000;

/// A project's configuration. What is not said is `None` or empty.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The project's own file; `None` where there is none.
    pub path: Option<Arc<str>>,
    /// The folder that it governs, as it is shown.
    pub folder: String,
    /// The files and presets that it is laid over, those of other files among them, in the order in which they are read.
    pub extends: Vec<Set<String>>,
    /// The packs whose rules are there, each once.
    pub packs: Vec<Set<Pack>>,
    /// The dialect.
    pub dialect: Option<Set<Dialect>>,
    /// The engine's version.
    pub engine_version: Option<Set<EngineVersion>>,
    /// The migration tool.
    pub tool: Option<Set<Tool>>,
    /// The folders of migrations, which form one history.
    pub migrations: Vec<Set<String>>,
    /// From which severity on findings fail the run.
    pub fail_on: Option<Set<FailOn>>,
    /// Whether statements that nobody understood fail the run.
    pub fail_on_unknown: Option<Set<bool>>,
    /// Up to where everything is deployed.
    pub deployed_through: Option<Set<DeployedThrough>>,
    /// The file with findings that are known already.
    pub baseline: Option<Set<String>>,
    /// What the runner wraps in a transaction.
    pub transaction: Option<Set<TransactionMode>>,
    /// What the runner puts in the place of placeholders.
    pub placeholders: Option<Set<BTreeMap<String, String>>>,
    /// A dump that the history starts from.
    pub schema_start: Option<Set<String>>,
    /// Whether MySQL and MariaDB tell the names of tables apart by case.
    pub table_names: Option<Set<TableNames>>,
    /// Patterns of the names of large tables.
    pub large_tables: Vec<Set<String>>,
    /// A file with the row counts of tables.
    pub statistics: Option<Set<String>>,
    /// From how many rows on a table of the statistics is large.
    pub large_from: Option<Set<u64>>,
    /// What is said about rules, the later over the earlier.
    pub rules: Vec<RuleTable>,
    /// Findings that are allowed from outside their files.
    pub allow: Vec<Allow>,
    /// Folders and files of rules that the team wrote.
    pub scripts: Vec<Set<String>>,
}

/// A value and where it was set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Set<T> {
    /// The value.
    pub value: T,
    /// Where.
    pub place: Place,
}

/// A place in a configuration file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The file.
    pub path: Arc<str>,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

/// One table of settings for rules: for all files, or for those that match.
#[derive(Clone, Debug)]
pub struct RuleTable {
    /// Patterns of paths, relative to the project's folder; `None` for all files.
    pub paths: Option<Vec<Set<String>>>,
    /// The settings, each with the place of its name.
    pub settings: Vec<RuleSetting>,
    /// The preset that says so; `None` where the file itself does.
    pub preset: Option<Preset>,
}

/// What is said about one rule or category.
#[derive(Clone, Debug)]
pub struct RuleSetting {
    /// The setting as rules understand it.
    pub setting: Setting,
    /// Where the rule is named.
    pub place: Place,
    /// Where `ignore` and each of its options is named.
    pub keys: BTreeMap<String, Place>,
}

/// Findings that are allowed from outside their files.
#[derive(Clone, Debug)]
pub struct Allow {
    /// The rules, by their names.
    pub rules: Vec<Set<String>>,
    /// Patterns of paths, relative to the project's folder; empty for all files.
    pub paths: Vec<Set<String>>,
    /// The findings' fingerprints; empty for all.
    pub fingerprints: Vec<Set<Fingerprint>>,
    /// Why.
    pub reason: Option<String>,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// Where it stands.
    pub place: Place,
}

/// Up to where everything is deployed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DeployedThrough {
    /// Up to this version.
    Version(String),
    /// What the commit holds that this reference names.
    Git(String),
}

/// From which severity on findings fail the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// From `error` on.
    #[default]
    Error,
    /// From `warning` on.
    Warning,
    /// Every finding.
    Info,
    /// None.
    Never,
}

impl FailOn {
    /// All of them, the strictest last but one.
    pub const ALL: [Self; 4] = [Self::Error, Self::Warning, Self::Info, Self::Never];

    /// As it is written in configuration and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Never => "never",
        }
    }

    /// Whether a finding of this severity fails the run.
    #[must_use]
    pub fn holds(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Info => severity >= Severity::Info,
            Self::Never => false,
        }
    }
}

impl fmt::Display for FailOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path, self.line, self.column)
    }
}

impl Place {
    /// Where a byte of a file stands.
    pub(crate) fn in_file(file: &SourceFile, offset: usize) -> Self {
        let at = file.line_column(u32::try_from(offset).unwrap_or(u32::MAX));
        Self {
            path: file.shared_path(),
            line: at.line,
            column: at.column,
        }
    }

    /// An error at this place.
    #[must_use]
    pub fn error(&self, message: impl Into<String>) -> lint::RunError {
        lint::RunError {
            rule: None,
            path: Some(Arc::clone(&self.path)),
            line: Some(self.line),
            column: Some(self.column),
            message: message.into(),
        }
    }
}

impl Config {
    /// Adds a pack; two of one name cannot be told apart.
    fn add_pack(&mut self, pack: Pack, place: &Place) -> Result<(), lint::RunError> {
        match self.packs.iter().find(|known| known.value.name == pack.name) {
            Some(known) if known.value.folder == pack.folder => Ok(()),
            Some(known) => Err(place.error(format!(
                "two packs are called `{}`: `{}` and `{}`; rename one in its pack.toml",
                pack.name, known.value.folder, pack.folder
            ))),
            None => {
                self.packs.push(Set {
                    value: pack,
                    place: place.clone(),
                });
                Ok(())
            }
        }
    }

    /// Adds the packs inside the program of which these names name a rule, though nothing extends them: their rules are
    /// there, and off unless something turns them on.
    pub(crate) fn add_packs_of<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        let wanted: std::collections::BTreeSet<String> = names
            .map(|name| name.split_once('/').map_or(name, |(pack, _)| pack).to_owned())
            .collect();
        let known = crate::packs::names().filter(|name| wanted.contains(*name));
        let absent: Vec<&str> = known
            .filter(|name| !self.packs.iter().any(|pack| pack.value.name == *name))
            .collect();
        for name in absent {
            let folder = format!("{}{name}", crate::packs::PREFIX);
            let disk = source::MemoryFiles::default();
            let Ok((pack, _)) = pack::read(&crate::packs::WithPacks(&disk), &folder) else {
                continue;
            };
            let place = Place {
                path: folder.as_str().into(),
                line: 1,
                column: 1,
            };
            self.packs.push(Set { value: pack, place });
        }
    }

    /// The configuration of a project that has no file.
    #[must_use]
    pub fn of_folder(folder: impl Into<String>) -> Self {
        Self {
            folder: folder.into(),
            ..Self::default()
        }
    }
}
