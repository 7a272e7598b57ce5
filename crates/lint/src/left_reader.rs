use schema::catalog::{ColumnCode, Relation, Trigger, View};
use schema::{Change, Dialect, Ident, Lookup};

use crate::Context;

/// Something that reads a column by its name and fails once the migration has taken that away.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeftReader {
    /// What it is, as it is said: "the view `open_orders`".
    pub user: String,
    /// The routine whose body names the column, where it is one.
    pub routine: Option<String>,
}

impl Context<'_> {
    /// What fails once the change has taken this column, or its name, from its table. What the migration leaves counts: it may
    /// give a function another body, or take a trigger away.
    ///
    /// PostgreSQL drops and renames a column whatever the bodies of functions say of it. MySQL and MariaDB take it from the views
    /// and triggers that read it as well: a view then fails with error 1356, and whatever fires the trigger with 1054, measured
    /// on MariaDB 10.11.
    #[must_use]
    pub fn left_reader(&self, change: &Change, column: &Ident) -> Option<LeftReader> {
        let dialect = self.migration.script.dialect;
        let reader = match dialect {
            Dialect::Postgres => Self::left_code,
            Dialect::Mysql | Dialect::Mariadb => Self::left_view_or_trigger,
            _ => return None,
        };
        let table = self.before().key(change.table()?);
        let column = column.folded(dialect);
        let after = self.migration.after.table_at(&table).known()?;
        if !self.is_top_level() || !after.column(&column).is_absent() {
            return None;
        }
        reader(self, &table, &column)
    }

    fn left_code(&self, table: &schema::ObjectKey, column: &str) -> Option<LeftReader> {
        let before = self.before().code_naming(table, column);
        if before.is_empty() {
            return None;
        }
        let after = self.migration.after.code_naming(table, column);
        let broken = before.iter().find(|code| after.iter().any(|left| left.is_same(code)))?;
        let (user, routine) = match broken {
            ColumnCode::Trigger(trigger, routine) => {
                let user = format!("the trigger `{}` of `{}`", trigger.name, table.name);
                (user, &routine.key.name)
            }
            ColumnCode::Routine(routine) => (format!("the function `{}`", routine.key.name), &routine.key.name),
        };
        Some(LeftReader {
            user,
            routine: Some(routine.to_string()),
        })
    }

    fn left_view_or_trigger(&self, table: &schema::ObjectKey, column: &str) -> Option<LeftReader> {
        let (before, after) = (self.before(), &self.migration.after);
        before.table_at(table).known()?.column(column).known()?;
        let stays = |view: &&View| match after.relation_at(&view.key) {
            Lookup::Known(Relation::View(later)) => later.origin == view.origin,
            _ => false,
        };
        let table_after = after.table_at(table).known();
        let fires = |trigger: &&Trigger| {
            let later = table_after.and_then(|table| table.trigger(&trigger.name).known());
            later.is_some_and(|later| later.origin == trigger.origin)
        };
        let view = before.views_using(table, column).find(stays);
        let trigger = || before.triggers_naming(table, column).find(fires);
        let user = view.map(|view| format!("the view `{}`", view.key.name));
        let user = user.or_else(|| trigger().map(|trigger| format!("the trigger `{}`", trigger.name)))?;
        Some(LeftReader { user, routine: None })
    }
}
