//! What SQLite's `ALTER TABLE` cannot do (<https://www.sqlite.org/lang_altertable.html>).

use compact_str::CompactString;
use schema::catalog::{Column, Constraint, Index, Table, Trigger, View};
use schema::{Action, ConstraintKind, Expr, ExprKind, GeneratedKind, Ident, KeyTarget, Kind, Lookup};

use crate::Fact;
use crate::conditions::table_before;
use crate::kinds::TABLE_PARTS;
use crate::rows::{ALL, Row, Subject, always, before, row, since};

const ALTER_TABLE: &str = "https://www.sqlite.org/lang_altertable.html";
const ADD_COLUMN: &str = "https://www.sqlite.org/lang_altertable.html#alter_table_add_column";
const DROP_COLUMN: &str = "https://www.sqlite.org/lang_altertable.html#alter_table_drop_column";
const SYNTAX: &str = "the diagram of https://www.sqlite.org/lang_altertable.html";
const MEASURED: &str = "asked of the linked SQLite by `tests/tests/oracle_sqlite.rs`";

const ONE_ACTION: &str = "`alter table` of SQLite takes one action";
const NO_SUCH: &str = "`alter table` of SQLite has no such action";

/// Why a change is refused. The first row that applies counts.
#[rustfmt::skip]
pub(super) const ROWS: &[Row<&'static str>] = &[
    row(TABLE_PARTS, is_one_of_several, ALL, ONE_ACTION, SYNTAX),
    row(&[Kind::AddColumn, Kind::DropColumn, Kind::RenameColumn, Kind::RenameTable], is_view, ALL, "SQLite alters no views", ALTER_TABLE),
    row(&[Kind::AddColumn, Kind::DropColumn, Kind::RenameColumn, Kind::RenameTable], table_is_absent, ALL, "there is no such table", MEASURED),
    row(&[Kind::RenameTable], name_is_taken, ALL, "there is a table of that name", MEASURED),
    // Columns that come.
    row(&[Kind::AddColumn], has_exists_clause, ALL, "SQLite has no `add column if not exists`", SYNTAX),
    row(&[Kind::AddColumn], column_is_there, ALL, "there is a column of that name", MEASURED),
    row(&[Kind::AddColumn], brings_primary_key, ALL, "SQLite cannot add a primary key", ADD_COLUMN),
    row(&[Kind::AddColumn], brings_unique, ALL, "SQLite cannot add a unique column", ADD_COLUMN),
    row(&[Kind::AddColumn], is_stored, ALL, "SQLite cannot add a stored computed column", ADD_COLUMN),
    row(&[Kind::AddColumn], is_required_without_value, ALL, "SQLite cannot add a required column without a default where there are rows", ADD_COLUMN),
    row(&[Kind::AddColumn], has_computed_default, ALL, "SQLite cannot add a column whose default is no constant where there are rows", ADD_COLUMN),
    row(&[Kind::AddColumn], refers_with_default, ALL, "SQLite cannot add a reference with a default while foreign keys are enforced", ADD_COLUMN),
    // Columns that go.
    row(&[Kind::DropColumn], always, before(3, 35, 0), "SQLite drops columns from version 3.35 on", "https://www.sqlite.org/releaselog/3_35_0.html"),
    row(&[Kind::DropColumn], has_exists_clause, ALL, "SQLite has no `drop column if exists`", SYNTAX),
    row(&[Kind::DropColumn, Kind::RenameColumn], column_is_absent, ALL, "there is no such column", MEASURED),
    row(&[Kind::DropColumn], is_keyed, ALL, "SQLite cannot drop a column of a primary key or a unique one", DROP_COLUMN),
    row(&[Kind::DropColumn], is_indexed, ALL, "SQLite cannot drop a column that an index uses", DROP_COLUMN),
    row(&[Kind::DropColumn], is_checked, ALL, "SQLite cannot drop a column that a check of the table uses", DROP_COLUMN),
    row(&[Kind::DropColumn], is_referring_apart, ALL, "SQLite cannot drop a column of a foreign key", DROP_COLUMN),
    row(&[Kind::DropColumn], feeds_computed, ALL, "SQLite cannot drop a column that another is computed from", DROP_COLUMN),
    row(&[Kind::DropColumn], is_last, ALL, "SQLite cannot drop the only column", MEASURED),
    row(&[Kind::DropColumn], is_in_view, ALL, "SQLite cannot drop a column that a view names", DROP_COLUMN),
    row(&[Kind::DropColumn], is_in_trigger, ALL, "SQLite cannot drop a column that a trigger names", DROP_COLUMN),
    row(&[Kind::RenameColumn], always, before(3, 25, 0), "SQLite renames columns from version 3.25 on", "https://www.sqlite.org/releaselog/3_25_0.html"),
    row(&[Kind::RenameTable, Kind::RenameColumn], has_broken_view, since(3, 26, 0), "a view names a table that is not there", "https://www.sqlite.org/lang_altertable.html#alter_table_rename"),
    // Constraints: `NOT NULL` and named checks from 3.53 on.
    row(&[Kind::SetNotNull, Kind::DropNotNull], always, before(3, 53, 0), NO_SUCH, "https://www.sqlite.org/releaselog/3_53_0.html"),
    row(&[Kind::AddConstraint], is_named_check, before(3, 53, 0), NO_SUCH, "https://www.sqlite.org/releaselog/3_53_0.html"),
    row(&[Kind::AddConstraint], is_other_constraint, ALL, NO_SUCH, SYNTAX),
    row(&[Kind::DropConstraint], always, before(3, 53, 0), NO_SUCH, "https://www.sqlite.org/releaselog/3_53_0.html"),
    row(&[Kind::DropConstraint], constraint_is_absent, ALL, "there is no such constraint", MEASURED),
    row(Kind::ALL, is_unknown_action, ALL, NO_SUCH, SYNTAX),
    // Names that are taken, and names of nothing.
    row(&[Kind::CreateTable, Kind::CreateView], is_there_already, ALL, "there is a table or view of that name", MEASURED),
    row(&[Kind::CreateIndex], index_is_there, ALL, "there is an index of that name", MEASURED),
    row(&[Kind::CreateTrigger], trigger_is_there, ALL, "there is a trigger of that name", MEASURED),
    row(&[Kind::DropTable, Kind::DropView], drops_nothing, ALL, "there is no such table or view", MEASURED),
    row(&[Kind::DropTable], is_view, ALL, "it is a view: `drop view` drops it", MEASURED),
    row(&[Kind::DropView], is_table, ALL, "it is a table: `drop table` drops it", MEASURED),
    row(&[Kind::DropIndex], drops_no_index, ALL, "there is no such index", MEASURED),
    row(&[Kind::DropTrigger], drops_no_trigger, ALL, "there is no such trigger", MEASURED),
];

