use std::sync::Arc;

use lint::MigrationFacts;
use rhai::{Dynamic, ImmutableString};
use schema::catalog::{Relation, Routine, Sequence, UserType, View};
use schema::{Ident, Lookup, Name, Origin};

use super::catalog_grant::CatalogGrant;
use super::catalog_routine::CatalogRoutine;
use super::catalog_sequence::CatalogSequence;
use super::catalog_table::CatalogTable;
use super::catalog_type::CatalogType;
use super::catalog_view::CatalogView;
use super::describe::Members;
use super::handle::{At, Thing};
use super::object::Object;
use super::table::Table;
use super::value::Value;

/// The schema at one point of the history, as one migration sees it.
#[derive(Clone, Debug)]
pub(crate) struct Catalog {
    facts: Arc<MigrationFacts>,
    schema: Arc<schema::Catalog>,
}

impl Catalog {
    pub(crate) fn new(facts: &Arc<MigrationFacts>, schema: &schema::Catalog) -> Self {
        Self {
            facts: Arc::clone(facts),
            schema: Arc::new(schema.clone()),
        }
    }

    /// The schema before the statement.
    pub(crate) fn before(at: &At) -> Self {
        Self::new(at.facts(), at.before())
    }

    /// The schema after the top-level statement that this is or stands in.
    pub(crate) fn after(at: &At) -> Self {
        let top = at.path().first().map_or(0, |top| *top as usize);
        Self::new(at.facts(), at.facts().schema_before(top + 1))
    }

    pub(crate) fn schema(&self) -> &schema::Catalog {
        &self.schema
    }

    /// Whether the migration at hand made what has this origin.
    pub(crate) fn is_made_here(&self, origin: Origin) -> bool {
        (origin.file, origin.migration) == (self.facts.migration.file, self.facts.index_in_file)
    }

    /// Whether what has this origin goes out together with the migration at hand.
    pub(crate) fn is_of_same_release(&self, origin: Origin) -> bool {
        self.facts.is_of_same_release(origin)
    }

    fn all<T, V>(&self, found: impl Iterator<Item = T>, make: impl Fn(&Self, T) -> V) -> Vec<V> {
        found.map(|one| make(self, one)).collect()
    }

    fn has(&self, name: &Name) -> Dynamic {
        self.schema.relation(name).exists().into_dynamic()
    }
}

/// What [`Catalog::is_of_same_release`] says, for the reference.
pub(crate) const IS_OF_SAME_RELEASE: &str =
    "Whether a migration made it that goes out together with the one at hand, so that no code that serves knows it.";

/// A name as a person writes it: `orders`, `shop.orders`.
pub(crate) fn name_of(text: &str) -> Name {
    let ident = |text: &str| Ident {
        is_quoted: false,
        ..Ident::synthetic(text)
    };
    let mut parts: Vec<Ident> = text.split('.').map(ident).collect();
    let last = parts.pop().unwrap_or_else(|| ident(""));
    Name {
        qualifiers: parts.into(),
        ident: last,
    }
}

impl Thing for Catalog {
    const NAME: &'static str = "Catalog";
    const SUMMARY: &'static str = "The schema at one point of the history. What the history never made is not absent but \
        unknown, unless it began with an empty database; both are `()` here, and `has` tells them apart.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property(
                "knows_everything",
                "Whether what the history never made is not there: it began with an empty database, or with a dump.",
                |this| this.schema.knows_everything(),
            )
            .property("tables", "Every table that is there or may be.", |this| {
                this.all(this.schema.tables(), |catalog, (_, table)| {
                    CatalogTable::new(catalog, &table.key)
                })
            })
            .property("views", "Every view that is there or may be.", |this| {
                let views = this.schema.all_relations().filter_map(|(_, relation)| match relation {
                    Relation::View(view) => Some(view),
                    Relation::Table(_) => None,
                });
                this.all(views, |catalog, view: &View| CatalogView::new(catalog, view))
            })
            .property("sequences", "Every sequence that is there or may be.", |this| {
                let all = this.schema.all_sequences();
                this.all(all, |catalog, (_, found): (_, &Sequence)| {
                    CatalogSequence::new(catalog, found)
                })
            })
            .property(
                "types",
                "Every type that the history made and that is there or may be.",
                |this| {
                    let all = this.schema.all_types();
                    this.all(all, |catalog, (_, found): (_, &UserType)| {
                        CatalogType::new(catalog, found)
                    })
                },
            )
            .property(
                "routines",
                "Every routine that the history made and that is there or may be.",
                |this| {
                    let all = this.schema.all_routines();
                    this.all(all, |catalog, (_, found): (_, &Routine)| {
                        CatalogRoutine::new(catalog, found)
                    })
                },
            )
            .property("grants", "What is granted on objects, or perhaps is.", |this| {
                this.all(this.schema.all_grants(), |catalog, (_, found)| {
                    CatalogGrant::new(catalog, found)
                })
            });
        describe_lookups(members);
    }

    fn print(&self) -> ImmutableString {
        let views = self.schema.all_relations();
        let views = views
            .filter(|(_, relation)| matches!(relation, Relation::View(_)))
            .count();
        format!(
            "{}, {}",
            count(self.schema.tables().count(), "table"),
            count(views, "view")
        )
        .into()
    }

    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.schema, &other.schema) || self.schema == other.schema
    }
}

