use std::sync::Arc;

use super::catalog::{Catalog, IS_OF_SAME_RELEASE};
use super::catalog_table::CatalogTable;
use super::constraint::KIND;
use super::describe::Members;
use super::handle::Thing;
use super::value::texts;
use rhai::ImmutableString;
use schema::ObjectKey;
use schema::ReferentialAction;
use schema::catalog::Existence;

/// A constraint as it stands at one point of the history.
#[derive(Clone, Debug)]
pub(crate) struct CatalogConstraint {
    catalog: Catalog,
    table: ObjectKey,
    constraint: Arc<schema::catalog::Constraint>,
}

impl CatalogConstraint {
    pub(crate) fn new(catalog: &Catalog, table: &ObjectKey, constraint: &Arc<schema::catalog::Constraint>) -> Self {
        Self {
            catalog: catalog.clone(),
            table: table.clone(),
            constraint: Arc::clone(constraint),
        }
    }
}

impl Thing for CatalogConstraint {
    const NAME: &'static str = "CatalogConstraint";
    const SUMMARY: &'static str = "A constraint as it stands at one point of the history. It prints as its name.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property(
                "name",
                "Its name: as written, or as the engine would make it.",
                |this| this.constraint.name.as_deref().map(ImmutableString::from),
            )
            .property(
                "is_name_implicit",
                "Whether the engine made the name, so that it is a guess.",
                |this| this.constraint.is_name_implicit,
            )
            .property("kind", KIND, |this| this.constraint.kind.word())
            .one_of_those()
            .property("columns", "The columns it is about.", |this| {
                texts(&this.constraint.columns)
            })
            .property(
                "references",
                "The table that a foreign key refers to, as `schema.name`.",
                |this| {
                    this.constraint
                        .reference
                        .as_ref()
                        .map(|reference| reference.table.to_string())
                },
            )
            .property(
                "referenced_columns",
                "The columns that a foreign key refers to; empty means the primary key.",
                |this| {
                    this.constraint
                        .reference
                        .as_ref()
                        .map_or_else(Vec::new, |reference| texts(&reference.columns))
                },
            )
            .property(
                "on_delete",
                "What becomes of referring rows when the other one goes: `cascade`, `set null` …",
                |this| {
                    this.constraint
                        .reference
                        .as_ref()?
                        .on_delete
                        .map(ReferentialAction::as_str)
                },
            )
            .property("on_update", "What becomes of them when its key changes.", |this| {
                this.constraint
                    .reference
                    .as_ref()?
                    .on_update
                    .map(ReferentialAction::as_str)
            })
            .property(
                "is_valid",
                "Whether all existing rows are known to keep it; `()` where the history does not say.",
                |this| this.constraint.is_valid,
            )
            .property("is_enforced", "Whether new rows are checked.", |this| {
                this.constraint.is_enforced
            })
            .property("is_of_column", "Whether it was written with its column.", |this| {
                this.constraint.is_of_column
            })
            .property("is_certain", "Whether it is there for certain.", |this| {
                this.constraint.existence == Existence::Certain
            })
            .property("table", "Its table.", |this| {
                CatalogTable::new(&this.catalog, &this.table)
            })
            .property("is_made_here", "Whether the migration at hand made it.", |this| {
                this.catalog.is_made_here(this.constraint.origin)
            })
            .property("is_of_same_release", IS_OF_SAME_RELEASE, |this| {
                this.catalog.is_of_same_release(this.constraint.origin)
            });
    }

    fn print(&self) -> ImmutableString {
        self.constraint.name.as_deref().unwrap_or_default().into()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.table == other.table && self.print() == other.print()
    }

    fn is_named(&self, text: &str) -> bool {
        let folded = self.catalog.schema().dialect().fold(text, false);
        self.print() == folded.as_ref()
    }
}
