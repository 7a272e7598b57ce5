use std::sync::Arc;

use super::catalog::{Catalog, IS_OF_SAME_RELEASE, name_of};
use super::describe::Members;
use super::handle::Thing;
use rhai::ImmutableString;

/// A sequence as it stands at one point of the history.
#[derive(Clone, Debug)]
pub(crate) struct CatalogSequence {
    catalog: Catalog,
    sequence: Arc<schema::catalog::Sequence>,
}

impl CatalogSequence {
    pub(crate) fn new(catalog: &Catalog, sequence: &schema::catalog::Sequence) -> Self {
        Self {
            catalog: catalog.clone(),
            sequence: Arc::new(sequence.clone()),
        }
    }

    /// The sequence of this name, where it is there or may be.
    pub(crate) fn find(catalog: &Catalog, name: &schema::Name) -> Option<Self> {
        let found = catalog.schema().sequence(name).seen()?;
        Some(Self::new(catalog, found))
    }
}

impl Thing for CatalogSequence {
    const NAME: &'static str = "CatalogSequence";
    const SUMMARY: &'static str = "A sequence as it stands at one point of the history. It prints as `schema.name`.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("name", "Its bare name, as the engine looks it up.", |this| {
                ImmutableString::from(this.sequence.key.name.as_str())
            })
            .property("schema", "Its schema; empty where there is none.", |this| {
                ImmutableString::from(this.sequence.key.schema.as_str())
            })
            .property("type_name", "Its type, where one is written.", |this| {
                this.sequence.data_type.as_deref().map(ImmutableString::from)
            })
            .property("owned_by_table", "The table it goes with, as `schema.name`.", |this| {
                this.sequence.owned_by.as_ref().map(|(table, _)| table.to_string())
            })
            .property("owned_by_column", "The column it goes with.", |this| {
                this.sequence
                    .owned_by
                    .as_ref()
                    .map(|(_, column)| ImmutableString::from(column.as_str()))
            })
            .property("is_made_here", "Whether the migration at hand made it.", |this| {
                this.catalog.is_made_here(this.sequence.origin)
            })
            .property("is_of_same_release", IS_OF_SAME_RELEASE, |this| {
                this.catalog.is_of_same_release(this.sequence.origin)
            });
    }

    fn print(&self) -> ImmutableString {
        self.sequence.key.to_string().into()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.sequence == other.sequence
    }

    fn is_named(&self, text: &str) -> bool {
        self.catalog.schema().key(&name_of(text)) == self.sequence.key
    }
}
