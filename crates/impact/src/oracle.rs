//! Oracle: exclusive table locks for DDL, weaker ones where it is online.
//!
//! Sources: <https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/Automatic-Locks-in-DML-Operations.html>,
//! <https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/ALTER-TABLE.html>.

use compact_str::CompactString;
use schema::catalog::{Dependency, Table};
use schema::{Action, ConstraintKind, ExprKind, IndexKey, Kind, ObjectKind};

use crate::column_change::{only_requires, touches_no_row};
use crate::conditions::table_before;
use crate::kinds::TABLE_PARTS;
use crate::rows::{ALL, Found, RowTable, Subject, always, find, row, since, source_of, table};
use crate::simple_locks::{Blocks, Rows, lock, lock_and_work, name_of, referenced};
use crate::{Fact, Impact, UnknownList, merge};

/// The lock modes, the weakest first.
pub(crate) const MODES: &[&str] = &[
    "ROW SHARE",
    "ROW EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
];

const LOCKS: &str =
    "https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/Automatic-Locks-in-DML-Operations.html";
const ALTER_TABLE: &str = "https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/ALTER-TABLE.html";
const CREATE_INDEX: &str = "https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/CREATE-INDEX.html";

const ALTER_INDEX: &str = "https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/ALTER-INDEX.html";
const CONSTRAINTS: &str = "https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/constraint.html";
const PARTITIONS: &str =
    "https://docs.oracle.com/en/database/oracle/oracle-database/23/vldbg/maintenance-partition-can-be-performed.html";
const ANALYZE: &str = "https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/ANALYZE.html";
const DDL_LOCKS: &str =
    "https://docs.oracle.com/en/database/oracle/oracle-database/23/cncpt/data-concurrency-and-consistency.html";

#[rustfmt::skip]
const ROWS: &RowTable<(&'static str, Rows)> = &table(&[
    row(&[Kind::CreateIndex, Kind::RebuildIndex], is_online, ALL, ("ROW SHARE", Rows::Read), CREATE_INDEX),
    row(&[Kind::CreateIndex, Kind::RebuildIndex], always, ALL, ("SHARE", Rows::Read), CREATE_INDEX),
    row(&[Kind::DropIndex, Kind::DropColumn, Kind::DropConstraint, Kind::SetUnusedColumn, Kind::DisableIndex], is_online, ALL, ("ROW SHARE", Rows::Untouched), ALTER_TABLE),
    // Since 12.1 these keep nobody waiting.
    row(&[Kind::AlterIndexVisibility, Kind::RenameIndex], always, ALL, ("ROW SHARE", Rows::Untouched), ALTER_INDEX),
    row(&[Kind::AddColumn], fills_each_row, ALL, ("EXCLUSIVE", Rows::Rewritten), ALTER_TABLE),
    // `MOVE ONLINE` came with 12.2.
    row(&[Kind::MoveTable], is_online, since(12, 2, 0), ("ROW SHARE", Rows::Rewritten), ALTER_TABLE),
    row(&[Kind::DropColumn, Kind::DropUnusedColumns, Kind::MoveTable], always, ALL, ("EXCLUSIVE", Rows::Rewritten), ALTER_TABLE),
    row(&[Kind::AddConstraint], checks_rows, ALL, ("EXCLUSIVE", Rows::Read), ALTER_TABLE),
    // The rows that are there are looked at while others go on reading and writing.
    row(&[Kind::AlterConstraint], validates_later, ALL, ("ROW SHARE", Rows::Read), CONSTRAINTS),
    row(&[Kind::ModifyColumn, Kind::AlterColumnType], touches_no_row, ALL, ("EXCLUSIVE", Rows::Untouched), ALTER_TABLE),
    row(&[Kind::ModifyColumn, Kind::AlterColumnType], only_requires, ALL, ("EXCLUSIVE", Rows::Read), ALTER_TABLE),
    row(&[Kind::EnableConstraint], validates, ALL, ("EXCLUSIVE", Rows::Read), ALTER_TABLE),
    // Rows move one by one; the high-water mark is lowered under a short exclusive lock.
    row(&[Kind::Shrink], always, ALL, ("ROW EXCLUSIVE", Rows::Untouched), ALTER_TABLE),
    row(&[Kind::ModifyColumn, Kind::AlterColumnType], always, ALL, ("EXCLUSIVE", Rows::Unknown), ALTER_TABLE),
    // A part of a table is written anew, in a transaction that keeps writers of that part waiting.
    row(&[Kind::SplitPartition, Kind::AlterPartition], is_online, since(12, 2, 0), ("ROW SHARE", Rows::Rewritten), PARTITIONS),
    row(&[Kind::SplitPartition, Kind::MergePartitions, Kind::CoalescePartition, Kind::AlterPartition], always, ALL, ("EXCLUSIVE", Rows::Rewritten), PARTITIONS),
    row(&[Kind::ExchangePartition], checks_exchanged, ALL, ("EXCLUSIVE", Rows::Read), PARTITIONS),
    row(&[Kind::Analyze], checks_structure_online, ALL, ("ROW SHARE", Rows::Read), ANALYZE),
    row(&[Kind::Analyze], checks_structure, ALL, ("SHARE", Rows::Read), ANALYZE),
    row(&[Kind::Analyze], always, ALL, ("ROW SHARE", Rows::Read), ANALYZE),
    row(&[Kind::Flashback], always, ALL, ("EXCLUSIVE", Rows::Untouched), "https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/FLASHBACK-TABLE.html"),
    row(&[Kind::Select], locks_rows, ALL, ("ROW SHARE", Rows::Untouched), LOCKS),
    row(&[Kind::AddColumn, Kind::AddConstraint, Kind::DropTable, Kind::DropIndex, Kind::DropConstraint, Kind::EnableConstraint, Kind::DisableConstraint, Kind::RenameTable, Kind::RenameColumn, Kind::RenameConstraint, Kind::SetUnusedColumn, Kind::SetDefault, Kind::SetNotNull, Kind::DropNotNull, Kind::Truncate, Kind::CreateTrigger, Kind::DropTrigger], always, ALL, ("EXCLUSIVE", Rows::Untouched), LOCKS),
    row(&[Kind::DisableIndex], always, ALL, ("EXCLUSIVE", Rows::Untouched), ALTER_INDEX),
    // `COALESCE`, `MONITORING USAGE`: of the index alone.
    row(TABLE_PARTS, is_of_index, ALL, ("ROW SHARE", Rows::Untouched), ALTER_INDEX),
    // What changes an object keeps others from changing it or its rows.
    row(TABLE_PARTS, always, ALL, ("EXCLUSIVE", Rows::Untouched), DDL_LOCKS),
    row(&[Kind::CreateMaterializedViewLog, Kind::DropMaterializedViewLog], always, ALL, ("EXCLUSIVE", Rows::Untouched), DDL_LOCKS),
    row(&[Kind::Insert], appends, ALL, ("EXCLUSIVE", Rows::Untouched), "https://docs.oracle.com/en/database/oracle/oracle-database/23/admin/managing-tables.html"),
    row(&[Kind::Insert, Kind::Update, Kind::Delete, Kind::Merge], always, ALL, ("ROW EXCLUSIVE", Rows::Untouched), LOCKS),
]);

