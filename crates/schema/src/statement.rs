use compact_str::CompactString;
use serde::Serialize;
use smallvec::SmallVec;
use source::TextRange;

use crate::{Change, Expr, Ident, Kind, LockHints, Name, ObjectKind};

/// One command, perhaps nested in a block, perhaps under a guard.
#[derive(Clone, PartialEq, Debug)]
pub struct Statement {
    /// What it does; [`Kind::Unknown`] where the grammar gave up.
    pub kind: Kind,
    /// Its text, without the terminator and without leading comments.
    pub range: TextRange,
    /// Its tokens, as indexes into the script's.
    pub tokens: TokenRange,
    /// What it changes: never empty. A statement that changes nothing has one change of its own kind.
    pub changes: Vec<Change>,
    /// What holds for the statement as a whole.
    pub modifiers: Modifiers,
    /// The relations and routines it names, and what for.
    pub uses: NameUses,
    /// When it runs.
    pub runs: Runs,
    /// The condition that makes it run only when needed.
    pub guard: Option<Box<Guard>>,
    /// What stands inside it: the statements of a block or of a routine's body.
    pub body: Vec<Statement>,
    /// The parts that no field of the model took.
    pub opaque: Vec<TextRange>,
}

impl Statement {
    /// This statement and those inside it, outer ones first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        visit(self);
        for inner in &self.body {
            inner.walk(visit);
        }
    }

    /// The relations that the statement reads.
    pub fn reads(&self) -> impl Iterator<Item = &Name> {
        self.uses
            .iter()
            .filter(|used| used.role == Role::Reads)
            .map(|used| &used.name)
    }

    /// The relations whose rows or shape the statement changes.
    pub fn writes(&self) -> impl Iterator<Item = &Name> {
        self.uses
            .iter()
            .filter(|used| used.role == Role::Writes)
            .map(|used| &used.name)
    }
}

/// A range of a script's tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TokenRange {
    /// The first token.
    pub start: u32,
    /// The token after the last.
    pub end: u32,
}

/// When a statement runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Runs {
    /// With the script.
    Now,
    /// With the script, if a condition holds, or repeatedly in a loop.
    If,
    /// For each row that fires a trigger.
    PerRow,
    /// When somebody calls the routine.
    WhenCalled,
}

/// A condition around a statement that makes it run only when needed.
#[derive(Clone, PartialEq, Debug)]
pub struct Guard {
    /// What it asks.
    pub kind: GuardKind,
    /// What kind of object it asks about, where it does.
    pub object_kind: Option<ObjectKind>,
    /// The object it asks about, where that can be read.
    pub object: Option<Name>,
    /// The column of that object, where it asks about one.
    pub column: Option<Ident>,
    /// Where the condition stands.
    pub range: TextRange,
    /// What else it asks, where `AND` joins several questions.
    pub others: Vec<Guard>,
}

/// What a guard asks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GuardKind {
    /// That something does not exist yet.
    Absent,
    /// That something exists.
    Present,
    /// An error that says so is caught: `exception when duplicate_object`.
    CaughtError,
    /// Something else.
    Condition,
}

/// What holds for a statement as a whole rather than for one of its changes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Modifiers {
    /// `IF EXISTS` on the altered object.
    pub if_exists: bool,
    /// PostgreSQL's `ONLY`.
    pub only: bool,
    /// `CONCURRENTLY`, with its place.
    pub concurrently: Option<TextRange>,
    /// MySQL's `ALGORITHM = …`, upper case.
    pub algorithm: Option<CompactString>,
    /// MySQL's `LOCK = …`, upper case.
    pub lock: Option<CompactString>,
    /// MariaDB's `ALTER IGNORE TABLE`.
    pub ignores: bool,
    /// SQL Server's and Oracle's `ONLINE`; `None` where nothing is said.
    pub online: Option<bool>,
    /// `NOWAIT`, `WAIT n`, `WAIT_AT_LOW_PRIORITY`, as written.
    pub wait: Option<TextRange>,
    /// `EXPLAIN ANALYZE`: what is explained is run.
    pub analyzes: bool,
    /// SQL Server's `WITH CHECK` (true) and `WITH NOCHECK` (false) before `ADD CONSTRAINT`.
    pub with_check: Option<bool>,
    /// The first two keywords' places, where a fix would insert: `CREATE INDEX` ends here.
    pub head: TextRange,
}

/// `CASCADE` or `RESTRICT`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Behaviour {
    /// Takes along what depends on the object.
    Cascade(TextRange),
    /// Refuses where something depends on it.
    Restrict,
}

/// The names of a statement. Most have one, which needs no memory of its own.
pub type NameUses = SmallVec<[NameUse; 1]>;

/// A name, and what the statement does with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NameUse {
    /// The name, as written.
    pub name: Name,
    /// What for.
    pub role: Role,
    /// How it is locked, where the statement says so (SQL Server).
    pub lock_hints: LockHints,
}

/// What a statement does with something it names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// Reads a relation's rows.
    Reads,
    /// Changes a relation's rows or its shape, creates or drops it.
    Writes,
    /// Refers to a relation: a foreign key's target.
    References,
    /// Calls a routine.
    Calls,
}

/// The expressions a statement holds, for those who ask about calls and columns.
impl Statement {
    /// Every expression that the statement's changes hold, outer ones first.
    pub fn each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        for change in &self.changes {
            change.each_expr(visit);
        }
    }
}
