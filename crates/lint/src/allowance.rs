use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use globset::GlobSet;
use source::{Finding, Fingerprint, RuleId};

use crate::Date;

/// Findings that are allowed from outside the files that they are in, since runners compare checksums of these.
#[derive(Clone, Debug)]
pub struct Allowance {
    /// The rules whose findings are meant.
    pub rules: Vec<RuleId>,
    /// The files that they are in; `None` for any.
    pub paths: Option<GlobSet>,
    /// Their fingerprints; empty for any.
    pub fingerprints: Vec<Fingerprint>,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// Why, where that is said.
    pub reason: Option<String>,
    /// The file that allows it.
    pub path: Arc<str>,
    /// The line there, from 1.
    pub line: u32,
    was_of_use: Arc<AtomicBool>,
}

impl Allowance {
    /// Allows what these rules find, wherever that is, as a line of a file says.
    #[must_use]
    pub fn of_rules(rules: Vec<RuleId>, path: Arc<str>, line: u32) -> Self {
        Self {
            rules,
            paths: None,
            fingerprints: Vec::new(),
            until: None,
            reason: None,
            path,
            line,
            was_of_use: Arc::default(),
        }
    }

    /// Whether its last day is over.
    #[must_use]
    pub fn is_expired(&self, today: Option<Date>) -> bool {
        self.until.zip(today).is_some_and(|(last, today)| last < today)
    }

    /// Whether it allowed anything so far.
    #[must_use]
    pub fn was_of_use(&self) -> bool {
        self.was_of_use.load(Ordering::Relaxed)
    }

    /// Whether it allows a finding in the file with this path.
    pub(crate) fn holds(&self, finding: &Finding, path: &str, today: Option<Date>) -> bool {
        let holds = self.rules.contains(&finding.rule)
            && !self.is_expired(today)
            && self.paths.as_ref().is_none_or(|paths| paths.is_match(path))
            && (self.fingerprints.is_empty() || self.fingerprints.contains(&finding.fingerprint));
        if holds {
            self.was_of_use.store(true, Ordering::Relaxed);
        }
        holds
    }
}
