//! Texts of MySQL and MariaDB that get a character set with fewer characters.

use compact_str::CompactString;
use schema::catalog::Table;
use schema::{Action, Catalog, Change, CharsetOption, DataType, Kind};

use super::charset::TextEncoding;
use crate::Engine;

/// A column whose characters go into a smaller character set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NarrowerCharset {
    /// The column.
    pub column: CompactString,
    /// Its character set before.
    pub from: CompactString,
    /// Its character set afterwards.
    pub to: CompactString,
}

/// The first column whose characters go into a smaller character set; `None` also where the old one is not known. A
/// character that the new one lacks is refused in strict mode (error 1366, measured on MariaDB 10.11).
#[must_use]
pub fn narrower_charset(change: &Change, before: &Catalog, engine: Engine) -> Option<NarrowerCharset> {
    let table = before.table(change.table()?).known()?;
    match &change.action {
        Action::AddColumn { column, old_name, .. } if change.kind == Kind::ModifyColumn => {
            let name = old_name.as_ref().unwrap_or(&column.name).folded(engine.dialect);
            let new = column.data_type.as_ref().filter(|new| new.has_charset())?;
            let to = said(new, table, engine)?;
            narrowed(table, &name, &to, engine)
        }
        Action::Table(action) if change.kind == Kind::ConvertCharset => {
            let option = |what| {
                let mut options = action.options.iter();
                let option = options.find(|option| CharsetOption::named(&option.name) == Some(what))?;
                option.value.as_deref()
            };
            let to = TextEncoding::written(option(CharsetOption::Charset), option(CharsetOption::Collation), engine)?;
            let mut columns = table.columns.iter();
            columns.find_map(|column| narrowed(table, &column.name, &to, engine))
        }
        _ => None,
    }
}

fn narrowed(table: &Table, column: &str, to: &TextEncoding, engine: Engine) -> Option<NarrowerCharset> {
    let known = table.column(column).known()?;
    let old = known.data_type.as_ref().filter(|old| old.has_charset())?;
    let from = said(old, table, engine)?;
    let is_narrower = breadth(&to.charset)? < breadth(&from.charset)?;
    is_narrower.then(|| NarrowerCharset {
        column: known.name.clone(),
        from: from.charset,
        to: to.charset.clone(),
    })
}

/// What the column says or else its table; what the server adds to that is not known.
fn said(data_type: &DataType, table: &Table, engine: Engine) -> Option<TextEncoding> {
    TextEncoding::written(data_type.charset.as_deref(), data_type.collation.as_deref(), engine)
        .or_else(|| TextEncoding::of_table(table, engine))
}

/// How much of Unicode a character set holds: all, the first plane, a language, the letters of English. Two languages hold
/// different letters, which is left aside here
/// (<https://dev.mysql.com/doc/refman/8.4/en/charset-unicode-sets.html>).
fn breadth(charset: &str) -> Option<u8> {
    match charset {
        "utf8mb4" | "utf16" | "utf16le" | "utf32" | "gb18030" => Some(3),
        "utf8mb3" | "ucs2" => Some(2),
        "ascii" => Some(0),
        "binary" => None,
        _ => Some(1),
    }
}
