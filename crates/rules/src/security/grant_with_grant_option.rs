use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, GrantTarget, Ident, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "flyway:RX006",
        "flyway:RX007",
        "liquibase:SqlGrantOptionWarn",
        "liquibase:SqlGrantAdminWarn",
    ]),
    ..RuleInfo::new(
        "grant-with-grant-option",
        Category::Security,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::Grant])),
        include_str!("grant_with_grant_option.md"),
    )
});

/// Reports privileges that their holders may pass on.
pub(crate) struct GrantWithGrantOption;

impl Rule for GrantWithGrantOption {
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
        if !grant.with_grant_option {
            return;
        }
        let option = match grant.target {
            GrantTarget::Role => "with admin option",
            _ => "with grant option",
        };
        let grantees: Vec<String> = grant.grantees.iter().map(|grantee| format!("`{grantee}`")).collect();
        let is_known = !grant.grantees.is_empty() && grant.grantees.iter().all(is_name);
        let grantees = if is_known {
            grantees.join(", ")
        } else {
            "the grantee".to_owned()
        };
        cx.report(change.range, format!("{grantees} may give these privileges to anybody"))
            .about(grantees)
            .help(format!(
                "leave out `{option}`, and grant from a migration where somebody else needs it"
            ));
    }
}

/// Whether the name is written out, not put together from text.
fn is_name(name: &Ident) -> bool {
    !name.has_placeholder
}
