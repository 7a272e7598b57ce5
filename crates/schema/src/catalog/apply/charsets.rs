//! MySQL's and MariaDB's character sets: a column without one follows its table at the time it is made.

use std::sync::Arc;

use compact_str::CompactString;

use super::Applier;
use crate::catalog::Table;
use crate::{CharsetOption, Family, TableAction, TableSetting};

/// The character set of a server that nobody configured, MySQL from 8.0 and MariaDB from 11.6 on
/// (<https://dev.mysql.com/doc/refman/8.4/en/charset-server.html>).
const OF_SERVER: &str = "utf8mb4";

impl Applier<'_> {
    /// `DEFAULT CHARACTER SET x` is for columns to come: those that are there keep what they have.
    pub(super) fn keep_charsets(&mut self, action: &TableAction) {
        let is_about_texts = |option: &TableSetting| CharsetOption::named(&option.name).is_some();
        if self.catalog.dialect.family() != Family::Mysql || !action.options.iter().any(is_about_texts) {
            return;
        }
        let key = self.key(&action.name);
        self.edit_table(&key, |table| {
            let collation = option(table, CharsetOption::Collation);
            let charset = option(table, CharsetOption::Charset);
            let of_server = || collation.is_none().then(|| CompactString::const_new(OF_SERVER));
            let charset = charset.or_else(of_server);
            each_text(table, |data_type| {
                if data_type.charset.is_none() && data_type.collation.is_none() {
                    data_type.charset.clone_from(&charset);
                    data_type.collation.clone_from(&collation);
                }
            });
            table.options.retain(|(name, _)| CharsetOption::named(name).is_none());
        });
    }

    /// `CONVERT TO CHARACTER SET x`: the table and every column that holds text.
    pub(super) fn convert_charsets(&mut self, action: &TableAction) {
        let key = self.key(&action.name);
        let options: Vec<_> = action.options.iter().filter_map(as_table_option).collect();
        self.edit_table(&key, |table| {
            table.options.retain(|(name, _)| CharsetOption::named(name).is_none());
            table.options.extend(options);
            each_text(table, |data_type| {
                data_type.charset = None;
                data_type.collation = None;
            });
        });
    }
}

fn as_table_option(option: &TableSetting) -> Option<(CompactString, Option<CompactString>)> {
    let name = match CharsetOption::named(&option.name)? {
        CharsetOption::Charset => "charset",
        CharsetOption::Collation => "collate",
    };
    Some((name.into(), option.value.clone()))
}

fn option(table: &Table, what: CharsetOption) -> Option<CompactString> {
    let (_, value) = table
        .options
        .iter()
        .rev()
        .find(|(name, _)| CharsetOption::named(name) == Some(what))?;
    value.clone()
}

fn each_text(table: &mut Table, mut change: impl FnMut(&mut crate::DataType)) {
    for column in &mut table.columns {
        let holds_text = column.data_type.as_ref().is_some_and(crate::DataType::has_charset);
        if let Some(data_type) = Arc::make_mut(column).data_type.as_mut().filter(|_| holds_text) {
            change(data_type);
        }
    }
}
