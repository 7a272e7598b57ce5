//! Comments that suppress findings: what they say and what they hold for.

mod lockgate;
mod place;
mod wording;

use schema::{CommentText, Script};
use source::{RuleId, TextRange};

use crate::{Date, MigrationFacts};
use place::Places;
use wording::{Extent, read};

/// A comment that suppresses findings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suppression {
    /// The comment.
    pub range: TextRange,
    /// Whose words it uses.
    pub spelling: Spelling,
    /// What it holds for.
    pub scope: Scope,
    /// The rules it names, in the words of its tool; empty means every rule of that tool.
    pub names: Vec<SuppressedRule>,
    /// Why, where that is said.
    pub reason: Option<TextRange>,
    /// Until when it holds, where that is said.
    pub expiry: Option<Expiry>,
    /// The comment that ends what it holds for, where it holds for a region.
    pub end: Option<TextRange>,
    /// What is wrong with it, in lower case, where it has no effect.
    pub flaw: Option<String>,
}

/// The last day on which a suppression holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Expiry {
    /// The day.
    pub date: Date,
    /// Where it is written.
    pub range: TextRange,
}

/// A rule that a comment names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SuppressedRule {
    /// As written.
    pub text: String,
    /// Where.
    pub range: TextRange,
}

/// Whose words a suppressing comment uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spelling {
    /// `lockgate: allow …`
    Lockgate,
    /// `squawk-ignore …`
    Squawk,
    /// SQLFluff's `noqa: …`
    Sqlfluff,
    /// `atlas:nolint …`
    Atlas,
    /// `migrationpilot-disable …`
    MigrationPilot,
    /// `safety-assured:start`, `diesel-guard:disable …`
    DieselGuard,
    /// `drizzle-migration-lint:disable-file rule reason`
    DrizzleMigrationLint,
    /// `eugene: ignore …`
    Eugene,
    /// `pgsafe:ignore rule reason`
    Pgsafe,
    /// `pgm-lint:suppress …`
    PgMigrationLint,
    /// `pgfence-ignore: …`
    Pgfence,
    /// `pgls-ignore lint/safety/rule: reason`
    Pgls,
}

/// What a suppression holds for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// The file.
    File,
    /// Findings that begin in this range: a statement, a line, the lines between two comments.
    Within(TextRange),
    /// Nothing: no statement follows.
    Nothing,
}

/// A suppression, when it is known what it suppressed.
#[derive(Clone, Copy, Debug)]
pub struct ReviewedSuppression<'a> {
    /// The comment.
    pub suppression: &'a Suppression,
    /// What became of each rule it names, in their order.
    pub verdicts: &'a [Verdict],
    /// Whether its last day is over, so that it suppresses nothing any more.
    pub is_expired: bool,
}

/// What became of a rule that a suppression names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It suppressed a finding, or nobody can tell because the rule did not run or failed, or rules did not load.
    Useful,
    /// The rule ran and found nothing there.
    Unused,
    /// No rule has that name; perhaps this one was meant.
    Unknown(Option<RuleId>),
}

impl Suppression {
    /// What goes when the name at this place of the list goes: the name with its separator, or all of the suppression
    /// where it is the only one.
    #[must_use]
    pub fn without_name(&self, at: usize, migration: &MigrationFacts) -> Vec<(TextRange, String)> {
        let range = match (self.names.as_slice(), at) {
            ([_], _) => return self.removal(migration),
            ([first, second, ..], 0) => TextRange::new(first.range.start, second.range.start),
            (names, at) => TextRange::new(names[at - 1].range.end, names[at].range.end),
        };
        vec![(range, String::new())]
    }

    /// What goes when all of it goes: the comment, and the one that ends its region.
    #[must_use]
    pub fn removal(&self, migration: &MigrationFacts) -> Vec<(TextRange, String)> {
        let comments = std::iter::once(self.range).chain(self.end);
        comments
            .map(|comment| (migration.with_rest_of_line(comment), String::new()))
            .collect()
    }

    /// Whether its last day is over.
    #[must_use]
    pub fn is_expired(&self, today: Option<Date>) -> bool {
        let last = self.expiry.map(|expiry| expiry.date);
        last.zip(today).is_some_and(|(last, today)| last < today)
    }
}

impl Spelling {
    /// The word before the colon in the aliases of that tool's rules.
    #[must_use]
    pub const fn tool(self) -> Option<&'static str> {
        match self {
            Self::Lockgate => None,
            Self::Squawk => Some("squawk"),
            Self::Sqlfluff => Some("sqlfluff"),
            Self::Atlas => Some("atlas"),
            Self::MigrationPilot => Some("migrationpilot"),
            Self::DieselGuard => Some("diesel-guard"),
            Self::DrizzleMigrationLint => Some("drizzle-migration-lint"),
            Self::Eugene => Some("eugene"),
            Self::Pgsafe => Some("pgsafe"),
            Self::PgMigrationLint => Some("pg-migration-lint"),
            Self::Pgfence => Some("pgfence"),
            Self::Pgls => Some("pgls"),
        }
    }
}

impl Scope {
    /// Whether a finding that begins at `offset` is within it.
    #[must_use]
    pub const fn holds(self, offset: u32) -> bool {
        match self {
            Self::File => true,
            Self::Within(range) => range.start <= offset && offset <= range.end,
            Self::Nothing => false,
        }
    }
}

/// The suppressions of one migration. `head` are comments of its file that stand before its first migration; they
/// belong to that one.
#[must_use]
pub fn suppressions(text: &str, script: &Script, head: &[CommentText]) -> Vec<Suppression> {
    let mut found = Vec::new();
    let mut places: Option<Places<'_>> = None;
    for comment in head.iter().chain(&script.comments) {
        let Some(told) = read(text, *comment) else {
            continue;
        };
        let places = places.get_or_insert_with(|| Places::new(text, script));
        let (scope, flaw) = match told.extent {
            Extent::File if places.is_before_first_statement(*comment) => (Scope::File, told.flaw),
            Extent::File => (
                Scope::Nothing,
                Some("a suppression for the file has no effect after the first statement".to_owned()),
            ),
            Extent::Statement => (places.statement_of(*comment), told.flaw),
            Extent::FileOrStatement if places.is_apart(*comment) => (Scope::File, told.flaw),
            Extent::FileOrStatement => (places.statement_of(*comment), told.flaw),
            Extent::Line => (Scope::Within(places.line_of(*comment)), told.flaw),
            Extent::Nothing => (Scope::Nothing, told.flaw),
            Extent::Until(end) => (Scope::Within(TextRange::new(comment.range.start, end)), told.flaw),
        };
        found.push(Suppression {
            range: comment.range,
            spelling: told.spelling,
            scope,
            names: told.names,
            reason: told.reason,
            expiry: told.expiry,
            end: told.end,
            flaw,
        });
    }
    found
}
