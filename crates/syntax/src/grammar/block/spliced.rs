//! Text that a script puts together before it runs it: `'drop table ' + @t`, `CONCAT('a', b)`,
//! `format('drop table %I', t)`, and literals with escapes.
//!
//! Such a text is read from a copy of its stretch of the file, as long to the byte. What joins two literals
//! is overwritten by a word, so a place in the copy is a place in the file.

mod pieces;

use schema::{Keyword as K, Kind, Statement, Token, TokenKind};
use source::TextRange;

use self::pieces::{conversions, unescape};
use crate::extent::mssql;
use crate::grammar::Embedded;
use crate::lexer::to_offset;
use crate::reader::Reader;

/// Longer texts are not copied: nobody puts them together from pieces.
const LONGEST: usize = 1 << 18;
/// Stands where a value stands that only the run knows.
const FILLER: u8 = b'_';

/// A text as it will be run, as far as the script says it.
#[derive(Clone, Debug)]
pub(crate) struct Spliced {
    /// The copy.
    pub(crate) text: String,
    /// Where the copied stretch begins in the file.
    pub(crate) start: u32,
    /// How many quotes in a row stand for one there.
    pub(crate) quote_width: usize,
    holes: Vec<Hole>,
}

/// A text that is run.
pub(super) enum RunText {
    /// It stands in the file as it is run.
    InPlace(Embedded),
    /// It is put together, or has escapes.
    Spliced(Spliced),
}

impl RunText {
    /// Its stretch of the file.
    pub(super) fn range(&self) -> TextRange {
        match self {
            Self::InPlace(embedded) => embedded.range,
            Self::Spliced(spliced) => spliced.range(),
        }
    }
}

/// A value that does not stand in the text itself.
#[derive(Clone, Copy, Debug)]
struct Hole {
    /// From the end of the literal before it to the start of the one after it.
    glue: TextRange,
    /// The value.
    value: TextRange,
    /// Whether the value is a literal that is a name: then it is known.
    is_known: bool,
}

/// What a text is put together from.
enum Piece {
    Text(Literal),
    Value(TextRange),
}

/// A literal and how it is written.
#[derive(Clone, Debug)]
struct Literal {
    inner: TextRange,
    quote_width: usize,
    escapes: Escapes,
    /// The arguments of `format`, each with the name that it is, if it is one: `%I` and its kin stand for them.
    arguments: Option<Vec<Option<TextRange>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escapes {
    None,
    Backslash,
}

impl Spliced {
    /// The stretch of the file that was copied.
    pub(crate) fn range(&self) -> TextRange {
        TextRange::new(self.start, self.start + to_offset(self.text.len()))
    }

    /// Makes the names that hold a value placeholders, with the value's own place where it is the whole name.
    pub(crate) fn mark(&self, tokens: &mut [Token]) {
        let mut holes = self.holes.as_slice();
        for token in tokens {
            while let [first, rest @ ..] = holes
                && first.glue.end <= token.range.start
            {
                holes = rest;
            }
            let Some(hole) = holes.first() else { return };
            if hole.glue.start >= token.range.end {
                continue;
            }
            let quotes = match token.kind {
                TokenKind::Word => 0,
                TokenKind::QuotedIdent => 1,
                _ => continue,
            };
            let is_whole = token.range.start + quotes == hole.glue.start && token.range.end == hole.glue.end + quotes;
            token.keyword = K::NotAKeyword;
            if is_whole && hole.is_known && quotes == 0 {
                continue;
            }
            token.kind = TokenKind::Placeholder;
            if is_whole && !hole.is_known {
                token.range = hole.value;
            }
        }
    }

    /// The places of what only the run knows.
    pub(crate) fn glues(&self) -> impl Iterator<Item = TextRange> + '_ {
        self.holes.iter().map(|hole| hole.glue)
    }

