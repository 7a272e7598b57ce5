use rhai::ImmutableString;
use schema::{Clause, TokenKind, Word};

use super::describe::Members;
use super::handle::{At, Handle, Place};
use super::text::{self, HasText};

/// A token of a statement, with the clause that it stands in where that was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    at: At,
    token: schema::Token,
    word: Option<Word>,
}

impl Token {
    /// The statement's own, without those of statements inside it.
    pub(crate) fn own(at: &At) -> Vec<Self> {
        let words = at.facts().script.words_of(at.statement());
        let one = |word: Word| Self {
            at: at.clone(),
            token: word.token,
            word: Some(word),
        };
        words.into_iter().map(one).collect()
    }

    /// All of the statement's.
    pub(crate) fn all(at: &At) -> Vec<Self> {
        let tokens = at.facts().script.tokens_of(at.statement()).iter();
        tokens.map(|token| Self::new(at, *token)).collect()
    }

    /// The last of the statement's.
    pub(crate) fn last(at: &At) -> Option<Self> {
        let last = at.facts().script.tokens_of(at.statement()).last();
        last.map(|token| Self::new(at, *token))
    }

    fn new(at: &At, token: schema::Token) -> Self {
        Self {
            at: at.clone(),
            token,
            word: None,
        }
    }
}

impl Handle for Token {
    const NAME: &'static str = "Token";
    const SUMMARY: &'static str = "A token of a statement; comments and white space are none. It can be used like a text; \
        a keyword equals a text whatever the case of its letters.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property(
                "kind",
                "What it is: `word`, `quoted_name`, `string`, `number`, `parameter`, `placeholder`, `comma`, `dot`, \
                 `left_paren`, `right_paren`, `equals`, `operator` …",
                |this| kind(this.token.kind),
            )
            .property("is_keyword", "Whether it is a word that SQL knows.", |this| {
                this.token.keyword != schema::Keyword::NotAKeyword
            })
            .property(
                "clause",
                "The clause it stands in, among a statement's own `tokens`: `targets`, `from`, `join`, `filter`, `group_by`, \
                 `order_by`, `assignments`, `values`, `other`.",
                |this| this.word.map(|word| clause(word.clause)),
            )
            .property("depth", "How many parentheses of the statement enclose it, among its own `tokens`.", |this| {
                this.word.map(|word| i64::from(word.depth))
            })
            .property(
                "is_enclosed",
                "Whether parentheses within its query enclose it, among the statement's own `tokens`.",
                |this| this.word.is_some_and(|word| word.is_enclosed),
            )
            .property("query", "Which query of the statement it belongs to, from 1; 0 for none.", |this| {
                this.word.map(|word| i64::from(word.query))
            });
        text::register(members);
    }

    fn print(&self) -> ImmutableString {
        self.place().text().into()
    }

    fn place(&self) -> Place {
        self.at.place(self.token.range)
    }

    fn is_named(&self, text: &str) -> bool {
        let own = self.as_text();
        match self.token.kind {
            TokenKind::Word | TokenKind::Parameter => own.eq_ignore_ascii_case(text),
            _ => own == text,
        }
    }
}

impl HasText for Token {
    fn as_text(&self) -> &str {
        self.at.facts().file.slice(self.token.range)
    }
}

const fn kind(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Word => "word",
        TokenKind::QuotedIdent => "quoted_name",
        TokenKind::String => "string",
        TokenKind::DollarString => "dollar_string",
        TokenKind::Number => "number",
        TokenKind::Parameter => "parameter",
        TokenKind::Placeholder => "placeholder",
        TokenKind::Comma => "comma",
        TokenKind::Dot => "dot",
        TokenKind::LeftParen => "left_paren",
        TokenKind::RightParen => "right_paren",
        TokenKind::LeftBracket => "left_bracket",
        TokenKind::RightBracket => "right_bracket",
        TokenKind::Equals => "equals",
        TokenKind::Operator => "operator",
        TokenKind::Terminator => "terminator",
        TokenKind::BatchEnd => "batch_end",
        TokenKind::ClientCommand => "client_command",
        TokenKind::CopyData => "copy_data",
        TokenKind::Unknown => "unknown",
        TokenKind::End => "end",
    }
}

const fn clause(clause: Clause) -> &'static str {
    match clause {
        Clause::Targets => "targets",
        Clause::From => "from",
        Clause::Join => "join",
        Clause::Filter => "filter",
        Clause::GroupBy => "group_by",
        Clause::OrderBy => "order_by",
        Clause::Assignments => "assignments",
        Clause::Values => "values",
        Clause::Other => "other",
    }
}
