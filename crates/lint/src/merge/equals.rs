use rustc_hash::{FxBuildHasher, FxHashMap};
use schema::Statement;
use source::Fingerprint;

use super::Candidate;
use super::equal_statements::AskedStatements;
use crate::fingerprint::Digest;
use crate::{HistoryFacts, MigrationFacts};

/// Tells apart findings that would have the same fingerprint: by how many equal statements come before in the
/// history, whatever files are reported on.
pub(super) struct Equals<'a> {
    history: &'a HistoryFacts,
    /// The digests of the statements that findings go by, and how many equal ones come before.
    statements: Vec<(Digest, u64)>,
    /// For each candidate, which of these it goes by.
    anchors: Vec<Option<usize>>,
    seen: FxHashMap<Digest, u64>,
}

impl<'a> Equals<'a> {
    pub(super) fn new<'c>(history: &'a HistoryFacts, candidates: impl Iterator<Item = &'c Candidate<'c>>) -> Self {
        let mut asked = AskedStatements::default();
        let mut number_of = |(migration, statement): (usize, &Statement)| {
            asked.number_of(migration, &history.migrations[migration], statement)
        };
        let anchors = candidates.map(|candidate| anchor_of(history, candidate).map(&mut number_of));
        let anchors: Vec<_> = anchors.collect();
        Self {
            history,
            statements: history.equals.ordinals(history, &asked),
            seen: FxHashMap::with_capacity_and_hasher(anchors.len(), FxBuildHasher),
            anchors,
        }
    }

    /// The fingerprint of the candidate with this number. `digest` is that of the rule's name.
    pub(super) fn fingerprint(&mut self, digest: Digest, number: usize, candidate: &Candidate<'_>) -> Fingerprint {
        let object = candidate.report.object.as_deref().unwrap_or_default();
        let digest = digest.word(object.as_bytes());
        let digest = match self.anchors[number].map(|anchor| self.statements[anchor]) {
            Some((digest_of_statement, ordinal)) => digest.digest(digest_of_statement).number(ordinal),
            None => digest.word(version_of(self.history, candidate).as_bytes()),
        };
        let digest = match statement_of(self.history, candidate) {
            Some(_) => digest,
            None => digest.letters(self.place_in_file(candidate), LONG_ENOUGH),
        };
        let seen = self.seen.entry(digest).or_default();
        let fingerprint = digest.number(*seen).fingerprint();
        *seen += 1;
        fingerprint
    }

    /// What stands at the place of a finding about a file.
    fn place_in_file(&self, candidate: &Candidate<'_>) -> &'a str {
        migration_of(self.history, candidate).map_or("", |facts| facts.file.slice(candidate.span.range))
    }
}

/// A finding about the whole of a long file is told apart by so many of its letters, without space.
const LONG_ENOUGH: usize = 200;

/// The migration that a report is about, or that stands in the file that it is about.
fn migration_of<'a>(history: &'a HistoryFacts, candidate: &Candidate<'_>) -> Option<&'a MigrationFacts> {
    history
        .migrations
        .get(number_of(history, candidate)?)
        .map(|facts| &**facts)
}

fn number_of(history: &HistoryFacts, candidate: &Candidate<'_>) -> Option<usize> {
    let in_file = || history.migrations_in(candidate.span.file).next();
    candidate.migration.or_else(in_file)
}

/// The statement that a report goes by, with its migration's number: its own or, where it is about a migration, the first
/// one of that, so that it stays the same whatever the file is called and whatever files are reported on.
fn anchor_of<'a>(history: &'a HistoryFacts, candidate: &Candidate<'_>) -> Option<(usize, &'a Statement)> {
    let number = number_of(history, candidate)?;
    let own = statement_of(history, candidate).map(|(_, statement)| statement);
    let statement = own.or_else(|| history.migrations[number].script.statements.first())?;
    Some((number, statement))
}

/// What a migration without statements goes by.
fn version_of<'a>(history: &'a HistoryFacts, candidate: &Candidate<'_>) -> &'a str {
    migration_of(history, candidate).map_or("", |facts| facts.migration.version_text.as_str())
}

pub(super) fn statement_of<'a>(
    history: &'a HistoryFacts,
    candidate: &Candidate<'_>,
) -> Option<(&'a MigrationFacts, &'a Statement)> {
    let facts = history.migrations.get(candidate.migration?)?;
    let (first, rest) = candidate.report.statement.as_ref()?.0.split_first()?;
    let mut statement = facts.script.statements.get(*first as usize)?;
    for at in rest {
        statement = statement.body.get(*at as usize)?;
    }
    Some((facts, statement))
}