/// The actions that SQLite has.
const KNOWN: &[Kind] = &[
    Kind::AddColumn,
    Kind::DropColumn,
    Kind::SetNotNull,
    Kind::DropNotNull,
    Kind::AddConstraint,
    Kind::DropConstraint,
];

fn is_unknown_action(subject: &Subject<'_>) -> Fact {
    let is_part = subject.statement.kind == Kind::AlterTable && !KNOWN.contains(&subject.change.kind);
    let is_rename = matches!(subject.change.kind, Kind::RenameTable | Kind::RenameColumn);
    Some(is_part && !is_rename)
}

fn is_one_of_several(subject: &Subject<'_>) -> Fact {
    Some(subject.statement.kind == Kind::AlterTable && subject.statement.changes.len() > 1)
}

fn has_exists_clause(subject: &Subject<'_>) -> Fact {
    Some(subject.change.has_exists_clause() || subject.statement.modifiers.if_exists)
}

fn is_view(subject: &Subject<'_>) -> Fact {
    let view = subject
        .change
        .table()
        .zip(subject.before)
        .map(|(name, before)| before.view(name));
    Some(matches!(view, Some(Lookup::Known(_))))
}

fn table_is_absent(subject: &Subject<'_>) -> Fact {
    let relation = subject.change.table().zip(subject.before);
    Some(relation.is_some_and(|(name, before)| before.relation(name).is_absent()))
}

fn name_is_taken(subject: &Subject<'_>) -> Fact {
    let (Action::Rename(rename), Some(before)) = (&subject.change.action, subject.before) else {
        return Some(false);
    };
    let is_other = !rename.from.is_same(&rename.to, subject.engine.dialect);
    Some(is_other && matches!(before.relation(&rename.to), Lookup::Known(_)))
}

fn added<'a>(subject: &Subject<'a>) -> Option<&'a schema::Column> {
    match &subject.change.action {
        Action::AddColumn { column, .. } => Some(column),
        _ => None,
    }
}

fn column<'a>(subject: &Subject<'a>) -> Lookup<&'a Column> {
    let Some(name) = subject.change.column() else {
        return Lookup::Unknown;
    };
    table_before(subject).and_then(|table| table.column(&name.folded(subject.engine.dialect)))
}

fn column_is_there(subject: &Subject<'_>) -> Fact {
    Some(matches!(column(subject), Lookup::Known(_)))
}

fn column_is_absent(subject: &Subject<'_>) -> Fact {
    Some(column(subject).is_absent())
}

fn brings(subject: &Subject<'_>, is_it: fn(&ConstraintKind) -> bool) -> bool {
    let mut constraints = added(subject).into_iter().flat_map(|column| &column.constraints);
    constraints.any(|constraint| is_it(&constraint.kind))
}

