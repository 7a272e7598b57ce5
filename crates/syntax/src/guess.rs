//! Which dialect texts are written in, where nobody says.

use schema::Dialect;

/// How much of one text is looked at: heads tell, rows of data do not.
const LOOKED_AT_PER_TEXT: usize = 64 * 1024;
/// How much is looked at in all.
const LOOKED_AT_IN_ALL: usize = 4 * 1024 * 1024;
/// A lead after which no further text is asked.
const CLEAR_LEAD: u32 = 300;

/// The dialect that the texts of one history are most likely written in.
///
/// Words and marks that only some engines know are counted, each once per text. Where no text holds any
/// of them, the answer is [`Dialect::Generic`]: plain SQL is not taken for PostgreSQL's. MariaDB is told
/// from MySQL only by what MySQL lacks. Equal scores go to the dialect that [`Dialect::ALL`] names first.
#[must_use]
pub fn guess_dialect<'a>(texts: impl Iterator<Item = &'a str>) -> Dialect {
    let mut votes = Votes::default();
    let mut budget = LOOKED_AT_IN_ALL;
    for text in texts {
        let length = text.len().min(LOOKED_AT_PER_TEXT).min(budget);
        budget -= length;
        votes.count(&text.as_bytes()[..length]);
        if budget == 0 || votes.lead() >= CLEAR_LEAD {
            break;
        }
    }
    votes.winner()
}

/// A sign of a dialect, and how strong it is.
type Telltale = (&'static str, &'static [(Dialect, u32)]);

use Dialect::{Mariadb, Mssql, Mysql, Oracle, Postgres, Sqlite};

/// Words, lower case, in order. A word that ends with `*` stands for all that begin so.
const WORDS: &[Telltale] = &[
    ("aria", &[(Mariadb, 6)]),
    ("auto_increment", &[(Mysql, 6)]),
    ("autoincrement", &[(Sqlite, 6)]),
    ("bigserial", &[(Postgres, 5)]),
    ("binary_double", &[(Oracle, 4)]),
    ("bytea", &[(Postgres, 5)]),
    ("charset", &[(Mysql, 3)]),
    ("clob", &[(Oracle, 2)]),
    ("clustered", &[(Mssql, 3)]),
    ("col_length", &[(Mssql, 4)]),
    ("concurrently", &[(Postgres, 6)]),
    ("datetime2", &[(Mssql, 5)]),
    ("datetimeoffset", &[(Mssql, 5)]),
    ("dbms_*", &[(Oracle, 4)]),
    ("dbo", &[(Mssql, 5)]),
    ("delimiter", &[(Mysql, 2)]),
    ("dual", &[(Oracle, 2)]),
    ("engine", &[(Mysql, 3)]),
    ("extension", &[(Postgres, 3)]),
    ("fts5", &[(Sqlite, 4)]),
    ("getdate", &[(Mssql, 4)]),
    ("gin", &[(Postgres, 3)]),
    ("gist", &[(Postgres, 3)]),
    ("identity", &[(Mssql, 1)]),
    ("ilike", &[(Postgres, 3)]),
    ("innodb", &[(Mysql, 6)]),
    ("jsonb", &[(Postgres, 6)]),
    ("julianday", &[(Sqlite, 4)]),
    ("longblob", &[(Mysql, 5)]),
    ("longtext", &[(Mysql, 5)]),
    ("mediumblob", &[(Mysql, 5)]),
    ("mediumint", &[(Mysql, 5)]),
    ("mediumtext", &[(Mysql, 5)]),
    ("newid", &[(Mssql, 4)]),
    ("newsequentialid", &[(Mssql, 5)]),
    ("nextval", &[(Postgres, 1), (Oracle, 1)]),
    ("nocheck", &[(Mssql, 4)]),
    ("nologging", &[(Oracle, 4)]),
    ("nonclustered", &[(Mssql, 6)]),
    ("ntext", &[(Mssql, 4)]),
    ("number", &[(Oracle, 3)]),
    ("nvarchar", &[(Mssql, 4)]),
    ("nvarchar2", &[(Oracle, 6)]),
    ("object_id", &[(Mssql, 3)]),
    ("pg_*", &[(Postgres, 3)]),
    ("plpgsql", &[(Postgres, 6)]),
    ("pls_integer", &[(Oracle, 5)]),
    ("pragma", &[(Sqlite, 4), (Oracle, 2)]),
    ("raiserror", &[(Mssql, 4)]),
    ("regclass", &[(Postgres, 4)]),
    ("returning", &[(Postgres, 1)]),
    ("rowguidcol", &[(Mssql, 5)]),
    ("rowid", &[(Sqlite, 2), (Oracle, 1)]),
    ("rownum", &[(Oracle, 4)]),
    ("rowversion", &[(Mssql, 4)]),
    ("serial", &[(Postgres, 3)]),
    ("sp_*", &[(Mssql, 3)]),
    ("sqlerrm", &[(Oracle, 2), (Postgres, 1)]),
    ("sqlite_*", &[(Sqlite, 6)]),
    ("strftime", &[(Sqlite, 5)]),
    ("sysdate", &[(Oracle, 4)]),
    ("sysname", &[(Mssql, 4)]),
    ("sysobjects", &[(Mssql, 4)]),
    ("systimestamp", &[(Oracle, 5)]),
    ("timestamptz", &[(Postgres, 6)]),
    ("tinyint", &[(Mysql, 2), (Mssql, 1)]),
    ("tinytext", &[(Mysql, 5)]),
    ("to_regclass", &[(Postgres, 4)]),
    ("tran", &[(Mssql, 3)]),
    ("tsvector", &[(Postgres, 5)]),
    ("unhex", &[(Mysql, 2), (Sqlite, 1)]),
    ("uniqueidentifier", &[(Mssql, 6)]),
    ("unixepoch", &[(Sqlite, 5)]),
    ("unsigned", &[(Mysql, 4)]),
    ("user_tab_columns", &[(Oracle, 4)]),
    ("user_tables", &[(Oracle, 4)]),
    ("utf8mb4", &[(Mysql, 6)]),
    ("uuid", &[(Postgres, 1)]),
    ("varchar2", &[(Oracle, 6)]),
    ("varying", &[(Postgres, 2)]),
];

