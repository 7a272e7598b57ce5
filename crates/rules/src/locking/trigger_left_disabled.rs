use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, MigrationFacts, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, Dialect, Kind, Runs};
use source::{Category, Severity, StatementPath};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mssql, Dialect::Oracle]),
    partial_aliases: lint::names(&[
        "migrationpilot:MP064",
        "pg-migration-lint:PGM020",
        "pgls:avoidEnableDisableTrigger",
        "pgfence:enable-disable-trigger",
        "squawk:ban-disable-trigger",
        "safe-migrate:disable-trigger",
    ]),
    ..RuleInfo::new(
        "trigger-left-disabled",
        Category::Locking,
        Severity::Warning,
        On::Migrations,
        include_str!("trigger_left_disabled.md"),
    )
});

/// Reports triggers that are switched off and not on again.
pub(crate) struct TriggerLeftDisabled;

impl Rule for TriggerLeftDisabled {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let switches = switches(facts);
        for (at, off) in switches
            .iter()
            .enumerate()
            .filter(|(_, switch)| switch.change.kind == Kind::DisableTrigger)
        {
            let is_over = switches[at + 1..].iter().any(|later| later.undoes(off));
            let (Some(table), false) = (off.change.object(), is_over) else {
                continue;
            };
            let is_gone = facts.after.relation(table).is_absent();
            if is_gone || facts.created().has_relation_of(off.change) {
                continue;
            }
            let message = match &off.trigger {
                Some(trigger) => format!("the trigger `{trigger}` of `{table}` stays disabled"),
                None => format!("the triggers of `{table}` stay disabled"),
            };
            let path = StatementPath(vec![off.statement]);
            cx.report_in(path, off.change.range, message)
                .about(table.resolved(facts.script.dialect))
                .help("enable it again at the end of the migration, or drop it where nothing needs it any more");
        }
    }
}

/// One trigger, or all of a table, switched on or off; or dropped.
struct Switch<'a> {
    statement: u32,
    change: &'a Change,
    table: String,
    /// `None` for all of the table's.
    trigger: Option<String>,
}

impl Switch<'_> {
    fn undoes(&self, off: &Self) -> bool {
        let is_of_trigger = self.trigger.is_none() || self.trigger == off.trigger;
        self.change.kind != Kind::DisableTrigger && self.table == off.table && is_of_trigger
    }
}

fn switches(facts: &MigrationFacts) -> Vec<Switch<'_>> {
    let mut switches = Vec::new();
    for (at, statement) in (0..).zip(&facts.script.statements) {
        statement.walk(&mut |inner| {
            if matches!(inner.runs, Runs::Now | Runs::If) {
                switches.extend(inner.changes.iter().filter_map(|change| switch(at, change, facts)));
            }
        });
    }
    switches
}

fn switch<'a>(statement: u32, change: &'a Change, facts: &MigrationFacts) -> Option<Switch<'a>> {
    let dialect = facts.script.dialect;
    let (table, trigger) = match &change.action {
        Action::Table(action) if matches!(change.kind, Kind::EnableTrigger | Kind::DisableTrigger) => {
            let named = action
                .argument
                .as_ref()
                .map(|trigger| trigger.ident.folded(dialect).to_string());
            let all = |name: &String| matches!(name.to_ascii_lowercase().as_str(), "all" | "user");
            (&action.name, named.filter(|name| !all(name)))
        }
        Action::Drop(dropped) if change.kind == Kind::DropTrigger => (
            dropped.table.as_ref()?,
            Some(dropped.name.ident.folded(dialect).to_string()),
        ),
        _ => return None,
    };
    Some(Switch {
        statement,
        change,
        table: table.resolved(dialect),
        trigger,
    })
}
