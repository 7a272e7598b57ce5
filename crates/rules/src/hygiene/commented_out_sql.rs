use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    ..RuleInfo::new(
        "commented-out-sql",
        Category::Hygiene,
        Severity::Info,
        On::Migrations,
        include_str!("commented_out_sql.md"),
    )
});

/// How a statement begins: a verb, and what may follow.
const STATEMENTS: &[(&str, &[&str])] = &[
    (
        "create",
        &[
            "table",
            "index",
            "unique",
            "view",
            "function",
            "procedure",
            "trigger",
            "type",
            "schema",
            "or",
        ],
    ),
    ("alter", &["table", "index", "view", "type", "database"]),
    (
        "drop",
        &[
            "table",
            "index",
            "view",
            "function",
            "procedure",
            "trigger",
            "type",
            "schema",
            "column",
        ],
    ),
    ("insert", &["into"]),
    ("delete", &["from"]),
    ("truncate", &[]),
    ("update", &[]),
    ("grant", &[]),
];

/// Reports statements that a comment keeps from running.
pub(crate) struct CommentedOutSql;

impl Rule for CommentedOutSql {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        for comment in &facts.script.comments {
            let text = facts.file.slice(comment.range);
            let inner = text.trim_start_matches(['-', '/', '*', '#', ' ', '\n', '\r', '\t']);
            let ended = inner.trim_end_matches(['*', '/', ' ', '\n', '\r', '\t']).ends_with(';');
            let mut words = inner.split_whitespace().map(str::to_ascii_lowercase);
            let (Some(verb), Some(object)) = (words.next(), words.next()) else {
                continue;
            };
            let is_statement = STATEMENTS
                .iter()
                .any(|(first, second)| verb == *first && (second.is_empty() || second.contains(&object.as_str())));
            if ended && is_statement {
                cx.report(comment.range, format!("a comment keeps `{verb} {object}` from running"))
                    .about(format!("{verb} {object}"))
                    .help("remove it; the history of the repository has it");
            }
        }
    }
}
