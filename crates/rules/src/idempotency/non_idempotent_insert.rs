use std::sync::LazyLock;

use impact::Phase;
use lint::{Context, Everywhere, On, Options, OptionsError, Rerun, Rule, RuleInfo, Subject};
use schema::{Action, Change, ConstraintKind, Dialect, Ident, Kind, KindSet, Name, Statement};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["pg-migration-lint:PGM301"]),
    options: vec![Everywhere::info("also report where no second run is to be expected")].into(),
    fixable: true,
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
        let Subject::Change(change, statement) = subject else {
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
        let key = cx.resolved(table);
        let message = format!("{why}, and a second run inserts into `{table}` once more, or fails at a key");
        let help = advice(cx.migration.script.dialect);
        let edit = ignoring(change, statement, cx);
        let report = cx.report(change.range, message).about(key).help(help);
        if let Some(edit) = edit {
            report.fix("leave rows that are there already alone", Applicability::Unsafe, [edit]);
        }
    }
}

/// The words that leave rows alone which are there already, where a key that the statement writes tells them apart.
fn ignoring(change: &Change, statement: &Statement, cx: &Context<'_>) -> Option<(TextRange, String)> {
    let Action::Insert(insert) = &change.action else {
        return None;
    };
    let dialect = cx.migration.script.dialect;
    let table = cx.before().table(&insert.table).known()?;
    let is_written = |column: &Ident| {
        let column = column.folded(dialect);
        insert.columns.iter().any(|written| written.folded(dialect) == column)
    };
    let is_kept_apart = table.constraints.iter().any(|constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey { keys, .. } | ConstraintKind::Unique { keys, .. } => {
            !keys.is_empty() && keys.iter().all(|key| key.column().is_some_and(is_written))
        }
        _ => false,
    });
    let says_more = insert.conflict.is_some()
        || cx
            .migration
            .script
            .names_word(statement, &cx.migration.file, "returning");
    if !is_kept_apart || says_more || !cx.is_top_level() {
        return None;
    }
    match dialect {
        Dialect::Postgres | Dialect::Sqlite => {
            let words = cx.in_case_of_statement("on conflict do nothing");
            Some((TextRange::empty(statement.range.end), format!(" {words}")))
        }
        Dialect::Mysql | Dialect::Mariadb => {
            let verb = cx.migration.script.word_of(statement, &cx.migration.file, "insert")?;
            let word = cx.in_case_of_statement("ignore");
            Some((TextRange::empty(verb.end), format!(" {word}")))
        }
        Dialect::Mssql | Dialect::Oracle | Dialect::Generic => None,
    }
}

/// The next attempt does not come so far: a change of the schema above fails in it, and has no words to guard it.
fn stops_above(change: &Change, cx: &Context<'_>) -> bool {
    let mut above = cx.migration.changes_above(change.range.start);
    above.any(|(part, earlier, outcome)| {
        part.range.start < change.range.start
            && outcome.idempotent == Some(false)
            && outcome.phase.is_some_and(|phase| phase != Phase::Data)
            && !cx.migration.is_cleared_above(part)
            && !cx.guard_advice(part, earlier).is_in_grammar
    })
}

/// The first of several such statements about a table says it for all.
fn is_said_above(change: &Change, table: &Name, cx: &Context<'_>) -> bool {
    let dialect = cx.migration.script.dialect;
    let mut above = cx.migration.changes_above(change.range.start);
    above.any(|(part, _, outcome)| {
        part.kind == change.kind
            && outcome.idempotent == Some(false)
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
