//! Names and types.

use super::{SqlWriter, Unwritable, Written};
use crate::{Behaviour, DataType, Dialect, Ident, Keyword, Name, TableSetting};

/// A statement in the making: words with one space between them.
#[derive(Default)]
pub(super) struct Words(String);

impl Words {
    pub(super) fn of(first: &str) -> Self {
        Self(first.to_owned())
    }

    pub(super) fn say(&mut self, word: &str) -> &mut Self {
        if !self.0.is_empty() && !word.is_empty() {
            self.0.push(' ');
        }
        self.0.push_str(word);
        self
    }

    /// Says it where there is something to say.
    pub(super) fn maybe<W: AsRef<str>>(&mut self, word: Option<W>) -> &mut Self {
        if let Some(word) = word {
            self.say(word.as_ref());
        }
        self
    }

    /// Says it between parentheses.
    pub(super) fn enclosed(&mut self, inner: &str) -> &mut Self {
        self.say(&format!("({inner})"))
    }

    pub(super) fn end(self) -> String {
        self.0
    }
}

/// `CASCADE` and `RESTRICT`.
pub(super) fn behaviour(behaviour: Option<Behaviour>) -> Option<&'static str> {
    behaviour.map(|behaviour| match behaviour {
        Behaviour::Cascade(_) => "cascade",
        Behaviour::Restrict => "restrict",
    })
}

/// Options of SQL Server's tables and indexes that say where something is stored, or what a table is; all others are
/// listed behind `WITH` (<https://learn.microsoft.com/sql/t-sql/statements/create-index-transact-sql>).
pub(super) fn is_place_in_mssql(option: &TableSetting) -> bool {
    const PLACES: &[&str] = &[
        "on",
        "filestream_on",
        "textimage_on",
        "period for",
        "not for replication",
    ];
    PLACES.contains(&option.name.as_str()) || option.name.starts_with("as ")
}

impl SqlWriter<'_> {
    /// An option as the script writes it.
    pub(super) fn option(self, option: &TableSetting) -> Written {
        let text = self.text(option.range).map(str::to_owned);
        text.ok_or(Unwritable("how an option of it is written is in its script only"))
    }

    pub(super) fn options(self, options: &[TableSetting]) -> Result<Vec<String>, Unwritable> {
        options.iter().map(|option| self.option(option)).collect()
    }

    /// The identifier, between quotes where it was written so or where it needs them.
    pub(super) fn ident(self, ident: &Ident) -> String {
        let is_written = !ident.range.is_empty();
        let may_stay_bare = match (ident.is_quoted, is_written) {
            (false, _) => true,
            (true, true) => false,
            (true, false) => self.is_plain(&ident.text),
        };
        if may_stay_bare || ident.has_placeholder {
            return ident.text.to_string();
        }
        self.dialect.quote(&ident.text)
    }

    pub(super) fn name(self, name: &Name) -> String {
        let mut written = String::new();
        for qualifier in &name.qualifiers {
            if !qualifier.text.is_empty() {
                written.push_str(&self.ident(qualifier));
            }
            written.push('.');
        }
        written.push_str(&self.ident(&name.ident));
        written
    }

    pub(super) fn idents<'i>(self, idents: impl IntoIterator<Item = &'i Ident>) -> String {
        let idents: Vec<String> = idents.into_iter().map(|ident| self.ident(ident)).collect();
        idents.join(", ")
    }

    pub(super) fn names(self, names: &[Name]) -> String {
        let names: Vec<String> = names.iter().map(|name| self.name(name)).collect();
        names.join(", ")
    }

    /// Whether a name means the same without quotes, wherever it is written: no keyword either, for some may not stand
    /// everywhere.
    fn is_plain(self, text: &str) -> bool {
        self.dialect.may_stand_bare(text)
            && self.dialect.fold(text, false) == text
            && Keyword::of(text) == Keyword::NotAKeyword
    }

    /// A text between single quotes.
    pub(super) fn string(self, text: &str) -> String {
        let doubled = text.replace('\'', "''");
        match self.dialect {
            // A backslash escapes there (<https://dev.mysql.com/doc/refman/8.4/en/string-literals.html>).
            Dialect::Mysql | Dialect::Mariadb => format!("'{}'", doubled.replace('\\', "\\\\")),
            _ => format!("'{doubled}'"),
        }
    }

    /// A type with its arguments: `varchar(10)`, `timestamp(3) with time zone`, `int unsigned`, `text[]`.
    #[must_use]
    pub fn data_type(self, data_type: &DataType) -> String {
        let mut name = data_type.name.to_string();
        // A name that would be folded was written between quotes.
        if self.dialect.fold(&name, false) != name && self.dialect != Dialect::Oracle {
            name = self.dialect.quote(&name);
        }
        if !data_type.args.is_empty() {
            let args = format!("({})", data_type.args.join(", "));
            let place = [" with", " without", " varying", " to "]
                .iter()
                .find_map(|word| name.find(word));
            match place.filter(|_| !name.contains("varying")) {
                Some(place) => name.insert_str(place, &args),
                None => name.push_str(&args),
            }
        }
        if let Some(schema) = &data_type.schema {
            name = format!("{}.{name}", self.ident(schema));
        }
        if data_type.is_unsigned {
            name.push_str(" unsigned");
        }
        for _ in 0..data_type.dimensions {
            name.push_str("[]");
        }
        if let Some(charset) = &data_type.charset {
            name.push_str(" character set ");
            name.push_str(charset);
        }
        if let Some(collation) = &data_type.collation {
            name.push_str(" collate ");
            name.push_str(collation);
        }
        name
    }
}
