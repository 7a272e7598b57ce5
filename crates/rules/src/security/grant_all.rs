use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["flyway:RX009", "eslint-plugin-postgresql:no-grant-all"]),
    partial_aliases: lint::names(&["sqlcodeguard:DEP018"]),
    default_on: false,
    ..RuleInfo::new(
        "grant-all",
        Category::Security,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::Grant])),
        include_str!("grant_all.md"),
    )
});

/// Reports grants of every privilege there is.
pub(crate) struct GrantAll;

impl Rule for GrantAll {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::Grant(grant) = &change.action else {
            return;
        };
        if !grant.privileges.iter().any(|privilege| privilege == "ALL") {
            return;
        }
        let grantees: Vec<String> = grant.grantees.iter().map(|grantee| format!("`{grantee}`")).collect();
        let message = format!(
            "{} may do everything here, what later versions of the engine add included",
            grantees.join(", ")
        );
        cx.report(change.range, message)
            .about(grantees.join(", "))
            .help("list the privileges that are needed");
    }
}
