//! In what two catalogues differ.

mod grants;
mod objects;
mod said;
mod table;

use std::sync::Arc;

use compact_str::CompactString;

use super::map::Map;
use super::{Aspect, Catalog, Difference, DifferenceKind, Entry, ObjectKey, Relation, Routine, SchemaState};
use crate::ObjectKind;

/// Every difference, objects in the order of their names within their kind.
pub(super) fn catalogs(here: &Catalog, there: &Catalog) -> Vec<Difference> {
    let mut diff = Diff {
        here,
        there,
        found: Vec::new(),
    };
    diff.schemas();
    let relation = |_: &Catalog, relation: &Relation| Some(relation_kind(relation));
    diff.each(&here.relations, &there.relations, relation, Diff::relation);
    diff.each(
        &here.sequences,
        &there.sequences,
        objects::sequence_kind,
        Diff::sequence,
    );
    diff.each(&here.types, &there.types, objects::type_kind, Diff::user_type);
    let routine = |_: &Catalog, routines: &Vec<Routine>| Some(routines.first()?.object_kind);
    diff.each(
        &here.routines,
        &there.routines,
        routine,
        |diff, subject, mine, theirs| {
            diff.routine(subject, mine, theirs);
        },
    );
    diff.statistics();
    diff.grants();
    diff.found
}

/// Two catalogues under comparison, and what was found so far.
struct Diff<'a> {
    here: &'a Catalog,
    there: &'a Catalog,
    found: Vec<Difference>,
}

/// What is compared, for the differences that are found in it.
#[derive(Clone, Copy)]
struct Subject<'a> {
    object_kind: ObjectKind,
    key: &'a ObjectKey,
    part: Option<&'a CompactString>,
    is_certain: bool,
}

impl<'a> Diff<'a> {
    /// Compares what two maps hold, one entry after the other. Entries that the two share are not looked at, nor those
    /// that are no `kind` of object of their own.
    fn each<T>(
        &mut self,
        mine: &'a Map<ObjectKey, Entry<T>>,
        theirs: &'a Map<ObjectKey, Entry<T>>,
        kind: impl Fn(&Catalog, &T) -> Option<ObjectKind>,
        compare: impl Fn(&mut Self, Subject<'a>, &'a T, &'a T),
    ) {
        for (key, left, right) in mine.side_by_side(theirs) {
            if let (Some(Entry::There(left, one)), Some(Entry::There(right, other))) = (left, right)
                && left == right
                && Arc::ptr_eq(one, other)
            {
                continue;
            }
            let (one, other) = (self.here.judge(left, key), self.there.judge(right, key));
            let kinds = (
                one.seen().and_then(|mine| kind(self.here, mine)),
                other.seen().and_then(|theirs| kind(self.there, theirs)),
            );
            let subject = |object_kind: ObjectKind| Subject {
                object_kind,
                key,
                part: None,
                is_certain: one.exists().is_some() && other.exists().is_some(),
            };
            if let (Some(mine), Some(theirs), Some(kind)) = (one.seen(), other.seen(), kinds.0.or(kinds.1)) {
                self.perhaps_gone(subject(kind), one.exists(), other.exists());
                compare(self, subject(kind), mine, theirs);
                continue;
            }
            match kinds {
                (Some(kind), None) => self.only_here(subject(kind)),
                (None, Some(kind)) => self.only_there(subject(kind)),
                _ => {}
            }
        }
    }

    fn relation(&mut self, subject: Subject<'a>, mine: &'a Relation, theirs: &'a Relation) {
        match (mine, theirs) {
            (Relation::Table(mine), Relation::Table(theirs)) => self.table(subject, mine, theirs),
            (Relation::View(mine), Relation::View(theirs)) => self.view(subject, mine, theirs),
            _ => self.changed(
                subject,
                Aspect::Kind,
                relation_kind(mine).as_str().to_owned(),
                relation_kind(theirs).as_str().to_owned(),
            ),
        }
    }

    /// Schemas that the one history made or dropped and the other did not.
    fn schemas(&mut self) {
        for (name, mine, theirs) in self.here.schemas.side_by_side(&self.there.schemas) {
            let is_there = |catalog: &Catalog, state: Option<&SchemaState>| match state {
                Some(SchemaState::Made) => Some(true),
                Some(SchemaState::Gone) => Some(false),
                None if catalog.start == super::Start::Empty => Some(false),
                None => None,
            };
            let (mine, theirs) = (is_there(self.here, mine), is_there(self.there, theirs));
            let key = ObjectKey::new("", name.clone());
            let subject = Subject {
                object_kind: ObjectKind::Schema,
                key: &key,
                part: None,
                is_certain: mine.is_some() && theirs.is_some(),
            };
            match (mine, theirs) {
                (Some(true), Some(false) | None) => self.only_here(subject),
                (Some(false) | None, Some(true)) => self.only_there(subject),
                _ => {}
            }
        }
    }

    fn statistics(&mut self) {
        for (key, mine, theirs) in self.here.statistics.side_by_side(&self.there.statistics) {
            let subject = Subject {
                object_kind: ObjectKind::Statistics,
                key,
                part: None,
                is_certain: true,
            };
            match (mine, theirs) {
                (Some(_), None) => self.only_here(subject),
                (None, Some(_)) => self.only_there(subject),
                (Some(mine), Some(theirs)) if mine != theirs => {
                    self.changed(subject, Aspect::Owner, mine.to_string(), theirs.to_string());
                }
                _ => {}
            }
        }
    }

    /// Something that is there for certain on one side and perhaps on the other.
    fn perhaps_gone(&mut self, subject: Subject<'_>, mine: Option<bool>, theirs: Option<bool>) {
        match (mine, theirs) {
            (Some(true), None) => self.only_here(subject),
            (None, Some(true)) => self.only_there(subject),
            _ => {}
        }
    }

    fn only_here(&mut self, subject: Subject<'_>) {
        self.push(subject, DifferenceKind::OnlyHere);
    }

    fn only_there(&mut self, subject: Subject<'_>) {
        self.push(subject, DifferenceKind::OnlyThere);
    }

    fn changed(&mut self, subject: Subject<'_>, aspect: Aspect, here: String, there: String) {
        self.push(subject, DifferenceKind::Changed { aspect, here, there });
    }

    fn push(&mut self, subject: Subject<'_>, kind: DifferenceKind) {
        self.found.push(Difference {
            object_kind: subject.object_kind,
            key: subject.key.clone(),
            part: subject.part.cloned(),
            kind,
            is_certain: subject.is_certain,
        });
    }
}

impl Subject<'_> {
    /// The same, with a doubt where there is one.
    const fn perhaps_unless(self, is_known: bool) -> Self {
        Self {
            is_certain: self.is_certain && is_known,
            ..self
        }
    }
}

fn relation_kind(relation: &Relation) -> ObjectKind {
    match relation {
        Relation::Table(_) => ObjectKind::Table,
        Relation::View(view) if view.is_materialized => ObjectKind::MaterializedView,
        Relation::View(_) => ObjectKind::View,
    }
}
