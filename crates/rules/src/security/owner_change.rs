use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["bytebase:STATEMENT_OBJECT_OWNER_CHECK"]),
    dialects: vec![Dialect::Postgres].into(),
    default_on: false,
    ..RuleInfo::new(
        "owner-change",
        Category::Security,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::OwnerTo])),
        include_str!("owner_change.md"),
    )
});

/// Reports objects that are given to another owner.
pub(crate) struct OwnerChange;

impl Rule for OwnerChange {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Some(object) = change.object() else {
            return;
        };
        let key = cx.resolved(object);
        cx.report(
            change.range,
            format!("`{object}` gets another owner, who alone may alter it from now on"),
        )
        .about(key)
        .help("let the role that runs the migrations own what they make");
    }
}
