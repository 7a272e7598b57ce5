//! What SQLite refuses of the expressions that a table or an index is made with (<https://www.sqlite.org/expridx.html>,
//! <https://www.sqlite.org/gencol.html>, <https://www.sqlite.org/lang_createtable.html>).

use schema::catalog::Table;
use schema::{Action, ConstraintKind, Dialect, Expr, ExprKind, Generated, Ident, KeyTarget};

use crate::Fact;
use crate::conditions::table_before;
use crate::rows::Subject;

/// Functions whose result is another each time: an index or a computed column over them would not hold.
const RESTLESS: &[&str] = &["random", "randomblob", "changes", "total_changes", "last_insert_rowid"];

/// Functions over many rows (<https://www.sqlite.org/lang_aggfunc.html>); `max` and `min` are so with one argument.
const AGGREGATES: &[&str] = &[
    "count",
    "sum",
    "total",
    "avg",
    "group_concat",
    "string_agg",
    "json_group_array",
    "json_group_object",
    "max",
    "min",
];

/// The names of a row's number.
pub(super) const ROW_NUMBER: &[&str] = &["rowid", "oid", "_rowid_"];

/// An expression, and whether its result is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In an index, its condition, or a computed column.
    Kept,
    Check,
}

/// The expressions that the change makes a table or an index with.
fn each<'a>(subject: &Subject<'a>, visit: &mut dyn FnMut(&'a Expr, Place)) {
    let checks = |constraint: &'a schema::Constraint, visit: &mut dyn FnMut(&'a Expr, Place)| {
        if let ConstraintKind::Check { expr, .. } = &constraint.kind {
            visit(expr, Place::Check);
        }
    };
    let of_column = |column: &'a schema::Column, visit: &mut dyn FnMut(&'a Expr, Place)| {
        column
            .generated
            .iter()
            .for_each(|generated| visit(&generated.expr, Place::Kept));
    };
    match &subject.change.action {
        Action::CreateIndex(index) => {
            for key in &index.keys {
                if let KeyTarget::Expr(expr) = &key.target {
                    visit(expr, Place::Kept);
                }
            }
            index.predicate.iter().for_each(|expr| visit(expr, Place::Kept));
        }
        Action::CreateTable(table) => {
            table.columns.iter().for_each(|column| of_column(column, visit));
            table.all_constraints().for_each(|constraint| checks(constraint, visit));
        }
        Action::AddColumn { column, .. } => {
            of_column(column, visit);
            column
                .constraints
                .iter()
                .for_each(|constraint| checks(constraint, visit));
        }
        Action::AddConstraint { constraint, .. } => checks(constraint, visit),
        _ => {}
    }
}

/// Whether a part of one of those expressions is so.
fn holds<'a>(subject: &Subject<'a>, wanted: &dyn Fn(&'a Expr, Place) -> bool) -> Fact {
    let mut found = false;
    each(subject, &mut |expr, place| {
        expr.walk(&mut |part| found |= wanted(part, place));
    });
    Some(found)
}

pub(super) fn is_restless(subject: &Subject<'_>) -> Fact {
    holds(subject, &|part, place| place == Place::Kept && calls(part, RESTLESS))
}

pub(super) fn holds_query(subject: &Subject<'_>) -> Fact {
    holds(subject, &|part, _| matches!(part.kind, ExprKind::Subquery { .. }))
}

pub(super) fn counts_rows(subject: &Subject<'_>) -> Fact {
    holds(subject, &|part, _| match &part.kind {
        ExprKind::Call { name, args } => {
            let is_scalar = args.len() > 1 && ["max", "min"].contains(&name.ident.text.to_ascii_lowercase().as_str());
            calls(part, AGGREGATES) && !is_scalar
        }
        _ => false,
    })
}

fn calls(part: &Expr, functions: &[&str]) -> bool {
    match &part.kind {
        ExprKind::Call { name, .. } => functions.contains(&name.ident.text.to_ascii_lowercase().as_str()),
        _ => false,
    }
}

/// A column that is named there is none of the table.
pub(super) fn names_absent_column(subject: &Subject<'_>) -> Fact {
    let dialect = subject.engine.dialect;
    let is_absent = |part: &Expr| match &part.kind {
        ExprKind::Column(name) if name.qualifiers.is_empty() => is_no_column(&name.ident, subject, dialect),
        _ => false,
    };
    holds(subject, &|part, _| is_absent(part))
}

/// What is certainly no column of the table that is made or altered. A name in quotes is a text where there is no such
/// column (<https://www.sqlite.org/quirks.html#dblquote>).
fn is_no_column(ident: &Ident, subject: &Subject<'_>, dialect: Dialect) -> bool {
    let name = ident.folded(dialect);
    let is_word = ROW_NUMBER.contains(&name.as_str()) || matches!(name.as_str(), "true" | "false");
    if ident.is_quoted || is_word || ident.has_placeholder {
        return false;
    }
    let is_same = |column: &schema::Column| column.name.is_same(ident, dialect);
    match &subject.change.action {
        Action::CreateTable(table) => table.as_query.is_none() && !table.columns.iter().any(is_same),
        Action::AddColumn { column, .. } => !is_same(column) && is_absent_before(&name, subject),
        _ => is_absent_before(&name, subject),
    }
}

