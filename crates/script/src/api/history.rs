#![expect(clippy::needless_pass_by_value, reason = "Rhai hands functions their values so")]

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use impact::Engine;
use lint::{HistoryContext, HistoryFacts, MigrationFacts, Report};
use migrations::{ProblemKind, Tool};
use rhai::{Dynamic, EvalAltResult, ImmutableString};

use super::catalog::Catalog;
use super::context::{Speaks, register_common};
use super::describe::{Builder, Members};
use super::finding::Findings;
use super::gone_migration::GoneMigration;
use super::handle::Thing;
use super::migration::Migration;
use super::tool_problem::ToolProblem;
use super::value::Value;
use crate::rule::Script;
use crate::stored::Stored;

/// All migrations of one database, in order.
#[derive(Clone, Debug)]
pub(crate) struct History(Arc<Known>);

#[derive(Debug)]
struct Known {
    migrations: Vec<Arc<MigrationFacts>>,
    engine: Engine,
    tool: Tool,
    folder: String,
    detected_by: String,
    base: Option<String>,
    gone: Vec<GoneMigration>,
    problems: Vec<ToolProblem>,
}

impl History {
    pub(crate) fn new(facts: &HistoryFacts) -> Self {
        Self(Arc::new(Known {
            migrations: facts.migrations.clone(),
            engine: facts.engine,
            tool: facts.history.tool,
            folder: facts.history.folder.clone(),
            detected_by: facts.history.detected_by.clone(),
            base: facts.history.base.clone(),
            gone: facts.history.gone.iter().map(GoneMigration::new).collect(),
            problems: facts.history.problems.iter().map(ToolProblem::new).collect(),
        }))
    }

    /// The migration with this number.
    pub(crate) fn migration(&self, number: usize) -> Option<Migration> {
        self.0.migrations.get(number).map(Migration::new)
    }

    fn number_of(&self, facts: &MigrationFacts) -> Option<usize> {
        let same = |other: &Arc<MigrationFacts>| {
            (other.migration.file, other.index_in_file) == (facts.migration.file, facts.index_in_file)
        };
        self.0.migrations.iter().position(same)
    }

    fn last(&self) -> Option<&Arc<MigrationFacts>> {
        self.0.migrations.iter().rev().find(|facts| facts.migration.leads_on())
    }

    fn schema_at_end(&mut self, migration: Migration) -> Catalog {
        let facts = migration.facts();
        let last = self.last().filter(|_| facts.migration.leads_on());
        Catalog::new(facts, &last.unwrap_or(facts).after)
    }
}

impl Thing for History {
    const NAME: &'static str = "History";
    const SUMMARY: &'static str = "All migrations of one database, in order. It prints as its folder.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("migrations", "Its migrations, in the order in which they run.", |this| {
                this.0.migrations.iter().map(Migration::new).collect::<Vec<_>>()
            })
            .property("last", "The last migration from which the next would go on.", |this| {
                this.last().map(Migration::new)
            })
            .property("tool", "The tool whose conventions hold: `flyway`, `goose` …", |this| this.0.tool.id())
            .one_of(migrations::Tool::ALL.iter().map(|tool| tool.id()))
            .property("folder", "The folder that it lies in.", |this| ImmutableString::from(this.0.folder.as_str()))
            .property("detected_by", "Why that tool, in words.", |this| {
                ImmutableString::from(this.0.detected_by.as_str())
            })
            .property("base", "What the branch is compared with: `origin/main`; `()` where it is with nothing.", |this| {
                this.0.base.as_deref().map(ImmutableString::from)
            })
            .property("gone", "Released migrations that are no longer there.", |this| this.0.gone.clone())
            .property(
                "problems",
                "What the tool would trip over or silently skip, in the files beside the migrations too.",
                |this| this.0.problems.clone(),
            )
            .property("at_end", "The schema behind the last migration; `()` where there is none.", |this| {
                this.last().map(|last| Catalog::new(last, &last.after))
            })
            .function(
                "schema_at_end",
                "(migration: Migration) -> Catalog",
                "The schema in which what a migration made ends up: `at_end`, or behind itself where nothing goes on from it.",
                Self::schema_at_end,
            );
    }

    fn print(&self) -> ImmutableString {
        self.0.folder.as_str().into()
    }

    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// What the conclusion of a rule knows, and where it reports.
