mod outside;

use std::sync::Arc;

use lint::{MigrationFacts, NewTable};
use migrations::{Delivery, MigrationKind, TransactionMode};
use rhai::ImmutableString;
use source::TextRange;

use super::catalog::Catalog;
use super::change::Change;
use super::comment::Comment;
use super::describe::Members;
use super::handle::{At, Handle, Place};
use super::problem::Problem;
use super::statement::Statement;
use super::table::Table;
use super::text::Text;

/// A script, or a section of one, with its version.
#[derive(Clone, Debug)]
pub(crate) struct Migration {
    facts: Arc<MigrationFacts>,
}

impl Migration {
    pub(crate) fn facts(&self) -> &Arc<MigrationFacts> {
        &self.facts
    }

    pub(crate) fn new(facts: &Arc<MigrationFacts>) -> Self {
        Self {
            facts: Arc::clone(facts),
        }
    }

    fn text(&self, range: TextRange) -> Text {
        Text::new(Place::of_file(&self.facts, range))
    }

    fn start(&self) -> TextRange {
        TextRange::empty(self.facts.migration.section.range.start)
    }

    fn all_statements(&self) -> Vec<Statement> {
        fn collect(at: &At, found: &mut Vec<Statement>) {
            found.push(Statement::new(at.clone()));
            let inner = (0..).map_while(|number| at.inner(number));
            inner.for_each(|inner| collect(&inner, found));
        }
        let mut found = Vec::new();
        self.statements().for_each(|at| collect(&at, &mut found));
        found
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
        describe_file(members);
        describe_run(members);
        outside::describe(members);
        members
            .property(
                "statements",
                "Its statements, in order; those inside others are in their `body`.",
                |this| this.statements().map(Statement::new).collect::<Vec<_>>(),
            )
            .property(
                "all_statements",
                "Its statements with those inside them, outer ones first.",
                Self::all_statements,
            )
            .property("changes", "What all of its statements do, one by one.", |this| {
                let all = this.statements().flat_map(|at| {
                    let count = u32::try_from(at.statement().changes.len()).unwrap_or(u32::MAX);
                    (0..count).map(move |index| Change::new(at.clone(), index))
                });
                all.collect::<Vec<_>>()
            })
            .property(
                "new_tables",
                "The tables that it makes and that are there for good when it is done.",
                |this| {
                    let tables = this.facts.new_tables().into_iter();
                    let table = |new: NewTable<'_>| {
                        let at = At::new(&this.facts, &new.path.0)?;
                        Some(Table::new(&at, &new.create.name))
                    };
                    tables.filter_map(table).collect::<Vec<_>>()
                },
            )
            .property("before", "The schema that it starts from.", |this| {
                Catalog::new(&this.facts, &this.facts.before)
            })
            .property("after", "The schema that it leaves.", |this| {
                Catalog::new(&this.facts, &this.facts.after)
            })
            .property("comments", "Its comments, their marks included.", |this| {
                Comment::all(&this.facts)
            })
            .property(
                "head_comments",
                "The comments of its file before the first migration.",
                |this| Comment::of_head(&this.facts),
            )
            .property("problems", "What of its text cannot be read as it stands.", |this| {
                Problem::all(&this.facts)
            })
            .property(
                "unread_count",
                "How much of its text is not understood: statements and problems.",
                |this| i64::try_from(this.facts.unread()).unwrap_or(i64::MAX),
            );
    }

    fn print(&self) -> ImmutableString {
        self.facts.file.path().into()
    }

    fn place(&self) -> Place {
        Place::of_file(&self.facts, TextRange::empty(0))
    }

    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.facts, &other.facts)
    }
}

