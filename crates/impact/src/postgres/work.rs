//! Which relations are written anew, and which are read in full, while their lock is held.
//!
//! Sources: <https://www.postgresql.org/docs/current/sql-altertable.html> (Notes) and, "measured",
//! `relfilenode` and `pg_stat_xact_user_tables` before and after on PostgreSQL 15. Scans of queries and of
//! changed rows depend on the planner and are left out.

use schema::{Kind, ObjectKey};

use super::conditions::{
    bounds_are_proved, builds_index, calls_known_procedure, checks_references, checks_rows, claims_index_for_key,
    column_has_own_values, column_is_checked, column_is_only_unique, column_refers_with_default,
    column_refers_without_value, default_is_volatile, has_no_index, holds_domain_to_rule, is_default_access_method,
    is_default_tablespace, is_foreign_key, is_logged_so_already, is_not_inherited, is_of_domain, is_of_foreign_table,
    is_of_index, is_of_virtual_column, is_partition_of, is_valid_already, moves_all_in_tablespace, not_null_is_proved,
    skips_column, skips_index, skips_table, type_is_constrained_domain,
};
use super::targets::Look;
use super::targets::Target::{
    self, AttachedOrDetached, DefaultPartition, Everything, Family, Itself, ParentReferrers, Referenced,
    ReferencedThroughPart, Referrers, ReferrersToPart, TableOfIndex, UsersOfType, WithPartitions,
};
use super::{existed_before, types};
use crate::conditions::{cascades, concurrently, is_about_many_relations, is_full, names_nothing};
use crate::rows::{ALL, Found, RowTable, Subject, always, find, row, source_of, table};
use crate::{Impact, UnknownList, merge};

const ALTER_TABLE: &str = "https://www.postgresql.org/docs/current/sql-altertable.html";
const MEASURED: &str = "measured: relfilenode and pg_stat_xact_user_tables on PostgreSQL 15";

/// What is done to the rows of a relation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Work {
    /// They are read in full.
    Scan,
    /// They are written anew; a table that is emptied gets new storage too.
    Rewrite,
}

use Work::{Rewrite, Scan};

type Works = &'static [(Target, Work)];

