//! What a statement says. Each file reads one kind of thing; [`statement`] finds which by the first words.
//!
//! A reader takes what it knows and leaves the rest, which becomes opaque. Nothing fails.

mod alter_index;
mod alter_table;
mod block;
mod column;
mod constraint;
mod data_type;
mod dml;
mod draft;
mod expr;
mod guard;
mod heads;
mod index;
mod partition;
mod psql;
mod routine_columns;
mod setting;
mod table;

use schema::{Family, Kind, Runs, Statement, TokenKind, TokenRange};
use source::TextRange;

pub(crate) use self::block::{Scope, Spliced, Walk};
pub(crate) use self::draft::Draft;
pub(crate) use self::guard::fitting;
pub(crate) use self::routine_columns::columns_named;
use crate::cursor::Cursor;
use crate::reader::bare;

/// What stands inside a statement and is read as statements of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Body {
    /// Where, among the script's tokens, if it is not within one of them.
    pub(crate) tokens: TokenRange,
    /// Where, if it is the text of a token.
    pub(crate) embedded: Option<Embedded>,
    /// When it runs.
    pub(crate) runs: Runs,
}

/// Statements within a string.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Embedded {
    /// The text, without its quotes.
    pub(crate) range: TextRange,
    /// How many quotes in a row stand for one there: 1 between dollar quotes, 2 in `'…'`.
    pub(crate) quote_width: usize,
}

/// How long the tags before and behind a dollar-quoted text are: the one behind it is none where the text never ends.
pub(crate) fn dollar_tags(raw: &str) -> Option<(usize, usize)> {
    let tag = raw[1..].find('$')? + 2;
    let is_closed = raw.len() >= 2 * tag && raw.ends_with(&raw[..tag]);
    Some((tag, if is_closed { tag } else { 0 }))
}

/// Reads the statement whose tokens these are.
pub(crate) fn statement(cursor: &mut Cursor<'_>, tokens: TokenRange, runs: Runs) -> (Statement, Option<Body>) {
    let whole = cursor.range_between(tokens.start as usize, tokens.end as usize);
    if cursor.is(TokenKind::ClientCommand) {
        let mut command = bare(Kind::ClientCommand, whole, tokens, runs);
        if cursor.family() == Family::Postgres {
            command.changes[0].action = psql::action(cursor.text_of(cursor.peek()));
        }
        return (command, None);
    }
    let mut draft = Draft::new(whole, runs);
    heads::read(cursor, &mut draft);
    if !cursor.is_at_end() {
        cursor.skip_rest();
    }
    draft.finish(tokens, runs, cursor.take_opaque())
}
