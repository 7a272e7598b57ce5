//! What PostgreSQL keeps in no index.

use schema::catalog::Table;
use schema::{Action, DataType, Dialect, Expr, ExprKind, Index, KeyTarget, Name, Volatility};

use crate::Fact;
use crate::conditions::table_before;
use crate::rows::Subject;

/// Functions that are immutable for no argument: `provolatile` of `pg_proc` on PostgreSQL 15.
const CHANGING: &[&str] = &[
    "array_to_json",
    "array_to_string",
    "clock_timestamp",
    "concat",
    "concat_ws",
    "current_database",
    "current_date",
    "current_schema",
    "current_setting",
    "current_time",
    "current_timestamp",
    "current_user",
    "format",
    "gen_random_uuid",
    "json_build_object",
    "jsonb_build_object",
    "localtime",
    "localtimestamp",
    "nextval",
    "now",
    "random",
    "row_to_json",
    "session_user",
    "statement_timestamp",
    "timeofday",
    "to_char",
    "to_date",
    "to_json",
    "to_jsonb",
    "to_number",
    "transaction_timestamp",
];

/// Functions that ask for the time zone where they are given an instant.
const OF_TIME_ZONE: &[&str] = &["date_part", "date_trunc", "extract"];

/// Functions that ask for a setting where they are given one argument alone.
const OF_SETTING: &[&str] = &["age", "to_tsvector"];

/// From one type to another, by the session's time zone.
const BY_TIME_ZONE: &[(&str, &[&str])] = &[
    (
        "timestamptz",
        &["date", "time", "timestamp", "timetz", "text", "varchar"],
    ),
    ("timestamp", &["timestamptz"]),
    ("date", &["timestamptz"]),
];

fn index<'a>(subject: &Subject<'a>) -> Option<&'a Index> {
    match &subject.change.action {
        Action::CreateIndex(index) if !index.if_not_exists => Some(index),
        _ => None,
    }
}

/// A key, or the condition, has a value that depends on more than the row.
pub(super) fn holds_changing_value(subject: &Subject<'_>) -> Fact {
    let mut exprs: Vec<&Expr> = Vec::new();
    match &subject.change.action {
        Action::CreateIndex(index) => {
            exprs.extend(index.predicate.as_deref());
            exprs.extend(index.keys.iter().filter_map(|key| match &key.target {
                KeyTarget::Expr(expr) => Some(&**expr),
                KeyTarget::Column(_) => None,
            }));
        }
        Action::AddColumn { column, .. } => exprs.extend(column.generated.iter().map(|generated| &generated.expr)),
        _ => {}
    }
    if exprs.is_empty() || subject.change.has_exists_clause() {
        return Some(false);
    }
    let table = table_before(subject).known();
    let mut found = false;
    for expr in exprs {
        expr.walk(&mut |part| found |= changes(part, table, subject));
    }
    Some(found)
}

fn changes(part: &Expr, table: Option<&Table>, subject: &Subject<'_>) -> bool {
    let type_of = |expr: &Expr| match &expr.kind {
        ExprKind::Column(name) => {
            let column = table?.column(&name.ident.folded(subject.engine.dialect)).known()?;
            column.data_type.as_ref().map(canonical)
        }
        _ => None,
    };
    match &part.kind {
        ExprKind::Call { name, args } => {
            let is_instant = |expr: &Expr| type_of(expr).as_deref() == Some("timestamptz");
            calls_changing(name, args.len(), subject) || is_of(name, OF_TIME_ZONE) && args.iter().any(is_instant)
        }
        ExprKind::Cast { expr, to } => type_of(expr).is_some_and(|from| {
            let mut known = BY_TIME_ZONE.iter().filter(|(known, _)| *known == from);
            known.any(|(_, others)| others.contains(&canonical(to).as_str()))
        }),
        _ => false,
    }
}

fn canonical(data_type: &DataType) -> String {
    let brackets = "[]".repeat(usize::from(data_type.dimensions > 0));
    format!("{}{brackets}", data_type.canonical_name(Dialect::Postgres))
}

fn is_of(name: &Name, functions: &[&str]) -> bool {
    name.qualifiers.is_empty() && functions.contains(&name.ident.text.to_ascii_lowercase().as_str())
}

fn calls_changing(name: &Name, arguments: usize, subject: &Subject<'_>) -> bool {
    let own = subject.before.and_then(|before| before.routines(name).seen());
    match own {
        // What an SQL function holds may be written in its place.
        Some([only]) => match (only.volatility, only.language.as_deref()) {
            (Some(Volatility::Immutable), _) | (_, Some("sql") | None) => false,
            (Some(Volatility::Stable | Volatility::Volatile) | None, Some(_)) => true,
        },
        Some(_) => false,
        None => is_of(name, CHANGING) || arguments == 1 && is_of(name, OF_SETTING),
    }
}

/// A key of a type for which no extension that comes along brings an order or a lookup.
pub(super) fn has_no_operators(subject: &Subject<'_>) -> Fact {
    let (Some(index), Some(table)) = (index(subject), table_before(subject).known()) else {
        return Some(false);
    };
    let method = index.method.as_deref().unwrap_or("btree");
    let lacks = |data_type: &DataType| match canonical(data_type).as_str() {
        "json" => ["gin", "gist", "hash", "brin", "spgist"].contains(&method),
        "jsonb" => ["gist", "brin", "spgist"].contains(&method),
        _ => false,
    };
    let mut keys = index.keys.iter().filter(|key| key.operator_class.is_none());
    Some(keys.any(|key| {
        let column = key.column().map(|column| column.folded(subject.engine.dialect));
        let known = column.and_then(|column| table.column(&column).known());
        known.and_then(|known| known.data_type.as_ref()).is_some_and(lacks)
    }))
}

/// `unique` with a method other than `btree`.
pub(super) fn is_unique_elsewhere(subject: &Subject<'_>) -> Fact {
    const OTHERS: &[&str] = &["gin", "gist", "hash", "brin", "spgist"];
    let is_other = |index: &Index| index.method.as_deref().is_some_and(|method| OTHERS.contains(&method));
    Some(index(subject).is_some_and(|index| index.is_unique && is_other(index)))
}

/// Several keys in an index that takes one.
pub(super) fn has_too_many_keys(subject: &Subject<'_>) -> Fact {
    let takes_one = |index: &Index| matches!(index.method.as_deref(), Some("hash" | "spgist"));
    Some(index(subject).is_some_and(|index| index.keys.len() > 1 && takes_one(index)))
}
