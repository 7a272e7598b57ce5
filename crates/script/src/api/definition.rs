use rhai::ImmutableString;
use schema::NameParts;

use super::describe::Members;
use super::handle::{At, Handle, Place};
use super::name::Name;
use super::table::Table;

/// A name that a change gives to something.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    at: At,
    change: u32,
    number: usize,
}

impl Definition {
    /// Every name that the change gives, in the order of the text.
    pub(crate) fn all(at: &At, change: u32) -> Vec<Self> {
        let one = |number| Self {
            at: at.clone(),
            change,
            number,
        };
        (0..at.change(change).definitions().len()).map(one).collect()
    }

    /// What a template of names asks for.
    pub(crate) fn parts(&self) -> NameParts {
        let definition = self.definition();
        let texts = |idents: &[&schema::Ident]| idents.iter().map(|ident| ident.text.clone()).collect();
        let table = definition.table;
        let schema = definition.name.and_then(schema::Name::qualifier);
        let schema = schema.or_else(|| table.and_then(schema::Name::qualifier));
        let referred = definition.referred;
        NameParts {
            schema: schema.map(|schema| schema.text.clone()).unwrap_or_default(),
            table: table.map(|table| table.ident.text.clone()).unwrap_or_default(),
            columns: texts(&definition.columns),
            referenced: referred.map(|(table, _)| table.ident.text.clone()).unwrap_or_default(),
            referenced_columns: referred
                .map_or_else(Vec::new, |(_, columns)| texts(&columns.iter().collect::<Vec<_>>())),
        }
    }

    fn definition(&self) -> schema::Definition<'_> {
        let mut all = self.at.change(self.change).definitions();
        all.swap_remove(self.number)
    }
}

impl Handle for Definition {
    const NAME: &'static str = "Definition";
    const SUMMARY: &'static str = "A name that a change gives to something: the table of `create table`, each of its \
        columns, constraints and indexes, the new name of a rename. It prints as that name, and stands where it does.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("name", "The name.", |this| Name::new(&this.at, this.definition().ident))
            .property(
                "kind",
                "What gets it: `table`, `column`, `index`, `primary_key`, `foreign_key` …",
                |this| this.definition().object_kind.as_str(),
            )
            .property(
                "full_name",
                "With its schema as written, where one can be written.",
                |this| this.definition().name.map(ToString::to_string),
            )
            .property("table", "The table that the thing belongs to.", |this| {
                this.definition().table.map(|table| Table::new(&this.at, table))
            })
            .property(
                "columns",
                "The columns that it is about, where they are named one by one.",
                |this| {
                    let columns = this.definition().columns;
                    columns
                        .into_iter()
                        .map(|column| Name::new(&this.at, column))
                        .collect::<Vec<_>>()
                },
            )
            .property("references", "The table that a foreign key refers to.", |this| {
                this.definition().referred.map(|(table, _)| Table::new(&this.at, table))
            })
            .property(
                "referenced_columns",
                "The columns that a foreign key refers to.",
                |this| {
                    let referred = this.definition().referred;
                    referred.map_or_else(Vec::new, |(_, columns)| Name::all(&this.at, columns))
                },
            )
            .property("is_unique", "Whether it is an index that keeps rows apart.", |this| {
                this.definition().is_unique
            });
    }

    fn print(&self) -> ImmutableString {
        self.definition().ident.text.as_str().into()
    }

    fn place(&self) -> Place {
        let ident = self.definition().ident;
        self.at.place(ident.range).named(ident).of(ident.text.as_str())
    }
}
