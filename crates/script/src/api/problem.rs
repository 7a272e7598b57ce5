use std::sync::Arc;

use lint::MigrationFacts;
use rhai::ImmutableString;
use schema::ProblemKind;

use super::describe::Members;
use super::handle::{Handle, Place};

/// Something of a migration's text that cannot be read as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    facts: Arc<MigrationFacts>,
    number: usize,
}

impl Problem {
    /// All of the migration.
    pub(crate) fn all(facts: &Arc<MigrationFacts>) -> Vec<Self> {
        let one = |number| Self {
            facts: Arc::clone(facts),
            number,
        };
        (0..facts.script.problems.len()).map(one).collect()
    }

    fn problem(&self) -> &schema::Problem {
        &self.facts.script.problems[self.number]
    }
}

impl Handle for Problem {
    const NAME: &'static str = "Problem";
    const SUMMARY: &'static str = "Something of a migration's text that cannot be read as it stands. It prints as what is \
        wrong.";

    fn describe(members: &mut Members<'_, Self>) {
        members.property(
            "kind",
            "What is wrong: `unterminated_string`, `unterminated_comment`, `unbalanced_parentheses`, `stray_character` …",
            |this| kind(this.problem().kind),
        );
    }

    fn print(&self) -> ImmutableString {
        self.problem().kind.message().into()
    }

    fn place(&self) -> Place {
        Place::of_file(&self.facts, self.problem().range)
    }
}

const fn kind(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::UnterminatedString => "unterminated_string",
        ProblemKind::UnterminatedIdent => "unterminated_name",
        ProblemKind::UnterminatedComment => "unterminated_comment",
        ProblemKind::UnterminatedDollarString => "unterminated_dollar_string",
        ProblemKind::UnterminatedBlock => "unterminated_block",
        ProblemKind::UnbalancedParentheses => "unbalanced_parentheses",
        ProblemKind::TooDeep => "too_deep",
        ProblemKind::StrayCharacter => "stray_character",
        ProblemKind::ForeignSpace => "foreign_space",
        ProblemKind::UnterminatedCopyData => "unterminated_copy_data",
        ProblemKind::Misplaced => "misplaced",
    }
}
