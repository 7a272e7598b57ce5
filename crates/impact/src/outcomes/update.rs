//! Whether an `UPDATE` run twice leaves what it left the first time.

mod found_again;

use compact_str::CompactString;
use schema::{Action, DataType, Dialect, Expr, ExprKind, Family, Ident, Literal, Name, Update, Volatility};

use self::found_again::finds_nothing_again;
use crate::conditions::table_before;
use crate::constant::{Constant, holds};
use crate::rows::Subject;
use crate::{Fact, fired, postgres};

/// Functions that change nothing when given their own result.
const SETTLED: &[&str] = &[
    "lower",
    "upper",
    "trim",
    "btrim",
    "ltrim",
    "rtrim",
    "coalesce",
    "ifnull",
    "isnull",
    "abs",
    "round",
    "nullif",
    "greatest",
    "least",
    "json_set",
    "json_insert",
    "json_replace",
    "json_patch",
    "json_merge_patch",
    "jsonb_set",
];

/// Functions whose result is another each time, on any engine.
const RESTLESS: &[&str] = &[
    "random",
    "rand",
    "newid",
    "uuid",
    "gen_random_uuid",
    "uuid_generate_v4",
    "clock_timestamp",
    "nextval",
    "sys_guid",
];

/// What a value of the assignment makes of a second run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    /// The same value as before.
    Same,
    /// Another one: `n + 1`, `random()`.
    Another,
    Unknown,
}

/// Every assignment gives the same values again, or no row is found again.
pub(super) fn repeats(subject: &Subject<'_>) -> Fact {
    let Some(update) = update(subject) else {
        return Some(false);
    };
    if update.is_limited || update.assignments.is_empty() {
        return Some(false);
    }
    // There triggers fire for rows alone.
    let fires_for_rows = matches!(subject.engine.dialect.family(), Family::Mysql | Family::Sqlite);
    if fires_for_rows && finds_nothing_again(update, subject) {
        return Some(true);
    }
    if fired::with(subject).adds_rows != Some(false) {
        return Some(false);
    }
    Some(finds_nothing_again(update, subject) || values(update, subject).all(|value| value == Value::Same))
}

/// An assignment gives another value each time.
pub(super) fn adds_up(subject: &Subject<'_>) -> Fact {
    let Some(update) = update(subject) else {
        return Some(false);
    };
    let adds_rows = fired::with(subject).adds_rows == Some(true);
    let is_another = |value: Value| value == Value::Another;
    Some(!finds_nothing_again(update, subject) && (adds_rows || values(update, subject).any(is_another)))
}

fn update<'a>(subject: &Subject<'a>) -> Option<&'a Update> {
    match &subject.change.action {
        Action::Update(update) => Some(update),
        _ => None,
    }
}

fn values<'a>(update: &'a Update, subject: &'a Subject<'_>) -> impl Iterator<Item = Value> + 'a {
    let assigned: Vec<_> = names_assigned(update, subject.engine.dialect);
    update
        .assignments
        .iter()
        .map(move |assignment| match &assignment.value.kind {
            // `SET x = x`, `SET x = other.x`.
            ExprKind::Column(name) if name.ident.text == assignment.column.ident.text => Value::Same,
            _ => value(&assignment.value, &assigned, subject),
        })
}

fn names_assigned(update: &Update, dialect: Dialect) -> Vec<CompactString> {
    let columns = update.assignments.iter().map(|assignment| &assignment.column.ident);
    columns.map(|column| column.folded(dialect)).collect()
}

/// The column is said to be one of another relation than the one that is written.
fn is_foreign(name: &Name, subject: &Subject<'_>) -> bool {
    let Some(qualifier) = name.qualifier() else {
        return false;
    };
    let (table, alias) = match &subject.change.action {
        Action::Update(update) => (&update.table, update.alias.as_ref()),
        Action::Merge(merge) => (&merge.table, merge.alias.as_ref()),
        _ => return false,
    };
    let own = alias.unwrap_or(&table.ident);
    !qualifier.is_same(own, subject.engine.dialect) && !qualifier.is_same(&table.ident, subject.engine.dialect)
}

