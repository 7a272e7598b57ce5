//! The relations that a row of the lock and work tables means.

mod dependents;
mod foreign_keys;
mod look;
mod parents;
mod through;

use schema::{NameRole, ObjectKey, ObjectKind, ReferentialAction, catalog::Dependency};

pub(super) use look::Look;

/// Which relations.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Target {
    /// Those the change is about.
    Itself,
    /// Those, with their partitions and heirs unless `ONLY` is said.
    Family,
    /// Those, with their partitions and heirs, whether or not `ONLY` is said.
    WholeFamily,
    /// Those, with their partitions unless `ONLY` is said.
    WithPartitions,
    /// Their partitions alone.
    Partitions,
    /// Their heirs alone.
    Heirs,
    /// The tables that foreign keys in the change refer to, with their partitions.
    Referenced,
    /// The tables that existing foreign keys of the table refer to.
    ReferencedBefore,
    /// The tables that the foreign keys over the changed column or constraint refer to.
    ReferencedThroughPart,
    /// Those, with their partitions.
    ReferencedAndPartitions,
    /// The tables whose foreign keys refer to the changed column or constraint.
    ReferrersToPart,
    /// The tables whose foreign keys refer to the table, and those that refer to them.
    Referrers,
    /// The tables whose foreign keys refer to the table and only look when its rows go.
    ReferrersThatLook,
    /// The tables whose foreign keys refer to the table and change with its rows.
    ReferrersThatFollow,
    /// The partitioned table, or the one inherited from.
    Parent,
    /// The tables that the parent's foreign keys refer to.
    ParentReferences,
    /// The tables whose foreign keys refer to the parent.
    ParentReferrers,
    /// The parent's default partition.
    DefaultPartition,
    /// The tables attached or detached.
    AttachedOrDetached,
    /// The views that depend on it, however deep.
    Readers,
    /// The views that read a column of the type, and those that depend on them.
    ReadersOfType,
    /// The relations whose rows the query locks, with what views among them read, and with partitions.
    LocksRowsOf,
    /// The relations that the statement reads, as it names them.
    Reads,
    /// The relations that the statement reads, with what the views among them read, but without partitions.
    ReadsBeforePlan,
    /// The relations that the statement reads, with what the views among them read, and with partitions.
    ReadsThrough,
    /// What the materialized view reads.
    ViewReads,
    /// What the view that is written to, or locked, stands on.
    Underneath,
    /// The relations that the statement refers to by the way.
    Named,
    /// Those, with their heirs unless `ONLY` is said.
    NamedFamily,
    /// The relations that a `WITH` in the statement writes to.
    Written,
    /// The tables of `LIKE`.
    Liked,
    /// The table of the index.
    TableOfIndex,
    /// The table that a sequence, rule or statistics belongs to.
    Owner,
    /// The tables with a column of the type.
    UsersOfType,
    /// The tables with a trigger that calls the function.
    UsersOfFunction,
    /// The tables made `OF` the type.
    TablesOfType,
    /// The tables whose rows are types of new columns.
    RowTypes,
    /// The tables with a default that counts by the sequence, or by one that goes with the table.
    UsersOfSequence,
    UsersOfOwnedSequences,
    /// The foreign tables of the server, and of any.
    TablesOfServer,
    ForeignTables,
    /// Those that a new column, or the lack of one, goes on to.
    FamilyWithoutColumn,
    FamilyWithColumn,
    /// The tables that foreign keys of the attached table and of its new parent refer to alike.
    ReferencedByBoth,
    /// The tables above the parent to which foreign keys refer.
    ReferencedAncestors,
    /// The tables that existing foreign keys of the table refer to, with their partitions.
    ReferencedBeforeAndPartitions,
    /// Everything in the schema.
    InSchema,
    /// What the body of an SQL function reads, and what it writes.
    BodyReads,
    BodyWrites,
    /// What triggers, rules and called functions read along, what they write, and where they look up keys.
    FiredReads,
    FiredWrites,
    FiredChecks,
    /// What a view stands on whose trigger or rule answers the change.
    UnderneathAnswered,
    /// Everything that can be said: the statement is about all of the database.
    Everything,
}

/// What a target stands for.
pub(super) struct Resolved {
    pub(super) keys: Vec<ObjectKey>,
    /// Whether that is all of them.
    pub(super) is_complete: bool,
}

impl Resolved {
    const fn all(keys: Vec<ObjectKey>) -> Self {
        Self {
            keys,
            is_complete: true,
        }
    }
}

