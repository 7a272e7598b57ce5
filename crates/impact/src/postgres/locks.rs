//! The lock each change takes on each relation.
//!
//! Sources: <https://www.postgresql.org/docs/current/explicit-locking.html>, the pages of the commands, and
//! `pg_locks` after the statement in a transaction on PostgreSQL 15 ("measured").

use schema::{Action, Kind, KindSet};

use super::conditions::{
    adds_foreign_key, builds_index, calls_known_procedure, changes_no_row, claims_index, column_is_absent,
    comments_on_relation, constraint_is_absent, copies_out, holds_domain_to_rule, is_foreign_key,
    is_inherited_by_heirs, is_no_relation, is_not_inherited, is_of_domain, is_of_foreign_table, is_of_index,
    is_of_view, is_partition_of, is_required_in_all_partitions, is_view, key_makes_required, locks_rows, merge_deletes,
    moves_all_in_tablespace, policy_is_absent, replaces, rule_is_absent, sets_catalog_option, skips_column,
    skips_table, skips_view, trigger_fires_for_rows, trigger_is_absent,
};
use super::mode::Mode::{
    AccessExclusive, AccessShare, Exclusive, RowExclusive, RowShare, Share, ShareRowExclusive, ShareUpdateExclusive,
};
use super::targets::Target::{
    AttachedOrDetached, BodyReads, BodyWrites, DefaultPartition, Everything, Family, FamilyWithColumn,
    FamilyWithoutColumn, FiredChecks, FiredReads, FiredWrites, ForeignTables, Heirs, InSchema, Itself, Liked,
    LocksRowsOf, Named, NamedFamily, Owner, Parent, ParentReferences, ParentReferrers, Partitions, Readers,
    ReadersOfType, Reads, ReadsBeforePlan, ReadsThrough, Referenced, ReferencedAncestors, ReferencedAndPartitions,
    ReferencedBefore, ReferencedBeforeAndPartitions, ReferencedByBoth, ReferencedThroughPart, Referrers,
    ReferrersThatFollow, ReferrersThatLook, ReferrersToPart, RowTypes, TableOfIndex, TablesOfServer, TablesOfType,
    Underneath, UnderneathAnswered, UsersOfFunction, UsersOfOwnedSequences, UsersOfSequence, UsersOfType, ViewReads,
    WholeFamily, WithPartitions, Written,
};
use super::targets::{Look, Target};
use super::{Mode, add_lock};
use crate::Impact;
use crate::conditions::{cascades, concurrently, is_about_many_relations, is_full, names_nothing, with_no_data};
use crate::rows::{ALL, RowTable, Subject, always, before, row, since, table};

const MEASURED: &str = "measured: pg_locks on PostgreSQL 15";
const ALTER_TABLE: &str = "https://www.postgresql.org/docs/current/sql-altertable.html";
const CREATE_INDEX: &str = "https://www.postgresql.org/docs/current/sql-createindex.html";
const CREATE_TABLE: &str = "https://www.postgresql.org/docs/current/sql-createtable.html";
const LOCKING: &str = "https://www.postgresql.org/docs/current/explicit-locking.html";
const MAINTENANCE: &str = "https://www.postgresql.org/docs/current/sql-vacuum.html";

/// What is locked, and how.
type Locks = &'static [(Target, Mode)];

