use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Grant, Ident, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["flyway:RX005", "flyway:RG12"]),
    partial_aliases: lint::names(&["eslint-plugin-postgresql:no-grant-to-public"]),
    dialects: vec![Dialect::Postgres, Dialect::Mssql, Dialect::Oracle, Dialect::Mariadb].into(),
    ..RuleInfo::new(
        "grant-to-public",
        Category::Security,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::Grant])),
        include_str!("grant_to_public.md"),
    )
});

/// Reports privileges given to everybody.
pub(crate) struct GrantToPublic;

impl Rule for GrantToPublic {
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
        let dialect = cx.migration.script.dialect;
        let is_public =
            |grantee: &&Ident| !grantee.has_placeholder && grantee.folded(dialect).eq_ignore_ascii_case("public");
        let Some(public) = grant.grantees.iter().find(is_public) else {
            return;
        };
        if is_meant_for_all(grant, dialect) {
            return;
        }
        let privileges = grant.privileges.join(", ").to_lowercase();
        cx.report(
            public.range,
            format!("every role, present and future, gets `{privileges}`"),
        )
        .about(privileges)
        .help("grant to the roles that need it");
    }
}

/// What lets nobody see or do anything by itself.
fn is_meant_for_all(grant: &Grant, dialect: Dialect) -> bool {
    let is_usage = grant.privileges.iter().all(|privilege| privilege == "USAGE");
    dialect == Dialect::Postgres && is_usage
}
