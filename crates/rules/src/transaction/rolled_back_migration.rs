use std::sync::LazyLock;

use impact::{OpenedBy, Transaction};
use lint::{Context, On, Rule, RuleInfo, Subject};
use migrations::Direction;
use schema::{Kind, KindSet};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    fixable: true,
    ..RuleInfo::new(
        "rolled-back-migration",
        Category::Transaction,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::Rollback])),
        include_str!("rolled_back_migration.md"),
    )
});

/// Reports migrations that end by taking back what they did.
pub(crate) struct RolledBackMigration;

impl Rule for RolledBackMigration {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let facts = cx.migration;
        let Some(here) = cx.transaction().filter(|_| cx.is_top_level()) else {
            return;
        };
        let Transaction::Open(OpenedBy::Script(begin)) = here.transaction else {
            return;
        };
        let is_last = facts
            .script
            .statements
            .last()
            .is_some_and(|last| last.range == statement.range);
        let runs = facts.migration.direction != Direction::Callback && facts.begins_again_after_failure();
        let held = facts
            .iter()
            .filter(|(_, known)| known.transaction().group == here.group);
        let is_all = held.count() + 1 >= facts.script.statements.len();
        let length = cx.text(statement.range).split_whitespace().next().map_or(0, str::len);
        let start = statement.range.start;
        let verb = TextRange::new(start, start + u32::try_from(length).unwrap_or_default());
        let commit = cx.in_case_of_statement("commit");
        if is_last && is_all && runs {
            cx.report(
                change.range,
                "the migration takes back all that it did, and is recorded as done",
            )
            .help("end it with `commit`")
            .related(begin, "the transaction begins here")
            .fix("commit instead", Applicability::Unsafe, [(verb, commit)]);
        }
    }
}
