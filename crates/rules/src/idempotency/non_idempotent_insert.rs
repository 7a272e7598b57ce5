use std::sync::LazyLock;

use impact::Phase;
use lint::{Context, Everywhere, On, Options, OptionsError, Rerun, Rule, RuleInfo, Subject};
use schema::{Change, Dialect, Kind, KindSet, Name};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["pg-migration-lint:PGM301"]),
    options: vec![Everywhere::info("also report where no second run is to be expected")].into(),
    ..RuleInfo::new(
        "non-idempotent-insert",
        Category::Idempotency,
        Severity::Warning,
        On::Changes(KindSet::of(&[
            Kind::Insert,
            Kind::Copy,
            Kind::LoadData,
            Kind::BulkInsert,
        ])),
        include_str!("non_idempotent_insert.md"),
    )
});

/// Reports rows that are inserted once more by each run.
pub(crate) struct NonIdempotentInsert;

impl Rule for NonIdempotentInsert {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Everywhere>(table)
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let why = match cx.rerun() {
            Some(rerun) => rerun.reason("these rows stay when a later statement fails"),
            None if cx.reports_everywhere() => "nothing here looks for rows that are there already",
            None => return,
        };
        let Some(table) = change.table().filter(|_| cx.is_unrepeatable(change)) else {
            return;
        };
        let is_retried = cx.rerun() == Some(Rerun::Retry);
        if is_retried && (is_said_above(change, table, cx) || stops_above(change, cx)) {
            return;
        }
        let key = table.resolved(cx.migration.script.dialect);
        let message = format!("{why}, and a second run inserts into `{table}` once more, or fails at a key");
        let help = advice(cx.migration.script.dialect);
        cx.report(change.range, message).about(key).help(help);
    }
}

/// The next attempt does not come so far: a change of the schema above fails in it, and has no words to guard it.
fn stops_above(change: &Change, cx: &Context<'_>) -> bool {
    let mut above = cx.migration.changes_above(change.range.start);
    above.any(|(part, earlier, impact)| {
        part.range.start < change.range.start
            && impact.idempotent == Some(false)
            && impact.phase.is_some_and(|phase| phase != Phase::Data)
            && !cx.migration.is_cleared_above(part)
            && !cx.guard_advice(part, earlier).is_in_grammar
    })
}

/// The first of several such statements about a table says it for all.
fn is_said_above(change: &Change, table: &Name, cx: &Context<'_>) -> bool {
    let dialect = cx.migration.script.dialect;
    let mut above = cx.migration.changes_above(change.range.start);
    above.any(|(part, _, impact)| {
        part.kind == change.kind
            && impact.idempotent == Some(false)
            && part.table().is_some_and(|written| written.is_same(table, dialect))
    })
}

const fn advice(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres | Dialect::Sqlite => {
            "add `on conflict do nothing` where a key keeps the rows apart, else `select … where not exists (…)`"
        }
        Dialect::Mysql | Dialect::Mariadb => {
            "write `insert ignore` where a key keeps the rows apart, else `select … where not exists (…)`"
        }
        Dialect::Mssql | Dialect::Oracle | Dialect::Generic => {
            "use `merge`, or `insert … select … where not exists (…)`"
        }
    }
}
