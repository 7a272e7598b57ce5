use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["flyway:RG07", "liquibase:SqlGrantWarn", "liquibase:SqlRevokeWarn"]),
    partial_aliases: lint::names(&["sqlserver-rules:SRD0060"]),
    default_on: false,
    ..RuleInfo::new(
        "permission-change",
        Category::Security,
        Severity::Warning,
        On::Changes(KindSet::of(&[
            Kind::Grant,
            Kind::Revoke,
            Kind::Deny,
            Kind::ReassignOwned,
            Kind::AlterDefaultPrivileges,
        ])),
        include_str!("permission_change.md"),
    )
});

/// Reports changes of who may do what.
pub(crate) struct PermissionChange;

impl Rule for PermissionChange {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let verb = change.kind.as_str().replace('_', " ");
        cx.report(change.range, format!("`{verb}` changes who may do what"))
            .about(verb)
            .help("keep permissions where they are reviewed, and leave them out of migrations");
    }
}
