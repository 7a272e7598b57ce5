use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, CreateTable, Dialect, DropObject, Kind, KindSet, Name, Persistence, QueryShape};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "squawk:ban-drop-table",
        "pgls:banDropTable",
        "atlas:DS102",
        "pgfence:drop-table",
        "migrationpilot:MP026",
        "pg-migration-lint:PGM201",
        "pgsafe:drop-table",
        "diesel-guard:DropTableCheck",
        "flyway:RX001",
        "flyway:RG01",
        "drizzle-migration-lint:drop-table",
    ]),
    partial_aliases: lint::names(&[
        "pg-migration-lint:PGM202",
        "migrationpilot:MP022",
        "bytebase:TABLE_DROP_NAMING_CONVENTION",
    ]),
    ..RuleInfo::new(
        "drop-table",
        Category::Destructive,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::DropTable, Kind::CreateTable])),
        include_str!("drop_table.md"),
    )
});

/// What a message adds where nobody knows whether there is such a table.
const IF_THERE: &str = " where it is there already";

/// Reports tables that are dropped with the rows in them.
pub(crate) struct DropTable;

impl Rule for DropTable {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        match &change.action {
            Action::Drop(dropped) => check_drop(change, dropped, cx),
            Action::CreateTable(created) if created.or_replace => check_replacement(change, created, cx),
            _ => {}
        }
    }
}

fn check_drop(change: &Change, dropped: &DropObject, cx: &mut Context<'_>) {
    let (table, at) = (&dropped.name, change.range.start);
    let is_temporary = dropped.is_temporary || cx.is_temporary(table);
    let is_leftover = dropped.if_exists && cx.is_used_up_below(table, at);
    if is_temporary || is_leftover {
        return;
    }
    if cx.is_rebuilt(table, at) {
        return check_copy(change, table, cx);
    }
    let may_be_missing = dropped.if_exists && cx.before().table(table).seen().is_none();
    let (condition, help) = if !cx.is_created_below(table, at) {
        let help = "stop using the table, rename it, and drop it in a later release, once its rows are kept elsewhere";
        (if may_be_missing { IF_THERE } else { "" }, help)
    } else if may_be_missing {
        (
            IF_THERE,
            "leave the drop out, and create the table only where it is missing",
        )
    } else {
        (
            "",
            "change the table with `alter table`, or move its rows into the new one before the old one goes",
        )
    };
    let key = cx.resolved(table);
    let others = cx.taken_along(change).as_clause();
    let message = format!("dropping table `{table}` loses its rows{condition}{others}");
    cx.report(change.range, message).about(key).help(help);
}

/// MariaDB drops the table that is there before it makes the new one
/// (<https://mariadb.com/kb/en/create-table/#create-or-replace>). None of the other engines takes the words.
fn check_replacement(change: &Change, created: &CreateTable, cx: &mut Context<'_>) {
    let table = &created.name;
    let is_temporary = created.persistence == Persistence::Temporary || cx.is_temporary(table);
    if cx.migration.script.dialect != Dialect::Mariadb || is_temporary || cx.is_rebuilt(table, change.range.start) {
        return;
    }
    let (condition, help) = if cx.before().table(table).seen().is_none() {
        (
            IF_THERE,
            "create the table only where it is missing: `create table if not exists`",
        )
    } else {
        (
            "",
            "change the table with `alter table`, or move its rows into another one before and back afterwards",
        )
    };
    let key = cx.resolved(table);
    let message = format!("replacing table `{table}` loses its rows{condition}");
    cx.report(change.range, message).about(key).help(help);
}

/// A table that is made anew under its own name loses the rows that a condition keeps out of the copy, where there is but
/// one copy.
fn check_copy(change: &Change, table: &Name, cx: &mut Context<'_>) {
    let dialect = cx.migration.script.dialect;
    let above = cx.migration.changes_above(change.range.start);
    let copies: Vec<&QueryShape> = above
        .filter_map(|(above, _, _)| copied_from(above, table, dialect))
        .collect();
    let [copy] = copies.as_slice() else {
        return;
    };
    if !copy.picks_rows {
        return;
    }
    let key = cx.resolved(table);
    cx.report(
        change.range,
        format!("dropping table `{table}` loses the rows that were not copied"),
    )
    .about(key)
    .help("copy all rows, and delete afterwards by a condition those that are no longer needed");
}

/// The query of an `insert` that reads this table alone.
fn copied_from<'a>(change: &'a Change, table: &Name, dialect: Dialect) -> Option<&'a QueryShape> {
    let Action::Insert(insert) = &change.action else {
        return None;
    };
    let query = insert.query.as_deref()?;
    let [from] = query.from.as_deref()? else {
        return None;
    };
    from.name.is_same(table, dialect).then_some(query)
}
