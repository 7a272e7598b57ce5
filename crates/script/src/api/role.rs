use schema::{Action, Role};

use super::describe::Members;
use super::facet::{Facet, Model};
use super::name::Name;
use super::text::Text;
use super::value::texts;

impl Model for Role {
    const NAME: &'static str = "Role";
    const SUMMARY: &'static str = "What `create role`, `create user` or their `alter` says.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::Role(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property("name", "Its name.", |this| Name::new(&this.at, &this.model().name))
            .property("password", "The password, where one is written.", |this| {
                this.model().password.map(|range| Text::of_statement(&this.at, range))
            })
            .property(
                "options",
                "What it may do, in lower case: `superuser`, `login` …",
                |this| texts(&this.model().options),
            );
    }
}
