use lint::{Context, On, Rule, RuleInfo, Subject};
use migrations::{MigrationKind, Tool};
use schema::TokenKind;
use source::{Category, Severity};

static INFO: RuleInfo = RuleInfo::new(
    "unresolved-placeholder",
    Category::Hygiene,
    Severity::Error,
    On::Migrations,
    include_str!("unresolved_placeholder.md"),
);

/// What Flyway fills in by itself, without the `flyway:` before it.
const BUILT_IN: &[&str] = &[
    "defaultSchema",
    "user",
    "database",
    "timestamp",
    "filename",
    "workingDirectory",
    "table",
    "environment",
];

/// Reports placeholders that nobody fills in.
pub(crate) struct UnresolvedPlaceholder;

impl Rule for UnresolvedPlaceholder {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        if facts.migration.kind == MigrationKind::Loose || !sends_as_it_stands(facts.tool) {
            return;
        }
        let title = facts.tool.title();
        for token in facts
            .script
            .file_tokens()
            .iter()
            .filter(|token| token.kind == TokenKind::Placeholder)
        {
            let text = facts.file.slice(token.range);
            let message = match &facts.migration.placeholders {
                None if text.starts_with("${") || text.starts_with("{{") => {
                    format!("{title} sends `{text}` to the database as it stands")
                }
                Some(placeholders)
                    if facts.tool == Tool::Flyway
                        && text.starts_with(placeholders.open.as_str())
                        && is_unknown_builtin(text) =>
                {
                    format!("{title} has no placeholder of its own called `{text}`")
                }
                _ => continue,
            };
            cx.report(token.range, message)
                .about(text)
                .help("write the value, or the name of a placeholder that is filled in");
        }
    }
}

/// Tools of which it is known what they replace. The others hand the text to a client or a template first.
const fn sends_as_it_stands(tool: Tool) -> bool {
    matches!(
        tool,
        Tool::Flyway
            | Tool::GolangMigrate
            | Tool::Goose
            | Tool::Dbmate
            | Tool::Sqlx
            | Tool::Diesel
            | Tool::Refinery
            | Tool::SqlMigrate
            | Tool::Prisma
            | Tool::Drizzle
            | Tool::Supabase
            | Tool::Hasura
    )
}

fn is_unknown_builtin(placeholder: &str) -> bool {
    let inner = placeholder.trim_start_matches("${").trim_end_matches('}');
    inner
        .strip_prefix("flyway:")
        .is_some_and(|name| !BUILT_IN.iter().any(|known| known.eq_ignore_ascii_case(name)))
}
