//! Values that PostgreSQL takes from nobody, and those that it asks for.

use schema::catalog::{Column, IdentityKind, Table};
use schema::{
    Action, Assignment, Catalog, Change, DataType, Expr, ExprKind, Ident, Insert, InsertSource, Kind, Literal,
};

use crate::Fact;
use crate::conditions::table_before;
use crate::postgres::builtin_types::is_built_in;
use crate::rows::Subject;

/// The table, where it is as the history says and no rule writes elsewhere.
fn written_table<'a>(subject: &Subject<'a>) -> Option<&'a Table> {
    let table = table_before(subject).known()?;
    (table.is_certain() && table.rules.is_empty()).then_some(table)
}

/// A value that is not `DEFAULT` is written to such a column.
fn writes(subject: &Subject<'_>, is_it: impl Fn(&Column) -> bool) -> Fact {
    // Few tables have one.
    let table = written_table(subject).filter(|table| table.columns.iter().any(|column| is_it(column)));
    let Some(table) = table else {
        return Some(false);
    };
    let is_such = |name: &Ident| {
        let column = table.column(&name.folded(subject.engine.dialect)).known();
        column.is_some_and(&is_it)
    };
    let assigned = |assignments: &[Assignment]| {
        let mut assignments = assignments.iter();
        assignments.any(|assignment| is_value(&assignment.value) && is_such(&assignment.column.ident))
    };
    Some(match &subject.change.action {
        Action::Insert(insert) => {
            let upserted = insert
                .upsert
                .as_ref()
                .is_some_and(|upsert| assigned(&upsert.assignments));
            upserted || inserts(insert, table, &is_it, subject)
        }
        Action::Update(update) => assigned(&update.assignments),
        _ => false,
    })
}

/// Whether it is certainly something else than `DEFAULT`.
fn is_value(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Call { .. } | ExprKind::Operator { .. } | ExprKind::Cast { .. } => true,
        ExprKind::Column(name) => !name.ident.text.eq_ignore_ascii_case("default"),
        ExprKind::Subquery { .. } | ExprKind::Opaque { .. } => false,
    }
}

fn inserts(insert: &Insert, table: &Table, is_it: &dyn Fn(&Column) -> bool, subject: &Subject<'_>) -> bool {
    let listed = |at: usize| match insert.columns.get(at) {
        Some(name) => table.column(&name.folded(subject.engine.dialect)).known(),
        None => table
            .columns
            .get(at)
            .filter(|_| insert.columns.is_empty())
            .map(|column| &**column),
    };
    match insert.source {
        InsertSource::Values(_) => {
            let count = insert.values_in_row.map_or(0, |count| count.min(64) as usize);
            (0..count).any(|at| insert.defaults_in_row >> at & 1 == 0 && listed(at).is_some_and(is_it))
        }
        InsertSource::Query { .. } => (0..insert.columns.len()).any(|at| listed(at).is_some_and(is_it)),
        InsertSource::Defaults | InsertSource::Procedure => false,
    }
}

pub(super) fn writes_identity(subject: &Subject<'_>) -> Fact {
    let overrides = matches!(&subject.change.action, Action::Insert(insert) if insert.overrides_identity);
    if overrides {
        return Some(false);
    }
    writes(subject, |column| column.identity == Some(IdentityKind::Always))
}

pub(super) fn writes_generated(subject: &Subject<'_>) -> Fact {
    writes(subject, |column| column.generated.is_some())
}

/// A row is written, and a required column that has no value by itself is left out or gets `NULL`. A trigger may fill it.
pub(super) fn gives_no_value(subject: &Subject<'_>) -> Fact {
    let Action::Insert(insert) = &subject.change.action else {
        return Some(false);
    };
    let Some(table) = written_table(subject).filter(|table| table.triggers.is_empty()) else {
        return Some(false);
    };
    let dialect = subject.engine.dialect;
    let names: Vec<_> = insert.columns.iter().map(|name| name.folded(dialect)).collect();
    let has_value = |at: usize, column: &Column| match insert.source {
        InsertSource::Values(_) => {
            let listed = match names.is_empty() {
                true => Some(at),
                false => names.iter().position(|name| *name == column.name),
            };
            let given = insert.values_in_row.map_or(usize::MAX, |count| count as usize);
            let is_set = |mask: u64, at: usize| at < 64 && mask >> at & 1 == 1;
            let is_given =
                |at: &usize| *at < given && !is_set(insert.defaults_in_row, *at) && !is_set(insert.nulls_in_row, *at);
            listed.is_some_and(|at| is_given(&at))
        }
        InsertSource::Defaults => false,
        // No row may come.
        InsertSource::Query { .. } | InsertSource::Procedure => true,
    };
    // Where something is spliced in, nobody knows how many values there are.
    let is_known = !matches!(insert.source, InsertSource::Values(_)) || insert.values_in_row.is_some();
    let mut columns = table.columns.iter().enumerate();
    let is_missing = columns.any(|(at, column)| needs_value(column, subject.before) && !has_value(at, column));
    Some(is_known && is_missing)
}

