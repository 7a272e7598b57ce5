//! Which changes of a column's type write the table anew.
//!
//! PostgreSQL keeps the rows where the new type stores the same bytes: the cast is binary, or the length
//! conversion is known to change nothing. Sources:
//! <https://www.postgresql.org/docs/current/sql-altertable.html> (Notes), the release notes of 9.1, 9.2 and
//! 12, and `relfilenode` before and after on PostgreSQL 15.

use compact_str::CompactString;
use schema::catalog::UserTypeDefinition;
use schema::{Action, Catalog, ColumnAction, DataType, Dialect, Expr, ExprKind, Ident, IndexKey, KeyTarget};

use crate::Fact;
use crate::conditions::table_before;
use crate::rows::Subject;

/// When rows stay as they are although the type changes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keeps {
    /// Whatever the arguments.
    Always,
    /// Where the new type has no argument, or one at least as large.
    Widening,
    /// Where it has no arguments, or the same scale and at least the precision.
    NumericWidening,
    /// Where it has no length.
    Unlimited,
    /// From 12 on, where the session's time zone is UTC and the new type keeps every digit: to `timestamptz(3)` also
    /// `timestamp(3)` is written anew (measured on PostgreSQL 15.20).
    InUtc,
}

/// Types that are numbers of objects underneath: `select castsource::regtype, casttarget::regtype from pg_cast where
/// castmethod = 'b'`, measured on PostgreSQL 15.
const NUMBERS_OF_OBJECTS: &[&str] = &[
    "regproc",
    "regprocedure",
    "regoper",
    "regoperator",
    "regclass",
    "regtype",
    "regconfig",
    "regdictionary",
    "regnamespace",
    "regrole",
    "regcollation",
];

/// From, to, when the rows stay.
const KEPT: &[(&str, &str, Keeps)] = &[
    ("varchar", "varchar", Keeps::Widening),
    ("varchar", "text", Keeps::Always),
    ("xml", "varchar", Keeps::Unlimited),
    ("text", "varchar", Keeps::Unlimited),
    ("text", "citext", Keeps::Always),
    ("varchar", "citext", Keeps::Always),
    ("citext", "text", Keeps::Always),
    ("citext", "varchar", Keeps::Unlimited),
    ("varbit", "varbit", Keeps::Widening),
    ("bit", "varbit", Keeps::Unlimited),
    ("numeric", "numeric", Keeps::NumericWidening),
    ("timestamp", "timestamp", Keeps::Widening),
    ("timestamptz", "timestamptz", Keeps::Widening),
    ("timestamp", "timestamptz", Keeps::InUtc),
    ("timestamptz", "timestamp", Keeps::InUtc),
    ("time", "time", Keeps::Widening),
    ("timetz", "timetz", Keeps::Widening),
    ("interval", "interval", Keeps::Widening),
    ("cidr", "inet", Keeps::Always),
    ("integer", "oid", Keeps::Always),
    ("oid", "integer", Keeps::Always),
    ("xml", "text", Keeps::Always),
];

/// Whether `ALTER COLUMN … TYPE` writes the table anew.
pub(super) fn rewrites(subject: &Subject<'_>) -> Fact {
    let Action::Column(action) = &subject.change.action else {
        return Some(false);
    };
    let new = action.data_type.as_ref()?;
    if let Some(using) = &action.expr
        && !is_plain_conversion(using, &action.column, new)
    {
        return Some(true);
    }
    let old = old_type(subject, action)?;
    of_types(&old, new, subject)
}

/// Whether indexes on the column are built anew although the rows stay: another collation, or another
/// operator class.
pub(super) fn reindexes(subject: &Subject<'_>) -> Fact {
    let Action::Column(action) = &subject.change.action else {
        return Some(false);
    };
    let new = action.data_type.as_ref()?;
    let old = old_type(subject, action)?;
    let before = subject.before?;
    let (old_order, new_order) = (underneath(&old, before), underneath(new, before));
    let same_order = old.collation == new.collation && order(&old_order) == order(&new_order);
    let name = action.column.folded(subject.engine.dialect);
    let table = table_before(subject).known()?;
    Some(table.indexes.iter().any(|index| {
        let is_key = |key: &IndexKey| key.column().is_some_and(|column| column.text == name);
        let is_named = |expr: &Expr| names_column(expr, &name);
        let exprs = index.keys.iter().filter_map(|key| match &key.target {
            KeyTarget::Expr(expr) => Some(&**expr),
            KeyTarget::Column(_) => None,
        });
        let mut exprs = exprs.chain(&index.predicate).peekable();
        // Whether an expression stays the same is not asked: its index is built anew.
        let is_computed = exprs.peek().is_some();
        let depends = exprs.any(is_named) || index.keys.iter().any(is_key);
        depends && (is_computed || (!same_order && index.keys.iter().any(is_key)))
    }))
}

