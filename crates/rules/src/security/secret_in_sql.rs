use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Keyword, Kind, KindSet, Token, TokenKind};
use source::{Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["flyway:RX002"]),
    partial_aliases: lint::names(&["sqlcheck:4001", "sqlserver-rules:SRD0075"]),
    in_bodies: true,
    ..RuleInfo::new(
        "secret-in-sql",
        Category::Security,
        Severity::Error,
        On::Statements(KindSet::ALL),
        include_str!("secret_in_sql.md"),
    )
});

/// Words that a password follows, in statements about access and connections.
const WORDS: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "secret",
    "identified",
    "old_password",
    "master_password",
    "source_password",
];

/// The beginnings of texts that are secrets by their form, with the shortest length: their makers chose these so that
/// they can be found. <https://docs.github.com/code-security/secret-scanning>
const FORMS: &[(&str, usize, &str)] = &[
    ("AKIA", 20, "an access key of AWS"),
    ("ASIA", 20, "an access key of AWS"),
    ("ghp_", 40, "a token of GitHub"),
    ("github_pat_", 50, "a token of GitHub"),
    ("glpat-", 26, "a token of GitLab"),
    ("sk_live_", 24, "a key of Stripe"),
    ("rk_live_", 24, "a key of Stripe"),
    ("xoxb-", 24, "a token of Slack"),
    ("xoxp-", 24, "a token of Slack"),
    ("AIza", 39, "a key of Google"),
    ("-----BEGIN RSA PRIVATE KEY-----", 40, "a private key"),
    ("-----BEGIN EC PRIVATE KEY-----", 40, "a private key"),
    ("-----BEGIN OPENSSH PRIVATE KEY-----", 40, "a private key"),
    ("-----BEGIN PRIVATE KEY-----", 40, "a private key"),
];

/// The length of the shortest of these.
const SHORTEST: usize = 20;

/// Reports passwords and keys that stand in a script.
pub(crate) struct SecretInSql;

impl Rule for SecretInSql {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        let tokens = cx.tokens();
        let of_role = statement.changes.iter().filter_map(|change| match &change.action {
            Action::Role(role) => role.password,
            _ => None,
        });
        let of_link = matches!(statement.kind, Kind::CreateDatabaseLink | Kind::AlterDatabaseLink);
        let written: Vec<TextRange> = of_role.chain(unquoted(tokens).filter(|_| of_link)).collect();
        for (at, token) in tokens.iter().enumerate() {
            let is_text = matches!(token.kind, TokenKind::String | TokenKind::QuotedIdent);
            if !is_text && written.is_empty() {
                continue;
            }
            let is_named = written.contains(&token.range);
            if !is_text && !is_named {
                continue;
            }
            let what =
                if is_named || (token.kind == TokenKind::String && follows_word(&tokens[..at], statement.kind, cx)) {
                    is_secret(cx.text(token.range)).then_some("a password")
                } else {
                    known_form(cx.text(token.range))
                };
            let Some(what) = what else {
                continue;
            };
            cx.report(
                token.range,
                format!("{what} stands here, for everybody who can read this file"),
            )
            .help("fill it in from outside when the migration runs, and change the one that stood here");
        }
    }
}

/// Oracle's `IDENTIFIED BY hunter2`, without quotes.
fn unquoted(tokens: &[Token]) -> impl Iterator<Item = TextRange> + '_ {
    tokens.windows(3).filter_map(|found| {
        let is_given = found[0].keyword == Keyword::IDENTIFIED && found[1].keyword == Keyword::BY;
        let is_value = matches!(found[2].kind, TokenKind::Word | TokenKind::QuotedIdent);
        (is_given && is_value && found[2].keyword != Keyword::VALUES).then_some(found[2].range)
    })
}

/// Whether a word before the text says that it is a password: `PASSWORD = '…'`, `IDENTIFIED BY '…'`. In statements that
/// only move rows the word may be anything.
fn follows_word(before: &[Token], kind: Kind, cx: &Context<'_>) -> bool {
    if matches!(
        kind,
        Kind::Insert | Kind::Update | Kind::Delete | Kind::Select | Kind::Merge | Kind::Replace
    ) {
        return false;
    }
    // `SET PASSWORD FOR 'app'@'%' = '…'` (MySQL, MariaDB)
    if kind == Kind::SetPassword && before.last().is_some_and(|token| token.kind == TokenKind::Equals) {
        return true;
    }
    let between = |token: &Token| {
        // `PASSWORD('…')`
        matches!(token.kind, TokenKind::Equals | TokenKind::LeftParen)
            || matches!(token.keyword, Keyword::BY | Keyword::AS | Keyword::WITH)
    };
    let mut earlier = before.iter().rev().skip_while(|token| between(token));
    let is_word = |token: &Token| {
        token.kind == TokenKind::Word && WORDS.iter().any(|word| cx.text(token.range).eq_ignore_ascii_case(word))
    };
    let Some(last) = earlier.next() else {
        return false;
    };
    // `IDENTIFIED WITH plugin BY '…'`
    let is_plugin = earlier.next().is_some_and(|token| token.keyword == Keyword::WITH)
        && earlier.next().is_some_and(|token| token.keyword == Keyword::IDENTIFIED)
        && before
            .last()
            .is_some_and(|token| matches!(token.keyword, Keyword::BY | Keyword::AS));
    is_word(last) || is_plugin
}

/// Whether the text is a value: not empty, and nothing that is filled in later.
fn is_secret(written: &str) -> bool {
    let text = written
        .trim_start_matches(['N', 'E', 'n', 'e'])
        .trim_matches(['\'', '"']);
    !text.is_empty() && !is_filled_in(text) && !is_put_together(written)
}

/// Whether the text ends the one that holds it, so that an expression stands in its place: `exec('… = ''' + @pw + '''')`.
fn is_put_together(written: &str) -> bool {
    written.starts_with("'''") && (written.contains('+') || written.contains("||"))
}

fn is_filled_in(text: &str) -> bool {
    text.contains(['$', '{', '<', '&', '%', ':']) || text.starts_with('@')
}

/// What the text is by its form, if it is a secret.
fn known_form(written: &str) -> Option<&'static str> {
    let is_pair = written.bytes().any(|byte| matches!(byte, b'=' | b':'));
    // Most texts are data and short.
    if written.len() < SHORTEST && !is_pair {
        return None;
    }
    let text = written.trim_start_matches(['N', 'E']).trim_matches('\'');
    let by_beginning = FORMS.iter().find(|(beginning, length, _)| {
        text.len() >= *length && text.starts_with(beginning) && !text.contains("EXAMPLE")
    });
    if let Some((_, _, what)) = by_beginning {
        return Some(what);
    }
    if !is_pair {
        return None;
    }
    let is_connection = text.contains('=')
        && text
            .split([' ', ';'])
            .filter_map(|part| part.split_once('='))
            .any(|(key, value)| {
                matches!(key.trim().to_ascii_lowercase().as_str(), "password" | "pwd") && is_secret(value.trim())
            });
    let names_server = || {
        let lower = text.to_ascii_lowercase();
        [
            "host=",
            "dbname=",
            "server=",
            "data source=",
            "user=",
            "user id=",
            "uid=",
        ]
        .iter()
        .any(|key| lower.contains(key))
    };
    if is_connection && names_server() {
        return Some("a password");
    }
    let (_, rest) = text.split_once("://")?;
    let (credentials, _) = rest.split(['/', ' ', '?', '#']).next()?.rsplit_once('@')?;
    let (_, password) = credentials.split_once(':')?;
    (is_secret(password) && !password.contains(' ')).then_some("an address with a password")
}
