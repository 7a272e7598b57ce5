use impact::{RelationLock, Transaction, UnknownList};
use schema::{Name, Statement};

use crate::{Context, WayOut};

/// How a statement that has the word `concurrently` is made to let others work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConcurrentAdvice {
    /// What to do, as an instruction.
    pub instruction: String,
    /// The word, where inserting it is all there is to do under the tool.
    pub word: Option<String>,
}

impl<'a> Context<'a> {
    /// The lock of the change at hand on the relation for which at least writers wait.
    #[must_use]
    pub fn blocking_lock(&self, relation: &Name) -> Option<&'a RelationLock> {
        if self.is_temporary(relation) || self.is_surely_empty(relation) {
            return None;
        }
        let relation = relation.resolved(self.migration.script.dialect);
        let mut locks = self.impact()?.locks.iter();
        locks.find(|lock| lock.blocks_writes && lock.relation == relation)
    }

    /// The locks for which at least writers wait that earlier statements of the same transaction hold on relations
    /// that the migration has not made, each with the statement that took it.
    #[must_use]
    pub fn blocking_locks_held(&self) -> Vec<(&'a Statement, &'a RelationLock)> {
        let (Some(here), Some(path)) = (self.transaction(), self.statement_path()) else {
            return Vec::new();
        };
        if !here.transaction.is_open() {
            return Vec::new();
        }
        let migration: &'a crate::MigrationFacts = self.migration;
        let earlier = migration.iter().take(path.0.first().map_or(0, |at| *at as usize));
        earlier
            .filter(|(_, facts)| facts.transaction().group == here.group)
            .flat_map(|(statement, facts)| facts.impact().locks.iter().map(move |lock| (statement, lock)))
            .filter(|(_, lock)| lock.blocks_writes && !migration.created().makes(&lock.relation))
            .collect()
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
            let mut locks = facts.impact().locks.iter();
            facts.transaction().group == here.group && locks.any(|lock| lock.blocks_reads && lock.relation == relation)
        })
    }

    /// Whether the change at hand reads some table in full, as far as the history tells.
    #[must_use]
    pub fn may_read_all_rows(&self) -> bool {
        self.impact()
            .is_some_and(|impact| !impact.scans.is_empty() || impact.unknown.contains(&UnknownList::Scans))
    }

    /// What has to be done so that the statement at hand can say `concurrently`; `instruction` says that it is to.
    #[must_use]
    pub fn concurrent_advice(&self, instruction: &str) -> ConcurrentAdvice {
        let advice = |instruction: String, word: Option<String>| ConcurrentAdvice { instruction, word };
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
                advice(format!("{instruction}, outside a transaction: {way}"), None)
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
