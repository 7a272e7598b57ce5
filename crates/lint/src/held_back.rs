use std::sync::Arc;

use source::Finding;

/// A finding that is not reported, and what holds it back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldBack {
    /// The finding.
    pub finding: Finding,
    /// By what it is held back.
    pub by: HeldBy,
    /// The file that says so.
    pub path: Arc<str>,
    /// The line there, from 1, where it is one that people wrote.
    pub line: Option<u32>,
    /// Why, where that is said.
    pub reason: Option<String>,
}

/// By what a finding is held back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HeldBy {
    /// A comment in its file.
    Comment,
    /// The configuration.
    Configuration,
    /// The baseline.
    Baseline,
}

/// What becomes of findings that are held back.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum KeepHeldBack {
    /// They are only counted.
    #[default]
    Counted,
    /// They are kept, beside those that are reported.
    Kept,
}
