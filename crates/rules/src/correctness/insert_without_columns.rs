use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, InsertSource, Keyword, Kind, KindSet, Statement};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "sqlcodeguard:BP004",
        "sqlserver-rules:SRD0015",
        "zpa:InsertWithoutColumns",
        "bytebase:STATEMENT_INSERT_MUST_SPECIFY_COLUMN",
        "sqlcheck:3016",
    ]),
    default_on: false,
    in_bodies: true,
    fixable: true,
    ..RuleInfo::new(
        "insert-without-columns",
        Category::Correctness,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::Insert, Kind::Replace])),
        include_str!("insert_without_columns.md"),
    )
});

/// Reports inserts that do not say into which columns.
pub(crate) struct InsertWithoutColumns;

impl Rule for InsertWithoutColumns {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let Action::Insert(insert) = &change.action else {
            return;
        };
        let needs_columns = matches!(insert.source, InsertSource::Values(_) | InsertSource::Query { .. });
        let is_variable = insert.table.ident.text.starts_with(['@', '#']);
        if !needs_columns
            || !insert.columns.is_empty()
            || is_variable
            || cx.is_temporary(&insert.table)
            || sets_columns(statement, cx)
        {
            return;
        }
        if cx.is_created_above(&insert.table, change.range.start) {
            return;
        }
        let dialect = cx.migration.script.dialect;
        let table = &insert.table;
        let end = TextRange::empty(table.range().end);
        let known = cx.before().table(table).known().filter(|table| table.is_complete);
        let columns: Vec<String> = known.map_or_else(Vec::new, |table| {
            table
                .columns
                .iter()
                .filter(|column| column.generated.is_none())
                .map(|column| written(&column.name, dialect))
                .collect()
        });
        let key = cx.resolved(table);
        let report = cx
            .report(
                table.range(),
                format!("these values go into whatever columns `{table}` has by then"),
            )
            .about(key)
            .help("list the columns");
        if !columns.is_empty() {
            report.fix(
                "list the columns",
                Applicability::Unsafe,
                [(end, format!(" ({})", columns.join(", ")))],
            );
        }
    }
}

/// The name as a list of columns has it: quoted where it would be read as another one otherwise.
fn written(name: &str, dialect: Dialect) -> String {
    let is_plain = name
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && dialect.fold(name, false) == dialect.fold(name, true);
    if is_plain { name.to_owned() } else { dialect.quote(name) }
}

/// MySQL's `INSERT … SET a = 1`.
fn sets_columns(statement: &Statement, cx: &Context<'_>) -> bool {
    let mut tokens = cx.migration.script.tokens_of(statement).iter();
    tokens.any(|token| token.keyword == Keyword::SET)
        && !cx
            .migration
            .script
            .tokens_of(statement)
            .iter()
            .any(|token| token.keyword == Keyword::VALUES)
}
