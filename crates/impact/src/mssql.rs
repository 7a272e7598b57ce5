//! SQL Server: schema-modification locks and operations of the size of the data.
//!
//! Sources: <https://learn.microsoft.com/sql/relational-databases/sql-server-transaction-locking-and-row-versioning-guide>,
//! <https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql>.

mod procedures;
mod refusals;

use schema::{
    Action, Constraint, ConstraintKind, ExprKind, GeneratedKind, Index, IndexShape, Kind, LockHints, NameRole,
    TableSetting,
};

use crate::column_change::{changes_storage, only_requires, touches_no_row};
use crate::conditions::table_before;
use crate::rows::{ALL, Found, RowTable, Subject, always, find, row, source_of, table};
use crate::simple_locks::{Blocks, Rows, lock, lock_and_work, referenced, relation_before};
use crate::{Fact, Impact, UnknownList, merge};
pub(crate) use procedures::{is_system_procedure, procedure_expands, procedure_is_neutral, procedure_repeats};
pub(crate) use refusals::refusal;

/// The lock modes, the weakest first.
pub(crate) const MODES: &[&str] = &["Sch-S", "IS", "IX", "S", "X", "Sch-M"];

const HINTS: &str = "https://learn.microsoft.com/sql/t-sql/queries/hints-transact-sql-table";
const LOCKING: &str =
    "https://learn.microsoft.com/sql/relational-databases/sql-server-transaction-locking-and-row-versioning-guide";
const ALTER_TABLE: &str = "https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql";
const CREATE_INDEX: &str = "https://learn.microsoft.com/sql/t-sql/statements/create-index-transact-sql";
const SPARSE: &str = "https://learn.microsoft.com/sql/relational-databases/tables/use-sparse-columns";
const STATISTICS: &str = "https://learn.microsoft.com/sql/t-sql/statements/update-statistics-transact-sql";
const PARTITION_FUNCTION: &str =
    "https://learn.microsoft.com/sql/t-sql/statements/alter-partition-function-transact-sql";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Effect {
    mode: &'static str,
    rows: Rows,
}

const fn effect(mode: &'static str, rows: Rows) -> Effect {
    Effect { mode, rows }
}

