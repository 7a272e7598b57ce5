use rhai::ImmutableString;

use super::column::Column;
use super::data_type::Type;
use super::describe::Members;
use super::handle::{At, Handle, Place};
use super::name::Name;
use super::table::Table;

/// A type that a change gives to a column or a domain.
#[derive(Clone, Debug)]
pub(crate) struct GivenType {
    at: At,
    change: u32,
    number: usize,
}

impl GivenType {
    /// Every type that the change gives.
    pub(crate) fn all(at: &At, change: u32) -> Vec<Self> {
        let one = |number| Self {
            at: at.clone(),
            change,
            number,
        };
        (0..at.change(change).given_types().len()).map(one).collect()
    }

    fn given(&self) -> schema::GivenType<'_> {
        self.at.change(self.change).given_types()[self.number]
    }
}

impl Handle for GivenType {
    const NAME: &'static str = "GivenType";
    const SUMMARY: &'static str = "A type that a change gives: to a column of a new table, a new or altered column, the \
        base of a domain, an attribute of a row type. It prints as `orders.total`, and stands where the type does.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("type", "The type.", |this| Type::new(&this.at, this.given().data_type))
            .property("name", "The name of the column, the domain or the attribute.", |this| {
                Name::new(&this.at, this.given().ident)
            })
            .property("table", "The table; `()` for a domain or a row type.", |this| {
                this.given().table.map(|table| Table::new(&this.at, table))
            })
            .property(
                "column",
                "The column, where the change defines the whole of it.",
                |this| {
                    let defined = this.given().column?;
                    Column::defined(&this.at, this.change, defined)
                },
            );
    }

    fn print(&self) -> ImmutableString {
        self.given().to_string().into()
    }

    fn place(&self) -> Place {
        let given = self.given();
        self.at
            .place(given.data_type.range)
            .named(given.ident)
            .of(given.to_string())
    }
}
