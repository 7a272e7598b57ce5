use std::borrow::Cow;
use std::sync::LazyLock;

use impact::{MYSQL_ROW_BYTES, mysql_row_bytes};
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, KindSet};
use source::{Category, Severity};

const WIDENING: KindSet = KindSet::of(&[
    Kind::CreateTable,
    Kind::AddColumn,
    Kind::ModifyColumn,
    Kind::ConvertCharset,
]);

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Mysql, Dialect::Mariadb]),
    ..RuleInfo::new(
        "row-too-wide",
        Category::Correctness,
        Severity::Error,
        On::Statements(WIDENING),
        include_str!("row_too_wide.md"),
    )
});

/// Reports tables whose columns take more bytes than a row may have.
pub(crate) struct RowTooWide;

impl Rule for RowTooWide {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        let Some(change) = statement.changes.iter().find(|change| WIDENING.contains(change.kind)) else {
            return;
        };
        let Some(name) = change.table() else { return };
        let engine = cx.migration.engine;
        let bytes = |catalog: &schema::Catalog| mysql_row_bytes(catalog.table(name).known()?, engine);
        let Some(after) = bytes(cx.after()).filter(|bytes| *bytes > MYSQL_ROW_BYTES) else {
            return;
        };
        // A table that is too wide already was made under another character set than the one taken for granted.
        if bytes(cx.before()).is_some_and(|before| before > MYSQL_ROW_BYTES) {
            return;
        }
        let key = cx.resolved(name);
        let message =
            format!("a row of `{name}` would take {after} bytes, and {MYSQL_ROW_BYTES} are the most (error 1118)");
        cx.report(change.range, message)
            .about(key)
            .help("make long columns `text`, which is stored apart, or give them fewer characters");
    }
}