#[rustfmt::skip]
const ROWS: &RowTable<Effect> = &table(&[
    // Enterprise adds a column with a constant default without touching rows; other editions write each.
    row(&[Kind::AddColumn], fills_each_row, ALL, effect("Sch-M", Rows::Rewritten), ALTER_TABLE),
    row(&[Kind::AddColumn], is_required_with_default, ALL, effect("Sch-M", Rows::Unknown), ALTER_TABLE),
    row(&[Kind::AddColumn], always, ALL, effect("Sch-M", Rows::Untouched), ALTER_TABLE),
    // Each row is stored anew, in a column that is added for it.
    row(&[Kind::AlterColumn, Kind::AlterColumnType, Kind::ModifyColumn], changes_sparseness, ALL, effect("Sch-M", Rows::Rewritten), SPARSE),
    row(&[Kind::AlterColumnType, Kind::ModifyColumn, Kind::AlterColumn], touches_no_row, ALL, effect("Sch-M", Rows::Untouched), ALTER_TABLE),
    // `WITH (ONLINE = ON)` since 2016: the lock is taken for a moment at the end.
    row(&[Kind::AlterColumnType, Kind::ModifyColumn, Kind::AlterColumn], is_online, ALL, effect("IS", Rows::Unknown), ALTER_TABLE),
    row(&[Kind::AlterColumnType, Kind::ModifyColumn, Kind::AlterColumn], only_requires, ALL, effect("Sch-M", Rows::Read), ALTER_TABLE),
    row(&[Kind::AlterColumnType, Kind::ModifyColumn, Kind::AlterColumn], changes_storage, ALL, effect("Sch-M", Rows::Rewritten), ALTER_TABLE),
    row(&[Kind::AlterColumnType, Kind::ModifyColumn, Kind::AlterColumn], always, ALL, effect("Sch-M", Rows::Unknown), ALTER_TABLE),
    row(&[Kind::SetNotNull], always, ALL, effect("Sch-M", Rows::Read), ALTER_TABLE),
    row(&[Kind::AddConstraint], is_online, ALL, effect("IS", Rows::Read), ALTER_TABLE),
    row(&[Kind::AddConstraint], orders_table, ALL, effect("Sch-M", Rows::Rewritten), ALTER_TABLE),
    row(&[Kind::AddConstraint], reads_rows, ALL, effect("Sch-M", Rows::Read), ALTER_TABLE),
    row(&[Kind::EnableConstraint], checks_rows_again, ALL, effect("Sch-M", Rows::Read), ALTER_TABLE),
    row(&[Kind::CreateIndex, Kind::AddIndex], is_online, ALL, effect("IS", Rows::Read), CREATE_INDEX),
    row(&[Kind::CreateIndex, Kind::AddIndex], is_clustered, ALL, effect("Sch-M", Rows::Rewritten), CREATE_INDEX),
    row(&[Kind::CreateIndex, Kind::AddIndex], is_spatial_or_xml, ALL, effect("Sch-M", Rows::Read), CREATE_INDEX),
    row(&[Kind::CreateIndex, Kind::AddIndex], always, ALL, effect("S", Rows::Read), CREATE_INDEX),
    // Without its clustered index a table becomes a heap: the rows are written there.
    row(&[Kind::DropIndex], drops_clustered, ALL, effect("Sch-M", Rows::Rewritten), "https://learn.microsoft.com/sql/t-sql/statements/drop-index-transact-sql"),
    row(&[Kind::DropConstraint], drops_primary_key, ALL, effect("Sch-M", Rows::Unknown), ALTER_TABLE),
    row(&[Kind::RebuildIndex, Kind::Rebuild], is_online, ALL, effect("IS", Rows::Read), CREATE_INDEX),
    row(&[Kind::RebuildIndex, Kind::Rebuild, Kind::SetCompression], always, ALL, effect("Sch-M", Rows::Rewritten), CREATE_INDEX),
    row(&[Kind::ReorganizeIndex], always, ALL, effect("IX", Rows::Untouched), CREATE_INDEX),
    row(&[Kind::DropTable, Kind::DropIndex, Kind::DropView, Kind::DropColumn, Kind::DropConstraint, Kind::AddConstraint, Kind::EnableConstraint, Kind::DisableConstraint, Kind::SetDefault, Kind::DropNotNull, Kind::RenameTable, Kind::RenameColumn, Kind::RenameConstraint, Kind::RenameIndex, Kind::DisableIndex, Kind::SwitchPartition, Kind::CreateTrigger, Kind::DropTrigger, Kind::EnableTrigger, Kind::DisableTrigger, Kind::Truncate, Kind::LockEscalation, Kind::EnableChangeTracking, Kind::DisableChangeTracking, Kind::SetSystemVersioning, Kind::SetPeriod, Kind::SetOptions, Kind::SetSchema, Kind::RenameObject, Kind::CreateSecurityPolicy, Kind::CreateFulltextIndex, Kind::AlterFulltextIndex, Kind::DropFulltextIndex], always, ALL, effect("Sch-M", Rows::Untouched), LOCKING),
    // Which tables use it is not followed.
    row(&[Kind::AlterPartitionFunction], always, ALL, effect("", Rows::Unknown), PARTITION_FUNCTION),
    row(&[Kind::UpdateStatistics, Kind::CreateStatistics], reads_every_row, ALL, effect("IS", Rows::Read), STATISTICS),
    row(&[Kind::CreateStatistics], always, ALL, effect("IS", Rows::Untouched), STATISTICS),
    row(&[Kind::CreateView, Kind::AlterView, Kind::CreateFunction, Kind::CreateProcedure], always, ALL, effect("Sch-S", Rows::Untouched), LOCKING),
    row(&[Kind::Insert, Kind::Update, Kind::Delete, Kind::Merge], locks_written_table, ALL, effect("X", Rows::Untouched), HINTS),
    row(&[Kind::Insert, Kind::Update, Kind::Delete, Kind::Merge, Kind::BulkInsert], always, ALL, effect("IX", Rows::Untouched), LOCKING),
]);

pub(crate) fn add_work(subject: &Subject<'_>, impact: &mut Impact) {
    // A foreign key changes the schema of both tables.
    for name in referenced(subject) {
        lock(subject, name, "Sch-M", Blocks::ReadsAndWrites, impact);
    }
    match find(ROWS, subject) {
        Found::One(effect) if effect.mode == "Sch-S" => {
            lock_reads(subject, "Sch-S", impact);
            lock_replaced_view(subject, impact);
        }
        Found::One(effect) if effect.mode.is_empty() => {
            for list in [UnknownList::Locks, UnknownList::Rewrites, UnknownList::Scans] {
                merge::mark(&mut impact.unknown, list);
            }
        }
        Found::One(effect) => {
            apply(subject, *effect, impact);
            if matches!(
                subject.change.kind,
                Kind::Insert | Kind::Update | Kind::Delete | Kind::Merge
            ) {
                lock_reads(subject, "IS", impact);
            }
        }
        Found::Unknown => merge::mark(&mut impact.unknown, UnknownList::Locks),
        Found::Nothing => lock_reads(subject, "IS", impact),
    }
}

