//! What a change does to the release that still serves while it runs: expand (old code keeps working),
//! contract (old code may break), data, neutral.

use schema::{Action, ConstraintKind, Dialect, Expr, ExprKind, Family, Kind, Literal, ObjectKind, Verb};

use crate::Phase::{Contract, Data, Expand, Neutral};
use crate::column_change::touches_no_row;
use crate::conditions::{is_temporary, table_before};
use crate::kinds::{CREATE_ALTER_DROP, RUN_OTHER_CODE, TABLE_PARTS};
use crate::mssql::{is_system_procedure, procedure_expands, procedure_is_neutral};
use crate::rows::{ALL, RowTable, Subject, always, row, table};
use crate::{Fact, Phase};

const CODE: &str = "what code written for the schema before meets afterwards";

#[rustfmt::skip]
pub(super) const ROWS: &RowTable<Option<Phase>> = &table(&[
    row(&[Kind::CreateTable, Kind::DropTable], is_temporary, ALL, Some(Neutral), CODE),
    // Indexes, statistics: slower or faster, never broken; a unique one may refuse what old code writes.
    row(&[Kind::CreateIndex, Kind::AddIndex], is_unique_index, ALL, Some(Contract), CODE),
    row(&[Kind::DropIndex, Kind::RenameIndex, Kind::RenameConstraint, Kind::DropStatistics], always, ALL, Some(Expand), CODE),
    row(&[Kind::CreatePolicy], is_restrictive, ALL, Some(Contract), CODE),
    // Rows that old code saw may be hidden from it.
    row(&[Kind::AlterPolicy, Kind::CreateSecurityPolicy, Kind::AlterSecurityPolicy], always, ALL, Some(Contract), CODE),
    row(&[Kind::CreateTable], replaces_table, ALL, Some(Contract), CODE),
    row(&[Kind::DropSensitivityClassification, Kind::DropSignature, Kind::DropRestorePoint], always, ALL, Some(Neutral), CODE),
    row(CREATE_ALTER_DROP, drops_or_renames, ALL, Some(Contract), CODE),
    row(&[Kind::AlterSystem, Kind::AlterSession, Kind::AlterDatabase, Kind::AlterDatabaseScopedConfiguration, Kind::AlterServerConfiguration, Kind::AlterResourceGovernor, Kind::AlterInstance], always, ALL, Some(Neutral), CODE),
    row(CREATE_ALTER_DROP, always, ALL, Some(Expand), CODE),
    // Parts of `ALTER TABLE`.
    row(&[Kind::TruncatePartition], always, ALL, Some(Data), CODE),
    row(&[Kind::AddColumn], must_be_written, ALL, Some(Contract), CODE),
    row(&[Kind::ModifyColumn], super::idempotent::changes_name, ALL, Some(Contract), CODE),
    row(&[Kind::AlterColumnType, Kind::ModifyColumn], touches_no_row, ALL, Some(Expand), CODE),
    row(&[Kind::AlterColumnType, Kind::ModifyColumn], keeps_values, ALL, Some(Expand), CODE),
    row(&[Kind::AddConstraint], restricts_nothing, ALL, Some(Expand), CODE),
    row(&[Kind::SetDefault], takes_default_away, ALL, Some(Contract), CODE),
    row(&[Kind::DropColumn, Kind::SetUnusedColumn, Kind::ModifyColumn, Kind::AlterColumnType, Kind::SetNotNull, Kind::AddIdentity, Kind::DropIdentity, Kind::AlterIdentity, Kind::SetExpression, Kind::DropExpression, Kind::AddConstraint, Kind::EnableConstraint, Kind::DisableTrigger, Kind::DisableRule, Kind::DetachPartition, Kind::DropPartition, Kind::ExchangePartition, Kind::SwitchPartition, Kind::SetSchema, Kind::EnableRowSecurity, Kind::ForceRowSecurity, Kind::NoInherit, Kind::DropAttribute, Kind::AlterAttributeType, Kind::ConvertCharset, Kind::SetReadOnly, Kind::DiscardTablespace], always, ALL, Some(Contract), CODE),
    row(&[Kind::SetColumnStatistics, Kind::SetColumnStorage, Kind::SetColumnCompression, Kind::SetColumnOptions, Kind::SetTablespace, Kind::SetLogged, Kind::SetUnlogged, Kind::SetAccessMethod, Kind::SetOptions, Kind::ResetOptions, Kind::ClusterOn, Kind::SetWithoutCluster, Kind::ReplicaIdentity, Kind::OwnerTo, Kind::SetComment, Kind::OrderBy, Kind::ForceRebuild, Kind::Rebuild, Kind::RebuildIndex, Kind::ReorganizeIndex, Kind::LockEscalation, Kind::MoveTable, Kind::Shrink, Kind::SetCompression, Kind::DropUnusedColumns, Kind::DependsOnExtension], always, ALL, Some(Neutral), CODE),
    row(TABLE_PARTS, always, ALL, Some(Expand), CODE),
    // Rows.
    row(&[Kind::Copy], copies_out, ALL, Some(Neutral), CODE),
    row(&[Kind::Select], makes_table, ALL, Some(Expand), CODE),
    row(&[Kind::Insert, Kind::Replace, Kind::Update, Kind::Delete, Kind::Merge, Kind::Truncate, Kind::Copy, Kind::LoadData, Kind::BulkInsert], always, ALL, Some(Data), CODE),
    row(&[Kind::Explain], writes_plan, ALL, Some(Data), CODE),
    row(&[Kind::Restore, Kind::Flashback], always, ALL, Some(Contract), CODE),
    row(&[Kind::Execute, Kind::Call], procedure_is_neutral, ALL, Some(Neutral), CODE),
    row(&[Kind::Execute, Kind::Call], procedure_expands, ALL, Some(Expand), CODE),
    row(&[Kind::Execute, Kind::Call], is_system_procedure, ALL, Some(Contract), CODE),
    // MySQL's `DO f()` is a query.
    row(&[Kind::Do], is_of_mysql, ALL, Some(Neutral), CODE),
    row(&[Kind::Grant, Kind::ImportForeignSchema], always, ALL, Some(Expand), CODE),
    row(&[Kind::Revoke, Kind::Deny, Kind::DropOwned], always, ALL, Some(Contract), CODE),
    row(RUN_OTHER_CODE, always, ALL, None, CODE),
    row(crate::kinds::HOLD_OTHERS, always, ALL, None, CODE),
    row(Kind::ALL, always, ALL, Some(Neutral), CODE),
]);

