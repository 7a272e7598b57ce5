//! Which locks are held while each statement of a migration runs: from the statement that takes one to the end of its
//! transaction.

use std::cmp::Reverse;
use std::collections::HashMap;

use impact::{RelationLock, Transaction};

/// What a lock keeps waiting, the mildest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Strength {
    Ddl,
    Writes,
    All,
}

impl Strength {
    pub(super) const fn of(lock: &RelationLock) -> Self {
        match (lock.blocks_reads, lock.blocks_writes) {
            (true, _) => Self::All,
            (false, true) => Self::Writes,
            (false, false) => Self::Ddl,
        }
    }

    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Ddl => "ddl",
            Self::Writes => "writes",
            Self::All => "all",
        }
    }
}

/// What one statement takes, and in which transaction.
pub(super) struct Taken<'a> {
    pub(super) locks: Vec<&'a RelationLock>,
    pub(super) transaction: Transaction,
    /// Equal for statements of one transaction.
    pub(super) group: u32,
}

/// One relation that the migration locks, over all its statements.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Lane<'a> {
    pub(super) relation: &'a str,
    /// The strongest lock on it that is held while each statement runs.
    pub(super) held: Vec<Option<&'a RelationLock>>,
}

/// What is drawn of a migration's locks.
#[derive(Default)]
pub(super) struct Lanes<'a> {
    pub(super) lanes: Vec<Lane<'a>>,
    /// How many more relations are locked.
    pub(super) left_out: usize,
}

/// The relations on which readers or writers wait, in the order in which they are locked; where there are more than
/// `most`, those on which most waits.
pub(super) fn lanes<'a>(statements: &[Taken<'a>], most: usize) -> Lanes<'a> {
    let locks = statements.iter().flat_map(|taken| taken.locks.iter().copied());
    let mut order: Vec<(&'a str, Strength)> = Vec::new();
    let mut positions: HashMap<&'a str, usize> = HashMap::new();
    for lock in locks.filter(|lock| Strength::of(lock) > Strength::Ddl) {
        let at = *positions.entry(&lock.relation).or_insert(order.len());
        if at == order.len() {
            order.push((&lock.relation, Strength::of(lock)));
        }
        order[at].1 = order[at].1.max(Strength::of(lock));
    }
    let left_out = order.len().saturating_sub(most);
    if left_out > 0 {
        order.sort_by_key(|(_, strength)| Reverse(*strength));
        order.truncate(most);
        order.sort_by_key(|(relation, _)| positions[relation]);
    }
    let mut lanes: Vec<Lane<'a>> = order
        .into_iter()
        .map(|(relation, _)| Lane {
            relation,
            held: Vec::with_capacity(statements.len()),
        })
        .collect();
    fill(&mut lanes, statements);
    Lanes { lanes, left_out }
}

/// Engines keep locks to the end of the transaction.
fn fill<'a>(lanes: &mut [Lane<'a>], statements: &[Taken<'a>]) {
    for (at, taken) in statements.iter().enumerate() {
        let goes_on = at > 0 && shares_transaction(&statements[at - 1], taken);
        for lane in lanes.iter_mut() {
            let kept = lane.held.last().copied().flatten().filter(|_| goes_on);
            let own = taken.locks.iter().copied().find(|lock| lock.relation == lane.relation);
            let own = own.filter(|lock| Strength::of(lock) > Strength::Ddl);
            lane.held.push(match (kept, own) {
                (Some(kept), Some(own)) if Strength::of(own) > Strength::of(kept) => Some(own),
                (kept, own) => kept.or(own),
            });
        }
    }
}

fn shares_transaction(one: &Taken<'_>, next: &Taken<'_>) -> bool {
    one.transaction.is_open() && next.transaction.is_open() && one.group == next.group
}

#[cfg(test)]
mod tests {
    use impact::OpenedBy;

    use super::*;

    fn lock(relation: &str, blocks_reads: bool, blocks_writes: bool) -> RelationLock {
        RelationLock {
            relation: relation.into(),
            mode: "MODE",
            blocks_reads,
            blocks_writes,
        }
    }

    /// `#` where readers wait, `w` where only writers do.
    fn drawn(statements: &[(&[RelationLock], Transaction, u32)]) -> Vec<String> {
        let taken = statements.iter().map(|(locks, transaction, group)| Taken {
            locks: locks.iter().collect(),
            transaction: *transaction,
            group: *group,
        });
        let taken: Vec<Taken<'_>> = taken.collect();
        let Lanes { lanes, left_out } = lanes(&taken, 2);
        let drawn = lanes.iter().map(|lane| {
            let marks = lane.held.iter().map(|held| match held.map(Strength::of) {
                Some(Strength::All) => '#',
                Some(_) => 'w',
                None => '.',
            });
            format!("{} {}", lane.relation, marks.collect::<String>())
        });
        let more = (left_out > 0).then(|| format!("and {left_out}"));
        drawn.chain(more).collect()
    }

    #[test]
    fn locks_are_held_to_the_end_of_their_transaction() {
        let open = Transaction::Open(OpenedBy::Runner);
        let (users, orders) = ([lock("users", true, true)], [lock("orders", false, true)]);
        assert_eq!(
            drawn(&[(&orders, open, 0), (&users, open, 0), (&[], open, 0)]),
            ["orders www", "users .##"]
        );
        assert_eq!(
            drawn(&[(&users, Transaction::None, 0), (&orders, Transaction::None, 1)]),
            ["users #.", "orders .w"]
        );
        assert_eq!(
            drawn(&[(&users, open, 0), (&[], open, 1), (&[], Transaction::Unknown, 2)]),
            ["users #.."]
        );
    }

    #[test]
    fn the_strongest_lock_of_a_relation_counts_and_the_mildest_need_no_lane() {
        let open = Transaction::Open(OpenedBy::Engine);
        let (mild, strong) = ([lock("t", false, true)], [lock("t", true, true)]);
        assert_eq!(
            drawn(&[(&mild, open, 0), (&strong, open, 0), (&mild, open, 0)]),
            ["t w##"]
        );
        assert_eq!(drawn(&[(&[lock("t", false, false)], open, 0)]), Vec::<String>::new());
    }

    #[test]
    fn of_many_relations_those_stay_on_which_most_waits() {
        let open = Transaction::Open(OpenedBy::Runner);
        let locks = [lock("a", false, true), lock("b", true, true), lock("c", true, true)];
        assert_eq!(drawn(&[(&locks, open, 0)]), ["b #", "c #", "and 1"]);
    }
}
