use crate::{Kind, Verb};

/// A set of kinds, for saying what a rule wants to see.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KindSet {
    bits: [u64; Self::WORDS],
}

impl KindSet {
    const WORDS: usize = Kind::ALL.len().div_ceil(64);

    /// No kind.
    pub const EMPTY: Self = Self { bits: [0; Self::WORDS] };

    /// Every kind.
    pub const ALL: Self = Self::of(Kind::ALL);

    /// These kinds.
    #[must_use]
    pub const fn of(kinds: &[Kind]) -> Self {
        let mut bits = [0; Self::WORDS];
        let mut at = 0;
        while at < kinds.len() {
            let number = kinds[at] as usize;
            bits[number / 64] |= 1 << (number % 64);
            at += 1;
        }
        Self { bits }
    }

    /// Every kind that does this to an object as a whole.
    #[must_use]
    pub const fn of_verb(verb: Verb) -> Self {
        let mut kinds = Self::EMPTY;
        let mut at = 0;
        while at < Kind::ALL.len() {
            match Kind::ALL[at].verb_object() {
                Some((done, _)) if done as u8 == verb as u8 => kinds.insert(Kind::ALL[at]),
                _ => {}
            }
            at += 1;
        }
        kinds
    }

    /// Whether it holds this kind.
    #[must_use]
    pub const fn contains(&self, kind: Kind) -> bool {
        let number = kind as usize;
        self.bits[number / 64] & (1 << (number % 64)) != 0
    }

    /// Adds a kind.
    pub const fn insert(&mut self, kind: Kind) {
        let number = kind as usize;
        self.bits[number / 64] |= 1 << (number % 64);
    }

    /// The kinds of both sets.
    #[must_use]
    pub const fn union(mut self, other: Self) -> Self {
        let mut at = 0;
        while at < Self::WORDS {
            self.bits[at] |= other.bits[at];
            at += 1;
        }
        self
    }

    /// Whether a kind is in both sets.
    #[must_use]
    pub fn overlaps(&self, other: Self) -> bool {
        self.bits.iter().zip(other.bits).any(|(mine, its)| mine & its != 0)
    }

    /// The kinds it holds, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = Kind> + '_ {
        Kind::ALL.iter().copied().filter(|kind| self.contains(*kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set = KindSet::of(&[Kind::CreateTable, Kind::Unknown]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Kind::CreateTable, Kind::Unknown]);
        assert!(!set.contains(Kind::DropTable));
        assert!(set.overlaps(KindSet::of(&[Kind::DropTable, Kind::Unknown])));
        assert!(!set.overlaps(KindSet::of(&[Kind::DropTable])));
    }

    #[test]
    fn a_verb_stands_for_what_is_done_to_whole_objects() {
        let drops = KindSet::of_verb(Verb::Drop);
        assert!(drops.contains(Kind::DropTable) && drops.contains(Kind::DropView));
        assert!(!drops.contains(Kind::DropColumn) && !drops.contains(Kind::CreateTable));
    }
}