fn brings_primary_key(subject: &Subject<'_>) -> Fact {
    Some(brings(subject, |kind| {
        matches!(kind, ConstraintKind::PrimaryKey { .. })
    }))
}

fn brings_unique(subject: &Subject<'_>) -> Fact {
    Some(brings(subject, |kind| matches!(kind, ConstraintKind::Unique { .. })))
}

fn is_stored(subject: &Subject<'_>) -> Fact {
    let generated = added(subject).and_then(|column| column.generated.as_ref());
    Some(generated.is_some_and(|generated| generated.kind == GeneratedKind::Stored))
}

fn has_value(column: &schema::Column) -> bool {
    column.default.as_ref().is_some_and(|default| !default.is_null())
}

fn is_required_without_value(subject: &Subject<'_>) -> Fact {
    Some(
        added(subject)
            .is_some_and(|column| column.nullable == Some(false) && column.generated.is_none() && !has_value(column)),
    )
}

/// Anything but a constant: `current_timestamp`, or an expression in parentheses.
fn has_computed_default(subject: &Subject<'_>) -> Fact {
    let default = added(subject).and_then(|column| column.default.as_ref());
    Some(default.is_some_and(|default| !is_constant(default)))
}

fn is_constant(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Column(_) => true,
        ExprKind::Operator { op, operands } => {
            ["-", "+"].contains(&op.as_str()) && operands.len() == 1 && operands.iter().all(is_constant)
        }
        _ => false,
    }
}

/// Whether foreign keys are enforced is a setting of each connection, off where nothing is said; the bundled library of
/// many languages switches it on.
fn refers_with_default(subject: &Subject<'_>) -> Fact {
    let refers = brings(subject, |kind| matches!(kind, ConstraintKind::ForeignKey(_)));
    Some(refers && added(subject).is_some_and(has_value))
}

fn dropped<'a>(subject: &Subject<'a>) -> Option<(&'a Table, CompactString)> {
    let name = subject.change.column()?.folded(subject.engine.dialect);
    Some((table_before(subject).seen()?, name))
}

fn asks(subject: &Subject<'_>, of_table: impl Fn(&Table, &str) -> bool) -> Fact {
    Some(dropped(subject).is_some_and(|(table, name)| of_table(table, &name)))
}

fn constrains(constraint: &Constraint, column: &str) -> bool {
    constraint.columns.iter().any(|known| known == column)
}

fn is_keyed(subject: &Subject<'_>) -> Fact {
    asks(subject, |table, name| {
        let is_key =
            |kind: &ConstraintKind| matches!(kind, ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. });
        let mut keys = table.constraints.iter().filter(|known| is_key(&known.kind));
        keys.any(|key| constrains(key, name))
    })
}

fn names(expr: &Expr, column: &str) -> bool {
    let mut found = false;
    expr.walk(&mut |part| found |= matches!(&part.kind, ExprKind::Column(name) if name.ident.text == column));
    found
}

fn index_uses(index: &Index, column: &str) -> bool {
    let mut keys = index.keys.iter();
    let has_key = keys.any(|key| match &key.target {
        KeyTarget::Column(known) => known.text == column,
        KeyTarget::Expr(expr) => names(expr, column),
    });
    has_key
        || index
            .predicate
            .as_ref()
            .is_some_and(|predicate| names(predicate, column))
}

fn is_indexed(subject: &Subject<'_>) -> Fact {
    asks(subject, |table, name| {
        table.indexes.iter().any(|index| index_uses(index, name))
    })
}

/// A check that is written with the column goes along with it; whether it is, is not kept: one that names this column
/// alone is taken for such.
fn is_checked(subject: &Subject<'_>) -> Fact {
    asks(subject, |table, name| {
        let mut checks = table
            .constraints
            .iter()
            .filter(|known| matches!(known.kind, ConstraintKind::Check { .. }));
        checks.any(|check| constrains(check, name) && !check.is_of_column)
    })
}

/// A reference that is written with the column goes along with it.
fn is_referring_apart(subject: &Subject<'_>) -> Fact {
    asks(subject, |table, name| {
        let mut keys = table.constraints.iter().filter(|known| known.reference.is_some());
        keys.any(|key| constrains(key, name) && !key.is_of_column)
    })
}

fn feeds_computed(subject: &Subject<'_>) -> Fact {
    asks(subject, |table, name| {
        let mut generated = table.columns.iter().filter_map(|column| column.generated.as_ref());
        generated.any(|(expr, _)| names(expr, name))
    })
}

fn is_last(subject: &Subject<'_>) -> Fact {
    asks(subject, |table, _| table.is_complete && table.columns.len() == 1)
}

fn views<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a View> {
    let relations = subject.before.into_iter().flat_map(schema::Catalog::all_relations);
    relations.filter_map(|(existence, relation)| match relation {
        schema::catalog::Relation::View(view) if existence == schema::catalog::Existence::Certain => Some(view),
        _ => None,
    })
}

