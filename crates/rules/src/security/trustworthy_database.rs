use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Keyword, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: vec![Dialect::Mssql].into(),
    ..RuleInfo::new(
        "trustworthy-database",
        Category::Security,
        Severity::Error,
        On::Statements(KindSet::of(&[Kind::AlterDatabase, Kind::CreateDatabase])),
        include_str!("trustworthy_database.md"),
    )
});

/// Reports databases whose owners may leave them with the rights of the server.
pub(crate) struct TrustworthyDatabase;

impl Rule for TrustworthyDatabase {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        let tokens = cx.migration.script.tokens_of(statement);
        for pair in tokens.windows(2) {
            let name = cx.text(pair[0].range);
            let is_switch = ["trustworthy", "db_chaining"]
                .iter()
                .any(|switch| name.eq_ignore_ascii_case(switch));
            if !is_switch || pair[1].keyword != Keyword::ON {
                continue;
            }
            let name = name.to_lowercase();
            cx.report(
                pair[0].range.cover(pair[1].range),
                format!("with `{name} on`, who owns this database can act on the whole server"),
            )
            .about(name)
            .help("sign the modules that need more rights with a certificate");
        }
    }
}