    /// The names that are given as arguments: where each stands in the text, and where it is written.
    pub(crate) fn given_names(&self) -> impl Iterator<Item = (TextRange, TextRange)> + '_ {
        let known = self.holes.iter().filter(|hole| hole.is_known);
        known.map(|hole| (hole.glue, hole.value))
    }

    /// Whether a part of the text is not known.
    pub(crate) fn has_holes(&self) -> bool {
        !self.holes.is_empty()
    }

    /// Takes out the statements that could not be understood because of what is not known in them.
    pub(crate) fn forget_unknown(&self, statements: &mut Vec<Statement>) {
        statements.retain(|statement| {
            statement.kind != Kind::Unknown || !self.glues().any(|glue| glue.overlaps(statement.range))
        });
        for statement in statements {
            self.forget_unknown(&mut statement.body);
        }
    }
}

impl Reader<'_> {
    /// The text that stands from the token at `from` on, up to `end` or to what ends an argument.
    pub(super) fn run_text_at(&self, from: usize, end: usize) -> Option<RunText> {
        let tokens = &self.lexed.tokens[from..end];
        let mut pieces = Vec::new();
        self.pieces(tokens, &mut pieces);
        self.assembled(pieces)
    }

    /// The text that a variable of T-SQL is given from the token at `from` on, with what the statements behind `end`
    /// append to it at once: `SET @sql = '…'; SET @sql += @t; SET @sql = @sql + '…'`. Also where the last of them ends.
    pub(super) fn appended_text_at(&self, from: usize, end: usize, variable: Token) -> Option<(RunText, usize)> {
        let mut pieces = Vec::new();
        self.pieces(&self.lexed.tokens[from..end], &mut pieces);
        let mut at = end;
        while let Some((value, until)) = self.appended(at, variable) {
            self.pieces(&self.lexed.tokens[value..until], &mut pieces);
            at = until;
        }
        if at == end {
            return None;
        }
        self.assembled(pieces).map(|text| (text, at))
    }

    /// What the statement behind `at` appends to the variable, if that is all it does: where that begins and ends.
    fn appended(&self, at: usize, variable: Token) -> Option<(usize, usize)> {
        let tokens = &self.lexed.tokens;
        let is_terminator = |at: &usize| tokens.get(*at).is_some_and(|token| token.kind == TokenKind::Terminator);
        let from = (at..).find(|at| !is_terminator(at))?;
        // The tokens of texts within tokens follow those of the file.
        let is_behind = tokens.get(from)?.range.start >= tokens.get(at.checked_sub(1)?)?.range.end;
        let is_variable = |at: usize| {
            let text = |token: &Token| &self.text[token.range.slice()];
            tokens
                .get(at)
                .is_some_and(|token| text(token).eq_ignore_ascii_case(text(&variable)))
        };
        let is_operator = |at: usize, operator: &str| {
            let token = tokens.get(at);
            token.is_some_and(|token| &self.text[token.range.slice()] == operator)
        };
        if !is_behind || !matches!(tokens[from].keyword, K::SET | K::SELECT) || !is_variable(from + 1) {
            return None;
        }
        let value = if is_operator(from + 2, "+=") {
            from + 3
        } else if is_operator(from + 2, "=") && is_variable(from + 3) && is_operator(from + 4, "+") {
            from + 5
        } else {
            return None;
        };
        let until = mssql::extent(tokens, from, tokens.len()).tokens.end as usize;
        (value < until).then_some((value, until))
    }

    /// The text that pieces make, the first of them one that is known.
    fn assembled(&self, mut pieces: Vec<Piece>) -> Option<RunText> {
        while pieces
            .first()
            .is_some_and(|piece| matches!(piece, Piece::Value(value) if self.is_blank(*value)))
        {
            pieces.remove(0);
        }
        let Some(Piece::Text(first)) = pieces.first() else {
            return None;
        };
        if pieces.len() == 1 && first.escapes == Escapes::None && first.arguments.is_none() {
            return Some(RunText::InPlace(Embedded {
                range: first.inner,
                quote_width: first.quote_width,
            }));
        }
        let mut end = first.inner.end;
        for piece in &pieces {
            match piece {
                Piece::Text(literal) if literal.quote_width != first.quote_width => return None,
                Piece::Text(literal) => end = literal.inner.end,
                Piece::Value(value) => end = value.end,
            }
        }
        let whole = TextRange::new(first.inner.start, end);
        if whole.len() as usize > LONGEST {
            return None;
        }
        self.splice(whole, first.quote_width, &pieces).map(RunText::Spliced)
    }

    fn splice(&self, whole: TextRange, quote_width: usize, pieces: &[Piece]) -> Option<Spliced> {
        let mut bytes = self.text[whole.slice()].as_bytes().to_vec();
        let within = |range: TextRange| (range.start - whole.start) as usize..(range.end - whole.start) as usize;
        let mut holes = Vec::new();
        let mut known = whole.start;
        let mut unknown: Option<TextRange> = None;
        for piece in pieces {
            let literal = match piece {
                Piece::Value(value) => {
                    unknown = Some(unknown.map_or(*value, |earlier| earlier.cover(*value)));
                    continue;
                }
                Piece::Text(literal) => literal,
            };
            let glue = TextRange::new(known, literal.inner.start);
            self.overwrite(&mut bytes[within(glue)], glue, unknown.take(), &mut holes);
            if literal.escapes == Escapes::Backslash {
                unescape(&mut bytes[within(literal.inner)]);
            }
            if let Some(arguments) = &literal.arguments {
                conversions(
                    &mut bytes[within(literal.inner)],
                    literal.inner.start,
                    arguments,
                    &mut holes,
                );
            }
            known = literal.inner.end;
        }
        let glue = TextRange::new(known, whole.end);
        self.overwrite(&mut bytes[within(glue)], glue, unknown, &mut holes);
        Some(Spliced {
            text: String::from_utf8(bytes).ok()?,
            start: whole.start,
            quote_width,
            holes,
        })
    }

    /// Blanks out what joins two literals, or puts a word there.
    fn overwrite(&self, bytes: &mut [u8], glue: TextRange, value: Option<TextRange>, holes: &mut Vec<Hole>) {
        match value {
            None => bytes.fill(b' '),
            Some(value) if self.is_blank(value) => {
                bytes.fill(b' ');
                if let Some(first) = bytes.first_mut() {
                    *first = b'\n';
                }
            }
            Some(value) => {
                bytes.fill(FILLER);
                holes.push(Hole {
                    glue,
                    value: self.unlike_a_name(glue, value),
                    is_known: false,
                });
            }
        }
    }

    /// The place that stands for a value: a variable without a mark of its own, as PL/SQL has them, is shown with
    /// what joins it, `|| n`, so that nobody takes it for the table of that name.
    fn unlike_a_name(&self, glue: TextRange, value: TextRange) -> TextRange {
        let is_bare = self.text[value.slice()]
            .chars()
            .all(|character| character.is_alphanumeric() || matches!(character, '_' | '.' | '"'));
        if !is_bare {
            return value;
        }
        let joint = &self.text[glue.start as usize..value.start as usize];
        let quotes = joint.len()
            - joint
                .trim_start_matches(|next: char| next == '\'' || next.is_whitespace())
                .len();
        TextRange::new(glue.start + to_offset(quotes), value.end)
    }

    /// Whether a value is known to be a line end or another blank: `CHAR(13) + CHAR(10)`, `@crlf`.
    fn is_blank(&self, value: TextRange) -> bool {
        const CALLS: &[&str] = &["char", "nchar", "chr"];
        const CODES: &[&str] = &["9", "10", "13", "32", "0x0a", "0x0d"];
        const NAMES: &[&str] = &["crlf", "cr", "lf", "nl", "newline", "linebreak", "tab"];
        self.text[value.slice()]
            .split(|character: char| !character.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .all(|word| {
                let is_one_of = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(word));
                is_one_of(CALLS) || is_one_of(CODES) || is_one_of(NAMES)
            })
    }
}
