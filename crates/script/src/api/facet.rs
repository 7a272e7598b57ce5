use std::marker::PhantomData;

use rhai::ImmutableString;
use schema::Action;

use super::describe::Members;
use super::handle::{At, Handle, Place};

/// What only some changes have: the query of a view, the privileges of a grant.
pub(crate) trait Model: Send + Sync + 'static {
    /// Its type, as scripts see it.
    const NAME: &'static str;
    /// What it is.
    const SUMMARY: &'static str;

    /// It, where the action is one that has it.
    fn of(action: &Action) -> Option<&Self>;

    /// What can be asked of it.
    fn describe(members: &mut Members<'_, Facet<Self>>);
}

/// A part of the model that one change holds, by the number of that change.
pub(crate) struct Facet<M: ?Sized> {
    pub(crate) at: At,
    change: u32,
    of: PhantomData<fn() -> Box<M>>,
}

impl<M: Model> Facet<M> {
    /// The part that the change has, if it has it.
    pub(crate) fn new(at: &At, change: u32) -> Option<Self> {
        M::of(&at.change(change).action)?;
        Some(Self {
            at: at.clone(),
            change,
            of: PhantomData,
        })
    }

    pub(crate) fn model(&self) -> &M {
        M::of(&self.change().action).expect("`new` has seen it, and scripts do not change")
    }

    pub(crate) fn change(&self) -> &schema::Change {
        self.at.change(self.change)
    }
}

impl<M: ?Sized> Clone for Facet<M> {
    fn clone(&self) -> Self {
        Self {
            at: self.at.clone(),
            change: self.change,
            of: PhantomData,
        }
    }
}

impl<M: Model> Handle for Facet<M> {
    const NAME: &'static str = M::NAME;
    const SUMMARY: &'static str = M::SUMMARY;

    fn describe(members: &mut Members<'_, Self>) {
        M::describe(members);
    }

    fn print(&self) -> ImmutableString {
        self.place().text().into()
    }

    fn place(&self) -> Place {
        super::change::place_of(&self.at, self.change())
    }
}
