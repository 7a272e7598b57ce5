use migrations::{History, MigrationKind, Tool};
use schema::{Dialect, EngineVersion};

use crate::Recognised;

/// What was found out about a history before it is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Detected {
    /// The folder that all of it lies in; empty for the working directory.
    pub folder: String,
    /// How many migrations it has that lead on.
    pub migrations: usize,
    /// The version of the last of them that leads on.
    pub last_version: Option<String>,
    /// Whose conventions hold.
    pub tool: Tool,
    /// Why that tool.
    pub tool_because: String,
    /// Which SQL is spoken.
    pub dialect: Dialect,
    /// Why that dialect.
    pub dialect_because: String,
    /// The engine's version: the one that is configured, the one that the tool's settings name, or the newest known.
    pub version: EngineVersion,
    /// Why that version, where the tool's settings name it.
    pub version_because: Option<String>,
}

impl Detected {
    /// The engine's version; `None` where the engine is not known.
    #[must_use]
    pub fn shown_version(&self) -> Option<EngineVersion> {
        (self.dialect != Dialect::Generic).then_some(self.version)
    }
}

impl Recognised {
    /// What was found out about each history, in the order of their folders.
    pub fn detected(&self) -> impl Iterator<Item = Detected> {
        self.drafts.iter().map(|draft| Detected {
            folder: draft.history.folder.clone(),
            migrations: draft
                .history
                .migrations
                .iter()
                .filter(|migration| migration.leads_on())
                .count(),
            last_version: last_version(&draft.history),
            tool: draft.history.tool,
            tool_because: draft.history.detected_by.clone(),
            dialect: draft.engine.dialect,
            dialect_because: draft.dialect_detected_by.clone(),
            version: draft.engine.version,
            version_because: draft.version_detected_by.clone(),
        })
    }
}

fn last_version(history: &History) -> Option<String> {
    let mut migrations = history.migrations.iter().rev();
    let last = migrations.find(|migration| {
        let is_versioned = matches!(migration.kind, MigrationKind::Versioned | MigrationKind::Baseline);
        is_versioned && migration.leads_on() && !migration.version_text.is_empty()
    })?;
    Some(last.version_text.to_string())
}
