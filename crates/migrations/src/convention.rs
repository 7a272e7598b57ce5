use crate::group::Group;
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, OptOut, Placeholders, PolicyOrigin, RunnerPolicy, Tool, TransactionMode};

/// What one tool makes of files: how to know them, and how to read them.
pub(crate) struct Convention {
    pub(crate) tool: Tool,
    /// The tables in which it keeps what it has run.
    pub(crate) history_tables: &'static [&'static str],
    /// Where it looks when nothing else is said.
    pub(crate) folders: &'static [&'static str],
    pub(crate) placeholders: Option<Placeholders>,
    /// What it does when nothing else is said.
    pub(crate) runs: Runs,
    /// Whether it runs repeatable migrations after all versioned ones.
    pub(crate) repeatables: Repeatables,
    /// Whether it takes in the folders below its own.
    pub(crate) depth: Depth,
    /// Whether a file's name, below the home, is one that it takes.
    pub(crate) takes: fn(&str) -> bool,
    /// What speaks for the tool in a group of files.
    pub(crate) claim: fn(&Group<'_>, &Neighbours<'_>) -> Option<Claim>,
    /// Reads a group's SQL files.
    pub(crate) read: fn(&Group<'_>, &Neighbours<'_>, &mut Reading<'_>),
}

/// The order of repeatable migrations among the versioned ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Repeatables {
    Last,
    InPlace,
}

/// Whether folders below a tool's folder belong to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Depth {
    Flat,
    Recursive,
}

/// A tool's policy before any file is looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Runs {
    pub(crate) transaction: TransactionMode,
    pub(crate) delivery: Delivery,
    pub(crate) detects_non_transactional: bool,
    pub(crate) refuses_mixed: bool,
    pub(crate) opt_out: OptOut,
}

impl Runs {
    pub(crate) const fn new(transaction: TransactionMode, delivery: Delivery, opt_out: OptOut) -> Self {
        Self {
            transaction,
            delivery,
            detects_non_transactional: false,
            refuses_mixed: false,
            opt_out,
        }
    }

    /// No transaction is opened, so none needs to be left.
    pub(crate) const fn bare(delivery: Delivery) -> Self {
        Self::new(TransactionMode::StatementByStatement, delivery, OptOut::NotNeeded)
    }

    /// The runner looks at the statements and leaves its transaction by itself.
    pub(crate) const fn detecting(mut self) -> Self {
        self.detects_non_transactional = true;
        self
    }

    /// The runner refuses a file that mixes statements that can and cannot run in a transaction.
    pub(crate) const fn refusing_mixed(mut self) -> Self {
        self.refuses_mixed = true;
        self
    }

    pub(crate) fn policy(&self) -> RunnerPolicy {
        RunnerPolicy {
            transaction: self.transaction,
            origin: PolicyOrigin::Default,
            delivery: self.delivery,
            detects_non_transactional: self.detects_non_transactional,
            refuses_mixed: self.refuses_mixed,
            opt_out: self.opt_out.clone(),
        }
    }

    /// Whether it makes a difference which of the two runs a file.
    pub(crate) fn differs_from(&self, other: &Self) -> bool {
        self.transaction != other.transaction
            || self.delivery != other.delivery
            || self.detects_non_transactional != other.detects_non_transactional
            || std::mem::discriminant(&self.opt_out) != std::mem::discriminant(&other.opt_out)
    }
}

/// How strongly something speaks for a tool.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Strength {
    /// Names that several tools use.
    Names,
    /// Names that hardly another tool uses.
    DistinctNames,
    /// The names fit, and the project's manifest names the tool.
    Manifest,
    /// Comments that only this tool reads or writes.
    Contents,
    /// The tool's own settings or lock file beside the scripts.
    OwnFiles,
}

/// What speaks for a tool, and how strongly.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Claim {
    pub(crate) strength: Strength,
    /// For people: "the files are named `V1__x.sql`".
    pub(crate) reason: String,
}

impl Claim {
    pub(crate) fn new(strength: Strength, reason: impl Into<String>) -> Self {
        Self {
            strength,
            reason: reason.into(),
        }
    }

    pub(crate) fn some(strength: Strength, reason: impl Into<String>) -> Option<Self> {
        Some(Self::new(strength, reason))
    }

    /// Names that fit, raised where a manifest above names the tool.
    pub(crate) fn by_names(strength: Strength, reason: &str, manifest: Option<&'static str>) -> Self {
        match manifest {
            Some(file) => Self::new(
                Strength::Manifest,
                format!("{reason} and a {file} above names the tool"),
            ),
            None => Self::new(strength, reason),
        }
    }
}
