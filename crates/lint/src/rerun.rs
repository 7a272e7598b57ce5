use impact::{Phase, Transaction};
use migrations::{Direction, MigrationKind, TransactionMode};
use schema::{Action, Change, Dialect, Ident, Kind, Name, ObjectKind, Persistence, Statement, Verb};
use source::StatementPath;

use crate::{MigrationFacts, StatementFacts};

/// Why a statement may meet what an earlier run of it left.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Rerun {
    /// The tool runs the migration again whenever its text changes.
    Repeatable,
    /// The tool runs it at each occurrence of an event.
    Callback,
    /// It stays when a later statement fails, and the next attempt begins with the first one.
    Retry,
}

impl Rerun {
    /// Why, as a message begins; `left` says what an attempt that failed leaves.
    #[must_use]
    pub const fn reason(self, left: &'static str) -> &'static str {
        match self {
            Self::Repeatable => "this script runs whenever its text changes",
            Self::Callback => "this script runs at each occurrence of its event",
            Self::Retry => left,
        }
    }
}

/// Statements that can hardly fail, so that nobody has to begin again because of them.
const HARMLESS: &[Kind] = &[
    Kind::Empty,
    Kind::ClientCommand,
    Kind::Begin,
    Kind::Commit,
    Kind::Rollback,
    Kind::Set,
    Kind::SetNames,
    Kind::Reset,
    Kind::Use,
    Kind::Print,
    Kind::Pragma,
    Kind::Declare,
];

impl MigrationFacts {
    /// Why a statement may meet what an earlier run of it left; `None` where no second run is to be expected, and where
    /// a transaction would mend that.
    #[must_use]
    pub fn rerun(&self, path: &StatementPath) -> Option<Rerun> {
        match self.migration.direction {
            Direction::Repeatable => return Some(Rerun::Repeatable),
            Direction::Callback => return Some(Rerun::Callback),
            // What leads down is run by people, who look at what it says.
            Direction::Down => return None,
            Direction::Up | Direction::Baseline => {}
        }
        let at = *path.0.first()? as usize;
        let is_retried = self.begins_again_after_failure() && self.outlives_failure(at) && !self.fits_one_transaction();
        is_retried.then_some(Rerun::Retry)
    }

    /// Whether everything in it could run in one transaction and be undone with it.
    #[must_use]
    pub fn fits_one_transaction(&self) -> bool {
        self.script.dialect.has_transactional_ddl()
            && self
                .iter()
                .all(|(statement, facts)| is_harmless(statement) || facts.outcome().transactional == Some(true))
    }

    /// Whether a tool runs it that begins with the first statement again when one has failed. A client that only sends
    /// text is none, and Atlas goes on with the statement that failed
    /// (<https://atlasgo.io/versioned/apply#partial-failures>).
    #[must_use]
    pub fn begins_again_after_failure(&self) -> bool {
        use migrations::Tool::{Atlas, Plain, Psql, Rails, Ssdt};
        let is_run = !matches!(self.tool, Psql | Plain | Ssdt | Rails | Atlas);
        let is_loose = self.migration.kind == MigrationKind::Loose;
        is_run && !is_loose && self.migration.policy.transaction != TransactionMode::Unknown
    }

    /// Whether what the top-level statement with this number does stays when a later one fails.
    #[must_use]
    pub fn outlives_failure(&self, at: usize) -> bool {
        let transactions = self.transactions();
        let Some(here) = transactions.get(at) else {
            return false;
        };
        // Only what runs in another transaction can leave this one behind; whether it may fail costs more to find out.
        // The numbers of transactions only grow, so the last one tells.
        let is_apart = transactions.last().is_some_and(|last| last.group != here.group);
        if here.transaction == Transaction::Unknown || !is_apart {
            return false;
        }
        let may_fail = |known: &StatementFacts<'_>| {
            !is_harmless(known.statement()) && known.outcome().phase != Some(Phase::Neutral)
        };
        let later = (at + 1..self.script.statements.len()).rev();
        let last = later.filter_map(|later| self.statement(later)).find(may_fail);
        last.is_some_and(|last| last.transaction().group != here.group)
    }

    /// Whether the change meets a clean slate in each run: what it makes is dropped above it, what it drops is made
    /// above it, or it is about a table that the migration makes anew.
    #[must_use]
    pub fn is_cleared_above(&self, change: &Change) -> bool {
        let dialect = self.script.dialect;
        let own = part(change, dialect);
        let clears = |earlier: &Change| {
            let is_other_way = is_drop(earlier) != is_drop(change);
            let is_own = is_other_way && own.is_some() && part(earlier, dialect) == own;
            is_own
                || makes_table_of(earlier, change, dialect)
                || empties_table_of(earlier, change, dialect)
                || empties_schema_of(earlier, change, dialect)
        };
        let mut is_cleared = false;
        for statement in &self.script.statements {
            if statement.range.start >= change.range.start {
                break;
            }
            statement.walk(&mut |inner| {
                let above = inner
                    .changes
                    .iter()
                    .filter(|earlier| earlier.range.start < change.range.start);
                is_cleared |= above.into_iter().any(&clears);
            });
        }
        is_cleared
    }

