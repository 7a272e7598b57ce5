//! What the columns of a table forbid.

use compact_str::CompactString;
use schema::catalog::{Column, Constraint, Index, Relation, Table, Trigger, View};
use schema::{Action, ConstraintKind, Expr, ExprKind, GeneratedKind, KeyTarget, Lookup};

use crate::Fact;
use crate::conditions::table_before;
use crate::constant::{Constant, passes};
use crate::rows::Subject;

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

pub(super) fn column_is_absent(subject: &Subject<'_>) -> Fact {
    Some(column(subject).is_absent())
}

fn brings(subject: &Subject<'_>, is_it: fn(&ConstraintKind) -> bool) -> bool {
    let mut constraints = added(subject).into_iter().flat_map(|column| &column.constraints);
    constraints.any(|constraint| is_it(&constraint.kind))
}

pub(super) fn brings_primary_key(subject: &Subject<'_>) -> Fact {
    Some(brings(subject, |kind| {
        matches!(kind, ConstraintKind::PrimaryKey { .. })
    }))
}

pub(super) fn brings_unique(subject: &Subject<'_>) -> Fact {
    Some(brings(subject, |kind| matches!(kind, ConstraintKind::Unique { .. })))
}

pub(super) fn is_stored(subject: &Subject<'_>) -> Fact {
    let generated = added(subject).and_then(|column| column.generated.as_ref());
    Some(generated.is_some_and(|generated| generated.kind == GeneratedKind::Stored))
}

fn has_value(column: &schema::Column) -> bool {
    column.default.as_ref().is_some_and(|default| !default.is_null())
}

pub(super) fn is_required_without_value(subject: &Subject<'_>) -> Fact {
    Some(
        added(subject)
            .is_some_and(|column| column.nullable == Some(false) && column.generated.is_none() && !has_value(column))
            && !is_surely_empty(subject),
    )
}