#[rustfmt::skip]
pub(super) const ROWS: &RowTable<Locks> = &table(&[
    // Tables.
    row(&[Kind::CreateTable, Kind::CreateForeignTable], skips_table, ALL, &[], MEASURED),
    row(&[Kind::CreateTable, Kind::CreateForeignTable], is_partition_of, ALL, &[(Parent, AccessExclusive), (DefaultPartition, AccessExclusive), (Referenced, ShareRowExclusive), (ParentReferences, ShareRowExclusive), (ParentReferrers, ShareRowExclusive)], CREATE_TABLE),
    row(&[Kind::CreateTable], with_no_data, ALL, &[(Reads, AccessShare)], MEASURED),
    row(&[Kind::CreateTable, Kind::CreateForeignTable], always, ALL, &[(Parent, ShareUpdateExclusive), (Referenced, ShareRowExclusive), (Liked, AccessShare), (RowTypes, AccessShare), (ReadsThrough, AccessShare), (FiredReads, AccessShare)], CREATE_TABLE),
    row(&[Kind::DropTable, Kind::DropForeignTable], cascades, ALL, &[(WithPartitions, AccessExclusive), (Heirs, AccessExclusive), (Parent, AccessExclusive), (DefaultPartition, AccessExclusive), (ReferencedBeforeAndPartitions, AccessExclusive), (ReferrersToPart, AccessExclusive), (ParentReferrers, AccessExclusive), (Readers, AccessExclusive), (UsersOfOwnedSequences, AccessExclusive)], MEASURED),
    row(&[Kind::DropTable, Kind::DropForeignTable], always, ALL, &[(WithPartitions, AccessExclusive), (Parent, AccessExclusive), (DefaultPartition, AccessExclusive), (ReferencedBeforeAndPartitions, AccessExclusive)], MEASURED),
    row(&[Kind::Truncate], cascades, ALL, &[(Family, AccessExclusive), (Referrers, AccessExclusive), (ParentReferrers, AccessExclusive)], LOCKING),
    row(&[Kind::Truncate], always, ALL, &[(Family, AccessExclusive)], LOCKING),
    // `ALTER DOMAIN` reads the tables that use the domain.
    row(&[Kind::AddConstraint, Kind::SetNotNull, Kind::ValidateConstraint], holds_domain_to_rule, ALL, &[(UsersOfType, Share)], MEASURED),
    row(&[Kind::AddConstraint, Kind::DropConstraint, Kind::SetNotNull, Kind::DropNotNull, Kind::SetDefault, Kind::DropDefault, Kind::OwnerTo, Kind::SetSchema, Kind::RenameConstraint], is_of_domain, ALL, &[], MEASURED),
    // Columns.
    row(&[Kind::AddColumn], skips_column, ALL, &[(Family, AccessExclusive)], MEASURED),
    row(&[Kind::AddColumn], always, ALL, &[(FamilyWithoutColumn, AccessExclusive), (RowTypes, AccessShare), (Referenced, ShareRowExclusive), (FiredReads, AccessShare), (FiredWrites, RowExclusive)], ALTER_TABLE),
    row(&[Kind::DropColumn], column_is_absent, ALL, &[(Itself, AccessExclusive)], MEASURED),
    row(&[Kind::DropColumn], cascades, ALL, &[(FamilyWithColumn, AccessExclusive), (ReferencedThroughPart, AccessExclusive), (ReferrersToPart, AccessExclusive), (Readers, AccessExclusive)], MEASURED),
    row(&[Kind::DropColumn], always, ALL, &[(FamilyWithColumn, AccessExclusive), (ReferencedThroughPart, AccessExclusive)], MEASURED),
    row(&[Kind::AlterColumnType], always, ALL, &[(Family, AccessExclusive), (ReferencedThroughPart, AccessExclusive), (ReferrersToPart, AccessExclusive)], MEASURED),
    row(&[Kind::SetColumnStatistics, Kind::SetColumnOptions], is_no_relation, ALL, &[], ALTER_TABLE),
    row(&[Kind::SetColumnStatistics, Kind::SetColumnOptions], always, ALL, &[(Family, ShareUpdateExclusive)], ALTER_TABLE),
    // Heirs have no identity of their own; from 17 on partitions share their table's.
    row(&[Kind::AddIdentity, Kind::DropIdentity, Kind::AlterIdentity], always, before(17, 0, 0), &[(Itself, AccessExclusive)], MEASURED),
    row(&[Kind::AddIdentity, Kind::DropIdentity, Kind::AlterIdentity], always, since(17, 0, 0), &[(WithPartitions, AccessExclusive)], "https://www.postgresql.org/docs/17/ddl-identity-columns.html"),
    row(&[Kind::SetNotNull], is_required_in_all_partitions, ALL, &[(Itself, AccessExclusive)], MEASURED),
    row(&[Kind::SetNotNull, Kind::DropNotNull, Kind::SetDefault, Kind::DropDefault, Kind::SetColumnStorage, Kind::SetExpression, Kind::DropExpression, Kind::AlterColumn, Kind::RenameColumn], always, ALL, &[(Family, AccessExclusive)], ALTER_TABLE),
    row(&[Kind::SetColumnCompression], always, ALL, &[(Itself, AccessExclusive)], ALTER_TABLE),
    // Constraints.
    row(&[Kind::AddConstraint], adds_foreign_key, ALL, &[(WithPartitions, ShareRowExclusive), (Referenced, ShareRowExclusive)], ALTER_TABLE),
    row(&[Kind::AddConstraint], key_makes_required, ALL, &[(Family, AccessExclusive)], MEASURED),
    row(&[Kind::AddConstraint], claims_index, ALL, &[(Itself, AccessExclusive)], MEASURED),
    row(&[Kind::AddConstraint], is_not_inherited, ALL, &[(Itself, AccessExclusive)], MEASURED),
    row(&[Kind::AddConstraint], builds_index, ALL, &[(Itself, AccessExclusive), (Partitions, Share)], MEASURED),
    row(&[Kind::AddConstraint], always, ALL, &[(Family, AccessExclusive)], ALTER_TABLE),
    row(&[Kind::DropConstraint], is_inherited_by_heirs, ALL, &[(WholeFamily, AccessExclusive)], MEASURED),
    row(&[Kind::DropConstraint], constraint_is_absent, ALL, &[(WithPartitions, AccessExclusive)], MEASURED),
    row(&[Kind::DropConstraint], cascades, ALL, &[(WithPartitions, AccessExclusive), (ReferencedAndPartitions, AccessExclusive), (ReferrersToPart, AccessExclusive)], MEASURED),
    row(&[Kind::DropConstraint], always, ALL, &[(WithPartitions, AccessExclusive), (ReferencedAndPartitions, AccessExclusive)], MEASURED),
    row(&[Kind::ValidateConstraint], super::conditions::is_valid_already, ALL, &[(Itself, ShareUpdateExclusive)], MEASURED),
    row(&[Kind::ValidateConstraint], is_foreign_key, ALL, &[(WithPartitions, ShareUpdateExclusive), (ReferencedThroughPart, RowShare)], ALTER_TABLE),
    row(&[Kind::ValidateConstraint], always, ALL, &[(Family, ShareUpdateExclusive)], ALTER_TABLE),
    row(&[Kind::AlterConstraint], always, ALL, &[(Itself, AccessExclusive)], MEASURED),
    row(&[Kind::RenameConstraint], is_inherited_by_heirs, ALL, &[(WholeFamily, AccessExclusive)], MEASURED),
    row(&[Kind::RenameConstraint], always, ALL, &[(Itself, AccessExclusive)], MEASURED),
    // A table as a whole.
    row(&[Kind::SetTablespace], moves_all_in_tablespace, ALL, &[(Everything, AccessExclusive)], ALTER_TABLE),
    row(&[Kind::SetOptions, Kind::ResetOptions, Kind::OwnerTo, Kind::SetSchema, Kind::SetTablespace], is_no_relation, ALL, &[], MEASURED),
    row(&[Kind::SetOptions, Kind::ResetOptions], is_view, ALL, &[(Itself, AccessExclusive)], MEASURED),
    row(&[Kind::SetOptions], is_of_foreign_table, ALL, &[(Itself, AccessExclusive)], MEASURED),
    row(&[Kind::SetOptions, Kind::ResetOptions], sets_catalog_option, ALL, &[(Itself, AccessExclusive)], MEASURED),
    row(&[Kind::SetOptions, Kind::ResetOptions, Kind::ClusterOn, Kind::SetWithoutCluster], always, ALL, &[(Itself, ShareUpdateExclusive)], ALTER_TABLE),
    row(&[Kind::EnableTrigger, Kind::DisableTrigger], trigger_fires_for_rows, ALL, &[(WithPartitions, ShareRowExclusive)], MEASURED),
    row(&[Kind::EnableTrigger, Kind::DisableTrigger], always, ALL, &[(Itself, ShareRowExclusive)], ALTER_TABLE),
    row(&[Kind::Inherit], always, ALL, &[(Itself, AccessExclusive), (Heirs, AccessShare), (Parent, ShareUpdateExclusive)], MEASURED),
    row(&[Kind::NoInherit], always, ALL, &[(Itself, AccessExclusive), (Parent, AccessShare)], MEASURED),
    row(&[Kind::RenameTable, Kind::RenameView, Kind::RenameMaterializedView, Kind::RenameForeignTable, Kind::SetSchema, Kind::OwnerTo, Kind::SetTablespace, Kind::SetLogged, Kind::SetUnlogged, Kind::SetAccessMethod, Kind::SetWithOids, Kind::SetWithoutOids, Kind::ReplicaIdentity, Kind::EnableRowSecurity, Kind::DisableRowSecurity, Kind::ForceRowSecurity, Kind::NoForceRowSecurity, Kind::EnableRule, Kind::DisableRule, Kind::OfType, Kind::NotOfType], always, ALL, &[(Itself, AccessExclusive)], ALTER_TABLE),
    // Partitions.
    row(&[Kind::AttachPartition], always, since(12, 0, 0), &[(Parent, ShareUpdateExclusive), (AttachedOrDetached, AccessExclusive), (DefaultPartition, AccessExclusive), (ReferencedBefore, ShareRowExclusive), (ReferencedByBoth, AccessExclusive), (ReferrersToPart, ShareRowExclusive), (ParentReferrers, ShareRowExclusive)], ALTER_TABLE),
    row(&[Kind::AttachPartition], always, before(12, 0, 0), &[(Parent, AccessExclusive), (AttachedOrDetached, AccessExclusive), (DefaultPartition, AccessExclusive)], "https://www.postgresql.org/docs/11/sql-altertable.html"),
    row(&[Kind::DetachPartition], concurrently, ALL, &[(Parent, ShareUpdateExclusive), (AttachedOrDetached, AccessExclusive)], ALTER_TABLE),
    row(&[Kind::DetachPartition], always, ALL, &[(Parent, AccessExclusive), (AttachedOrDetached, AccessExclusive), (DefaultPartition, AccessExclusive), (ReferencedBefore, ShareRowExclusive), (ReferrersToPart, AccessExclusive), (ParentReferrers, AccessExclusive), (ReferencedAncestors, AccessShare)], MEASURED),
    // Indexes.
    row(&[Kind::CreateIndex], concurrently, ALL, &[(Itself, ShareUpdateExclusive)], CREATE_INDEX),
    row(&[Kind::CreateIndex], always, ALL, &[(WithPartitions, Share)], CREATE_INDEX),
    row(&[Kind::DropIndex], concurrently, ALL, &[(TableOfIndex, ShareUpdateExclusive)], LOCKING),
    row(&[Kind::DropIndex], always, ALL, &[(TableOfIndex, AccessExclusive)], LOCKING),
    // Views.
    row(&[Kind::CreateView, Kind::AlterView], replaces, ALL, &[(Itself, AccessExclusive), (Reads, AccessShare)], MEASURED),
    row(&[Kind::CreateView], always, ALL, &[(Reads, AccessShare)], MEASURED),
    row(&[Kind::CreateMaterializedView], skips_view, ALL, &[(Reads, AccessShare)], MEASURED),
    row(&[Kind::CreateMaterializedView], with_no_data, ALL, &[(Reads, AccessShare)], MEASURED),
    row(&[Kind::CreateMaterializedView], always, ALL, &[(ReadsThrough, AccessShare), (FiredReads, AccessShare)], MEASURED),
    row(&[Kind::DropView, Kind::DropMaterializedView], cascades, ALL, &[(Itself, AccessExclusive), (Readers, AccessExclusive)], MEASURED),
    row(&[Kind::DropView, Kind::DropMaterializedView], always, ALL, &[(Itself, AccessExclusive)], MEASURED),
    row(&[Kind::RefreshMaterializedView], concurrently, ALL, &[(Itself, Exclusive), (ViewReads, AccessShare), (FiredReads, AccessShare)], "https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html"),
    row(&[Kind::RefreshMaterializedView], with_no_data, ALL, &[(Itself, AccessExclusive)], MEASURED),
    row(&[Kind::RefreshMaterializedView], always, ALL, &[(Itself, AccessExclusive), (ViewReads, AccessShare), (FiredReads, AccessShare)], "https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html"),
    // Triggers, rules, policies, statistics.
    row(&[Kind::CreateTrigger], trigger_fires_for_rows, ALL, &[(WithPartitions, ShareRowExclusive), (Named, AccessShare)], LOCKING),
    row(&[Kind::CreateTrigger], always, ALL, &[(Itself, ShareRowExclusive)], MEASURED),
    row(&[Kind::CreatePolicy, Kind::AlterPolicy], always, ALL, &[(Itself, AccessExclusive), (Reads, AccessShare)], MEASURED),
    row(&[Kind::DropTrigger], trigger_is_absent, ALL, &[], MEASURED),
    row(&[Kind::DropPolicy], policy_is_absent, ALL, &[], MEASURED),
    row(&[Kind::DropTrigger], trigger_fires_for_rows, ALL, &[(WithPartitions, AccessExclusive)], MEASURED),
    row(&[Kind::RenameTrigger], trigger_fires_for_rows, since(15, 0, 0), &[(WithPartitions, AccessExclusive)], "https://www.postgresql.org/docs/release/15.0/"),
    row(&[Kind::CreateRule], always, ALL, &[(Owner, AccessExclusive), (BodyReads, AccessShare), (BodyWrites, RowExclusive)], MEASURED),
    row(&[Kind::DropRule], rule_is_absent, ALL, &[], MEASURED),
    row(&[Kind::DropTrigger, Kind::DropPolicy, Kind::DropRule], always, ALL, &[(Owner, AccessExclusive)], MEASURED),
    row(&[Kind::RenameTrigger, Kind::RenameRule, Kind::RenamePolicy], always, ALL, &[(Itself, AccessExclusive)], MEASURED),
    row(&[Kind::CreateStatistics, Kind::DropStatistics], always, ALL, &[(Owner, ShareUpdateExclusive)], MEASURED),
    // Sequences, types, functions, schemas.
    row(&[Kind::CreateSequence, Kind::AlterSequence], always, ALL, &[(Owner, AccessShare)], MEASURED),
    row(&[Kind::AddAttribute, Kind::DropAttribute, Kind::AlterAttributeType, Kind::RenameAttribute], always, ALL, &[(TablesOfType, AccessExclusive)], MEASURED),
    row(&[Kind::DropType, Kind::DropDomain], cascades, ALL, &[(UsersOfType, AccessExclusive), (TablesOfType, AccessExclusive), (ReadersOfType, AccessExclusive)], MEASURED),
    row(&[Kind::DropFunction, Kind::DropRoutine], cascades, ALL, &[(UsersOfFunction, AccessExclusive)], MEASURED),
    row(&[Kind::DropSequence], cascades, ALL, &[(UsersOfSequence, AccessExclusive)], MEASURED),
    row(&[Kind::DropServer], cascades, ALL, &[(TablesOfServer, AccessExclusive)], MEASURED),
    row(&[Kind::DropForeignDataWrapper], cascades, ALL, &[(ForeignTables, AccessExclusive)], MEASURED),
    row(&[Kind::CreateFunction, Kind::CreateProcedure], always, ALL, &[(BodyReads, AccessShare), (BodyWrites, RowExclusive)], "measured with check_function_bodies = on, the default"),
    row(&[Kind::DropSchema], cascades, ALL, &[(InSchema, AccessExclusive)], MEASURED),
    row(&[Kind::DropExtension], cascades, ALL, &[(Everything, AccessExclusive)], MEASURED),
    row(&[Kind::DropOwned], always, ALL, &[(Everything, AccessExclusive)], MEASURED),
    row(&[Kind::CreatePublication, Kind::AlterPublication], always, ALL, &[(NamedFamily, ShareUpdateExclusive)], MEASURED),
    // Rows.
    row(&[Kind::Insert], always, ALL, &[(Itself, RowExclusive), (ReferencedThroughPart, RowShare), (Underneath, RowExclusive), (Written, RowExclusive), (ReadsThrough, AccessShare), (FiredReads, AccessShare), (FiredWrites, RowExclusive), (FiredChecks, RowShare), (UnderneathAnswered, AccessShare)], LOCKING),
    row(&[Kind::Update, Kind::Delete], changes_no_row, ALL, &[(Family, RowExclusive), (Underneath, RowExclusive), (ReadsThrough, AccessShare)], MEASURED),
    row(&[Kind::Update, Kind::Delete], always, ALL, &[(Family, RowExclusive), (ReferencedThroughPart, RowShare), (ReferrersThatLook, RowShare), (ReferrersThatFollow, RowExclusive), (Underneath, RowExclusive), (Written, RowExclusive), (ReadsThrough, AccessShare), (FiredReads, AccessShare), (FiredWrites, RowExclusive), (FiredChecks, RowShare), (UnderneathAnswered, AccessShare)], LOCKING),
    row(&[Kind::Merge], merge_deletes, ALL, &[(Family, RowExclusive), (ReferrersThatLook, RowShare), (ReferrersThatFollow, RowExclusive), (ReadsThrough, AccessShare), (FiredReads, AccessShare), (FiredWrites, RowExclusive), (FiredChecks, RowShare)], MEASURED),
    row(&[Kind::Merge], always, ALL, &[(Family, RowExclusive), (ReadsThrough, AccessShare), (FiredReads, AccessShare), (FiredWrites, RowExclusive), (FiredChecks, RowShare)], LOCKING),
    row(&[Kind::Copy], copies_out, ALL, &[(Itself, AccessShare), (ReadsThrough, AccessShare)], LOCKING),
    row(&[Kind::Copy], always, ALL, &[(Itself, RowExclusive), (ReferencedThroughPart, RowShare), (FiredReads, AccessShare), (FiredWrites, RowExclusive), (FiredChecks, RowShare)], LOCKING),
    row(&[Kind::Select], locks_rows, ALL, &[(LocksRowsOf, RowShare), (ReadsThrough, AccessShare), (Written, RowExclusive), (FiredReads, AccessShare), (FiredWrites, RowExclusive), (FiredChecks, RowShare)], LOCKING),
    // It is planned when it is executed: what views stand for is locked, heirs and partitions are not.
    row(&[Kind::Prepare], always, ALL, &[(ReadsBeforePlan, AccessShare), (Written, RowExclusive)], MEASURED),
    row(&[Kind::Select, Kind::Values, Kind::TableRows, Kind::Explain, Kind::DeclareCursor, Kind::Perform], always, ALL, &[(ReadsThrough, AccessShare), (Written, RowExclusive), (FiredReads, AccessShare), (FiredWrites, RowExclusive), (FiredChecks, RowShare)], LOCKING),
    // Upkeep.
    row(&[Kind::Vacuum, Kind::Analyze, Kind::Cluster, Kind::Reindex], names_nothing, ALL, &[(Everything, ShareUpdateExclusive)], MAINTENANCE),
    row(&[Kind::Reindex], is_about_many_relations, ALL, &[(Everything, Share)], MAINTENANCE),
    row(&[Kind::Vacuum], is_full, ALL, &[(WithPartitions, AccessExclusive)], MAINTENANCE),
    row(&[Kind::Vacuum], always, ALL, &[(WithPartitions, ShareUpdateExclusive)], MAINTENANCE),
    row(&[Kind::Analyze, Kind::Vacuum], is_of_view, ALL, &[], MEASURED),
    row(&[Kind::Analyze], always, ALL, &[(WithPartitions, ShareUpdateExclusive), (Heirs, AccessShare)], MEASURED),
    row(&[Kind::Cluster], always, ALL, &[(WithPartitions, AccessExclusive)], LOCKING),
    row(&[Kind::Reindex], is_index_concurrently, ALL, &[(TableOfIndex, ShareUpdateExclusive)], LOCKING),
    row(&[Kind::Reindex], concurrently, ALL, &[(WithPartitions, ShareUpdateExclusive)], LOCKING),
    row(&[Kind::Reindex], is_of_index, ALL, &[(TableOfIndex, Share)], "https://www.postgresql.org/docs/current/sql-reindex.html"),
    row(&[Kind::Reindex], always, ALL, &[(WithPartitions, Share)], "https://www.postgresql.org/docs/current/sql-reindex.html"),
    row(&[Kind::Comment], comments_on_relation, ALL, &[(Itself, ShareUpdateExclusive)], LOCKING),
    row(&[Kind::Comment], always, ALL, &[(Named, AccessShare)], MEASURED),
    row(&[Kind::SecurityLabel], comments_on_relation, ALL, &[(Itself, ShareUpdateExclusive)], LOCKING),
    row(&[Kind::Call], calls_known_procedure, ALL, &[(FiredReads, AccessShare), (FiredWrites, RowExclusive), (FiredChecks, RowShare)], MEASURED),
    // What other code does is not known.
    row(&[Kind::Call, Kind::Execute, Kind::ExecuteImmediate], always, ALL, &[(Everything, AccessShare)], LOCKING),
]);

