use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Clause, Keyword, KeywordSet, Kind, KindSet, Statement, Token, TokenKind, WhereKind, Word};
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

/// What begins a condition.
const CONDITIONS: KeywordSet = KeywordSet::of(&[
    Keyword::WHERE,
    Keyword::ON,
    Keyword::HAVING,
    Keyword::QUALIFY,
    Keyword::WHEN,
    Keyword::IF,
    Keyword::ELSIF,
    Keyword::ELSEIF,
    Keyword::WHILE,
    Keyword::CHECK,
    Keyword::USING,
    Keyword::CONNECT,
    Keyword::START,
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
        if !cx.holds_any(&CONDITIONS) || empties_own_table(statement, cx) {
            return;
        }
        let words = cx.words();
        for at in 1..words.len().saturating_sub(1) {
            let operator = words[at];
            let is_condition = matches!(operator.clause, Clause::Filter | Clause::Join);
            if !is_condition || !compares(operator.token, cx) {
                continue;
            }
            let left = words[..at].iter().rev().take_while(|word| is_part(word)).count();
            let left = &words[at - left..at];
            let right = words[at + 1..].iter().take_while(|word| is_part(word)).count();
            let right = &words[at + 1..at + 1 + right];
            let behind = words.get(at + 1 + right.len()).map(|word| word.token.kind);
            let is_call = matches!(behind, Some(TokenKind::LeftParen | TokenKind::Operator));
            let before = at.checked_sub(left.len() + 1).map(|at| words[at].token.kind);
            let is_operand = matches!(before, Some(TokenKind::Operator));
            let is_same = left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| {
                    cx.text(left.token.range)
                        .eq_ignore_ascii_case(cx.text(right.token.range))
                });
            let ([first, ..], [.., last], true) = (left, right, is_same && !is_call && !is_operand) else {
                continue;
            };
            let range = first.token.range.cover(last.token.range);
            let name: String = right.iter().map(|word| cx.text(word.token.range)).collect();
            cx.report(range, format!("`{name}` is compared with itself"))
                .about(name)
                .help("compare it with what was meant, or use `is not null`");
        }
    }
}

/// Whether the token is an operator that compares two values.
fn compares(token: Token, cx: &Context<'_>) -> bool {
    match token.kind {
        TokenKind::Equals => true,
        TokenKind::Operator => matches!(cx.text(token.range), "<>" | "!=" | "<" | ">" | "<=" | ">="),
        _ => false,
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
