//! Indexes, by themselves and inside a table.

use super::words::{Words, is_place_in_mssql};
use super::{SqlWriter, Unwritable, Written};
use crate::{Family, Index, IndexShape, Kind, TableSetting};

impl SqlWriter<'_> {
    pub(super) fn create_index(self, kind: Kind, index: &Index) -> Written {
        if kind == Kind::AddIndex {
            let table = self.name(&index.table);
            return Ok(format!("alter table {table} add {}", self.index_in_table(index)?));
        }
        let mut words = Words::of("create");
        words.maybe(index.or_replace.then_some("or replace"));
        words.maybe(index.is_unique.then_some("unique"));
        words.maybe(shape(index.shape)?).say("index");
        words.maybe(index.if_not_exists.then_some("if not exists"));
        words.maybe(index.name.as_ref().map(|name| self.name(name)));
        words.say("on").say(&self.name(&index.table));
        if let Some(method) = index.method.as_deref().filter(|_| self.family() == Family::Postgres) {
            words.say("using").say(method);
        }
        words.enclosed(&self.keys(&index.keys)?);
        self.tail(index, &mut words)?;
        Ok(words.end())
    }

    /// An index among the elements of a table.
    pub(super) fn index_in_table(self, index: &Index) -> Written {
        let mut words = Words::default();
        words.maybe(index.is_unique.then_some("unique"));
        words.maybe(shape(index.shape)?).say("index");
        words.maybe(index.if_not_exists.then_some("if not exists"));
        words.maybe(index.name.as_ref().map(|name| self.name(name)));
        words.enclosed(&self.keys(&index.keys)?);
        self.tail(index, &mut words)?;
        Ok(words.end())
    }

    fn tail(self, index: &Index, words: &mut Words) -> Result<(), Unwritable> {
        if let Some(method) = index.method.as_deref().filter(|_| self.family() == Family::Mysql) {
            words.say("using").say(method);
        }
        if !index.include.is_empty() {
            words.say("include").enclosed(&self.idents(&index.include));
        }
        words.maybe(index.nulls_not_distinct.then_some("nulls not distinct"));
        words.maybe(index.is_invisible.then_some("invisible"));
        let is_mssql = self.family() == Family::Mssql;
        let predicate = index
            .predicate
            .as_ref()
            .map(|predicate| self.expr(predicate))
            .transpose()?;
        let predicate = predicate.map(|predicate| format!("where {predicate}"));
        // SQL Server asks for the condition before the options, PostgreSQL behind them.
        words.maybe(predicate.as_ref().filter(|_| is_mssql));
        let is_listed = |option: &TableSetting| match self.family() {
            Family::Postgres => option.name != "tablespace",
            Family::Mssql => !is_place_in_mssql(option),
            _ => false,
        };
        let (listed, apart): (Vec<&TableSetting>, Vec<&TableSetting>) =
            index.options.iter().partition(|option| is_listed(option));
        let texts = |options: Vec<&TableSetting>| -> Result<Vec<String>, Unwritable> {
            options.into_iter().map(|option| self.option(option)).collect()
        };
        if !listed.is_empty() {
            words.say("with").enclosed(&texts(listed)?.join(", "));
        }
        for option in texts(apart)? {
            words.say(&option);
        }
        words.maybe(predicate.filter(|_| !is_mssql));
        Ok(())
    }
}

fn shape(shape: IndexShape) -> Result<Option<&'static str>, Unwritable> {
    match shape {
        IndexShape::Plain => Ok(None),
        IndexShape::Clustered => Ok(Some("clustered")),
        IndexShape::Fulltext => Ok(Some("fulltext")),
        IndexShape::Spatial => Ok(Some("spatial")),
        IndexShape::Bitmap => Ok(Some("bitmap")),
        IndexShape::Columnstore | IndexShape::Special => {
            Err(Unwritable("what kind of index it is is not wholly in the model"))
        }
    }
}
