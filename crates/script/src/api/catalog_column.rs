use std::sync::Arc;

use super::catalog::{Catalog, IS_OF_SAME_RELEASE};
use super::catalog_table::CatalogTable;
use super::describe::Members;
use super::handle::Thing;
use super::value::texts;
use rhai::ImmutableString;
use schema::GeneratedKind;
use schema::ObjectKey;
use schema::catalog::{Existence, IdentityKind};

/// A column as it stands at one point of the history.
#[derive(Clone, Debug)]
pub(crate) struct CatalogColumn {
    catalog: Catalog,
    table: ObjectKey,
    column: Arc<schema::catalog::Column>,
}

impl CatalogColumn {
    pub(crate) fn new(catalog: &Catalog, table: &ObjectKey, column: &Arc<schema::catalog::Column>) -> Self {
        Self {
            catalog: catalog.clone(),
            table: table.clone(),
            column: Arc::clone(column),
        }
    }

    /// The column of that table, where it is there or may be.
    pub(crate) fn find(catalog: &Catalog, table: &schema::Name, column: &schema::Ident) -> Option<Self> {
        let table = catalog.schema().table(table).seen()?;
        let folded = column.folded(catalog.schema().dialect());
        let found = table.columns.iter().find(|column| column.name == folded)?;
        Some(Self::new(catalog, &table.key, found))
    }
}

impl Thing for CatalogColumn {
    const NAME: &'static str = "CatalogColumn";
    const SUMMARY: &'static str = "A column as it stands at one point of the history. It prints as its name.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("name", "Its name, as the engine looks it up.", |this| {
                ImmutableString::from(this.column.name.as_str())
            })
            .property(
                "type_name",
                "The name of its type in lower case, without arguments; `()` where that is not known.",
                |this| {
                    this.column
                        .data_type
                        .as_ref()
                        .map(|found| ImmutableString::from(found.name.as_str()))
                },
            )
            .property("type_args", "What stands behind that name in parentheses.", |this| {
                this.column
                    .data_type
                    .as_ref()
                    .map_or_else(Vec::new, |found| texts(&found.args))
            })
            .property(
                "type_family",
                "What the type is for: `integer`, `text`, `timestamp` …",
                |this| this.column.data_type.as_ref().map(|found| found.family().as_str()),
            )
            .property("is_array", "Whether it is a list of values.", |this| {
                this.column.data_type.as_ref().is_some_and(|found| found.dimensions > 0)
            })
            .property(
                "nullable",
                "Whether it takes nulls; `()` where the history does not say.",
                |this| this.column.nullable,
            )
            .property("has_default", "Whether it takes a value when none is given.", |this| {
                this.column.default.is_some()
            })
            .property("is_identity", "Whether it counts by itself.", |this| {
                this.column.identity.is_some()
            })
            .property(
                "identity",
                "How it counts: `always`, `by_default`, `serial`.",
                |this| match this.column.identity? {
                    IdentityKind::Always => Some("always"),
                    IdentityKind::ByDefault => Some("by_default"),
                    IdentityKind::Serial => Some("serial"),
                },
            )
            .property("is_generated", "Whether it is computed.", |this| {
                this.column.generated.is_some()
            })
            .property(
                "is_stored",
                "Whether a computed value is stored; `()` where that is not said.",
                |this| match this.column.generated.as_ref()?.kind {
                    GeneratedKind::Stored => Some(true),
                    GeneratedKind::Virtual => Some(false),
                    GeneratedKind::Unspecified => None,
                },
            )
            .property("is_inherited", "Whether a parent alone brings it.", |this| {
                this.column.is_inherited
            })
            .property("is_certain", "Whether it is there for certain.", |this| {
                this.column.existence == Existence::Certain
            })
            .property("table", "Its table.", |this| {
                CatalogTable::new(&this.catalog, &this.table)
            })
            .property("is_made_here", "Whether the migration at hand made it.", |this| {
                this.catalog.is_made_here(this.column.origin)
            })
            .property("is_of_same_release", IS_OF_SAME_RELEASE, |this| {
                this.catalog.is_of_same_release(this.column.origin)
            });
    }

    fn print(&self) -> ImmutableString {
        self.column.name.as_str().into()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.table == other.table && self.print() == other.print()
    }

    fn is_named(&self, text: &str) -> bool {
        let folded = self.catalog.schema().dialect().fold(text, false);
        self.print() == folded.as_ref()
    }
}
