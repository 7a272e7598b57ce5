use std::sync::Arc;

use engine::{HistoryFacts, MigrationFacts, Project};
use source::{FileId, Span, TextRange};

use crate::Thing;
use crate::occurrences::{Occurrence, OccurrenceRole, occurrences, renamings};

/// A thing and every place of its history that names it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct References {
    /// The thing, as it is called where it was asked for.
    pub thing: Thing,
    /// Where it was asked for.
    pub asked_at: TextRange,
    /// The places, in the order of the history.
    pub places: Vec<Reference>,
    /// Where it was made or last renamed before the place that was asked about, as an index of `places`.
    pub definition: Option<usize>,
}

/// A place that names a thing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference {
    /// Where.
    pub span: Span,
    /// What for.
    pub role: OccurrenceRole,
    /// Whether it may name something else.
    pub is_guess: bool,
    /// Whether the migration is known to have been released.
    pub is_released: bool,
    /// What the statement does: `alter table`.
    pub statement: String,
}

/// Which statement of a history.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct At {
    migration: usize,
    statement: usize,
}

/// What the name at a place names, and everywhere else in the history where that is named, across renamings.
#[must_use]
pub fn references(project: &Project, file: FileId, offset: u32) -> Option<References> {
    let (history, at, occurrence) = named_at(project, file, offset)?;
    let (start, thing) = beginning(history, at, &occurrence);
    let places = places(history, start, thing);
    let own = places
        .iter()
        .position(|(place, reference)| *place == at && reference.span.range == occurrence.range);
    let until = own.map_or(places.len(), |own| own + 1);
    let definition = places[..until]
        .iter()
        .rposition(|(_, reference)| reference.role == OccurrenceRole::Defines);
    Some(References {
        thing: occurrence.thing,
        asked_at: occurrence.range,
        places: places.into_iter().map(|(_, reference)| reference).collect(),
        definition,
    })
}

/// The name at a place, with the migration and the number of the statement that it stands in.
pub(crate) fn name_at(
    project: &Project,
    file: FileId,
    offset: u32,
) -> Option<(&Arc<MigrationFacts>, usize, Occurrence)> {
    let (history, at, occurrence) = named_at(project, file, offset)?;
    Some((&history.migrations[at.migration], at.statement, occurrence))
}

fn named_at(project: &Project, file: FileId, offset: u32) -> Option<(&HistoryFacts, At, Occurrence)> {
    for history in project.histories() {
        for (migration, facts) in history.migrations.iter().enumerate() {
            if facts.migration.file != file {
                continue;
            }
            let mut statements = facts.script.statements.iter();
            let holds = |range: TextRange| range.start <= offset && offset <= range.end;
            let Some(statement) = statements.position(|statement| holds(statement.range)) else {
                continue;
            };
            let names = occurrences(facts, statement).into_iter();
            let mut found = names.filter(|occurrence| holds(occurrence.range));
            if let Some(occurrence) = found.next() {
                return Some((history, At { migration, statement }, occurrence));
            }
        }
    }
    None
}

/// The statement that made a thing, and what it was called then; the beginning of the history where none did.
fn beginning(history: &HistoryFacts, at: At, occurrence: &Occurrence) -> (At, Thing) {
    let mut thing = occurrence.thing.clone();
    let first = At {
        migration: 0,
        statement: 0,
    };
    for migration in (0..=at.migration).rev() {
        let facts = &history.migrations[migration];
        if migration != at.migration && !facts.migration.leads_on() {
            continue;
        }
        let own = migration == at.migration;
        let count = if own {
            at.statement + 1
        } else {
            facts.script.statements.len()
        };
        for statement in (0..count).rev() {
            if !mentions(facts, statement, &thing) {
                continue;
            }
            let here = At { migration, statement };
            let is_own = here == at;
            // A name that is taken away by the statement itself was another thing's before.
            if let Some(renaming) = renamings(facts, statement)
                .into_iter()
                .find(|renaming| renaming.to == thing)
            {
                if !is_own || occurrence.thing == renaming.to {
                    thing = renaming.from;
                }
                continue;
            }
            thing = before_moving(facts, statement, thing, is_own);
            let defines = |other: &Occurrence| other.role == OccurrenceRole::Defines && other.thing == thing;
            if occurrences(facts, statement).iter().any(defines) {
                return (here, thing);
            }
        }
    }
    (first, thing)
}

/// A part of a table goes by the table's old name before the table was renamed.
fn before_moving(facts: &MigrationFacts, statement: usize, thing: Thing, is_own: bool) -> Thing {
    if is_own || matches!(thing, Thing::Relation(_)) {
        return thing;
    }
    for renaming in renamings(facts, statement) {
        if let (Thing::Relation(old), Thing::Relation(new)) = (&renaming.from, &renaming.to) {
            return thing.moved(new, old);
        }
    }
    thing
}

fn places(history: &HistoryFacts, start: At, mut thing: Thing) -> Vec<(At, Reference)> {
    let mut places = Vec::new();
    for (migration, facts) in history.migrations.iter().enumerate().skip(start.migration) {
        let from = if migration == start.migration {
            start.statement
        } else {
            0
        };
        let mut current = thing.clone();
        for statement in from..facts.script.statements.len() {
            if !mentions(facts, statement, &current) {
                continue;
            }
            let renamings = renamings(facts, statement);
            let next = renamings
                .iter()
                .find_map(|renaming| moved(&current, &renaming.from, &renaming.to));
            for occurrence in occurrences(facts, statement) {
                if occurrence.thing == current || next.as_ref() == Some(&occurrence.thing) {
                    places.push((At { migration, statement }, reference(facts, statement, &occurrence)));
                }
            }
            current = next.unwrap_or(current);
        }
        if facts.migration.leads_on() {
            thing = current;
        }
    }
    places
}

fn moved(thing: &Thing, from: &Thing, to: &Thing) -> Option<Thing> {
    if thing == from {
        return Some(to.clone());
    }
    match (from, to) {
        (Thing::Relation(old), Thing::Relation(new)) if thing.relation() == Some(old) => Some(thing.moved(old, new)),
        _ => None,
    }
}

fn reference(facts: &MigrationFacts, statement: usize, occurrence: &Occurrence) -> Reference {
    Reference {
        span: Span::new(facts.migration.file, occurrence.range),
        role: occurrence.role,
        is_guess: occurrence.is_guess,
        is_released: facts.migration.provenance.is_released,
        statement: facts.script.statements[statement].kind.as_str().replace('_', " "),
    }
}

/// A cheap look before the names are read: the statement holds the name of the thing, or of its table.
fn mentions(facts: &MigrationFacts, statement: usize, thing: &Thing) -> bool {
    let Some(statement) = facts.script.statements.get(statement) else {
        return false;
    };
    let text = facts.file.slice(statement.range).as_bytes();
    let holds = |name: &str| {
        let name = name.as_bytes();
        !name.is_empty() && text.windows(name.len()).any(|window| window.eq_ignore_ascii_case(name))
    };
    holds(thing.name()) || thing.relation().is_some_and(|relation| holds(&relation.name))
}