/// The kinds of change that may take a lock for which at least writers wait.
pub(super) const BLOCKING: KindSet = {
    let mut kinds = KindSet::of(&[Kind::Lock]);
    let rows = ROWS.rows();
    let mut at = 0;
    while at < rows.len() {
        let locks = rows[at].effect;
        let mut lock = 0;
        while lock < locks.len() {
            if locks[lock].1.blocks_writes() {
                kinds = kinds.union(rows[at].kinds);
            }
            lock += 1;
        }
        at += 1;
    }
    kinds
};

fn is_index_concurrently(subject: &Subject<'_>) -> crate::Fact {
    crate::merge::all(is_of_index(subject), concurrently(subject))
}

/// `LOCK TABLE` says its mode itself; heirs, partitions and what a view reads are locked along.
pub(super) fn add_written_mode(look: &Look<'_, '_>, impact: &mut Impact) {
    let Action::Lock(lock) = &look.subject.change.action else {
        return;
    };
    let written = lock.mode.as_deref().map(|mode| mode.trim_end_matches(" MODE"));
    let mode = match written {
        None => Some(AccessExclusive),
        Some(written) => Mode::ALL.iter().copied().find(|mode| mode.name() == written),
    };
    let Some(mode) = mode else {
        super::mark_unknown(impact, crate::UnknownList::Locks);
        return;
    };
    let tables = Family.resolve(look).keys.into_iter();
    for key in tables.chain(Underneath.resolve(look).keys) {
        add_lock(look, &key, mode, impact);
    }
}
