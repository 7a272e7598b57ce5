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

/// Every dependency: what is depended on, why, and what depends on it.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Edges(Map<(ObjectKey, Dependency, ObjectKey), ()>);

impl Edges {
    /// Takes in that `key` now looks like `new` and looked like `old`.
    pub(super) fn replace(&mut self, key: &ObjectKey, old: Option<&Relation>, new: Option<&Relation>) {
        let old = old.map(targets).unwrap_or_default();
        let new = new.map(targets).unwrap_or_default();
        for (why, target) in &old {
            if !new.contains(&(*why, target)) {
                self.0.remove_mut(&((*target).clone(), *why, key.clone()));
            }
        }
        for (why, target) in &new {
            if !old.contains(&(*why, target)) {
                self.0.insert_mut(((*target).clone(), *why, key.clone()), ());
            }
        }
    }

    /// What depends on `target` in this way.
    pub(super) fn of<'a>(&'a self, target: &ObjectKey, why: Dependency) -> impl Iterator<Item = &'a ObjectKey> {
        let first = ObjectKey::new(CompactString::const_new(""), CompactString::const_new(""));
        let start = Bound::Included((target.clone(), why, first));
        let target = target.clone();
        self.0
            .range((start, Bound::Unbounded))
            .map(|(edge, ())| edge)
            .take_while(move |(to, kind, _)| *to == target && *kind == why)
            .map(|(_, _, from)| from)
    }
}

fn targets(relation: &Relation) -> Vec<(Dependency, &ObjectKey)> {
    match relation {
        Relation::View(view) => view.reads.iter().map(|target| (Dependency::Reads, target)).collect(),
        Relation::Table(table) => {
            let foreign = table
                .foreign_keys()
                .map(|(_, reference)| (Dependency::ForeignKey, &reference.table));
            let partition = table.partition_of.iter().map(|target| (Dependency::Partition, target));
            let inherits = table.inherits.iter().map(|target| (Dependency::Inherits, target));
            foreign.chain(partition).chain(inherits).collect()
        }
    }
}