fn is_absent_before(name: &str, subject: &Subject<'_>) -> bool {
    table_before(subject)
        .known()
        .is_some_and(|table| table.column(name).is_absent())
}

/// Columns that are computed from each other.
pub(super) fn is_computed_from_itself(subject: &Subject<'_>) -> Fact {
    let Action::CreateTable(table) = &subject.change.action else {
        return Some(false);
    };
    let dialect = subject.engine.dialect;
    let computed: Vec<(&Ident, &Generated)> = table
        .columns
        .iter()
        .filter_map(|column| Some((&column.name, &**column.generated.as_ref()?)))
        .collect();
    let from = |generated: &Generated| -> Vec<usize> {
        let named = |(_, (ident, _)): &(usize, &(&Ident, &Generated))| generated.expr.names_column(ident, dialect);
        computed.iter().enumerate().filter(named).map(|(at, _)| at).collect()
    };
    let leads_back = |start: usize| {
        let mut open = from(computed[start].1);
        let mut at = 0;
        while let Some(next) = open.get(at).copied() {
            at += 1;
            for further in from(computed[next].1) {
                if !open.contains(&further) {
                    open.push(further);
                }
            }
        }
        open.contains(&start)
    };
    Some((0..computed.len()).any(leads_back))
}

/// A default in parentheses that names a column; a bare word is a text.
pub(super) fn has_default_of_column(subject: &Subject<'_>) -> Fact {
    let Action::CreateTable(table) = &subject.change.action else {
        return Some(false);
    };
    let defaults = table.columns.iter().filter_map(|column| column.default.as_deref());
    Some(defaults.into_iter().any(|default| match &default.kind {
        ExprKind::Column(name) => default.range.len() > name.ident.range.len() && !name.ident.is_quoted,
        _ => {
            let mut names = false;
            default.walk(&mut |part| {
                names |= match &part.kind {
                    ExprKind::Column(name) => {
                        let word = name.ident.text.to_ascii_lowercase();
                        !name.ident.is_quoted && word != "true" && word != "false"
                    }
                    ExprKind::Subquery { .. } => true,
                    _ => false,
                };
            });
            names
        }
    }))
}

/// A query of one table, or a condition on the rows of one, names a column that the table does not have.
pub(super) fn asks_for_absent_column(subject: &Subject<'_>) -> Fact {
    let Some(table) = asked_table(subject).filter(|table| table.is_complete) else {
        return Some(false);
    };
    let dialect = subject.engine.dialect;
    let mut is_absent = false;
    each_asked(subject, &mut |expr| {
        expr.walk(&mut |part| {
            if let ExprKind::Column(name) = &part.kind {
                let folded = name.ident.folded(dialect);
                let is_word = ROW_NUMBER.contains(&folded.as_str())
                    || matches!(
                        folded.as_str(),
                        "true" | "false" | "current_timestamp" | "current_date" | "current_time"
                    );
                let is_plain = name.qualifiers.is_empty() && !name.ident.is_quoted && !name.ident.has_placeholder;
                is_absent |= is_plain && !is_word && table.column(&folded).is_absent();
            }
        });
    });
    Some(is_absent)
}

/// The one table whose columns can be named there.
fn asked_table<'a>(subject: &Subject<'a>) -> Option<&'a Table> {
    let before = subject.before?;
    let name = match &subject.change.action {
        Action::Update(update) if !update.has_join => &update.table,
        Action::Delete(delete) if !delete.has_join => &delete.table,
        Action::CreateTable(table) => match table.query.as_ref()?.from.as_deref()? {
            [one] => &one.name,
            _ => return None,
        },
        _ => return None,
    };
    // What a `WITH` calls so is not the table.
    let reads = subject.statement.reads().any(|read| read.ident.text == name.ident.text);
    let is_query = matches!(subject.change.action, Action::CreateTable(_));
    (reads || !is_query).then(|| before.table(name).known()).flatten()
}

fn each_asked<'a>(subject: &Subject<'a>, visit: &mut dyn FnMut(&'a Expr)) {
    match &subject.change.action {
        Action::Update(update) => {
            update.assignments.iter().for_each(|assigned| visit(&assigned.value));
            let condition = update
                .condition
                .iter()
                .filter_map(|condition| condition.expr.as_deref());
            condition.for_each(visit);
        }
        Action::Delete(delete) => {
            let condition = delete
                .condition
                .iter()
                .filter_map(|condition| condition.expr.as_deref());
            condition.for_each(visit);
        }
        Action::CreateTable(table) => {
            let selected = table.query.iter().flat_map(|query| &query.columns);
            for selected in selected {
                if let schema::Selected::Value { expr, .. } = selected {
                    visit(expr);
                }
            }
        }
        _ => {}
    }
}
