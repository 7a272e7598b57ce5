use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Keyword, Kind, KindSet, TokenKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    in_bodies: true,
    ..RuleInfo::new(
        "reversed-between",
        Category::Correctness,
        Severity::Error,
        On::Statements(QUERIES),
        include_str!("reversed_between.md"),
    )
});

const QUERIES: KindSet = KindSet::of(&[
    Kind::Select,
    Kind::Insert,
    Kind::Update,
    Kind::Delete,
    Kind::Merge,
    Kind::CreateView,
    Kind::CreateMaterializedView,
    Kind::CreateTable,
    Kind::AddConstraint,
    Kind::If,
]);

/// Reports ranges whose end lies before their beginning.
pub(crate) struct ReversedBetween;

impl Rule for ReversedBetween {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        if !cx.migration.script.keywords.contains(Keyword::BETWEEN) {
            return;
        }
        let tokens = cx.tokens();
        for range in tokens.windows(4) {
            let [between, low, and, high] = range else {
                continue;
            };
            if between.keyword != Keyword::BETWEEN || and.keyword != Keyword::AND || low.kind != high.kind {
                continue;
            }
            let (from, to) = (cx.text(low.range), cx.text(high.range));
            let is_reversed = match low.kind {
                TokenKind::Number => {
                    matches!((from.parse::<f64>(), to.parse::<f64>()), (Ok(from), Ok(to)) if from > to)
                }
                TokenKind::String => is_day(from) && is_day(to) && from > to,
                _ => false,
            };
            if is_reversed {
                let message = format!("nothing lies between {from} and {to}");
                cx.report(low.range.cover(high.range), message)
                    .help("write the smaller one first");
            }
        }
    }
}

/// `'2024-01-31'`: days written so sort as they follow each other.
fn is_day(text: &str) -> bool {
    let day = text.trim_matches('\'');
    day.len() >= 10
        && day.bytes().zip(*b"0000-00-00").all(|(letter, form)| {
            if form == b'0' {
                letter.is_ascii_digit()
            } else {
                letter == form
            }
        })
}
