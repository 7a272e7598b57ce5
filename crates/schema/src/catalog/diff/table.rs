//! Tables and their parts.

mod columns;
mod keys;

use std::sync::Arc;

use compact_str::CompactString;

use super::{Diff, Subject, said};
use crate::ObjectKind;
use crate::catalog::{Aspect, Existence, ObjectKey, Partitioning, Table, Trigger};

/// Part of a table: it may have a name, and may be there for certain or perhaps.
trait Part {
    fn name(&self) -> Option<&CompactString>;
    fn existence(&self) -> Existence;
}

impl Part for Trigger {
    fn name(&self) -> Option<&CompactString> {
        Some(&self.name)
    }

    fn existence(&self) -> Existence {
        self.existence
    }
}

impl<'a> Diff<'a> {
    pub(super) fn table(&mut self, subject: Subject<'a>, mine: &'a Table, theirs: &'a Table) {
        self.whole_table(subject, mine, theirs);
        self.columns(subject, mine, theirs);
        self.constraints(subject, mine, theirs);
        self.indexes(subject, mine, theirs);
        self.triggers(subject, mine, theirs);
        self.policies(subject, mine, theirs);
    }

    fn whole_table(&mut self, subject: Subject<'a>, mine: &Table, theirs: &Table) {
        if mine.persistence != theirs.persistence {
            let (here, there) = (
                mine.persistence.as_str().to_owned(),
                theirs.persistence.as_str().to_owned(),
            );
            self.changed(subject, Aspect::Persistence, here, there);
        }
        let known = subject.perhaps_unless(mine.is_complete && theirs.is_complete);
        if mine.partition_by != theirs.partition_by {
            let text = |by: &Option<Partitioning>| by.as_ref().map_or_else(|| "none".to_owned(), partitioning);
            self.changed(
                known,
                Aspect::Partitioning,
                text(&mine.partition_by),
                text(&theirs.partition_by),
            );
        }
        let place = |table: &Table| (table.partition_of.clone(), table.is_default_partition);
        if place(mine) != place(theirs) {
            self.changed(known, Aspect::Partitioning, partition_of(mine), partition_of(theirs));
        }
        let parents = |table: &Table| -> Vec<ObjectKey> {
            let mut parents = table.inherits.clone();
            parents.sort();
            parents
        };
        if parents(mine) != parents(theirs) {
            self.changed(
                known,
                Aspect::Parents,
                said::names(parents(mine)),
                said::names(parents(theirs)),
            );
        }
        if let (Some(here), Some(there)) = (mine.row_security, theirs.row_security)
            && here != there
        {
            let word = |is_on: bool| if is_on { "on" } else { "off" }.to_owned();
            self.changed(subject, Aspect::RowSecurity, word(here), word(there));
        }
    }

    fn triggers(&mut self, subject: Subject<'a>, mine: &'a Table, theirs: &'a Table) {
        let pairs = by_name(&mine.triggers, &theirs.triggers);
        for (one, other) in pairs {
            let Some(subject) = self.of_pair(subject, ObjectKind::Trigger, (mine, one), (theirs, other)) else {
                continue;
            };
            let (Some(one), Some(other)) = (one, other) else {
                continue;
            };
            let words = |trigger: &Trigger| (trigger.function.clone(), trigger.events.clone(), trigger.for_each_row);
            if one.definition != other.definition {
                // `EXECUTE PROCEDURE` is `EXECUTE FUNCTION`: other words may call the same function.
                let is_known = one.function.is_none() || words(one) != words(other);
                let (here, there) = (trigger(one), trigger(other));
                self.changed(subject.perhaps_unless(is_known), Aspect::Definition, here, there);
            }
        }
    }

    fn policies(&mut self, subject: Subject<'a>, mine: &'a Table, theirs: &'a Table) {
        let of = |part: &'a CompactString, other: &Table| Subject {
            object_kind: ObjectKind::Policy,
            part: Some(part),
            ..subject.perhaps_unless(other.is_complete)
        };
        let names = |table: &'a Table| table.policies.iter().map(|policy| &policy.name);
        let lacks = |table: &'a Table, name: &CompactString| !names(table).any(|other| other == name);
        for name in names(mine).filter(|name| lacks(theirs, name)) {
            self.only_here(of(name, theirs));
        }
        for name in names(theirs).filter(|name| lacks(mine, name)) {
            self.only_there(of(name, mine));
        }
    }

    /// Says where one of the two is missing; else what is left to compare. Parts that the two share are passed over.
    fn of_pair<T: Part>(
        &mut self,
        subject: Subject<'a>,
        object_kind: ObjectKind,
        (mine, one): (&'a Table, Option<&'a Arc<T>>),
        (theirs, other): (&'a Table, Option<&'a Arc<T>>),
    ) -> Option<Subject<'a>> {
        let of = |part: &'a T, is_known: bool| Subject {
            object_kind,
            part: part.name(),
            ..subject.perhaps_unless(is_known)
        };
        let certain = |part: &T| part.existence() == Existence::Certain;
        match (one, other) {
            (Some(one), Some(other)) => {
                if Arc::ptr_eq(one, other) {
                    return None;
                }
                let subject = of(one, certain(one) && certain(other));
                self.perhaps_gone(subject, certain(one).then_some(true), certain(other).then_some(true));
                Some(subject)
            }
            (Some(one), None) => {
                self.only_here(of(one, certain(one) && theirs.is_complete));
                None
            }
            (None, Some(other)) => {
                self.only_there(of(other, certain(other) && mine.is_complete));
                None
            }
            (None, None) => None,
        }
    }
}

type Pair<'a, T> = (Option<&'a Arc<T>>, Option<&'a Arc<T>>);

/// The parts of both sides, those with the same name together, without those at the beginning that the two share.
fn by_name<'a, T: Part>(mine: &'a [Arc<T>], theirs: &'a [Arc<T>]) -> Vec<Pair<'a, T>> {
    let both = mine.iter().zip(theirs);
    let shared = both.take_while(|(one, other)| Arc::ptr_eq(one, other)).count();
    let (mine, theirs) = (&mine[shared..], &theirs[shared..]);
    let same =
        |one: &Arc<T>, other: &Arc<T>| one.name().is_some() && (Arc::ptr_eq(one, other) || one.name() == other.name());
    // Mostly it stands at the same place of the other list.
    let counterpart = |part: &Arc<T>, at: usize, others: &'a [Arc<T>]| {
        let there = others.get(at).filter(|other| same(part, other));
        there.or_else(|| others.iter().find(|other| same(part, other)))
    };
    let here = mine.iter().enumerate();
    let here = here.map(|(at, one)| (Some(one), counterpart(one, at, theirs)));
    let there = theirs.iter().enumerate();
    let there = there.filter(|(at, other)| counterpart(other, *at, mine).is_none());
    here.chain(there.map(|(_, other)| (None, Some(other)))).collect()
}

fn partitioning(by: &Partitioning) -> String {
    let mut text = format!("{} ({})", by.strategy, by.columns.join(", "));
    if !by.partitions.is_empty() {
        text.push_str(&format!(" with {}", by.partitions.join(", ")));
    }
    text
}

fn partition_of(table: &Table) -> String {
    match &table.partition_of {
        Some(parent) if table.is_default_partition => format!("default partition of {parent}"),
        Some(parent) => format!("partition of {parent}"),
        None => "no partition".to_owned(),
    }
}

fn trigger(trigger: &Trigger) -> String {
    let mut text = trigger.events.join(" or ").to_lowercase();
    if let Some(function) = &trigger.function {
        text.push_str(&format!(", calls {function}"));
    }
    text
}
