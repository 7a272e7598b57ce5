#![expect(clippy::needless_pass_by_value, reason = "Rhai hands functions their values so")]

use std::rc::Rc;
use std::sync::Arc;

use compact_str::CompactString;
use impact::Engine;
use lint::{MigrationFacts, Report};
use migrations::Tool;
use rhai::{Dynamic, EvalAltResult, ImmutableString, Map, NativeCallContext};
use schema::{Dialect, EngineVersion, NameParts, NamingTemplate, TypeFamily};

use super::catalog::Catalog;
use super::change::Change;
use super::column::Column;
use super::definition::Definition;
use super::describe::{Builder, Members};
use super::finding::Findings;
use super::handle::{At, Handle};
use super::history::HistoryCx;
use super::impact::Impact;
use super::list::List;
use super::migration::Migration;
use super::name::Name;
use super::object::Object;
use super::statement::Statement;
use super::table::Table;
use super::transaction::Transaction;
use super::value::Value;
use crate::rule::Script;

/// What a call of a rule knows besides its subject, and where it reports.
#[derive(Clone)]
pub(crate) struct Cx(Rc<Inner>);

struct Inner {
    facts: Arc<MigrationFacts>,
    at: Option<At>,
    change: Option<u32>,
    rule: Arc<Script>,
    findings: Findings,
}

/// What a rule looks at besides its migration.
pub(crate) enum Subject {
    Migration,
    Statement(At),
    Change(At, u32),
}