/// Where the effect on locks and rows is documented.
pub(crate) fn source(subject: &Subject<'_>) -> Option<&'static str> {
    source_of(ROWS, subject)
}

/// A view that gets another query is changed like a table.
fn lock_replaced_view(subject: &Subject<'_>, impact: &mut Impact) {
    let Action::CreateView(view) = &subject.change.action else {
        return;
    };
    if view.or_replace || subject.change.kind == Kind::AlterView {
        lock(subject, &view.name, "Sch-M", Blocks::ReadsAndWrites, impact);
    }
}

/// Locks the relations that the statement reads: in this mode, unless a hint says otherwise.
fn lock_reads(subject: &Subject<'_>, mode: &'static str, impact: &mut Impact) {
    let reads = subject
        .statement
        .uses
        .iter()
        .filter(|used| used.role == NameRole::Reads);
    for used in reads.filter(|used| relation_before(subject, &used.name).is_some()) {
        let mode = match mode {
            "IS" => read_mode(used.lock_hints),
            other => other,
        };
        lock(subject, &used.name, mode, blocks(mode), impact);
    }
}

/// How a table is locked that is read with these hints (<https://learn.microsoft.com/sql/t-sql/queries/hints-transact-sql-table>).
/// Rows that are locked to be changed show that intent on their table.
const fn read_mode(hints: LockHints) -> &'static str {
    let locks_table = hints.contains(LockHints::TABLE);
    let is_for_change = hints.contains(LockHints::EXCLUSIVE) || hints.contains(LockHints::UPDATE);
    match (locks_table, is_for_change) {
        _ if hints.contains(LockHints::TABLE_EXCLUSIVE) => "X",
        (true, true) => "X",
        (true, false) => "S",
        (false, true) => "IX",
        (false, false) if hints.contains(LockHints::READ_UNCOMMITTED) => "Sch-S",
        (false, false) => "IS",
    }
}

/// `TABLOCK` or `TABLOCKX` on the table that is written.
fn locks_written_table(subject: &Subject<'_>) -> Fact {
    let mut written = subject
        .statement
        .uses
        .iter()
        .filter(|used| used.role == NameRole::Writes);
    Some(
        written.any(|used| {
            used.lock_hints.contains(LockHints::TABLE) || used.lock_hints.contains(LockHints::TABLE_EXCLUSIVE)
        }),
    )
}

fn apply(subject: &Subject<'_>, effect: Effect, impact: &mut Impact) {
    lock_and_work(subject, effect.mode, blocks(effect.mode), effect.rows, impact);
}

fn blocks(mode: &str) -> Blocks {
    match mode {
        "Sch-M" | "X" => Blocks::ReadsAndWrites,
        "S" => Blocks::Writes,
        _ => Blocks::Nothing,
    }
}

/// A column that counts by itself, or whose default is computed for each row: `newid()`. In no edition is that a change of
/// metadata only. `PERSISTED` is stored for each row as well.
fn fills_each_row(subject: &Subject<'_>) -> Fact {
    let Action::AddColumn { column, .. } = &subject.change.action else {
        return Some(false);
    };
    let of_constraint = column.constraints.iter().find_map(|constraint| match &constraint.kind {
        ConstraintKind::Default { expr, .. } => Some(expr),
        _ => None,
    });
    let mut differs = false;
    if let Some(default) = column.default.as_deref().or(of_constraint) {
        default.walk(&mut |part| {
            if let ExprKind::Call { name, .. } = &part.kind {
                let name = name.ident.text.to_ascii_lowercase();
                differs |= ["newid", "newsequentialid", "rand", "crypt_gen_random"].contains(&name.as_str());
            }
        });
    }
    let generated = column.generated.as_ref();
    let is_stored = generated.is_some_and(|generated| generated.kind == GeneratedKind::Stored);
    let is_filled = column.nullable == Some(false) || gives_values(column);
    // Every row has its own (https://learn.microsoft.com/sql/t-sql/data-types/rowversion-transact-sql).
    let is_row_version = column
        .data_type
        .as_ref()
        .is_some_and(|data_type| matches!(data_type.name.as_str(), "rowversion" | "timestamp"));
    Some(column.identity.is_some() || is_stored || is_row_version || (differs && is_filled))
}

/// `DEFAULT x WITH VALUES`.
fn gives_values(column: &schema::Column) -> bool {
    column.options.iter().any(|option| option.name == "with values")
}

/// `ADD SPARSE`, `DROP SPARSE`.
fn changes_sparseness(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Column(action) => Some(action.options.iter().any(|option| {
            let said = option.value.as_deref().unwrap_or_default();
            option.name == "property" && said.to_ascii_lowercase().ends_with("sparse")
        })),
        _ => Some(false),
    }
}

fn is_spatial_or_xml(subject: &Subject<'_>) -> Fact {
    Some(index(subject).is_some_and(|index| matches!(index.shape, IndexShape::Spatial | IndexShape::Special)))
}

