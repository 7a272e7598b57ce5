use std::cell::OnceCell;

use schema::{Definition, KeywordSet, Script, Statement, Token, TokenKind, Word};
use source::StatementPath;

use crate::{StatementFacts, Subject};

/// A statement as it is shown to rules. What several of them ask is found out once for all.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub(crate) path: &'a StatementPath,
    pub(crate) statement: &'a Statement,
    pub(crate) facts: Option<StatementFacts<'a>>,
    pub(crate) asked: &'a Asked<'a>,
}

/// What rules have asked about one statement so far.
#[derive(Default)]
pub(crate) struct Asked<'a> {
    /// For each of its changes.
    changes: OnceCell<Box<[AskedOfChange<'a>]>>,
    /// Its own tokens, where the tokens of others stand between them.
    own_tokens: OnceCell<Vec<Token>>,
    words: OnceCell<Vec<Word>>,
    outline: OnceCell<Outline>,
}

/// What stands among the tokens of a statement, so that rules need not go through them in vain.
pub(crate) struct Outline {
    /// The known words.
    pub(crate) keywords: KeywordSet,
    /// The places where a word or a quoted name stands before a parenthesis.
    pub(crate) calls: Vec<u32>,
}

/// What rules have asked about one change so far.
#[derive(Default)]
pub(crate) struct AskedOfChange<'a> {
    pub(crate) novelty: Novelty,
    pub(crate) definitions: OnceCell<Vec<Definition<'a>>>,
}

/// Whether what a change is about was created by what is pending with it.
#[derive(Default)]
pub(crate) struct Novelty {
    pub(crate) has_relation: OnceCell<bool>,
    pub(crate) has_object: OnceCell<bool>,
}

impl Outline {
    fn of(tokens: &[Token]) -> Self {
        let mut outline = Self {
            keywords: KeywordSet::EMPTY,
            calls: Vec::new(),
        };
        let mut before = TokenKind::End;
        for (at, token) in (0..).zip(tokens) {
            match token.kind {
                TokenKind::Word => outline.keywords.insert(token.keyword),
                TokenKind::LeftParen if matches!(before, TokenKind::Word | TokenKind::QuotedIdent) => {
                    outline.calls.push(at - 1);
                }
                _ => {}
            }
            before = token.kind;
        }
        outline
    }
}

impl<'a> Shown<'a> {
    /// All of it or, with a number, that change of it.
    pub(crate) fn subject(self, change: Option<u32>) -> Subject<'a> {
        let statement = self.statement;
        change.map_or(Subject::Statement(statement), |at| {
            Subject::Change(&statement.changes[at as usize], statement)
        })
    }

    /// What of the change with this number is new.
    pub(crate) fn novelty(self, change: usize) -> &'a Novelty {
        &self.asked_of(change).novelty
    }

    /// The names that the change with this number gives.
    pub(crate) fn definitions(self, change: usize) -> &'a [Definition<'a>] {
        let definitions = &self.asked_of(change).definitions;
        definitions.get_or_init(|| self.statement.changes[change].definitions())
    }

    pub(crate) fn tokens(self, script: &'a Script) -> &'a [Token] {
        if self.statement.body.is_empty() {
            return script.tokens_of(self.statement);
        }
        let own = || script.own_tokens(self.statement).into_owned();
        self.asked.own_tokens.get_or_init(own)
    }

    pub(crate) fn words(self, script: &'a Script) -> &'a [Word] {
        self.asked.words.get_or_init(|| Word::read_all(self.tokens(script)))
    }

    pub(crate) fn outline(self, script: &'a Script) -> &'a Outline {
        self.asked.outline.get_or_init(|| Outline::of(self.tokens(script)))
    }

    fn asked_of(self, change: usize) -> &'a AskedOfChange<'a> {
        let nothing = || {
            let changes = self.statement.changes.iter();
            changes.map(|_| AskedOfChange::default()).collect()
        };
        &self.asked.changes.get_or_init(nothing)[change]
    }
}
