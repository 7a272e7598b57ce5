use std::sync::Arc;

use super::catalog::{Catalog, IS_OF_SAME_RELEASE, name_of};
use super::describe::Members;
use super::handle::Thing;
use rhai::ImmutableString;
use schema::catalog::UserTypeDefinition;

/// A type that the history made, as it stands at one point of it.
#[derive(Clone, Debug)]
pub(crate) struct CatalogType {
    catalog: Catalog,
    found: Arc<schema::catalog::UserType>,
}

impl CatalogType {
    pub(crate) fn new(catalog: &Catalog, found: &schema::catalog::UserType) -> Self {
        Self {
            catalog: catalog.clone(),
            found: Arc::new(found.clone()),
        }
    }

    /// The type of this name, where it is there or may be.
    pub(crate) fn find(catalog: &Catalog, name: &schema::Name) -> Option<Self> {
        let found = catalog.schema().user_type(name).seen()?;
        Some(Self::new(catalog, found))
    }
}

impl Thing for CatalogType {
    const NAME: &'static str = "CatalogType";
    const SUMMARY: &'static str =
        "A type that the history made, as it stands at one point of it. It prints as `schema.name`.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("name", "Its bare name, as the engine looks it up.", |this| {
                ImmutableString::from(this.found.key.name.as_str())
            })
            .property("schema", "Its schema; empty where there is none.", |this| {
                ImmutableString::from(this.found.key.schema.as_str())
            })
            .property(
                "kind",
                "What it is: `enum`, `composite`, `domain`, `other`.",
                |this| match this.found.definition {
                    UserTypeDefinition::Enum(_) => "enum",
                    UserTypeDefinition::Composite(_) => "composite",
                    UserTypeDefinition::Domain { .. } => "domain",
                    UserTypeDefinition::Other => "other",
                },
            )
            .property(
                "values",
                "The values of an enumeration, in order.",
                |this| match &this.found.definition {
                    UserTypeDefinition::Enum(values) => values
                        .iter()
                        .map(|(value, _)| ImmutableString::from(value.as_str()))
                        .collect(),
                    _ => Vec::new(),
                },
            )
            .property(
                "base",
                "The name of the type underneath a domain.",
                |this| match &this.found.definition {
                    UserTypeDefinition::Domain { base, .. } => Some(ImmutableString::from(base.name.as_str())),
                    _ => None,
                },
            )
            .property("is_made_here", "Whether the migration at hand made it.", |this| {
                this.catalog.is_made_here(this.found.origin)
            })
            .property("is_of_same_release", IS_OF_SAME_RELEASE, |this| {
                this.catalog.is_of_same_release(this.found.origin)
            });
    }

    fn print(&self) -> ImmutableString {
        self.found.key.to_string().into()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.found == other.found
    }

    fn is_named(&self, text: &str) -> bool {
        self.catalog.schema().key(&name_of(text)) == self.found.key
    }
}
