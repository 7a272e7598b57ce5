use std::sync::Arc;

use lint::MigrationFacts;
use migrations::{Direction, TransactionMode};
use rhai::ImmutableString;
use source::TextRange;

use super::change::Change;
use super::describe::Members;
use super::handle::{At, Handle, Place};
use super::statement::Statement;
use super::text::Text;

/// A script, or a section of one, with its version.
#[derive(Clone, Debug)]
pub(crate) struct Migration {
    facts: Arc<MigrationFacts>,
}

impl Migration {
    pub(crate) fn new(facts: &Arc<MigrationFacts>) -> Self {
        Self {
            facts: Arc::clone(facts),
        }
    }

    fn at(&self, range: TextRange) -> Place {
        Place {
            facts: Arc::clone(&self.facts),
            path: None,
            range,
            name: None,
            object: None,
        }
    }

    fn statements(&self) -> impl Iterator<Item = At> + '_ {
        let count = u32::try_from(self.facts.script.statements.len()).unwrap_or(u32::MAX);
        (0..count).filter_map(|index| At::new(&self.facts, &[index]))
    }
}

impl Handle for Migration {
    const NAME: &'static str = "Migration";
    const SUMMARY: &'static str = "A script, or a section of one, with a version and a direction. It prints as its path; a \
        finding at it is one about the file.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("path", "The path of its file, with forward slashes.", |this| ImmutableString::from(this.facts.file.path()))
            .property("file_name", "The last part of that path.", |this| {
                let path = this.facts.file.path();
                ImmutableString::from(path.rsplit('/').next().unwrap_or(path))
            })
            .property("version", "Its version as its tool compares it.", |this| {
                this.facts.migration.version.as_ref().map(ToString::to_string)
            })
            .property("tool", "The tool whose conventions hold: `flyway`, `goose` …", |this| this.facts.tool.id())
            .property("direction", "Where it leads: `up`, `down`, `repeatable`, `baseline`, `callback`.", |this| {
                direction(this.facts.migration.direction)
            })
            .property("transaction", "What the runner wraps: `per_migration`, `all_pending`, `implicit_batch`, `statement_by_statement`, `unknown`.", |this| {
                transaction(this.facts.migration.policy.transaction)
            })
            .property("is_released", "Whether it counts as deployed.", |this| this.facts.migration.provenance.is_released)
            .property("statements", "Its statements, in order; those inside others are in their `body`.", |this| {
                this.statements().map(Statement::new).collect::<Vec<_>>()
            })
            .property("changes", "What all of its statements do, one by one.", |this| {
                let all = this.statements().flat_map(|at| {
                    let count = u32::try_from(at.statement().changes.len()).unwrap_or(u32::MAX);
                    (0..count).map(move |index| Change::new(at.clone(), index))
                });
                all.collect::<Vec<_>>()
            })
            .property("comments", "Its comments, their marks included.", |this| {
                let comments = this.facts.script.comments.iter();
                comments.map(|comment| Text::new(this.at(comment.range))).collect::<Vec<_>>()
            })
            .property("text", "Its text.", |this| Text::new(this.at(this.facts.migration.section.range)));
    }

    fn print(&self) -> ImmutableString {
        self.facts.file.path().into()
    }

    fn place(&self) -> Place {
        self.at(TextRange::empty(0))
    }

    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.facts, &other.facts)
    }
}

pub(crate) const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "up",
        Direction::Down => "down",
        Direction::Repeatable => "repeatable",
        Direction::Baseline => "baseline",
        Direction::Callback => "callback",
    }
}

const fn transaction(mode: TransactionMode) -> &'static str {
    match mode {
        TransactionMode::PerMigration => "per_migration",
        TransactionMode::AllPending => "all_pending",
        TransactionMode::ImplicitBatch => "implicit_batch",
        TransactionMode::StatementByStatement => "statement_by_statement",
        TransactionMode::Unknown => "unknown",
    }
}
