use rhai::ImmutableString;
use schema::Action;

use super::ask::ask;
use super::catalog::Catalog;
use super::catalog_table::CatalogTable;
use super::column::Column;
use super::describe::Members;
use super::handle::{At, Handle, Place};
use super::name::{Name, SQL, SQL_SUMMARY, as_sql};
use super::object::names;
use super::setting::Setting;
use super::text::Text;

/// A table, view or other relation that a change is about.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    at: At,
    name: schema::Name,
    /// The change of the statement that creates it, where this is that change's table.
    created_by: Option<u32>,
}

impl Table {
    /// Its name as SQL.
    pub(super) fn sql(&self) -> String {
        as_sql(&self.at, &self.name)
    }

    pub(crate) fn new(at: &At, name: &schema::Name) -> Self {
        Self {
            at: at.clone(),
            name: name.clone(),
            created_by: None,
        }
    }

    /// The table of the change with this number.
    pub(crate) fn of_change(at: &At, index: u32) -> Option<Self> {
        let change = at.statement().changes.get(index as usize)?;
        let mut table = Self::new(at, change.table()?);
        table.created_by = matches!(change.action, Action::CreateTable(_)).then_some(index);
        Some(table)
    }

    pub(crate) fn definition(&self) -> Option<&schema::CreateTable> {
        let change = self.at.statement().changes.get(self.created_by? as usize)?;
        match &change.action {
            Action::CreateTable(table) => Some(table),
            _ => None,
        }
    }

    pub(crate) const fn schema_name(&self) -> &schema::Name {
        &self.name
    }
}

impl Table {
    fn start(&self) -> u32 {
        self.name.range().start
    }

    /// Where what creates it would have to stand before: what creates it itself does not stand above it.
    pub(crate) fn start_of_use(&self) -> u32 {
        match self.created_by {
            Some(_) => self.at.statement().range.start,
            None => self.start(),
        }
    }
}

impl Handle for Table {
    const NAME: &'static str = "Table";
    const SUMMARY: &'static str = "A table or view. It prints as written, without quotes (`sql` has them), and equals a text that names it, as the engine \
        compares names: `change.table == \"orders\"`, `change.table == \"shop.orders\"`.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("name", "Its bare name.", |this| Name::new(&this.at, &this.name.ident))
            .property("schema", "The schema written before it.", |this| {
                this.name.qualifier().map(|schema| Name::new(&this.at, schema))
            })
            .property(
                "full_name",
                "`schema.name` as the engine looks it up: along the `search_path`, where it is written without its schema.",
                |this| this.at.resolved(&this.name),
            )
            .property(SQL, SQL_SUMMARY, Self::sql)
            .property(
                "columns",
                "The columns that `create table` gives it; empty for every other change.",
                |this| {
                    let count = this.definition().map_or(0, |table| table.columns.len());
                    this.created_by
                        .map_or_else(Vec::new, |change| Column::added(&this.at, change, count))
                },
            )
            .property(
                "has_primary_key",
                "Whether `create table` gives it a primary key; `()` for every other change.",
                |this| this.definition().map(schema::CreateTable::has_primary_key),
            )
            .property(
                "is_temporary",
                "Whether it goes with the session, as far as the history tells.",
                |this| ask(&this.at, None, |cx| cx.is_temporary(&this.name)),
            )
            .property(
                "persistence",
                "How long `create table` makes it live: `permanent`, `temporary`, `unlogged`, `foreign`, `virtual`; `()` for \
                 every other change.",
                |this| this.definition().map(|table| table.persistence.as_str()),
            )
            .one_of_those()
            .property(
                "is_partition",
                "Whether it is created as a partition of another table.",
                |this| this.definition().is_some_and(|table| table.partition_of.is_some()),
            )
            .property("partition_of", "The table that it is created as a partition of.", |this| {
                let partition = this.definition()?.partition_of.as_ref()?;
                Some(Self::new(&this.at, &partition.parent))
            })
            .property("partition_by", "How it is created partitioned: `range`, `list`, `hash`.", |this| {
                let partition = this.definition()?.partition_by.as_ref()?;
                Some(ImmutableString::from(partition.strategy.as_str()))
            })
            .property("inherits", "The tables it inherits from.", |this| {
                let parents = this.definition().map(|table| &table.inherits);
                let parents = parents.into_iter().flatten();
                parents.map(|name| Self::new(&this.at, name)).collect::<Vec<_>>()
            })
            .property("like", "The tables that it is made like.", |this| {
                let others = this.definition().map(|table| &table.like);
                let others = others.into_iter().flatten();
                others.map(|like| Self::new(&this.at, &like.table)).collect::<Vec<_>>()
            })
            .property("query", "The query that it is made from.", |this| {
                this.definition()?.as_query.map(|range| Text::of_statement(&this.at, range))
            })
            .property("settings", "Its options: `engine = InnoDB`, `fillfactor = 70`, `strict`.", |this| {
                let settings = this.definition().map(|table| &table.options);
                settings.map_or_else(Vec::new, |settings| Setting::all(&this.at, settings))
            });
        describe_in_time(members);
    }

    fn print(&self) -> ImmutableString {
        self.name.to_string().into()
    }

    fn place(&self) -> Place {
        let object = self.at.resolved(&self.name);
        self.at.place(self.name.range()).named(&self.name.ident).of(object)
    }

    fn is_same(&self, other: &Self) -> bool {
        self.name.is_same(&other.name, self.at.dialect())
    }

    fn is_named(&self, text: &str) -> bool {
        names(&self.name, text, self.at.dialect())
    }
}

