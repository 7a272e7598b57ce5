use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Mysql]),
    aliases: lint::names(&["atlas:MY102"]),
    ..RuleInfo::new(
        "inline-references-ignored",
        Category::Design,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::AddColumn, Kind::ModifyColumn])),
        include_str!("inline_references_ignored.md"),
    )
});

/// Reports references that MySQL reads and forgets.
pub(crate) struct InlineReferencesIgnored;

impl Rule for InlineReferencesIgnored {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        if cx.migration.engine.version.at_least(9, 0, 0) {
            return;
        }
        for key in change.foreign_keys().iter().filter(|key| key.is_inline) {
            cx.report(
                key.constraint.range,
                "before version 9 the engine reads this reference and forgets it: there is no \
                 foreign key",
            )
            .about(format!("{}.{}", key.table, key.reference.table))
            .help("write `foreign key (…) references …` apart from the column");
        }
    }
}
