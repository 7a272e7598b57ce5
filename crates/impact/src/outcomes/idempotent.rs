//! Whether a second run succeeds and leaves schema and rows as after the first.

use schema::{Action, Conflict, Dialect, Expr, ExprKind, Family, InsertSource, Kind, ObjectKind, Volatility};

use super::phase::{runs_explained, writes_plan};
use super::{merge, update, upsert};
use crate::conditions::has_exists_clause;
use crate::kinds::CREATE_ALTER_DROP;
use crate::mssql::{is_system_procedure, procedure_repeats};
use crate::rows::{ALL, RowTable, Subject, always, row, table};
use crate::{Fact, fired, postgres};

/// What follows from what the statement says, on every engine; each was run twice where an engine was at hand.
const STATEMENT: &str = "the second run meets what the first left";
const GRANTS: &str = "https://dev.mysql.com/doc/refman/8.4/en/revoke.html";

#[rustfmt::skip]
pub(super) const ROWS: &RowTable<Fact> = &table(&[
    // Guards of the change itself.
    row(&[Kind::CreateTable], replaces_table, ALL, Some(true), STATEMENT),
    // `ALTER COLUMN … DROP DEFAULT`, not SQL Server's `DROP DEFAULT name`.
    row(&[Kind::DropDefault], is_of_column, ALL, Some(true), STATEMENT),
    row(&[Kind::RenameColumn, Kind::RenameConstraint], renames_part, ALL, Some(false), STATEMENT),
    row(CREATE_ALTER_DROP, is_rename_of_missing, ALL, Some(true), STATEMENT),
    // The extension keeps its name, wherever its objects are.
    row(&[Kind::SetSchema], is_of_extension, ALL, Some(true), "measured on PostgreSQL 15"),
    row(&[Kind::SetOptions, Kind::AlterServer, Kind::AlterForeignDataWrapper, Kind::AlterUserMapping], adds_or_drops_option, ALL, Some(false), "https://www.postgresql.org/docs/current/sql-alterserver.html"),
    row(&[Kind::SetSchema], object_may_be_missing, ALL, Some(true), STATEMENT),
    row(&[Kind::DropColumn, Kind::DropIdentity, Kind::DropExpression], has_exists_clause, ALL, Some(true), STATEMENT),
    row(&[Kind::AddColumn, Kind::AddConstraint, Kind::AddIndex, Kind::AddEnumValue], has_exists_clause, ALL, Some(true), STATEMENT),
    row(&[Kind::DropConstraint, Kind::AddPartition, Kind::DropPartition, Kind::DropAttribute], has_exists_clause, ALL, Some(true), STATEMENT),
    row(&[Kind::CreateSequence], has_exists_clause, ALL, Some(true), STATEMENT),
    row(&[Kind::AlterSequence, Kind::AlterRole, Kind::AlterUser, Kind::AlterTable, Kind::AlterIndex], always, ALL, Some(true), STATEMENT),
    row(CREATE_ALTER_DROP, creates_or_drops_guarded, ALL, Some(true), STATEMENT),
    row(CREATE_ALTER_DROP, creates_drops_or_renames, ALL, Some(false), STATEMENT),
    // A boundary that is there is refused, and one that is not.
    row(&[Kind::AlterPartitionFunction], always, ALL, Some(false), "https://learn.microsoft.com/sql/t-sql/statements/alter-partition-function-transact-sql"),
    row(&[Kind::DropSensitivityClassification], always, ALL, Some(true), STATEMENT),
    // A table that is in a publication already is refused, and one that is not.
    row(&[Kind::AlterExtension, Kind::AlterPublication, Kind::AlterSubscription], adds_or_drops_member, ALL, Some(false), STATEMENT),
    row(CREATE_ALTER_DROP, always, ALL, Some(true), STATEMENT),
    // Parts of `ALTER TABLE`.
    row(&[Kind::ModifyColumn], changes_name, ALL, Some(false), STATEMENT),
    row(&[Kind::AlterColumnType], converts_by_expression, ALL, None, STATEMENT),
    row(&[Kind::AddColumn, Kind::DropColumn, Kind::SetUnusedColumn, Kind::AddConstraint, Kind::DropConstraint, Kind::AddIndex, Kind::AddIdentity, Kind::DropIdentity, Kind::DropExpression, Kind::AttachPartition, Kind::DetachPartition, Kind::AddPartition, Kind::DropPartition, Kind::ReorganizePartition, Kind::ExchangePartition, Kind::SwitchPartition, Kind::SplitPartition, Kind::MergePartitions, Kind::CoalescePartition, Kind::RemovePartitioning, Kind::SetSchema, Kind::Inherit, Kind::NoInherit, Kind::NotOfType, Kind::AddEnumValue, Kind::AddAttribute, Kind::DropAttribute, Kind::SetPeriod, Kind::DiscardTablespace, Kind::ImportTablespace], always, ALL, Some(false), STATEMENT),
    row(&[Kind::EnableChangeTracking, Kind::DisableChangeTracking], always, ALL, Some(false), STATEMENT),
    row(&[Kind::SetSystemVersioning], is_of_mariadb, ALL, Some(false), STATEMENT),
    row(crate::kinds::TABLE_PARTS, always, ALL, Some(true), STATEMENT),
    // Rows.
    row(&[Kind::Insert], inserts_what_is_missing, ALL, Some(true), STATEMENT),
    row(&[Kind::Insert], runs_procedure, ALL, None, STATEMENT),
    row(&[Kind::Insert, Kind::Replace], upsert::repeats, ALL, Some(true), STATEMENT),
    row(&[Kind::Insert, Kind::Replace], upsert::adds_up, ALL, Some(false), STATEMENT),
    row(&[Kind::Insert], upsert::updates_or_replaces, ALL, None, STATEMENT),
    row(&[Kind::Replace], always, ALL, None, STATEMENT),
    row(&[Kind::Insert], always, ALL, Some(false), STATEMENT),
    row(&[Kind::Update], update::repeats, ALL, Some(true), STATEMENT),
    row(&[Kind::Update], update::adds_up, ALL, Some(false), STATEMENT),
    row(&[Kind::Update], always, ALL, None, STATEMENT),
    row(&[Kind::Delete], is_limited, ALL, Some(false), STATEMENT),
    row(&[Kind::Delete], fires_added_rows, ALL, Some(false), STATEMENT),
    row(&[Kind::Delete, Kind::Truncate], always, ALL, Some(true), STATEMENT),
    row(&[Kind::Merge], only_inserts_or_deletes, ALL, Some(true), STATEMENT),
    row(&[Kind::Merge], fires_added_rows, ALL, Some(false), STATEMENT),
    row(&[Kind::Merge], merge::repeats, ALL, Some(true), STATEMENT),
    row(&[Kind::Merge], merge::adds_up, ALL, Some(false), STATEMENT),
    row(&[Kind::Merge], always, ALL, None, STATEMENT),
    row(&[Kind::Copy], copies_in, ALL, Some(false), STATEMENT),
    row(&[Kind::LoadData, Kind::BulkInsert], always, ALL, Some(false), STATEMENT),
    row(&[Kind::Explain], runs_explained, ALL, None, STATEMENT),
    row(&[Kind::Explain], writes_plan, ALL, Some(false), STATEMENT),
    row(&[Kind::Copy, Kind::Values, Kind::TableRows, Kind::Explain], always, ALL, Some(true), STATEMENT),
    row(&[Kind::Select], writes_rows, ALL, None, STATEMENT),
    row(&[Kind::Select], makes_table, ALL, Some(false), STATEMENT),
    row(&[Kind::Select], calls_nothing_that_writes, ALL, Some(true), STATEMENT),
    row(&[Kind::Select], always, ALL, None, STATEMENT),
    // Privileges.
    row(&[Kind::Revoke], fails_without_grant, ALL, Some(false), GRANTS),
    row(&[Kind::Grant, Kind::Revoke, Kind::Deny], always, ALL, Some(true), STATEMENT),
    row(&[Kind::Comment, Kind::SecurityLabel, Kind::ReassignOwned, Kind::DropOwned], always, ALL, Some(true), STATEMENT),
    row(&[Kind::ImportForeignSchema], always, ALL, Some(false), STATEMENT),
    row(&[Kind::Execute, Kind::Call], procedure_repeats, ALL, Some(true), STATEMENT),
    row(&[Kind::Execute, Kind::Call], is_system_procedure, ALL, Some(false), STATEMENT),
    // Upkeep and session.
    row(&[Kind::Begin], is_of_sqlite, ALL, Some(false), "https://www.sqlite.org/lang_transaction.html"),
    row(&[Kind::Attach, Kind::Detach], is_of_sqlite, ALL, Some(false), "https://www.sqlite.org/lang_attach.html"),
    row(&[Kind::Vacuum, Kind::Analyze, Kind::Reindex, Kind::Cluster, Kind::RefreshMaterializedView, Kind::Optimize, Kind::CheckTable, Kind::Repair, Kind::ChecksumTable, Kind::Lock, Kind::Unlock, Kind::Flush, Kind::Checkpoint, Kind::UpdateStatistics, Kind::Dbcc, Kind::Reconfigure, Kind::Set, Kind::Reset, Kind::Show, Kind::Pragma, Kind::Use, Kind::SetRole, Kind::SetSessionAuthorization, Kind::SetConstraints, Kind::SetTransaction, Kind::SetNames, Kind::Describe, Kind::Help, Kind::Discard, Kind::Listen, Kind::Unlisten, Kind::Notify, Kind::Print, Kind::Begin, Kind::Commit, Kind::Rollback, Kind::Savepoint, Kind::Deallocate, Kind::NullStatement, Kind::Empty], always, ALL, Some(true), STATEMENT),
    row(&[Kind::SetPassword, Kind::Purge, Kind::Audit, Kind::NoAudit, Kind::AddSensitivityClassification, Kind::Backup, Kind::Restore, Kind::Declare, Kind::Assign, Kind::Return, Kind::WaitFor, Kind::GetDiagnostics, Kind::ExecuteAs, Kind::Revert, Kind::Goto, Kind::Label, Kind::Leave, Kind::Iterate, Kind::Break, Kind::Continue, Kind::Exit, Kind::Fetch, Kind::Move, Kind::Close, Kind::Open, Kind::CacheIndex, Kind::ReleaseSavepoint, Kind::RollbackToSavepoint], always, ALL, Some(true), STATEMENT),
    // A name that is prepared already is prepared anew.
    row(&[Kind::Prepare], is_of_mysql, ALL, Some(true), "https://dev.mysql.com/doc/refman/8.4/en/prepare.html"),
    row(&[Kind::Do], calls_nothing, ALL, Some(true), "https://dev.mysql.com/doc/refman/8.4/en/do.html"),
    row(&[Kind::Prepare, Kind::DeclareCursor, Kind::PrepareTransaction, Kind::CommitPrepared], always, ALL, Some(false), STATEMENT),
]);

