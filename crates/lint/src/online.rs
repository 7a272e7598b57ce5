use schema::{Dialect, Keyword, Statement, TokenKind, Word};
use serde::Deserialize;
use source::TextRange;

use crate::{Context, OptionInfo};

/// The options of a rule about what SQL Server and Oracle do while others write, if their edition can and they are told to.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OnlineOptions {
    edition: Edition,
}

/// <https://learn.microsoft.com/sql/sql-server/editions-and-components-of-sql-server-2022>: online index operations are of
/// the Enterprise edition and Azure SQL; <https://docs.oracle.com/en/database/oracle/oracle-database/19/dblic/>: so they are
/// of Oracle's Enterprise edition.
#[derive(Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Edition {
    #[default]
    Standard,
    Enterprise,
    Azure,
}

impl OnlineOptions {
    /// The one option.
    #[must_use]
    pub fn info() -> OptionInfo {
        OptionInfo {
            name: "edition".into(),
            value: "`standard`, `enterprise` or `azure`".into(),
            default: "\"standard\"".into(),
            summary: "the edition of SQL Server or Oracle: the fix is offered where it works online".into(),
        }
    }
}

impl Context<'_> {
    /// [`Context::spelt_online`], where the edition that the options of the rule at work, [`OnlineOptions`], name knows it.
    #[must_use]
    pub fn online_edit(&self, statement: &Statement) -> Option<(TextRange, String)> {
        if self.options::<OnlineOptions>().edition == Edition::Standard {
            return None;
        }
        self.spelt_online(statement)
    }

    /// What tells the statement at hand to let others write: `with (online = on)` on SQL Server, `online` on Oracle. `None`
    /// where something is said already, and elsewhere. Not every edition knows it.
    #[must_use]
    pub fn spelt_online(&self, statement: &Statement) -> Option<(TextRange, String)> {
        let words = self.words();
        if words.iter().any(|word| word.token.keyword == Keyword::ONLINE) {
            return None;
        }
        match self.migration.script.dialect {
            Dialect::Mssql => Some(with_online(words, statement)),
            Dialect::Oracle => Some((TextRange::empty(statement.range.end), " online".to_owned())),
            _ => None,
        }
    }
}

/// `WITH (…)` stands behind the keys, `INCLUDE` and `WHERE`, and before `ON filegroup`
/// (<https://learn.microsoft.com/sql/t-sql/statements/create-index-transact-sql>).
fn with_online(words: &[Word], statement: &Statement) -> (TextRange, String) {
    let outer = |keyword| move |word: &Word| word.depth == 0 && word.token.keyword == keyword;
    let given = words
        .windows(2)
        .find(|pair| outer(Keyword::WITH)(&pair[0]) && pair[1].token.kind == TokenKind::LeftParen);
    if let Some(pair) = given {
        return (TextRange::empty(pair[1].token.range.end), "online = on, ".to_owned());
    }
    let keys = words.iter().position(|word| word.token.kind == TokenKind::LeftParen);
    let behind = keys.map_or(&[][..], |at| &words[at..]);
    let place = behind.iter().find(|word| outer(Keyword::ON)(word));
    match place {
        Some(on) => (TextRange::empty(on.token.range.start), "with (online = on) ".to_owned()),
        None => (TextRange::empty(statement.range.end), " with (online = on)".to_owned()),
    }
}
