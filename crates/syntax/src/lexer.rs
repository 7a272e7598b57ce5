//! One pass over the bytes: tokens with their places, comments kept apart, nothing allocated per token.

mod client;
mod comment;
mod number;
mod operators;
mod placeholder;
mod text;
mod words;

use schema::{CommentText, Dialect, Family, Keyword, KeywordSet, Problem, ProblemKind, Token, TokenKind};
use source::TextRange;

/// What the lexer found in a text.
#[derive(Debug)]
pub(crate) struct Lexed {
    pub(crate) tokens: Vec<Token>,
    /// The keywords among them, for those who look for rare ones.
    pub(crate) keywords: KeywordSet,
    /// How many of them end a statement.
    pub(crate) terminators: usize,
    pub(crate) comments: Vec<CommentText>,
    pub(crate) problems: Vec<Problem>,
}

impl Default for Lexed {
    fn default() -> Self {
        Self {
            tokens: Vec::new(),
            keywords: KeywordSet::EMPTY,
            terminators: 0,
            comments: Vec::new(),
            problems: Vec::new(),
        }
    }
}

impl Lexed {
    /// Takes what was found in a copy of a stretch of the file that begins at `start`.
    pub(crate) fn append(&mut self, copy: Lexed, start: u32) {
        let tokens = copy.tokens.into_iter().map(|token| Token {
            range: token.range.shifted(start),
            ..token
        });
        self.tokens.extend(tokens);
        self.keywords.extend(&copy.keywords);
        self.terminators += copy.terminators;
        let problems = copy.problems.into_iter().map(|problem| Problem {
            range: problem.range.shifted(start),
            ..problem
        });
        self.problems.extend(problems);
        let comments = copy.comments.into_iter().map(|comment| CommentText {
            range: comment.range.shifted(start),
            ..comment
        });
        self.comments.extend(comments);
    }
}

/// What the lexer is to read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LexInput<'a> {
    pub(crate) text: &'a str,
    pub(crate) range: TextRange,
    pub(crate) dialect: Dialect,
    /// What ends a statement, where a tool says so.
    pub(crate) delimiter: Option<&'a str>,
    /// How many quotes in a row stand for one: 1 in a file, 2 in the text of `EXEC('…')`.
    pub(crate) quote_width: usize,
    /// Whether lines for the client are read: not inside routine bodies.
    pub(crate) reads_client_lines: bool,
}

/// Reads the tokens of a text into `out`.
pub(crate) fn lex(input: LexInput<'_>, out: &mut Lexed) {
    // Real files have a token for every six to twelve bytes.
    out.tokens.reserve(input.range.len() as usize / 6);
    let end = (input.range.end as usize).min(input.text.len());
    let mut lexer = Lexer {
        text: input.text,
        bytes: &input.text.as_bytes()[..end],
        at: input.range.start as usize,
        end,
        dialect: input.dialect,
        family: input.dialect.family(),
        word_bytes: word_bytes(input.dialect.family()),
        delimiter: input
            .delimiter
            .filter(|delimiter| *delimiter != ";")
            .map(|delimiter| delimiter.trim().to_owned()),
        quote_width: input.quote_width,
        reads_client_lines: input.reads_client_lines,
        has_client_words: input.reads_client_lines
            && matches!(input.dialect.family(), Family::Mssql | Family::Mysql | Family::Oracle),
        statement_from: out.tokens.len(),
        in_executable_comment: false,
        unterminated: 0,
        has_copy_data: true,
        out,
    };
    lexer.run();
}

/// What a byte is where a word is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum WordByte {
    End,
    Part,
    Dollar,
    BeyondAscii,
}

const fn word_byte_table(others: &[u8]) -> [WordByte; 256] {
    let mut table = [WordByte::End; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => WordByte::Part,
            0x80.. => WordByte::BeyondAscii,
            _ => WordByte::End,
        };
        byte += 1;
    }
    let mut at = 0;
    while at < others.len() {
        table[others[at] as usize] = if others[at] == b'$' {
            WordByte::Dollar
        } else {
            WordByte::Part
        };
        at += 1;
    }
    table
}

fn word_bytes(family: Family) -> &'static [WordByte; 256] {
    static PLAIN: [WordByte; 256] = word_byte_table(b"");
    static DOLLAR: [WordByte; 256] = word_byte_table(b"$");
    static ORACLE: [WordByte; 256] = word_byte_table(b"$#");
    static MSSQL: [WordByte; 256] = word_byte_table(b"$#@");
    match family {
        Family::Sqlite => &PLAIN,
        Family::Postgres | Family::Mysql | Family::Generic => &DOLLAR,
        Family::Oracle => &ORACLE,
        Family::Mssql => &MSSQL,
    }
}

/// The bytes that are a token by themselves; `End` for all others.
static SINGLES: [TokenKind; 256] = {
    let mut table = [TokenKind::End; 256];
    table[b',' as usize] = TokenKind::Comma;
    table[b'(' as usize] = TokenKind::LeftParen;
    table[b')' as usize] = TokenKind::RightParen;
    table[b']' as usize] = TokenKind::RightBracket;
    table
};

/// Whether a byte behind letters, digits and underscores may be more than the end of a word in some dialect: part
/// of it, the quote of a string that the word begins, or a placeholder.
static CONTINUES_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = matches!(byte as u8, b'$' | b'#' | b'@' | b'\'' | b'&' | b'{' | 0x80..);
        byte += 1;
    }
    table
};

