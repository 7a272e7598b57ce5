use lint::{HeldBack, RunError, Summary};
use source::{Finding, Fingerprint};

/// What a check says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outcome {
    /// The findings, in the order of the histories and, within a file, of the text.
    pub findings: Vec<Finding>,
    /// The findings that are held back, where the settings want them kept.
    pub held_back: Vec<HeldBack>,
    /// What the baseline held back.
    pub baselined: Vec<Fingerprint>,
    /// The numbers that go with them.
    pub summary: Summary,
    /// What kept the check from doing its whole job.
    pub run_errors: Vec<RunError>,
}
