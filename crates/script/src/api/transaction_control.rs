use rhai::ImmutableString;
use schema::{Action, TransactionAction};

use super::describe::Members;
use super::facet::{Facet, Model};
use super::name::Name;

impl Model for TransactionAction {
    const NAME: &'static str = "TransactionControl";
    const SUMMARY: &'static str = "What `begin`, `commit`, `rollback`, `savepoint` say besides their verb.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::Transaction(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property("name", "The savepoint, or the name of the transaction.", |this| {
                this.model().name.as_ref().map(|name| Name::new(&this.at, name))
            })
            .property(
                "chains",
                "Whether another transaction begins at once: `and chain`.",
                |this| this.model().chains,
            )
            .property("mode", "The isolation level or mode, in upper case.", |this| {
                this.model().mode.as_deref().map(ImmutableString::from)
            });
    }
}
