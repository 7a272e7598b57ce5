use source::TextRange;

use crate::Keyword;

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum TokenKind {
    /// An unquoted word; [`Token::keyword`] says which, if it is a known one.
    Word,
    /// `"x"`, `` `x` `` or `[x]` where the dialect reads it as a name.
    QuotedIdent,
    /// `'x'`, with its prefix (`E'x'`, `N'x'`, `q'[x]'`), or `"x"` where the dialect reads it as text.
    String,
    /// `$tag$ … $tag$`.
    DollarString,
    /// A number, or a binary or hexadecimal literal.
    Number,
    /// A bound parameter or variable: `$1`, `?`, `:name`, `@name`, `@@name`.
    Parameter,
    /// A placeholder that a tool fills in: `${x}`, `{{x}}`, `$(x)`, `&x`, `%x%`, `@x@`.
    Placeholder,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// `(`
    LeftParen,
    /// `)`
    RightParen,
    /// `[` where it does not open a name.
    LeftBracket,
    /// `]`
    RightBracket,
    /// `=`
    Equals,
    /// Any other operator, whole: `::`, `->>`, `:=`, `!=`.
    Operator,
    /// The end of a statement: `;`, or what `DELIMITER` says.
    Terminator,
    /// The end of a batch: `GO`, Oracle's `/`.
    BatchEnd,
    /// A line that the client reads, not the server: `\connect`, `DELIMITER //`, `SET DEFINE OFF`, `:setvar`.
    ClientCommand,
    /// The rows after `COPY … FROM stdin`, up to and with `\.`.
    CopyData,
    /// A character that begins nothing.
    Unknown,
    /// The end of the tokens; never stored.
    End,
}

/// One token. Comments are not tokens: a script keeps them apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Which known word, where [`TokenKind::Word`].
    pub keyword: Keyword,
    /// Where it stands.
    pub range: TextRange,
}
