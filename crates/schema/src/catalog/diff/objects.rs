//! Views, sequences, types and routines.

use super::{Diff, Subject, said};
use crate::catalog::{Aspect, Catalog, Routine, Sequence, UserType, UserTypeDefinition, View, ViewIndex};
use crate::write::SqlWriter;
use crate::{ObjectKind, Volatility};

impl<'a> Diff<'a> {
    pub(super) fn view(&mut self, subject: Subject<'a>, mine: &View, theirs: &View) {
        if mine.is_materialized != theirs.is_materialized {
            let kind = |view: &View| {
                if view.is_materialized {
                    "materialized view"
                } else {
                    "view"
                }
            };
            self.changed(subject, Aspect::Kind, kind(mine).to_owned(), kind(theirs).to_owned());
        }
        if mine.columns != theirs.columns {
            self.changed(
                subject,
                Aspect::Columns,
                said::names(&mine.columns),
                said::names(&theirs.columns),
            );
        }
        if mine.definition != theirs.definition {
            let reads = |view: &View| format!("reads {}", said::names(&view.reads));
            let is_known = mine.reads != theirs.reads || mine.origin != theirs.origin;
            self.changed(
                subject.perhaps_unless(is_known),
                Aspect::Definition,
                reads(mine),
                reads(theirs),
            );
        }
        for ViewIndex { name, .. } in mine.indexes.iter().filter(|index| !theirs.indexes.contains(*index)) {
            self.only_here(of_part(subject, ObjectKind::Index, name));
        }
        for ViewIndex { name, .. } in theirs.indexes.iter().filter(|index| !mine.indexes.contains(*index)) {
            self.only_there(of_part(subject, ObjectKind::Index, name));
        }
    }

    pub(super) fn sequence(&mut self, subject: Subject<'a>, mine: &Sequence, theirs: &Sequence) {
        if mine.data_type != theirs.data_type {
            let text = |sequence: &Sequence| said::names(&sequence.data_type);
            self.changed(subject, Aspect::Type, text(mine), text(theirs));
        }
        if mine.owned_by != theirs.owned_by {
            let owner = |sequence: &Sequence| {
                let owner = sequence.owned_by.as_ref();
                owner.map_or_else(|| "none".to_owned(), |(table, column)| format!("{table}.{column}"))
            };
            self.changed(subject, Aspect::Owner, owner(mine), owner(theirs));
        }
    }

    pub(super) fn user_type(&mut self, subject: Subject<'a>, mine: &UserType, theirs: &UserType) {
        use UserTypeDefinition::{Composite, Domain, Enum, Other};
        let dialect = self.here.dialect;
        match (&mine.definition, &theirs.definition) {
            (Enum(left), Enum(right)) => {
                if left
                    .iter()
                    .map(|(value, _)| value)
                    .ne(right.iter().map(|(value, _)| value))
                {
                    let text =
                        |values: &[(compact_str::CompactString, _)]| said::names(values.iter().map(|(value, _)| value));
                    self.changed(subject, Aspect::Values, text(left), text(right));
                }
            }
            (Other, Other) => {
                if mine.origin != theirs.origin {
                    let text = || "a type of another kind".to_owned();
                    self.changed(subject.perhaps_unless(false), Aspect::Definition, text(), text());
                }
            }
            (Composite(_), Composite(_)) | (Domain { .. }, Domain { .. }) => {
                if mine.definition != theirs.definition {
                    let here = definition(&mine.definition, dialect);
                    let there = definition(&theirs.definition, dialect);
                    self.changed(subject, Aspect::Definition, here, there);
                }
            }
            (left, right) => self.changed(
                subject,
                Aspect::Kind,
                kind_of(left).to_owned(),
                kind_of(right).to_owned(),
            ),
        }
    }

    pub(super) fn routine(&mut self, subject: Subject<'a>, mine: &[Routine], theirs: &[Routine]) {
        let same = |one: &Routine, other: &Routine| one.parameters == other.parameters;
        for routine in mine {
            let subject = of_routine(subject, routine);
            match theirs.iter().find(|other| same(routine, other)) {
                None => self.only_here(subject),
                Some(other) if same_routine(routine, other) => {}
                Some(other) => {
                    let here = signature(routine);
                    let there = signature(other);
                    self.changed(subject, Aspect::Definition, here, there);
                }
            }
        }
        for routine in theirs
            .iter()
            .filter(|other| !mine.iter().any(|routine| same(routine, other)))
        {
            self.only_there(of_routine(subject, routine));
        }
    }
}

/// A sequence that came with a column that counts by itself is none of its own: the column says all.
pub(super) fn sequence_kind(catalog: &Catalog, sequence: &Sequence) -> Option<ObjectKind> {
    let comes_with_column = sequence.owned_by.as_ref().is_some_and(|(table, column)| {
        let table = catalog.table_at(table).seen();
        let column = table.and_then(|table| table.columns.iter().find(|known| known.name == *column));
        column.is_some_and(|column| column.identity.is_some())
    });
    (!comes_with_column).then_some(ObjectKind::Sequence)
}

pub(super) fn type_kind(_: &Catalog, user_type: &UserType) -> Option<ObjectKind> {
    Some(match user_type.definition {
        UserTypeDefinition::Domain { .. } => ObjectKind::Domain,
        _ => ObjectKind::Type,
    })
}

fn of_part<'p>(subject: Subject<'p>, object_kind: ObjectKind, part: &'p compact_str::CompactString) -> Subject<'p> {
    Subject {
        object_kind,
        part: Some(part),
        ..subject
    }
}

fn of_routine<'p>(subject: Subject<'p>, routine: &Routine) -> Subject<'p> {
    Subject {
        object_kind: routine.object_kind,
        ..subject
    }
}

/// Whether two routines do the same. A routine that says nothing of what its result depends on is volatile
/// (<https://www.postgresql.org/docs/current/sql-createfunction.html>).
fn same_routine(mine: &Routine, theirs: &Routine) -> bool {
    let volatility = |routine: &Routine| routine.volatility.unwrap_or(Volatility::Volatile);
    mine.definition == theirs.definition && mine.language == theirs.language && volatility(mine) == volatility(theirs)
}

fn signature(routine: &Routine) -> String {
    format!("{}({})", routine.key.name, routine.parameters.join(", "))
}

const fn kind_of(definition: &UserTypeDefinition) -> &'static str {
    match definition {
        UserTypeDefinition::Enum(_) => "enumeration",
        UserTypeDefinition::Composite(_) => "row type",
        UserTypeDefinition::Domain { .. } => "domain",
        UserTypeDefinition::Other => "type of another kind",
    }
}

fn definition(definition: &UserTypeDefinition, dialect: crate::Dialect) -> String {
    let writer = SqlWriter::new(dialect);
    match definition {
        UserTypeDefinition::Composite(attributes) => said::names(attributes.iter().map(|(name, data_type)| {
            let data_type = data_type.as_ref().map(|data_type| writer.data_type(data_type));
            format!("{name} {}", data_type.unwrap_or_default())
        })),
        UserTypeDefinition::Domain {
            base,
            is_required,
            default,
            checks,
        } => {
            let required = if *is_required { " not null" } else { "" };
            let default = said::expr(default.as_deref(), dialect);
            format!(
                "{}{required}, default {default}, {checks} checks",
                writer.data_type(base)
            )
        }
        UserTypeDefinition::Enum(values) => said::names(values.iter().map(|(value, _)| value)),
        UserTypeDefinition::Other => "a type of another kind".to_owned(),
    }
}
