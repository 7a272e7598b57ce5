use std::sync::Arc;

use super::catalog::{Catalog, IS_OF_SAME_RELEASE};
use super::catalog_table::CatalogTable;
use super::describe::Members;
use super::handle::Thing;
use super::value::texts;
use rhai::ImmutableString;
use schema::ObjectKey;
use schema::catalog::Existence;

/// A trigger as it stands at one point of the history.
#[derive(Clone, Debug)]
pub(crate) struct CatalogTrigger {
    catalog: Catalog,
    table: ObjectKey,
    trigger: Arc<schema::catalog::Trigger>,
}

impl CatalogTrigger {
    pub(crate) fn new(catalog: &Catalog, table: &ObjectKey, trigger: &Arc<schema::catalog::Trigger>) -> Self {
        Self {
            catalog: catalog.clone(),
            table: table.clone(),
            trigger: Arc::clone(trigger),
        }
    }
}

impl Thing for CatalogTrigger {
    const NAME: &'static str = "CatalogTrigger";
    const SUMMARY: &'static str = "A trigger as it stands at one point of the history. It prints as its name.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("name", "Its name, as the engine looks it up.", |this| {
                ImmutableString::from(this.trigger.name.as_str())
            })
            .property(
                "function",
                "The function that it calls, as `schema.name` (PostgreSQL).",
                |this| this.trigger.function.as_ref().map(ToString::to_string),
            )
            .property("events", "What it fires at, in upper case.", |this| {
                texts(&this.trigger.events)
            })
            .property("for_each_row", "Whether it fires once for each row.", |this| {
                this.trigger.for_each_row
            })
            .property("is_certain", "Whether it is there for certain.", |this| {
                this.trigger.existence == Existence::Certain
            })
            .property("table", "Its table.", |this| {
                CatalogTable::new(&this.catalog, &this.table)
            })
            .property("is_made_here", "Whether the migration at hand made it.", |this| {
                this.catalog.is_made_here(this.trigger.origin)
            })
            .property("is_of_same_release", IS_OF_SAME_RELEASE, |this| {
                this.catalog.is_of_same_release(this.trigger.origin)
            });
    }

    fn print(&self) -> ImmutableString {
        self.trigger.name.as_str().into()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.table == other.table && self.print() == other.print()
    }

    fn is_named(&self, text: &str) -> bool {
        let folded = self.catalog.schema().dialect().fold(text, false);
        self.print() == folded.as_ref()
    }
}
