use rhai::ImmutableString;
use schema::CreateRoutine;

use super::data_type::Type;
use super::describe::Members;
use super::facet::Facet;
use super::handle::{Handle, Place};
use super::name::Name;

/// A parameter of a routine.
#[derive(Clone)]
pub(crate) struct Parameter {
    routine: Facet<CreateRoutine>,
    index: usize,
}

impl Parameter {
    /// Those of the routine, in order.
    pub(crate) fn all(routine: &Facet<CreateRoutine>) -> Vec<Self> {
        let one = |index| Self {
            routine: routine.clone(),
            index,
        };
        (0..routine.model().parameters.len()).map(one).collect()
    }

    fn parameter(&self) -> &schema::Parameter {
        &self.routine.model().parameters[self.index]
    }
}

impl Handle for Parameter {
    const NAME: &'static str = "Parameter";
    const SUMMARY: &'static str = "A parameter of a routine. It prints as its type.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("name", "Its name; PostgreSQL allows none.", |this| {
                let name = this.parameter().name.as_ref();
                name.map(|name| Name::new(&this.routine.at, name))
            })
            .property("type", "Its type.", |this| {
                Type::new(&this.routine.at, &this.parameter().data_type)
            })
            .property("mode", "`IN`, `OUT`, `INOUT`, `VARIADIC`.", |this| {
                ImmutableString::from(this.parameter().mode.as_str())
            })
            .property("has_default", "Whether it may be left out.", |this| {
                this.parameter().has_default
            });
    }

    fn print(&self) -> ImmutableString {
        self.place().text().into()
    }

    fn place(&self) -> Place {
        let parameter = self.parameter();
        let range = parameter.data_type.range;
        let named = parameter.name.as_ref();
        let range = named.map_or(range, |name| range.cover(name.range));
        self.routine.at.place(range)
    }
}
