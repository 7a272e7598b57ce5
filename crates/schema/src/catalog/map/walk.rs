//! Walking along a map, and along two that share much.

use std::cmp::Ordering;

use triomphe::Arc;

use super::{Map, Step};

impl<K, V> Map<K, V> {
    /// Shows what is in it, in no order that means anything.
    pub(in crate::catalog) fn each<'m>(&'m self, mut see: impl FnMut(&'m K, &'m V)) {
        self.root.walk(&mut see);
    }

    /// What is in it and not shared with the other map, in no order that means anything.
    pub(super) fn apart_from<'m>(&'m self, other: &'m Self) -> Vec<(&'m K, &'m V)> {
        let mut found = Vec::new();
        self.root.walk_apart(&other.root, &mut found, &mut Vec::new());
        found
    }
}

impl<K: Ord, V> Map<K, V> {
    /// What is in it, in the order of the keys.
    pub(in crate::catalog) fn in_order(&self) -> impl Iterator<Item = (&K, &V)> {
        let mut found = Vec::with_capacity(self.size);
        self.each(|key, value| found.push((key, value)));
        sort(&mut found);
        found.into_iter()
    }

    /// The keys of what this holds for, in order.
    pub(in crate::catalog) fn keys_where(&self, holds: impl Fn(&K, &V) -> bool) -> Vec<&K> {
        let mut found = Vec::new();
        self.each(|key, value| {
            if holds(key, value) {
                found.push(key);
            }
        });
        found.sort_unstable();
        found
    }

    /// The entries of two maps but those that they share, those with the same key together, in the order of the keys.
    pub(in crate::catalog) fn side_by_side<'m>(
        &'m self,
        other: &'m Self,
    ) -> impl Iterator<Item = (&'m K, Option<&'m V>, Option<&'m V>)> {
        let (mut mine, mut theirs) = (Vec::new(), Vec::new());
        self.root.walk_apart(&other.root, &mut mine, &mut theirs);
        sort(&mut mine);
        sort(&mut theirs);
        let (mut left, mut right) = (mine.into_iter().peekable(), theirs.into_iter().peekable());
        std::iter::from_fn(move || {
            let order = match (left.peek(), right.peek()) {
                (Some((mine, _)), Some((theirs, _))) => mine.cmp(theirs),
                (Some(_), None) => Ordering::Less,
                (None, _) => Ordering::Greater,
            };
            match order {
                Ordering::Less => left.next().map(|(key, mine)| (key, Some(mine), None)),
                Ordering::Greater => right.next().map(|(key, theirs)| (key, None, Some(theirs))),
                Ordering::Equal => {
                    let (key, mine) = left.next()?;
                    Some((key, Some(mine), right.next().map(|(_, theirs)| theirs)))
                }
            }
        })
    }
}

impl<K, V> Step<K, V> {
    fn walk<'m>(&'m self, see: &mut impl FnMut(&'m K, &'m V)) {
        match self {
            Self::Nothing => {}
            Self::Pairs(known) => known.pairs.iter().for_each(|(key, value)| see(key, value)),
            Self::Fork(ways) => ways.iter().for_each(|step| step.walk(see)),
        }
    }

    fn walk_apart<'m>(&'m self, other: &'m Self, mine: &mut Vec<(&'m K, &'m V)>, theirs: &mut Vec<(&'m K, &'m V)>) {
        match (self, other) {
            (Self::Pairs(left), Self::Pairs(right)) if Arc::ptr_eq(left, right) => {}
            (Self::Fork(left), Self::Fork(right)) if Arc::ptr_eq(left, right) => {}
            (Self::Fork(left), Self::Fork(right)) => {
                for (left, right) in left.iter().zip(right.iter()) {
                    left.walk_apart(right, mine, theirs);
                }
            }
            _ => {
                self.walk(&mut |key, value| mine.push((key, value)));
                other.walk(&mut |key, value| theirs.push((key, value)));
            }
        }
    }
}

fn sort<'m, K: Ord, V>(pairs: &mut [(&'m K, &'m V)]) {
    pairs.sort_unstable_by_key(|(key, _)| *key);
}
