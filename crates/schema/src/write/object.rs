//! Dropping and renaming, whatever it is.

use super::words::{Words, behaviour};
use super::{SqlWriter, Unwritable, Written};
use crate::{DropObject, Family, ObjectKind, Rename};

/// What is dropped by its name alone.
const DROPPED_BY_NAME: &[ObjectKind] = &[
    ObjectKind::Table,
    ObjectKind::View,
    ObjectKind::MaterializedView,
    ObjectKind::ForeignTable,
    ObjectKind::Index,
    ObjectKind::Sequence,
    ObjectKind::Schema,
    ObjectKind::Database,
    ObjectKind::Type,
    ObjectKind::Domain,
    ObjectKind::Function,
    ObjectKind::Procedure,
    ObjectKind::Routine,
    ObjectKind::Package,
    ObjectKind::Trigger,
    ObjectKind::Event,
    ObjectKind::EventTrigger,
    ObjectKind::Rule,
    ObjectKind::Policy,
    ObjectKind::Extension,
    ObjectKind::Role,
    ObjectKind::User,
    ObjectKind::Statistics,
    ObjectKind::Synonym,
    ObjectKind::Publication,
];

impl SqlWriter<'_> {
    pub(super) fn drop_object(self, dropped: &DropObject) -> Written {
        if !DROPPED_BY_NAME.contains(&dropped.object_kind) {
            return Err(Unwritable("its name does not say which it is"));
        }
        let mut words = Words::of("drop");
        words.maybe(dropped.is_temporary.then_some("temporary"));
        words.say(&dropped.object_kind.as_str().replace('_', " "));
        words.maybe(dropped.if_exists.then_some("if exists"));
        words.say(&self.name(&dropped.name));
        if let Some(table) = &dropped.table {
            words.say("on").say(&self.name(table));
        }
        words.maybe(behaviour(dropped.behaviour));
        let has_constraints = dropped.object_kind == ObjectKind::Table && self.family() == Family::Oracle;
        words.maybe((has_constraints && dropped.behaviour.is_some()).then_some("constraints"));
        words.maybe(dropped.purges.then_some("purge"));
        Ok(words.end())
    }

    pub(super) fn rename(self, rename: &Rename) -> Written {
        if self.family() == Family::Mssql {
            return self.call_sp_rename(rename);
        }
        let (from, to) = (self.name(&rename.from), self.name(&rename.to));
        let part = match rename.object_kind {
            ObjectKind::Column => Some("column"),
            ObjectKind::Constraint => Some("constraint"),
            ObjectKind::Attribute => Some("attribute"),
            ObjectKind::Index if rename.parent.is_some() => Some("index"),
            _ => None,
        };
        let exists = rename.if_exists.then_some("if exists");
        if let (Some(part), Some(parent)) = (part, &rename.parent) {
            let owner = if part == "attribute" { "type" } else { "table" };
            let parent = self.name(parent);
            // PostgreSQL says of the table whether it is there, MariaDB of the column.
            let (of_table, of_part) = match self.family() {
                Family::Postgres => (exists, None),
                _ => (None, exists),
            };
            let mut words = Words::of("alter");
            words.say(owner).maybe(of_table).say(&parent).say("rename").say(part);
            words.maybe(of_part).say(&from).say("to").say(&to);
            return Ok(words.end());
        }
        match (rename.object_kind, &rename.parent) {
            (ObjectKind::EnumValue, Some(parent)) => {
                let (from, to) = (self.string(&rename.from.ident.text), self.string(&rename.to.ident.text));
                Ok(format!("alter type {} rename value {from} to {to}", self.name(parent)))
            }
            (ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule, Some(parent)) => {
                let kind = rename.object_kind.as_str();
                let mut words = Words::of("alter");
                words.say(kind).maybe(exists).say(&from);
                words.say("on").say(&self.name(parent)).say("rename to").say(&to);
                Ok(words.end())
            }
            (_, Some(_)) => Err(Unwritable("the dialect has no words for this part of an object")),
            (ObjectKind::Table | ObjectKind::View, None) if self.family() == Family::Mysql => {
                let mut words = Words::of("rename table");
                words.maybe(exists).say(&from).say("to").say(&to);
                Ok(words.end())
            }
            (ObjectKind::View | ObjectKind::Sequence, None) if self.family() == Family::Oracle => {
                Ok(format!("rename {from} to {to}"))
            }
            (kind, None) => {
                let mut words = Words::of("alter");
                words.say(&kind.as_str().replace('_', " ")).maybe(exists);
                words.say(&from).say("rename to").say(&to);
                Ok(words.end())
            }
        }
    }

    /// <https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-rename-transact-sql>
    fn call_sp_rename(self, rename: &Rename) -> Written {
        let path = match &rename.parent {
            Some(parent) => format!("{}.{}", self.name(parent), self.name(&rename.from)),
            None => self.name(&rename.from),
        };
        let kind = match rename.object_kind {
            ObjectKind::Column => Some("COLUMN"),
            ObjectKind::Index => Some("INDEX"),
            ObjectKind::Type => Some("USERDATATYPE"),
            ObjectKind::Statistics => Some("STATISTICS"),
            ObjectKind::Table | ObjectKind::View | ObjectKind::Object | ObjectKind::Constraint => Some("OBJECT"),
            _ => return Err(Unwritable("the dialect has no words for renaming it")),
        };
        let (path, to) = (self.string(&path), self.string(&rename.to.ident.text));
        let kind = kind.map(|kind| format!(", '{kind}'")).unwrap_or_default();
        Ok(format!("exec sp_rename {path}, {to}{kind}"))
    }
}
