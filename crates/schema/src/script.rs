use source::{SourceFile, TextRange};

use crate::{Dialect, Keyword, KeywordSet, Statement, Token, TokenKind, client_command};

/// One SQL file, read: nothing is lost and nothing failed.
#[derive(Clone, Debug)]
pub struct Script {
    /// The dialect it was read in.
    pub dialect: Dialect,
    /// All tokens of the file in order, and after them, from [`Script::nested_from`] on, those of
    /// texts within tokens (routine bodies between dollar quotes, `EXEC('…')`).
    pub tokens: Vec<Token>,
    /// Where the tokens of texts within tokens begin.
    pub nested_from: u32,
    /// All comments, in order.
    pub comments: Vec<CommentText>,
    /// What could not be read as it stands.
    pub problems: Vec<Problem>,
    /// Every keyword among the tokens: what a script does not say, nobody has to look for.
    pub keywords: KeywordSet,
    /// The top-level statements, in order.
    pub statements: Vec<Statement>,
    /// What the client sends at once, where the file says so (`GO`, `/`).
    pub batches: Vec<Batch>,
}

/// A comment, its marks included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CommentText {
    /// Where it stands.
    pub range: TextRange,
    /// Whether it is `/* … */`.
    pub is_block: bool,
}

/// The statements between two ends of a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Batch {
    /// The text, without what ends it.
    pub range: TextRange,
    /// How often it runs: `GO 5`.
    pub repeat: u32,
}

/// Something that cannot be read as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// What kind of thing it is.
    pub kind: ProblemKind,
    /// Where.
    pub range: TextRange,
}

/// What can be wrong with a script's text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ProblemKind {
    /// A string has no closing quote.
    UnterminatedString,
    /// A quoted name has no closing quote.
    UnterminatedIdent,
    /// A block comment is never closed.
    UnterminatedComment,
    /// A dollar-quoted text is never closed.
    UnterminatedDollarString,
    /// A block (`BEGIN … END`, `IF … END IF`) is never closed.
    UnterminatedBlock,
    /// Parentheses do not match.
    UnbalancedParentheses,
    /// Blocks or parentheses nest deeper than is read.
    TooDeep,
    /// A character that no SQL begins with.
    StrayCharacter,
    /// A space beyond ASCII, or a character without width, which the engine takes for a part of a name.
    ForeignSpace,
    /// `COPY … FROM stdin` without a `\.` line.
    UnterminatedCopyData,
    /// A word or sign that the engine's grammar has no place for where it stands, in a statement that is read all the same.
    Misplaced,
}

impl ProblemKind {
    /// A fact about the text, in lower case.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::UnterminatedString => "a string begins here and is never closed",
            Self::UnterminatedIdent => "a quoted name begins here and is never closed",
            Self::UnterminatedComment => "a comment begins here and is never closed",
            Self::UnterminatedDollarString => "a dollar-quoted text begins here and is never closed",
            Self::UnterminatedBlock => "a block begins here and is never closed",
            Self::UnbalancedParentheses => "parentheses do not match",
            Self::TooDeep => "blocks or parentheses nest deeper than is read",
            Self::StrayCharacter => "no SQL begins with this character",
            Self::ForeignSpace => "to the engine this character is no space, but a part of a name",
            Self::Misplaced => "the engine's grammar has no place for this here",
            Self::UnterminatedCopyData => "the rows after `copy … from stdin` have no closing `\\.` line",
        }
    }
}

/// What runs a text, which may have been put together.
const RUNS_TEXT: KeywordSet = KeywordSet::of(&[Keyword::EXEC, Keyword::EXECUTE]);

impl Script {
    /// Whether something in it may run a text: `EXEC`, `EXECUTE`. Scripts look up the names of constraints that SQL Server made
    /// up, and drop them so.
    #[must_use]
    pub fn may_run_text(&self) -> bool {
        self.keywords.overlaps(&RUNS_TEXT)
    }

    /// The tokens of the file itself, without those of texts within tokens.
    #[must_use]
    pub fn file_tokens(&self) -> &[Token] {
        &self.tokens[..self.nested_from as usize]
    }

    /// The tokens of a statement.
    #[must_use]
    pub fn tokens_of(&self, statement: &Statement) -> &[Token] {
        &self.tokens[statement.tokens.start as usize..statement.tokens.end as usize]
    }

    /// The statement with the terminator behind it, where it has one.
    #[must_use]
    pub fn with_terminator(&self, statement: &Statement) -> TextRange {
        let next = self.tokens.get(statement.tokens.end as usize);
        let terminator = next.filter(|token| token.kind == TokenKind::Terminator);
        terminator.map_or(statement.range, |token| statement.range.cover(token.range))
    }

    /// Whether the client sends the statement without a terminator: `select 1 \\g`.
    #[must_use]
    pub fn is_sent_by_client(&self, statement: &Statement, file: &SourceFile) -> bool {
        let next = self.tokens.get(statement.tokens.end as usize);
        let command = next.filter(|token| token.kind == TokenKind::ClientCommand);
        command.is_some_and(|token| client_command::sends_statement(file.slice(token.range), self.dialect))
    }

    /// Where the statement writes this text as a constant.
    #[must_use]
    pub fn text_in(&self, statement: &Statement, file: &SourceFile, text: &str) -> Option<TextRange> {
        let written = |token: &Token| {
            let inner = file.slice(token.range).strip_prefix('\'')?.strip_suffix('\'')?;
            Some(inner.replace("''", "'") == text)
        };
        let strings = self
            .tokens_of(statement)
            .iter()
            .filter(|token| token.kind == TokenKind::String);
        let mut found = strings.filter(|token| written(token) == Some(true));
        found.next().map(|token| token.range)
    }

    /// Whether a word of the statement is this name, lower case.
    #[must_use]
    pub fn names_word(&self, statement: &Statement, file: &SourceFile, name: &str) -> bool {
        self.tokens_of(statement).iter().any(|token| match token.kind {
            TokenKind::Word => file.slice(token.range).eq_ignore_ascii_case(name),
            TokenKind::QuotedIdent => file.slice(token.range).trim_matches('"') == name,
            _ => false,
        })
    }

    /// The first bare word of the statement that is this one, whatever the case of its letters.
    #[must_use]
    pub fn word_of(&self, statement: &Statement, file: &SourceFile, word: &str) -> Option<TextRange> {
        let words = self
            .tokens_of(statement)
            .iter()
            .filter(|token| token.kind == TokenKind::Word);
        let mut found = words.filter(|token| file.slice(token.range).eq_ignore_ascii_case(word));
        found.next().map(|token| token.range)
    }

    /// Where `IF EXISTS` or `IF NOT EXISTS` stands right before `place`.
    #[must_use]
    pub fn exists_clause_before(&self, statement: &Statement, place: u32) -> Option<TextRange> {
        let tokens = self.tokens_of(statement);
        let before = &tokens[..tokens.partition_point(|token| token.range.start < place)];
        let first = before.iter().rposition(|token| token.keyword == Keyword::IF)?;
        let words: Vec<Keyword> = before[first..].iter().map(|token| token.keyword).collect();
        let is_clause = matches!(
            words.as_slice(),
            [Keyword::IF, Keyword::EXISTS] | [Keyword::IF, Keyword::NOT, Keyword::EXISTS]
        );
        is_clause.then(|| TextRange::new(before[first].range.start, place))
    }

    /// Every statement with those inside it, outer ones first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Statement)) {
        for statement in &self.statements {
            statement.walk(visit);
        }
    }
}