/// `ALTER PUBLICATION p ADD TABLE t`, not `SET TABLE t`.
fn adds_or_drops_member(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Object(action) => {
            let first = action.options.first().map(|option| option.name.as_str());
            Some(matches!(first, Some("add" | "drop")))
        }
        _ => None,
    }
}

fn is_of_extension(subject: &Subject<'_>) -> Fact {
    Some(subject.statement.kind == Kind::AlterExtension)
}

/// `OPTIONS (ADD a 'x')`, which is refused where there is one, `OPTIONS (DROP a)` where there is none; no word means `ADD`.
fn adds_or_drops_option(subject: &Subject<'_>) -> Fact {
    let is_set = |said: &str| {
        said.trim_start()
            .get(..4)
            .is_some_and(|word| word.eq_ignore_ascii_case("set "))
    };
    match &subject.change.action {
        Action::Table(action) if action.object_kind == ObjectKind::ForeignTable => {
            Some(action.options.iter().any(|option| option.name != "set"))
        }
        Action::Object(action) => {
            let mut options = action.options.iter().filter(|option| option.name == "options");
            Some(options.any(|option| {
                let listed = option.value.as_deref().unwrap_or_default();
                let listed = listed.trim_start_matches('(').trim_end_matches(')');
                listed.split(',').any(|said| !is_set(said))
            }))
        }
        _ => Some(false),
    }
}

