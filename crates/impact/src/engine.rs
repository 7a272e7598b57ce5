use schema::{Dialect, EngineVersion};

/// Which engine runs the statements, and which version of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Engine {
    /// The dialect, which also says which engine.
    pub dialect: Dialect,
    /// The version, within the range whose behaviour is known.
    pub version: EngineVersion,
}

impl Engine {
    /// An engine at a version; one older or newer than the tables is read as the nearest known.
    #[must_use]
    pub fn new(dialect: Dialect, version: Option<EngineVersion>) -> Self {
        let version = version.map_or(EngineVersion::newest(dialect), |version| version.clamped(dialect));
        Self { dialect, version }
    }
}
