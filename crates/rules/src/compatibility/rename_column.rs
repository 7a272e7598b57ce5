use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, Ident, Kind, KindSet, Name};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "squawk:renaming-column",
        "pgls:renamingColumn",
        "atlas:BC102",
        "strong_migrations:rename_column",
        "online_migrations:rename_column",
        "django-migration-linter:RENAME_COLUMN",
        "pgfence:rename-column",
        "migrationpilot:MP010",
        "pg-migration-lint:PGM505",
        "diesel-guard:RenameColumnCheck",
        "drizzle-migration-lint:rename-column",
        "spirit:rename_column",
    ]),
    partial_aliases: lint::names(&[
        "pgsafe:rename",
        "migrationpilot:MP071",
        "bytebase:SCHEMA_BACKWARD_COMPATIBILITY",
        "bytebase:COLUMN_DISALLOW_CHANGE",
    ]),
    ..RuleInfo::new(
        "rename-column",
        Category::Compatibility,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::RenameColumn, Kind::ModifyColumn])),
        include_str!("rename_column.md"),
    )
});

/// Reports columns that lose the name under which the release that still serves knows them.
pub(crate) struct RenameColumn;

impl Rule for RenameColumn {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Some((table, old, new)) = renaming(change) else {
            return;
        };
        let dialect = cx.migration.script.dialect;
        let keeps_old_name = || cx.migration.after.column(table, old).exists() == Some(true);
        let known = cx.before().column(table, old).seen();
        let is_unreleased = known.is_some_and(|column| cx.is_of_same_release(column.origin));
        let is_new = is_unreleased || cx.is_column_added_above(table, old, change.range.start);
        if old.is_same(new, dialect) || is_new || cx.is_temporary(table) || keeps_old_name() {
            return;
        }
        let key = format!("{}.{}", cx.resolved(table), old.folded(dialect));
        let message = format!("code that still uses `{table}.{old}` fails once it is called `{new}`");
        cx.report(change.range, message).about(key).help(
            "add a column with the new name, write both, copy the values, and drop the old one in a later release",
        );
    }
}

/// The table, the old name and the new one.
fn renaming(change: &Change) -> Option<(&Name, &Ident, &Ident)> {
    match &change.action {
        Action::Rename(rename) => Some((rename.parent.as_ref()?, &rename.from.ident, &rename.to.ident)),
        Action::AddColumn {
            table,
            column,
            old_name: Some(old),
            ..
        } => Some((table, old, &column.name)),
        _ => None,
    }
}
