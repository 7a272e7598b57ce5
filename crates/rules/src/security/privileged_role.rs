use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Grant, GrantTarget, Kind, KindSet, Name, Statement};
use source::{Category, Severity};

static INFO: RuleInfo = RuleInfo::new(
    "privileged-role",
    Category::Security,
    Severity::Warning,
    On::Statements(KindSet::of(&[
        Kind::CreateRole,
        Kind::AlterRole,
        Kind::CreateUser,
        Kind::AlterUser,
        Kind::Grant,
        Kind::AlterServerRole,
        Kind::Execute,
    ])),
    include_str!("privileged_role.md"),
);

/// <https://www.postgresql.org/docs/current/sql-createrole.html>
const POWERS: &[&str] = &["superuser", "bypassrls"];

/// Roles whose members may do everything, lower case, by dialect.
/// <https://www.postgresql.org/docs/current/predefined-roles.html>
const MEMBERSHIPS: &[(Dialect, &str)] = &[
    (Dialect::Postgres, "pg_execute_server_program"),
    (Dialect::Postgres, "pg_write_server_files"),
    (Dialect::Postgres, "pg_read_server_files"),
    (Dialect::Postgres, "rds_superuser"),
    (Dialect::Postgres, "cloudsqlsuperuser"),
    (Dialect::Oracle, "dba"),
    (Dialect::Oracle, "sysdba"),
    (Dialect::Oracle, "any privilege"),
    (Dialect::Oracle, "grant any privilege"),
    (Dialect::Oracle, "all privileges"),
    (Dialect::Mysql, "super"),
    (Dialect::Mariadb, "super"),
];

/// <https://learn.microsoft.com/sql/relational-databases/security/authentication-access/server-level-roles>
const SERVER_ROLES: &[&str] = &["sysadmin", "securityadmin", "serveradmin"];

/// Reports roles that may do everything on the server.
pub(crate) struct PrivilegedRole;

impl Rule for PrivilegedRole {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        for change in &statement.changes {
            let dialect = cx.migration.script.dialect;
            let found = match &change.action {
                Action::Role(role) => {
                    let power = POWERS
                        .iter()
                        .find(|power| role.options.iter().any(|option| option == **power));
                    power.map(|power| ((*power).to_owned(), role.name.to_string()))
                }
                Action::Grant(grant) if grant.target == GrantTarget::Role => {
                    let power = grant
                        .privileges
                        .iter()
                        .find(|privilege| is_membership(privilege, dialect));
                    power.map(|power| (power.to_lowercase().to_string(), names(grant)))
                }
                Action::Grant(grant) if gives_whole_server(grant) => Some(("all on *.*".to_owned(), names(grant))),
                _ => server_role(statement, cx),
            };
            // A name that is put together from text is not known.
            let is_computed = |who: &str| who.contains('{') && !who.contains("${") && !who.contains("{{");
            let known = found.filter(|(_, who)| !is_computed(who));
            let Some((power, who)) = known else {
                continue;
            };
            cx.report(
                change.range,
                format!("`{who}` gets `{power}`, which no permission holds back"),
            )
            .about(format!("{who} {power}"))
            .help("give it the privileges that it needs, one by one");
        }
    }
}

fn is_membership(privilege: &str, dialect: Dialect) -> bool {
    MEMBERSHIPS
        .iter()
        .any(|(of, name)| *of == dialect && privilege.eq_ignore_ascii_case(name))
}

fn gives_whole_server(grant: &Grant) -> bool {
    let GrantTarget::Objects { names, .. } = &grant.target else {
        return false;
    };
    let is_everything =
        |name: &Name| name.ident.text == "*" && name.qualifier().is_some_and(|schema| schema.text == "*");
    grant.privileges.iter().any(|privilege| privilege == "ALL") && names.iter().any(is_everything)
}

fn names(grant: &Grant) -> String {
    let grantees: Vec<String> = grant.grantees.iter().map(ToString::to_string).collect();
    grantees.join(", ")
}

/// `ALTER SERVER ROLE r ADD MEMBER m` and `sp_addsrvrolemember 'm', 'r'`.
fn server_role(statement: &Statement, cx: &Context<'_>) -> Option<(String, String)> {
    if cx.migration.script.dialect != Dialect::Mssql {
        return None;
    }
    let words: Vec<String> = cx
        .migration
        .script
        .tokens_of(statement)
        .iter()
        .map(|token| {
            cx.text(token.range)
                .trim_start_matches('N')
                .trim_matches(['\'', '[', ']', '"'])
                .to_lowercase()
        })
        .collect();
    let role = words.iter().find(|word| SERVER_ROLES.contains(&word.as_str()))?.clone();
    let who = match words.iter().position(|word| word == "member") {
        Some(at) if words[at - 1] == "add" => words.get(at + 1),
        _ => {
            let at = words.iter().position(|word| word == "sp_addsrvrolemember");
            at.and_then(|at| words[at + 1..].iter().find(|word| *word != "=" && *word != "@loginame"))
        }
    };
    who.map(|who| (role, who.clone()))
}
