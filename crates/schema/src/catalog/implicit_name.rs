//! The names that engines give to constraints and indexes when the script gives none.

use compact_str::CompactString;

use crate::dialect::{POSTGRES_NAME_LIMIT, cut};
use crate::{ConstraintKind, Dialect};

/// The name an unnamed constraint gets; `None` where the engine makes one that cannot be foreseen.
///
/// `is_taken` says whether a name is in use. Sources: `ChooseConstraintName` and `ChooseIndexName` of
/// PostgreSQL; <https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html>.
pub(super) fn of_constraint(
    dialect: Dialect,
    table: &str,
    kind: &ConstraintKind,
    columns: &[CompactString],
    is_taken: &dyn Fn(&str) -> bool,
) -> Option<CompactString> {
    match dialect {
        Dialect::Postgres | Dialect::Generic => Some(postgres(table, kind, columns, is_taken)),
        Dialect::Mysql | Dialect::Mariadb => mysql(table, kind, columns, is_taken),
        Dialect::Mssql | Dialect::Sqlite | Dialect::Oracle => None,
    }
}

/// The name an unnamed index gets.
pub(super) fn of_index(
    dialect: Dialect,
    table: &str,
    keys: &[CompactString],
    is_taken: &dyn Fn(&str) -> bool,
) -> Option<CompactString> {
    match dialect {
        Dialect::Postgres | Dialect::Generic => Some(postgres_name(table, &keys.join("_"), "idx", is_taken)),
        Dialect::Mysql | Dialect::Mariadb => Some(mysql_index(keys.first()?, is_taken)),
        Dialect::Mssql | Dialect::Sqlite | Dialect::Oracle => None,
    }
}

fn postgres(
    table: &str,
    kind: &ConstraintKind,
    columns: &[CompactString],
    is_taken: &dyn Fn(&str) -> bool,
) -> CompactString {
    let all = columns.join("_");
    let (columns, label) = match kind {
        ConstraintKind::PrimaryKey { .. } => ("", "pkey"),
        ConstraintKind::Unique { .. } => (all.as_str(), "key"),
        ConstraintKind::ForeignKey(_) => (all.as_str(), "fkey"),
        ConstraintKind::Exclude { .. } => (all.as_str(), "excl"),
        ConstraintKind::NotNull { .. } => (all.as_str(), "not_null"),
        // A check is named after its column where it names exactly one.
        ConstraintKind::Check { .. } if columns.len() == 1 => (all.as_str(), "check"),
        ConstraintKind::Check { .. } | ConstraintKind::Default { .. } | ConstraintKind::Other => ("", "check"),
    };
    postgres_name(table, columns, label, is_taken)
}

fn postgres_name(table: &str, columns: &str, label: &str, is_taken: &dyn Fn(&str) -> bool) -> CompactString {
    let mut number = 0u32;
    loop {
        let label = match number {
            0 => label.to_owned(),
            _ => format!("{label}{number}"),
        };
        let name = fitted(table, columns, &label);
        if !is_taken(&name) {
            return name;
        }
        number += 1;
    }
}

/// PostgreSQL's `makeObjectName`: the longer of table and columns is cut until the whole fits.
fn fitted(table: &str, columns: &str, label: &str) -> CompactString {
    let separators = if columns.is_empty() { 1 } else { 2 };
    let room = POSTGRES_NAME_LIMIT.saturating_sub(label.len() + separators);
    let (mut first, mut second) = (table.len(), columns.len());
    while first + second > room {
        if first > second {
            first -= 1;
        } else {
            second -= 1;
        }
    }
    let first = cut(table, first);
    if columns.is_empty() {
        return compact_str::format_compact!("{first}_{label}");
    }
    compact_str::format_compact!("{first}_{}_{label}", cut(columns, second))
}

fn mysql(
    table: &str,
    kind: &ConstraintKind,
    columns: &[CompactString],
    is_taken: &dyn Fn(&str) -> bool,
) -> Option<CompactString> {
    let numbered = |label: &str| {
        (1u32..)
            .map(|number| compact_str::format_compact!("{table}_{label}_{number}"))
            .find(|name| !is_taken(name))
    };
    match kind {
        ConstraintKind::PrimaryKey { .. } => Some(CompactString::const_new("PRIMARY")),
        ConstraintKind::Unique { .. } => Some(mysql_index(columns.first()?, is_taken)),
        ConstraintKind::ForeignKey(_) => numbered("ibfk"),
        ConstraintKind::Check { .. } => numbered("chk"),
        _ => None,
    }
}

/// The first column, with `_2`, `_3` … where that is taken.
fn mysql_index(column: &str, is_taken: &dyn Fn(&str) -> bool) -> CompactString {
    if !is_taken(column) {
        return column.into();
    }
    let mut number = 2u32;
    loop {
        let name = compact_str::format_compact!("{column}_{number}");
        if !is_taken(&name) {
            return name;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_as_postgres_cuts_them() {
        let table = "a".repeat(50);
        let columns = "b".repeat(30);
        let name = fitted(&table, &columns, "idx");
        assert_eq!(name.len(), POSTGRES_NAME_LIMIT);
        assert_eq!(name, format!("{}_{}_idx", "a".repeat(29), "b".repeat(29)));
    }
}
