use rhai::ImmutableString;
use schema::KeyTarget;

use super::describe::Members;
use super::expression::Expression;
use super::handle::{Handle, Place};
use super::index::Index;
use super::name::Name;

/// One part of what an index is sorted by.
#[derive(Clone, Debug)]
pub(crate) struct IndexKey {
    index: Index,
    number: usize,
}

impl IndexKey {
    /// Those of the index, in order.
    pub(crate) fn all(index: &Index) -> Vec<Self> {
        let one = |number| Self {
            index: index.clone(),
            number,
        };
        (0..index.index().keys.len()).map(one).collect()
    }

    fn key(&self) -> &schema::IndexKey {
        &self.index.index().keys[self.number]
    }
}

impl Handle for IndexKey {
    const NAME: &'static str = "IndexKey";
    const SUMMARY: &'static str = "One part of what an index is sorted by. It prints as written.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("column", "The column, where it is one.", |this| {
                let column = this.key().column();
                column.map(|column| Name::new(this.index.at(), column))
            })
            .property("expression", "The expression, where it is one.", |this| {
                match &this.key().target {
                    KeyTarget::Expr(expr) => Some(Expression::new(this.index.at(), expr)),
                    KeyTarget::Column(_) => None,
                }
            })
            .property("is_descending", "Whether it is sorted from the end.", |this| {
                this.key().is_descending
            })
            .property("nulls_first", "Whether nulls come first, where that is said.", |this| {
                this.key().nulls_first
            })
            .property("operator_class", "Its operator class, as written.", |this| {
                this.key().operator_class.as_ref().map(ToString::to_string)
            })
            .property("collation", "Its collation, as written.", |this| {
                this.key().collation.as_ref().map(ToString::to_string)
            })
            .property("prefix_length", "How much of a text is sorted (MySQL).", |this| {
                this.key().prefix_length.map(i64::from)
            });
    }

    fn print(&self) -> ImmutableString {
        self.place().text().into()
    }

    fn place(&self) -> Place {
        let place = self.index.at().place(self.key().range);
        match self.key().column() {
            Some(column) => place.named(column),
            None => place,
        }
    }
}
