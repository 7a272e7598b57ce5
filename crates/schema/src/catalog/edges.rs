//! Which relations depend on which, kept beside them so that nobody has to walk them all.

use super::map::Map;
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

/// Every dependency.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Edges {
    /// For each relation that something depends on, why and what. On most nothing does.
    on: Map<ObjectKey, Map<(Dependency, ObjectKey), ()>>,
    /// How many there are of each kind.
    counts: [u32; Dependency::COUNT],
}

impl Edges {
    /// Takes in that `key` now depends on what `new` does, and depended on what `old` did.
    pub(super) fn replace(&mut self, key: &ObjectKey, old: Option<&Relation>, new: Option<&Relation>) {
        if surely_have_same_targets(old, new) {
            return;
        }
        let (old, new): (Vec<_>, Vec<_>) = (targets(old).collect(), targets(new).collect());
        // Mostly one is added behind the others.
        let shared = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
        for (why, target) in old[shared..].iter().filter(|known| !new.contains(known)) {
            self.remove(target, *why, key);
        }
        for (why, target) in new[shared..].iter().filter(|known| !old.contains(known)) {
            self.insert(target, *why, key);
        }
    }

    fn insert(&mut self, target: &ObjectKey, why: Dependency, key: &ObjectKey) {
        let edge = (why, key.clone());
        let is_new = match self.on.get_mut(target) {
            Some(known) => known.insert(edge, ()),
            None => self.on.insert(target.clone(), Map::from_iter([(edge, ())])),
        };
        self.counts[why as usize] += u32::from(is_new);
    }

    fn remove(&mut self, target: &ObjectKey, why: Dependency, key: &ObjectKey) {
        let Some(known) = self.on.get_mut(target) else {
            return;
        };
        if known.remove(&(why, key.clone())) {
            self.counts[why as usize] -= 1;
        }
        if known.is_empty() {
            self.on.remove(target);
        }
    }

    /// Whether anything depends on something in this way.
    pub(super) const fn has(&self, why: Dependency) -> bool {
        self.counts[why as usize] > 0
    }

    /// Whether anything depends on `target`.
    pub(super) fn has_any(&self, target: &ObjectKey) -> bool {
        self.on.contains_key(target)
    }

    /// What depends on `target` in this way.
    pub(super) fn of<'a>(
        &'a self,
        target: &ObjectKey,
        why: Dependency,
    ) -> impl Iterator<Item = &'a ObjectKey> + use<'a> {
        let known = self.on.get(target).filter(|_| self.has(why));
        let from = known.map(|known| known.keys_where(|(kind, _), ()| *kind == why));
        from.into_iter().flatten().map(|(_, key)| key)
    }
}

/// Whether all that [`targets`] lists is shared by two states of a table, or short enough to compare.
fn surely_have_same_targets(old: Option<&Relation>, new: Option<&Relation>) -> bool {
    let (Some(Relation::Table(old)), Some(Relation::Table(new))) = (old, new) else {
        return false;
    };
    old.constraints.is_one_with(&new.constraints)
        && old.partition_of == new.partition_of
        && old.inherits == new.inherits
}

/// What the relation depends on; where there is none, nothing.
fn targets(relation: Option<&Relation>) -> impl Iterator<Item = (Dependency, &ObjectKey)> {
    let (table, view) = match relation {
        Some(Relation::Table(table)) => (Some(table), None),
        Some(Relation::View(view)) => (None, Some(view)),
        None => (None, None),
    };
    let of_view = view.into_iter().flat_map(|view| &view.reads);
    let of_table = table.into_iter().flat_map(|table| {
        let foreign = table.foreign_keys();
        let foreign = foreign.map(|(_, reference)| (Dependency::ForeignKey, &reference.table));
        let partition = table.partition_of.iter().map(|target| (Dependency::Partition, target));
        let inherits = table.inherits.iter().map(|target| (Dependency::Inherits, target));
        foreign.chain(partition).chain(inherits)
    });
    of_view.map(|target| (Dependency::Reads, target)).chain(of_table)
}