impl Target {
    pub(super) fn resolve(self, look: &Look<'_, '_>) -> Resolved {
        match self {
            Self::Itself => Resolved::all(look.themselves().to_vec()),
            Self::Family => Resolved::all(look.with(&[Dependency::Partition, Dependency::Inherits])),
            Self::WholeFamily => Resolved::all(look.with_all_below(&[Dependency::Partition, Dependency::Inherits])),
            Self::WithPartitions => Resolved::all(look.with(&[Dependency::Partition])),
            Self::Partitions => Resolved::all(look.below(&[Dependency::Partition])),
            Self::Heirs => Resolved::all(look.below(&[Dependency::Inherits])),
            Self::Referenced => Resolved::all(look.with_partitions(look.referenced())),
            Self::ReferencedBefore => Resolved::all(look.references(|_| true)),
            Self::ReferencedThroughPart => look.referenced_through_part(),
            Self::ReferencedAndPartitions => {
                let Resolved { keys, is_complete } = look.referenced_through_part();
                Resolved {
                    keys: look.with_partitions(keys),
                    is_complete,
                }
            }
            Self::ReferrersToPart => look.referrers_to_part(),
            Self::Referrers => Resolved::all(look.referrers_however_deep()),
            Self::ReferrersThatLook => Resolved::all(look.referrers_that(|action| !follows(action))),
            Self::ReferrersThatFollow => Resolved::all(look.referrers_that(follows)),
            Self::Parent => Resolved::all(look.parents()),
            Self::ParentReferences => Resolved::all(look.parent_references()),
            Self::ParentReferrers => Resolved::all(look.parent_referrers()),
            Self::DefaultPartition => Resolved::all(look.default_partitions()),
            Self::AttachedOrDetached => Resolved::all(look.with_partitions(look.attached())),
            Self::Readers => Resolved::all(look.readers()),
            Self::ReadersOfType => Resolved::all(look.readers_of_type()),
            Self::ReadsBeforePlan => Resolved::all(look.through_views(look.named(NameRole::Reads))),
            Self::Reads => Resolved::all(look.named(NameRole::Reads)),
            Self::ReadsThrough => Resolved::all(look.through(look.named(NameRole::Reads))),
            Self::LocksRowsOf => Resolved::all(look.through(look.locks_rows_of())),
            Self::ViewReads => Resolved::all(look.view_reads()),
            Self::Underneath => Resolved::all(look.underneath()),
            Self::Named => Resolved::all(look.named(NameRole::References)),
            Self::NamedFamily => Resolved::all(look.named_family()),
            Self::Written => Resolved::all(look.named(NameRole::Writes)),
            Self::Liked => Resolved::all(look.liked()),
            Self::TableOfIndex => look.table_of_index(),
            Self::Owner => look.owner(),
            Self::UsersOfType => Resolved::all(look.users_of_type()),
            Self::UsersOfFunction => Resolved::all(look.users_of_function()),
            Self::TablesOfType => Resolved::all(look.tables_of_type()),
            Self::RowTypes => Resolved::all(look.row_types()),
            Self::UsersOfSequence => Resolved::all(look.users_of_sequence()),
            Self::UsersOfOwnedSequences => Resolved::all(look.users_of_owned_sequences()),
            Self::TablesOfServer => Resolved::all(look.tables_of_server()),
            Self::ForeignTables => look.foreign_tables(),
            Self::FamilyWithoutColumn => Resolved::all(look.family_without_column()),
            Self::FamilyWithColumn => Resolved::all(look.family_with_column()),
            Self::ReferencedByBoth => Resolved::all(look.referenced_by_both()),
            Self::ReferencedAncestors => Resolved::all(look.referenced_ancestors()),
            Self::ReferencedBeforeAndPartitions => Resolved::all(look.with_partitions(look.references(|_| true))),
            Self::InSchema => look.in_schema(),
            Self::BodyReads => Resolved::all(look.body(NameRole::Reads)),
            Self::BodyWrites => Resolved::all(look.body(NameRole::Writes)),
            Self::FiredReads => look.fired_reads(),
            Self::FiredWrites => look.fired_writes(),
            Self::FiredChecks => Resolved::all(look.with_partitions(look.fired().checked.clone())),
            Self::UnderneathAnswered => Resolved::all(look.underneath_answered()),
            Self::Everything => Resolved {
                keys: Vec::new(),
                is_complete: false,
            },
        }
    }
}

const fn follows(action: Option<ReferentialAction>) -> bool {
    matches!(
        action,
        Some(ReferentialAction::Cascade | ReferentialAction::SetNull | ReferentialAction::SetDefault)
    )
}

/// Whether a thing is one of the kinds that `COMMENT ON` locks as a relation.
pub(super) const fn is_commented_as_relation(kind: ObjectKind) -> bool {
    kind.is_relation() || matches!(kind, ObjectKind::Column)
}
