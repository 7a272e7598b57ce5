use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::catalog::Relation;
use schema::{Action, Kind, KindSet, Persistence, Runs};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["safe-migrate:chain-conflict", "bytebase:BUILTIN_WALK_THROUGH_CHECK"]),
    tells_refusal: true,
    ..RuleInfo::new(
        "relation-created-twice",
        Category::Correctness,
        Severity::Error,
        On::Changes(KindSet::of(&[
            Kind::CreateTable,
            Kind::CreateView,
            Kind::CreateMaterializedView,
        ])),
        include_str!("relation_created_twice.md"),
    )
});

/// Reports relations that are there already when they are created.
pub(crate) struct RelationCreatedTwice;

impl Rule for RelationCreatedTwice {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        if change.has_exists_clause() || statement.guard.is_some() || statement.runs != Runs::Now || !cx.is_top_level()
        {
            return;
        }
        let Some(name) = change
            .table()
            .filter(|name| !name.has_placeholder() && !cx.is_temporary(name))
        else {
            return;
        };
        let is_temporary = match &change.action {
            Action::CreateTable(table) => table.persistence == Persistence::Temporary,
            Action::CreateView(view) => view.is_temporary,
            _ => true,
        };
        let Some(relation) = cx.before().relation(name).known().filter(|_| !is_temporary) else {
            return;
        };
        let (kind, origin) = match relation {
            Relation::Table(table) if table.is_complete => ("table", table.origin),
            Relation::View(view) => ("view", view.origin),
            Relation::Table(_) => return,
        };
        if !cx.is_made_here(origin) {
            return;
        }
        let key = cx.resolved(name);
        cx.report(
            change.range,
            format!("this fails: the {kind} `{name}` is created above already"),
        )
        .about(key)
        .help("give it another name, drop the first one before, or take the statement out");
    }
}
