use rhai::ImmutableString;
use schema::Update;

use super::describe::Members;
use super::expression::Expression;
use super::facet::Facet;
use super::handle::{Handle, Place};
use super::name::Name;

/// What an `update` sets to what.
#[derive(Clone)]
pub(crate) struct Assignment {
    update: Facet<Update>,
    index: usize,
}

impl Assignment {
    /// Those of the statement, in order.
    pub(crate) fn all(update: &Facet<Update>) -> Vec<Self> {
        let one = |index| Self {
            update: update.clone(),
            index,
        };
        (0..update.model().assignments.len()).map(one).collect()
    }

    fn assignment(&self) -> &schema::Assignment {
        &self.update.model().assignments[self.index]
    }
}

impl Handle for Assignment {
    const NAME: &'static str = "Assignment";
    const SUMMARY: &'static str = "What an `update` sets to what: `total = 0`. It prints as written.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("column", "The column.", |this| {
                Name::new(&this.update.at, &this.assignment().column.ident)
            })
            .property("value", "The value.", |this| {
                Expression::new(&this.update.at, &this.assignment().value)
            });
    }

    fn print(&self) -> ImmutableString {
        self.place().text().into()
    }

    fn place(&self) -> Place {
        let assignment = self.assignment();
        let range = assignment.column.range().cover(assignment.value.range);
        self.update.at.place(range).named(&assignment.column.ident)
    }
}
