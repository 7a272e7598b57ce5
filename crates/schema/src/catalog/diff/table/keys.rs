//! Constraints and indexes: found again by name or, where the engine made the name, by what they are.

use std::sync::Arc;

use compact_str::CompactString;

use super::{Diff, Pair, Part, Subject, by_name, said};
use crate::catalog::{Aspect, Constraint, Existence, Index, Reference, Table};
use crate::{ConstraintKind, Dialect, Family, ObjectKind, ReferentialAction};

impl Part for Constraint {
    fn name(&self) -> Option<&CompactString> {
        self.name.as_ref()
    }

    fn existence(&self) -> Existence {
        self.existence
    }
}

impl Part for Index {
    fn name(&self) -> Option<&CompactString> {
        Some(&self.name)
    }

    fn existence(&self) -> Existence {
        self.existence
    }
}

impl<'a> Diff<'a> {
    pub(super) fn constraints(&mut self, subject: Subject<'a>, mine: &'a Table, theirs: &'a Table) {
        let is_index = |constraint: &&Constraint| is_index(constraint, self.here.dialect);
        let pairs = by_name(&mine.constraints, &theirs.constraints).into_iter();
        let pairs = pairs.filter(|(one, other)| {
            let mut both = one.iter().chain(other).map(|constraint| &***constraint);
            both.any(|constraint| !is_index(&constraint))
        });
        let pairs = again(
            pairs.collect(),
            |constraint| constraint.is_name_implicit,
            same_constraint,
        );
        for (one, other) in pairs {
            let kind = one
                .or(other)
                .map_or(ObjectKind::Constraint, |constraint| kind_of(&constraint.kind));
            let Some(subject) = self.of_pair(subject, kind, (mine, one), (theirs, other)) else {
                continue;
            };
            if let (Some(one), Some(other)) = (one, other) {
                self.constraint(subject, one, other);
            }
        }
    }

    fn constraint(&mut self, subject: Subject<'a>, mine: &Constraint, theirs: &Constraint) {
        if is_renamed(
            (mine.name.as_ref(), mine.is_name_implicit),
            (theirs.name.as_ref(), theirs.is_name_implicit),
        ) {
            self.changed(
                subject,
                Aspect::Name,
                said::names(&mine.name),
                said::names(&theirs.name),
            );
        }
        let (here, there) = (kind_of(&mine.kind), kind_of(&theirs.kind));
        if here != there {
            self.changed(
                subject,
                Aspect::Kind,
                here.as_str().to_owned(),
                there.as_str().to_owned(),
            );
            return;
        }
        if let (Some(left), Some(right)) = (condition(mine), condition(theirs)) {
            self.exprs(subject, Aspect::Condition, Some(left), Some(right));
        } else if mine.columns != theirs.columns {
            self.changed(
                subject,
                Aspect::Columns,
                said::names(&mine.columns),
                said::names(&theirs.columns),
            );
        }
        if let (Some(left), Some(right)) = (&mine.reference, &theirs.reference)
            && !same_reference(left, right)
        {
            self.changed(subject, Aspect::Reference, reference(left), reference(right));
        }
        self.validity(subject, mine.is_valid, theirs.is_valid);
        if mine.is_enforced != theirs.is_enforced {
            let word = |is_enforced: bool| if is_enforced { "enforced" } else { "not enforced" }.to_owned();
            self.changed(
                subject,
                Aspect::Enforcement,
                word(mine.is_enforced),
                word(theirs.is_enforced),
            );
        }
    }

