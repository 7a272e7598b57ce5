use rhai::ImmutableString;
use schema::catalog::Dependency;
use schema::{CharsetOption, Family, Name, ObjectKey};

use super::catalog::{Catalog, IS_OF_SAME_RELEASE, name_of};
use super::catalog_column::CatalogColumn;
use super::catalog_constraint::CatalogConstraint;
use super::catalog_index::CatalogIndex;
use super::catalog_trigger::CatalogTrigger;
use super::column::Column;
use super::describe::Members;
use super::finding::as_identifier;
use super::handle::Thing;
use super::name::{Name as NameHandle, SQL, SQL_SUMMARY};
use super::value::{Value, texts};

/// A table as it stands at one point of the history.
#[derive(Clone, Debug)]
pub(crate) struct CatalogTable {
    catalog: Catalog,
    key: ObjectKey,
}

impl CatalogTable {
    /// The table with this key, which the catalogue holds.
    pub(crate) fn new(catalog: &Catalog, key: &ObjectKey) -> Self {
        Self {
            catalog: catalog.clone(),
            key: key.clone(),
        }
    }

    /// The table of this name, where it is there or may be.
    pub(crate) fn find(catalog: &Catalog, name: &Name) -> Option<Self> {
        let found = catalog.schema().table(name).seen()?;
        Some(Self::new(catalog, &found.key))
    }

    fn at(catalog: &Catalog, key: &ObjectKey) -> Option<Self> {
        let found = catalog.schema().table_at(key).seen()?;
        Some(Self::new(catalog, &found.key))
    }

    fn table(&self) -> &schema::catalog::Table {
        let found = self.catalog.schema().table_at(&self.key).seen();
        found.expect("whoever made this has found it, and a catalogue does not change")
    }

    fn others(&self, keys: &[ObjectKey]) -> Vec<Self> {
        keys.iter().filter_map(|key| Self::at(&self.catalog, key)).collect()
    }

    fn column(&self, folded: &str) -> Option<CatalogColumn> {
        let table = self.table();
        let found = table.columns.iter().find(|column| column.name == folded)?;
        Some(CatalogColumn::new(&self.catalog, &self.key, found))
    }

    fn has_index_on(&self, columns: &[String]) -> Option<bool> {
        let table = self.table();
        let leads = |index: &schema::catalog::Index| {
            let keys = index.columns();
            let is_prefix = columns
                .iter()
                .all(|column| keys.iter().take(columns.len()).any(|key| key == column));
            keys.len() >= columns.len() && is_prefix && index.shape.can_look_up() && index.predicate.is_none()
        };
        if table.indexes.iter().any(|index| leads(index)) {
            return Some(true);
        }
        table.is_complete.then_some(false)
    }

    fn folded(&self, columns: &rhai::Array) -> Vec<String> {
        let dialect = self.catalog.schema().dialect();
        let names = columns.iter().map(ToString::to_string);
        names.map(|name| dialect.fold(&name, false).into_owned()).collect()
    }
}

impl CatalogTable {
    /// What the last option says that means the same as this one of MySQL's, without its quotes.
    fn option_about_texts(&self, name: &str) -> Option<&str> {
        let dialect = self.catalog.schema().dialect();
        let wanted = CharsetOption::named(name).filter(|_| dialect.family() == Family::Mysql)?;
        let mut options = self.table().options.iter().rev();
        let (_, value) = options.find(|(name, _)| CharsetOption::named(name) == Some(wanted))?;
        Some(value.as_deref().unwrap_or_default().trim_matches(['\'', '"', '`']))
    }

    /// A collation's name begins with its character set's
    /// (<https://dev.mysql.com/doc/refman/8.4/en/charset-collation-names.html>).
    fn charset(&self) -> Option<String> {
        let of_collation = |collation: &str| collation.split('_').next().unwrap_or_default().to_lowercase();
        let said = self.option_about_texts("charset").map(str::to_lowercase);
        said.or_else(|| self.option_about_texts("collate").map(of_collation))
    }
}

impl Thing for CatalogTable {
    const NAME: &'static str = "CatalogTable";
    const SUMMARY: &'static str = "A table as it stands at one point of the history. It prints as `schema.name`.";