/// What a second run makes of an expression when these columns were assigned.
pub(super) fn value(expr: &Expr, assigned: &[CompactString], subject: &Subject<'_>) -> Value {
    let dialect = subject.engine.dialect;
    let mut refers = false;
    let mut restless = false;
    let mut unknown = false;
    expr.walk(&mut |part| match &part.kind {
        ExprKind::Column(name) => {
            refers |= assigned.contains(&name.ident.folded(dialect)) && !is_foreign(name, subject);
        }
        ExprKind::Call { name, .. } => {
            let folded = name.ident.text.to_ascii_lowercase();
            restless |= RESTLESS.contains(&folded.as_str());
            let is_known = dialect != Dialect::Postgres
                || matches!(
                    postgres::volatility(name, subject.before),
                    Some(Volatility::Stable | Volatility::Immutable)
                );
            unknown |= !is_known && !restless;
        }
        ExprKind::Subquery { reads, inside } => match of_query(reads, inside, assigned, subject) {
            Value::Same => {}
            Value::Another => restless = true,
            Value::Unknown => unknown = true,
        },
        ExprKind::Opaque { .. } => unknown = true,
        _ => {}
    });
    if restless {
        return Value::Another;
    }
    if unknown {
        return Value::Unknown;
    }
    if refers && branches(expr, assigned, dialect).is_some_and(|settles| settles) {
        return Value::Same;
    }
    match (refers, &expr.kind) {
        (false, _) => Value::Same,
        (true, ExprKind::Column(_) | ExprKind::Cast { .. }) => Value::Unknown,
        (true, ExprKind::Call { args, .. }) if is_settled_call(expr) => of_arguments(args, assigned, subject),
        // With one argument SQLite's are aggregates (<https://www.sqlite.org/lang_corefunc.html#max_scalar>).
        (true, ExprKind::Call { name, args })
            if dialect == Dialect::Sqlite
                && args.len() > 1
                && ["max", "min"].contains(&name.ident.text.to_ascii_lowercase().as_str()) =>
        {
            Value::Same
        }
        (true, ExprKind::Call { name, args }) if cuts_or_replaces(&name.ident, args) => Value::Same,
        (true, ExprKind::Call { name, .. }) if name.ident.text.eq_ignore_ascii_case("concat") => Value::Another,
        // Its pairs are there already.
        (true, ExprKind::Operator { op, operands }) if op == "||" && joins_pairs(operands, subject) => Value::Same,
        // Of two objects the second one's keys stand; a list gets longer.
        (true, ExprKind::Operator { op, operands }) if op == "||" && joins_documents(operands, subject) => {
            Value::Unknown
        }
        // `SET active = NOT active`.
        (true, ExprKind::Operator { op, operands })
            if op == "NOT"
                && matches!(
                    operands.as_slice(),
                    [Expr {
                        kind: ExprKind::Column(_),
                        ..
                    }]
                ) =>
        {
            Value::Another
        }
        // A bit that is set, or cleared, stays so.
        (true, ExprKind::Operator { op, operands })
            if ["|", "&"].contains(&op.as_str()) && operands.iter().any(Expr::is_literal) =>
        {
            Value::Same
        }
        (true, ExprKind::Operator { op, .. }) if ["+", "-", "*", "/", "||"].contains(&op.as_str()) => Value::Another,
        _ => Value::Unknown,
    }
}

fn is_settled_call(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call { name, .. } => SETTLED.contains(&name.ident.text.to_ascii_lowercase().as_str()),
        _ => false,
    }
}

/// `substr(x, 1, 3)`, `left(x, 3)`; `replace(x, 'old', 'new')`, where what it puts in makes no new place to replace.
fn cuts_or_replaces(name: &Ident, args: &[Expr]) -> bool {
    let is_column = |arg: Option<&Expr>| arg.is_some_and(|arg| matches!(arg.kind, ExprKind::Column(_)));
    let text = |at: usize| match args.get(at).map(|arg| &arg.kind) {
        Some(ExprKind::Literal(Literal::Text(text))) => Some(text.as_str()),
        _ => None,
    };
    let number = |at: usize| match args.get(at).map(|arg| &arg.kind) {
        Some(ExprKind::Literal(Literal::Number(number))) => number.parse::<u32>().ok(),
        _ => None,
    };
    is_column(args.first())
        && match name.text.to_ascii_lowercase().as_str() {
            "left" => args.len() == 2 && number(1).is_some(),
            "substr" | "substring" => number(1) == Some(1) && (args.len() == 2 || number(2).is_some()),
            "replace" => args.len() == 3 && text(1).zip(text(2)).is_some_and(|(old, new)| stays_replaced(old, new)),
            _ => false,
        }
}

/// Whether a text in which every `old` became `new` holds no `old`, whatever stands around.
fn stays_replaced(old: &str, new: &str) -> bool {
    let overlap = |left: &str, right: &str| {
        let mut ends = right.char_indices().skip(1).map(|(at, _)| &right[..at]);
        ends.any(|begin| left.ends_with(begin))
    };
    !old.is_empty()
        && !new.is_empty()
        && !new.contains(old)
        && !old.contains(new)
        && !overlap(old, new)
        && !overlap(new, old)
}