#[rustfmt::skip]
const ROWS: &RowTable<Works> = &table(&[
    // Columns.
    row(&[Kind::AddColumn], skips_column, ALL, &[], MEASURED),
    row(&[Kind::AddColumn], column_has_own_values, ALL, &[(Family, Rewrite)], ALTER_TABLE),
    row(&[Kind::AddColumn], default_is_volatile, ALL, &[(Family, Rewrite)], ALTER_TABLE),
    row(&[Kind::AddColumn], type_is_constrained_domain, ALL, &[(Family, Rewrite)], MEASURED),
    row(&[Kind::AddColumn], column_refers_with_default, ALL, &[(WithPartitions, Scan), (Referenced, Scan)], MEASURED),
    row(&[Kind::AddColumn], column_refers_without_value, ALL, &[(WithPartitions, Scan)], MEASURED),
    row(&[Kind::AddColumn], column_is_only_unique, ALL, &[(WithPartitions, Scan)], MEASURED),
    row(&[Kind::AddColumn], column_is_checked, ALL, &[(Family, Scan)], MEASURED),
    row(&[Kind::AlterColumnType, Kind::SetNotNull, Kind::AddConstraint, Kind::ValidateConstraint], is_of_foreign_table, ALL, &[], "https://www.postgresql.org/docs/current/sql-alterforeigntable.html"),
    row(&[Kind::AlterColumnType], type_change_rewrites_key, ALL, &[(Family, Rewrite), (ReferencedThroughPart, Scan), (ReferrersToPart, Scan)], MEASURED),
    row(&[Kind::AlterColumnType], types::reindexes, ALL, &[(Family, Scan)], MEASURED),
    row(&[Kind::AlterColumnType], types::rechecks, ALL, &[(Family, Scan)], MEASURED),
    row(&[Kind::SetNotNull], holds_domain_to_rule, ALL, &[(UsersOfType, Scan)], MEASURED),
    row(&[Kind::SetNotNull], not_null_is_proved, ALL, &[], ALTER_TABLE),
    row(&[Kind::SetNotNull], always, ALL, &[(Family, Scan)], ALTER_TABLE),
    row(&[Kind::SetExpression], is_of_virtual_column, ALL, &[], ALTER_TABLE),
    row(&[Kind::SetExpression], always, ALL, &[(Family, Rewrite)], ALTER_TABLE),
    // Constraints.
    row(&[Kind::AddConstraint], holds_domain_to_rule, ALL, &[(UsersOfType, Scan)], MEASURED),
    row(&[Kind::AddConstraint], is_of_domain, ALL, &[], MEASURED),
    row(&[Kind::AddConstraint], is_not_inherited, ALL, &[(Itself, Scan)], MEASURED),
    row(&[Kind::AddConstraint], checks_rows, ALL, &[(Family, Scan)], ALTER_TABLE),
    row(&[Kind::AddConstraint], checks_references, ALL, &[(WithPartitions, Scan), (Referenced, Scan)], MEASURED),
    row(&[Kind::AddConstraint], builds_index, ALL, &[(WithPartitions, Scan)], ALTER_TABLE),
    row(&[Kind::AddConstraint], claims_index_for_key, ALL, &[(Itself, Scan)], ALTER_TABLE),
    row(&[Kind::ValidateConstraint], holds_domain_to_rule, ALL, &[(UsersOfType, Scan)], MEASURED),
    row(&[Kind::ValidateConstraint], is_valid_already, ALL, &[], MEASURED),
    row(&[Kind::ValidateConstraint], is_foreign_key, ALL, &[(WithPartitions, Scan), (ReferencedThroughPart, Scan)], MEASURED),
    row(&[Kind::ValidateConstraint], always, ALL, &[(Family, Scan)], ALTER_TABLE),
    // A table as a whole.
    row(&[Kind::SetLogged, Kind::SetUnlogged], is_logged_so_already, ALL, &[], MEASURED),
    row(&[Kind::SetLogged, Kind::SetUnlogged], always, ALL, &[(Itself, Rewrite)], ALTER_TABLE),
    row(&[Kind::SetAccessMethod], is_default_access_method, ALL, &[], MEASURED),
    row(&[Kind::SetTablespace], moves_all_in_tablespace, ALL, &[(Everything, Rewrite)], ALTER_TABLE),
    row(&[Kind::SetTablespace], is_default_tablespace, ALL, &[], MEASURED),
    row(&[Kind::SetAccessMethod, Kind::SetTablespace, Kind::SetWithOids], always, ALL, &[(Itself, Rewrite)], ALTER_TABLE),
    row(&[Kind::Truncate], cascades, ALL, &[(Family, Rewrite), (Referrers, Rewrite), (ParentReferrers, Rewrite)], MEASURED),
    row(&[Kind::Truncate], always, ALL, &[(Family, Rewrite)], MEASURED),
    // Partitions.
    row(&[Kind::CreateTable], skips_table, ALL, &[], MEASURED),
    row(&[Kind::CreateTable], is_partition_of, ALL, &[(DefaultPartition, Scan)], MEASURED),
    row(&[Kind::AttachPartition], bounds_are_proved, ALL, &[(DefaultPartition, Scan)], MEASURED),
    row(&[Kind::AttachPartition], always, ALL, &[(AttachedOrDetached, Scan), (DefaultPartition, Scan)], MEASURED),
    row(&[Kind::DetachPartition], parent_is_referenced, ALL, &[(ReferrersToPart, Scan), (ParentReferrers, Scan), (AttachedOrDetached, Scan)], MEASURED),
    // Indexes.
    row(&[Kind::CreateIndex], skips_index, ALL, &[], MEASURED),
    row(&[Kind::CreateIndex], always, ALL, &[(WithPartitions, Scan)], MEASURED),
    row(&[Kind::Reindex, Kind::Cluster, Kind::Vacuum], names_nothing, ALL, &[(Everything, Scan)], MEASURED),
    row(&[Kind::Reindex], is_about_many_relations, ALL, &[(Everything, Scan)], MEASURED),
    row(&[Kind::Reindex], has_no_index, ALL, &[], MEASURED),
    row(&[Kind::Reindex], is_of_index, ALL, &[(TableOfIndex, Scan)], MEASURED),
    row(&[Kind::Reindex], always, ALL, &[(WithPartitions, Scan)], MEASURED),
    // Upkeep.
    row(&[Kind::Cluster], always, ALL, &[(WithPartitions, Rewrite)], MEASURED),
    row(&[Kind::Vacuum], is_full, ALL, &[(WithPartitions, Rewrite)], MEASURED),
    row(&[Kind::RefreshMaterializedView], concurrently, ALL, &[(Itself, Scan)], MEASURED),
    row(&[Kind::RefreshMaterializedView], always, ALL, &[(Itself, Rewrite)], MEASURED),
    row(&[Kind::Call], calls_known_procedure, ALL, &[], MEASURED),
    // What other code does is not known.
    row(&[Kind::Call, Kind::Execute, Kind::ExecuteImmediate], always, ALL, &[(Everything, Scan)], MEASURED),
]);

/// A foreign key refers to the table whose partition goes, or to one above: no row may refer into the partition.
fn parent_is_referenced(subject: &Subject<'_>) -> crate::Fact {
    let look = subject.before.map(|before| Look::new(subject, before));
    Some(look.is_some_and(|look| !ParentReferrers.resolve(&look).keys.is_empty()))
}

/// A type change that writes the table anew also looks at its foreign keys again.
fn type_change_rewrites_key(subject: &Subject<'_>) -> crate::Fact {
    types::rewrites(subject)
}

pub(super) fn source(subject: &Subject<'_>) -> Option<&'static str> {
    source_of(ROWS, subject)
}

pub(super) fn add(look: &Look<'_, '_>, impact: &mut Impact) {
    match find(ROWS, look.subject) {
        Found::Nothing => {}
        Found::Unknown => {
            super::mark_unknown(impact, UnknownList::Rewrites);
            super::mark_unknown(impact, UnknownList::Scans);
        }
        Found::One(works) => {
            for (target, work) in *works {
                add_work(look, *target, *work, impact);
            }
        }
    }
}

fn add_work(look: &Look<'_, '_>, target: Target, work: Work, impact: &mut Impact) {
    let resolved = target.resolve(look);
    for key in resolved.keys.iter().filter(|key| has_rows(look, key)) {
        let name = key.joined();
        merge::extend(&mut impact.scans, std::slice::from_ref(&name));
        if work == Rewrite {
            merge::extend(&mut impact.rewrites, &[name]);
        }
    }
    if !resolved.is_complete {
        super::mark_unknown(impact, UnknownList::Scans);
        if work == Rewrite || target == Everything {
            super::mark_unknown(impact, UnknownList::Rewrites);
        }
    }
}

/// A partitioned table has no rows of its own.
fn has_rows(look: &Look<'_, '_>, key: &ObjectKey) -> bool {
    let table = look.before.table_at(key).seen();
    let is_partitioned = table.is_some_and(|table| table.is_partitioned() == Some(true));
    existed_before(look, key) && !is_partitioned
}
