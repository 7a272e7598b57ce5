use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet, TokenKind};
use source::{Category, Severity};

static INFO: RuleInfo = RuleInfo::new(
    "hard-coded-host",
    Category::Hygiene,
    Severity::Warning,
    On::Statements(KindSet::of(&[
        Kind::CreateServer,
        Kind::AlterServer,
        Kind::CreateSubscription,
        Kind::AlterSubscription,
        Kind::CreateDatabaseLink,
        Kind::Execute,
    ])),
    include_str!("hard_coded_host.md"),
);

/// Reports the names of machines in connections.
pub(crate) struct HardCodedHost;

impl Rule for HardCodedHost {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        let tokens = cx.tokens();
        if statement.kind == Kind::Execute
            && !tokens
                .iter()
                .any(|token| cx.text(token.range).eq_ignore_ascii_case("sp_addlinkedserver"))
        {
            return;
        }
        for (at, token) in tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| token.kind == TokenKind::String)
        {
            let text = cx.text(token.range).trim_start_matches('N').trim_matches('\'');
            let before = at
                .checked_sub(1)
                .map_or("", |at| cx.text(tokens[at].range))
                .to_ascii_lowercase();
            let host = match text.split_once("host=") {
                Some((_, rest)) => rest.split([' ', ',', ';']).next().unwrap_or_default(),
                None if matches!(before.as_str(), "host" | "hostaddr") => text,
                None => continue,
            };
            if host.is_empty()
                || host.contains(['$', '{', ':', '%', '/'])
                || matches!(host, "localhost" | "127.0.0.1" | "::1")
            {
                continue;
            }
            let host = host.to_owned();
            cx.report(
                token.range,
                format!("`{host}` is a machine that only this environment has"),
            )
            .about(host)
            .help("fill the host in when the migration runs, or set the connection up outside of migrations");
        }
    }
}
