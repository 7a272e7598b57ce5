use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Keyword, KindSet, Token, TokenKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["sqlcodeguard:EI032"]),
    in_bodies: true,
    ..RuleInfo::new(
        "operating-system-access",
        Category::Security,
        Severity::Warning,
        On::Statements(KindSet::ALL),
        include_str!("operating_system_access.md"),
    )
});

const PROGRAMS: &str = "starts programs on the server";
const FILES: &str = "reads or writes files of the server";
const NETWORK: &str = "calls other machines from the server";

/// Routines that leave the database, lower case.
/// <https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-GENFILE>,
/// <https://learn.microsoft.com/sql/database-engine/configure-windows/xp-cmdshell-server-configuration-option>,
/// <https://docs.oracle.com/en/database/oracle/oracle-database/19/arpls/UTL_FILE.html>
const ROUTINES: &[(Dialect, &str, &str)] = &[
    (Dialect::Postgres, "pg_read_file", FILES),
    (Dialect::Postgres, "pg_read_binary_file", FILES),
    (Dialect::Postgres, "pg_ls_dir", FILES),
    (Dialect::Postgres, "lo_import", FILES),
    (Dialect::Postgres, "lo_export", FILES),
    (Dialect::Mssql, "xp_cmdshell", PROGRAMS),
    (Dialect::Mssql, "sp_oacreate", PROGRAMS),
    (Dialect::Mssql, "sp_oamethod", PROGRAMS),
    (Dialect::Mssql, "xp_regread", FILES),
    (Dialect::Mssql, "xp_regwrite", FILES),
    (Dialect::Mssql, "xp_dirtree", FILES),
    (Dialect::Mysql, "load_file", FILES),
    (Dialect::Mariadb, "load_file", FILES),
    (Dialect::Mysql, "sys_exec", PROGRAMS),
    (Dialect::Oracle, "utl_file", FILES),
    (Dialect::Oracle, "utl_http", NETWORK),
    (Dialect::Oracle, "utl_tcp", NETWORK),
    (Dialect::Oracle, "utl_smtp", NETWORK),
];

/// Languages whose functions no permission holds back.
/// <https://www.postgresql.org/docs/current/catalog-pg-language.html>
const LANGUAGES: &[&str] = &["plpython3u", "plpython2u", "plpythonu", "plperlu", "pltclu", "plsh"];

/// Reports statements that reach the files or programs of the server.
pub(crate) struct OperatingSystemAccess;

impl Rule for OperatingSystemAccess {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        let dialect = cx.migration.script.dialect;
        let tokens = cx.migration.script.own_tokens(statement);
        let found = tokens.iter().enumerate().find_map(|(at, token)| {
            let next = tokens.get(at + 1).copied();
            reach(*token, next, &tokens[..at], dialect, cx).map(|what| (token.range, what))
        });
        let Some((range, what)) = found else {
            return;
        };
        let name = cx.text(range).trim_matches(['\'', '"', '[', ']']).to_lowercase();
        cx.report(range, format!("`{name}` {what}"))
            .about(name)
            .help("do it outside the database, with the rights of the person who does it");
    }
}

fn reach(
    token: Token,
    next: Option<Token>,
    before: &[Token],
    dialect: Dialect,
    cx: &Context<'_>,
) -> Option<&'static str> {
    let is_before_text = || next.is_some_and(|next| next.kind == TokenKind::String);
    let last = before.last();
    match token.keyword {
        Keyword::PROGRAM if dialect == Dialect::Postgres && is_before_text() => {
            return last
                .is_some_and(|word| matches!(word.keyword, Keyword::FROM | Keyword::TO))
                .then_some("starts a program on the server");
        }
        Keyword::INFILE if is_before_text() => {
            return last.is_none_or(|word| word.keyword != Keyword::LOCAL).then_some(FILES);
        }
        _ => {}
    }
    if !matches!(token.kind, TokenKind::Word | TokenKind::QuotedIdent | TokenKind::String) {
        return None;
    }
    // A text is only a text, but for a language's name and the option of `sp_configure`.
    let is_data = token.kind == TokenKind::String && dialect != Dialect::Mssql;
    let follows_language = last.is_some_and(|word| word.keyword == Keyword::LANGUAGE);
    if is_data && !follows_language {
        return None;
    }
    let text = cx.text(token.range);
    if is_before_text() && (text.eq_ignore_ascii_case("outfile") || text.eq_ignore_ascii_case("dumpfile")) {
        return Some(FILES);
    }
    if follows_language && dialect == Dialect::Postgres {
        let name = text.trim_matches(['\'', '"']);
        return LANGUAGES
            .iter()
            .any(|language| name.eq_ignore_ascii_case(language))
            .then_some("runs code without any bounds");
    }
    let is_option = token.kind == TokenKind::String
        && last.is_some_and(|word| cx.text(word.range).eq_ignore_ascii_case("sp_configure"));
    let is_called = token.kind != TokenKind::String
        && (next.is_some_and(|next| matches!(next.kind, TokenKind::LeftParen | TokenKind::Dot))
            || last.is_some_and(|word| {
                matches!(word.keyword, Keyword::EXEC | Keyword::EXECUTE) || word.kind == TokenKind::Dot
            }));
    if !is_option && !is_called {
        return None;
    }
    let name = text.trim_matches(['\'', '"', '[', ']']);
    let found = ROUTINES
        .iter()
        .find(|(of, routine, _)| *of == dialect && name.eq_ignore_ascii_case(routine));
    found.map(|(_, _, what)| *what)
}
