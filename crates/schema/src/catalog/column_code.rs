use super::{Catalog, Entry, Existence, ObjectKey, Routine, Trigger};

/// Code that names a column, of which PostgreSQL remembers nothing: it lets go of the column, and the code fails once it runs
/// (<https://www.postgresql.org/docs/current/ddl-depend.html>).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColumnCode<'a> {
    /// A trigger of the table, whose function names the column of its rows.
    Trigger(&'a Trigger, &'a Routine),
    /// A function in SQL.
    Routine(&'a Routine),
}

impl ColumnCode<'_> {
    /// Whether it is the same code at another point of the history, whatever it says there.
    #[must_use]
    pub fn is_same(&self, other: &ColumnCode<'_>) -> bool {
        match (self, other) {
            (Self::Trigger(one, _), ColumnCode::Trigger(other, _)) => one.name == other.name,
            (Self::Routine(one), ColumnCode::Routine(other)) => {
                one.key == other.key && one.parameters == other.parameters
            }
            _ => false,
        }
    }
}

impl Catalog {
    /// The code that for certain names that column of the table.
    pub fn code_naming<'a>(&'a self, table: &ObjectKey, column: &str) -> Vec<ColumnCode<'a>> {
        let names = |routine: &Routine| routine.columns.iter().any(|named| named == column);
        let triggers = self.table_at(table).known().into_iter();
        let triggers = triggers.flat_map(|table| &table.triggers);
        let triggers = triggers.filter(|trigger| trigger.existence == Existence::Certain && trigger.for_each_row);
        let mut found: Vec<ColumnCode<'_>> = triggers
            .filter_map(|trigger| match self.routines_at(trigger.function.as_ref()?).known()? {
                [only] if names(only) => Some(ColumnCode::Trigger(trigger, only)),
                _ => None,
            })
            .collect();
        let is_about = |routine: &Routine| {
            let is_query = routine.language.as_deref() == Some("sql") && names(routine);
            let mut others = routine.uses.iter().filter(|other| *other != table);
            is_query
                && routine.uses.contains(table)
                && routine.effects.calls.is_empty()
                && others.all(|other| self.lacks(other, column))
        };
        let queries = self.routines.keys_where(
            |_, entry| matches!(entry, Entry::There(Existence::Certain, overloads) if overloads.iter().any(is_about)),
        );
        let overloads = queries.into_iter().filter_map(|key| self.routines_at(key).known());
        let queries = overloads.flatten().filter(|routine| is_about(routine));
        found.extend(queries.map(ColumnCode::Routine));
        found
    }
}
