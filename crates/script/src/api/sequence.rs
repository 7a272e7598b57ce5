use schema::{Action, CreateSequence};

use super::data_type::Type;
use super::describe::Members;
use super::facet::{Facet, Model};
use super::name::Name;
use super::setting::Setting;

impl Model for CreateSequence {
    const NAME: &'static str = "Sequence";
    const SUMMARY: &'static str = "What `create sequence` or `alter sequence` says.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::CreateSequence(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property("type", "Its type.", |this| {
                this.model().data_type.as_ref().map(|given| Type::new(&this.at, given))
            })
            .property("owned_by", "The column it goes with, as written.", |this| {
                this.model()
                    .owned_by
                    .as_ref()
                    .map(|name| Name::new(&this.at, &name.ident))
            })
            .property("is_temporary", "Whether it goes with the session.", |this| {
                this.model().is_temporary
            })
            .property("settings", "What else is said: `start 1`, `cycle` …", |this| {
                Setting::all(&this.at, &this.model().options)
            });
    }
}
