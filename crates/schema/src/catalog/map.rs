//! The maps of a catalogue. Clones share what neither has changed, and comparing two of one history passes over it.
//!
//! A trie over the hashes of the keys, four ways at each step: a change copies as few steps and counts as few
//! references as it can, and a key is compared once. What is asked for in order is sorted then; hardly a rule asks.

mod walk;

use std::borrow::Borrow;
use std::fmt;
use std::hash::{BuildHasher, Hash};

use rustc_hash::FxBuildHasher;
use smallvec::{SmallVec, smallvec};
use triomphe::Arc;

/// How many bits of a hash lead one step further.
const BITS: u32 = 2;
const WAYS: usize = 1 << BITS;

/// A map whose clones cost nothing and stay as they are.
pub(super) struct Map<K, V> {
    root: Step<K, V>,
    size: usize,
}

enum Step<K, V> {
    Nothing,
    Pairs(Arc<Pairs<K, V>>),
    /// Where two hashes differ, here or further on. Fewer than two never stand below.
    Fork(Arc<[Step<K, V>; WAYS]>),
}

/// What has this hash: hardly ever more than one key.
#[derive(Clone)]
struct Pairs<K, V> {
    hash: u64,
    pairs: SmallVec<[(K, V); 1]>,
}

impl<K, V> Map<K, V> {
    pub(super) const fn new() -> Self {
        Self {
            root: Step::Nothing,
            size: 0,
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.size == 0
    }
}

impl<K: Eq + Hash, V> Map<K, V> {
    pub(super) fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        if self.is_empty() {
            return None;
        }
        let hash = FxBuildHasher.hash_one(key);
        let mut step = &self.root;
        let mut rest = hash;
        loop {
            match step {
                Step::Nothing => return None,
                Step::Fork(ways) => {
                    step = &ways[way(rest)];
                    rest >>= BITS;
                }
                Step::Pairs(found) => return found.get(hash, key),
            }
        }
    }

    pub(super) fn contains_key<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }
}

impl<K: Clone + Eq + Hash, V: Clone> Map<K, V> {
    /// The value, to be changed.
    pub(super) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let hash = FxBuildHasher.hash_one(key);
        let mut step = &mut self.root;
        let mut rest = hash;
        loop {
            match step {
                Step::Nothing => return None,
                Step::Fork(ways) => {
                    step = &mut Arc::make_mut(ways)[way(rest)];
                    rest >>= BITS;
                }
                Step::Pairs(found) => {
                    found.get(hash, key)?;
                    return Arc::make_mut(found).get_mut(key);
                }
            }
        }
    }

    /// Gives the key this value. Whether it had none before.
    pub(super) fn insert(&mut self, key: K, value: V) -> bool {
        let hash = FxBuildHasher.hash_one(&key);
        let mut step = &mut self.root;
        let mut rest = hash;
        let mut used = 0;
        loop {
            match step {
                Step::Fork(ways) => {
                    step = &mut Arc::make_mut(ways)[way(rest)];
                    rest >>= BITS;
                    used += BITS;
                }
                Step::Pairs(known) if known.hash != hash => *step = Step::fork(Arc::clone(known), used),
                Step::Pairs(known) if !known.is_only(&key) => {
                    let is_new = Arc::make_mut(known).insert(key, value);
                    self.size += usize::from(is_new);
                    return is_new;
                }
                Step::Nothing | Step::Pairs(_) => {
                    let is_new = matches!(step, Step::Nothing);
                    let pairs = smallvec![(key, value)];
                    *step = Step::Pairs(Arc::new(Pairs { hash, pairs }));
                    self.size += usize::from(is_new);
                    return is_new;
                }
            }
        }
    }

    /// Takes the key out. Whether it was there.
    pub(super) fn remove<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        let is_there = self.contains_key(key);
        if is_there {
            self.root.remove(FxBuildHasher.hash_one(key), 0, key);
            self.size -= 1;
        }
        is_there
    }
}

impl<K, V> Step<K, V> {
    /// A fork that leads only to these, this many bits of their hash behind it.
    fn fork(pairs: Arc<Pairs<K, V>>, used: u32) -> Self {
        let mut ways = [const { Self::Nothing }; WAYS];
        let way = way(pairs.hash >> used);
        ways[way] = Self::Pairs(pairs);
        Self::Fork(Arc::new(ways))
    }
}

