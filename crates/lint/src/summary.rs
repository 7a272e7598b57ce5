use std::ops::AddAssign;

use serde::Serialize;
use source::{Finding, Severity};

/// How much was checked, and how much was found, as in the JSON of `check`.
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
    /// Findings that a comment or the configuration suppressed.
    pub suppressed: u32,
    /// Findings that the baseline holds.
    pub baselined: u32,
}

impl Summary {
    /// A summary with the findings counted by severity, and everything else still zero.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        let mut summary = Self::default();
        for finding in findings {
            match finding.severity {
                Severity::Error => summary.errors += 1,
                Severity::Warning => summary.warnings += 1,
                Severity::Info => summary.infos += 1,
                Severity::Off => {}
            }
        }
        summary
    }

    /// How many findings there are.
    #[must_use]
    pub const fn findings(&self) -> u32 {
        self.errors + self.warnings + self.infos
    }
}

impl AddAssign for Summary {
    fn add_assign(&mut self, other: Self) {
        self.files += other.files;
        self.statements += other.statements;
        self.unknown_statements += other.unknown_statements;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
        self.suppressed += other.suppressed;
        self.baselined += other.baselined;
    }
}