/// What its file and its name say.
fn describe_file(members: &mut Members<'_, Migration>) {
    members
        .property("path", "The path of its file, with forward slashes.", |this| {
            ImmutableString::from(this.facts.file.path())
        })
        .property("file_name", "The last part of that path.", |this| {
            let path = this.facts.file.path();
            ImmutableString::from(path.rsplit('/').next().unwrap_or(path))
        })
        .property("version", "Its version as its tool compares it.", |this| {
            this.facts.migration.version.as_ref().map(ToString::to_string)
        })
        .property(
            "version_text",
            "Its version as written; empty where it has none.",
            |this| ImmutableString::from(this.facts.migration.version_text.as_str()),
        )
        .property(
            "date",
            "The day that its version begins with: `2026-11-21` for `20261121093000`.",
            |this| super::helpers::date_of(&this.facts.migration.version_text),
        )
        .property("description", "What its name says it does.", |this| {
            ImmutableString::from(this.facts.migration.description.as_str())
        })
        .property(
            "number_in_file",
            "Which of its file's migrations it is, from 0.",
            |this| i64::from(this.facts.index_in_file),
        )
        .property("text", "Its text.", |this| {
            this.text(this.facts.migration.section.range)
        })
        .property(
            "masked_text",
            "Its text with comments and the contents of strings blanked out; what is found in it stands where it does.",
            |this| Text::masked(Place::of_file(&this.facts, this.facts.migration.section.range)),
        )
        .property("line_count", "How many lines its text has.", |this| {
            let text = this.facts.migration.section.text(this.facts.file.text());
            i64::try_from(text.lines().count()).unwrap_or(i64::MAX)
        })
        .property(
            "start",
            "Where its text begins: a place for findings about all of it.",
            |this| this.text(this.start()),
        )
        .property(
            "first_statement_start",
            "Where its first statement begins, or else its text.",
            |this| {
                let first = this.facts.script.statements.first();
                this.text(first.map_or_else(|| this.start(), |first| TextRange::empty(first.range.start)))
            },
        )
        .property("header", "The annotation that opens it.", |this| {
            this.facts.migration.section.header.map(|range| this.text(range))
        })
        .property(
            "batches",
            "What the client sends at once, where the file says so: `go`, `/`.",
            |this| {
                let batches = this.facts.script.batches.iter();
                batches.map(|batch| this.text(batch.range)).collect::<Vec<_>>()
            },
        );
}

/// How its tool runs it.
fn describe_run(members: &mut Members<'_, Migration>) {
    members
        .property("tool", "The tool whose conventions hold: `flyway`, `goose` …", |this| this.facts.tool.id())
            .one_of(migrations::Tool::ALL.iter().map(|tool| tool.id()))
        .property("tool_title", "The tool's name as people write it: `golang-migrate`, `Flyway`.", |this| {
            this.facts.tool.title()
        })
        .property(
            "kind",
            "How it takes part in the history: `versioned`, `repeatable`, `baseline`, `callback`, `loose`.",
            |this| kind(&this.facts.migration.kind),
        )
            .one_of_those()
        .property("direction", "Where it leads: `up`, `down`, `repeatable`, `baseline`, `callback`.", |this| {
            this.facts.migration.direction.as_str()
        })
            .one_of_those()
        .property("event", "The event at which a callback runs: `beforeMigrate`.", |this| {
            match &this.facts.migration.kind {
                MigrationKind::Callback(event) => Some(ImmutableString::from(event.0.as_str())),
                _ => None,
            }
        })
        .property(
            "transaction",
            "What the runner wraps: `per_migration`, `all_pending`, `implicit_batch`, `statement_by_statement`, `unknown`.",
            |this| transaction(this.facts.migration.policy.transaction),
        )
        .property(
            "delivery",
            "How the runner hands it to the database: `whole_file`, `statements`, `batches`.",
            |this| match this.facts.migration.policy.delivery {
                Delivery::WholeFile => "whole_file",
                Delivery::Statements => "statements",
                Delivery::Batches => "batches",
            },
        )
        .property(
            "opt_out_line",
            "The line that takes it out of the runner's transaction, where it is one of the script.",
            |this| this.facts.migration.policy.opt_out_line(),
        )
        .property("fits_one_transaction", "Whether all of it could run in one transaction and be undone with it.", |this| {
            this.facts.fits_one_transaction()
        })
        .property(
            "begins_again_after_failure",
            "Whether its tool begins with the first statement again when one has failed.",
            |this| this.facts.begins_again_after_failure(),
        )
        .property("leads_on", "Whether what it leaves is what later ones find.", |this| {
            this.facts.migration.leads_on()
        })
        .property("is_released", "Whether it counts as deployed.", |this| {
            this.facts.migration.provenance.is_released
        })
        .property("is_edited", "Whether it was released with another text.", |this| {
            this.facts.migration.provenance.released_text.is_some()
        });
}

const fn kind(kind: &MigrationKind) -> &'static str {
    match kind {
        MigrationKind::Versioned => "versioned",
        MigrationKind::Repeatable => "repeatable",
        MigrationKind::Baseline => "baseline",
        MigrationKind::Callback(_) => "callback",
        MigrationKind::Loose => "loose",
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
