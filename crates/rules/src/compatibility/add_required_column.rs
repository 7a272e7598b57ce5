use std::sync::LazyLock;

use impact::Phase;
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, Family, Kind, KindSet, Name};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "squawk:adding-required-field",
        "pgls:addingRequiredField",
        "pgfence:add-column-not-null-no-default",
        "migrationpilot:MP084",
        "pg-migration-lint:PGM008",
        "pgsafe:add-column-not-null-no-default",
        "drizzle-migration-lint:add-column-not-null-no-default",
    ]),
    partial_aliases: lint::names(&[
        "atlas:MF103",
        "atlas:MY101",
        "django-migration-linter:NOT_NULL",
        "bytebase:COLUMN_SET_DEFAULT_FOR_NOT_NULL",
        "bytebase:COLUMN_NO_NULL",
    ]),
    ..RuleInfo::new(
        "add-required-column",
        Category::Compatibility,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::AddColumn])),
        include_str!("add_required_column.md"),
    )
});

/// Reports new columns that must be written and that no running code writes.
pub(crate) struct AddRequiredColumn;

impl Rule for AddRequiredColumn {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::AddColumn { table, column, .. } = &change.action else {
            return;
        };
        let must_be_written = cx
            .outcome()
            .is_some_and(|outcome| outcome.phase == Some(Phase::Contract));
        let is_new = cx.is_created_above(table, change.range.start);
        if !must_be_written || is_new || cx.is_temporary(table) || cx.is_table_of_same_release(table) {
            return;
        }
        let dialect = cx.migration.script.dialect;
        let name = format!("{table}.{}", column.name);
        // MySQL and MariaDB fill the rows that are there with the type's own zero: the others refuse.
        let message = match dialect.family() {
            _ if is_emptied_above(table, change, cx) => {
                format!("`{name}` is `not null` without a default, so inserts that leave it out fail")
            }
            Family::Mysql => format!("`{name}` is `not null` without a default, so inserts that leave it out fail"),
            _ => format!(
                "`{name}` is `not null` without a default, which fails where there are rows, as do inserts that leave it out"
            ),
        };
        let key = format!("{}.{}", cx.resolved(table), column.name.folded(dialect));
        cx.report(change.range, message)
            .about(key)
            .help("give it a default, or add it without `not null`, fill it, and demand a value in a later release");
    }
}

/// Whether the migration truncates the table above, so that no row stands in the way.
fn is_emptied_above(table: &Name, change: &Change, cx: &Context<'_>) -> bool {
    let dialect = cx.migration.script.dialect;
    let changes = cx
        .migration
        .script
        .statements
        .iter()
        .flat_map(|statement| &statement.changes);
    let mut above = changes.take_while(|other| other.range.start < change.range.start);
    above.any(|other| {
        let emptied = other.object().filter(|_| other.kind == Kind::Truncate);
        emptied.is_some_and(|emptied| emptied.is_same(table, dialect))
    })
}
