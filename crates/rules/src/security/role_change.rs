use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "flyway:RX008",
        "flyway:RX010",
        "flyway:RX011",
        "flyway:RG08",
        "flyway:RG11",
        "eslint-plugin-postgresql:no-create-role",
    ]),
    default_on: false,
    ..RuleInfo::new(
        "role-change",
        Category::Security,
        Severity::Warning,
        On::Changes(KindSet::of(&[
            Kind::CreateRole,
            Kind::AlterRole,
            Kind::DropRole,
            Kind::CreateUser,
            Kind::AlterUser,
            Kind::DropUser,
            Kind::CreateLogin,
            Kind::AlterLogin,
            Kind::DropLogin,
            Kind::RenameUser,
        ])),
        include_str!("role_change.md"),
    )
});

/// Reports roles and users that a migration makes, changes or drops.
pub(crate) struct RoleChange;

impl Rule for RoleChange {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let words = change.kind.as_str().replace('_', " ");
        cx.report(
            change.range,
            format!("`{words}` reaches beyond the database that is migrated"),
        )
        .about(words)
        .help("manage roles where the server is managed");
    }
}
