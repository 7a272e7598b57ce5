use compact_str::CompactString;
use schema::Catalog;

use crate::{Engine, Transaction};

/// What a statement's impact depends on besides the statement.
#[derive(Clone, Copy, Debug)]
pub struct ImpactContext<'a> {
    /// The schema before the statement.
    pub before: &'a Catalog,
    /// The engine that runs it.
    pub engine: Engine,
    /// What holds in the session that runs it.
    pub session: Session<'a>,
}

/// What holds in the session that runs a statement.
#[derive(Clone, Copy, Debug)]
pub struct Session<'a> {
    /// The transaction the statement runs in.
    pub transaction: Transaction,
    /// Settings that are known to hold, by name in lower case. What is not among them is not known.
    pub settings: &'a [(CompactString, Option<CompactString>)],
}

impl<'a> Session<'a> {
    /// A session of which nothing is known.
    pub const UNKNOWN: Self = Self {
        transaction: Transaction::Unknown,
        settings: &[],
    };

    /// The value of a setting that is known to hold.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<&'a str> {
        let (_, value) = self.settings.iter().rev().find(|(known, _)| known == name)?;
        value.as_deref()
    }

    /// Whether a setting is on; `None` where that is not known.
    #[must_use]
    pub fn is_on(&self, name: &str) -> Option<bool> {
        let value = self.setting(name)?.to_ascii_lowercase();
        match value.as_str() {
            "on" | "1" | "true" | "yes" => Some(true),
            "off" | "0" | "false" | "no" => Some(false),
            _ => None,
        }
    }
}
