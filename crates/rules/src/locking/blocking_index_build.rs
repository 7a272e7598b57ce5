use std::borrow::Cow;
use std::sync::LazyLock;

use impact::RelationLock;
use lint::{Context, FixEdit, On, OnlineOptions, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Index, IndexShape, Kind, KindSet, Statement};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[
        Dialect::Postgres,
        Dialect::Mysql,
        Dialect::Mariadb,
        Dialect::Mssql,
        Dialect::Oracle,
    ]),
    aliases: lint::names(&[
        "drizzle-migration-lint:create-index-non-concurrently",
        "squawk:require-concurrent-index-creation",
        "eugene:E6",
        "pgls:requireConcurrentIndexCreation",
        "atlas:PG101",
        "strong_migrations:add_index",
        "online_migrations:add_index",
        "pgfence:create-index-not-concurrent",
        "migrationpilot:MP001",
        "pg-migration-lint:PGM001",
        "pgsafe:add-index-non-concurrent",
        "diesel-guard:AddIndexCheck",
        "bytebase:INDEX_CREATE_CONCURRENTLY",
    ]),
    partial_aliases: lint::names(&[
        "django-migration-linter:CREATE_INDEX_EXCLUSIVE",
        "migrationpilot:MP104",
        "migrationpilot:MP092",
        "strong_migrations:add_reference",
    ]),
    options: vec![OnlineOptions::info()].into(),
    fixable: true,
    ..RuleInfo::new(
        "blocking-index-build",
        Category::Locking,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::CreateIndex, Kind::AddIndex])),
        include_str!("blocking_index_build.md"),
    )
});

/// Reports indexes whose build makes writers wait.
pub(crate) struct BlockingIndexBuild;

impl Rule for BlockingIndexBuild {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<OnlineOptions>(table)
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let Action::CreateIndex(index) = &change.action else {
            return;
        };
        let Some(lock) = blocking_lock(index, cx) else {
            return;
        };
        let table = &index.table;
        let message = format!("{} `{table}` wait until this index is built", lock.waiting());
        let dialect = cx.migration.script.dialect;
        let (help, edits) = match dialect {
            Dialect::Postgres => postgres_advice(statement, index, cx),
            Dialect::Mssql => (
                "build it with `with (online = on)`, which Enterprise edition and Azure SQL know".to_owned(),
                None,
            ),
            Dialect::Oracle => (
                "build it with `online`, which Enterprise edition knows".to_owned(),
                None,
            ),
            _ if matches!(statement.modifiers.lock.as_deref(), Some("SHARED" | "EXCLUSIVE")) => (
                "leave the `lock` clause out: InnoDB builds most indexes while others write".to_owned(),
                None,
            ),
            _ => (
                "build it while nobody writes, or on a copy of the table with an online schema change tool".to_owned(),
                None,
            ),
        };
        let named = cx.resolved(index.name.as_ref().unwrap_or(table));
        let is_common = matches!(index.shape, IndexShape::Plain | IndexShape::Clustered);
        let online = cx.online_edit(statement).filter(|_| is_common);
        let report = cx.report(change.range, message).about(named).help(help);
        if let Some(edits) = edits {
            report.fix("build the index concurrently", Applicability::Unsafe, edits);
        }
        if let Some(edit) = online {
            report.fix("build the index online", Applicability::Unsafe, [edit]);
        }
    }
}

/// The lock on the index's table that makes writers wait. Of a partitioned table alone (`on only`) nothing is built.
fn blocking_lock<'a>(index: &Index, cx: &Context<'a>) -> Option<&'a RelationLock> {
    let is_of_parent_alone = cx.statement().is_some_and(|statement| statement.modifiers.only);
    // Nobody but `refresh` writes to a materialized view.
    let is_view = cx.before().view(&index.table).seen().is_some();
    if is_of_parent_alone || is_view || cx.is_surely_empty(&index.table) || is_skipped(index, cx) {
        return None;
    }
    cx.blocking_lock(&index.table)
}

/// `if not exists` of a name that is taken: no row is read.
fn is_skipped(index: &Index, cx: &Context<'_>) -> bool {
    let name = index.name.as_ref().filter(|_| index.if_not_exists);
    cx.migration.script.dialect == Dialect::Postgres
        && name.is_some_and(|name| cx.before().has_index_beside(&index.table, name) == Some(true))
}

/// What the fix does.
type Edits = Vec<FixEdit>;

/// What to do on PostgreSQL and, where that alone can succeed under the tool, where to write `concurrently`.
fn postgres_advice(statement: &Statement, index: &Index, cx: &Context<'_>) -> (String, Option<Edits>) {
    let table = &index.table;
    let is_partitioned = cx
        .before()
        .table(table)
        .seen()
        .and_then(schema::catalog::Table::is_partitioned);
    if is_partitioned == Some(true) {
        let help = format!(
            "create the index on only `{table}`, build one concurrently on each partition, and attach those to it"
        );
        return (help, None);
    }
    let advice = cx.concurrent_advice("build it with `create index concurrently`");
    let place = TextRange::empty(statement.modifiers.head.end);
    let edits = advice.edits(" ", place, "");
    (advice.instruction, edits)
}
