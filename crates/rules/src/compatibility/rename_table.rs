use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "squawk:renaming-table",
        "pgls:renamingTable",
        "atlas:BC101",
        "strong_migrations:rename_table",
        "online_migrations:rename_table",
        "django-migration-linter:RENAME_TABLE",
        "pgfence:rename-table",
        "migrationpilot:MP028",
        "pg-migration-lint:PGM504",
        "diesel-guard:RenameTableCheck",
        "drizzle-migration-lint:rename-table",
    ]),
    partial_aliases: lint::names(&["pgsafe:rename", "bytebase:SCHEMA_BACKWARD_COMPATIBILITY"]),
    ..RuleInfo::new(
        "rename-table",
        Category::Compatibility,
        Severity::Error,
        On::Changes(KindSet::of(&[
            Kind::RenameTable,
            Kind::RenameForeignTable,
            Kind::RenameObject,
        ])),
        include_str!("rename_table.md"),
    )
});

/// Reports tables that lose the name under which the release that still serves knows them.
pub(crate) struct RenameTable;

impl Rule for RenameTable {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::Rename(rename) = &change.action else {
            return;
        };
        let (old, dialect) = (&rename.from, cx.migration.script.dialect);
        // SQL Server renames constraints and routines with the same procedure.
        let is_table = change.kind != Kind::RenameObject || cx.before().table(old).seen().is_some();
        let is_new = cx.is_created_above(old, change.range.start);
        if !is_table || is_new || old.ident.is_same(&rename.to.ident, dialect) || cx.is_temporary(old) {
            return;
        }
        if cx.is_name_taken_below(old, change.range.start) || cx.is_table_of_same_release(old) {
            return;
        }
        let message = format!("code that still uses `{old}` fails once it is called `{}`", rename.to);
        let stand_in = stand_in(change.kind);
        let help = format!("{stand_in} with the old name in the same migration, and drop it in a later release");
        let key = cx.resolved(old);
        cx.report(change.range, message).about(key).help(help);
    }
}

/// What keeps the old name usable.
const fn stand_in(kind: Kind) -> &'static str {
    match kind {
        Kind::RenameObject => "create a view or a synonym",
        _ => "create a view",
    }
}