/// Marks that are not words.
const MARKS: &[Telltale] = &[
    ("`x`", &[(Mysql, 2), (Sqlite, 1)]),
    ("[x]", &[(Mssql, 3)]),
    ("$$", &[(Postgres, 5)]),
    ("::", &[(Postgres, 4)]),
    ("go on a line", &[(Mssql, 6)]),
    ("/ on a line", &[(Oracle, 5)]),
    ("N'x'", &[(Mssql, 2)]),
    ("/*! x */", &[(Mysql, 4)]),
    ("/*M! x */", &[(Mariadb, 6)]),
    ("integer primary key", &[(Sqlite, 3)]),
    ("x text not null", &[(Postgres, 1), (Sqlite, 1)]),
    // SQL Server has neither: its identity is `identity(1, 1)`, its column is altered without a word.
    ("as identity", &[(Postgres, 2), (Oracle, 2)]),
    ("column x type", &[(Postgres, 2)]),
];

const BACK_QUOTES: usize = 0;
const BRACKETS: usize = 1;
const DOLLARS: usize = 2;
const COLONS: usize = 3;
const GO_LINE: usize = 4;
const SLASH_LINE: usize = 5;
const NATIONAL_TEXT: usize = 6;
const EXECUTABLE_COMMENT: usize = 7;
const MARIADB_COMMENT: usize = 8;
const INTEGER_KEY: usize = 9;
const TEXT_COLUMN: usize = 10;
const AS_IDENTITY: usize = 11;
const COLUMN_TYPE: usize = 12;

#[derive(Default)]
struct Votes {
    scores: [u32; Dialect::ALL.len()],
}

