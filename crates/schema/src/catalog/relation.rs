use std::sync::Arc;

use super::{ObjectKey, Origin, Rule, Table, Trigger, View};

/// Something with rows to read.
#[derive(Clone, PartialEq, Debug)]
pub enum Relation {
    /// A table, foreign ones among them.
    Table(Table),
    /// A view, materialized or not.
    View(View),
}

impl Relation {
    /// Its triggers.
    #[must_use]
    pub fn triggers(&self) -> &[Arc<Trigger>] {
        match self {
            Self::Table(table) => &table.triggers,
            Self::View(view) => &view.triggers,
        }
    }

    /// Its rules, those that a script gave it (PostgreSQL).
    #[must_use]
    pub fn rules(&self) -> &[Arc<Rule>] {
        match self {
            Self::Table(table) => &table.rules,
            Self::View(view) => &view.rules,
        }
    }

    /// Its name.
    #[must_use]
    pub const fn key(&self) -> &ObjectKey {
        match self {
            Self::Table(table) => &table.key,
            Self::View(view) => &view.key,
        }
    }

    /// The statement that made it.
    #[must_use]
    pub const fn origin(&self) -> Origin {
        match self {
            Self::Table(table) => table.origin,
            Self::View(view) => view.origin,
        }
    }
}
