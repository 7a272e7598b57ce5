use rhai::ImmutableString;
use source::TextRange;

use super::Statement;
use crate::api::comment::Comment;
use crate::api::describe::Members;
use crate::api::placeholder::Placeholder;
use crate::api::text::Text;
use crate::api::token::Token;

/// What a statement is written in.
pub(super) fn describe(members: &mut Members<'_, Statement>) {
    members
        .property(
            "text",
            "Its text, without the terminator and the comments before it.",
            |this| Text::of_statement(&this.at, this.at.statement().range),
        )
        .property(
            "masked_text",
            "Its text with comments and the contents of strings blanked out; what is found in it stands where it does.",
            |this| Text::masked(this.at.place(this.at.statement().range)),
        )
        .property(
            "lines",
            "What goes when it goes: its terminator and, where it stands alone, its whole lines.",
            |this| Text::of_statement(&this.at, this.at.facts().lines_of(this.at.statement())),
        )
        .property("is_terminated", "Whether a terminator stands behind it.", |this| {
            let statement = this.at.statement();
            this.at.facts().script.with_terminator(statement) != statement.range
        })
        .property("is_concurrent", "Whether it says `concurrently`.", |this| {
            this.at.statement().modifiers.concurrently.is_some()
        })
        .property(
            "concurrently",
            "The word `concurrently`, where it is written.",
            |this| this.piece(this.at.statement().modifiers.concurrently),
        )
        .property("head", "Its first keywords: `create index`.", |this| {
            let head = this.at.statement().modifiers.head;
            this.piece((!head.is_empty()).then_some(head))
        })
        .property(
            "has_if_exists",
            "Whether `if exists` stands before the object that it alters.",
            |this| this.at.statement().modifiers.if_exists,
        )
        .property(
            "is_only",
            "Whether it leaves out partitions and heirs: PostgreSQL's `only`.",
            |this| this.at.statement().modifiers.only,
        )
        .property("algorithm", "MySQL's `algorithm`, in upper case.", |this| {
            this.at
                .statement()
                .modifiers
                .algorithm
                .as_deref()
                .map(ImmutableString::from)
        })
        .property("lock_clause", "MySQL's `lock`, in upper case.", |this| {
            this.at.statement().modifiers.lock.as_deref().map(ImmutableString::from)
        })
        .property(
            "online",
            "What SQL Server's or Oracle's `online` says, where it is written.",
            |this| this.at.statement().modifiers.online,
        )
        .property("wait", "`nowait`, `wait 5` and their kin.", |this| {
            this.piece(this.at.statement().modifiers.wait)
        })
        .property(
            "with_check",
            "What SQL Server's `with check` and `with nocheck` say, where they are written.",
            |this| this.at.statement().modifiers.with_check,
        )
        .property(
            "tokens",
            "Its own tokens with their clauses, without those of statements inside it.",
            |this| Token::own(&this.at),
        )
        .property(
            "all_tokens",
            "Its tokens, those of statements inside it among them.",
            |this| Token::all(&this.at),
        )
        .property("last_token", "The last of its tokens.", |this| Token::last(&this.at))
        .property(
            "comments",
            "The comments before it, behind the last statement, and inside it.",
            Statement::comments,
        )
        .property("placeholders", "The placeholders in it.", |this| {
            Placeholder::within(this.at.facts(), this.at.statement().range)
        })
        .property("unread", "The parts that nothing here tells of.", |this| {
            let opaque = this.at.statement().opaque.iter();
            opaque
                .map(|range| Text::of_statement(&this.at, *range))
                .collect::<Vec<_>>()
        })
        .function(
            "in_case",
            "(words: string) -> string",
            "Keywords in the case in which the statement is written.",
            |this: &mut Statement, words: &str| this.at.facts().in_case_of(this.at.statement(), words),
        );
}

impl Statement {
    fn piece(&self, range: Option<TextRange>) -> Option<Text> {
        range.map(|range| Text::of_statement(&self.at, range))
    }

    /// Comments that stand between the statement before and the end of this one.
    fn comments(&self) -> Vec<Comment> {
        let end = self.at.statement().range.end;
        let before = self.sibling(-1).map(|before| before.at.statement().range.end);
        let outer = self.at.outer().map(|outer| outer.statement().range.start);
        let start = before.or(outer).unwrap_or_default();
        Comment::between(self.at.facts(), TextRange::new(start, end))
    }
}
