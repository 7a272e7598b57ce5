use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Kind, KindSet, WhereKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "pgls:banDeleteWithoutWhere",
        "pgfence:delete-without-where",
        "pgrubic:GN023",
        "flyway:RG06",
        "tsqllint:delete-where",
    ]),
    partial_aliases: lint::names(&[
        "migrationpilot:MP067",
        "diesel-guard:MutationWithoutWhereCheck",
        "pg-migration-lint:PGM303",
        "bytebase:STATEMENT_WHERE_REQUIRE_UPDATE_DELETE",
        "migrationpilot:MP011",
    ]),
    ..RuleInfo::new(
        "delete-without-where",
        Category::Destructive,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::Delete])),
        include_str!("delete_without_where.md"),
    )
});

/// Reports deletions of every row.
pub(crate) struct DeleteWithoutWhere;

impl Rule for DeleteWithoutWhere {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::Delete(delete) = &change.action else {
            return;
        };
        let table = &delete.table;
        let is_joined = delete.has_join && cx.migration.script.dialect.joins_choose_rows();
        if is_joined || delete.is_limited || cx.is_temporary(table) {
            return;
        }
        let message = match delete.condition.as_ref().map(|condition| condition.kind) {
            None => format!("every row of `{table}` is deleted"),
            Some(WhereKind::AlwaysTrue) => {
                format!("the condition is always true, so every row of `{table}` is deleted")
            }
            Some(_) => return,
        };
        let key = cx.resolved(table);
        cx.report(change.range, message)
            .about(key)
            .help("say in a `where` which rows are to go");
    }
}
