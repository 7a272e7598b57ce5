use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mysql, Dialect::Mariadb]),
    aliases: lint::names(&["migrationpilot:MP042"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    ..RuleInfo::new(
        "unnamed-index",
        Category::Design,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateIndex, Kind::AddIndex])),
        include_str!("unnamed_index.md"),
    )
});

/// Reports indexes whose name the engine makes up.
pub(crate) struct UnnamedIndex;

impl Rule for UnnamedIndex {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::CreateIndex(index) = &change.action else {
            return;
        };
        if index.name.is_none() {
            cx.report(
                change.range,
                format!(
                    "this index of `{}` gets the name that the engine makes for it",
                    index.table
                ),
            )
            .about(index.table.to_string())
            .help("name it, so that a later migration can drop it");
        }
    }
}
