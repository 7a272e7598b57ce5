use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Clause, Keyword, Kind, KindSet, Statement, TokenKind, WhereKind, Word};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["sqlserver-rules:SRD0076", "zpa:IdenticalExpression"]),
    in_bodies: true,
    ..RuleInfo::new(
        "self-comparison",
        Category::Correctness,
        Severity::Warning,
        On::Statements(QUERIES),
        include_str!("self_comparison.md"),
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
    Kind::If,
]);

/// Reports conditions that compare a column with itself.
pub(crate) struct SelfComparison;

impl Rule for SelfComparison {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        if empties_own_table(statement, cx) {
            return;
        }
        let words = cx.words();
        for at in 1..words.len().saturating_sub(1) {
            let operator = words[at];
            let is_condition = matches!(operator.clause, Clause::Filter | Clause::Join);
            let text = cx.text(operator.token.range);
            if !is_condition || !matches!(text, "=" | "<>" | "!=" | "<" | ">" | "<=" | ">=") {
                continue;
            }
            let left: Vec<Word> = words[..at]
                .iter()
                .rev()
                .take_while(|word| is_part(word))
                .copied()
                .collect();
            let right: Vec<Word> = words[at + 1..]
                .iter()
                .take_while(|word| is_part(word))
                .copied()
                .collect();
            let behind = words.get(at + 1 + right.len()).map(|word| word.token.kind);
            let is_call = matches!(behind, Some(TokenKind::LeftParen | TokenKind::Operator));
            let before = at.checked_sub(left.len() + 1).map(|at| words[at].token.kind);
            let is_operand = matches!(before, Some(TokenKind::Operator));
            let is_same = !left.is_empty()
                && left.len() == right.len()
                && left.iter().rev().zip(&right).all(|(left, right)| {
                    cx.text(left.token.range)
                        .eq_ignore_ascii_case(cx.text(right.token.range))
                });
            if is_call || is_operand || !is_same {
                continue;
            }
            let range = left[left.len() - 1]
                .token
                .range
                .cover(right[right.len() - 1].token.range);
            let name: String = right.iter().map(|word| cx.text(word.token.range)).collect();
            cx.report(range, format!("`{name}` is compared with itself"))
                .about(name)
                .help("compare it with what was meant, or use `is not null`");
        }
    }
}

/// `delete from @names where id = id` empties what only this session sees: the condition says that every row is meant.
fn empties_own_table(statement: &Statement, cx: &Context<'_>) -> bool {
    statement.changes.iter().any(|change| match &change.action {
        Action::Delete(delete) => {
            // In the body of a routine the condition is not read: four words are the comparison and no more.
            let is_all = delete.condition.as_ref().is_some_and(|condition| {
                condition.kind == WhereKind::AlwaysTrue || cx.text(condition.range).split_whitespace().count() == 4
            });
            is_all && change.table().is_some_and(|table| cx.is_temporary(table))
        }
        _ => false,
    })
}

/// Whether the word is part of a column's name.
fn is_part(word: &Word) -> bool {
    match word.token.kind {
        TokenKind::QuotedIdent | TokenKind::Dot => true,
        TokenKind::Word => !CONNECTING.contains(&word.token.keyword),
        _ => false,
    }
}

/// Words that stand between conditions.
const CONNECTING: &[Keyword] = &[
    Keyword::AND,
    Keyword::OR,
    Keyword::NOT,
    Keyword::WHERE,
    Keyword::ON,
    Keyword::HAVING,
    Keyword::WHEN,
    Keyword::THEN,
    Keyword::IF,
    Keyword::GROUP,
    Keyword::ORDER,
    Keyword::LIMIT,
    Keyword::JOIN,
    Keyword::LEFT,
    Keyword::INNER,
    Keyword::NULL,
    Keyword::ANY,
    Keyword::ALL,
    Keyword::SELECT,
    Keyword::CASE,
    Keyword::END,
    Keyword::AS,
    Keyword::USING,
    Keyword::RETURNING,
    Keyword::UNION,
    Keyword::EXISTS,
    Keyword::IS,
    Keyword::IN,
    Keyword::BETWEEN,
    Keyword::LIKE,
];
