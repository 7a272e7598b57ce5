use std::sync::LazyLock;

use lint::{Context, MigrationFacts, On, Rule, RuleInfo, Subject};
use migrations::{MigrationKind, Tool};
use schema::{Dialect, TokenKind};
use source::{Applicability, Category, Severity, StatementPath};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: vec![
        Dialect::Postgres,
        Dialect::Mysql,
        Dialect::Mariadb,
        Dialect::Mssql,
        Dialect::Oracle,
        Dialect::Sqlite,
    ]
    .into(),
    fixable: true,
    ..RuleInfo::new(
        "client-command",
        Category::Hygiene,
        Severity::Error,
        On::Migrations,
        include_str!("client_command.md"),
    )
});

/// Reports commands of a client in migrations that another program sends.
pub(crate) struct ClientCommand;

impl Rule for ClientCommand {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let tool = facts.tool;
        if facts.migration.kind == MigrationKind::Loose {
            return;
        }
        report_go(facts, cx);
        let tokens = facts.script.file_tokens().iter();
        for token in tokens.filter(|token| token.kind == TokenKind::ClientCommand) {
            let text = facts.file.slice(token.range);
            let client = client_of(text, facts.script.dialect).filter(|client| client.is_not_run_by(tool));
            let Some(client) = client else { continue };
            let command = text.split_whitespace().next().unwrap_or_default();
            let (name, runner) = (client.title(), tool.title());
            let message = format!("`{command}` is a command of {name}, which {runner} does not run");
            let help = "say it in SQL, or leave it out";
            // `DELIMITER` is no statement: what stands behind it depends on it, so it cannot be left out alone.
            let mut statements = facts.script.statements.iter();
            let Some(at) = statements.position(|statement| statement.range.start == token.range.start) else {
                cx.report(token.range, message).about(command).help(help);
                continue;
            };
            let line = facts.lines_of(&facts.script.statements[at]);
            let path = StatementPath(vec![u32::try_from(at).unwrap_or(u32::MAX)]);
            cx.report_in(path, token.range, message).about(command).help(help).fix(
                "leave it out",
                Applicability::Unsafe,
                [(line, String::new())],
            );
        }
    }
}

/// `GO` is sqlcmd's as well (<https://learn.microsoft.com/sql/t-sql/language-elements/sql-server-utilities-statements-go>):
/// golang-migrate sends the file as one batch, goose cuts it at semicolons.
fn report_go(facts: &MigrationFacts, cx: &mut Context<'_>) {
    let hands_it_on = matches!(facts.tool, Tool::GolangMigrate | Tool::Goose);
    if facts.script.dialect != Dialect::Mssql || !hands_it_on {
        return;
    }
    let mut tokens = facts.script.file_tokens().iter();
    if let Some(end) = tokens.find(|token| token.kind == TokenKind::BatchEnd) {
        let runner = facts.tool.title();
        let message = format!("`go` is a command of sqlcmd, which {runner} does not run");
        cx.report(end.range, message)
            .about("go")
            .help("put each batch into a migration of its own, and leave it out");
    }
}

/// A program that reads lines of a script itself.
#[derive(Clone, Copy)]
enum Client {
    Psql,
    Mysql,
    Sqlcmd,
    SqlPlus,
    Sqlite,
}

impl Client {
    const fn title(self) -> &'static str {
        match self {
            Self::Psql => "psql",
            Self::Mysql => "the mysql client",
            Self::Sqlcmd => "sqlcmd",
            Self::SqlPlus => "SQL*Plus",
            Self::Sqlite => "the sqlite3 shell",
        }
    }

    /// Whether it is known that the tool hands the line to the server. Flyway reads `DELIMITER` itself, and SQL*Plus's
    /// commands where `oracle.sqlplus` is set (<https://documentation.red-gate.com/fd>).
    fn is_not_run_by(self, tool: Tool) -> bool {
        match self {
            Self::Psql => !tool.runs_psql(),
            Self::Mysql | Self::SqlPlus | Self::Sqlite => SENDERS.contains(&tool),
            Self::Sqlcmd => {
                SENDERS.contains(&tool) || matches!(tool, Tool::Flyway | Tool::DbUp | Tool::Grate | Tool::Evolve)
            }
        }
    }
}

/// Tools that send the text of a file, or its statements, through a driver and read no client's commands.
const SENDERS: &[Tool] = &[
    Tool::GolangMigrate,
    Tool::Goose,
    Tool::Dbmate,
    Tool::Sqlx,
    Tool::Diesel,
    Tool::Refinery,
    Tool::SqlMigrate,
    Tool::Prisma,
    Tool::Drizzle,
];

/// Whose command a line is.
fn client_of(text: &str, dialect: Dialect) -> Option<Client> {
    match dialect {
        Dialect::Postgres => text.starts_with('\\').then_some(Client::Psql),
        Dialect::Mysql | Dialect::Mariadb => Some(Client::Mysql),
        Dialect::Mssql => text.starts_with(':').then_some(Client::Sqlcmd),
        Dialect::Oracle => Some(Client::SqlPlus),
        Dialect::Sqlite => text.starts_with('.').then_some(Client::Sqlite),
        Dialect::Generic => None,
    }
}
