use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::ProblemKind;
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    outlasts_selection: true,
    fixable: true,
    ..RuleInfo::new(
        "stray-character",
        Category::Correctness,
        Severity::Warning,
        On::Migrations,
        include_str!("stray_character.md"),
    )
});

/// Reports characters that no SQL begins with.
pub(crate) struct StrayCharacter;

impl Rule for StrayCharacter {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        if let Subject::Migration(facts) = subject {
            for problem in facts.problems_of(&[ProblemKind::StrayCharacter]) {
                let plain = plain_quote(cx.text(problem.range));
                let report = cx.report(problem.range, problem.kind.message());
                report.help("remove it, or name the dialect that knows it");
                if let Some(quote) = plain {
                    report.fix(
                        "write a plain quote",
                        Applicability::Unsafe,
                        [(problem.range, quote.to_owned())],
                    );
                }
            }
        }
    }
}

/// What a word processor made a typographic mark of.
fn plain_quote(character: &str) -> Option<&'static str> {
    match character {
        "\u{2018}" | "\u{2019}" | "\u{201A}" | "\u{201B}" | "\u{2032}" => Some("'"),
        "\u{201C}" | "\u{201D}" | "\u{201E}" | "\u{2033}" => Some("\""),
        _ => None,
    }
}
