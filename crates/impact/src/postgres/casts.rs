//! Which types PostgreSQL turns into which others without being told to.
//!
//! `ALTER COLUMN … TYPE` takes what an assignment takes. Source: `pg_cast` with a `castcontext` of `a` or `i` on
//! PostgreSQL 15, and <https://www.postgresql.org/docs/current/sql-createcast.html> (Notes): every type goes into a text
//! by assignment, and a text into none.

use compact_str::CompactString;
use schema::catalog::UserTypeDefinition;
use schema::{Action, Catalog, ColumnAction, DataType, Dialect, ExprKind, Kind, Literal};

use crate::Fact;
use crate::postgres::types::old_type;
use crate::rows::Subject;

const TEXTS: &[&str] = &["text", "varchar", "char"];
/// Each goes into each.
const NUMBERS: &[&str] = &["smallint", "integer", "bigint", "numeric", "real", "double precision"];
/// From, and what it goes into besides texts.
const AUTOMATIC: &[(&str, &[&str])] = &[
    ("bigint", &["money", "oid"]),
    ("bit", &["varbit"]),
    ("boolean", &[]),
    ("bytea", &[]),
    ("cidr", &["inet"]),
    ("date", &["timestamp", "timestamptz"]),
    ("double precision", &[]),
    ("inet", &["cidr"]),
    ("integer", &["money", "oid"]),
    ("interval", &["time"]),
    ("json", &["jsonb"]),
    ("jsonb", &["json"]),
    ("macaddr", &[]),
    ("money", &["numeric"]),
    ("numeric", &["money"]),
    ("oid", &["bigint", "integer"]),
    ("real", &[]),
    ("smallint", &["oid"]),
    ("text", &[]),
    ("time", &["interval", "timetz"]),
    ("timestamp", &["date", "time", "timestamptz"]),
    ("timestamptz", &["date", "time", "timestamp", "timetz"]),
    ("timetz", &["time"]),
    ("uuid", &[]),
    ("varbit", &["bit"]),
    ("varchar", &[]),
    ("char", &[]),
    ("xml", &[]),
];

/// A type that values have before a change.
struct OldType {
    name: CompactString,
    is_enum: bool,
}

impl OldType {
    fn of(data_type: &DataType, before: &Catalog) -> Option<Self> {
        Some(Self {
            name: plain_name(data_type)?,
            is_enum: is_enum(data_type, before),
        })
    }

    const fn constant(name: &'static str) -> Self {
        Self {
            name: CompactString::const_new(name),
            is_enum: false,
        }
    }
}

/// Whether the column's type changes into one that the old one goes into only by `USING`, and none is written.
pub(super) fn needs_using(subject: &Subject<'_>) -> Fact {
    let (Action::Column(action), Some(before)) = (&subject.change.action, subject.before) else {
        return Some(false);
    };
    let old = old_type(subject, action).and_then(|old| OldType::of(&old, before));
    let (Some(old), Some(new), None) = (old, action.data_type.as_ref(), &action.expr) else {
        return Some(false);
    };
    Some(goes_into(&old, new, before) == Some(false))
}

/// Whether the column keeps a default that does not go into the new type: what `USING` says is not said of it.
pub(super) fn keeps_default_of_other_type(subject: &Subject<'_>) -> Fact {
    let (Action::Column(action), Some(before)) = (&subject.change.action, subject.before) else {
        return Some(false);
    };
    let (Some(old), Some(new)) = (default_type(subject, action, before), action.data_type.as_ref()) else {
        return Some(false);
    };
    Some(goes_into(&old, new, before) == Some(false) && !loses_default(subject, action))
}

/// The type of the constant that the column takes by default.
fn default_type(subject: &Subject<'_>, action: &ColumnAction, before: &Catalog) -> Option<OldType> {
    let column = before.column(&action.table, &action.column).known()?;
    match &column.default.as_ref()?.kind {
        ExprKind::Literal(Literal::Null) => None,
        ExprKind::Literal(Literal::Boolean(_)) => Some(OldType::constant("boolean")),
        ExprKind::Literal(Literal::Number(_)) => Some(OldType::constant("integer")),
        ExprKind::Literal(_) => OldType::of(&old_type(subject, action)?, before),
        ExprKind::Cast { expr, to } if expr.is_literal() && !expr.is_null() => OldType::of(to, before),
        _ => None,
    }
}

/// Whether the same statement drops the default, which comes before all changes of types.
fn loses_default(subject: &Subject<'_>, action: &ColumnAction) -> bool {
    let mut changes = subject.statement.changes.iter();
    changes.any(|change| {
        let is_same = |other: &ColumnAction| other.column.is_same(&action.column, subject.engine.dialect);
        change.kind == Kind::DropDefault && matches!(&change.action, Action::Column(other) if is_same(other))
    })
}

/// Whether an assignment turns the one type into the other; `None` where one of them is none of the known.
fn goes_into(from: &OldType, to: &DataType, before: &Catalog) -> Fact {
    let others = match others(&from.name) {
        Some(others) => others,
        None if from.is_enum => &[],
        None => return None,
    };
    let name = plain_name(to)?;
    let to_name = name.as_str();
    if from.name == to_name || TEXTS.contains(&to_name) {
        return Some(true);
    }
    if self::others(to_name).is_none() && !is_enum(to, before) {
        return None;
    }
    let are_numbers = NUMBERS.contains(&from.name.as_str()) && NUMBERS.contains(&to_name);
    Some(others.contains(&to_name) || are_numbers)
}

/// What a type that PostgreSQL brings goes into besides texts.
fn others(from: &str) -> Option<&'static [&'static str]> {
    let found = AUTOMATIC.iter().find(|(known, _)| *known == from);
    found.map(|(_, others)| *others)
}

/// The one name of those that mean the type; `None` for an array.
fn plain_name(data_type: &DataType) -> Option<CompactString> {
    let name = data_type.canonical_name(Dialect::Postgres);
    (data_type.dimensions == 0).then(|| CompactString::from(name))
}

fn is_enum(data_type: &DataType, before: &Catalog) -> bool {
    let made = before.user_type(&data_type.user_type_name()).known();
    made.is_some_and(|made| matches!(made.definition, UserTypeDefinition::Enum(_)))
}
