use lint::{Context, On, Rule, RuleInfo, Subject};
use migrations::{MigrationKind, Placeholders, Tool};
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
        let are_all_known = facts.migration.placeholders.as_ref().is_some_and(|it| it.are_all_known);
        if facts.migration.kind == MigrationKind::Loose || !(are_all_known || sends_as_it_stands(facts.tool)) {
            return;
        }
        for token in facts
            .script
            .file_tokens()
            .iter()
            .filter(|token| token.kind == TokenKind::Placeholder)
        {
            let text = facts.file.slice(token.range);
            let Some(wrong) = what_is_wrong(text, facts.migration.placeholders.as_ref(), facts.tool) else {
                continue;
            };
            cx.report(token.range, wrong.message).about(text).help(wrong.help);
        }
    }
}

struct Wrong {
    message: String,
    help: &'static str,
}

fn what_is_wrong(text: &str, placeholders: Option<&Placeholders>, tool: Tool) -> Option<Wrong> {
    const HELP: &str = "write the value, or the name of a placeholder that is filled in";
    let title = tool.title();
    let Some(placeholders) = placeholders else {
        let is_mark = text.starts_with("${") || text.starts_with("{{");
        return is_mark.then(|| Wrong {
            message: format!("{title} sends `{text}` to the database as it stands"),
            help: HELP,
        });
    };
    if tool == Tool::Flyway && text.starts_with(placeholders.open.as_str()) && is_unknown_builtin(text) {
        return Some(Wrong {
            message: format!("{title} has no placeholder of its own called `{text}`"),
            help: HELP,
        });
    }
    // Those with a colon are the tool's own.
    let is_unknown = |name: &&str| !name.contains(':') && !placeholders.knows(name);
    let mut names = placeholders.names_in(text).filter(|_| placeholders.are_all_known);
    let name = names.find(is_unknown)?;
    Some(Wrong {
        message: format!("no value is configured for the placeholder `{name}`"),
        help: "add it to `placeholders` in the table `[runner]` of `lockgate.toml`, or correct its name",
    })
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
