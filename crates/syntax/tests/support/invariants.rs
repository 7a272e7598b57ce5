//! What holds of every script, whatever the text. The fuzz target asks the same questions.

use schema::{Change, Dialect, Name, Script, Statement, Token, TokenKind};
use source::TextRange;

/// Panics, naming the text, where a place is not where it can be.
pub(crate) fn hold(text: &str, script: &Script) {
    let whole = TextRange::new(0, u32::try_from(text.len()).expect("texts of tests are short"));
    let places = Places { text, script, whole };
    places.tokens();
    for comment in &script.comments {
        places.inside(comment.range, "a comment");
    }
    for problem in &script.problems {
        places.inside(problem.range, "a problem");
    }
    let mut last = 0;
    for batch in &script.batches {
        places.inside(batch.range, "a batch");
        places.assert(batch.range.start >= last, "batches overlap", batch.range);
        last = batch.range.end;
    }
    places.statements(&script.statements, whole);
}

struct Places<'a> {
    text: &'a str,
    script: &'a Script,
    whole: TextRange,
}

impl Places<'_> {
    fn assert(&self, holds: bool, what: &str, range: TextRange) {
        assert!(holds, "{what} at {range:?} in {}: {:?}", self.script.dialect, self.text);
    }

    fn inside(&self, range: TextRange, what: &str) {
        let is_sound = range.start <= range.end
            && self.whole.contains_range(range)
            && self.text.is_char_boundary(range.start as usize)
            && self.text.is_char_boundary(range.end as usize);
        self.assert(is_sound, what, range);
    }

    /// Those of the file stand in order. Those read within a text do so for each text.
    fn tokens(&self) {
        let mut last = 0;
        for token in self.script.file_tokens() {
            self.inside(token.range, "a token");
            self.assert(token.range.start >= last, "tokens overlap", token.range);
            self.assert(!token.range.is_empty() || ends(token), "an empty token", token.range);
            last = token.range.end;
        }
        for token in &self.script.tokens[self.script.nested_from as usize..] {
            self.inside(token.range, "a token within a text");
        }
    }

    fn statements(&self, list: &[Statement], parent: TextRange) {
        let mut last = parent.start;
        for statement in list {
            let range = statement.range;
            self.inside(range, "a statement");
            // A text that several statements of T-SQL put together is the body of the first, and reaches to the last.
            let is_within = match self.script.dialect {
                Dialect::Mssql => parent.contains(range.start),
                _ => parent.contains_range(range),
            };
            let is_after = range.start >= last && is_within;
            self.assert(is_after, "a statement outside its parent, or before its time", range);
            self.assert(!range.is_empty(), "an empty statement", range);
            self.assert(!statement.changes.is_empty(), "no change", range);
            self.statement(statement);
            self.statements(&statement.body, range);
            last = range.end;
        }
    }

    fn statement(&self, statement: &Statement) {
        let range = statement.range;
        let tokens = self.script.tokens_of(statement);
        let covered = tokens
            .first()
            .zip(tokens.last())
            .map(|(first, last)| first.range.cover(last.range));
        self.assert(covered == Some(range), "a statement is not its tokens", range);
        let is_ordered = tokens.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start);
        self.assert(is_ordered, "tokens of a statement overlap", range);
        for change in &statement.changes {
            self.change(change);
        }
        for used in &statement.uses {
            self.name(&used.name, "a name");
        }
        let mut last = range.start;
        for opaque in &statement.opaque {
            self.inside(*opaque, "an opaque part");
            let is_after = opaque.start >= last && range.contains_range(*opaque);
            self.assert(
                is_after,
                "an opaque part outside its statement, or counted twice",
                *opaque,
            );
            last = opaque.end;
        }
        if let Some(guard) = &statement.guard {
            self.inside(guard.range, "a guard");
            if let Some(object) = &guard.object {
                self.name(object, "a guarded object");
            }
        }
    }

    fn change(&self, change: &Change) {
        self.inside(change.range, "a change");
    }

    fn name(&self, name: &Name, what: &str) {
        self.inside(name.range(), what);
    }
}

/// A text that never ends is cut by a terminator that stands nowhere.
fn ends(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Terminator | TokenKind::BatchEnd)
}
