use rhai::ImmutableString;
use schema::{Action, AddEnumValue, EnumValuePlace};

use super::describe::Members;
use super::facet::{Facet, Model};
use super::text::Text;

impl Model for AddEnumValue {
    const NAME: &'static str = "EnumValue";
    const SUMMARY: &'static str = "A value that is added to an enumeration.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::AddEnumValue(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property("value", "The value.", |this| {
                ImmutableString::from(this.model().value.as_str())
            })
            .property("text", "The value as written.", |this| {
                Text::of_statement(&this.at, this.model().value_range)
            })
            .property("before", "The value that it goes before.", |this| {
                match &this.model().place {
                    Some(EnumValuePlace::Before(other)) => Some(ImmutableString::from(other.as_str())),
                    _ => None,
                }
            })
            .property("after", "The value that it goes behind.", |this| {
                match &this.model().place {
                    Some(EnumValuePlace::After(other)) => Some(ImmutableString::from(other.as_str())),
                    _ => None,
                }
            });
    }
}