/// What is looked up by its name.
fn describe_lookups(members: &mut Members<'_, Catalog>) {
    members
        .function(
            "has",
            "(table: string or Table) -> bool?",
            "Whether there is a table or view of this name; `()` where that is not known.",
            |this: &mut Catalog, name: &str| this.has(&name_of(name)),
        )
        .overload("has", |this: &mut Catalog, table: Table| this.has(table.schema_name()))
        .function(
            "table",
            "(name: string or Table) -> CatalogTable?",
            "The table of this name, where it is there or may be.",
            |this: &mut Catalog, name: &str| CatalogTable::find(this, &name_of(name)).into_dynamic(),
        )
        .overload("table", |this: &mut Catalog, table: Table| {
            CatalogTable::find(this, table.schema_name()).into_dynamic()
        })
        .function(
            "view",
            "(name: string or Table) -> CatalogView?",
            "The view of this name, where it is there or may be.",
            |this: &mut Catalog, name: &str| CatalogView::find(this, &name_of(name)).into_dynamic(),
        )
        .overload("view", |this: &mut Catalog, view: Table| {
            CatalogView::find(this, view.schema_name()).into_dynamic()
        })
        .function(
            "sequence",
            "(name: string or Object) -> CatalogSequence?",
            "The sequence of this name, where it is there or may be.",
            |this: &mut Catalog, name: &str| CatalogSequence::find(this, &name_of(name)).into_dynamic(),
        )
        .overload("sequence", |this: &mut Catalog, object: Object| {
            CatalogSequence::find(this, object.schema_name()).into_dynamic()
        })
        .function(
            "user_type",
            "(name: string or Object) -> CatalogType?",
            "The type of this name that the history made, where it is there or may be.",
            |this: &mut Catalog, name: &str| CatalogType::find(this, &name_of(name)).into_dynamic(),
        )
        .overload("user_type", |this: &mut Catalog, object: Object| {
            CatalogType::find(this, object.schema_name()).into_dynamic()
        })
        .function(
            "routines_named",
            "(name: string or Object) -> [CatalogRoutine]",
            "The routines of this name, one for each list of parameters.",
            |this: &mut Catalog, name: &str| CatalogRoutine::named(this, &name_of(name)).into_dynamic(),
        )
        .overload("routines_named", |this: &mut Catalog, object: Object| {
            CatalogRoutine::named(this, object.schema_name()).into_dynamic()
        })
        .function(
            "table_of_index",
            "(name: string or Object) -> CatalogTable?",
            "The table that the index of this name is on.",
            |this: &mut Catalog, name: &str| table_of_index(this, &name_of(name)).into_dynamic(),
        )
        .overload("table_of_index", |this: &mut Catalog, index: Object| {
            table_of_index(this, index.schema_name()).into_dynamic()
        });
}

/// `1 table`, `2 tables`.
fn count(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{ending}")
}

fn table_of_index(catalog: &Catalog, index: &Name) -> Option<CatalogTable> {
    let found = Lookup::seen(catalog.schema.table_of_index(index))?;
    Some(CatalogTable::new(catalog, &found.key))
}
