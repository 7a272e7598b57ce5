use schema::{Action, ConstraintAction};

use super::describe::Members;
use super::facet::{Facet, Model};
use super::name::Name;
use super::setting::Setting;

impl Model for ConstraintAction {
    const NAME: &'static str = "ConstraintChange";
    const SUMMARY: &'static str = "What is done to a constraint that exists.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::Constraint(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property(
                "name",
                "Its name; `()` for `drop primary key` and for all of a table.",
                |this| this.model().name.as_ref().map(|name| Name::new(&this.at, name)),
            )
            .property(
                "kind",
                "What kind it is, where that is said: `primary_key`, `foreign_key`, `constraint`.",
                |this| this.model().object_kind.as_str(),
            )
            .property(
                "with_check",
                "For one that is switched on: whether existing rows are checked, where that is said.",
                |this| this.model().with_check,
            )
            .property("settings", "What else is said.", |this| {
                Setting::all(&this.at, &this.model().options)
            });
    }
}
