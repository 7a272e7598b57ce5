//! What is refused of a new foreign key for the sake of the columns that it refers to.

use compact_str::CompactString;
use schema::catalog::Table;
use schema::{Action, CharsetOption, DataType, Dialect, WrittenForeignKey};

use super::super::charset::TextEncoding;
use super::foreign_keys::may_serve;
use super::new_foreign_keys::made;
use crate::Fact;
use crate::rows::Subject;

/// No index of the table referred to begins with the columns: error 1822 of MySQL, 150 of MariaDB, whatever
/// `foreign_key_checks` says. From 8.4 on MySQL wants a unique key.
pub(super) fn refers_without_index(subject: &Subject<'_>) -> Fact {
    let engine = subject.engine;
    if engine.dialect == Dialect::Mysql && engine.version.at_least(8, 4, 0) {
        return Some(false);
    }
    let dialect = engine.dialect;
    let mut keys = made(subject).into_iter();
    Some(keys.any(|key| {
        let referred = key.reference.referred.iter();
        let columns: Vec<CompactString> = referred.map(|column| column.folded(dialect)).collect();
        let target = target(subject, &key).filter(|target| target.is_certain() && !columns.is_empty());
        target.is_some_and(|target| !target.indexes.iter().any(|index| may_serve(&index.keys, &columns)))
    }))
}

/// The table referred to; not the one that the statement itself makes or changes, which may get a key along with this.
fn target<'a>(subject: &Subject<'a>, key: &WrittenForeignKey<'_>) -> Option<&'a Table> {
    let before = subject.before?;
    let is_own = before.key(&key.reference.table) == before.key(key.table);
    before.table(&key.reference.table).known().filter(|_| !is_own)
}

/// Texts on both sides are written in different character sets, as columns or tables say: error 3780 of MySQL, 150 of
/// MariaDB.
pub(super) fn differs_in_charset(subject: &Subject<'_>) -> Fact {
    let mut keys = made(subject).into_iter();
    Some(keys.any(|key| {
        let Some(target) = target(subject, &key) else {
            return false;
        };
        let referred = key.reference.referred.iter();
        let mut pairs = key.columns().iter().zip(referred);
        pairs.any(|(own, referred)| {
            let other = target.column(&referred.folded(subject.engine.dialect)).known();
            let other = other.and_then(|other| said_of(other.data_type.as_ref()?, target, subject));
            let own = own_charset(subject, &key, own);
            own.zip(other).is_some_and(|(own, other)| own != other)
        })
    }))
}

fn own_charset(subject: &Subject<'_>, key: &WrittenForeignKey<'_>, column: &schema::Ident) -> Option<CompactString> {
    let dialect = subject.engine.dialect;
    let Action::CreateTable(created) = &subject.change.action else {
        let table = subject.before?.table(key.table).known()?;
        let known = table.column(&column.folded(dialect)).known()?;
        return said_of(known.data_type.as_ref()?, table, subject);
    };
    let mut columns = created.columns.iter();
    let written = columns.find(|written| written.name.is_same(column, dialect))?;
    let options = created.options.iter();
    let options = options.map(|option| (option.name.as_str(), option.value.as_deref()));
    charset(written.data_type.as_ref()?, &options, subject)
}

fn said_of(data_type: &DataType, table: &Table, subject: &Subject<'_>) -> Option<CompactString> {
    let options = table.options.iter();
    let options = options.map(|(name, value)| (name.as_str(), value.as_deref()));
    charset(data_type, &options, subject)
}

/// The character set of a text; `None` where that of the database or the server counts.
fn charset<'a>(
    data_type: &DataType,
    options: &(impl DoubleEndedIterator<Item = (&'a str, Option<&'a str>)> + Clone),
    subject: &Subject<'_>,
) -> Option<CompactString> {
    if !data_type.has_charset() {
        return None;
    }
    let option = |what| {
        let mut options = options.clone().rev();
        options.find(|(name, _)| CharsetOption::named(name) == Some(what))?.1
    };
    let engine = subject.engine;
    let own = TextEncoding::written(data_type.charset.as_deref(), data_type.collation.as_deref(), engine);
    let of_table = || TextEncoding::written(option(CharsetOption::Charset), option(CharsetOption::Collation), engine);
    own.or_else(of_table).map(|encoding| encoding.charset)
}