    /// Whether what the change drops is made again below it and above `offset`, so that it can be dropped once more.
    #[must_use]
    pub fn is_made_again(&self, change: &Change, offset: u32) -> bool {
        let dialect = self.script.dialect;
        let Some(own) = part(change, dialect).filter(|_| is_drop(change)) else {
            return false;
        };
        let between = change.range.end..offset;
        let changes = self.script.statements.iter().flat_map(|statement| &statement.changes);
        changes
            .filter(|later| between.contains(&later.range.start) && !is_drop(later))
            .any(|later| part(later, dialect).as_ref() == Some(&own))
    }
}

fn is_harmless(statement: &Statement) -> bool {
    HARMLESS.contains(&statement.kind)
}

/// What the change makes or drops, in a form in which both are the same.
fn part(change: &Change, dialect: Dialect) -> Option<(ObjectKind, String)> {
    let in_table = |kind: ObjectKind, table: &Name, part: &Ident| {
        (kind, format!("{}.{}", table.resolved(dialect), part.folded(dialect)))
    };
    // Names of indexes, triggers and policies are looked up next to their table, wherever that is.
    let alone = |kind: ObjectKind, name: &Ident| (kind, name.folded(dialect).to_string());
    match &change.action {
        Action::AddColumn { table, column, .. } => Some(in_table(ObjectKind::Column, table, &column.name)),
        Action::Column(action) if change.kind == Kind::DropColumn => {
            Some(in_table(ObjectKind::Column, &action.table, &action.column))
        }
        Action::AddConstraint { table, constraint, .. } => {
            Some(in_table(ObjectKind::Constraint, table, constraint.name.as_ref()?))
        }
        Action::Constraint(action) if change.kind == Kind::DropConstraint => {
            Some(in_table(ObjectKind::Constraint, &action.table, action.name.as_ref()?))
        }
        Action::CreateIndex(index) => Some(alone(ObjectKind::Index, &index.name.as_ref()?.ident)),
        Action::CreateTrigger(trigger) => Some(alone(ObjectKind::Trigger, &trigger.name.ident)),
        Action::CreatePolicy(policy) => Some(alone(ObjectKind::Policy, &policy.name)),
        Action::Drop(dropped) => match dropped.object_kind {
            kind @ (ObjectKind::Index | ObjectKind::Trigger | ObjectKind::Policy) => {
                Some(alone(kind, &dropped.name.ident))
            }
            ObjectKind::Routine => Some((ObjectKind::Function, dropped.name.resolved(dialect))),
            kind => Some((kind, dropped.name.resolved(dialect))),
        },
        _ => {
            let (_, kind) = change.kind.verb_object().filter(|(verb, _)| *verb == Verb::Create)?;
            Some((kind, change.object()?.resolved(dialect)))
        }
    }
}

fn is_drop(change: &Change) -> bool {
    matches!(change.action, Action::Drop(_)) || matches!(change.kind, Kind::DropColumn | Kind::DropConstraint)
}

/// The earlier change makes the table that the other is about, and would fail or make it anew in a second run.
fn makes_table_of(earlier: &Change, change: &Change, dialect: Dialect) -> bool {
    let Action::CreateTable(made) = &earlier.action else {
        return false;
    };
    let is_anew = !made.if_not_exists || made.persistence == Persistence::Temporary;
    is_anew && change.table().is_some_and(|table| table.is_same(&made.name, dialect))
}

/// The earlier change takes rows out of the table that the other writes to.
fn empties_table_of(earlier: &Change, change: &Change, dialect: Dialect) -> bool {
    let writes = matches!(change.action, Action::Insert(_) | Action::Copy(_));
    let empties = matches!(earlier.action, Action::Delete(_) | Action::Truncate(_));
    let tables = earlier.table().zip(change.table());
    writes && empties && tables.is_some_and(|(emptied, written)| emptied.is_same(written, dialect))
}

/// The earlier change drops the schema that the other's object lies in, with all that is in it.
fn empties_schema_of(earlier: &Change, change: &Change, dialect: Dialect) -> bool {
    let Action::Drop(dropped) = &earlier.action else {
        return false;
    };
    let schema = change.object().and_then(|name| name.schema_key(dialect));
    dropped.object_kind == ObjectKind::Schema && schema == Some(dropped.name.ident.folded(dialect))
}
