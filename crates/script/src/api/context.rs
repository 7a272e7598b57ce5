#![expect(clippy::needless_pass_by_value, reason = "Rhai hands functions their values so")]

use std::rc::Rc;
use std::sync::Arc;

use lint::{MigrationFacts, Report};
use rhai::{EvalAltResult, ImmutableString};
use schema::EngineVersion;

use super::change::Change;
use super::describe::{Builder, Members};
use super::finding::Findings;
use super::handle::{At, Handle};
use super::migration::{Migration, direction};
use super::statement::Statement;
use super::table::Table;

/// What a call of a rule knows besides its subject, and where it reports.
#[derive(Clone, Debug)]
pub(crate) struct Cx(Rc<Inner>);

#[derive(Debug)]
struct Inner {
    facts: Arc<MigrationFacts>,
    at: Option<At>,
    findings: Findings,
}

impl Cx {
    /// `at` is the statement at hand; a rule on migrations has none.
    pub(crate) fn new(facts: &Arc<MigrationFacts>, at: Option<At>) -> Self {
        Self(Rc::new(Inner {
            facts: Arc::clone(facts),
            at,
            findings: Findings::default(),
        }))
    }

    /// What was reported.
    pub(crate) fn reports(&self) -> Vec<Report> {
        self.0.findings.reports()
    }

    pub(crate) fn register(api: &mut Builder<'_>) {
        let mut members = api.of::<Self>(
            "Context",
            "What a rule knows besides its subject, and where it reports.",
        );
        members
            .property(
                "dialect",
                "Which SQL is spoken: `postgres`, `mysql`, `mariadb`, `mssql`, `sqlite`, `oracle`, `generic`.",
                |cx| cx.0.facts.engine.dialect.id(),
            )
            .property("engine_version", "The engine's version: `15`, `8.0.29`.", |cx| {
                cx.0.facts.engine.version.to_string()
            })
            .property("tool", "The tool whose conventions hold: `flyway`, `goose` …", |cx| {
                cx.0.facts.tool.id()
            })
            .property(
                "direction",
                "Where the migration leads: `up`, `down`, `repeatable`, `baseline`, `callback`.",
                |cx| direction(cx.0.facts.migration.direction),
            )
            .property("migration", "The migration at hand.", |cx| Migration::new(&cx.0.facts))
            .property(
                "statement",
                "The statement at hand; `()` for a rule on migrations.",
                |cx| cx.0.at.clone().map(Statement::new),
            )
            .function(
                "at_least",
                "(version: string) -> bool",
                "Whether the engine is of this version or a later one: `cx.at_least(\"8.0.29\")`.",
                Self::at_least,
            )
            .function(
                "is_created_here",
                "(table: Table) -> bool",
                "Whether the same migration created the table, or what the change is about, further up.",
                Self::is_created_table,
            )
            .overload("is_created_here", Self::is_created_by_change)
            .function(
                "quote",
                "(name: string) -> string",
                "The name as SQL, between this dialect's quotes where it needs them.",
                |cx: &mut Self, name: &str| super::finding::as_identifier(name, cx.0.facts.engine.dialect),
            )
            .document(
                "report",
                "(place: any place, message: string) -> Finding",
                "Reports a finding at a place. The message states a fact, in lower case, without a full stop.",
            );
    }

    fn at_least(cx: &mut Self, version: &str) -> Result<bool, Box<EvalAltResult>> {
        let EngineVersion { major, minor, patch } =
            version.parse().map_err(|_| format!("`{version}` is no version"))?;
        Ok(cx.0.facts.engine.version.at_least(major, minor, patch))
    }

    fn is_created_table(cx: &mut Self, table: Table) -> bool {
        let start = table.place().range.start;
        cx.0.facts
            .created()
            .has_relation(table.schema_name(), start, cx.0.facts.script.dialect)
    }

    fn is_created_by_change(cx: &mut Self, change: Change) -> bool {
        cx.0.facts
            .created()
            .has_object_of(change.schema_change(), cx.0.facts.script.dialect)
    }
}

/// `cx.report(place, message)` for places of this type.
pub(crate) fn register_place<T: Handle>(members: &mut Members<'_, T>) {
    members.overload("report", |cx: &mut Cx, place: T, message: ImmutableString| {
        cx.0.findings.add(place.place(), message.as_str())
    });
}
