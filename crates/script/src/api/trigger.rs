use rhai::ImmutableString;
use schema::ObjectKind;
use schema::{Action, CreateTrigger};

use super::describe::Members;
use super::facet::{Facet, Model};
use super::name::Name;
use super::object::Object;
use super::value::texts;

impl Model for CreateTrigger {
    const NAME: &'static str = "Trigger";
    const SUMMARY: &'static str = "What `create trigger` says.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::CreateTrigger(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property("name", "Its bare name.", |this| {
                Name::new(&this.at, &this.model().name.ident)
            })
            .property(
                "or_replace",
                "Whether it takes the place of one that is there.",
                |this| this.model().or_replace,
            )
            .property(
                "timing",
                "When it fires, in upper case: `BEFORE`, `AFTER`, `INSTEAD OF`.",
                |this| this.model().timing.as_deref().map(ImmutableString::from),
            )
            .property(
                "events",
                "What it fires at, in upper case: `INSERT`, `UPDATE` …",
                |this| texts(&this.model().events),
            )
            .property("for_each_row", "Whether it fires once for each row.", |this| {
                this.model().for_each_row
            })
            .property("function", "The function that it calls (PostgreSQL).", |this| {
                this.model()
                    .function
                    .as_ref()
                    .map(|name| Object::new(&this.at, name, ObjectKind::Function))
            });
    }
}
