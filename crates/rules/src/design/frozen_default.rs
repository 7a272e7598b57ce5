use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, DataType, Dialect, Expr, ExprKind, Ident, Kind, KindSet, Literal, TypeFamily};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["schemacrawler:LinterNullIntended"]),
    fixable: true,
    ..RuleInfo::new(
        "frozen-default",
        Category::Design,
        Severity::Error,
        On::Changes(KindSet::of(&[
            Kind::CreateTable,
            Kind::AddColumn,
            Kind::ModifyColumn,
            Kind::SetDefault,
        ])),
        include_str!("frozen_default.md"),
    )
});

/// Reports defaults between quotes that were meant as expressions.
pub(crate) struct FrozenDefault;

impl Rule for FrozenDefault {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let dialect = cx.migration.script.dialect;
        for (name, default, data_type) in defaults(change, cx) {
            let Some(text) = text_of(default) else {
                continue;
            };
            let Some((message, value)) = judged(text, data_type.as_ref(), dialect) else {
                continue;
            };
            // SQLite adds no column with a default that changes where there are rows
            // (<https://www.sqlite.org/lang_altertable.html#alter_table_add_column>).
            let is_refused = dialect == Dialect::Sqlite && change.kind == Kind::AddColumn && value != "null";
            let report = cx
                .report(default.range, format!("the default of `{name}` is {message}"))
                .about(name.text.as_str());
            if is_refused {
                report.help(format!(
                    "make the table anew with `{value}`, which SQLite adds to no table with rows"
                ));
                continue;
            }
            report.help(format!("write `{value}` without quotes")).fix(
                "take the quotes away",
                Applicability::Unsafe,
                [(default.range, value.to_owned())],
            );
        }
    }
}

/// The defaults that a change sets, each with its column and that one's type, as far as it is known.
fn defaults<'a>(change: &'a Change, cx: &Context<'_>) -> Vec<(&'a Ident, &'a Expr, Option<DataType>)> {
    match &change.action {
        Action::Column(action) if change.kind == Kind::SetDefault => {
            let known = cx.before().column(&action.table, &action.column).seen();
            let data_type = known.and_then(|column| column.data_type.clone());
            action
                .expr
                .iter()
                .map(|expr| (&action.column, &**expr, data_type.clone()))
                .collect()
        }
        Action::AddColumn { column, .. } => column
            .default
            .as_deref()
            .into_iter()
            .map(|default| (&column.name, default, column.data_type.clone()))
            .collect(),
        Action::CreateTable(created) => {
            let with_default = created
                .columns
                .iter()
                .filter_map(|column| Some((column, column.default.as_deref()?)));
            with_default
                .map(|(column, default)| (&column.name, default, column.data_type.clone()))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn text_of(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Literal(Literal::Text(text)) => Some(text),
        _ => None,
    }
}

/// What is wrong with the text, and what was meant. PostgreSQL reads `'now'` when the default is set, and keeps what it
/// read (measured on PostgreSQL 15; <https://www.postgresql.org/docs/current/datatype-datetime.html>).
fn judged(text: &str, data_type: Option<&DataType>, dialect: Dialect) -> Option<(&'static str, &'static str)> {
    let word = text.trim().to_ascii_lowercase();
    let is_moment = data_type.is_some_and(|data_type| {
        matches!(
            data_type.family(),
            TypeFamily::Timestamp | TypeFamily::Date | TypeFamily::Time
        )
    });
    let is_now = matches!(
        word.as_str(),
        "now" | "now()" | "today" | "current_timestamp" | "getdate()" | "sysdate" | "current_timestamp()"
    );
    match word.as_str() {
        "null" if data_type.is_some() => Some(("the text `NULL`, not the absence of a value", "null")),
        "now" | "now()" if is_moment && dialect == Dialect::Postgres => {
            Some(("the moment at which this statement runs, in each row", "now()"))
        }
        "today" if is_moment && dialect == Dialect::Postgres => {
            Some(("the day on which this statement runs, in each row", "current_date"))
        }
        _ if is_now && is_moment && dialect != Dialect::Postgres => {
            Some(("a text that is no moment", "current_timestamp"))
        }
        _ => None,
    }
}
