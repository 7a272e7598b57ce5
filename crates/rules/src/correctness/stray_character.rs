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

/// Reports characters that no SQL begins with, and spaces that are none.
pub(crate) struct StrayCharacter;

impl Rule for StrayCharacter {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        if let Subject::Migration(facts) = subject {
            for problem in facts.problems_of(&[ProblemKind::StrayCharacter, ProblemKind::ForeignSpace]) {
                let plain = plain(problem.kind, cx.text(problem.range));
                let report = cx.report(problem.range, problem.kind.message());
                report.help("remove it, or name the dialect that knows it");
                if let Some((what, text)) = plain {
                    report.fix(what, Applicability::Unsafe, [(problem.range, text.to_owned())]);
                }
            }
        }
    }
}

/// What a word processor made a typographic mark or a space of.
fn plain(kind: ProblemKind, character: &str) -> Option<(&'static str, &'static str)> {
    if kind == ProblemKind::ForeignSpace {
        return Some(match character {
            "\u{200B}" | "\u{200C}" | "\u{200D}" | "\u{200E}" | "\u{200F}" | "\u{FEFF}" => {
                ("remove what has no width", "")
            }
            "\u{2028}" | "\u{2029}" => ("write a plain line end", "\n"),
            _ => ("write a plain space", " "),
        });
    }
    match character {
        "\u{2018}" | "\u{2019}" | "\u{201A}" | "\u{201B}" | "\u{2032}" => Some(("write a plain quote", "'")),
        "\u{201C}" | "\u{201D}" | "\u{201E}" | "\u{2033}" => Some(("write a plain quote", "\"")),
        _ => None,
    }
}