/// A trigger puts in rows each time.
fn fires_added_rows(subject: &Subject<'_>) -> Fact {
    fired::with(subject).adds_rows
}

/// MariaDB's `CREATE OR REPLACE TABLE`.
fn replaces_table(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::CreateTable(table) => Some(table.or_replace),
        _ => Some(false),
    }
}

fn is_of_sqlite(subject: &Subject<'_>) -> Fact {
    Some(subject.engine.dialect == Dialect::Sqlite)
}

/// MariaDB's `ADD SYSTEM VERSIONING` and `DROP SYSTEM VERSIONING` are refused the second time.
fn is_of_mariadb(subject: &Subject<'_>) -> Fact {
    Some(subject.engine.dialect == Dialect::Mariadb)
}

fn is_of_mysql(subject: &Subject<'_>) -> Fact {
    Some(subject.engine.dialect.family() == Family::Mysql)
}

/// MySQL's `DO 1`.
fn calls_nothing(subject: &Subject<'_>) -> Fact {
    let mut uses = subject.statement.uses.iter();
    let calls = uses.any(|used| used.role == schema::NameRole::Calls);
    Some(!calls && is_of_mysql(subject) == Some(true))
}

fn is_of_column(subject: &Subject<'_>) -> Fact {
    Some(subject.change.column().is_some())
}