    fn describe(members: &mut Members<'_, Self>) {
        describe_parts(members);
        members
            .property("name", "Its bare name, as the engine looks it up.", |this| {
                ImmutableString::from(this.key.name.as_str())
            })
            .property("schema", "Its schema; empty where there is none.", |this| {
                ImmutableString::from(this.key.schema.as_str())
            })
            .property("full_name", "`schema.name`.", |this| this.key.to_string())
            .property(SQL, SQL_SUMMARY, |this| {
                let dialect = this.catalog.schema().dialect();
                let parts = [&this.key.schema, &this.key.name];
                let parts = parts.into_iter().filter(|part| !part.is_empty());
                let parts: Vec<String> = parts.map(|part| as_identifier(part, dialect)).collect();
                parts.join(".")
            })
            .property(
                "charset",
                "The character set of its texts, in lower case, where an option says it or its collation does (MySQL, MariaDB).",
                |this| this.charset().map(ImmutableString::from),
            )
            .property("is_certain", "Whether it is there for certain.", |this| {
                this.catalog.schema().table_at(&this.key).known().is_some()
            })
            .property(
                "is_complete",
                "Whether the history made the whole of it; else it has columns, constraints and indexes that nobody knows.",
                |this| this.table().is_complete,
            )
            .property("has_primary_key", "Whether it has one; `()` where that is not known.", |this| {
                this.table().primary_key().exists()
            })
            .property(
                "persistence",
                "How long it lives: `permanent`, `temporary`, `unlogged`, `foreign`, `virtual`.",
                |this| this.table().persistence.as_str(),
            )
            .one_of_those()
            .property("row_security", "Whether row security is on; `()` where the history does not say.", |this| {
                this.table().row_security
            })
            .property("policies", "The names of its row security policies.", |this| {
                let policies = this.table().policies.iter();
                texts(&policies.map(|policy| policy.name.clone()).collect::<Vec<_>>())
            })
            .property("is_partitioned", "Whether it is; `()` where that is not known.", |this| {
                this.table().is_partitioned()
            })
            .property("partition_strategy", "How it is partitioned: `range`, `list`, `hash`.", |this| {
                let by = this.table().partition_by.as_ref();
                by.map(|by| ImmutableString::from(by.strategy.as_str()))
            })
            .property("partition_columns", "The columns it is partitioned by; expressions are left out.", |this| {
                let by = this.table().partition_by.as_ref();
                by.map_or_else(Vec::new, |by| texts(&by.columns))
            })
            .property("partition_of", "The table it is a partition of.", |this| {
                Self::at(&this.catalog, this.table().partition_of.as_ref()?)
            })
            .property("is_default_partition", "Whether it takes what no other partition does.", |this| {
                this.table().is_default_partition
            })
            .property("inherits", "The tables it inherits from.", |this| this.others(&this.table().inherits))
            .property("descendants", "Its partitions and heirs with theirs, however deep.", |this| {
                this.others(&this.catalog.schema().descendants(&this.key))
            })
            .property("readers", "The views that read it, and those that read them, as `schema.name`.", |this| {
                let readers = this.catalog.schema().readers(&this.key);
                readers.iter().map(ToString::to_string).collect::<Vec<_>>()
            })
            .property("referrers", "The tables with a foreign key to it.", |this| {
                let keys = this.catalog.schema().dependents(&this.key, Dependency::ForeignKey);
                this.others(&keys.cloned().collect::<Vec<_>>())
            })
            .property("is_made_here", "Whether the migration at hand made it.", |this| {
                this.catalog.is_made_here(this.table().origin)
            })
            .property("is_of_same_release", IS_OF_SAME_RELEASE, |this| {
                this.catalog.is_of_same_release(this.table().origin)
            })
            .property("made_by_statement", "Which top-level statement of its migration made it, from 0.", |this| {
                i64::from(this.table().origin.statement)
            });
    }

    fn print(&self) -> ImmutableString {
        self.key.to_string().into()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.key == other.key
    }

    fn is_named(&self, text: &str) -> bool {
        self.catalog.schema().key(&name_of(text)) == self.key
    }
}

