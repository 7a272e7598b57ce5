//! Tables, and what is done to one as a whole.

use super::words::{Words, is_place_in_mssql};
use super::{SqlWriter, Unwritable, Written};
use crate::{
    CreateTable, Family, Kind, LikePart, LikeTable, PartitionBy, PartitionOf, Persistence, TableAction, TableSetting,
};

/// Options of PostgreSQL's tables that stand by themselves; all others are listed behind `WITH`
/// (<https://www.postgresql.org/docs/current/sql-createtable.html>).
const APART: &[&str] = &["tablespace", "using", "without oids", "with oids", "server"];

impl SqlWriter<'_> {
    pub(super) fn create_table(self, kind: Kind, table: &CreateTable) -> Written {
        let family = self.family();
        let persistence = match (table.persistence, family) {
            (Persistence::Permanent, _) | (Persistence::Temporary, Family::Mssql) => None,
            (Persistence::Temporary, Family::Oracle) => Some("global temporary"),
            (Persistence::Temporary, _) => Some("temporary"),
            (Persistence::Unlogged, _) => Some("unlogged"),
            (Persistence::Foreign | Persistence::Virtual, _) => {
                return Err(Unwritable("where its rows are stored is in its script only"));
            }
        };
        if kind != Kind::CreateTable || (family == Family::Mssql && table.as_query.is_some()) {
            return Err(Unwritable("the dialect has no such statement"));
        }
        let mut words = Words::of("create");
        words
            .maybe(table.or_replace.then_some("or replace"))
            .maybe(persistence)
            .say("table");
        words.maybe(table.if_not_exists.then_some("if not exists"));
        words.say(&self.name(&table.name));
        let is_like = family == Family::Mysql && !table.like.is_empty();
        if let Some(like) = table.like.first().filter(|_| is_like) {
            words.say("like").say(&self.name(&like.table));
        }
        if let Some(partition) = &table.partition_of {
            words.say("partition of").say(&self.name(&partition.parent));
        }
        let elements = self.elements(table)?;
        let needs_list = table.as_query.is_none() && table.partition_of.is_none() && !is_like;
        if !elements.is_empty() || needs_list {
            words.enclosed(&elements.join(", "));
        }
        if let Some(partition) = &table.partition_of {
            words.say(&self.bounds(partition)?);
        }
        if !table.inherits.is_empty() {
            words.say("inherits").enclosed(&self.names(&table.inherits));
        }
        self.storage(table, &mut words)?;
        if let Some(query) = table.as_query {
            let query = self.text(query).ok_or(Unwritable("its query is in its script only"))?;
            words.say("as").say(query);
            words.maybe(table.with_no_data.then_some("with no data"));
        }
        Ok(words.end())
    }

    /// Columns, constraints and indexes.
    fn elements(self, table: &CreateTable) -> Result<Vec<String>, Unwritable> {
        let columns = self.columns(table);
        let constraints = table
            .constraints
            .iter()
            .map(|constraint| self.table_constraint(constraint));
        let indexes = table.indexes.iter().map(|index| self.index_in_table(index));
        columns.into_iter().chain(constraints).chain(indexes).collect()
    }

    /// Columns, with each `LIKE` where it stands among them.
    fn columns(self, table: &CreateTable) -> Vec<Written> {
        let mut likes = match self.family() {
            Family::Mysql => [].iter(),
            _ => table.like.iter(),
        }
        .peekable();
        let mut columns = Vec::new();
        for (at, column) in (0u32..).zip(&table.columns) {
            while let Some(like) = likes.next_if(|like| like.position <= at) {
                columns.push(Ok(self.like(like)));
            }
            columns.push(self.column(column));
        }
        columns.extend(likes.map(|like| Ok(self.like(like))));
        columns
    }

    fn like(self, like: &LikeTable) -> String {
        let mut words = Words::of("like");
        words.say(&self.name(&like.table));
        if like.including.len() == LikePart::ALL.len() {
            words.say("including all");
        } else {
            for part in &like.including {
                words.say("including").say(part.as_str());
            }
        }
        words.end()
    }

    fn bounds(self, partition: &PartitionOf) -> Written {
        if partition.is_default {
            return Ok("default".to_owned());
        }
        let bounds = partition.bounds.and_then(|bounds| self.text(bounds));
        let bounds = bounds.ok_or(Unwritable("the partition's bounds are in its script only"))?;
        let is_whole = bounds.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("for"));
        Ok(if is_whole {
            bounds.to_owned()
        } else {
            format!("for values {bounds}")
        })
    }

    /// What stands behind the list of columns.
    fn storage(self, table: &CreateTable, words: &mut Words) -> Result<(), Unwritable> {
        let options = self.options(&table.options)?;
        let partition_by = table
            .partition_by
            .as_ref()
            .map(|by| self.partition_by(by))
            .transpose()?;
        match self.family() {
            Family::Postgres | Family::Mssql => {
                words.maybe(partition_by);
                let is_apart = |option: &TableSetting| match self.family() {
                    Family::Mssql => is_place_in_mssql(option),
                    _ => APART.contains(&option.name.as_str()) || option.name.starts_with("on commit"),
                };
                let all = || options.iter().zip(&table.options);
                let listed: Vec<&str> = all()
                    .filter(|(_, option)| !is_apart(option))
                    .map(|(text, _)| text.as_str())
                    .collect();
                if !listed.is_empty() {
                    words.say("with").enclosed(&listed.join(", "));
                }
                for (text, _) in all().filter(|(_, option)| is_apart(option)) {
                    words.say(text);
                }
            }
            Family::Sqlite => {
                words.say(&options.join(", "));
            }
            _ => {
                words.say(&options.join(" "));
                words.maybe(partition_by);
            }
        }
        Ok(())
    }

    fn partition_by(self, by: &PartitionBy) -> Written {
        if let Some(text) = self.text(by.range) {
            return Ok(text.to_owned());
        }
        if !by.partitions.is_empty() {
            return Err(Unwritable("the bounds of its partitions are in its script only"));
        }
        let keys: Result<Vec<String>, Unwritable> = by.keys.iter().map(|key| self.expr(key)).collect();
        Ok(format!("partition by {} ({})", by.strategy, keys?.join(", ")))
    }

    pub(super) fn alter_relation(self, kind: Kind, action: &TableAction) -> Written {
        let mut words = Words::of("alter");
        words
            .say(&action.object_kind.as_str().replace('_', " "))
            .say(&self.name(&action.name));
        let argument = action.argument.as_ref().map(|argument| self.name(argument));
        let named = match kind {
            Kind::SetSchema if self.family() != Family::Mssql => Some("set schema"),
            Kind::OwnerTo => Some("owner to"),
            Kind::Inherit => Some("inherit"),
            Kind::NoInherit => Some("no inherit"),
            Kind::EnableTrigger => Some("enable trigger"),
            Kind::DisableTrigger => Some("disable trigger"),
            _ => None,
        };
        if let (Some(verb), Some(argument)) = (named, argument) {
            words.say(verb).say(&argument);
            return Ok(words.end());
        }
        let alone = match kind {
            Kind::EnableRowSecurity => "enable row level security",
            Kind::DisableRowSecurity => "disable row level security",
            Kind::ForceRowSecurity => "force row level security",
            Kind::NoForceRowSecurity => "no force row level security",
            Kind::SetLogged => "set logged",
            Kind::SetUnlogged => "set unlogged",
            Kind::LockEscalation => {
                words.say("set").enclosed(&self.options(&action.options)?.join(", "));
                return Ok(words.end());
            }
            Kind::SetOptions | Kind::ResetOptions if self.family() == Family::Postgres => {
                let verb = if kind == Kind::SetOptions { "set" } else { "reset" };
                let options = self.options(&action.options)?;
                words.say(verb).enclosed(&options.join(", "));
                return Ok(words.end());
            }
            Kind::SetOptions | Kind::SetEngine if self.family() == Family::Mysql => {
                words.say(&self.options(&action.options)?.join(", "));
                return Ok(words.end());
            }
            _ => return Err(Unwritable("this change of a table is not written")),
        };
        words.say(alone);
        Ok(words.end())
    }
}