impl Cx {
    pub(crate) fn new(facts: &Arc<MigrationFacts>, subject: Subject, rule: &Arc<Script>) -> Self {
        let (at, change) = match subject {
            Subject::Migration => (None, None),
            Subject::Statement(at) => (Some(at), None),
            Subject::Change(at, change) => (Some(at), Some(change)),
        };
        Self(Rc::new(Inner {
            facts: Arc::clone(facts),
            at,
            change,
            rule: Arc::clone(rule),
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
        register_common(&mut members);
        members
            .property(
                "direction",
                "Where the migration leads: `up`, `down`, `repeatable`, `baseline`, `callback`.",
                |cx| cx.0.facts.migration.direction.as_str(),
            )
            .one_of_those()
            .property("migration", "The migration at hand.", |cx| Migration::new(&cx.0.facts))
            .property(
                "statement",
                "The statement at hand; `()` for a rule on migrations.",
                |cx| cx.0.at.clone().map(Statement::new),
            )
            .property(
                "change",
                "The change at hand; `()` for other rules than those on changes.",
                |cx| Some(Change::new(cx.0.at.clone()?, cx.0.change?)),
            )
            .property(
                "before",
                "The schema before the statement at hand or, for a rule on migrations, before the migration.",
                |cx| match &cx.0.at {
                    Some(at) => Catalog::before(at),
                    None => Catalog::new(&cx.0.facts, &cx.0.facts.before),
                },
            )
            .property(
                "after",
                "The schema after the statement at hand or, for a rule on migrations, after the migration.",
                |cx| match &cx.0.at {
                    Some(at) => Catalog::after(at),
                    None => Catalog::new(&cx.0.facts, &cx.0.facts.after),
                },
            )
            .property(
                "transaction",
                "The transaction that the statement at hand runs in.",
                |cx| Transaction::of(cx.0.at.as_ref()?),
            )
            .property(
                "impact",
                "What the change or the statement at hand does to the database.",
                |cx| Impact::new(cx.0.at.as_ref()?, cx.0.change),
            )
            .function(
                "is_created_here",
                "(what: Table or Column or Change) -> bool",
                "Whether the same migration created the table, the column, or what the change is about, further up.",
                Self::is_created_table,
            )
            .overload("is_created_here", Self::is_created_by_change)
            .overload("is_created_here", |_: &mut Self, column: Column| {
                column.is_created_above()
            });
    }

    fn is_created_table(cx: &mut Self, table: Table) -> bool {
        let created = cx.0.facts.created();
        created.has_relation(table.schema_name(), table.start_of_use())
    }

    fn is_created_by_change(cx: &mut Self, change: Change) -> bool {
        cx.0.facts.created().has_object_of(change.schema_change())
    }
}

impl Speaks for Cx {
    fn engine(&self) -> Engine {
        self.0.facts.engine
    }

    fn tool(&self) -> Tool {
        self.0.facts.tool
    }

    fn findings(&self) -> &Findings {
        &self.0.findings
    }

    fn rule(&self) -> &Arc<Script> {
        &self.0.rule
    }

    fn looks_at(&self) -> Option<(String, u32)> {
        let at = self.0.at.as_ref();
        let start = at.map_or(0, |at| at.statement().range.start);
        Some((
            self.0.facts.file.path().to_owned(),
            self.0.facts.file.line_column(start).line,
        ))
    }
}

/// What every context is: it knows engine and tool, takes findings, and belongs to a rule.
pub(crate) trait Speaks: Clone + 'static {
    fn engine(&self) -> Engine;
    fn tool(&self) -> Tool;
    fn findings(&self) -> &Findings;
    fn rule(&self) -> &Arc<Script>;
    /// The path and the line of what the rule looks at.
    fn looks_at(&self) -> Option<(String, u32)>;
}

/// What can be asked of every context.
pub(crate) fn register_common<C: Speaks>(members: &mut Members<'_, C>) {
    members
        .property(
            "dialect",
            "Which SQL is spoken: `postgres`, `mysql`, `mariadb`, `mssql`, `sqlite`, `oracle`, `generic`.",
            |cx| cx.engine().dialect.id(),
        )
            .one_of_those()
        .property("engine_version", "The engine's version: `15`, `8.0.29`.", |cx| {
            cx.engine().version.to_string()
        })
        .property("tool", "The tool whose conventions hold: `flyway`, `goose` …", |cx| cx.tool().id())
            .one_of(migrations::Tool::ALL.iter().map(|tool| tool.id()))
        .property("tool_title", "The tool's name as people write it: `Flyway`, `goose`.", |cx| cx.tool().title())
        .property("name_limit", "How long a name may be; `()` where there is no limit that a name would meet.", |cx| {
            let limit = cx.engine().dialect.name_limit(cx.engine().version);
            limit.map(|limit| i64::try_from(limit.most).unwrap_or(i64::MAX))
        })
        .function(
            "at_least",
            "(version: string) -> bool",
            "Whether the engine is of this version or a later one: `cx.at_least(\"8.0.29\")`.",
            at_least::<C>,
        )
        .function(
            "quote",
            "(name: string or Name or Table or Object) -> string",
            "The name as SQL. A text is taken for the name as the engine looks it up, and stands between this dialect's quotes \
             where it needs them; what the migration names is written as it writes it.",
            |cx: &mut C, name: &str| super::finding::as_identifier(name, cx.engine().dialect),
        )
        .overload("quote", |_: &mut C, name: Name| name.sql())
        .overload("quote", |_: &mut C, table: Table| table.sql())
        .overload("quote", |_: &mut C, object: Object| object.sql())
        .function(
            "fold",
            "(name: string) -> string",
            "The name under which the engine looks up one that is written without quotes.",
            |cx: &mut C, name: &str| cx.engine().dialect.fold(name, false).into_owned(),
        )
        .function(
            "is_reserved",
            "(word: string) -> bool",
            "Whether a name that is this word has to be quoted in this dialect.",
            |cx: &mut C, word: &str| cx.engine().dialect.is_reserved(word),
        )
        .function(
            "reserved_in",
            "(word: string) -> [string]",
            "The dialects in which a name that is this word has to be quoted.",
            |_: &mut C, word: &str| {
                let dialects = Dialect::ALL.iter().filter(|dialect| **dialect != Dialect::Generic);
                let reserving = dialects.filter(|dialect| dialect.is_reserved(word));
                reserving.map(|dialect| dialect.id()).collect::<Vec<_>>().into_dynamic()
            },
        )
        .function(
            "type_family",
            "(name: string) -> string",
            "What a built-in type of this name is for: `integer`, `text`, `timestamp` …; `other` where no engine has one.",
            |_: &mut C, name: &str| TypeFamily::of_name(&name.to_lowercase()).as_str(),
        )
        .function(
            "fill",
            "(template: string, parts: map or Definition) -> string?",
            "The name that a template makes: `cx.fill(\"idx_{table}_{columns}\", #{table: \"orders\", columns: [\"day\"]})`. It \
             takes `{schema}`, `{table}`, `{columns}`, `{referenced}`, `{referenced_columns}`, and is `()` where a part is not \
             known.",
            |cx: NativeCallContext, _: &mut C, template: &str, parts: Map| name_parts(&cx, parts).and_then(|parts| fill(template, &parts)),
        )
        .overload("fill", |_: &mut C, template: &str, definition: Definition| fill(template, &definition.parts()))
        .function(
            "trace",
            "(value: any)",
            "Shows a value to whoever runs with `--trace` and the rule's name; else it does nothing.",
            |cx: NativeCallContext, this: &mut C, value: Dynamic| trace(&cx, this, value),
        )
        .document(
            "report",
            "(place: any place, message: string) -> Finding",
            "Reports a finding at a place. The message states a fact, in lower case, without a full stop.",
        );
}

fn at_least<C: Speaks>(cx: &mut C, version: &str) -> Result<bool, Box<EvalAltResult>> {
    let EngineVersion { major, minor, patch } = version.parse().map_err(|_| format!("`{version}` is no version"))?;
    Ok(cx.engine().version.at_least(major, minor, patch))
}

fn fill(template: &str, parts: &NameParts) -> Result<Dynamic, Box<EvalAltResult>> {
    let template = NamingTemplate::new(template)?;
    Ok(template.fill(parts).into_dynamic())
}

fn name_parts(cx: &NativeCallContext<'_>, given: Map) -> Result<NameParts, Box<EvalAltResult>> {
    let mut parts = NameParts::default();
    for (key, value) in given {
        match key.as_str() {
            "schema" => parts.schema = text_of(cx, value)?.into(),
            "table" => parts.table = text_of(cx, value)?.into(),
            "columns" => parts.columns = texts_of(cx, value)?,
            "referenced" => parts.referenced = text_of(cx, value)?.into(),
            "referenced_columns" => parts.referenced_columns = texts_of(cx, value)?,
            other => return Err(format!("no template asks for `{other}`").into()),
        }
    }
    Ok(parts)
}

fn texts_of(cx: &NativeCallContext<'_>, value: Dynamic) -> Result<Vec<CompactString>, Box<EvalAltResult>> {
    let items = match value.clone().try_cast::<List>() {
        Some(list) => list.into_iter().collect(),
        None => value
            .into_array()
            .map_err(|found| format!("columns are a list, not {found}"))?,
    };
    let texts = items.into_iter().map(|item| text_of(cx, item).map(CompactString::from));
    texts.collect()
}

/// A value as a script would print it; nothing for `()`.
fn text_of(cx: &NativeCallContext<'_>, mut value: Dynamic) -> Result<String, Box<EvalAltResult>> {
    if value.is_unit() {
        return Ok(String::new());
    }
    let text = cx.call_fn_raw("to_string", true, false, &mut [&mut value])?;
    Ok(text.into_immutable_string().unwrap_or_default().into())
}

fn trace<C: Speaks>(call: &NativeCallContext<'_>, cx: &C, value: Dynamic) -> Result<(), Box<EvalAltResult>> {
    if crate::trace::is_heard() {
        let message = if value.is_unit() {
            "()".to_owned()
        } else {
            match crate::seen::in_full(&value) {
                Some(told) => told,
                None => text_of(call, value)?,
            }
        };
        crate::trace::tell(cx.rule(), call.call_position(), cx.looks_at(), message);
    }
    Ok(())
}

/// `cx.report(place, message)` for places of this type.
pub(crate) fn register_place<T: Handle>(members: &mut Members<'_, T>) {
    members
        .overload("report", |cx: &mut Cx, place: T, message: ImmutableString| {
            cx.findings().add(place.place(), message.as_str())
        })
        .overload("report", |cx: &mut HistoryCx, place: T, message: ImmutableString| {
            cx.findings().add(place.place(), message.as_str())
        });
}
