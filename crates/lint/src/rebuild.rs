use schema::{Action, Dialect, Name, ObjectKind, Statement};

use crate::MigrationFacts;

/// A table that a migration makes anew under its own name, its rows kept: `CREATE` a new one, `INSERT … SELECT`, `DROP`,
/// `RENAME`. This is how SQLite changes what `ALTER TABLE` cannot
/// (<https://www.sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes>).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rebuild {
    /// The table, as the engine would look it up.
    pub table: String,
    /// The statements that do it, by their number among the migration's own, in order.
    pub statements: Vec<usize>,
}

impl MigrationFacts {
    /// The tables that are made anew, by their first statement.
    #[must_use]
    pub fn rebuilds(&self) -> Vec<Rebuild> {
        let dialect = self.script.dialect;
        let statements = &self.script.statements;
        let dropped = statements
            .iter()
            .enumerate()
            .filter_map(|(at, statement)| Some((at, dropped_table(statement)?.resolved(dialect))));
        let found = dropped.filter_map(|(at, name)| of_dropped(statements, at, &name, dialect));
        let mut found: Vec<Rebuild> = found.collect();
        found.sort_by_key(|rebuild| rebuild.statements.first().copied());
        found
    }
}

fn dropped_table(statement: &Statement) -> Option<&Name> {
    match &statement.changes.as_slice() {
        [change] => match &change.action {
            Action::Drop(dropped) if dropped.object_kind == ObjectKind::Table => Some(&dropped.name),
            _ => None,
        },
        _ => None,
    }
}

/// The rebuild that the drop of a table at this place belongs to: of the table itself, whose name another one takes
/// below, or of the one that had given up its name above.
fn of_dropped(statements: &[Statement], dropped: usize, name: &str, dialect: Dialect) -> Option<Rebuild> {
    let renamed = |at: usize| renamed_table(&statements[at], dialect);
    let takes_name = (dropped + 1..statements.len()).find_map(|at| {
        let (from, to) = renamed(at)?;
        (to == name).then_some((at, from, name.to_owned()))
    });
    let gave_name = || {
        (0..dropped).rev().find_map(|at| {
            let (from, to) = renamed(at)?;
            (to == name).then(|| (at, from.clone(), from))
        })
    };
    // The new table, and the name that it has in the end.
    let (rename, new, table) = takes_name.or_else(gave_name)?;
    let created = (0..dropped).rev().find(|at| creates(&statements[*at], &new, dialect))?;
    let copies = (created + 1..dropped).filter(|at| copies_rows(&statements[*at], name, &new, dialect));
    let mut parts: Vec<usize> = copies.collect();
    if parts.is_empty() && !creates_from(&statements[created], name, dialect) {
        return None;
    }
    parts.extend([created, dropped, rename]);
    parts.sort_unstable();
    Some(Rebuild {
        table,
        statements: parts,
    })
}

/// The old and the new name of a renamed table. A new name without a schema stays in that of the old.
fn renamed_table(statement: &Statement, dialect: Dialect) -> Option<(String, String)> {
    let [change] = statement.changes.as_slice() else {
        return None;
    };
    let Action::Rename(rename) = &change.action else {
        return None;
    };
    if rename.object_kind != ObjectKind::Table {
        return None;
    }
    let mut to = rename.to.clone();
    if to.qualifiers.is_empty() {
        to.qualifiers.clone_from(&rename.from.qualifiers);
    }
    Some((rename.from.resolved(dialect), to.resolved(dialect)))
}

fn creates(statement: &Statement, table: &str, dialect: Dialect) -> bool {
    statement.changes.iter().any(|change| match &change.action {
        Action::CreateTable(created) => created.name.resolved(dialect) == table,
        _ => false,
    })
}

/// `CREATE TABLE new AS SELECT … FROM old`.
fn creates_from(statement: &Statement, old: &str, dialect: Dialect) -> bool {
    statement.reads().any(|read| read.resolved(dialect) == old)
}

/// `INSERT INTO new SELECT … FROM old`.
fn copies_rows(statement: &Statement, old: &str, new: &str, dialect: Dialect) -> bool {
    let inserts = statement.changes.iter().any(|change| match &change.action {
        Action::Insert(insert) => insert.table.resolved(dialect) == new,
        _ => false,
    });
    inserts && creates_from(statement, old, dialect)
}
