use super::{Catalog, Dependency, Existence, ObjectKey, Relation, Trigger, View};
use crate::Family;

impl Catalog {
    /// The views that read the column of the table for certain, as far as their words tell: what they mention is a column
    /// of that name, and nothing else that they read has one. A column that they only call something else by its name
    /// counts as well.
    pub fn views_using<'a>(&'a self, table: &'a ObjectKey, column: &'a str) -> impl Iterator<Item = &'a View> {
        let readers = self.dependents(table, Dependency::Reads);
        let views = readers.filter_map(|key| match self.relation_at(key).known()? {
            Relation::View(view) => Some(view),
            Relation::Table(_) => None,
        });
        views.filter(move |view| self.uses(view, table, column))
    }

    /// The triggers of the table that name the column of the row they fire for, for certain (MySQL).
    pub fn triggers_naming<'a>(&'a self, table: &ObjectKey, column: &'a str) -> impl Iterator<Item = &'a Trigger> {
        let table = self
            .table_at(table)
            .known()
            .filter(|_| self.dialect.family() == Family::Mysql);
        let triggers = table
            .into_iter()
            .flat_map(|table| table.triggers.iter().map(|trigger| &**trigger));
        let triggers = triggers.filter(|trigger| trigger.existence == Existence::Certain);
        triggers.filter(move |trigger| trigger.mentions.iter().any(|named| named == column))
    }

    fn uses(&self, view: &View, table: &ObjectKey, column: &str) -> bool {
        if self.names_outright(view, table, column) {
            return true;
        }
        let mentions = |word: &str| view.mentions.iter().any(|mentioned| mentioned == word);
        let gives = || view.gives.iter().any(|given| given.iter().any(|name| name == column));
        // `*` stands for the columns that there were when the view was made.
        let is_said = mentions(column) || (mentions("*") && gives());
        let mut others = view.reads.iter().filter(|read| *read != table);
        is_said && others.all(|other| self.lacks(other, column))
    }

    /// `t.x`, where the view reads one relation called `t`.
    fn names_outright(&self, view: &View, table: &ObjectKey, column: &str) -> bool {
        let is_called_so = |name: &str| match self.dialect.family() {
            // Names of tables are kept as they are written, and those in queries are folded.
            Family::Mysql => name.eq_ignore_ascii_case(&table.name),
            _ => name == table.name,
        };
        let names = |word: &str| {
            let parts = word.split_once('.');
            parts.is_some_and(|(relation, named)| named == column && is_called_so(relation))
        };
        let mut others = view.reads.iter().filter(|read| *read != table);
        view.mentions.iter().any(|word| names(word)) && !others.any(|other| is_called_so(&other.name))
    }

    pub(super) fn lacks(&self, relation: &ObjectKey, column: &str) -> bool {
        match self.relation_at(relation).known() {
            Some(Relation::Table(table)) => table.column(column).is_absent(),
            Some(Relation::View(view)) => view
                .gives
                .as_ref()
                .is_some_and(|given| given.iter().all(|name| name != column)),
            None => false,
        }
    }
}
