//! Writing a change as SQL.
//!
//! [`SqlWriter`] turns a [`Change`] into one statement of its dialect. What the model holds by its place only (a view's
//! query, a routine's body, expressions the grammar does not take apart) is copied from the script's text, where the
//! writer is given it.

mod column;
mod constraint;
mod create;
mod expr;
mod index;
mod object;
mod table;
mod words;

use std::error::Error;
use std::fmt;

use source::TextRange;

use crate::{Action, Change, ColumnPlace, Dialect, Family, Kind};

/// Writes changes in one dialect.
#[derive(Clone, Copy, Debug)]
pub struct SqlWriter<'a> {
    dialect: Dialect,
    script: Option<&'a str>,
}

/// Why a change cannot be written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Unwritable(&'static str);

type Written = Result<String, Unwritable>;

impl<'a> SqlWriter<'a> {
    /// A writer of changes that no script holds.
    #[must_use]
    pub const fn new(dialect: Dialect) -> Self {
        Self { dialect, script: None }
    }

    /// A writer of the changes of a script that was read from this text. Expressions, queries and bodies are copied
    /// from it.
    #[must_use]
    pub const fn of_script(dialect: Dialect, script: &'a str) -> Self {
        Self {
            dialect,
            script: Some(script),
        }
    }

    /// The change as one statement, without what ends it. What holds for a statement as a whole (`CONCURRENTLY`,
    /// `ONLY`) is no part of a change, and what no field of the model took (a view's `WITH CHECK OPTION`) is not written.
    ///
    /// # Errors
    /// Where the dialect has no such statement, or the model does not hold all of it.
    pub fn change(self, change: &Change) -> Result<String, Unwritable> {
        match &change.action {
            Action::CreateTable(table) => self.create_table(change.kind, table),
            Action::CreateIndex(index) => self.create_index(change.kind, index),
            Action::CreateView(view) => self.create_view(change.kind, view),
            Action::CreateRoutine(_) | Action::CreateTrigger(_) => self.copied(change),
            Action::CreateSequence(sequence) => self.create_sequence(change.kind, sequence),
            Action::CreateType(created) => self.create_type(change.kind, created).or_else(|_| self.copied(change)),
            Action::CreatePolicy(policy) => self.create_policy(change.kind, policy),
            Action::CreateObject(created) => self.create_object(created).or_else(|_| self.copied(change)),
            Action::Drop(dropped) => self.drop_object(dropped),
            Action::Rename(rename) => self.rename(rename),
            Action::AddColumn {
                table,
                column,
                has_exists_clause,
                place,
                old_name,
            } => {
                let written = self.add_column(change.kind, table, column, *has_exists_clause, old_name.as_ref())?;
                Ok(match place {
                    None => written,
                    Some(ColumnPlace::First) => format!("{written} first"),
                    Some(ColumnPlace::After(column)) => format!("{written} after {}", self.ident(column)),
                })
            }
            Action::Column(action) => self.alter_column(change.kind, action),
            Action::AddConstraint {
                table,
                constraint,
                if_not_exists,
            } => self.add_constraint(table, constraint, *if_not_exists),
            Action::Constraint(action) => self.alter_constraint(change.kind, action),
            Action::Table(action) => self.alter_relation(change.kind, action),
            Action::AddEnumValue(added) => self.add_enum_value(added),
            _ if change.kind == Kind::Unknown => Err(Unwritable("what it does is not known")),
            _ => Err(Unwritable("this kind of change is not written")),
        }
    }

    /// A change of which the model holds little more than the name, as the script has it: a routine or a trigger with
    /// its body.
    fn copied(self, change: &Change) -> Written {
        let text = self.text(change.range);
        text.map(str::to_owned)
            .ok_or(Unwritable("what it is made of is in its script only"))
    }

    /// The script's own text, where there is a script and the range is a place in it.
    fn text(self, range: TextRange) -> Option<&'a str> {
        let script = self.script.filter(|_| !range.is_empty())?;
        script.get(range.start as usize..range.end as usize)
    }

    fn family(self) -> Family {
        self.dialect.family()
    }
}

impl Unwritable {
    /// The reason, as a fact.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the change cannot be written as SQL: {}", self.0)
    }
}

impl Error for Unwritable {}