/// Where the effect on locks and rows is documented.
pub(crate) fn source(subject: &Subject<'_>) -> Option<&'static str> {
    source_of(ROWS, subject)
}

pub(crate) fn add_work(subject: &Subject<'_>, impact: &mut Impact) {
    for name in referenced(subject).into_iter().filter(|_| !is_disabled(subject)) {
        lock(subject, name, "SHARE", Blocks::Writes, impact);
    }
    if matches!(subject.change.kind, Kind::Delete | Kind::Update | Kind::Merge) {
        lock_children_without_index(subject, impact);
    }
    if let Action::Lock(written) = &subject.change.action {
        let mode = written.mode.as_deref().unwrap_or_default().trim_end_matches(" MODE");
        match MODES.iter().find(|known| **known == mode) {
            Some(mode) => apply(subject, mode, Rows::Untouched, impact),
            None => merge::mark(&mut impact.unknown, UnknownList::Locks),
        }
        return;
    }
    match find(ROWS, subject) {
        Found::One((mode, _)) if subject.change.kind == Kind::Select => {
            for name in subject.statement.reads() {
                lock(subject, name, mode, Blocks::Nothing, impact);
            }
        }
        Found::One((mode, rows)) => apply(subject, mode, *rows, impact),
        Found::Unknown => merge::mark(&mut impact.unknown, UnknownList::Locks),
        Found::Nothing => {}
    }
}

/// Readers never wait in Oracle: they see the rows as they were.
fn apply(subject: &Subject<'_>, mode: &'static str, rows: Rows, impact: &mut Impact) {
    let blocks = match mode {
        "EXCLUSIVE" | "SHARE ROW EXCLUSIVE" | "SHARE" => Blocks::Writes,
        _ => Blocks::Nothing,
    };
    lock_and_work(subject, mode, blocks, rows, impact);
}

/// Where a row of a parent goes, or its key changes, and no index of the child begins with the foreign key, nobody else
/// may write to the child for as long as the statement runs ([`DDL_LOCKS`], "Locks and Foreign Keys").
fn lock_children_without_index(subject: &Subject<'_>, impact: &mut Impact) {
    let (Some(before), Some(name)) = (subject.before, subject.change.table()) else {
        return;
    };
    let parent = before.key(name);
    let changes_key = |columns: &[CompactString]| match &subject.change.action {
        Action::Update(update) => update
            .assignments
            .iter()
            .any(|set| columns.contains(&set.column.ident.folded(subject.engine.dialect))),
        Action::Merge(merge) => merge.deletes,
        _ => true,
    };
    for child in before.dependents(&parent, Dependency::ForeignKey) {
        let Some(table) = before.table_at(child).seen().filter(|table| table.is_complete) else {
            continue;
        };
        let key_of_parent = before
            .table_at(&parent)
            .seen()
            .and_then(|table| table.primary_key().seen());
        let is_locked = table.foreign_keys().any(|(constraint, reference)| {
            let columns = match (reference.columns.as_slice(), key_of_parent) {
                ([], Some(key)) => &key.columns,
                (written, _) => written,
            };
            reference.table == parent && changes_key(columns) && !is_indexed(table, &constraint.columns)
        });
        if is_locked {
            lock(subject, &name_of(child), "SHARE", Blocks::Writes, impact);
        }
    }
}

/// An index begins with these columns, in whatever order.
fn is_indexed(table: &Table, columns: &[CompactString]) -> bool {
    table.indexes.iter().any(|index| {
        let first: Vec<_> = index
            .keys
            .iter()
            .take(columns.len())
            .filter_map(IndexKey::column)
            .collect();
        first.len() == columns.len() && first.iter().all(|key| columns.contains(&key.text))
    })
}

/// An identity column counts the rows that are there; a default that is drawn from a sequence likewise.
fn fills_each_row(subject: &Subject<'_>) -> Fact {
    let Action::AddColumn { column, .. } = &subject.change.action else {
        return Some(false);
    };
    let mut draws = false;
    if let Some(default) = &column.default {
        default.walk(&mut |part| {
            if let ExprKind::Column(name) = &part.kind {
                draws |= name.ident.text.eq_ignore_ascii_case("nextval");
            }
        });
    }
    Some(column.identity.is_some() || draws)
}

/// `EXCHANGE PARTITION` looks whether each row belongs there, unless `WITHOUT VALIDATION` is said.
fn checks_exchanged(subject: &Subject<'_>) -> Fact {
    let says = |option: &schema::TableSetting| option.name.contains("without validation");
    match &subject.change.action {
        Action::Partition(action) => Some(!action.options.iter().any(says)),
        _ => Some(false),
    }
}

/// `ANALYZE … VALIDATE STRUCTURE`.
fn checks_structure(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Maintenance(maintenance) => Some(maintenance.options.iter().any(|option| option == "structure")),
        _ => Some(false),
    }
}

