use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rerun, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, KindSet};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["pg-migration-lint:PGM301"]),
    options: vec![OptionInfo {
        name: "everywhere".into(),
        value: "true or false".into(),
        default: "false".into(),
        summary: "also report where no second run is to be expected".into(),
    }]
    .into(),
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

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    everywhere: bool,
}

/// Reports rows that are inserted once more by each run.
pub(crate) struct NonIdempotentInsert;

impl Rule for NonIdempotentInsert {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let settings: Settings = cx.options().copied().unwrap_or_default();
        let why = match cx.rerun() {
            Some(Rerun::Repeatable) => "this script runs whenever its text changes",
            Some(Rerun::Callback) => "this script runs at each occurrence of its event",
            Some(Rerun::Retry) => "these rows stay when a later statement fails",
            None if settings.everywhere => "nothing here looks for rows that are there already",
            None => return,
        };
        let Some(table) = change.table().filter(|_| cx.is_unrepeatable(change)) else {
            return;
        };
        let key = table.resolved(cx.migration.script.dialect);
        let message = format!("{why}, and a second run inserts into `{table}` once more");
        let help = advice(cx.migration.script.dialect);
        cx.report(change.range, message).about(key).help(help);
    }
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
