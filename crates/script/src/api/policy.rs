use rhai::ImmutableString;
use schema::{Action, CreatePolicy};

use super::describe::Members;
use super::expression::Expression;
use super::facet::{Facet, Model};
use super::name::Name;

impl Model for CreatePolicy {
    const NAME: &'static str = "Policy";
    const SUMMARY: &'static str = "A row security policy as `create policy` or `alter policy` writes it.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::CreatePolicy(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property("name", "Its name.", |this| Name::new(&this.at, &this.model().name))
            .property(
                "command",
                "The command it guards, in lower case; `()` for all of them.",
                |this| this.model().command.as_deref().map(ImmutableString::from),
            )
            .property(
                "is_restrictive",
                "Whether it narrows what other policies allow.",
                |this| this.model().is_restrictive,
            )
            .property("roles", "The roles it is for; empty for all.", |this| {
                Name::all(&this.at, &this.model().roles)
            })
            .property("using", "Which rows are seen.", |this| {
                this.model()
                    .using
                    .as_deref()
                    .map(|expr| Expression::new(&this.at, expr))
            })
            .property("with_check", "Which rows may be written.", |this| {
                this.model()
                    .with_check
                    .as_deref()
                    .map(|expr| Expression::new(&this.at, expr))
            });
    }
}
