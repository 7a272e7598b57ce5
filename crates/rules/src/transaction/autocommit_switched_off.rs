use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, Dialect, Kind, KindSet};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mysql, Dialect::Mariadb, Dialect::Mssql]),
    fixable: true,
    ..RuleInfo::new(
        "autocommit-switched-off",
        Category::Transaction,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::ClientCommand, Kind::Set])),
        include_str!("autocommit_switched_off.md"),
    )
});

/// Reports scripts that switch autocommit off and do not switch it on again.
pub(crate) struct AutocommitSwitchedOff;

impl Rule for AutocommitSwitchedOff {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        // What psql does not run is another finding.
        let is_unread = change.kind == Kind::ClientCommand && !cx.migration.tool.runs_psql();
        if is_unread || switches(change) != Some(Switch::Off) {
            return;
        }
        let statements = &cx.migration.script.statements;
        let below = || statements.iter().filter(|later| later.range.start > change.range.start);
        let is_on_again = below()
            .flat_map(|later| &later.changes)
            .any(|later| switches(later) == Some(Switch::On));
        let ends_well = below()
            .next_back()
            .is_some_and(|last| matches!(last.kind, Kind::Commit | Kind::Rollback));
        if !is_on_again && !ends_well {
            let edit = cx.migration.appended(&cx.in_case_of_statement("commit"));
            let report = cx.report(
                change.range,
                "no statement commits by itself any more, so what follows is undone when the session ends",
            );
            report.help("end the script with `commit`, or use a transaction of its own instead");
            if let Some(edit) = edit {
                report.fix("commit at the end", Applicability::Unsafe, [edit]);
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Switch {
    On,
    Off,
}

/// What a statement does to autocommit.
fn switches(change: &Change) -> Option<Switch> {
    let Action::Session(setting) = &change.action else {
        return None;
    };
    let value = setting.value.as_deref()?.to_ascii_lowercase();
    match (setting.name.as_str(), value.as_str()) {
        ("autocommit", "0" | "off") | ("implicit_transactions", "on") => Some(Switch::Off),
        ("autocommit", "1" | "on") | ("implicit_transactions", "off") => Some(Switch::On),
        _ => None,
    }
}