fn checks_structure_online(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Maintenance(maintenance) => {
            let says = |word: &str| maintenance.options.iter().any(|option| option == word);
            Some(says("structure") && says("online"))
        }
        _ => Some(false),
    }
}

/// `INSERT /*+ APPEND */ … SELECT`, `INSERT /*+ APPEND_VALUES */ … VALUES`: a direct-path insert keeps all other writers of
/// the table waiting. A table with triggers or foreign keys is written in the usual way all the same.
fn appends(subject: &Subject<'_>) -> Fact {
    let is_said = matches!(&subject.change.action, Action::Insert(insert) if insert.is_appending);
    let table = table_before(subject).seen();
    let is_plain = table.is_none_or(|table| table.triggers.is_empty() && table.foreign_keys().next().is_none());
    Some(is_said && is_plain)
}

/// `SELECT … FOR UPDATE`.
fn locks_rows(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Select(select) => Some(select.locks_rows),
        _ => Some(false),
    }
}

fn is_online(subject: &Subject<'_>) -> Fact {
    let says = match &subject.change.action {
        Action::CreateIndex(index) => index.options.iter().any(|option| option.name == "online"),
        _ => false,
    };
    Some(says || subject.statement.modifiers.online == Some(true))
}

/// `ENABLE` without `NOVALIDATE` looks at the rows that are there.
fn validates(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Constraint(action) => Some(action.with_check != Some(false)),
        _ => Some(false),
    }
}

/// A constraint that is only written down.
fn is_disabled(subject: &Subject<'_>) -> bool {
    match &subject.change.action {
        Action::AddConstraint { constraint, .. } => constraint.state.not_enforced,
        _ => false,
    }
}

fn is_of_index(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Table(action) => Some(action.object_kind == ObjectKind::Index),
        _ => Some(false),
    }
}

/// `MODIFY CONSTRAINT c VALIDATE`.
fn validates_later(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Constraint(action) => Some(action.options.iter().any(|option| {
            let said = option.value.as_deref().unwrap_or_default().to_ascii_uppercase();
            option.name == "state" && said.split_whitespace().any(|word| word == "VALIDATE")
        })),
        _ => Some(false),
    }
}

fn checks_rows(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::AddConstraint { constraint, .. } => {
            let looks = matches!(
                constraint.kind,
                ConstraintKind::Check { .. }
                    | ConstraintKind::ForeignKey(_)
                    | ConstraintKind::PrimaryKey { .. }
                    | ConstraintKind::Unique { .. }
            );
            Some(looks && constraint.checks_existing_rows())
        }
        _ => Some(false),
    }
}