impl Votes {
    /// Adds what one text tells.
    fn count(&mut self, text: &[u8]) {
        let mut seen = 0u128;
        let mut scan = Scan { text, at: 0 };
        let mut previous: [&[u8]; 2] = [b"", b""];
        while let Some(sign) = scan.next_sign(previous) {
            let number = match sign {
                Sign::Word(word) => {
                    if previous[1].eq_ignore_ascii_case(b"integer")
                        && previous[0].eq_ignore_ascii_case(b"primary")
                        && word.eq_ignore_ascii_case(b"key")
                    {
                        seen |= 1 << INTEGER_KEY;
                    }
                    if previous[1].eq_ignore_ascii_case(b"text")
                        && previous[0].eq_ignore_ascii_case(b"not")
                        && word.eq_ignore_ascii_case(b"null")
                    {
                        seen |= 1 << TEXT_COLUMN;
                    }
                    let after = |word: &[u8]| previous[0].eq_ignore_ascii_case(word);
                    let number = if word.eq_ignore_ascii_case(b"identity") && after(b"as") {
                        Some(AS_IDENTITY)
                    } else if word.eq_ignore_ascii_case(b"type") && previous[1].eq_ignore_ascii_case(b"column") {
                        Some(COLUMN_TYPE)
                    } else {
                        known_word(word).map(|number| MARKS.len() + number)
                    };
                    previous = [word, previous[0]];
                    number
                }
                Sign::Mark(number) => Some(number),
            };
            let Some(number) = number else { continue };
            seen |= 1 << number;
        }
        for (number, (_, votes)) in MARKS.iter().chain(WORDS).enumerate() {
            if seen & (1 << number) == 0 {
                continue;
            }
            for (dialect, weight) in *votes {
                self.scores[*dialect as usize] += weight;
            }
        }
    }

    /// How far the first is ahead of the second.
    fn lead(&self) -> u32 {
        let mut scores = self.scores;
        scores.sort_unstable();
        scores[scores.len() - 1] - scores[scores.len() - 2]
    }

    fn winner(&self) -> Dialect {
        let mut scores = self.scores;
        // MariaDB speaks MySQL, and says so only now and then.
        let is_mariadb = scores[Mariadb as usize] > 0;
        if is_mariadb {
            scores[Mariadb as usize] += scores[Mysql as usize];
        }
        let best = scores.iter().copied().max().unwrap_or_default();
        if best == 0 {
            return Dialect::Generic;
        }
        let first = Dialect::ALL.iter().find(|dialect| scores[**dialect as usize] == best);
        first.copied().unwrap_or(Dialect::Generic)
    }
}

/// The number of a word in [`WORDS`].
fn known_word(word: &[u8]) -> Option<usize> {
    let first = word.first()?.to_ascii_lowercase();
    let from = WORDS.partition_point(|(known, _)| known.as_bytes()[0] < first);
    let candidates = WORDS[from..]
        .iter()
        .take_while(|(known, _)| known.as_bytes()[0] == first);
    let found = candidates
        .enumerate()
        .find(|(_, (known, _))| match known.strip_suffix('*') {
            Some(prefix) => word
                .get(..prefix.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes())),
            None => known.as_bytes().eq_ignore_ascii_case(word),
        });
    found.map(|(ahead, _)| from + ahead)
}

enum Sign<'a> {
    Word(&'a [u8]),
    Mark(usize),
}

