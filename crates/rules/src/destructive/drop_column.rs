use std::sync::{Arc, LazyLock};

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::catalog::Column;
use schema::{Action, Change, Kind, KindSet, Name, ObjectKind};
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
            Kind::DropTable,
            Kind::DropType,
            Kind::DropDomain,
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
        let action = match &change.action {
            Action::Column(action) => action,
            Action::Drop(dropped) if dropped.object_kind == ObjectKind::Table => {
                return check_rebuild(change, &dropped.name, cx);
            }
            Action::Drop(dropped) => return check_type(change, &dropped.name, cx),
            _ => return,
        };
        let loses_nothing = cx.outcome().is_some_and(|outcome| outcome.destructive == Some(false));
        let is_replaced = cx.is_column_replaced(&action.table, &action.column, change.range.start);
        if is_replaced || loses_nothing || cx.is_temporary(&action.table) || cx.is_surely_empty(&action.table) {
            return;
        }
        let name = format!("{}.{}", action.table, action.column);
        let key = format!("{}.{}", cx.resolved(&action.table), action.column);
        let others = cx.taken_along(change).as_clause();
        cx.report(
            change.range,
            format!("dropping column `{name}` loses its values{others}"),
        )
        .about(key)
        .help("release code that no longer uses the column first, and drop it in a later release");
    }
}

/// PostgreSQL drops the columns of a type along with it where the script says `cascade`.
fn check_type(change: &Change, dropped: &Name, cx: &mut Context<'_>) {
    let lost: Vec<String> = cx.taken_along(change).columns().collect();
    let Some((first, others)) = lost.split_first() else {
        return;
    };
    let values = match others.len() {
        0 => format!("column `{first}` with its values"),
        others => format!("column `{first}` and {others} more with their values"),
    };
    let key = cx.resolved(dropped);
    cx.report(
        change.range,
        format!("dropping `{dropped}` with `cascade` drops {values}"),
    )
    .about(key)
    .help("change the columns to another type first, and leave `cascade` out");
}

/// A table that is made anew under its own name loses the columns that nothing is copied from.
fn check_rebuild(change: &Change, table: &Name, cx: &mut Context<'_>) {
    let before = cx.before();
    let key = before.key(table);
    let (Some(copied), Some(known)) = (before.copied(&key), before.table_at(&key).known()) else {
        return;
    };
    let is_read_elsewhere = reads_above(table, change.range.start, cx) > 1;
    if !known.is_complete || is_read_elsewhere || !cx.is_rebuilt(table, change.range.start) || cx.is_temporary(table) {
        return;
    }
    let is_lost = |column: &&Arc<Column>| column.generated.is_none() && !copied.holds(&column.name);
    let lost: Vec<String> = known
        .columns
        .iter()
        .filter(is_lost)
        .map(|column| format!("`{table}.{}`", column.name))
        .collect();
    let values = match lost.as_slice() {
        [] => return,
        [only] => format!("column {only} loses its values"),
        _ => format!("columns {} lose their values", lost.join(", ")),
    };
    let resolved = cx.resolved(table);
    cx.report(
        change.range,
        format!("{values}: the copy of the table has none of them"),
    )
    .about(resolved)
    .help("copy them too, or release code that no longer uses them first, and drop them in a later release");
}

/// How many statements above read the table: values that the copy leaves out may have gone elsewhere.
fn reads_above(table: &Name, offset: u32, cx: &Context<'_>) -> usize {
    let script = &cx.migration.script;
    let above = script
        .statements
        .iter()
        .take_while(|statement| statement.range.start < offset);
    above
        .filter(|statement| statement.reads().any(|read| read.is_same(table, script.dialect)))
        .count()
}
