use schema::catalog::Table;
use schema::{Action, Change, CreateTable, Name, Persistence, Runs, Statement};
use source::StatementPath;

use crate::MigrationFacts;

/// A table that a migration makes and leaves behind.
#[derive(Clone, Debug)]
pub struct NewTable<'a> {
    /// Where the statement that makes it stands.
    pub path: StatementPath,
    /// That statement's part that makes it.
    pub create: &'a CreateTable,
    /// What it looks like when the migration is done, under the name that it then has.
    pub table: &'a Table,
}

impl MigrationFacts {
    /// The tables of this database's own that the migration makes and that are there for good when it is done: no
    /// temporary, foreign or virtual ones.
    #[must_use]
    pub fn new_tables(&self) -> Vec<NewTable<'_>> {
        let mut found = Vec::new();
        self.each_change_that_runs(&mut |path, change| {
            let Action::CreateTable(create) = &change.action else {
                return;
            };
            let is_own = matches!(create.persistence, Persistence::Permanent | Persistence::Unlogged);
            if let Some(table) = self.left_table(&create.name, path.0[0]).filter(|_| is_own) {
                let path = path.clone();
                found.push(NewTable { path, create, table });
            }
        });
        found
    }

    /// Goes through the changes that run with the migration, each with the place of its statement, in the order of the
    /// script.
    pub fn each_change_that_runs<'a>(&'a self, see: &mut impl FnMut(&StatementPath, &'a Change)) {
        let mut path = StatementPath(Vec::new());
        for (at, statement) in (0..).zip(&self.script.statements) {
            path.0.push(at);
            each_change_of(statement, &mut path, see);
            path.0.pop();
        }
    }

    /// The table that the top-level statement with this number made, when the migration is done.
    fn left_table(&self, name: &Name, statement: u32) -> Option<&Table> {
        let is_it = |table: &&Table| {
            let origin = table.origin;
            origin.file == self.migration.file
                && origin.migration == self.index_in_file
                && origin.statement == statement
                && !table.key.is_temporary()
        };
        let named = self.after.table(name).seen().filter(is_it);
        let renames = || self.script.statements.iter().any(is_rename);
        named.or_else(|| {
            let mut all = renames().then(|| self.after.tables().map(|(_, table)| table));
            all.as_mut()?.find(is_it)
        })
    }
}

fn each_change_of<'a>(
    statement: &'a Statement,
    path: &mut StatementPath,
    see: &mut impl FnMut(&StatementPath, &'a Change),
) {
    if !matches!(statement.runs, Runs::Now | Runs::If) {
        return;
    }
    for change in &statement.changes {
        see(path, change);
    }
    for (at, inner) in (0..).zip(&statement.body) {
        path.0.push(at);
        each_change_of(inner, path, see);
        path.0.pop();
    }
}

fn is_rename(statement: &Statement) -> bool {
    let renames =
        |change: &Change| matches!(&change.action, Action::Rename(rename) if rename.object_kind.is_relation());
    statement.changes.iter().any(renames) || statement.body.iter().any(is_rename)
}
