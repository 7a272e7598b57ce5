use lint::RunError;
use serde::Serialize;
use source::{Finding, Severity};

/// What a check says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outcome {
    /// The findings, in the order of the histories and, within a file, of the text.
    pub findings: Vec<Finding>,
    /// The numbers that go with them.
    pub summary: Summary,
    /// What kept the check from doing its whole job.
    pub run_errors: Vec<RunError>,
}

/// How much was checked, and how much was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Summary {
    /// Files with migrations.
    pub files: u32,
    /// Top-level statements in them.
    pub statements: u32,
    /// Those of kind `unknown`.
    pub unknown_statements: u32,
    /// Findings of severity `error`.
    pub errors: u32,
    /// Findings of severity `warning`.
    pub warnings: u32,
    /// Findings of severity `info`.
    pub infos: u32,
    /// Findings that a comment suppressed.
    pub suppressed: u32,
    /// Findings that the baseline holds.
    pub baselined: u32,
}

impl Summary {
    pub(crate) fn count(&mut self, findings: &[Finding]) {
        for finding in findings {
            match finding.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Info => self.infos += 1,
                Severity::Off => {}
            }
        }
    }
}
