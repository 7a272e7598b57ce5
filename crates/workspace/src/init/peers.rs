//! What the configuration of other linters and tools says that Lockgate can take over.

mod diesel_guard;
mod flyway;
mod sqlfluff;
mod squawk;

use std::collections::BTreeMap;

use migrations::{Tool, TransactionMode};
use schema::Dialect;
use source::{Files, Severity};

use crate::FailOn;
use crate::paths::join;

/// What another tool's configuration says, in our words.
#[derive(Clone, Debug, Default)]
pub(super) struct Peer {
    /// The file.
    pub(super) file: String,
    /// What stands before the colon in the names that its rules have here.
    pub(super) prefix: &'static str,
    pub(super) dialect: Option<Dialect>,
    pub(super) engine_version: Option<String>,
    pub(super) tool: Option<Tool>,
    /// Folders of migrations, relative to the file.
    pub(super) migrations: Vec<String>,
    pub(super) transaction: Option<TransactionMode>,
    pub(super) deployed_through: Option<String>,
    pub(super) placeholders: BTreeMap<String, String>,
    /// Rules that are switched off, as the tool calls them.
    pub(super) excluded_rules: Vec<String>,
    /// Rules that are switched on.
    pub(super) included_rules: Vec<String>,
    /// Rules that have a severity, which also switches them on.
    pub(super) graded_rules: Vec<(String, Severity)>,
    pub(super) fail_on: Option<FailOn>,
    /// Patterns of paths that are not checked.
    pub(super) excluded_paths: Vec<String>,
    /// What holds here too, without a word in the configuration.
    pub(super) also: Vec<String>,
    /// What is said there and has no place here, each with why.
    pub(super) left: Vec<String>,
}

/// Where a tool keeps its configuration, and what reads it: nothing where the file says nothing about that tool.
struct Source {
    file: &'static str,
    read: fn(&str) -> Result<Option<Peer>, String>,
}

const SOURCES: &[Source] = &[
    Source {
        file: ".squawk.toml",
        read: squawk::read,
    },
    Source {
        file: ".sqlfluff",
        read: sqlfluff::read,
    },
    Source {
        file: "setup.cfg",
        read: sqlfluff::read,
    },
    Source {
        file: "tox.ini",
        read: sqlfluff::read,
    },
    Source {
        file: "pyproject.toml",
        read: sqlfluff::read_pyproject,
    },
    Source {
        file: ".sqlfluffignore",
        read: sqlfluff::read_ignored,
    },
    Source {
        file: "flyway.toml",
        read: flyway::read,
    },
    Source {
        file: "flyway.conf",
        read: flyway::read_conf,
    },
    Source {
        file: "conf/flyway.conf",
        read: flyway::read_conf,
    },
    Source {
        file: "diesel-guard.toml",
        read: diesel_guard::read,
    },
];

/// The configurations in a folder, and a line for each that could not be read.
pub(super) fn find(files: &dyn Files, folder: &str) -> (Vec<Peer>, Vec<String>) {
    let mut peers = Vec::new();
    let mut unread = Vec::new();
    for source in SOURCES {
        let path = join(folder, source.file);
        let Ok(bytes) = files.read(&path) else {
            continue;
        };
        match (source.read)(&source::decode(bytes).text) {
            Ok(None) => {}
            Ok(Some(peer)) => peers.push(Peer { file: path, ..peer }),
            Err(why) => unread.push(format!("`{path}` cannot be read, and nothing was taken over: {why}")),
        }
    }
    (peers, unread)
}

/// A file in TOML.
fn table(text: &str) -> Result<toml::Table, String> {
    text.parse::<toml::Table>()
        .map_err(|error| error.message().lines().next().unwrap_or_default().to_owned())
}

fn texts(value: Option<&toml::Value>) -> Vec<String> {
    let values = value.and_then(toml::Value::as_array).into_iter().flatten();
    values.filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

/// A version, written as text or as a number.
fn version(value: Option<&toml::Value>) -> Option<String> {
    match value? {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Float(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A value as the older forms of configuration write it: a list joined by commas.
fn on_one_line(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(values) => {
            let words: Vec<&str> = values.iter().filter_map(toml::Value::as_str).collect();
            words.join(",")
        }
        other => other.to_string(),
    }
}
