//! Whether an `INSERT` that updates or replaces what is there leaves, run twice, what it left the first time.

use compact_str::CompactString;
use schema::catalog::{Column, Table};
use schema::{
    Action, Assignment, Conflict, ConstraintKind, Dialect, Expr, ExprKind, Ident, Insert, Literal, Lookup, Upsert,
};

use super::update::{self, Value};
use crate::conditions::table_before;
use crate::rows::Subject;
use crate::{Fact, fired};

/// Calls whose value is the moment of the statement, so that all of them are equal.
const NOW: &[&str] = &["now", "current_timestamp", "localtimestamp", "sysdate", "getdate"];

/// The rows meet themselves the second time, and are written with the same values again.
pub(super) fn repeats(subject: &Subject<'_>) -> Fact {
    Some(outcome(subject) == Some(Value::Same))
}

/// The second run adds rows, or gives them other values.
pub(super) fn adds_up(subject: &Subject<'_>) -> Fact {
    Some(outcome(subject) == Some(Value::Another))
}

/// `DO UPDATE`, `ON DUPLICATE KEY UPDATE`, `OR REPLACE`, `REPLACE`.
pub(super) fn updates_or_replaces(subject: &Subject<'_>) -> Fact {
    Some(upsert(subject).is_some())
}

fn upsert<'a>(subject: &Subject<'a>) -> Option<&'a Insert> {
    match &subject.change.action {
        Action::Insert(insert) if matches!(insert.conflict, Some(Conflict::Update | Conflict::Replace)) => Some(insert),
        _ => None,
    }
}

/// `None` for what is no upsert.
fn outcome(subject: &Subject<'_>) -> Option<Value> {
    let insert = upsert(subject)?;
    match meets_itself(insert, subject) {
        Some(false) => return Some(Value::Another),
        None => return Some(Value::Unknown),
        Some(true) => {}
    }
    match fired::with(subject).adds_rows {
        Some(false) => {}
        Some(true) => return Some(Value::Another),
        None => return Some(Value::Unknown),
    }
    let Lookup::Known(table) = table_before(subject) else {
        return Some(Value::Unknown);
    };
    let new_rows = NewRows { insert, table, subject };
    let outcomes: Vec<Value> = match &insert.upsert {
        Some(upsert) => new_rows.updated(upsert),
        None => new_rows.replaced(),
    };
    let is_filtered = insert.upsert.as_ref().is_some_and(|upsert| upsert.condition.is_some());
    Some(if outcomes.contains(&Value::Another) && !is_filtered {
        Value::Another
    } else if outcomes.iter().all(|value| *value == Value::Same) {
        Value::Same
    } else {
        Value::Unknown
    })
}

/// Whether the inserted rows would collide with themselves: a key over columns that are written or, where a default is a
/// constant, filled in.
pub(super) fn meets_itself(insert: &Insert, subject: &Subject<'_>) -> Fact {
    let dialect = subject.engine.dialect;
    let Lookup::Known(table) = table_before(subject) else {
        return None;
    };
    let columns: Vec<_> = insert.columns.iter().map(|column| column.folded(dialect)).collect();
    let is_written = |column: &CompactString| columns.is_empty() || columns.contains(column);
    let target = insert.upsert.as_ref().map(|upsert| upsert.target.as_slice());
    if let Some(target) = target.filter(|target| !target.is_empty()) {
        return Some(target.iter().all(|column| is_written(&column.folded(dialect))));
    }
    let by_index = table.indexes.iter().any(|index| {
        let keys = index.keys.iter().filter_map(schema::IndexKey::column);
        index.is_unique && keys.into_iter().all(|column| is_written(&column.text))
    });
    let by_constraint = table.constraints.iter().any(|constraint| {
        let is_key = matches!(
            constraint.kind,
            ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. } | ConstraintKind::Exclude { .. }
        );
        is_key && constraint.columns.iter().all(is_written)
    });
    match (by_index || by_constraint, table.is_complete) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    }
}

/// The rows that an upsert brings.
struct NewRows<'a> {
    insert: &'a Insert,
    table: &'a Table,
    subject: &'a Subject<'a>,
}

