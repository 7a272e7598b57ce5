use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use schema::{Kind, Statement};

use crate::fingerprint::{Digest, of_statement};
use crate::{HistoryFacts, MigrationFacts};

/// Where the statements of a history stand that may equal one with a finding. It is learnt when it is asked for, and
/// stays until their migrations change.
#[derive(Debug, Default)]
pub(crate) struct EqualStatements {
    shapes: Mutex<FxHashMap<Shape, Vec<Place>>>,
}

/// What equal statements have in common and is known without reading them.
pub(super) type Shape = (Kind, u32);

pub(super) const fn shape(statement: &Statement) -> Shape {
    (statement.kind, statement.tokens.end - statement.tokens.start)
}

/// A statement's digest, the number of its migration, and which statement of that it is, those within others counted.
type Place = (Digest, usize, usize);

impl EqualStatements {
    /// For each of these statements, its digest and how many equal ones come before it in the history. `asked` holds their
    /// shapes and places.
    pub(super) fn ordinals(&self, history: &HistoryFacts, asked: &[(Shape, Place)]) -> Vec<(Digest, u64)> {
        let mut shapes = self.shapes.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = asked.iter().map(|(shape, _)| *shape);
        let missing = missing.filter(|shape| !shapes.contains_key(shape));
        let learnt = learn(history, missing.map(|shape| (shape, Vec::new())).collect());
        shapes.extend(learnt);
        let ordinal = |(shape, place): &(Shape, Place)| {
            let places = &shapes[shape];
            let first = places.partition_point(|other| other.0 < place.0);
            let before = places[first..].partition_point(|other| other < place);
            (place.0, before as u64)
        };
        asked.iter().map(ordinal).collect()
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
        walk(new, &mut |at, statement| {
            if let Some(places) = shapes.get_mut(&shape(statement)) {
                let place = (digest(new, statement), number, at);
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

/// Where the statements of these shapes stand.
fn learn(history: &HistoryFacts, mut missing: FxHashMap<Shape, Vec<Place>>) -> FxHashMap<Shape, Vec<Place>> {
    if missing.is_empty() {
        return missing;
    }
    for (number, facts) in history.migrations.iter().enumerate() {
        walk(facts, &mut |at, statement| {
            if let Some(places) = missing.get_mut(&shape(statement)) {
                places.push((digest(facts, statement), number, at));
            }
        });
    }
    missing.values_mut().for_each(|places| places.sort_unstable());
    missing
}

pub(super) fn digest(facts: &MigrationFacts, statement: &Statement) -> Digest {
    of_statement(facts.file.text(), &facts.script, statement)
}

/// Shows each statement of a migration, with its number.
pub(super) fn walk<'a>(facts: &'a MigrationFacts, show: &mut dyn FnMut(usize, &'a Statement)) {
    let mut at = 0;
    facts.script.walk(&mut |statement| {
        show(at, statement);
        at += 1;
    });
}
