use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Kind, KindSet, Persistence};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    aliases: lint::names(&[
        "pg-migration-lint:PGM506",
        "pgrubic:GN019",
        "eslint-plugin-postgresql:no-unlogged-table",
    ]),
    ..RuleInfo::new(
        "unlogged-table",
        Category::Design,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::SetUnlogged])),
        include_str!("unlogged_table.md"),
    )
});

/// Reports tables that are empty after a crash.
pub(crate) struct UnloggedTable;

impl Rule for UnloggedTable {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let table = match &change.action {
            Action::CreateTable(created) if created.persistence == Persistence::Unlogged => &created.name,
            Action::Table(action) if change.kind == Kind::SetUnlogged => &action.name,
            _ => return,
        };
        cx.report(
            table.range(),
            format!("`{table}` is empty after a crash of the server, and on every replica"),
        )
        .about(table.to_string())
        .help("leave `unlogged` out, unless all of it can be made again");
    }
}