impl<K: Clone + Eq + Hash, V: Clone> Step<K, V> {
    /// Takes out a key that is there.
    fn remove<Q: Eq + ?Sized>(&mut self, hash: u64, used: u32, key: &Q)
    where
        K: Borrow<Q>,
    {
        match self {
            Self::Nothing => {}
            Self::Pairs(known) if known.pairs.len() > 1 => {
                Arc::make_mut(known).pairs.retain(|(known, _)| (*known).borrow() != key);
            }
            Self::Pairs(_) => *self = Self::Nothing,
            Self::Fork(ways) => {
                let ways = Arc::make_mut(ways);
                ways[way(hash >> used)].remove(hash, used + BITS, key);
                let mut left = ways.iter().filter(|step| !matches!(step, Self::Nothing));
                if let (Some(Self::Pairs(only)), None) = (left.next(), left.next()) {
                    *self = Self::Pairs(Arc::clone(only));
                }
            }
        }
    }
}

impl<K: Eq, V> Pairs<K, V> {
    fn get<Q: Eq + ?Sized>(&self, hash: u64, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let mut pairs = self.pairs.iter().filter(|_| self.hash == hash);
        pairs.find(|(known, _)| known.borrow() == key).map(|(_, value)| value)
    }

    fn is_only(&self, key: &K) -> bool {
        matches!(self.pairs.as_slice(), [(known, _)] if known == key)
    }

    fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let found = self.pairs.iter_mut().find(|(known, _)| known == key);
        found.map(|(_, value)| value)
    }

    fn insert(&mut self, key: K, value: V) -> bool {
        match self.get_mut(&key) {
            Some(known) => {
                *known = value;
                false
            }
            None => {
                self.pairs.push((key, value));
                true
            }
        }
    }
}

/// Where the next bits of a hash lead.
const fn way(rest: u64) -> usize {
    (rest % WAYS as u64) as usize
}

impl<K, V> Clone for Map<K, V> {
    fn clone(&self) -> Self {
        Self {
            root: self.root.clone(),
            size: self.size,
        }
    }
}

impl<K, V> Clone for Step<K, V> {
    fn clone(&self) -> Self {
        match self {
            Self::Nothing => Self::Nothing,
            Self::Pairs(pairs) => Self::Pairs(Arc::clone(pairs)),
            Self::Fork(ways) => Self::Fork(Arc::clone(ways)),
        }
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Ord + fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.in_order()).finish()
    }
}

impl<K: Eq + Hash, V: PartialEq> PartialEq for Map<K, V> {
    fn eq(&self, other: &Self) -> bool {
        let is_in_other = |(key, value): (&K, &V)| other.get(key) == Some(value);
        self.size == other.size && self.apart_from(other).into_iter().all(is_in_other)
    }
}

impl<K: Clone + Eq + Hash, V: Clone> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut map = Self::new();
        for (key, value) in pairs {
            map.insert(key, value);
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::hash::{Hash, Hasher};

    use super::Map;

    /// A key with a bad hash, so that several meet.
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
    struct Key(u32);

    impl Hash for Key {
        fn hash<H: Hasher>(&self, state: &mut H) {
            (self.0 % 7).hash(state);
        }
    }

    fn pairs(map: &Map<Key, u32>) -> Vec<(u32, u32)> {
        map.in_order().map(|(key, value)| (key.0, *value)).collect()
    }

    #[test]
    fn it_is_a_map_and_leaves_clones_as_they_were() {
        let mut map = Map::new();
        let mut known = BTreeMap::new();
        let mut clones = Vec::new();
        let mut random: u32 = 1;
        for step in 0..2000 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = (random >> 16) % 60;
            if random >> 28 < 7 {
                assert_eq!(map.remove(&Key(key)), known.remove(&key).is_some());
            } else if let (Some(value), 8) = (map.get_mut(&Key(key)), random >> 28) {
                *value += 1;
                known.entry(key).and_modify(|value| *value += 1);
            } else {
                assert_eq!(map.insert(Key(key), step), known.insert(key, step).is_none());
            }
            assert_eq!(map.in_order().count(), known.len());
            assert_eq!(map.get(&Key(key)), known.get(&key));
            if step % 50 == 0 {
                clones.push((map.clone(), known.clone()));
            }
        }
        for (map, known) in &clones {
            assert_eq!(pairs(map), known.clone().into_iter().collect::<Vec<_>>());
            let anew: Map<Key, u32> = known.iter().rev().map(|(key, value)| (Key(*key), *value)).collect();
            assert_eq!(*map, anew);
        }
        for ((mine, here), (theirs, there)) in clones.iter().zip(&clones[1..]) {
            assert_eq!(mine == theirs, here == there);
            let differing = mine.side_by_side(theirs).filter(|(_, left, right)| left != right);
            let differing: Vec<u32> = differing.map(|(key, ..)| key.0).collect();
            let mut expected: Vec<u32> = here.keys().chain(there.keys()).copied().collect();
            expected.sort_unstable();
            expected.dedup();
            expected.retain(|key| here.get(key) != there.get(key));
            assert_eq!(differing, expected);
        }
    }
}