/// How it stands before and after the statement, and what the rest of the migration does to it.
fn describe_in_time(members: &mut Members<'_, Table>) {
    members
        .property(
            "before",
            "It as the statement found it; `()` where it was not there or is not known.",
            |this| CatalogTable::find(&Catalog::before(&this.at), &this.name),
        )
        .property("after", "It as the statement leaves it.", |this| {
            CatalogTable::find(&Catalog::after(&this.at), &this.name)
        })
        .property(
            "is_created_above",
            "Whether the same migration creates it further up.",
            |this| {
                ask(&this.at, None, |cx| {
                    cx.is_created_above(&this.name, this.start_of_use())
                })
            },
        )
        .property(
            "is_created_below",
            "Whether the same migration creates it further down, and not above.",
            |this| ask(&this.at, None, |cx| cx.is_created_below(&this.name, this.start())),
        )
        .property(
            "is_surely_empty",
            "Whether it holds no row, because the same migration gives it a column that the engine refuses otherwise.",
            |this| ask(&this.at, None, |cx| cx.is_surely_empty(&this.name)),
        )
        .property(
            "is_rebuilt",
            "Whether it is dropped and made anew with its rows in the same migration.",
            |this| ask(&this.at, None, |cx| cx.is_rebuilt(&this.name, this.start())),
        )
        .property(
            "is_used_up_below",
            "Whether its name is one that the same migration takes further down and gives up again.",
            |this| ask(&this.at, None, |cx| cx.is_used_up_below(&this.name, this.start())),
        )
        .property(
            "is_locked_anyway",
            "Whether another statement of the same transaction keeps everybody from it as well.",
            |this| {
                let name = this.at.resolved(&this.name);
                ask(&this.at, None, |cx| cx.is_locked_anyway(&name))
            },
        )
        .property(
            "is_name_taken_below",
            "Whether the same migration gives its name to something else further down.",
            |this| ask(&this.at, None, |cx| cx.is_name_taken_below(&this.name, this.start())),
        )
        .property(
            "is_of_same_release",
            "Whether a migration made it that goes out together with this one.",
            |this| ask(&this.at, None, |cx| cx.is_table_of_same_release(&this.name)),
        );
}
