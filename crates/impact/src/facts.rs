use compact_str::CompactString;
use serde::Serialize;

/// True, false, or not known.
pub type Fact = Option<bool>;

/// What a change does to the release that still serves while it runs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Nothing to the schema or the rows.
    Neutral,
    /// Rows only.
    Data,
    /// Old code keeps working.
    Expand,
    /// Old code may break.
    Contract,
}

/// How MySQL and MariaDB carry out a change, the cheapest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Algorithm {
    /// Only metadata changes.
    Instant,
    /// In place, without touching the rows (MariaDB).
    Nocopy,
    /// In place; the rows may be rebuilt.
    Inplace,
    /// The table is copied, and writes wait.
    Copy,
}

/// A relation of [`Impact::scans`] and its like without its schema, as messages name it.
#[must_use]
pub fn bare_name(relation: &str) -> &str {
    relation.split_once('.').map_or(relation, |(_, name)| name)
}

/// A lock on a relation that existed before the statement.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RelationLock {
    /// `schema.name`.
    pub relation: CompactString,
    /// The engine's name of the mode: `ACCESS EXCLUSIVE`, `SHARED`, `Sch-M`.
    pub mode: &'static str,
    /// Whether readers wait.
    pub blocks_reads: bool,
    /// Whether writers wait.
    pub blocks_writes: bool,
}

impl RelationLock {
    /// The relation without its schema, as messages name it.
    #[must_use]
    pub fn bare_name(&self) -> &str {
        bare_name(&self.relation)
    }

    /// Who waits for it, as a message begins: "reads and writes of", "writes to".
    #[must_use]
    pub const fn waiting(&self) -> &'static str {
        if self.blocks_reads {
            "reads and writes of"
        } else {
            "writes to"
        }
    }
}

/// A list that may lack entries.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum UnknownList {
    /// [`Impact::locks`].
    Locks,
    /// [`Impact::rewrites`].
    Rewrites,
    /// [`Impact::scans`].
    Scans,
}

/// What comes of a statement or a change: whether the engine takes it, whether a rollback undoes it, what is left after it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Outcome {
    /// It may run inside a transaction block and is undone by its rollback.
    pub transactional: Fact,
    /// The engine refuses it inside a transaction block.
    pub refused_in_transaction: Fact,
    /// It commits the open transaction (MySQL, MariaDB, Oracle DDL).
    pub implicit_commit: Fact,
    /// A second run succeeds and leaves schema and rows as after the first.
    pub idempotent: Fact,
    /// Stored data is lost.
    pub destructive: Fact,
    /// Another statement can bring the schema and the rows back.
    pub reversible: Fact,
    /// What it does to the release that still serves.
    pub phase: Option<Phase>,
    /// Why the engine refuses it as it stands, where a reason is known.
    pub refusal: Option<&'static str>,
}

/// What a statement or a change does to the rows of whole relations.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RowWork {
    /// As [`Impact::rewrites`].
    pub rewrites: Vec<CompactString>,
    /// As [`Impact::scans`].
    pub scans: Vec<CompactString>,
    /// Lists above that may lack entries.
    pub unknown: Vec<UnknownList>,
}

/// What a statement or a change does.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Impact {
    /// What comes of it. The rest is what it does meanwhile.
    pub outcome: Outcome,
    /// The strongest lock on each relation that existed before.
    pub locks: Vec<RelationLock>,
    /// Relations whose rows are written anew.
    pub rewrites: Vec<CompactString>,
    /// Relations read in full while their lock is held, rewritten ones included.
    pub scans: Vec<CompactString>,
    /// How MySQL and MariaDB carry it out.
    pub algorithm: Option<Algorithm>,
    /// Whether it takes MySQL's or MariaDB's exclusive metadata lock, if only for a moment.
    pub metadata_lock: Fact,
    /// Lists above that may lack entries.
    pub unknown: Vec<UnknownList>,
}

impl Impact {
    /// Its locks for which at least writers wait.
    #[must_use]
    pub fn blocking_locks(mut self) -> Vec<RelationLock> {
        self.locks.retain(|lock| lock.blocks_writes);
        self.locks
    }

    /// What of it is work on rows.
    #[must_use]
    pub fn row_work(mut self) -> RowWork {
        self.unknown.retain(|list| *list != UnknownList::Locks);
        RowWork {
            rewrites: self.rewrites,
            scans: self.scans,
            unknown: self.unknown,
        }
    }
}
