use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use migrations::Delivery;
use schema::{Action, Dialect, Kind, KindSet};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    partial_aliases: lint::names(&["migrationpilot:MP070"]),
    fixable: true,
    ..RuleInfo::new(
        "concurrent-index-if-not-exists",
        Category::Idempotency,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateIndex])),
        include_str!("concurrent_index_if_not_exists.md"),
    )
});

/// Reports concurrent builds that would take an invalid index for a finished one.
pub(crate) struct ConcurrentIndexIfNotExists;

impl Rule for ConcurrentIndexIfNotExists {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let Action::CreateIndex(index) = &change.action else {
            return;
        };
        let is_trap = index.if_not_exists && statement.modifiers.concurrently.is_some();
        let Some(name) = index.name.as_ref().filter(|_| is_trap) else {
            return;
        };
        if cx.migration.is_cleared_above(change) {
            return;
        }
        // Inside a transaction nothing is built, and so nothing is left.
        let is_refused = cx.transaction().is_some_and(|here| here.transaction.is_open());
        if is_refused || cx.is_created_above(&index.table, change.range.start) {
            return;
        }
        let Some(written) = cx.index_as_written(index) else {
            return;
        };
        // A migration that ran before this one does not run again with it.
        let help = if cx.migration.migration.policy.delivery == Delivery::WholeFile {
            format!(
                "leave `if not exists` out: the next attempt then fails until `drop index concurrently {written}` has cleared the way"
            )
        } else {
            format!("put `drop index concurrently if exists {written}` before it, and leave `if not exists` out")
        };
        let place = change.exists_clause_place();
        let clause = place.and_then(|at| cx.migration.script.exists_clause_before(statement, at.start));
        let drop = cx.in_case_of_statement("drop index concurrently if exists");
        let commits_alone = cx.commits_alone() && cx.migration.migration.policy.delivery != Delivery::WholeFile;
        let key = cx.resolved(name);
        let message =
            format!("after a failed build of `{name}`, `if not exists` takes the invalid index for a finished one");
        let report = cx.report(change.range, message).about(key).help(help);
        if let Some(clause) = clause.filter(|_| commits_alone) {
            let before = (TextRange::empty(statement.range.start), format!("{drop} {written};\n"));
            let edits = [before, (clause, String::new())];
            report.fix(
                "clear the way for the index, and build it in any case",
                Applicability::Unsafe,
                edits,
            );
        }
    }
}
