use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::catalog::UserTypeDefinition;
use schema::{Action, Change, DataType, Dialect, Expr, ExprKind, Kind, KindSet, Literal, Name, Origin};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    partial_aliases: lint::names(&["migrationpilot:MP024"]),
    ..RuleInfo::new(
        "remove-enum-value",
        Category::Compatibility,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::AlterColumnType])),
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
        let Action::Column(action) = &change.action else {
            return;
        };
        let (table, column) = (&action.table, &action.column);
        let known = cx.before().column(table, column).seen();
        let types = known
            .and_then(|column| column.data_type.as_ref())
            .zip(action.data_type.as_ref());
        let Some((old, new)) = types.and_then(|(old, new)| values(old, cx).zip(values(new, cx))) else {
            return;
        };
        if cx.is_column_added_above(table, column, change.range.start) || cx.is_surely_empty(table) {
            return;
        }
        let is_kept = |value: &str| new.iter().any(|(other, _)| *other == value);
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

/// The values of an enumeration that the history made, each with what added it.
fn values<'a>(data_type: &DataType, cx: &Context<'a>) -> Option<Vec<(&'a str, Origin)>> {
    match &cx.before().user_type(&data_type.user_type_name()).seen()?.definition {
        UserTypeDefinition::Enum(values) => {
            Some(values.iter().map(|(value, origin)| (value.as_str(), *origin)).collect())
        }
        _ => None,
    }
}

/// Whether the migration has looked after the rows that hold the value: an update or a delete above names it.
fn is_changed_above(table: &Name, value: &str, change: &Change, cx: &Context<'_>) -> bool {
    let is_value = |expr: &Expr| matches!(&expr.kind, ExprKind::Literal(Literal::Text(text)) if text == value);
    let names_value = |other: &Change| {
        let mut names = false;
        other.each_expr(&mut |expr| names |= is_value(expr));
        names
    };
    let is_of_table = |other: &Change| {
        other
            .table()
            .is_some_and(|other| other.is_same(table, Dialect::Postgres))
    };
    let statements = cx.migration.script.statements.iter();
    let mut above = statements
        .flat_map(|statement| &statement.changes)
        .filter(|other| other.range.start < change.range.start);
    above.any(|other| matches!(other.kind, Kind::Update | Kind::Delete) && is_of_table(other) && names_value(other))
}
