use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, KindSet, Name, Statement};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: vec![Dialect::Postgres].into(),
    in_down: false,
    ..RuleInfo::new(
        "row-security-switched-off",
        Category::Security,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::DisableRowSecurity, Kind::NoForceRowSecurity])),
        include_str!("row_security_switched_off.md"),
    )
});

/// Reports tables whose policies no longer hold.
pub(crate) struct RowSecuritySwitchedOff;

impl Rule for RowSecuritySwitchedOff {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let Some(table) = change
            .table()
            .filter(|table| !cx.is_created_above(table, change.range.start))
        else {
            return;
        };
        if cx
            .migration
            .script
            .statements
            .iter()
            .any(|later| later.range.start > statement.range.start && switches_on(later, table, cx))
        {
            return;
        }
        let message = match change.kind {
            Kind::DisableRowSecurity => {
                format!("every row of `{table}` is open to whoever may read the table; its policies no longer hold")
            }
            _ => format!("the owner of `{table}` is no longer bound by its policies"),
        };
        let key = cx.resolved(table);
        cx.report(change.range, message)
            .about(key)
            .help("change the policy that stands in the way instead");
    }
}

fn switches_on(later: &Statement, table: &Name, cx: &Context<'_>) -> bool {
    let dialect = cx.migration.script.dialect;
    later.changes.iter().any(|change| {
        matches!(
            change.kind,
            Kind::EnableRowSecurity | Kind::ForceRowSecurity | Kind::DropTable
        ) && change.table().is_some_and(|other| other.is_same(table, dialect))
    })
}
