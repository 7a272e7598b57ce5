use std::borrow::Cow;
use std::sync::LazyLock;

use compact_str::CompactString;
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::catalog::UserTypeDefinition;
use schema::{Catalog, Change, DataType, Dialect, Expr, ExprKind, Kind, KindSet, Literal, Name, Origin};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mysql, Dialect::Mariadb]),
    partial_aliases: lint::names(&["migrationpilot:MP024"]),
    ..RuleInfo::new(
        "remove-enum-value",
        Category::Compatibility,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::AlterColumnType, Kind::ModifyColumn])),
        include_str!("remove_enum_value.md"),
    )
});

/// Reports enumerations that lose a value.
pub(crate) struct RemoveEnumValue;

impl Rule for RemoveEnumValue {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Some((table, column, new)) = change.typed_column() else {
            return;
        };
        let Some(known) = cx.before().column(table, column).seen() else {
            return;
        };
        let old = known
            .data_type
            .as_ref()
            .and_then(|old| values(old, known.origin, cx.before()));
        let Some((old, new)) = old.zip(values(new, known.origin, cx.before())) else {
            return;
        };
        if cx.is_column_added_above(table, column, change.range.start) || cx.is_surely_empty(table) {
            return;
        }
        let folds = cx.migration.script.dialect != Dialect::Postgres;
        let is_kept = |value: &str| {
            let mut others = new.iter().map(|(other, _)| *other);
            others.any(|other| other == value || (folds && other.eq_ignore_ascii_case(value)))
        };
        // No code that serves knows a value that came in the same release.
        let gone: Vec<&str> = old
            .into_iter()
            .filter(|(value, origin)| !is_kept(value) && !cx.is_of_same_release(*origin))
            .map(|(value, _)| value)
            .collect();
        let Some(first) = gone.first() else {
            return;
        };
        let more = if gone.len() > 1 {
            format!(" and {} more", gone.len() - 1)
        } else {
            String::new()
        };
        let who = if is_changed_above(table, first, change, cx) {
            "code that writes it fails"
        } else {
            "this fails where a row holds it, and so does code that writes it"
        };
        let message = format!("`{table}.{column}` no longer takes `{first}`{more}: {who}");
        let key = format!("{}.{column}", cx.resolved(table));
        cx.report(change.range, message)
            .about(key)
            .help("release code that no longer writes the value, change the rows that hold it, and take it away in a later release");
    }
}

/// The values of an enumeration that the history made, each with what added it. Those of MySQL stand in the type itself, and
/// came with the column.
fn values<'v>(data_type: &'v DataType, made: Origin, before: &'v Catalog) -> Option<Vec<(&'v str, Origin)>> {
    if before.dialect() != Dialect::Postgres {
        let is_list = matches!(data_type.name.as_str(), "enum" | "set");
        let unquoted = |value: &'v CompactString| (value.trim_matches(['\'', '"']), made);
        return is_list.then(|| data_type.args.iter().map(unquoted).collect());
    }
    match &before.user_type(&data_type.user_type_name()).seen()?.definition {
        UserTypeDefinition::Enum(values) => {
            Some(values.iter().map(|(value, origin)| (value.as_str(), *origin)).collect())
        }
        _ => None,
    }
}

/// Whether the migration has looked after the rows that hold the value: an update or a delete above names it.
fn is_changed_above(table: &Name, value: &str, change: &Change, cx: &Context<'_>) -> bool {
    let dialect = cx.migration.script.dialect;
    let is_value = |expr: &Expr| matches!(&expr.kind, ExprKind::Literal(Literal::Text(text)) if text == value);
    let names_value = |other: &Change| {
        let mut names = false;
        other.each_expr(&mut |expr| names |= is_value(expr));
        names
    };
    let is_of_table = |other: &Change| other.table().is_some_and(|other| other.is_same(table, dialect));
    let statements = cx.migration.script.statements.iter();
    let mut above = statements
        .flat_map(|statement| &statement.changes)
        .filter(|other| other.range.start < change.range.start);
    above.any(|other| matches!(other.kind, Kind::Update | Kind::Delete) && is_of_table(other) && names_value(other))
}
