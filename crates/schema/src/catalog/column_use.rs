use super::{Catalog, Dependency, ObjectKey, Relation, View};

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

    fn uses(&self, view: &View, table: &ObjectKey, column: &str) -> bool {
        let mentions = |word: &str| view.mentions.iter().any(|mentioned| mentioned == word);
        let gives = || view.gives.iter().any(|given| given.iter().any(|name| name == column));
        // `*` stands for the columns that there were when the view was made.
        let is_said = mentions(column) || (mentions("*") && gives());
        let mut others = view.reads.iter().filter(|read| *read != table);
        is_said && others.all(|other| self.lacks(other, column))
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