fn is_in_view(subject: &Subject<'_>) -> Fact {
    asks(subject, |table, name| {
        let mut views = views(subject).filter(|view| view.reads.contains(&table.key));
        views.any(|view| view.mentions.iter().any(|word| word == name))
    })
}

fn triggers<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (&'a Table, &'a Trigger)> {
    let tables = subject.before.into_iter().flat_map(schema::Catalog::tables);
    tables.flat_map(|(_, table)| table.triggers.iter().map(move |trigger| (table, &**trigger)))
}

fn is_in_trigger(subject: &Subject<'_>) -> Fact {
    asks(subject, |table, name| {
        let says = |trigger: &Trigger, word: &str| trigger.mentions.iter().any(|known| known == word);
        let mut triggers = triggers(subject);
        triggers.any(|(on, trigger)| (on.key == table.key || says(trigger, &table.key.name)) && says(trigger, name))
    })
}

/// SQLite reads the whole schema again after a rename, and refuses it where a view cannot be read.
fn has_broken_view(subject: &Subject<'_>) -> Fact {
    let Some(before) = subject.before else {
        return Some(false);
    };
    let is_missing = |key: &schema::ObjectKey| before.relation_at(key).is_absent();
    Some(views(subject).any(|view| view.reads.iter().any(is_missing)))
}

fn constraint<'a>(subject: &Subject<'a>) -> Option<&'a schema::Constraint> {
    match &subject.change.action {
        Action::AddConstraint { constraint, .. } => Some(constraint),
        _ => None,
    }
}

fn is_named_check(subject: &Subject<'_>) -> Fact {
    Some(constraint(subject).is_some_and(|constraint| matches!(constraint.kind, ConstraintKind::Check { .. })))
}

fn is_other_constraint(subject: &Subject<'_>) -> Fact {
    is_named_check(subject).map(|is_check| !is_check)
}

fn constraint_is_absent(subject: &Subject<'_>) -> Fact {
    let Action::Constraint(action) = &subject.change.action else {
        return Some(false);
    };
    let name = |name: &Ident| name.folded(subject.engine.dialect);
    let found = action.name.as_ref().map(name);
    let table = table_before(subject);
    Some(found.is_some_and(|name| table.and_then(|table| table.constraint(&name)).is_absent()))
}

fn is_there_already(subject: &Subject<'_>) -> Fact {
    let is_temporary = crate::conditions::is_temporary(subject) == Some(true);
    let known = subject
        .change
        .table()
        .zip(subject.before)
        .map(|(name, before)| before.relation(name));
    let is_there = matches!(known, Some(Lookup::Known(_)));
    Some(is_there && !is_temporary && !subject.change.has_exists_clause())
}

fn index_is_there(subject: &Subject<'_>) -> Fact {
    let (Action::CreateIndex(index), Some(before)) = (&subject.change.action, subject.before) else {
        return Some(false);
    };
    let table = index.name.as_ref().map(|name| before.table_of_index(name));
    Some(!index.if_not_exists && matches!(table, Some(Lookup::Known(_))))
}

fn trigger_is_there(subject: &Subject<'_>) -> Fact {
    let Action::CreateTrigger(trigger) = &subject.change.action else {
        return Some(false);
    };
    let name = trigger.name.ident.folded(subject.engine.dialect);
    let is_there = triggers(subject).any(|(_, known)| known.name == name);
    Some(!trigger.if_not_exists && is_there)
}

fn is_table(subject: &Subject<'_>) -> Fact {
    Some(matches!(table_before(subject), Lookup::Known(_)))
}

fn drops_nothing(subject: &Subject<'_>) -> Fact {
    let is_absent = subject
        .change
        .table()
        .zip(subject.before)
        .is_some_and(|(name, before)| before.relation(name).is_absent());
    Some(is_absent && !subject.change.has_exists_clause())
}

fn drops_no_index(subject: &Subject<'_>) -> Fact {
    let (Action::Drop(dropped), Some(before)) = (&subject.change.action, subject.before) else {
        return Some(false);
    };
    Some(!dropped.if_exists && before.relation_of_index(&dropped.name).is_absent())
}

fn drops_no_trigger(subject: &Subject<'_>) -> Fact {
    let (Action::Drop(dropped), Some(before)) = (&subject.change.action, subject.before) else {
        return Some(false);
    };
    let name = dropped.name.ident.folded(subject.engine.dialect);
    // Where the history begins with a database that nobody knows, the trigger may be of before.
    let is_known = before.knows_everything() && before.tables().all(|(_, table)| table.is_complete);
    let is_there = triggers(subject).any(|(_, known)| known.name == name);
    Some(!dropped.if_exists && is_known && !is_there)
}
