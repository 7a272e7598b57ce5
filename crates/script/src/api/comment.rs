use std::sync::Arc;

use lint::MigrationFacts;
use rhai::ImmutableString;
use schema::CommentText;
use source::TextRange;

use super::describe::Members;
use super::handle::{Handle, Place};
use super::text::{self, HasText};

/// A comment of a migration's file.
#[derive(Clone, Debug)]
pub(crate) struct Comment {
    facts: Arc<MigrationFacts>,
    comment: CommentText,
}

impl Comment {
    /// The migration's own.
    pub(crate) fn all(facts: &Arc<MigrationFacts>) -> Vec<Self> {
        let comments = facts.script.comments.iter();
        comments.map(|comment| Self::new(facts, *comment)).collect()
    }

    /// Those that stand in its file before the first migration.
    pub(crate) fn of_head(facts: &Arc<MigrationFacts>) -> Vec<Self> {
        facts.head.iter().map(|comment| Self::new(facts, *comment)).collect()
    }

    /// Those that begin in the range.
    pub(crate) fn between(facts: &Arc<MigrationFacts>, range: TextRange) -> Vec<Self> {
        let comments = facts.script.comments.iter();
        let within = comments.filter(|comment| range.contains(comment.range.start));
        within.map(|comment| Self::new(facts, *comment)).collect()
    }

    fn new(facts: &Arc<MigrationFacts>, comment: CommentText) -> Self {
        Self {
            facts: Arc::clone(facts),
            comment,
        }
    }

    fn inner(&self) -> &str {
        let text = self.as_text();
        let inner = if self.comment.is_block {
            text.strip_prefix("/*")
                .map(|text| text.strip_suffix("*/").unwrap_or(text))
        } else {
            text.strip_prefix("--").or_else(|| text.strip_prefix('#'))
        };
        inner.unwrap_or(text).trim()
    }
}

impl Handle for Comment {
    const NAME: &'static str = "Comment";
    const SUMMARY: &'static str = "A comment. It can be used like a text, its marks included.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property(
                "inner",
                "What it says, without its marks and the space around it.",
                |this| ImmutableString::from(this.inner()),
            )
            .property("is_block", "Whether it is written `/* … */`.", |this| {
                this.comment.is_block
            });
        text::register(members);
    }

    fn print(&self) -> ImmutableString {
        self.as_text().into()
    }

    fn place(&self) -> Place {
        Place::of_file(&self.facts, self.comment.range)
    }
}

impl HasText for Comment {
    fn as_text(&self) -> &str {
        self.facts.file.slice(self.comment.range)
    }
}
