use lint::RunError;
use lint::Summary;
use source::{FileId, Finding, Sources};

/// What a run says.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The files that findings point into.
    pub sources: Sources,
    /// The files that were asked for and read, in the order of their paths.
    pub checked: Vec<FileId>,
    /// The findings: project by project, in the order of the histories and, within a file, of the text.
    pub findings: Vec<Finding>,
    /// The numbers that go with them.
    pub summary: Summary,
    /// What kept the run from doing its whole job.
    pub errors: Vec<RunError>,
    /// What is worth knowing of the run, and keeps it from nothing.
    pub notices: Vec<Notice>,
    /// Whether a finding is severe enough to fail the run.
    pub fails: bool,
}

/// Something worth knowing about a run.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Notice {
    /// The file it is about.
    pub path: String,
    /// What, in lower case.
    pub message: String,
}
