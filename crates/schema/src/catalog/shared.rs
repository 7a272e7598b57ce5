use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A list that clones share until one of them changes its own. An empty one takes no memory.
#[derive(Debug)]
pub struct Shared<T>(Option<Arc<Vec<T>>>);

impl<T> Shared<T> {
    /// A list of nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self(None)
    }

    /// Whether both are one list in memory, so that nobody need compare what is in them.
    #[must_use]
    pub fn is_one_with(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(mine), Some(theirs)) => Arc::ptr_eq(mine, theirs),
            (None, None) => true,
            _ => false,
        }
    }
}

impl<T: Clone> Shared<T> {
    /// The list, to be changed.
    pub(super) fn edit(&mut self) -> &mut Vec<T> {
        Arc::make_mut(self.0.get_or_insert_default())
    }

    /// Keeps what passes. Where all does, the list stays shared.
    pub(super) fn retain(&mut self, passes: impl Fn(&T) -> bool) {
        if !self.iter().all(&passes) {
            self.edit().retain(passes);
        }
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Deref for Shared<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        self.0
            .as_mut()
            .map_or(&mut [], |list| Arc::make_mut(list).as_mut_slice())
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is_one_with(other) || **self == **other
    }
}

impl<'a, T> IntoIterator for &'a Shared<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T: Clone> IntoIterator for &'a mut Shared<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}
