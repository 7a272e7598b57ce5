use migrations::Tool;
use schema::{Dialect, EngineVersion};

use crate::Recognised;

/// What was found out about a history before it is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Detected {
    /// The folder that all of it lies in; empty for the working directory.
    pub folder: String,
    /// How many migrations it has.
    pub migrations: usize,
    /// Whose conventions hold.
    pub tool: Tool,
    /// Why that tool.
    pub tool_because: String,
    /// Which SQL is spoken.
    pub dialect: Dialect,
    /// Why that dialect.
    pub dialect_because: String,
    /// The engine's version: the one that is configured, or the newest known.
    pub version: EngineVersion,
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
            migrations: draft.history.migrations.len(),
            tool: draft.history.tool,
            tool_because: draft.history.detected_by.clone(),
            dialect: draft.engine.dialect,
            dialect_because: draft.dialect_detected_by.clone(),
            version: draft.engine.version,
        })
    }
}
