use rhai::ImmutableString;
use schema::{Action, CreateType, TypeDefinition};

use super::data_type::Type;
use super::describe::Members;
use super::expression::Expression;
use super::facet::{Facet, Model};

impl Model for CreateType {
    const NAME: &'static str = "TypeDefinition";
    const SUMMARY: &'static str = "What `create type` or `create domain` says.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::CreateType(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property("kind", "What it is: `enum`, `composite`, `domain`, `other`.", |this| {
                kind(&this.model().definition)
            })
            .one_of_those()
            .property(
                "values",
                "The values of an enumeration, in order.",
                |this| match &this.model().definition {
                    TypeDefinition::Enum(values) => values.iter().map(|(value, _)| value.as_str().into()).collect(),
                    _ => Vec::<ImmutableString>::new(),
                },
            )
            .property("base", "The type underneath a domain.", |this| {
                match &this.model().definition {
                    TypeDefinition::Domain { base, .. } => Some(Type::new(&this.at, base)),
                    _ => None,
                }
            })
            .property("is_required", "Whether a domain takes no null.", |this| {
                matches!(
                    this.model().definition,
                    TypeDefinition::Domain { is_required: true, .. }
                )
            })
            .property("checks", "What a domain demands.", |this| {
                match &this.model().definition {
                    TypeDefinition::Domain { checks, .. } => checks
                        .iter()
                        .map(|expr| Expression::new(&this.at, expr))
                        .collect::<Vec<_>>(),
                    _ => Vec::new(),
                }
            });
    }
}

const fn kind(definition: &TypeDefinition) -> &'static str {
    match definition {
        TypeDefinition::Enum(_) => "enum",
        TypeDefinition::Composite(_) => "composite",
        TypeDefinition::Domain { .. } => "domain",
        TypeDefinition::Other => "other",
    }
}
