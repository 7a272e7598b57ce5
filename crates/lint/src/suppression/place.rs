use schema::{CommentText, Script, Statement};
use source::TextRange;

use super::Scope;

/// Finds what a comment stands at.
pub(super) struct Places<'a> {
    text: &'a str,
    statements: &'a [Statement],
}

impl<'a> Places<'a> {
    pub(super) fn new(text: &'a str, script: &'a Script) -> Self {
        Self {
            text,
            statements: &script.statements,
        }
    }

    pub(super) fn is_before_first_statement(&self, comment: CommentText) -> bool {
        let first = self.statements.first();
        first.is_none_or(|first| comment.range.start < first.range.start)
    }

    /// Whether a blank line follows, before the first statement: then it speaks of the file (Atlas).
    pub(super) fn is_apart(&self, comment: CommentText) -> bool {
        let rest = self.text.get(comment.range.end as usize..).unwrap_or_default();
        let mut lines = rest
            .lines()
            .skip(1)
            .skip_while(|line| line.trim_start().starts_with("--"));
        self.is_before_first_statement(comment) && lines.next().is_some_and(|line| line.trim().is_empty())
    }

    /// The line that the comment ends on.
    pub(super) fn line_of(&self, comment: CommentText) -> TextRange {
        TextRange::new(self.line_start(comment.range.start), self.line_end(comment.range.end))
    }

    /// The statement that the comment stands in or, on the same line, behind; else the one that follows.
    pub(super) fn statement_of(&self, comment: CommentText) -> Scope {
        self.statement_among(self.statements, comment)
    }

    fn statement_among(&self, statements: &[Statement], comment: CommentText) -> Scope {
        let line = self.line_start(comment.range.start);
        let next = statements.partition_point(|statement| statement.range.start < comment.range.start);
        let before = &statements[..next];
        if let Some(around) = before.last().filter(|last| last.range.end > comment.range.start) {
            let inner = self.statement_among(&around.body, comment);
            return if inner == Scope::Nothing {
                Scope::Within(around.range)
            } else {
                inner
            };
        }
        let same_line = before.iter().rev().take_while(|statement| statement.range.end > line);
        if let Some(range) = same_line.map(|statement| statement.range).reduce(TextRange::cover) {
            return Scope::Within(range);
        }
        statements
            .get(next)
            .map_or(Scope::Nothing, |statement| Scope::Within(statement.range))
    }

    fn line_start(&self, offset: u32) -> u32 {
        let before = self.text.get(..offset as usize).unwrap_or_default();
        before.rfind(['\n', '\r']).map_or(0, |at| at_offset(at + 1))
    }

    fn line_end(&self, offset: u32) -> u32 {
        let rest = self.text.get(offset as usize..).unwrap_or_default();
        offset + at_offset(rest.find(['\n', '\r']).unwrap_or(rest.len()))
    }
}

fn at_offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
