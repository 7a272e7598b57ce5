use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{KindSet, Token, TokenKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["sqlserver-rules:SRD0074"]),
    in_bodies: true,
    ..RuleInfo::new(
        "weak-password-hash",
        Category::Security,
        Severity::Warning,
        On::Statements(KindSet::ALL),
        include_str!("weak_password_hash.md"),
    )
});

/// Functions that hash fast. `hashbytes` and `digest` are told which hash to make.
const HASHES: &[&str] = &["md5", "sha1", "sha", "old_password", "hashbytes", "digest"];

/// Reports passwords that are kept as a hash made for speed.
pub(crate) struct WeakPasswordHash;

impl Rule for WeakPasswordHash {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        let tokens = cx.tokens();
        for at in cx.calls() {
            let token = tokens[at];
            let name = cx.text(token.range);
            if token.kind != TokenKind::Word || !HASHES.iter().any(|hash| name.eq_ignore_ascii_case(hash)) {
                continue;
            }
            let name = name.to_ascii_lowercase();
            let end = close_of(&tokens[at + 1..]);
            let arguments = &tokens[at + 1..=at + end];
            let is_weak = !matches!(name.as_str(), "hashbytes" | "digest")
                || arguments.iter().any(|word| names_weak_hash(word, cx));
            let names_password = |word: &Token| {
                let text = cx.text(word.range).to_ascii_lowercase();
                ["password", "passwd", "pwd"].iter().any(|part| text.contains(part))
            };
            let from = at.saturating_sub(2);
            if is_weak && (arguments.iter().any(names_password) || tokens[from..at].iter().any(names_password)) {
                cx.report(
                    token.range,
                    format!("a password hashed with `{name}` is found out in seconds"),
                )
                .about(name)
                .help("hash passwords in the application, with bcrypt, scrypt or argon2");
                return;
            }
        }
    }
}

fn names_weak_hash(word: &Token, cx: &Context<'_>) -> bool {
    let text = cx
        .text(word.range)
        .trim_start_matches('N')
        .trim_matches('\'')
        .to_ascii_lowercase();
    word.kind == TokenKind::String && matches!(text.as_str(), "md2" | "md4" | "md5" | "sha" | "sha1")
}

/// Where the parenthesis that opens `tokens` closes.
fn close_of(tokens: &[Token]) -> usize {
    let mut depth = 0u32;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::LeftParen => depth += 1,
            TokenKind::RightParen => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len().saturating_sub(1)
}
