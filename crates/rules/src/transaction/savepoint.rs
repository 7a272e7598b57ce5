use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    aliases: lint::names(&["migrationpilot:MP076"]),
    ..RuleInfo::new(
        "savepoint",
        Category::Transaction,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::Savepoint])),
        include_str!("savepoint.md"),
    )
});

/// Reports savepoints.
pub(crate) struct Savepoint;

impl Rule for Savepoint {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        if let Subject::Change(change, _) = subject {
            cx.report(
                change.range,
                "a savepoint makes it a matter of chance which half of the migration stays",
            )
            .help("let the migration succeed or fail as a whole");
        }
    }
}