fn names_column(expr: &Expr, column: &str) -> bool {
    let mut names = false;
    expr.walk(&mut |part| {
        names |= matches!(&part.kind, ExprKind::Column(name) if name.ident.text == column);
    });
    names
}

/// Whether a check names the column: it is looked at again in every row.
pub(super) fn rechecks(subject: &Subject<'_>) -> Fact {
    let name = subject.change.column()?.folded(subject.engine.dialect);
    let table = table_before(subject).known()?;
    let is_checked = table.constraints.iter().any(|constraint| {
        let is_check = matches!(constraint.kind, schema::ConstraintKind::Check { .. });
        is_check && constraint.is_valid == Some(true) && constraint.columns.contains(&name)
    });
    match (is_checked, table.is_complete) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    }
}

pub(super) fn old_type(subject: &Subject<'_>, action: &ColumnAction) -> Option<DataType> {
    let name: CompactString = action.column.folded(subject.engine.dialect);
    let table = table_before(subject).known()?;
    table.column(&name).known()?.data_type.clone()
}

fn of_types(old: &DataType, new: &DataType, subject: &Subject<'_>) -> Fact {
    let before = subject.before?;
    // A domain stores what its base stores; to one with constraints every row is converted.
    if is_same_domain(old, new, before) {
        return Some(false);
    }
    if let Some((base, _)) = domain(old, before) {
        // A value of the domain is not known to keep within its base's length.
        let base = DataType {
            args: Vec::new(),
            ..base
        };
        let is_bounded = !underneath(new, before).args.is_empty();
        return if is_bounded {
            Some(true)
        } else {
            of_types(&base, new, subject)
        };
    }
    if let Some((base, is_constrained)) = domain(new, before) {
        return if is_constrained {
            Some(true)
        } else {
            of_types(old, &base, subject)
        };
    }
    let (from, to) = (canonical(old), canonical(new));
    if old.dimensions.min(1) != new.dimensions.min(1) {
        return Some(true);
    }
    if from == "interval" && to == "interval" && new.dimensions == 0 {
        return Some(!keeps_interval(old, new));
    }
    if from == to && arguments(old) == arguments(new) {
        return Some(false);
    }
    if new.dimensions > 0 {
        // The elements are looked at one by one, unless nothing is asked of them.
        return Some(from != to || !new.args.is_empty());
    }
    if are_numbers_of_objects(from, to) {
        return Some(false);
    }
    let Some((_, _, keeps)) = KEPT.iter().find(|(left, right, _)| *left == from && *right == to) else {
        return Some(true);
    };
    match keeps {
        Keeps::Always => Some(false),
        Keeps::Unlimited => Some(!new.args.is_empty()),
        Keeps::Widening => Some(!is_wider(old.arg(0), new.arg(0), new.args.is_empty())),
        Keeps::NumericWidening => {
            let same_scale = old.arg(1).unwrap_or(0) == new.arg(1).unwrap_or(0);
            let is_unlimited = new.args.is_empty();
            let keeps_room = same_scale && is_wider(old.arg(0), new.arg(0), false);
            Some(!is_unlimited && !keeps_room)
        }
        Keeps::InUtc if !subject.engine.version.at_least(12, 0, 0) => Some(true),
        Keeps::InUtc if !is_wider(None, new.arg(0), new.args.is_empty()) => Some(true),
        Keeps::InUtc => subject.session.setting("timezone").map(|zone| !is_utc(zone)),
    }
}

/// How many domains over domains are looked through.
const DEEPEST_DOMAIN: usize = 16;

