use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::catalog::Table;
use schema::{
    Action, ColumnAction, ConstraintAction, ConstraintKind, Dialect, Kind, KindSet, Name, ObjectKind, Rename,
};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["diesel-guard:DropPrimaryKeyCheck", "migrationpilot:MP055"]),
    partial_aliases: lint::names(&["bytebase:SCHEMA_BACKWARD_COMPATIBILITY", "spirit:unsafe"]),
    ..RuleInfo::new(
        "drop-primary-key",
        Category::Compatibility,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::DropColumn, Kind::DropConstraint])),
        include_str!("drop_primary_key.md"),
    )
});

/// Reports primary keys that go without another in their place.
pub(crate) struct DropPrimaryKey;

impl Rule for DropPrimaryKey {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let (table, drops_key) = match &change.action {
            Action::Constraint(action) => (&action.table, is_primary_key(action, cx)),
            Action::Column(action) => (&action.table, is_of_primary_key(action, cx)),
            _ => return,
        };
        let is_new = cx.is_created_above(table, change.range.start) || cx.is_temporary(table);
        if is_new || !drops_key {
            return;
        }
        let after = cx.migration.after.table(table);
        let has_key = after.and_then(Table::primary_key).seen().is_some();
        if has_key || after.is_absent() || cx.is_rebuilt(table, change.range.start) || has_key_as_renamed(table, cx) {
            return;
        }
        let message = format!("`{table}` is left without a primary key");
        let help = match cx.migration.script.dialect {
            Dialect::Postgres => {
                "add the new key in the same migration, or set a `replica identity`: a published table without one takes no updates"
            }
            _ => "add the new key in the same migration",
        };
        let key = cx.resolved(table);
        cx.report(change.range, message).about(key).help(help);
    }
}

/// Whether the migration gives the table another name, under which it has a primary key when the migration ends.
fn has_key_as_renamed(table: &Name, cx: &Context<'_>) -> bool {
    let own = cx.resolved(table);
    let has_key = |rename: &Rename| {
        let mut to = rename.to.clone();
        if to.qualifiers.is_empty() {
            to.qualifiers.clone_from(&rename.from.qualifiers);
        }
        let renamed = cx.migration.after.table(&to);
        cx.resolved(&rename.from) == own && renamed.and_then(Table::primary_key).seen().is_some()
    };
    let mut changes = cx
        .migration
        .script
        .statements
        .iter()
        .flat_map(|statement| &statement.changes);
    changes.any(|change| matches!(&change.action, Action::Rename(rename) if has_key(rename)))
}

/// Whether the column is one of the primary key: PostgreSQL drops the key with any of its columns, without a word
/// (<https://www.postgresql.org/docs/current/sql-altertable.html>, `DROP COLUMN`).
fn is_of_primary_key(action: &ColumnAction, cx: &Context<'_>) -> bool {
    let known = cx.before().table(&action.table).known();
    let key = known.and_then(|table| table.primary_key().known());
    let column = action.column.folded(Dialect::Postgres);
    cx.migration.script.dialect == Dialect::Postgres && key.is_some_and(|key| key.columns.contains(&column))
}

/// By what is written, by the history or, where neither tells, by the name that engines and tools give primary keys.
fn is_primary_key(action: &ConstraintAction, cx: &Context<'_>) -> bool {
    if action.object_kind == ObjectKind::PrimaryKey {
        return true;
    }
    let dialect = cx.migration.script.dialect;
    let Some(name) = action.name.as_ref().map(|name| name.folded(dialect)) else {
        return false;
    };
    let known = cx.before().table(&action.table).seen();
    if let Some(constraint) = known.and_then(|table| table.constraint(&name).seen()) {
        return matches!(constraint.kind, ConstraintKind::PrimaryKey { .. });
    }
    let name = name.to_ascii_lowercase();
    let is_known = known.is_some_and(|table| table.is_complete);
    !is_known
        && (name.ends_with("_pkey")
            || name.ends_with("_pk")
            || name.starts_with("pk_")
            || name.ends_with("primary_key"))
}