impl NewRows<'_> {
    /// A replaced row is made anew: what is written is the same again, what is filled in may not be.
    fn replaced(&self) -> Vec<Value> {
        let written = self.insert.rows.iter().flatten().map(|value| self.value(value));
        let is_read = !self.insert.rows.is_empty() || self.is_steady_query();
        let filled_in = self.table.columns.iter().filter(|column| !self.is_written(column));
        let filled_in = filled_in.map(|column| match &column.default {
            _ if column.identity.is_some() || self.is_row_number(column) => Value::Another,
            Some(default) if is_exact_now(default) => Value::Another,
            Some(default) => self.value(default),
            None => Value::Same,
        });
        let mut values: Vec<Value> = written.chain(filled_in).collect();
        if !is_read {
            values.push(Value::Unknown);
        }
        values
    }

    /// SQLite's `INTEGER PRIMARY KEY` counts by itself (<https://www.sqlite.org/autoinc.html>).
    fn is_row_number(&self, column: &Column) -> bool {
        let is_integer = column
            .data_type
            .as_ref()
            .is_some_and(|data_type| data_type.name == "integer");
        let key = self.table.primary_key().known();
        self.dialect() == Dialect::Sqlite && is_integer && key.is_some_and(|key| key.columns == [column.name.as_str()])
    }

    /// The rows come from a query that gives the same each time: it does not read the table that they go to.
    fn is_steady_query(&self) -> bool {
        let Some(query) = self.insert.query.as_deref() else {
            return false;
        };
        let reads_itself = match &query.from {
            Some(from) => from.iter().any(|table| {
                let key = self.subject.before.map(|before| before.key(&table.name));
                key.as_ref() == Some(&self.table.key)
            }),
            None => true,
        };
        let mut listed = query.columns.iter().filter_map(|selected| match selected {
            schema::Selected::Value { expr, .. } => Some(update::value(expr, &[], self.subject)),
            schema::Selected::All(_) => None,
        });
        !reads_itself && listed.all(|value| value == Value::Same)
    }

    fn updated(&self, upsert: &Upsert) -> Vec<Value> {
        if upsert.assignments.is_empty() {
            return vec![Value::Unknown];
        }
        let key_values = self.insert.rows.iter().flatten().map(|value| match self.value(value) {
            // A key that is another each time meets nothing; which of the values are keys is not asked.
            Value::Another => Value::Unknown,
            known => known,
        });
        let assigned: Vec<CompactString> = upsert
            .assignments
            .iter()
            .map(|assignment| self.folded(&assignment.column.ident))
            .collect();
        let mut values: Vec<Value> = key_values.collect();
        for assignment in &upsert.assignments {
            if self.insert.rows.is_empty() {
                values.push(self.assigned_from_query(assignment, upsert));
            }
            for row in &self.insert.rows {
                values.push(self.assigned(assignment, upsert, row, &assigned));
            }
        }
        values
    }

    /// The rows are not in the script: only `x = excluded.x` is the same for certain.
    fn assigned_from_query(&self, assignment: &Assignment, upsert: &Upsert) -> Value {
        let is_taken_over = self
            .new_value(&assignment.value, upsert)
            .is_some_and(|column| column == self.folded(&assignment.column.ident));
        match is_taken_over && self.is_steady_query() {
            true => Value::Same,
            false => Value::Unknown,
        }
    }

    /// What an assignment makes of a row that the first run put in, or found.
    fn assigned(&self, assignment: &Assignment, upsert: &Upsert, row: &[Expr], assigned: &[CompactString]) -> Value {
        let column = self.folded(&assignment.column.ident);
        let inserted = self.inserted(&column, row);
        let value = self.filled_in(&assignment.value, upsert, row);
        match &value.kind {
            // `SET x = t.x`: whatever is there stays.
            ExprKind::Column(name) if self.folded(&name.ident) == column => return Value::Same,
            _ => {}
        }
        let again = update::value(&value, assigned, self.subject);
        if again != Value::Same {
            return again;
        }
        let Some(inserted) = inserted else {
            return Value::Unknown;
        };
        // `coalesce(t.x, excluded.x)` and `greatest(t.x, excluded.x)` settle on what was put in.
        let is_own = |part: &Expr| matches!(&part.kind, ExprKind::Column(name) if self.folded(&name.ident) == column);
        let is_settled = match &value.kind {
            ExprKind::Call { args, .. } if args.iter().any(is_own) => {
                args.iter().all(|arg| is_own(arg) || is_same_value(arg, &inserted))
            }
            _ => is_same_value(&value, &inserted),
        };
        // Otherwise the first run leaves something else than the second, unless the row was there before.
        if is_settled { Value::Same } else { Value::Unknown }
    }

    /// What the new row holds in a column.
    fn inserted(&self, column: &str, row: &[Expr]) -> Option<Expr> {
        let at = match self.insert.columns.is_empty() {
            true => self.table.columns.iter().position(|known| known.name == column),
            false => self
                .insert
                .columns
                .iter()
                .position(|known| self.folded(known) == column),
        };
        if let Some(value) = at.and_then(|at| row.get(at)) {
            return Some(value.clone());
        }
        let known = self.table.column(column).known()?;
        if known.identity.is_some() || known.generated.is_some() {
            return None;
        }
        let null = Expr {
            kind: ExprKind::Literal(Literal::Null),
            range: source::TextRange::default(),
        };
        Some(known.default.as_deref().cloned().unwrap_or(null))
    }

    /// An assigned value with what the new row holds in place of `excluded.x`, `VALUES(x)` and `new.x`.
    fn filled_in(&self, expr: &Expr, upsert: &Upsert, row: &[Expr]) -> Expr {
        let value = self
            .new_value(expr, upsert)
            .and_then(|column| self.inserted(&column, row));
        if let Some(value) = value {
            return value;
        }
        let all = |parts: &[Expr]| parts.iter().map(|part| self.filled_in(part, upsert, row)).collect();
        let kind = match &expr.kind {
            ExprKind::Call { name, args } => ExprKind::Call {
                name: name.clone(),
                args: all(args),
            },
            ExprKind::Operator { op, operands } => ExprKind::Operator {
                op: op.clone(),
                operands: all(operands),
            },
            ExprKind::Opaque { parts } => ExprKind::Opaque { parts: all(parts) },
            ExprKind::Cast { expr, to } => ExprKind::Cast {
                expr: Box::new(self.filled_in(expr, upsert, row)),
                to: to.clone(),
            },
            other => other.clone(),
        };
        Expr {
            kind,
            range: expr.range,
        }
    }

    /// The column of the new row that an expression names.
    fn new_value(&self, expr: &Expr, upsert: &Upsert) -> Option<CompactString> {
        match &expr.kind {
            ExprKind::Column(name) => {
                let row = name.qualifier()?;
                let is_new = row.text.eq_ignore_ascii_case("excluded")
                    || upsert
                        .new_row
                        .as_ref()
                        .is_some_and(|new| new.is_same(row, self.dialect()));
                is_new.then(|| self.folded(&name.ident))
            }
            // https://mariadb.com/kb/en/values-value/
            ExprKind::Call { name, args } if ["values", "value"].contains(&&*name.ident.text.to_ascii_lowercase()) => {
                match args.as_slice() {
                    [
                        Expr {
                            kind: ExprKind::Column(column),
                            ..
                        },
                    ] => Some(self.folded(&column.ident)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// What a written value is the second time. `DEFAULT` and variables are not looked up.
    fn value(&self, expr: &Expr) -> Value {
        let mut names_something = false;
        expr.walk(&mut |part| names_something |= matches!(part.kind, ExprKind::Column(_)));
        match names_something {
            true => Value::Unknown,
            false => update::value(expr, &[], self.subject),
        }
    }

    fn is_written(&self, column: &Column) -> bool {
        let mut columns = self.insert.columns.iter();
        self.insert.columns.is_empty() || columns.any(|known| self.folded(known) == column.name)
    }

    fn folded(&self, ident: &Ident) -> CompactString {
        ident.folded(self.dialect())
    }

    const fn dialect(&self) -> Dialect {
        self.subject.engine.dialect
    }
}

/// The moment down to parts of a second: `current_timestamp(6)`.
fn is_exact_now(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call { name, args } => {
            NOW.contains(&name.ident.text.to_ascii_lowercase().as_str()) && args.first().is_some_and(Expr::is_literal)
        }
        _ => false,
    }
}

/// Whether two expressions give the same for one row.
pub(super) fn is_same_value(left: &Expr, right: &Expr) -> bool {
    match (&left.kind, &right.kind) {
        (ExprKind::Literal(left), ExprKind::Literal(right)) => left == right && *left != Literal::Other,
        (ExprKind::Column(left), ExprKind::Column(right)) => {
            let texts = |name: &schema::Name| -> Vec<CompactString> {
                let idents = name.qualifiers.iter().chain([&name.ident]);
                idents.map(|ident| ident.text.to_lowercase()).collect()
            };
            texts(left) == texts(right)
        }
        (ExprKind::Cast { expr, .. }, _) => is_same_value(expr, right),
        (_, ExprKind::Cast { expr, .. }) => is_same_value(left, expr),
        (
            ExprKind::Call { name: left, args },
            ExprKind::Call {
                name: right,
                args: others,
            },
        ) => {
            let (left, right) = (
                left.ident.text.to_ascii_lowercase(),
                right.ident.text.to_ascii_lowercase(),
            );
            let is_now = |name: &str| NOW.contains(&name);
            let are_same =
                args.len() == others.len() && args.iter().zip(others).all(|(one, other)| is_same_value(one, other));
            (is_now(&left) && is_now(&right)) || (left == right && are_same)
        }
        _ => false,
    }
}
