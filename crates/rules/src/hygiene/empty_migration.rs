use std::sync::Arc;

use lint::{Collected, Context, HistoryContext, MigrationFacts, On, Rule, RuleInfo};
use migrations::{Direction, MigrationKind, Tool};
use schema::Kind;
use source::{Category, Severity, Span, TextRange};

static INFO: RuleInfo = RuleInfo::new(
    "empty-migration",
    Category::Hygiene,
    Severity::Warning,
    On::History,
    include_str!("empty_migration.md"),
);

/// What tools put into a new file, in lower case.
const TEMPLATES: &[&str] = &[
    "your sql goes here",
    "this file should undo",
    "add migration script here",
    "add down migration script here",
    "add up migration script here",
    "write your migrate",
    "todo",
    "this file was automatically created by diesel",
    "sql in section",
    "sql in this section",
];

/// Words that say that nothing is meant, so that one of them is an explanation.
const MEANT: &[&str] = &[
    "noop",
    "no-op",
    "no op",
    "nothing",
    "intentional",
    "deliberate",
    "blank",
    "empty",
    "removed",
    "superseded",
    "irreversible",
    "not reversible",
    "not needed",
    "not required",
    "no way back",
    "no rollback",
    "cannot be",
];

/// Reports migrations that do nothing.
pub(crate) struct EmptyMigration;

impl Rule for EmptyMigration {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn collect(&self, facts: &MigrationFacts, _: &mut Context<'_>) -> Option<Collected> {
        does_nothing(facts).then(|| Arc::new(DoesNothing) as Collected)
    }

    fn conclude(&self, collected: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        let migrations = &cx.history.migrations;
        for at in collected.iter().map(|(at, _)| *at) {
            let migration = &migrations[at].migration;
            let up = at.checked_sub(1).map(|at| &migrations[at]);
            let (message, help) = match migration.direction {
                Direction::Down if up.is_some_and(|up| up.before.diff(&up.after).is_empty()) => continue,
                Direction::Down => (
                    "nothing is taken back here, and the tool counts the migration as taken back",
                    "write the way back, or a comment that says why there is none",
                ),
                _ => (
                    "this migration does nothing",
                    "remove it, or say in a comment what it stands for",
                ),
            };
            let span = Span::new(migration.file, TextRange::empty(migration.section.range.start));
            cx.report(span, message)
                .about(migration.version_text.as_str())
                .help(help);
        }
    }
}

/// What is kept of a migration that does nothing.
struct DoesNothing;

/// Whether nothing of it runs and nothing says why. Pop's converter leaves empty files behind, one for each step.
fn does_nothing(facts: &MigrationFacts) -> bool {
    let is_run =
        facts.migration.kind != MigrationKind::Loose && !matches!(facts.tool, Tool::Psql | Tool::Plain | Tool::Pop);
    let is_empty = facts
        .script
        .statements
        .iter()
        .all(|statement| statement.kind == Kind::Empty);
    is_run && is_empty && facts.script.problems.is_empty() && !is_explained(facts)
}

/// Whether a comment of the migration's own says something, other than what its tool wrote there.
fn is_explained(facts: &MigrationFacts) -> bool {
    let mut comments = facts.script.comments.iter().chain(facts.head.iter());
    comments.any(|comment| {
        let text = facts
            .file
            .slice(comment.range)
            .trim_matches(|letter: char| !letter.is_alphanumeric())
            .to_lowercase();
        let is_mark = text.starts_with("goose")
            || text.starts_with("migrate")
            || text.starts_with("changeset")
            || text.starts_with("rollback");
        let is_template = TEMPLATES.iter().any(|template| text.contains(template));
        let says_so = MEANT.iter().any(|word| text.contains(word));
        !is_mark && !is_template && (says_so || text.split_whitespace().count() > 2)
    })
}
