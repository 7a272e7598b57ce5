use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["sqlcodeguard:SC004"]),
    default_on: false,
    ..RuleInfo::new(
        "todo-comment",
        Category::Hygiene,
        Severity::Info,
        On::Migrations,
        include_str!("todo_comment.md"),
    )
});

const WORDS: &[&str] = &["TODO", "FIXME", "HACK", "XXX"];

/// Reports comments that say that something is left to do.
pub(crate) struct TodoComment;

impl Rule for TodoComment {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        for comment in &facts.script.comments {
            let text = facts.file.slice(comment.range);
            let mut words = text.split(|letter: char| !letter.is_alphanumeric());
            let Some(word) = words.find(|word| WORDS.contains(word)) else {
                continue;
            };
            cx.report(
                comment.range,
                format!("`{word}`: something is left to do, in a file that will not be changed any more"),
            )
            .about(word)
            .help("do it now, or write it down where it will be found");
        }
    }
}
