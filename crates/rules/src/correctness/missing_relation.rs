use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::catalog::Lookup;
use schema::{Action, Family, Kind, KindSet, Name, NameRole, NameUse, Runs, Statement};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "safe-migrate:schema-drift",
        "slowql:SCHEMA-TBL-001",
        "bytebase:BUILTIN_WALK_THROUGH_CHECK",
    ]),
    tells_refusal: true,
    ..RuleInfo::new(
        "missing-relation",
        Category::Correctness,
        Severity::Error,
        On::Statements(KindSet::of(Kind::ALL)),
        include_str!("missing_relation.md"),
    )
});

/// Reports statements about relations that are certainly not there when they run.
pub(crate) struct MissingRelation;

impl Rule for MissingRelation {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        let is_conditional = statement.runs != Runs::Now || statement.guard.is_some() || statement.modifiers.if_exists;
        if is_conditional || !cx.is_top_level() || statement.changes.iter().any(schema::Change::has_exists_clause) {
            return;
        }
        let is_own = |name: &Name| {
            let mut made = statement.changes.iter().filter_map(|change| match &change.action {
                Action::CreateTable(table) => Some(&table.name),
                Action::CreateView(view) => Some(&view.name),
                Action::Select(select) => select.into.as_ref(),
                _ => None,
            });
            made.any(|made| made.is_same(name, cx.migration.script.dialect))
        };
        let used = statement
            .uses
            .iter()
            .filter(|used| is_needed(used, cx) && !is_own(&used.name));
        let missing = used
            .map(|used| &used.name)
            .find_map(|name| Some((name, reason(name, statement, cx)?)));
        let Some((name, reason)) = missing else {
            return;
        };
        let (why, help) = match reason {
            Reason::Dropped => (
                "was dropped before",
                "take the statement out, or move it to where the relation still exists",
            ),
            Reason::NotYet => (
                "is created only below",
                "move the statement behind the one that creates it",
            ),
        };
        let message = format!("this fails: `{name}` {why}");
        let key = cx.resolved(name);
        cx.report(name.range(), message).about(key).help(help);
    }
}

/// Whether the relation has to be there when the statement runs. SQLite looks for the table that a foreign key refers to
/// when rows are written (<https://www.sqlite.org/foreignkeys.html>), MySQL where `foreign_key_checks` is on.
fn is_needed(used: &NameUse, cx: &Context<'_>) -> bool {
    let is_lenient = || match cx.migration.script.dialect.family() {
        Family::Sqlite => true,
        Family::Mysql => cx
            .transaction()
            .is_some_and(|here| here.setting("foreign_key_checks").is_some()),
        _ => false,
    };
    match used.role {
        NameRole::Calls => false,
        NameRole::References => !is_lenient(),
        NameRole::Reads | NameRole::Writes => true,
    }
}

/// Why the relation is not there.
enum Reason {
    Dropped,
    NotYet,
}

fn reason(name: &Name, statement: &Statement, cx: &Context<'_>) -> Option<Reason> {
    let created = cx.migration.created();
    let is_dropped = created.is_dropped_above(name, statement.range.start);
    let is_made_below = cx.is_created_below(name, statement.range.end);
    if !is_dropped && !is_made_below || name.has_placeholder() || cx.is_temporary(name) {
        return None;
    }
    match cx.before().relation(name) {
        Lookup::Absent if is_dropped => Some(Reason::Dropped),
        Lookup::Absent | Lookup::Unknown if is_made_below && !is_made_or_left(name, cx) => Some(Reason::NotYet),
        _ => None,
    }
}

/// Whether the migration drops or renames something of that name first, or makes it only where it is not there: then it may
/// have been there all along.
fn is_made_or_left(name: &Name, cx: &Context<'_>) -> bool {
    let dialect = cx.migration.script.dialect;
    let touches = |change: &schema::Change| match &change.action {
        Action::Drop(dropped) => dropped.name.is_same(name, dialect),
        Action::Rename(rename) => rename.from.is_same(name, dialect) || rename.to.is_same(name, dialect),
        Action::CreateTable(table) => table.name.is_same(name, dialect) && (table.if_not_exists || table.or_replace),
        Action::CreateView(view) => view.name.is_same(name, dialect) && (view.or_replace || view.if_not_exists),
        _ => false,
    };
    let mut found = false;
    for statement in &cx.migration.script.statements {
        statement.walk(&mut |inner| {
            found |= inner.guard.is_some() && inner.changes.iter().any(|change| change.table() == Some(name));
        });
        statement.walk(&mut |inner| found |= inner.changes.iter().any(touches));
    }
    found
}