/// The index to be dropped orders the table.
fn drops_clustered(subject: &Subject<'_>) -> Fact {
    let Action::Drop(dropped) = &subject.change.action else {
        return Some(false);
    };
    let name = dropped.name.ident.folded(subject.engine.dialect);
    let table = table_before(subject).seen();
    let found = table.and_then(|table| table.index(&name).seen());
    Some(found.is_some_and(|index| index.shape == IndexShape::Clustered))
}

/// A primary key orders the table unless it was made otherwise, which the history does not keep.
fn drops_primary_key(subject: &Subject<'_>) -> Fact {
    let Action::Constraint(action) = &subject.change.action else {
        return Some(false);
    };
    let (Some(table), Some(name)) = (table_before(subject).seen(), &action.name) else {
        return Some(false);
    };
    let is_ordered_otherwise = table.indexes.iter().any(|index| index.shape == IndexShape::Clustered);
    let found = table.constraint(&name.folded(subject.engine.dialect)).seen();
    let is_key = found.is_some_and(|found| matches!(found.kind, ConstraintKind::PrimaryKey { .. }));
    Some(is_key && !is_ordered_otherwise)
}

/// `WITH FULLSCAN`, `WITH SAMPLE 100 PERCENT`.
fn reads_every_row(subject: &Subject<'_>) -> Fact {
    Some(match &subject.change.action {
        Action::Maintenance(maintenance) => maintenance.options.iter().any(|option| option == "fullscan"),
        Action::CreateObject(created) => created.options.iter().any(|option| {
            option.name.eq_ignore_ascii_case("fullscan")
                || option
                    .value
                    .as_deref()
                    .is_some_and(|value| value.to_ascii_lowercase().contains("fullscan"))
        }),
        _ => false,
    })
}

fn is_required_with_default(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::AddColumn { column, .. } => {
            let has_default = column.default.is_some()
                || column
                    .constraints
                    .iter()
                    .any(|constraint| matches!(constraint.kind, ConstraintKind::Default { .. }));
            let is_filled = column.nullable == Some(false) || gives_values(column);
            Some(column.identity.is_some() || (is_filled && has_default))
        }
        _ => Some(false),
    }
}

fn constraint<'a>(subject: &Subject<'a>) -> Option<&'a Constraint> {
    match &subject.change.action {
        Action::AddConstraint { constraint, .. } => Some(constraint),
        _ => None,
    }
}

/// A primary key is clustered unless it says otherwise.
fn orders_table(subject: &Subject<'_>) -> Fact {
    let Some(constraint) = constraint(subject) else {
        return Some(false);
    };
    let says = |name: &str| constraint.options.iter().any(|option| option.name == name);
    let is_primary = matches!(constraint.kind, ConstraintKind::PrimaryKey { .. });
    Some(says("clustered") || (is_primary && !says("nonclustered")))
}

fn reads_rows(subject: &Subject<'_>) -> Fact {
    let Some(constraint) = constraint(subject) else {
        return Some(false);
    };
    let is_unchecked = subject.statement.modifiers.with_check == Some(false) || !constraint.checks_existing_rows();
    Some(match constraint.kind {
        ConstraintKind::Unique { .. } | ConstraintKind::PrimaryKey { .. } => true,
        ConstraintKind::Check { .. } | ConstraintKind::ForeignKey(_) => !is_unchecked,
        _ => false,
    })
}

fn checks_rows_again(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Constraint(action) => Some(action.with_check == Some(true)),
        _ => Some(false),
    }
}

fn index<'a>(subject: &Subject<'a>) -> Option<&'a Index> {
    match &subject.change.action {
        Action::CreateIndex(index) => Some(index),
        _ => None,
    }
}

fn is_clustered(subject: &Subject<'_>) -> Fact {
    // A clustered columnstore index names no columns: it is the whole table.
    let orders_table = |index: &Index| match index.shape {
        IndexShape::Clustered => true,
        IndexShape::Columnstore => index.keys.is_empty(),
        _ => false,
    };
    Some(index(subject).is_some_and(orders_table))
}

/// `WITH (ONLINE = ON)` of an index, of the constraint that builds one, or of a column that is altered.
fn is_online(subject: &Subject<'_>) -> Fact {
    let options: &[TableSetting] = match &subject.change.action {
        Action::CreateIndex(index) => &index.options,
        Action::AddConstraint { constraint, .. } => &constraint.options,
        Action::Column(action) => &action.options,
        _ => &[],
    };
    let says = options
        .iter()
        .find(|option| option.name == "online")
        .is_some_and(|option| {
            option
                .value
                .as_deref()
                .is_none_or(|value| !value.eq_ignore_ascii_case("off"))
        });
    Some(says || subject.statement.modifiers.online == Some(true))
}