/// Anything but a constant: `current_timestamp`, or an expression in parentheses.
pub(super) fn has_computed_default(subject: &Subject<'_>) -> Fact {
    let default = added(subject).and_then(|column| column.default.as_ref());
    Some(default.is_some_and(|default| !is_constant(default)) && !is_surely_empty(subject))
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
pub(super) fn refers_with_default(subject: &Subject<'_>) -> Fact {
    let refers = brings(subject, |kind| matches!(kind, ConstraintKind::ForeignKey(_)));
    let may_be_enforced = subject.session.is_on("foreign_keys") != Some(false);
    Some(refers && may_be_enforced && added(subject).is_some_and(has_value))
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

pub(super) fn is_keyed(subject: &Subject<'_>) -> Fact {
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

pub(super) fn is_indexed(subject: &Subject<'_>) -> Fact {
    asks(subject, |table, name| {
        table.indexes.iter().any(|index| index_uses(index, name))
    })
}

/// A check that is written with the column goes along with it; whether it is, is not kept: one that names this column
/// alone is taken for such.
pub(super) fn is_checked(subject: &Subject<'_>) -> Fact {
    asks(subject, |table, name| {
        let mut checks = table
            .constraints
            .iter()
            .filter(|known| matches!(known.kind, ConstraintKind::Check { .. }));
        checks.any(|check| constrains(check, name) && !check.is_of_column)
    })
}

/// A reference that is written with the column goes along with it.
pub(super) fn is_referring_apart(subject: &Subject<'_>) -> Fact {
    asks(subject, |table, name| {
        let mut keys = table.constraints.iter().filter(|known| known.reference.is_some());
        keys.any(|key| constrains(key, name) && !key.is_of_column)
    })
}

pub(super) fn feeds_computed(subject: &Subject<'_>) -> Fact {
    asks(subject, |table, name| {
        let mut generated = table.columns.iter().filter_map(|column| column.generated.as_ref());
        generated.any(|generated| names(&generated.expr, name))
    })
}

pub(super) fn is_last(subject: &Subject<'_>) -> Fact {
    asks(subject, |table, _| table.is_complete && table.columns.len() == 1)
}

pub(super) fn views<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a View> {
    let relations = subject.before.into_iter().flat_map(schema::Catalog::all_relations);
    relations.filter_map(|(existence, relation)| match relation {
        schema::catalog::Relation::View(view) if existence == schema::catalog::Existence::Certain => Some(view),
        _ => None,
    })
}

pub(super) fn is_in_view(subject: &Subject<'_>) -> Fact {
    asks(subject, |table, name| {
        let mut views = views(subject).filter(|view| view.reads.contains(&table.key));
        views.any(|view| view.mentions.iter().any(|word| word == name))
    })
}

pub(super) fn triggers<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (&'a Relation, &'a Trigger)> {
    let relations = subject.before.into_iter().flat_map(schema::Catalog::all_relations);
    relations.flat_map(|(_, relation)| relation.triggers().iter().map(move |trigger| (relation, &**trigger)))
}

fn says(trigger: &Trigger, word: &str) -> bool {
    trigger.mentions.iter().any(|known| known == word)
}

pub(super) fn is_in_trigger(subject: &Subject<'_>) -> Fact {
    asks(subject, |table, name| {
        let mut triggers = triggers(subject);
        triggers.any(|(on, trigger)| (*on.key() == table.key || says(trigger, &table.key.name)) && says(trigger, name))
    })
}

/// A view gives the column under its own name, and a trigger of the view says that name.
pub(super) fn is_in_view_trigger(subject: &Subject<'_>) -> Fact {
    asks(subject, |table, name| {
        let mut views = views(subject).filter(|view| view.reads.contains(&table.key) && view.columns.is_empty());
        views.any(|view| {
            let gives = view.mentions.iter().any(|word| word == name);
            gives && view.triggers.iter().any(|trigger| says(trigger, name))
        })
    })
}

/// A view gives the column under its own name, and another view names it there: SQLite renames it in the first alone.
pub(super) fn is_in_view_of_view(subject: &Subject<'_>) -> Fact {
    asks(subject, |table, name| {
        let says = |view: &View| view.mentions.iter().any(|word| word == name);
        let gives = |view: &&View| view.columns.is_empty() && view.reads.contains(&table.key) && says(view);
        let mut giving = views(subject).filter(gives);
        giving.any(|view| views(subject).any(|reader| reader.reads.contains(&view.key) && says(reader)))
    })
}

/// The table was made by this migration, which put no row into it.
fn is_surely_empty(subject: &Subject<'_>) -> bool {
    let table = subject.change.table().zip(subject.before);
    table.is_some_and(|(name, before)| before.is_surely_empty(&before.key(name)))
}

/// A check that comes with the column is false for what every row gets there.
pub(super) fn breaks_own_check(subject: &Subject<'_>) -> Fact {
    let Some(column) = added(subject).filter(|_| !is_surely_empty(subject)) else {
        return Some(false);
    };
    let value = match &column.default {
        Some(default) => Constant::of(default),
        None => Some(Constant::Null),
    };
    let Some(value) = value.filter(|_| column.generated.is_none()) else {
        return Some(false);
    };
    let checks = column
        .constraints
        .iter()
        .filter_map(|constraint| match &constraint.kind {
            ConstraintKind::Check { expr, .. } => Some(expr),
            _ => None,
        });
    let mut checks = checks.filter_map(|check| passes(check, &column.name, &value, subject.engine.dialect));
    Some(checks.any(|passes| !passes))
}

/// The new column is computed from a column that the table does not have.
pub(super) fn computes_from_nothing(subject: &Subject<'_>) -> Fact {
    let Some((column, generated)) = added(subject).and_then(|column| Some((column, column.generated.as_ref()?))) else {
        return Some(false);
    };
    let Some(table) = table_before(subject).known().filter(|table| table.is_complete) else {
        return Some(false);
    };
    let dialect = subject.engine.dialect;
    let is_absent = |part: &Expr| match &part.kind {
        ExprKind::Column(name) => {
            let is_plain = name.qualifiers.is_empty() && !name.ident.text.eq_ignore_ascii_case("rowid");
            is_plain
                && !name.ident.is_same(&column.name, dialect)
                && table.column(&name.ident.folded(dialect)).is_absent()
        }
        _ => false,
    };
    let mut names_nothing = false;
    generated.expr.walk(&mut |part| names_nothing |= is_absent(part));
    Some(names_nothing)
}
