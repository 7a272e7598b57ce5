use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["pg-migration-lint:PGM205", "migrationpilot:MP035"]),
    partial_aliases: lint::names(&[
        "squawk:ban-drop-schema",
        "pgls:banDropSchema",
        "atlas:DS101",
        "pgfence:drop-schema",
    ]),
    ..RuleInfo::new(
        "drop-schema",
        Category::Destructive,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::DropSchema])),
        include_str!("drop_schema.md"),
    )
});

/// Reports schemas that are dropped with everything in them.
pub(crate) struct DropSchema;

impl Rule for DropSchema {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::Drop(dropped) = &change.action else {
            return;
        };
        let loses_nothing = cx.outcome().is_some_and(|outcome| outcome.destructive == Some(false));
        if loses_nothing {
            return;
        }
        let name = &dropped.name;
        let key = name.ident.folded(cx.migration.script.dialect);
        cx.report(change.range, format!("dropping schema `{name}` loses everything in it"))
            .about(key)
            .help("drop its objects one by one, each when nothing uses it any more, and then the empty schema");
    }
}