/// Goes over a text word by word, strings and comments left out as far as that is cheap.
struct Scan<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    fn next_sign(&mut self, previous: [&[u8]; 2]) -> Option<Sign<'a>> {
        loop {
            let byte = *self.text.get(self.at)?;
            let start = self.at;
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                    self.skip(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                    let word = &self.text[start..self.at];
                    if self.text.get(self.at) == Some(&b'\'') && word == b"N" {
                        self.skip_to(b'\'');
                        return Some(Sign::Mark(NATIONAL_TEXT));
                    }
                    if word.eq_ignore_ascii_case(b"go") && self.is_alone_on_line(start, self.at) {
                        return Some(Sign::Mark(GO_LINE));
                    }
                    return Some(Sign::Word(word));
                }
                b'\'' => self.skip_to(b'\''),
                b'-' if self.text.get(start + 1) == Some(&b'-') => self.skip(|byte| byte != b'\n' && byte != b'\r'),
                b'/' if self.text.get(start + 1) == Some(&b'*') => match self.text.get(start + 2..start + 4) {
                    Some(b"M!") => {
                        self.at += 4;
                        return Some(Sign::Mark(MARIADB_COMMENT));
                    }
                    Some([b'!', _]) => {
                        self.at += 3;
                        return Some(Sign::Mark(EXECUTABLE_COMMENT));
                    }
                    _ => self.skip_comment(),
                },
                b'/' if self.is_alone_on_line(start, start + 1) => {
                    self.at += 1;
                    return Some(Sign::Mark(SLASH_LINE));
                }
                b'`' => {
                    self.skip_to(b'`');
                    return Some(Sign::Mark(BACK_QUOTES));
                }
                b'[' if self.opens_name(previous) => {
                    self.skip_to(b']');
                    return Some(Sign::Mark(BRACKETS));
                }
                b'$' if self.text.get(start + 1) == Some(&b'$') => {
                    self.at += 2;
                    return Some(Sign::Mark(DOLLARS));
                }
                b':' if self.text.get(start + 1) == Some(&b':') => {
                    self.at += 2;
                    return Some(Sign::Mark(COLONS));
                }
                _ => self.at += 1,
            }
        }
    }

    fn skip(&mut self, belongs: impl Fn(u8) -> bool) {
        while self.text.get(self.at).is_some_and(|byte| belongs(*byte)) {
            self.at += 1;
        }
    }

    /// Past the quote that closes the one at the current byte.
    fn skip_to(&mut self, close: u8) {
        let from = (self.at + 1).min(self.text.len());
        self.at = memchr::memchr(close, &self.text[from..]).map_or(self.text.len(), |found| from + found + 1);
    }

    fn skip_comment(&mut self) {
        let from = (self.at + 2).min(self.text.len());
        self.at = memchr::memmem::find(&self.text[from..], b"*/").map_or(self.text.len(), |found| from + found + 2);
    }

    /// `[name]`, but neither `text[]` nor `array[1]` nor the text of `ARRAY['x']`.
    fn opens_name(&self, previous: [&[u8]; 2]) -> bool {
        let follows = self.text.get(self.at + 1).is_some_and(u8::is_ascii_alphabetic);
        let stands_free = self.at == 0 || !self.text[self.at - 1].is_ascii_alphanumeric();
        follows && stands_free && !previous[0].eq_ignore_ascii_case(b"array")
    }

    fn is_alone_on_line(&self, start: usize, end: usize) -> bool {
        let before = self.text[..start]
            .iter()
            .rev()
            .find(|byte| !matches!(byte, b' ' | b'\t'));
        let after = self.text[end..]
            .iter()
            .find(|byte| !matches!(byte, b' ' | b'\t' | b';'));
        before.is_none_or(|byte| matches!(byte, b'\n' | b'\r' | 0x80..))
            && after.is_none_or(|byte| matches!(byte, b'\n' | b'\r'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(text: &str) -> Dialect {
        guess_dialect(std::iter::once(text))
    }

    #[test]
    fn the_words_are_in_order_and_few_enough_to_be_bits() {
        assert!(WORDS.is_sorted_by_key(|(word, _)| word.as_bytes()[0]));
        assert!(WORDS.len() + MARKS.len() <= 128);
    }

    #[test]
    fn one_statement_is_often_enough() {
        assert_eq!(guess("create table t (id bigserial primary key, d jsonb);"), Postgres);
        assert_eq!(
            guess("CREATE TABLE `t` (`id` int NOT NULL AUTO_INCREMENT) ENGINE=InnoDB"),
            Mysql
        );
        assert_eq!(guess("CREATE TABLE t (id int) ENGINE=Aria"), Mariadb);
        assert_eq!(guess("CREATE TABLE [dbo].[t] ([id] int)\r\nGO\r\n"), Mssql);
        assert_eq!(
            guess("CREATE TABLE `t` (`id` integer PRIMARY KEY AUTOINCREMENT)"),
            Sqlite
        );
        assert_eq!(guess("create table t (id number(10), n varchar2(20))\n/\n"), Oracle);
        assert_eq!(
            guess("create table t (id bigint generated always as identity)"),
            Postgres
        );
        assert_eq!(guess("create table t (id int identity(1, 1))"), Mssql);
        assert_eq!(guess("alter table t alter column note type varchar(20)"), Postgres);
    }

    #[test]
    fn plain_sql_is_nobodys() {
        assert_eq!(guess("create table t (id int); -- jsonb 'varchar2'"), Dialect::Generic);
        assert_eq!(guess_dialect(std::iter::empty()), Dialect::Generic);
    }
}
