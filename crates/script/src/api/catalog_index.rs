use std::sync::Arc;

use super::catalog::{Catalog, IS_OF_SAME_RELEASE};
use super::catalog_table::CatalogTable;
use super::describe::Members;
use super::handle::Thing;
use super::index::shape;
use super::value::texts;
use rhai::ImmutableString;
use schema::ObjectKey;
use schema::catalog::Existence;

/// An index as it stands at one point of the history.
#[derive(Clone, Debug)]
pub(crate) struct CatalogIndex {
    catalog: Catalog,
    table: ObjectKey,
    index: Arc<schema::catalog::Index>,
}

impl CatalogIndex {
    pub(crate) fn new(catalog: &Catalog, table: &ObjectKey, index: &Arc<schema::catalog::Index>) -> Self {
        Self {
            catalog: catalog.clone(),
            table: table.clone(),
            index: Arc::clone(index),
        }
    }
}

impl Thing for CatalogIndex {
    const NAME: &'static str = "CatalogIndex";
    const SUMMARY: &'static str = "An index as it stands at one point of the history. It prints as its name.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property(
                "name",
                "Its name: as written, or as the engine would make it.",
                |this| ImmutableString::from(this.index.name.as_str()),
            )
            .property(
                "is_name_implicit",
                "Whether the engine made the name, so that it is a guess.",
                |this| this.index.is_name_implicit,
            )
            .property(
                "columns",
                "The columns that it is sorted by, up to the first expression or prefix.",
                |this| texts(&this.index.columns()),
            )
            .property(
                "key_count",
                "How many columns and expressions it is sorted by.",
                |this| i64::try_from(this.index.keys.len()).unwrap_or(i64::MAX),
            )
            .property("include", "The columns that it carries along.", |this| {
                texts(&this.index.include)
            })
            .property("is_unique", "Whether it keeps rows apart.", |this| this.index.is_unique)
            .property("is_partial", "Whether only some rows are in it.", |this| {
                this.index.predicate.is_some()
            })
            .property(
                "method",
                "The access method in lower case, where one is written.",
                |this| this.index.method.as_deref().map(ImmutableString::from),
            )
            .property(
                "shape",
                "What kind of index it is: `plain`, `clustered`, `columnstore` …",
                |this| shape(this.index.shape),
            )
            .property("constraint", "The constraint it serves.", |this| {
                this.index.constraint.as_deref().map(ImmutableString::from)
            })
            .property(
                "is_valid",
                "Whether it can be used; `()` where the history does not say.",
                |this| this.index.is_valid,
            )
            .property("is_certain", "Whether it is there for certain.", |this| {
                this.index.existence == Existence::Certain
            })
            .property("table", "Its table.", |this| {
                CatalogTable::new(&this.catalog, &this.table)
            })
            .property("is_made_here", "Whether the migration at hand made it.", |this| {
                this.catalog.is_made_here(this.index.origin)
            })
            .property("is_of_same_release", IS_OF_SAME_RELEASE, |this| {
                this.catalog.is_of_same_release(this.index.origin)
            });
    }

    fn print(&self) -> ImmutableString {
        self.index.name.as_str().into()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.table == other.table && self.print() == other.print()
    }

    fn is_named(&self, text: &str) -> bool {
        let folded = self.catalog.schema().dialect().fold(text, false);
        self.print() == folded.as_ref()
    }
}
