use impact::{RelationLock, Transaction, UnknownList};
use schema::{Action, Name, Statement};
use source::TextRange;

use crate::{Context, Created, FixEdit, WayOut};

/// How a statement that has the word `concurrently` is made to let others work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConcurrentAdvice {
    /// What to do, as an instruction.
    pub instruction: String,
    /// The word, where inserting it is all there is to do in the statement.
    pub word: Option<String>,
    /// What takes the migration out of its runner's transaction, where the word alone is not enough.
    pub opt_out: Option<FixEdit>,
}

impl ConcurrentAdvice {
    /// The edits that follow the advice: the word with these before and behind it, at this place, and the runner's way out.
    #[must_use]
    pub fn edits(&self, before: &str, place: TextRange, behind: &str) -> Option<Vec<FixEdit>> {
        let word = self.word.as_ref()?;
        let word = FixEdit::from((place, format!("{before}{word}{behind}")));
        Some(self.opt_out.iter().cloned().chain([word]).collect())
    }
}

impl<'a> Context<'a> {
    /// The lock of the change at hand on the relation with this resolved name for which at least writers wait.
    #[must_use]
    pub fn blocking_lock_on(&self, relation: &str) -> Option<&'a RelationLock> {
        self.blocking_locks()?.iter().find(|lock| lock.relation == relation)
    }

    /// The lock of the change at hand on the relation for which at least writers wait.
    #[must_use]
    pub fn blocking_lock(&self, relation: &Name) -> Option<&'a RelationLock> {
        self.blocking_locks().filter(|locks| !locks.is_empty())?;
        let lock = self.blocking_lock_on(&self.resolved(relation))?;
        let nobody_waits = self.is_temporary(relation) || self.is_surely_empty(relation);
        (!nobody_waits).then_some(lock)
    }

    /// The locks for which at least writers wait that earlier statements of the same transaction hold on relations
    /// that the migration has not made, each with the statement that took it.
    pub fn blocking_locks_held(&self) -> impl Iterator<Item = (&'a Statement, &'a RelationLock)> + use<'a> {
        let here = self.transaction().filter(|here| here.transaction.is_open());
        let path = here.and_then(|_| self.statement_path());
        let above = path.and_then(|path| path.0.first().copied()).unwrap_or_default();
        let migration: &'a crate::MigrationFacts = self.migration;
        let earlier = migration.iter().take(above as usize);
        earlier
            .filter(move |(_, facts)| here.is_some_and(|here| facts.transaction().group == here.group))
            .flat_map(|(statement, facts)| facts.blocking_locks().iter().map(move |lock| (statement, lock)))
            .filter(|(holder, lock)| !is_of_new(holder, lock, migration.created()))
            // Nobody else sees a table of the session.
            .filter(|(_, lock)| !lock.relation.starts_with("pg_temp."))
    }

    /// Whether another statement of the same transaction keeps everybody from the relation as well: an earlier one, or a
    /// later one that is not of the same kind, which says so itself.
    #[must_use]
    pub fn is_locked_anyway(&self, relation: &str) -> bool {
        let (Some(here), Some(path), Some(statement)) = (self.transaction(), self.statement_path(), self.statement())
        else {
            return false;
        };
        if !matches!(here.transaction, Transaction::Open(_)) {
            return false;
        }
        let top = path.0.first().map_or(0, |at| *at as usize);
        let others = self.migration.iter().enumerate().filter(|(at, _)| *at != top);
        let mut others = others.filter(|(at, (other, _))| *at < top || other.kind != statement.kind);
        others.any(|(_, (_, facts))| {
            let is_same = |lock: &RelationLock| lock.blocks_reads && lock.relation == relation;
            facts.transaction().group == here.group && facts.blocking_locks().iter().any(is_same)
        })
    }

    /// Whether the change at hand reads some table in full, as far as the history tells.
    #[must_use]
    pub fn may_read_all_rows(&self) -> bool {
        self.row_work()
            .is_some_and(|work| !work.scans.is_empty() || work.unknown.contains(&UnknownList::Scans))
    }

    /// What has to be done so that the statement at hand can say `concurrently`; `instruction` says that it is to.
    #[must_use]
    pub fn concurrent_advice(&self, instruction: &str) -> ConcurrentAdvice {
        let advice = |instruction: String, word: Option<String>| ConcurrentAdvice {
            instruction,
            word,
            opt_out: None,
        };
        if !self.is_top_level() {
            return advice(
                format!("{instruction}, in a statement of its own outside this block"),
                None,
            );
        }
        let transaction = self.transaction().map_or(Transaction::Unknown, |here| here.transaction);
        let word = Some(self.in_case_of_statement("concurrently"));
        match self.migration.way_out(transaction) {
            WayOut::NotNeeded => advice(instruction.to_owned(), word),
            WayOut::Possible(_) if self.migration.lets_refused_statement_out() => advice(instruction.to_owned(), word),
            WayOut::Possible(way) | WayOut::Blocked(way) => {
                let is_alone = self.migration.script.statements.len() == 1;
                let opt_out = self.migration.opt_out_edit(transaction).filter(|_| is_alone);
                ConcurrentAdvice {
                    instruction: format!("{instruction}, outside a transaction: {way}"),
                    word: word.filter(|_| opt_out.is_some()),
                    opt_out,
                }
            }
        }
    }

    /// Whether the statement at hand stands in no transaction, so that each statement put beside it commits alone.
    #[must_use]
    pub fn commits_alone(&self) -> bool {
        let transaction = self.transaction().map_or(Transaction::Unknown, |here| here.transaction);
        self.is_top_level() && matches!(transaction, Transaction::None | Transaction::Unknown)
    }
}

/// Whether what is locked is made by the migration. What gives up its name is another relation than the one that gets it; what
/// is dropped before is mostly a leftover.
fn is_of_new(holder: &Statement, lock: &RelationLock, created: &Created) -> bool {
    let renames = || {
        holder
            .changes
            .iter()
            .any(|change| matches!(change.action, Action::Rename(_)))
    };
    created.makes(&lock.relation) && (!renames() || created.makes_before(&lock.relation, holder.range.end))
}