    pub(super) fn indexes(&mut self, subject: Subject<'a>, mine: &'a Table, theirs: &'a Table) {
        if mine.indexes.is_one_with(&theirs.indexes) && mine.constraints.is_one_with(&theirs.constraints) {
            return;
        }
        let dialect = self.here.dialect;
        let own = |table: &'a Table| -> Vec<Arc<Index>> {
            let own = table
                .indexes
                .iter()
                .filter(|index| is_of_its_own(table, index, dialect));
            own.cloned().collect()
        };
        // Both lists hold the tables' own parts; the pairs point into the tables.
        let (left, right) = (own(mine), own(theirs));
        let pairs = by_name(&left, &right);
        for (one, other) in again(pairs, |index| index.is_name_implicit, same_index) {
            let place = |table: &'a Table, index: Option<&Arc<Index>>| {
                let index = index?;
                table.indexes.iter().find(|known| Arc::ptr_eq(known, index))
            };
            let (one, other) = (place(mine, one), place(theirs, other));
            let Some(subject) = self.of_pair(subject, ObjectKind::Index, (mine, one), (theirs, other)) else {
                continue;
            };
            if let (Some(one), Some(other)) = (one, other) {
                self.index(subject, one, other);
            }
        }
    }

    fn index(&mut self, subject: Subject<'a>, mine: &Index, theirs: &Index) {
        let dialect = self.here.dialect;
        if is_renamed(
            (Some(&mine.name), mine.is_name_implicit),
            (Some(&theirs.name), theirs.is_name_implicit),
        ) {
            self.changed(subject, Aspect::Name, mine.name.to_string(), theirs.name.to_string());
        }
        let is_whole = said::are_whole_keys(&mine.keys) && said::are_whole_keys(&theirs.keys);
        if !said::same_keys(&mine.keys, &theirs.keys) || !is_whole {
            let (here, there) = (said::keys(&mine.keys, dialect), said::keys(&theirs.keys, dialect));
            self.changed(subject.perhaps_unless(is_whole), Aspect::Keys, here, there);
        }
        if mine.is_unique != theirs.is_unique {
            let word = |is_unique: bool| if is_unique { "unique" } else { "not unique" }.to_owned();
            self.changed(
                subject,
                Aspect::Uniqueness,
                word(mine.is_unique),
                word(theirs.is_unique),
            );
        }
        if method(mine) != method(theirs) {
            self.changed(subject, Aspect::Method, method(mine), method(theirs));
        }
        if mine.include != theirs.include {
            self.changed(
                subject,
                Aspect::Include,
                said::names(&mine.include),
                said::names(&theirs.include),
            );
        }
        self.exprs(
            subject,
            Aspect::Predicate,
            mine.predicate.as_ref(),
            theirs.predicate.as_ref(),
        );
        self.validity(subject, mine.is_valid, theirs.is_valid);
    }

    fn validity(&mut self, subject: Subject<'a>, mine: Option<bool>, theirs: Option<bool>) {
        if mine == theirs {
            return;
        }
        let word = |is_valid: Option<bool>| match is_valid {
            Some(true) => "valid",
            Some(false) => "not valid",
            None => "unknown",
        };
        let is_known = mine.is_some() && theirs.is_some();
        self.changed(
            subject.perhaps_unless(is_known),
            Aspect::Validity,
            word(mine).to_owned(),
            word(theirs).to_owned(),
        );
    }
}

/// In MySQL a unique constraint is its index
/// (<https://dev.mysql.com/doc/refman/8.4/en/create-table.html#create-table-indexes-keys>).
fn is_index(constraint: &Constraint, dialect: Dialect) -> bool {
    dialect.family() == Family::Mysql && matches!(constraint.kind, ConstraintKind::Unique { .. })
}

/// The index of a constraint is compared as the constraint. SQLite makes no indexes but those, and knows no names of
/// constraints (<https://www.sqlite.org/fileformat2.html#intschema>).
fn is_of_its_own(table: &Table, index: &Index, dialect: Dialect) -> bool {
    let Some(name) = &index.constraint else {
        return dialect != Dialect::Sqlite || !index.is_name_implicit;
    };
    let constraint = table
        .constraints
        .iter()
        .find(|constraint| constraint.name.as_ref() == Some(name));
    constraint.is_some_and(|constraint| is_index(constraint, dialect))
}