/// Whether the column takes no null, and nothing gives it a value.
fn needs_value(column: &Column, before: Option<&Catalog>) -> bool {
    let is_plain = column.default.is_none() && column.identity.is_none() && column.generated.is_none();
    // A domain may have a default.
    let is_no_domain = |data_type: &DataType| {
        let is_enum = || before.is_some_and(|before| before.enum_values(data_type).is_some());
        is_built_in(data_type) || is_enum()
    };
    let is_certain = column.existence == schema::catalog::Existence::Certain;
    is_certain && is_plain && column.nullable == Some(false) && column.data_type.as_ref().is_some_and(is_no_domain)
}

/// A text that is none of the values of its enumeration.
fn is_no_value(value: &Expr, data_type: &DataType, before: &Catalog) -> bool {
    let text = match &value.kind {
        ExprKind::Cast { expr, to } if to.user_type_name() == data_type.user_type_name() => &expr.kind,
        other => other,
    };
    let ExprKind::Literal(Literal::Text(text)) = text else {
        return false;
    };
    let values = before.enum_values(data_type);
    values.is_some_and(|values| values.iter().all(|(value, _)| value != text))
}

pub(super) fn names_no_enum_value(subject: &Subject<'_>) -> Fact {
    let Some(before) = subject.before else {
        return Some(false);
    };
    let of_column = |column: &schema::Column| {
        let default = column.default.as_deref().zip(column.data_type.as_ref());
        default.is_some_and(|(default, data_type)| is_no_value(default, data_type, before))
    };
    let typed = |name: &Ident| {
        let column = table_before(subject)
            .known()?
            .column(&name.folded(subject.engine.dialect));
        column.known()?.data_type.as_ref()
    };
    let fits = |name: &Ident, value: &Expr| typed(name).is_none_or(|data_type| !is_no_value(value, data_type, before));
    Some(match &subject.change.action {
        Action::CreateTable(table) => !table.if_not_exists && table.columns.iter().any(of_column),
        Action::AddColumn {
            column,
            has_exists_clause: false,
            ..
        } => of_column(column),
        Action::Column(action) if !gets_type(subject) => {
            action.expr.as_ref().is_some_and(|value| !fits(&action.column, value))
        }
        Action::Update(update) => {
            let mut assignments = update.assignments.iter();
            assignments.any(|assignment| !fits(&assignment.column.ident, &assignment.value))
        }
        _ => false,
    })
}

/// Whether the statement gives a column another type as well.
fn gets_type(subject: &Subject<'_>) -> bool {
    let mut changes = subject.statement.changes.iter();
    changes.any(|change| change.kind == Kind::AlterColumnType)
}

/// Whether the column of the change is so, where it is known and no other change of the statement is about it.
fn column_is(subject: &Subject<'_>, is_it: impl Fn(&Column) -> bool) -> Fact {
    let Action::Column(action) = &subject.change.action else {
        return Some(false);
    };
    let dialect = subject.engine.dialect;
    let is_same = |change: &&Change| {
        change
            .column()
            .is_some_and(|other| other.is_same(&action.column, dialect))
    };
    let is_alone = subject.statement.changes.iter().filter(is_same).count() == 1;
    let table = written_table(subject).filter(|_| is_alone && !action.if_exists);
    let column = table.and_then(|table| table.column(&action.column.folded(dialect)).known());
    Some(column.is_some_and(is_it))
}

const fn is_identity(column: &Column) -> bool {
    matches!(column.identity, Some(IdentityKind::Always | IdentityKind::ByDefault))
}

pub(super) fn adds_identity_again(subject: &Subject<'_>) -> Fact {
    column_is(subject, is_identity)
}

pub(super) fn adds_identity_to_default(subject: &Subject<'_>) -> Fact {
    column_is(subject, |column| {
        column.default.is_some() || column.identity == Some(IdentityKind::Serial)
    })
}

pub(super) fn adds_identity_to_nullable(subject: &Subject<'_>) -> Fact {
    column_is(subject, |column| column.nullable == Some(true))
}

pub(super) fn drops_no_identity(subject: &Subject<'_>) -> Fact {
    column_is(subject, |column| !is_identity(column))
}

pub(super) fn gives_default_to_counting(subject: &Subject<'_>) -> Fact {
    column_is(subject, |column| is_identity(column) || column.generated.is_some())
}
