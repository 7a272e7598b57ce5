use std::sync::LazyLock;

use impact::{NarrowerCharset, narrower_charset};
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, DataType, Dialect, Family, Kind, KindSet, TypeFamily};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["migrationpilot:MP044", "ssdt:SR0014"]),
    yields_to: lint::names(&["lossy-type-change"]),
    ..RuleInfo::new(
        "narrower-type",
        Category::Compatibility,
        Severity::Error,
        On::Changes(KindSet::of(&[
            Kind::AlterColumnType,
            Kind::ModifyColumn,
            Kind::ConvertCharset,
        ])),
        include_str!("narrower_type.md"),
    )
});

/// Reports columns whose new type holds less of the same kind.
pub(crate) struct NarrowerType;

impl Rule for NarrowerType {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        // Who says how values are converted has thought of those that do not fit.
        if matches!(&change.action, Action::Column(action) if action.expr.is_some()) {
            return;
        }
        let Some((table, column, new)) = change.typed_column() else {
            return check_charset(change, cx);
        };
        let Some(known) = cx.before().column(table, column).known() else {
            return;
        };
        let dialect = cx.migration.script.dialect;
        let is_narrower = known
            .data_type
            .as_ref()
            .is_some_and(|old| holds_less(old, new, dialect));
        let is_new = cx.is_column_added_above(table, column, change.range.start) || cx.is_of_same_release(known.origin);
        if is_new || cx.is_temporary(table) || cx.is_surely_empty(table) {
            return;
        }
        if !is_narrower {
            return check_charset(change, cx);
        }
        let written = cx.text(new.range);
        let message = format!(
            "values of `{table}.{column}` that do not fit into `{written}` make this fail, and writes of the code that still \
             serves"
        );
        let key = format!("{}.{column}", cx.resolved(table));
        cx.report(change.range, message)
            .about(key)
            .help("look for the longest value first, and let the code that writes change over before the type does");
    }
}

/// Texts of MySQL and MariaDB that get a character set with fewer characters.
fn check_charset(change: &Change, cx: &mut Context<'_>) {
    let Some(table) = change.table().filter(|table| !cx.is_temporary(table)) else {
        return;
    };
    let dialect = cx.migration.script.dialect;
    if dialect.family() != Family::Mysql || cx.is_table_of_same_release(table) {
        return;
    }
    let Some(NarrowerCharset { column, from, to }) = narrower_charset(change, cx.before(), cx.migration.engine) else {
        return;
    };
    let message = format!(
        "characters of `{table}.{column}` that `{to}` lacks make this fail, and writes of the code that still serves: it \
         holds `{from}`"
    );
    let key = format!("{}.{column}", cx.resolved(table));
    cx.report(change.range, message)
        .about(key)
        .help("keep the character set, or look for such characters first and let the code that writes change over");
}

fn holds_less(old: &DataType, new: &DataType, dialect: Dialect) -> bool {
    if old.dimensions + new.dimensions > 0 {
        return false;
    }
    match (old.family(), new.family()) {
        (TypeFamily::Text, TypeFamily::Text) => {
            let (old, new) = (longest(old, dialect), longest(new, dialect));
            old.zip(new).is_some_and(|(old, new)| new < old)
        }
        (TypeFamily::Integer, TypeFamily::Integer) => {
            let loses_half = old.is_unsigned && !new.is_unsigned;
            let (old, new) = (old.integer_bytes(dialect), new.integer_bytes(dialect));
            old.zip(new)
                .is_some_and(|(old, new)| new < old || (new == old && loses_half))
        }
        // From 1970 to 2038, or 2106 (<https://dev.mysql.com/doc/refman/8.4/en/datetime.html>,
        // <https://mariadb.com/kb/en/timestamp/>); without strict mode a zero takes the place of what is outside.
        (TypeFamily::Timestamp, TypeFamily::Timestamp) => {
            dialect.family() == Family::Mysql && old.name == "datetime" && new.name == "timestamp"
        }
        (TypeFamily::Decimal, TypeFamily::Decimal) => {
            let (old, new) = (whole_digits(old), whole_digits(new));
            old.zip(new).is_some_and(|(old, new)| new < old)
        }
        _ => false,
    }
}

/// Texts of MySQL and MariaDB by their longest value, in bytes
/// (<https://dev.mysql.com/doc/refman/8.4/en/storage-requirements.html>).
const MYSQL_TEXTS: &[(&str, u32)] = &[
    ("tinytext", 255),
    ("text", 65_535),
    ("mediumtext", 16_777_215),
    ("longtext", u32::MAX),
];

/// How long a value may be; `None` where that is not known.
fn longest(data_type: &DataType, dialect: Dialect) -> Option<u32> {
    let name = data_type.canonical_name(dialect);
    if let Some((_, bytes)) = MYSQL_TEXTS.iter().find(|(text, _)| *text == name) {
        let is_bounded = matches!(dialect, Dialect::Mysql | Dialect::Mariadb);
        return Some(if is_bounded { *bytes } else { u32::MAX });
    }
    if let Some(length) = data_type.args.first() {
        return match length.as_str() {
            "max" => Some(u32::MAX),
            length => length.parse().ok(),
        };
    }
    let is_unbounded =
        matches!((dialect, name), (Dialect::Postgres, "varchar")) || matches!(name, "clob" | "nclob" | "ntext");
    is_unbounded.then_some(u32::MAX)
}

/// How many digits stand before the point; `None` where as many as there are.
fn whole_digits(data_type: &DataType) -> Option<u32> {
    let digits = data_type.arg(0)?;
    digits.checked_sub(data_type.arg(1).unwrap_or(0))
}
