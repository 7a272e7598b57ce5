use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, KindSet, Name, Token};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["tsqllint:linked-server"]),
    partial_aliases: lint::names(&["sqlserver-rules:SRP0026"]),
    dialects: vec![Dialect::Mssql].into(),
    default_on: false,
    in_bodies: true,
    ..RuleInfo::new(
        "linked-server",
        Category::Security,
        Severity::Warning,
        On::Statements(KindSet::ALL),
        include_str!("linked_server.md"),
    )
});

/// Reports statements that work on another server.
pub(crate) struct LinkedServer;

impl Rule for LinkedServer {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        let dialect = cx.migration.script.dialect;
        let remote = statement.uses.iter().map(|used| &used.name).find(|name| match dialect {
            Dialect::Mssql => name.qualifiers.len() >= 3 && !name.qualifiers[0].text.is_empty(),
            _ => name.ident.text.contains('@') && !name.ident.is_quoted,
        });
        let called = || {
            let tokens = cx.tokens();
            let is_query = |token: &&Token| {
                dialect == Dialect::Mssql
                    && matches!(
                        cx.text(token.range).to_ascii_lowercase().as_str(),
                        "openquery" | "openrowset" | "opendatasource"
                    )
            };
            tokens.iter().find(is_query).map(|token| token.range)
        };
        let Some(range) = remote.map(Name::range).or_else(called) else {
            return;
        };
        let name = cx.text(range).to_owned();
        cx.report(range, format!("`{name}` is on another server"))
            .about(name)
            .help("move the data with a tool that both servers know, and keep the migration to one of them");
    }
}