/// The names under which PostgreSQL's database of time zones has UTC.
fn is_utc(zone: &str) -> bool {
    const NAMES: &[&str] = &[
        "utc",
        "etc/utc",
        "gmt",
        "etc/gmt",
        "uct",
        "zulu",
        "universal",
        "greenwich",
        "0",
    ];
    NAMES.contains(&zone.to_ascii_lowercase().as_str())
}

/// The same domain, of which every row already is.
fn is_same_domain(old: &DataType, new: &DataType, before: &Catalog) -> bool {
    old.dimensions == 0
        && new.dimensions == 0
        && old.name == new.name
        && old.schema == new.schema
        && domain(new, before).is_some()
}

/// One is the number of the other, or both are numbers of the same things.
fn are_numbers_of_objects(from: &str, to: &str) -> bool {
    let is_object = |name: &str| NUMBERS_OF_OBJECTS.contains(&name);
    let is_number = |name: &str| matches!(name, "integer" | "oid");
    let kin = [("regproc", "regprocedure"), ("regoper", "regoperator")];
    (is_object(from) && is_number(to))
        || (is_number(from) && is_object(to))
        || kin
            .iter()
            .any(|(one, other)| (from, to) == (*one, *other) || (to, from) == (*one, *other))
}

/// An interval keeps its rows where the new type keeps fields as small and fractions as fine.
fn keeps_interval(old: &DataType, new: &DataType) -> bool {
    let smallest = |data_type: &DataType| {
        let fields = ["year", "month", "day", "hour", "minute"];
        let last = data_type.name.split_ascii_whitespace().last();
        let at = last.and_then(|field| fields.iter().position(|known| field == *known));
        at.unwrap_or(fields.len())
    };
    let digits = |data_type: &DataType| data_type.arg(0).unwrap_or(FULL_PRECISION);
    smallest(new) >= smallest(old) && digits(new) >= digits(old)
}

/// The most precise of the types that count fractions of a second has six digits.
const FULL_PRECISION: u32 = 6;

fn is_wider(old: Option<u32>, new: Option<u32>, is_unlimited: bool) -> bool {
    match (old, new) {
        (_, None) => is_unlimited,
        (Some(old), Some(new)) => new >= old,
        (None, Some(new)) => new == FULL_PRECISION,
    }
}

fn arguments(data_type: &DataType) -> Vec<CompactString> {
    if canonical(data_type) == "char" && data_type.args.is_empty() {
        return vec![CompactString::const_new("1")];
    }
    if data_type.name == "float" {
        return Vec::new();
    }
    data_type.args.clone()
}

fn canonical(data_type: &DataType) -> &str {
    data_type.canonical_name(Dialect::Postgres)
}

/// What decides the order of values: `citext` compares otherwise than `text`.
fn order(data_type: &DataType) -> &str {
    match canonical(data_type) {
        "varchar" | "text" => "text",
        "cidr" | "inet" => "inet",
        "timestamp" | "timestamptz" => "timestamp",
        other => other,
    }
}

/// The type under a domain, with whether the domain has constraints.
fn domain(data_type: &DataType, before: &Catalog) -> Option<(DataType, bool)> {
    match &before.user_type(&data_type.user_type_name()).seen()?.definition {
        UserTypeDefinition::Domain {
            base,
            is_required,
            checks,
            ..
        } => Some(((**base).clone(), *is_required || *checks > 0)),
        _ => None,
    }
}

/// The type that is stored: under a domain, however deep, its base.
fn underneath(data_type: &DataType, before: &Catalog) -> DataType {
    let mut found = data_type.clone();
    // A script may make a domain over itself; the server would not.
    for _ in 0..DEEPEST_DOMAIN {
        match domain(&found, before) {
            Some((base, _)) => found = base,
            None => break,
        }
    }
    found
}

/// `USING x`, `USING x::new_type`: what happens without a `USING` as well. Not `USING x AT TIME ZONE 'UTC'`: it writes
/// every row anew, whatever the session's time zone (measured on PostgreSQL 15.20).
fn is_plain_conversion(using: &Expr, column: &Ident, new: &DataType) -> bool {
    match &using.kind {
        ExprKind::Column(name) => name.ident.text == column.text,
        ExprKind::Cast { expr, to } => {
            let same = canonical(to) == canonical(new) && (to.args == new.args || to.args.is_empty());
            same && is_plain_conversion(expr, column, new)
        }
        _ => false,
    }
}