#[derive(Clone)]
pub(crate) struct HistoryCx(Rc<Inner>);

struct Inner {
    history: History,
    rule: Arc<Script>,
    findings: Findings,
    problems: RefCell<Vec<ProblemKind>>,
}

impl HistoryCx {
    pub(crate) fn new(history: History, rule: &Arc<Script>) -> Self {
        Self(Rc::new(Inner {
            history,
            rule: Arc::clone(rule),
            findings: Findings::default(),
            problems: RefCell::default(),
        }))
    }

    /// Gives what was reported to the host.
    pub(crate) fn hand_over(&self, cx: &mut HistoryContext<'_>) {
        for kind in self.0.problems.take() {
            cx.report_problems(kind);
        }
        for (facts, report) in self.0.findings.placed_reports() {
            let Report { span, statement, .. } = &report;
            let number = self.0.history.number_of(&facts);
            let given = match (number, statement) {
                (Some(number), Some(path)) => cx.report_in(number, path.clone(), span.range, ""),
                _ => cx.report(*span, ""),
            };
            *given = report;
        }
    }

    pub(crate) fn register(api: &mut Builder<'_>) {
        let mut members = api.of::<Self>(
            "HistoryContext",
            "What `conclude` knows besides what was collected, and where it reports.",
        );
        register_common(&mut members);
        members
            .property("history", "The history at hand.", |cx| cx.0.history.clone())
            .function(
                "report_problems",
                "(kind: string)",
                "Reports what the tool's conventions say is wrong, of this kind: `file_name`, `annotation`, \
                 `duplicate_version` …",
                Self::report_problems,
            );
    }

    fn report_problems(cx: &mut Self, kind: &str) -> Result<(), Box<EvalAltResult>> {
        let known = ProblemKind::ALL.iter().copied();
        let Some(kind) = known.into_iter().find(|known| known.as_str() == kind) else {
            let meant = crate::header::did_you_mean(kind, ProblemKind::ALL.iter().map(|known| known.as_str()));
            return Err(format!("no problem is of the kind `{kind}`{meant}").into());
        };
        cx.0.problems.borrow_mut().push(kind);
        Ok(())
    }
}

impl Speaks for HistoryCx {
    fn engine(&self) -> Engine {
        self.0.history.0.engine
    }

    fn tool(&self) -> Tool {
        self.0.history.0.tool
    }

    fn findings(&self) -> &Findings {
        &self.0.findings
    }

    fn rule(&self) -> &Arc<Script> {
        &self.0.rule
    }

    fn looks_at(&self) -> Option<(String, u32)> {
        None
    }
}

/// What `collect` gave for one migration.
#[derive(Clone)]
pub(crate) struct Collected {
    pub(crate) migration: Migration,
    pub(crate) value: Arc<Stored>,
}

impl Thing for Collected {
    const NAME: &'static str = "Collected";
    const SUMMARY: &'static str = "What `collect` gave for one migration.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("migration", "The migration.", |this| this.migration.clone())
            .property("value", "What `collect` gave for it.", |this| {
                Any(this.value.to_dynamic())
            });
    }

    fn print(&self) -> ImmutableString {
        super::handle::Handle::print(&self.migration)
    }

    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.value, &other.value)
    }
}

/// A value of any type.
struct Any(Dynamic);

impl Value for Any {
    fn type_name() -> String {
        "any".to_owned()
    }

    fn into_dynamic(self) -> Dynamic {
        self.0
    }
}
