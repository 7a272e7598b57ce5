use std::cell::OnceCell;

use schema::{Script, Statement, Word};
use source::StatementPath;

use crate::StatementFacts;

/// A statement as it is shown to rules. What several of them ask is found out once for all.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub(crate) path: &'a StatementPath,
    pub(crate) statement: &'a Statement,
    pub(crate) facts: Option<StatementFacts<'a>>,
    pub(crate) asked: &'a Asked,
}

/// What rules have asked about one statement so far.
pub(crate) struct Asked {
    /// For each of its changes, what of it is new.
    pub(crate) novelties: Vec<Novelty>,
    words: OnceCell<Vec<Word>>,
}

/// Whether what a change is about was created by what is pending with it.
#[derive(Default)]
pub(crate) struct Novelty {
    pub(crate) has_relation: OnceCell<bool>,
    pub(crate) has_object: OnceCell<bool>,
}

impl Asked {
    pub(crate) fn about(statement: &Statement) -> Self {
        Self {
            novelties: statement.changes.iter().map(|_| Novelty::default()).collect(),
            words: OnceCell::new(),
        }
    }
}

impl<'a> Shown<'a> {
    pub(crate) fn words(self, script: &Script) -> &'a [Word] {
        self.asked.words.get_or_init(|| script.words_of(self.statement))
    }
}
