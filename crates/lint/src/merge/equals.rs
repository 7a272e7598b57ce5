use rustc_hash::{FxHashMap, FxHashSet};
use schema::{Kind, Statement};
use source::Fingerprint;

use super::Candidate;
use crate::fingerprint::{Digest, of_statement};
use crate::{HistoryFacts, MigrationFacts};

/// Tells apart findings that would have the same fingerprint: by how many equal statements come before in the
/// history, whatever files are reported on.
pub(super) struct Equals<'a> {
    history: &'a HistoryFacts,
    /// By the address of the statement: its digest, and how many equal ones come before.
    statements: FxHashMap<usize, (Digest, u64)>,
    seen: FxHashMap<Digest, u64>,
}

impl<'a> Equals<'a> {
    pub(super) fn new<'c>(history: &'a HistoryFacts, candidates: impl Iterator<Item = &'c Candidate>) -> Self {
        let statements = candidates.filter_map(|candidate| anchor_of(history, candidate));
        let shapes: FxHashSet<Shape> = statements.map(|(_, statement)| shape(statement)).collect();
        let mut equals = Self {
            history,
            statements: FxHashMap::default(),
            seen: FxHashMap::default(),
        };
        if !shapes.is_empty() {
            equals.count(&shapes);
        }
        equals
    }

    /// Only statements that may equal one with a finding are digested.
    fn count(&mut self, shapes: &FxHashSet<Shape>) {
        let mut before: FxHashMap<Digest, u64> = FxHashMap::default();
        for facts in &self.history.migrations {
            facts.script.walk(&mut |statement| {
                if shapes.contains(&shape(statement)) {
                    let digest = of_statement(facts.file.text(), &facts.script, statement);
                    let ordinal = before.entry(digest).or_default();
                    self.statements.insert(address(statement), (digest, *ordinal));
                    *ordinal += 1;
                }
            });
        }
    }

    pub(super) fn fingerprint(&mut self, rule: &str, candidate: &Candidate) -> Fingerprint {
        let object = candidate.report.object.as_deref().unwrap_or_default();
        let digest = Digest::new().word(rule.as_bytes()).word(object.as_bytes());
        let anchor = anchor_of(self.history, candidate);
        let place = anchor.and_then(|(_, statement)| self.statements.get(&address(statement)));
        let digest = match place {
            Some((digest_of_statement, ordinal)) => digest.digest(*digest_of_statement).number(*ordinal),
            None => digest.word(version_of(self.history, candidate).as_bytes()),
        };
        let digest = match statement_of(self.history, candidate) {
            Some(_) => digest,
            None => digest.word(self.place_in_file(candidate).as_bytes()),
        };
        let seen = self.seen.entry(digest).or_default();
        let fingerprint = digest.number(*seen).fingerprint();
        *seen += 1;
        fingerprint
    }

    /// What stands at the place of a finding about a file, without its space.
    fn place_in_file(&self, candidate: &Candidate) -> String {
        let Some(facts) = migration_of(self.history, candidate) else {
            return String::new();
        };
        let text = facts.file.slice(candidate.report.span.range);
        text.chars()
            .filter(|letter| !letter.is_whitespace())
            .take(LONG_ENOUGH)
            .collect()
    }
}

/// A finding about the whole of a long file is told apart by its first letters.
const LONG_ENOUGH: usize = 200;

/// What equal statements have in common and is known without reading them.
type Shape = (Kind, u32);

const fn shape(statement: &Statement) -> Shape {
    (statement.kind, statement.tokens.end - statement.tokens.start)
}

fn address(statement: &Statement) -> usize {
    std::ptr::from_ref(statement) as usize
}

/// The migration that a report is about, or that stands in the file that it is about.
fn migration_of<'a>(history: &'a HistoryFacts, candidate: &Candidate) -> Option<&'a MigrationFacts> {
    if let Some(at) = candidate.migration {
        return history.migrations.get(at).map(|facts| &**facts);
    }
    let file = candidate.report.span.file;
    let mut migrations = history.migrations.iter().map(|facts| &**facts);
    migrations.find(|facts| facts.migration.file == file)
}

/// The statement that a report goes by: its own or, where it is about a migration, the first one of that, so that it
/// stays the same whatever the file is called and whatever files are reported on.
fn anchor_of<'a>(history: &'a HistoryFacts, candidate: &Candidate) -> Option<(&'a MigrationFacts, &'a Statement)> {
    statement_of(history, candidate).or_else(|| {
        let facts = migration_of(history, candidate)?;
        Some((facts, facts.script.statements.first()?))
    })
}

/// What a migration without statements goes by.
fn version_of<'a>(history: &'a HistoryFacts, candidate: &Candidate) -> &'a str {
    migration_of(history, candidate).map_or("", |facts| facts.migration.version_text.as_str())
}

pub(super) fn statement_of<'a>(
    history: &'a HistoryFacts,
    candidate: &Candidate,
) -> Option<(&'a MigrationFacts, &'a Statement)> {
    let facts = history.migrations.get(candidate.migration?)?;
    let (first, rest) = candidate.report.statement.as_ref()?.0.split_first()?;
    let mut statement = facts.script.statements.get(*first as usize)?;
    for at in rest {
        statement = statement.body.get(*at as usize)?;
    }
    Some((facts, statement))
}