/// `least(x, 10)` settles, `least(x + 1, 10)` goes on: each argument is the column itself, or settles too.
fn of_arguments(args: &[Expr], assigned: &[CompactString], subject: &Subject<'_>) -> Value {
    let mut values = args.iter().map(|arg| match &arg.kind {
        ExprKind::Column(_) => Value::Same,
        ExprKind::Cast { expr, .. } if matches!(expr.kind, ExprKind::Column(_)) => Value::Same,
        _ => value(arg, assigned, subject),
    });
    values.find(|value| *value != Value::Same).unwrap_or(Value::Same)
}

/// `doc || '{…}'` of `jsonb` columns.
fn joins_documents(operands: &[Expr], subject: &Subject<'_>) -> bool {
    has_column_of(operands, subject, &|data_type| {
        data_type.family() == schema::TypeFamily::Json
    })
}

/// `extra || 'a=>1'` of `hstore` columns.
fn joins_pairs(operands: &[Expr], subject: &Subject<'_>) -> bool {
    has_column_of(operands, subject, &|data_type| data_type.name == "hstore")
}

fn has_column_of(operands: &[Expr], subject: &Subject<'_>, wanted: &dyn Fn(&DataType) -> bool) -> bool {
    let table = table_before(subject).seen();
    operands.iter().any(|operand| match &operand.kind {
        ExprKind::Column(name) => {
            let column = table.and_then(|table| table.column(&name.ident.folded(subject.engine.dialect)).seen());
            let data_type = column.and_then(|column| column.data_type.as_ref());
            data_type.is_some_and(wanted)
        }
        _ => false,
    })
}

/// A query that reads none of what is written gives the same again.
fn of_query(reads: &[Name], inside: &[Expr], assigned: &[CompactString], subject: &Subject<'_>) -> Value {
    let written = subject.change.table();
    let is_written =
        |name: &Name| written.is_some_and(|written| written.ident.is_same(&name.ident, subject.engine.dialect));
    if reads.iter().any(is_written) {
        return Value::Unknown;
    }
    let mut all = inside.iter().map(|part| match &part.kind {
        ExprKind::Column(name) if assigned.contains(&name.ident.folded(subject.engine.dialect)) => Value::Unknown,
        ExprKind::Column(_) => Value::Same,
        _ => value(part, assigned, subject),
    });
    match all.find(|value| *value != Value::Same) {
        Some(other) => other,
        None => Value::Same,
    }
}

/// Whether every branch of `CASE WHEN … THEN … ELSE … END` or `IIF(…)` leads to itself: a constant that the conditions send
/// back to the same constant, or the column as it was. `None` for what has no branches, or more than one column.
fn branches(expr: &Expr, assigned: &[CompactString], dialect: Dialect) -> Option<bool> {
    let parts = match &expr.kind {
        ExprKind::Operator { op, operands } if op == "CASE" => operands,
        ExprKind::Call { name, args } if args.len() == 3 => {
            let name = name.ident.text.to_ascii_lowercase();
            (name == "iif" || name == "if").then_some(args)?
        }
        _ => return None,
    };
    let mut column: Option<&Ident> = None;
    let mut is_one = true;
    expr.walk(&mut |part| {
        if let ExprKind::Column(name) = &part.kind {
            is_one &= column.is_none_or(|known| known.is_same(&name.ident, dialect));
            column = Some(&name.ident);
        }
    });
    let column = column.filter(|column| is_one && assigned.contains(&column.folded(dialect)))?;
    let results = parts.chunks(2).map(|pair| pair.last());
    let settles = results.flatten().all(|result| match &result.kind {
        ExprKind::Column(_) => true,
        _ => Constant::of(result)
            .is_some_and(|constant| chosen(parts, column, &constant, dialect).as_ref() == Some(&constant)),
    });
    // Without an `ELSE` the rest becomes null, which no condition picks up again.
    Some(settles && parts.len() % 2 == 1)
}

/// The value that the branches choose for a row whose column holds a constant.
fn chosen(parts: &[Expr], column: &Ident, given: &Constant, dialect: Dialect) -> Option<Constant> {
    for pair in parts.chunks(2) {
        let result = match pair {
            [condition, result] => match holds(condition, column, given, dialect)? {
                true => result,
                false => continue,
            },
            [otherwise] => otherwise,
            _ => return None,
        };
        return match &result.kind {
            ExprKind::Column(_) => Some(given.clone()),
            _ => Constant::of(result),
        };
    }
    Some(Constant::Null)
}
