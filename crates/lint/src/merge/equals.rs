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
    pub(super) fn new(history: &'a HistoryFacts, candidates: &[Candidate]) -> Self {
        let statements = candidates
            .iter()
            .filter_map(|candidate| statement_of(history, candidate));
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
        let statement = statement_of(self.history, candidate);
        let place = statement.and_then(|(_, statement)| self.statements.get(&address(statement)));
        let digest = match place {
            Some((digest_of_statement, ordinal)) => digest.digest(*digest_of_statement).number(*ordinal),
            None => digest.word(self.place_in_file(candidate).as_bytes()),
        };
        let seen = self.seen.entry(digest).or_default();
        let fingerprint = digest.number(*seen).fingerprint();
        *seen += 1;
        fingerprint
    }

    /// What stands at the place of a finding about a file, without its space.
    fn place_in_file(&self, candidate: &Candidate) -> String {
        let Some(facts) = candidate.migration.map(|at| &self.history.migrations[at]) else {
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
