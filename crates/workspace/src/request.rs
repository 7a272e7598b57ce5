use std::collections::BTreeMap;
use std::sync::Arc;

use lint::{Fingerprints, KeepHeldBack, Timings};
use migrations::Tool;
use schema::{Dialect, EngineVersion};

use crate::FailOn;

/// What a run is about.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Files, folders and patterns, as they were typed.
    pub paths: Vec<String>,
    /// What is asked for where no path is.
    pub without_paths: WithoutPaths,
    /// Texts that are not on the disk yet, by their paths; they hide the files of these names.
    pub texts: BTreeMap<String, Vec<u8>>,
    /// The configuration file to use for everything, instead of those that are found.
    pub config: Option<String>,
    /// Whether a file that is named is read whatever `.gitignore` says.
    pub named: Named,
    /// Which files are reported on, of those asked for; all of them where nothing is said.
    pub only: Option<OnlyChanged>,
    /// What becomes of findings that the baseline holds.
    pub known: KnownFindings,
    /// What becomes of findings that are not reported: suppressed, allowed, or in the baseline.
    pub held_back: KeepHeldBack,
    /// Whether findings get fingerprints.
    pub fingerprints: Fingerprints,
    /// What was said beside the configuration, and beats it.
    pub overrides: Overrides,
    /// Where to count what time is spent on, if anybody wants to know.
    pub timings: Option<Arc<Timings>>,
}

/// What a request without paths is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum WithoutPaths {
    /// The folders that the configuration names, or the working directory.
    #[default]
    Configured,
    /// No SQL: only configurations among the texts that are not on the disk yet are judged.
    NoSql,
}

/// What becomes of findings that the baseline holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum KnownFindings {
    /// They are held back.
    #[default]
    HeldBack,
    /// They are held back, and a baseline that is not there yet is about to be written.
    Recorded,
    /// They are reported like all others.
    Reported,
}

/// Whether `.gitignore` holds for a file that is named.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Named {
    /// It is read all the same.
    #[default]
    Always,
    /// It holds, as for files that are found in folders: what hooks want, which name every file.
    UnlessIgnored,
}

/// By what a file counts as changed. All of the history is replayed, whatever is reported on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OnlyChanged {
    /// It differs from where the branch left this commit, and what stood there counts as released.
    Since(String),
    /// What is staged differs from the last commit; it is what is staged that is judged.
    Staged,
    /// It differs from the last commit.
    SinceHead,
}

/// What is said on the command line about every project.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Overrides {
    /// The dialect.
    pub dialect: Option<Dialect>,
    /// The engine's version.
    pub engine_version: Option<EngineVersion>,
    /// The migration tool.
    pub tool: Option<Tool>,
    /// The rules and categories to run instead of those that are configured.
    pub select: Option<Vec<String>>,
    /// The rules and categories to leave out.
    pub ignore: Vec<String>,
    /// From which severity on findings fail the run.
    pub fail_on: Option<FailOn>,
}

impl Overrides {
    /// Whether all rules run that are configured, and no others.
    pub(crate) const fn runs_every_rule(&self) -> bool {
        self.select.is_none() && self.ignore.is_empty()
    }
}
