use std::sync::Arc;

use super::catalog::{Catalog, IS_OF_SAME_RELEASE, name_of};
use super::describe::Members;
use super::handle::Thing;
use super::value::texts;
use rhai::ImmutableString;

/// A view as it stands at one point of the history.
#[derive(Clone, Debug)]
pub(crate) struct CatalogView {
    catalog: Catalog,
    view: Arc<schema::catalog::View>,
}

impl CatalogView {
    pub(crate) fn new(catalog: &Catalog, view: &schema::catalog::View) -> Self {
        Self {
            catalog: catalog.clone(),
            view: Arc::new(view.clone()),
        }
    }

    /// The view of this name, where it is there or may be.
    pub(crate) fn find(catalog: &Catalog, name: &schema::Name) -> Option<Self> {
        let found = catalog.schema().view(name).seen()?;
        Some(Self::new(catalog, found))
    }
}

impl Thing for CatalogView {
    const NAME: &'static str = "CatalogView";
    const SUMMARY: &'static str = "A view as it stands at one point of the history. It prints as `schema.name`.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("name", "Its bare name, as the engine looks it up.", |this| {
                ImmutableString::from(this.view.key.name.as_str())
            })
            .property("schema", "Its schema; empty where there is none.", |this| {
                ImmutableString::from(this.view.key.schema.as_str())
            })
            .property("is_materialized", "Whether its rows are stored.", |this| {
                this.view.is_materialized
            })
            .property("is_populated", "Whether its rows have been filled in.", |this| {
                this.view.is_populated
            })
            .property("reads", "The tables and views it reads, as `schema.name`.", |this| {
                this.view.reads.iter().map(ToString::to_string).collect::<Vec<_>>()
            })
            .property(
                "columns",
                "The names given to its columns; empty where the query names them.",
                |this| texts(&this.view.columns),
            )
            .property("indexes", "The names of the indexes on it.", |this| {
                this.view
                    .indexes
                    .iter()
                    .map(|index| ImmutableString::from(index.name.as_str()))
                    .collect::<Vec<_>>()
            })
            .property("has_unique_index", "Whether one of them keeps rows apart.", |this| {
                this.view.indexes.iter().any(|index| index.is_unique)
            })
            .property("is_made_here", "Whether the migration at hand made it.", |this| {
                this.catalog.is_made_here(this.view.origin)
            })
            .property("is_of_same_release", IS_OF_SAME_RELEASE, |this| {
                this.catalog.is_of_same_release(this.view.origin)
            });
    }

    fn print(&self) -> ImmutableString {
        self.view.key.to_string().into()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.view == other.view
    }

    fn is_named(&self, text: &str) -> bool {
        self.catalog.schema().key(&name_of(text)) == self.view.key
    }
}
