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

const PROGRAM: &str = "starts a program on the server";
const PROGRAMS: &str = "starts programs on the server";
const FILES: &str = "reads or writes files of the server";
const NETWORK: &str = "calls other machines from the server";

/// Routines that leave the database, lower case.
/// <https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-GENFILE>,
/// <https://learn.microsoft.com/sql/database-engine/configure-windows/xp-cmdshell-server-configuration-option>,
/// <https://docs.oracle.com/en/database/oracle/oracle-database/19/arpls/UTL_FILE.html>
const fn routines(dialect: Dialect) -> &'static [(&'static str, &'static str)] {
    match dialect {
        Dialect::Postgres => &[
            ("pg_read_file", FILES),
            ("pg_read_binary_file", FILES),
            ("pg_ls_dir", FILES),
            ("lo_import", FILES),
            ("lo_export", FILES),
        ],
        Dialect::Mssql => &[
            ("xp_cmdshell", PROGRAMS),
            ("sp_oacreate", PROGRAMS),
            ("sp_oamethod", PROGRAMS),
            ("xp_regread", FILES),
            ("xp_regwrite", FILES),
            ("xp_dirtree", FILES),
        ],
        Dialect::Mysql => &[("load_file", FILES), ("sys_exec", PROGRAMS)],
        Dialect::Mariadb => &[("load_file", FILES)],
        Dialect::Oracle => &[
            ("utl_file", FILES),
            ("utl_http", NETWORK),
            ("utl_tcp", NETWORK),
            ("utl_smtp", NETWORK),
        ],
        Dialect::Sqlite | Dialect::Generic => &[],
    }
}

/// Languages whose functions no permission holds back.
/// <https://www.postgresql.org/docs/current/catalog-pg-language.html>
const LANGUAGES: &[&str] = &["plpython3u", "plpython2u", "plpythonu", "plperlu", "pltclu", "plsh"];

/// Reports statements that reach the files or programs of the server.
pub(crate) struct OperatingSystemAccess;

impl Rule for OperatingSystemAccess {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        let tokens = cx.tokens();
        let Some((token, what)) = (0..tokens.len()).find_map(|at| reach(tokens, at, cx)) else {
            return;
        };
        let name = bare(cx.text(token.range)).to_lowercase();
        cx.report(token.range, format!("`{name}` {what}"))
            .about(name)
            .help("do it outside the database, with the rights of the person who does it");
    }
}

/// What reaches out of the database, where the token at this place shows that something does: a parenthesis or a dot
/// beside a routine's name, a text behind a word, a word before a name.
fn reach(tokens: &[Token], at: usize, cx: &Context<'_>) -> Option<(Token, &'static str)> {
    let before = || at.checked_sub(1).map(|at| tokens[at]);
    let behind = || tokens.get(at + 1).copied();
    let token = tokens[at];
    match token.kind {
        TokenKind::LeftParen => routine(before()?, cx),
        TokenKind::Dot => routine(before()?, cx).or_else(|| routine(behind()?, cx)),
        TokenKind::String => before_text(&tokens[..at], token, cx),
        _ => match token.keyword {
            Keyword::EXEC | Keyword::EXECUTE => routine(behind()?, cx),
            Keyword::LANGUAGE => language(behind()?, cx),
            _ => None,
        },
    }
}

/// What the words before a text do with it. Otherwise a text is only a text.
fn before_text(before: &[Token], text: Token, cx: &Context<'_>) -> Option<(Token, &'static str)> {
    let dialect = cx.migration.script.dialect;
    let (word, earlier) = before.split_last()?;
    let earlier = earlier.last().map(|earlier| earlier.keyword);
    let is_called = |name: &str| cx.text(word.range).eq_ignore_ascii_case(name);
    match word.keyword {
        Keyword::PROGRAM if dialect == Dialect::Postgres => {
            matches!(earlier, Some(Keyword::FROM | Keyword::TO)).then_some((*word, PROGRAM))
        }
        Keyword::INFILE => (earlier != Some(Keyword::LOCAL)).then_some((*word, FILES)),
        _ if word.kind != TokenKind::Word => None,
        _ if is_called("outfile") || is_called("dumpfile") => Some((*word, FILES)),
        _ if dialect == Dialect::Mssql && is_called("sp_configure") => named(text, cx),
        _ => None,
    }
}

fn language(name: Token, cx: &Context<'_>) -> Option<(Token, &'static str)> {
    let is_name = matches!(name.kind, TokenKind::Word | TokenKind::QuotedIdent | TokenKind::String);
    let text = bare(cx.text(name.range));
    let is_unbound = || LANGUAGES.iter().any(|language| text.eq_ignore_ascii_case(language));
    let is_postgres = cx.migration.script.dialect == Dialect::Postgres;
    (is_name && is_postgres && is_unbound()).then_some((name, "runs code without any bounds"))
}

fn routine(name: Token, cx: &Context<'_>) -> Option<(Token, &'static str)> {
    let may_be_routine = match name.kind {
        TokenKind::Word => name.keyword == Keyword::NotAKeyword,
        TokenKind::QuotedIdent => true,
        _ => false,
    };
    may_be_routine.then(|| named(name, cx)).flatten()
}

fn named(name: Token, cx: &Context<'_>) -> Option<(Token, &'static str)> {
    let text = match name.kind {
        TokenKind::Word => cx.text(name.range),
        _ => bare(cx.text(name.range)),
    };
    let mut known = routines(cx.migration.script.dialect).iter();
    let found = known.find(|(routine, _)| text.eq_ignore_ascii_case(routine));
    found.map(|(_, what)| (name, *what))
}

/// A name or a text without its quotes.
fn bare(text: &str) -> &str {
    text.trim_matches(['\'', '"', '[', ']'])
}