/// Columns, constraints, indexes, triggers, options.
fn describe_parts(members: &mut Members<'_, CatalogTable>) {
    members
        .property("columns", "Its columns, in order.", |this| {
            let columns = this.table().columns.iter();
            let all = columns.map(|column| CatalogColumn::new(&this.catalog, &this.key, column));
            all.collect::<Vec<_>>()
        })
        .property(
            "constraints",
            "Its constraints, those written with columns among them.",
            |this| {
                let constraints = this.table().constraints.iter();
                let all = constraints.map(|constraint| CatalogConstraint::new(&this.catalog, &this.key, constraint));
                all.collect::<Vec<_>>()
            },
        )
        .property(
            "foreign_keys",
            "Those of its constraints that refer to a table.",
            |this| {
                let constraints = this.table().constraints.iter();
                let keys = constraints.filter(|constraint| constraint.reference.is_some());
                let all = keys.map(|constraint| CatalogConstraint::new(&this.catalog, &this.key, constraint));
                all.collect::<Vec<_>>()
            },
        )
        .property("primary_key", "Its primary key, where it is there or may be.", |this| {
            let is_key = |constraint: &&std::sync::Arc<schema::catalog::Constraint>| {
                matches!(constraint.kind, schema::ConstraintKind::PrimaryKey { .. })
            };
            let found = this.table().constraints.iter().find(is_key)?;
            Some(CatalogConstraint::new(&this.catalog, &this.key, found))
        })
        .property("indexes", "Its indexes, those of constraints among them.", |this| {
            let indexes = this.table().indexes.iter();
            let all = indexes.map(|index| CatalogIndex::new(&this.catalog, &this.key, index));
            all.collect::<Vec<_>>()
        })
        .property("triggers", "Its triggers.", |this| {
            let triggers = this.table().triggers.iter();
            let all = triggers.map(|trigger| CatalogTrigger::new(&this.catalog, &this.key, trigger));
            all.collect::<Vec<_>>()
        })
        .property(
            "options",
            "The names of its options, in lower case: `engine`, `fillfactor`.",
            |this| {
                let names = this
                    .table()
                    .options
                    .iter()
                    .map(|(name, _)| ImmutableString::from(name.as_str()));
                names.collect::<Vec<_>>()
            },
        )
        .function(
            "option",
            "(name: string) -> string?",
            "The value of one of its options; empty for one that has none, `()` for one that is not set. `charset` and `collate` \
             of MySQL and MariaDB are found however they are spelled, and come without quotes.",
            |this: &mut CatalogTable, name: &str| {
                let own = this.option_about_texts(name);
                let option = || this.table().options.iter().find(|(known, _)| known == name);
                let value = own.or_else(|| option().map(|(_, value)| value.as_deref().unwrap_or_default()));
                value.map(ImmutableString::from).into_dynamic()
            },
        )
        .function(
            "column",
            "(name: string or Name or Column) -> CatalogColumn?",
            "The column of this name, where it is there or may be.",
            |this: &mut CatalogTable, name: &str| {
                let folded = this.catalog.schema().dialect().fold(name, false).into_owned();
                this.column(&folded).into_dynamic()
            },
        )
        .overload("column", |this: &mut CatalogTable, name: NameHandle| {
            this.column(&name.folded()).into_dynamic()
        })
        .overload("column", |this: &mut CatalogTable, column: Column| {
            this.column(&column.folded()).into_dynamic()
        })
        .function(
            "has_index_on",
            "(columns: array) -> bool?",
            "Whether an index begins with these columns, in whatever order; `()` where that is not known.",
            |this: &mut CatalogTable, columns: rhai::Array| {
                let columns = this.folded(&columns);
                this.has_index_on(&columns).into_dynamic()
            },
        )
        .function(
            "is_unique_on",
            "(columns: array) -> bool?",
            "Whether a key or a unique index is over exactly these columns; `()` where that is not known.",
            |this: &mut CatalogTable, columns: rhai::Array| {
                let columns: Vec<_> = this.folded(&columns).into_iter().map(Into::into).collect();
                this.table().is_unique_on_exactly(&columns).into_dynamic()
            },
        );
}
