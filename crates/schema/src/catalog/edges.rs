//! Which relations depend on which, kept beside them so that nobody has to walk them all.

use std::ops::Bound;

use compact_str::CompactString;
use rpds::RedBlackTreeMapSync as Map;

use super::{ObjectKey, Relation};

/// Why one relation depends on another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Dependency {
    /// It has a foreign key to it.
    ForeignKey,
    /// It is a view that reads it.
    Reads,
    /// It is a partition of it.
    Partition,
    /// It inherits from it.
    Inherits,
}

impl Dependency {
    const COUNT: usize = Self::Inherits as usize + 1;
}

/// Every dependency: what is depended on, why, and what depends on it.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Edges {
    all: Map<(ObjectKey, Dependency, ObjectKey), ()>,
    /// How many there are of each kind.
    counts: [u32; Dependency::COUNT],
}

impl Edges {
    /// Takes in that `key` now depends on `new`, and depended on `old`.
    pub(super) fn replace(
        &mut self,
        key: &ObjectKey,
        old: &[(Dependency, ObjectKey)],
        new: Vec<(Dependency, ObjectKey)>,
    ) {
        for (why, target) in old.iter().filter(|known| !new.contains(known)) {
            if self.all.remove_mut(&(target.clone(), *why, key.clone())) {
                self.counts[*why as usize] -= 1;
            }
        }
        for (why, target) in new.into_iter().filter(|known| !old.contains(known)) {
            let edge = (target, why, key.clone());
            if !self.all.contains_key(&edge) {
                self.all.insert_mut(edge, ());
                self.counts[why as usize] += 1;
            }
        }
    }

    /// Whether anything depends on something in this way.
    pub(super) const fn has(&self, why: Dependency) -> bool {
        self.counts[why as usize] > 0
    }

    /// What depends on `target` in this way.
    pub(super) fn of<'a>(&'a self, target: &ObjectKey, why: Dependency) -> impl Iterator<Item = &'a ObjectKey> {
        let some = self.has(why).then(|| self.range(target, why));
        some.into_iter().flatten()
    }

    fn range<'a>(&'a self, target: &ObjectKey, why: Dependency) -> impl Iterator<Item = &'a ObjectKey> {
        let first = ObjectKey::new(CompactString::const_new(""), CompactString::const_new(""));
        let start = Bound::Included((target.clone(), why, first));
        let target = target.clone();
        self.all
            .range((start, Bound::Unbounded))
            .map(|(edge, ())| edge)
            .take_while(move |(to, kind, _)| *to == target && *kind == why)
            .map(|(_, _, from)| from)
    }
}

/// What the relation depends on.
pub(super) fn targets(relation: &Relation) -> Vec<(Dependency, ObjectKey)> {
    match relation {
        Relation::View(view) => {
            let reads = view.reads.iter();
            reads.map(|target| (Dependency::Reads, target.clone())).collect()
        }
        Relation::Table(table) => {
            let foreign = table
                .foreign_keys()
                .map(|(_, reference)| (Dependency::ForeignKey, &reference.table));
            let partition = table.partition_of.iter().map(|target| (Dependency::Partition, target));
            let inherits = table.inherits.iter().map(|target| (Dependency::Inherits, target));
            let all = foreign.chain(partition).chain(inherits);
            all.map(|(why, target)| (why, target.clone())).collect()
        }
    }
}
