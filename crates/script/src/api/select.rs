use schema::{Action, Select};

use super::describe::Members;
use super::expression::Expression;
use super::facet::{Facet, Model};
use super::table::Table;

impl Model for Select {
    const NAME: &'static str = "Select";
    const SUMMARY: &'static str = "A query on its own.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::Select(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property("into", "The table that it makes.", |this| {
                this.model().into.as_ref().map(|name| Table::new(&this.at, name))
            })
            .property(
                "locks_rows",
                "Whether it locks what it reads: `for update`, `for share`.",
                |this| this.model().locks_rows,
            )
            .property(
                "expressions",
                "What its list and its condition hold, where that was read.",
                |this| {
                    this.model()
                        .exprs
                        .iter()
                        .map(|expr| Expression::new(&this.at, expr))
                        .collect::<Vec<_>>()
                },
            );
    }
}
