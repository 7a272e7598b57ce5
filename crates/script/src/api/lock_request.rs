use rhai::ImmutableString;
use schema::{Action, LockTables};

use super::describe::Members;
use super::facet::{Facet, Model};
use super::table::Table;

impl Model for LockTables {
    const NAME: &'static str = "LockRequest";
    const SUMMARY: &'static str = "What `lock table` says.";

    fn of(action: &Action) -> Option<&Self> {
        match action {
            Action::Lock(it) => Some(it),
            _ => None,
        }
    }

    fn describe(members: &mut Members<'_, Facet<Self>>) {
        members
            .property("tables", "The tables.", |this| {
                this.model()
                    .tables
                    .iter()
                    .map(|name| Table::new(&this.at, name))
                    .collect::<Vec<_>>()
            })
            .property(
                "mode",
                "The mode as the engine names it, in upper case; `()` for its default.",
                |this| this.model().mode.as_deref().map(ImmutableString::from),
            )
            .property("nowait", "Whether it fails where it would have to wait.", |this| {
                this.model().nowait
            });
    }
}
