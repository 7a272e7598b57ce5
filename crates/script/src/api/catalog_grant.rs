use std::sync::Arc;

use super::catalog::{Catalog, IS_OF_SAME_RELEASE, name_of};
use super::describe::Members;
use super::handle::Thing;
use super::value::texts;
use rhai::ImmutableString;

/// What somebody may do with an object at one point of the history.
#[derive(Clone, Debug)]
pub(crate) struct CatalogGrant {
    catalog: Catalog,
    grant: Arc<schema::catalog::Granted>,
}

impl CatalogGrant {
    pub(crate) fn new(catalog: &Catalog, grant: &schema::catalog::Granted) -> Self {
        Self {
            catalog: catalog.clone(),
            grant: Arc::new(grant.clone()),
        }
    }
}

impl Thing for CatalogGrant {
    const NAME: &'static str = "CatalogGrant";
    const SUMMARY: &'static str =
        "What somebody may do with an object at one point of the history. It prints as the object.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property(
                "kind",
                "What kind of object: `table`, `schema`, `role` for a membership.",
                |this| this.grant.object_kind.as_str(),
            )
            .property("object", "The object, as `schema.name`.", |this| {
                this.grant.key.to_string()
            })
            .property("grantee", "Who, as the engine looks the name up.", |this| {
                ImmutableString::from(this.grant.grantee.as_str())
            })
            .property("privileges", "What, in upper case; `ALL` for all.", |this| {
                texts(&this.grant.privileges)
            })
            .property("with_grant_option", "Whether it may be passed on.", |this| {
                this.grant.with_grant_option
            })
            .property("is_made_here", "Whether the migration at hand made it.", |this| {
                this.catalog.is_made_here(this.grant.origin)
            })
            .property("is_of_same_release", IS_OF_SAME_RELEASE, |this| {
                this.catalog.is_of_same_release(this.grant.origin)
            });
    }

    fn print(&self) -> ImmutableString {
        self.grant.key.to_string().into()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.grant == other.grant
    }

    fn is_named(&self, text: &str) -> bool {
        self.catalog.schema().key(&name_of(text)) == self.grant.key
    }
}