/// MariaDB's `CREATE OR REPLACE TABLE` where there may be one.
fn replaces_table(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::CreateTable(table) => Some(table.or_replace && !table_before(subject).is_absent()),
        _ => Some(false),
    }
}

/// Oracle's `EXPLAIN PLAN` puts rows into a table; PostgreSQL's `EXPLAIN ANALYZE` runs what it explains.
pub(super) fn writes_plan(subject: &Subject<'_>) -> Fact {
    let is_oracle = subject.engine.dialect == Dialect::Oracle;
    Some(is_oracle || runs_explained(subject) == Some(true))
}

/// `EXPLAIN ANALYZE` of a statement that writes rows: they are written
/// (<https://www.postgresql.org/docs/current/sql-explain.html>).
pub(super) fn runs_explained(subject: &Subject<'_>) -> Fact {
    let writes = subject.statement.writes().next().is_some();
    Some(writes && subject.statement.kind == Kind::Explain && subject.statement.modifiers.analyzes)
}

fn is_of_mysql(subject: &Subject<'_>) -> Fact {
    Some(subject.engine.dialect.family() == Family::Mysql)
}

fn is_unique_index(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::CreateIndex(index) => Some(index.is_unique),
        _ => Some(false),
    }
}

fn is_restrictive(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::CreatePolicy(policy) => Some(policy.is_restrictive),
        _ => Some(false),
    }
}

fn drops_or_renames(subject: &Subject<'_>) -> Fact {
    let Some((verb, object)) = subject.change.kind.verb_object() else {
        return Some(false);
    };
    let is_harmless = matches!(
        object,
        ObjectKind::Policy | ObjectKind::SecurityPolicy | ObjectKind::EventTrigger
    );
    Some(matches!(verb, Verb::Drop | Verb::Rename) && !is_harmless)
}

/// `NOT NULL` without a value of its own: old code does not know the column and cannot fill it.
fn must_be_written(subject: &Subject<'_>) -> Fact {
    let Action::AddColumn { column, .. } = &subject.change.action else {
        return Some(false);
    };
    let is_empty_text =
        |default: &Expr| matches!(&default.kind, ExprKind::Literal(Literal::Text(text)) if text.is_empty());
    // Oracle takes an empty text for null
    // (<https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/Nulls.html>).
    let is_oracle = subject.engine.dialect == Dialect::Oracle;
    let gives_value = |default: &Expr| !(default.is_null() || (is_oracle && is_empty_text(default)));
    let has_value = column.default.as_deref().is_some_and(gives_value)
        || column.identity.is_some()
        || column.generated.is_some()
        || column
            .constraints
            .iter()
            .any(|constraint| matches!(constraint.kind, ConstraintKind::Default { .. }))
        || column
            .data_type
            .as_ref()
            .is_some_and(|data_type| data_type.name.contains("serial"));
    Some(column.is_required(subject.engine.dialect) && !has_value)
}

/// A type change that every value survives.
fn keeps_values(subject: &Subject<'_>) -> Fact {
    Some(super::fact(super::destructive::ROWS, subject) == Some(false))
}

fn restricts_nothing(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::AddConstraint { constraint, .. } => {
            Some(constraint.state.not_enforced || matches!(constraint.kind, ConstraintKind::Default { .. }))
        }
        _ => Some(false),
    }
}

/// `DROP DEFAULT`: old code that leaves the column out may fail now.
fn takes_default_away(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Column(action) => Some(action.expr.is_none()),
        _ => Some(false),
    }
}

fn copies_out(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Copy(copy) => Some(copy.direction == schema::CopyDirection::To),
        _ => Some(false),
    }
}

fn makes_table(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Select(select) => Some(select.into.is_some()),
        _ => Some(false),
    }
}
