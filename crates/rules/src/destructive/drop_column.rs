use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "squawk:ban-drop-column",
        "pgls:banDropColumn",
        "atlas:DS103",
        "strong_migrations:remove_column",
        "online_migrations:remove_column",
        "django-migration-linter:DROP_COLUMN",
        "pgfence:drop-column",
        "migrationpilot:MP017",
        "pg-migration-lint:PGM009",
        "pgsafe:drop-column",
        "diesel-guard:DropColumnCheck",
        "drizzle-migration-lint:drop-column",
        "flyway:RX004",
        "flyway:RG14",
        "bytebase:COLUMN_DISALLOW_DROP",
    ]),
    partial_aliases: lint::names(&[
        "pg-migration-lint:PGM010",
        "pg-migration-lint:PGM011",
        "pg-migration-lint:PGM012",
        "migrationpilot:MP052",
        "bytebase:SCHEMA_BACKWARD_COMPATIBILITY",
        "spirit:unsafe",
        "skeema:unsafe",
    ]),
    ..RuleInfo::new(
        "drop-column",
        Category::Destructive,
        Severity::Error,
        On::Changes(KindSet::of(&[
            Kind::DropColumn,
            Kind::SetUnusedColumn,
            Kind::DropAttribute,
        ])),
        include_str!("drop_column.md"),
    )
});

/// Reports columns that are dropped with the values in them.
pub(crate) struct DropColumn;

impl Rule for DropColumn {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::Column(action) = &change.action else {
            return;
        };
        let loses_nothing = cx.outcome().is_some_and(|outcome| outcome.destructive == Some(false));
        let is_replaced = cx.is_column_replaced(&action.table, &action.column, change.range.start);
        if is_replaced || loses_nothing || cx.is_temporary(&action.table) || cx.is_surely_empty(&action.table) {
            return;
        }
        let name = format!("{}.{}", action.table, action.column);
        let key = format!("{}.{}", cx.resolved(&action.table), action.column);
        cx.report(change.range, format!("dropping column `{name}` loses its values"))
            .about(key)
            .help("release code that no longer uses the column first, and drop it in a later release");
    }
}