/// The old name is gone after the first run, and the table is not.
fn renames_part(subject: &Subject<'_>) -> Fact {
    Some(!has_exists_clause(subject).unwrap_or(false))
}

fn is_rename(subject: &Subject<'_>) -> bool {
    matches!(subject.change.action, Action::Rename(_))
}

/// `ALTER TABLE IF EXISTS a RENAME TO b`: nothing has the old name any more.
fn is_rename_of_missing(subject: &Subject<'_>) -> Fact {
    Some(is_rename(subject) && object_may_be_missing(subject) == Some(true))
}

fn object_may_be_missing(subject: &Subject<'_>) -> Fact {
    Some(subject.statement.modifiers.if_exists || subject.change.has_exists_clause())
}

/// `CREATE … IF NOT EXISTS`, `CREATE OR REPLACE`, `DROP … IF EXISTS`.
fn creates_or_drops_guarded(subject: &Subject<'_>) -> Fact {
    Some(creates_drops_or_renames(subject) == Some(true) && subject.change.has_exists_clause())
}

fn creates_drops_or_renames(subject: &Subject<'_>) -> Fact {
    use schema::Verb;
    let verb = subject.change.kind.verb_object().map(|(verb, _)| verb);
    Some(matches!(verb, Some(Verb::Create | Verb::Drop | Verb::Rename)))
}

/// `CHANGE old new` with another name.
pub(super) fn changes_name(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::AddColumn {
            column,
            old_name: Some(old),
            ..
        } => Some(!old.is_same(&column.name, subject.engine.dialect)),
        _ => Some(false),
    }
}

/// `USING` with more than a cast: the second run converts what is converted already.
fn converts_by_expression(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Column(action) => Some(
            action
                .expr
                .as_ref()
                .is_some_and(|expr| !is_cast_of_column(expr) && !expr.is_literal()),
        ),
        _ => Some(false),
    }
}

fn is_cast_of_column(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Column(_) => true,
        ExprKind::Cast { expr, .. } => is_cast_of_column(expr),
        _ => false,
    }
}

/// Rows that are there are left alone or written to the same values.
fn inserts_what_is_missing(subject: &Subject<'_>) -> Fact {
    let Action::Insert(insert) = &subject.change.action else {
        return Some(false);
    };
    if matches!(
        insert.source,
        InsertSource::Query {
            excludes_existing: true
        }
    ) {
        return Some(true);
    }
    match insert.conflict {
        Some(Conflict::Ignore) => upsert::meets_itself(insert, subject),
        _ => Some(false),
    }
}

/// The rows come from a procedure.
fn runs_procedure(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Insert(insert) => Some(insert.source == InsertSource::Procedure),
        _ => Some(false),
    }
}

fn is_limited(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Delete(delete) => Some(delete.is_limited),
        _ => Some(false),
    }
}

fn only_inserts_or_deletes(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Merge(merge) => Some(!merge.updates),
        _ => Some(false),
    }
}

fn copies_in(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Copy(copy) => Some(copy.direction == schema::CopyDirection::From),
        _ => Some(false),
    }
}

/// A `WITH` that holds `INSERT`, `UPDATE` or `DELETE`.
fn writes_rows(subject: &Subject<'_>) -> Fact {
    let makes = makes_table(subject) == Some(true);
    Some(!makes && subject.statement.writes().next().is_some())
}

fn makes_table(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Select(select) => Some(select.into.is_some()),
        _ => Some(false),
    }
}

/// Calls of functions that write something are not looked into.
fn calls_nothing_that_writes(subject: &Subject<'_>) -> Fact {
    let mut writes = Some(false);
    subject.change.each_expr(&mut |expr| {
        if let ExprKind::Call { name, .. } = &expr.kind {
            let volatility = match subject.engine.dialect {
                Dialect::Postgres => postgres::volatility(name, subject.before),
                _ => Some(Volatility::Stable),
            };
            let harmless = ["setval", "set_config", "pg_sleep", "random", "clock_timestamp"];
            let is_harmless = harmless.contains(&name.ident.text.to_ascii_lowercase().as_str());
            if volatility.is_none_or(|volatility| volatility == Volatility::Volatile) && !is_harmless {
                writes = None;
            }
        }
    });
    writes.map(|writes| !writes)
}

/// MySQL, MariaDB and Oracle refuse to take away what was not given.
fn fails_without_grant(subject: &Subject<'_>) -> Fact {
    let family = subject.engine.dialect.family();
    Some(matches!(family, Family::Mysql | Family::Oracle))
}
