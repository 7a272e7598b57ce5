use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use migrations::MigrationKind;
use schema::{Change, Dialect, KindSet, Name, Runs};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[
        Dialect::Postgres,
        Dialect::Sqlite,
        Dialect::Mysql,
        Dialect::Mariadb,
        Dialect::Mssql,
        Dialect::Oracle,
    ]),
    yields_to: lint::names(&[
        "add-required-column",
        "drop-used-object",
        "missing-relation",
        "relation-created-twice",
        "unknown-column",
        "duplicate-column",
    ]),
    in_down: true,
    tells_refusal: true,
    ..RuleInfo::new(
        "refused-statement",
        Category::Correctness,
        Severity::Error,
        On::Changes(KindSet::ALL),
        include_str!("refused_statement.md"),
    )
});

/// Reports what the engine is known to refuse.
pub(crate) struct RefusedStatement;

impl Rule for RefusedStatement {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let runs_for_sure = statement.runs == Runs::Now && statement.guard.is_none() && cx.is_top_level();
        if !runs_for_sure {
            return;
        }
        let Some(reason) = cx.refusal(change) else {
            return;
        };
        let newer = cx.facts().and_then(|facts| facts.newer());
        let range = match newer.filter(|(_, novelty)| novelty.reason == reason) {
            Some((range, _)) => range,
            None if !is_in_order(cx) || is_said_above(change, reason, cx) => return,
            None => change.range,
        };
        let engine = cx.migration.engine;
        let message = format!("{} {} refuses this: {reason}", engine.dialect.title(), engine.version);
        cx.report(range, message).help(
            "write it in a way that this engine takes; where another version runs it, name that as `engine-version`",
        );
    }
}

/// Whether the migration fails on the same table above already, for the same reason: that mostly has the same cause.
fn is_said_above(change: &Change, reason: &str, cx: &Context<'_>) -> bool {
    let Some(table) = change.table() else {
        return false;
    };
    let mut above = cx.migration.changes_above(change.range.start);
    let is_same = |other: &Change| {
        let is_it = |name: &Name| name.is_same(table, cx.migration.script.dialect);
        other.range.start < change.range.start && other.table().is_some_and(is_it)
    };
    above.any(|(other, _, outcome)| outcome.refusal == Some(reason) && is_same(other))
}

/// Whether the migration has its place among the others, or is the first of them, and all before it was read: otherwise what
/// is there when it runs is not known.
fn is_in_order(cx: &Context<'_>) -> bool {
    if cx.before().has_gaps() {
        return false;
    }
    let migration = &cx.migration.migration;
    let is_first = || cx.migration.before.tables().next().is_none();
    migration.kind != MigrationKind::Loose && (!migration.version_text.is_empty() || is_first())
}