/// Puts together what is alone on either side and is the same thing, where the engine made a name of the two.
fn again<'a, T>(
    pairs: Vec<Pair<'a, T>>,
    is_name_implicit: impl Fn(&T) -> bool,
    is_same: impl Fn(&T, &T) -> bool,
) -> Vec<Pair<'a, T>> {
    let mut open: Vec<&Arc<T>> = pairs
        .iter()
        .filter(|(one, _)| one.is_none())
        .filter_map(|(_, other)| *other)
        .collect();
    let mut together: Vec<Pair<'a, T>> = Vec::with_capacity(pairs.len());
    for (one, other) in pairs {
        let Some(mine) = one else { continue };
        let is_it = |theirs: &&Arc<T>| (is_name_implicit(mine) || is_name_implicit(theirs)) && is_same(mine, theirs);
        let other = other.or_else(|| {
            let at = open.iter().position(is_it)?;
            Some(open.remove(at))
        });
        together.push((one, other));
    }
    together.extend(open.into_iter().map(|other| (None, Some(other))));
    together
}

/// Whether a name that the script gave differs from the other side's.
fn is_renamed(mine: (Option<&CompactString>, bool), theirs: (Option<&CompactString>, bool)) -> bool {
    mine.0 != theirs.0 && !(mine.1 && theirs.1)
}

fn same_constraint(mine: &Constraint, theirs: &Constraint) -> bool {
    let is_same_condition = match (condition(mine), condition(theirs)) {
        (Some(mine), Some(theirs)) => said::bare(mine) == said::bare(theirs),
        _ => true,
    };
    kind_of(&mine.kind) == kind_of(&theirs.kind)
        && mine.columns == theirs.columns
        && is_same_condition
        && match (&mine.reference, &theirs.reference) {
            (Some(mine), Some(theirs)) => mine.table == theirs.table,
            _ => true,
        }
}

fn same_index(mine: &Index, theirs: &Index) -> bool {
    said::same_keys(&mine.keys, &theirs.keys) && mine.is_unique == theirs.is_unique
}

fn condition(constraint: &Constraint) -> Option<&crate::Expr> {
    match &constraint.kind {
        ConstraintKind::Check { expr, .. } | ConstraintKind::Default { expr, .. } => Some(expr),
        _ => None,
    }
}

const fn kind_of(kind: &ConstraintKind) -> ObjectKind {
    match kind {
        ConstraintKind::PrimaryKey { .. } => ObjectKind::PrimaryKey,
        ConstraintKind::Unique { .. } => ObjectKind::Unique,
        ConstraintKind::ForeignKey(_) => ObjectKind::ForeignKey,
        ConstraintKind::Check { .. } => ObjectKind::Check,
        _ => ObjectKind::Constraint,
    }
}

fn same_reference(mine: &Reference, theirs: &Reference) -> bool {
    let columns = mine.columns == theirs.columns || mine.columns.is_empty() || theirs.columns.is_empty();
    columns
        && mine.table == theirs.table
        && action(mine.on_delete) == action(theirs.on_delete)
        && action(mine.on_update) == action(theirs.on_update)
}

/// No action is what happens where nothing is said.
fn action(action: Option<ReferentialAction>) -> ReferentialAction {
    action.unwrap_or(ReferentialAction::NoAction)
}

fn reference(reference: &Reference) -> String {
    let mut text = format!("{} ({})", reference.table, reference.columns.join(", "));
    for (when, action) in [("delete", reference.on_delete), ("update", reference.on_update)] {
        if let Some(action) = action {
            text.push_str(&format!(" on {when} {}", action.as_str()));
        }
    }
    text
}

/// The access method; B-tree where nothing is said.
fn method(index: &Index) -> String {
    index.method.as_deref().unwrap_or("btree").to_owned()
}