/// A text with more unterminated quotes than this is no SQL: each would be looked for to the end.
const MANY: u32 = 64;
/// Placeholders are not longer than this.
const LONGEST_PLACEHOLDER: usize = 256;

struct Lexer<'a, 'o> {
    text: &'a str,
    /// The text up to the end of what is to be read.
    bytes: &'a [u8],
    at: usize,
    end: usize,
    dialect: Dialect,
    family: Family,
    /// What each byte is within a word.
    word_bytes: &'static [WordByte; 256],
    /// A delimiter other than `;`, set by the caller or by `DELIMITER`.
    delimiter: Option<String>,
    quote_width: usize,
    reads_client_lines: bool,
    /// Whether such a line may begin with a word.
    has_client_words: bool,
    /// The first token of the statement being read.
    statement_from: usize,
    in_executable_comment: bool,
    /// How many texts had no end so far. Past [`MANY`], no end is looked for.
    unterminated: u32,
    /// Whether a line that ends the rows of a `COPY` may still come.
    has_copy_data: bool,
    out: &'o mut Lexed,
}

impl Lexer<'_, '_> {
    fn run(&mut self) {
        let bytes = self.bytes;
        let mut at = self.at;
        while let Some(&byte) = bytes.get(at) {
            if matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                at += 1;
                continue;
            }
            self.at = at;
            if self.delimiter.is_none() || !self.is_delimiter() {
                let single = SINGLES[byte as usize];
                if single == TokenKind::End {
                    self.next_token(byte);
                } else {
                    self.single(single);
                }
            }
            debug_assert!(self.at > at, "each step takes at least one byte");
            at = self.at;
        }
        self.at = self.end;
    }

    fn next_token(&mut self, byte: u8) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0 | 0x1A => self.at += 1,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(),
            b'0'..=b'9' => self.number(),
            b'\'' => self.string(self.at),
            b'"' => self.double_quoted(),
            b'`' => self.back_quoted(),
            b'[' => self.bracket(),
            b';' => self.semicolon(),
            b'.' => self.dot(),
            b'-' => self.dash(),
            b'/' => self.slash(),
            b'#' => self.hash(),
            b'$' => self.dollar(),
            b':' => self.colon(),
            b'@' => self.at_sign(),
            b'&' if self.is_substitution() => self.substitution(),
            b'%' if self.is_percent_placeholder() => self.percent_placeholder(),
            b'{' if self.peek(1) == b'{' => self.braces(),
            b'{' if self.is_template_tag() => self.template_tag(),
            b'?' if self.family != Family::Postgres => self.single(TokenKind::Parameter),
            b'\\' => self.backslash(),
            b'=' => self.equals(),
            b'!' if self.is_shell_line() => self.client_line(),
            b'+' | b'*' | b'%' | b'<' | b'>' | b'!' | b'^' | b'&' | b'|' | b'~' | b'?' => self.operator(),
            0x80.. => self.beyond_ascii(),
            _ => self.stray(),
        }
    }

    /// The byte `ahead` of the current one, or a zero past the end.
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or_default()
    }

    /// The end of what is to be read is an offset, and so is all that lies before it.
    #[inline]
    fn range_from(&self, start: usize) -> TextRange {
        TextRange::new(start as u32, self.at as u32)
    }

    fn push(&mut self, kind: TokenKind, start: usize) {
        let range = self.range_from(start);
        self.out.tokens.push(Token {
            kind,
            keyword: Keyword::NotAKeyword,
            range,
        });
    }

    fn single(&mut self, kind: TokenKind) {
        let start = self.at;
        self.at += 1;
        self.push(kind, start);
    }

    fn problem(&mut self, kind: ProblemKind, start: usize, end: usize) {
        let range = TextRange::new(to_offset(start), to_offset(end));
        self.out.problems.push(Problem { kind, range });
    }

    /// Whether no token of the current statement has been read yet.
    fn at_statement_start(&self) -> bool {
        self.out.tokens.len() == self.statement_from
    }

    /// Whether only blanks stand between the start of the line and the current byte.
    fn at_line_start(&self) -> bool {
        let before = &self.bytes[..self.at];
        let blanks = before
            .iter()
            .rev()
            .take_while(|byte| matches!(**byte, b' ' | b'\t'))
            .count();
        let line_end = before.len() - blanks;
        line_end == 0 || matches!(before[line_end - 1], b'\n' | b'\r')
    }

    /// Where the rest of the line ends, as far as a placeholder or a client's command may reach.
    fn near(&self) -> usize {
        let mut limit = self.end.min(self.at + LONGEST_PLACEHOLDER);
        while !self.text.is_char_boundary(limit) {
            limit -= 1;
        }
        memchr::memchr2(b'\n', b'\r', &self.bytes[self.at..limit]).map_or(limit, |found| self.at + found)
    }

    /// The end of the current line, its line end not included.
    fn line_end(&self) -> usize {
        memchr::memchr2(b'\n', b'\r', &self.bytes[self.at..self.end]).map_or(self.end, |found| self.at + found)
    }

    fn is_word_byte(&self, byte: u8) -> bool {
        self.word_bytes[byte as usize] != WordByte::End
    }

    fn stray(&mut self) {
        let start = self.at;
        self.at += 1;
        self.push(TokenKind::Unknown, start);
        if self.bytes[start] >= 0x20 && !matches!(self.bytes[start], b'{' | b'}') {
            self.problem(ProblemKind::StrayCharacter, start, self.at);
        }
    }
}

/// Files of 4 GiB and more are refused when they are read, so every offset fits.
pub(crate) fn to_offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
