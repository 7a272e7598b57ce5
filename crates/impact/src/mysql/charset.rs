//! How MySQL and MariaDB write and compare the texts of a column: its character set and collation, those of its table,
//! or the server's.

use compact_str::{CompactString, ToCompactString};
use schema::catalog::Table;
use schema::{CharsetOption, DataType, Dialect};

use crate::Engine;

/// How the texts of a column are written and compared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct TextEncoding {
    /// The character set, `utf8mb3` for `utf8`.
    pub(super) charset: CompactString,
    /// The collation; `None` where the default of the character set is not known.
    pub(super) collation: Option<CompactString>,
}

/// What becomes of stored texts under another encoding.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum EncodingChange {
    /// The same bytes, in the same order.
    Nothing,
    /// The same bytes, in another order: indexes are built anew.
    Order,
    /// Other bytes, or not known.
    Bytes,
}

impl TextEncoding {
    /// What `CHARACTER SET x COLLATE y` says; `None` where it says neither.
    pub(super) fn written(charset: Option<&str>, collation: Option<&str>, engine: Engine) -> Option<Self> {
        let collation = collation.map(normal);
        let of_collation = || collation.as_deref().and_then(charset_of_collation);
        let charset = charset.map(normal).or_else(of_collation)?;
        let collation = collation.or_else(|| default_collation(&charset, engine));
        Some(Self { charset, collation })
    }

    /// That of a column, of its table where it has none of its own, else that of a server of today.
    pub(super) fn of_column(data_type: &DataType, table: Option<&Table>, engine: Engine) -> Self {
        Self::written(data_type.charset.as_deref(), data_type.collation.as_deref(), engine)
            .or_else(|| table.and_then(|table| Self::of_table(table, engine)))
            .unwrap_or_else(|| Self::of_server(engine))
    }

    pub(super) fn of_table(table: &Table, engine: Engine) -> Option<Self> {
        let option = |what| {
            let mut options = table.options.iter().rev();
            let (_, value) = options.find(|(name, _)| CharsetOption::named(name) == Some(what))?;
            value.as_deref()
        };
        Self::written(option(CharsetOption::Charset), option(CharsetOption::Collation), engine)
    }

    fn of_server(engine: Engine) -> Self {
        let charset = CompactString::const_new("utf8mb4");
        let collation = default_collation(&charset, engine);
        Self { charset, collation }
    }

    /// What MariaDB makes of stored texts: the bytes of `utf8mb3` are those of `utf8mb4`
    /// (<https://mariadb.com/kb/en/innodb-online-ddl-operations-with-the-instant-alter-algorithm/#changing-the-character-set-of-a-column>).
    pub(super) fn change_to(&self, new: &Self) -> EncodingChange {
        let widens = self.charset == "utf8mb3" && new.charset == "utf8mb4";
        if self.charset != new.charset && !widens {
            return EncodingChange::Bytes;
        }
        let order = |encoding: &Self| {
            let collation = encoding.collation.as_deref()?;
            collation.strip_prefix(encoding.charset.as_str()).map(str::to_owned)
        };
        match (order(self), order(new)) {
            (Some(before), Some(after)) if before == after => EncodingChange::Nothing,
            (Some(_), Some(_)) => EncodingChange::Order,
            _ if self == new => EncodingChange::Nothing,
            _ => EncodingChange::Bytes,
        }
    }

    /// How many bytes a character takes at most.
    pub(super) fn bytes_per_character(&self) -> Option<u32> {
        match self.charset.as_str() {
            "latin1" | "latin2" | "ascii" | "binary" | "cp1251" | "cp1250" | "koi8r" | "hebrew" | "greek" => Some(1),
            "ucs2" | "gbk" | "big5" | "sjis" | "euckr" => Some(2),
            "utf8mb3" | "ujis" => Some(3),
            "utf8mb4" | "utf16" | "utf32" | "gb18030" => Some(4),
            _ => None,
        }
    }
}

/// Lower case, and `utf8` by its other name.
fn normal(name: &str) -> CompactString {
    let name = name.trim_matches(['\'', '"', '`']).to_ascii_lowercase();
    match name.strip_prefix("utf8") {
        Some(rest) if rest.is_empty() || rest.starts_with('_') => format!("utf8mb3{rest}").into(),
        _ => name.into(),
    }
}

fn charset_of_collation(collation: &str) -> Option<CompactString> {
    let (charset, _) = collation.split_once('_').unwrap_or((collation, ""));
    Some(charset.to_compact_string())
}

/// <https://dev.mysql.com/doc/refman/8.4/en/charset-charsets.html>; MariaDB's are another from 11.5 on
/// (<https://mariadb.com/kb/en/supported-character-sets-and-collations/#default-collation>).
fn default_collation(charset: &str, engine: Engine) -> Option<CompactString> {
    let is_new_mariadb = engine.dialect == Dialect::Mariadb && engine.version.at_least(11, 5, 0);
    let is_new_mysql = engine.dialect == Dialect::Mysql && engine.version.at_least(8, 0, 1);
    let collation = match charset {
        "utf8mb3" | "utf8mb4" | "ucs2" | "utf16" | "utf32" if is_new_mariadb => format!("{charset}_uca1400_ai_ci"),
        "utf8mb4" if is_new_mysql => "utf8mb4_0900_ai_ci".to_owned(),
        "utf8mb3" | "utf8mb4" | "ucs2" | "utf16" | "utf32" | "ascii" | "latin2" | "cp1251" | "koi8r" => {
            format!("{charset}_general_ci")
        }
        "latin1" => "latin1_swedish_ci".to_owned(),
        "binary" => "binary".to_owned(),
        _ => return None,
    };
    Some(collation.into())
}
