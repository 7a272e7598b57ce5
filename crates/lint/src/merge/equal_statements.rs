use std::hash::Hasher;
use std::sync::{Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHasher};
use schema::{Kind, Statement};

use crate::fingerprint::{Digest, of_statement};
use crate::{HistoryFacts, MigrationFacts};

/// Where the statements of a history stand that may equal one with a finding. It is learnt when it is asked for, and
/// stays until their migrations change.
#[derive(Debug, Default)]
pub(crate) struct EqualStatements {
    shapes: Mutex<FxHashMap<Shape, Vec<Place>>>,
}

/// What equal statements have in common and is known without reading their text: most that are not equal differ in it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Shape {
    kind: Kind,
    tokens: usize,
    /// A hash of some of the tokens: which word each is, and how long.
    outline: u64,
}

impl Shape {
    /// So many tokens are looked at, or a few more.
    const SAMPLE: usize = 8;

    pub(super) fn of(facts: &MigrationFacts, statement: &Statement) -> Self {
        let tokens = facts.script.tokens_of(statement);
        let mut outline = FxHasher::default();
        for token in tokens.iter().step_by(tokens.len() / Self::SAMPLE + 1) {
            outline.write_u64((token.keyword as u64) << 32 | u64::from(token.range.len()));
        }
        Self {
            kind: statement.kind,
            tokens: tokens.len(),
            outline: outline.finish(),
        }
    }
}

/// A statement's digest, the number of its migration, and where it begins there.
type Place = (Digest, usize, u32);

/// Statements of which it is asked how many equal ones come before.
#[derive(Default)]
pub(super) struct AskedStatements {
    all: Vec<Asked>,
    /// Tells apart the statements of a history, as long as it stays where it is.
    by_address: FxHashMap<*const Statement, usize>,
}

struct Asked {
    shape: Shape,
    place: Place,
}

impl AskedStatements {
    /// Takes in a statement of the migration with this number, and says which of those that are asked about it is.
    pub(super) fn number_of(&mut self, migration: usize, facts: &MigrationFacts, statement: &Statement) -> usize {
        let Self { all, by_address } = self;
        *by_address.entry(statement).or_insert_with(|| {
            all.push(Asked {
                shape: Shape::of(facts, statement),
                place: (digest(facts, statement), migration, statement.range.start),
            });
            all.len() - 1
        })
    }

    fn get(&self, statement: &Statement) -> Option<&Asked> {
        self.by_address
            .get(&std::ptr::from_ref(statement))
            .map(|at| &self.all[*at])
    }
}

impl EqualStatements {
    /// For each of these statements its digest, and how many equal ones come before it in the history.
    pub(super) fn ordinals(&self, history: &HistoryFacts, asked: &AskedStatements) -> Vec<(Digest, u64)> {
        let mut shapes = self.shapes.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = asked.all.iter().map(|asked| asked.shape);
        let missing = missing.filter(|shape| !shapes.contains_key(shape));
        let missing = missing.map(|shape| (shape, Vec::new())).collect();
        shapes.extend(learn(history, missing, asked));
        let ordinal = |Asked { shape, place }: &Asked| {
            let places = &shapes[shape];
            let first = places.partition_point(|other| other.0 < place.0);
            let ordinal = places[first..].partition_point(|other| other < place);
            (place.0, ordinal as u64)
        };
        asked.all.iter().map(ordinal).collect()
    }

    /// Takes in that another script stands in the place of a migration's old one.
    pub(crate) fn replace(&mut self, number: usize, new: &MigrationFacts) {
        let shapes = self.shapes.get_mut().unwrap_or_else(PoisonError::into_inner);
        if shapes.is_empty() {
            return;
        }
        shapes
            .values_mut()
            .for_each(|places| places.retain(|(_, migration, _)| *migration != number));
        new.script.walk(&mut |statement| {
            if let Some(places) = shapes.get_mut(&Shape::of(new, statement)) {
                let place = (digest(new, statement), number, statement.range.start);
                let behind = places.partition_point(|other| *other < place);
                places.insert(behind, place);
            }
        });
    }
}

impl Clone for EqualStatements {
    /// What is known is soon learnt again.
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// Where the statements of these shapes stand. What is asked about is known.
fn learn(
    history: &HistoryFacts,
    mut missing: FxHashMap<Shape, Vec<Place>>,
    asked: &AskedStatements,
) -> FxHashMap<Shape, Vec<Place>> {
    if missing.is_empty() {
        return missing;
    }
    for (number, facts) in history.migrations.iter().enumerate() {
        facts.script.walk(&mut |statement| {
            let known = asked.get(statement);
            let shape = known.map_or_else(|| Shape::of(facts, statement), |known| known.shape);
            if let Some(places) = missing.get_mut(&shape) {
                let place = || (digest(facts, statement), number, statement.range.start);
                places.push(known.map_or_else(place, |known| known.place));
            }
        });
    }
    missing.values_mut().for_each(|places| places.sort_unstable());
    missing
}

fn digest(facts: &MigrationFacts, statement: &Statement) -> Digest {
    of_statement(facts.file.text(), &facts.script, statement)
}
