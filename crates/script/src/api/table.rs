use rhai::ImmutableString;
use schema::{Action, Persistence};

use super::column::Column;
use super::describe::Members;
use super::handle::{At, Handle, Place};
use super::name::Name;
use super::object::names;

/// A table, view or other relation that a change is about.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    at: At,
    name: schema::Name,
    /// The change of the statement that creates it, where this is that change's table.
    created_by: Option<u32>,
}

impl Table {
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

impl Handle for Table {
    const NAME: &'static str = "Table";
    const SUMMARY: &'static str = "A table or view. It prints as written and equals a text that names it, as the engine \
        compares names: `change.table == \"orders\"`, `change.table == \"shop.orders\"`.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("name", "Its bare name.", |this| Name::new(&this.at, &this.name.ident))
            .property("schema", "The schema written before it.", |this| {
                this.name.qualifier().map(|schema| Name::new(&this.at, schema))
            })
            .property(
                "full_name",
                "`schema.name` as the engine looks it up, the default schema filled in.",
                |this| this.name.resolved(this.at.dialect()),
            )
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
                "Whether it lives only as long as the session; `()` where that is not said.",
                |this| {
                    this.definition()
                        .map(|table| table.persistence == Persistence::Temporary)
                },
            )
            .property(
                "is_partition",
                "Whether it is created as a partition of another table.",
                |this| this.definition().is_some_and(|table| table.partition_of.is_some()),
            );
    }

    fn print(&self) -> ImmutableString {
        self.name.to_string().into()
    }

    fn place(&self) -> Place {
        let object = self.name.resolved(self.at.dialect());
        self.at.place(self.name.range()).named(&self.name.ident).of(object)
    }

    fn is_same(&self, other: &Self) -> bool {
        self.name.is_same(&other.name, self.at.dialect())
    }

    fn is_named(&self, text: &str) -> bool {
        names(&self.name, text, self.at.dialect())
    }
}
