use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet, ProblemKind, Statement, Token, TokenKind, Verb};
use source::{Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    outlasts_selection: true,
    ..RuleInfo::new(
        "unknown-statement",
        Category::Correctness,
        Severity::Warning,
        On::Statements(KINDS),
        include_str!("unknown_statement.md"),
    )
});

/// Reports statements that could not be read, so that nobody takes silence for approval.
pub(crate) struct UnknownStatement;

impl Rule for UnknownStatement {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        if !matches!(statement.kind, Kind::Unknown | Kind::Assign) {
            return check_misplaced(statement, cx);
        }
        // Only a block has variables of its own.
        if statement.kind == Kind::Assign && !cx.is_top_level() {
            return;
        }
        let dialect = cx.migration.script.dialect.title();
        let text = cx.text(statement.range);
        let head: Vec<&str> = text.split_whitespace().take(HEAD).collect();
        let message = format!(
            "this statement is not understood as {dialect}: `{}`",
            clipped(&head.join(" "))
        );
        let end = text.find(['\n', '\r']).map_or(statement.range.end, |at| {
            statement.range.start + u32::try_from(at).unwrap_or(u32::MAX)
        });
        let first_line = TextRange::new(statement.range.start, end);
        cx.report(first_line, message)
            .help("check it by hand: no other rule can; if the dialect is another one, name it in `lockgate.toml`");
    }
}

/// What is not understood as a whole, and what is but for a word or sign: where no grammar leaves anything over, none is asked.
const KINDS: KindSet = KindSet::of(&[Kind::Unknown, Kind::Assign])
    .union(KindSet::of_verb(Verb::Create))
    .union(KindSet::of_verb(Verb::Alter))
    .union(KindSet::of_verb(Verb::Drop))
    .union(KindSet::of_verb(Verb::Rename));

/// What the grammar found no place for, and what no field of the model took.
fn check_misplaced(statement: &Statement, cx: &mut Context<'_>) {
    let problems = &cx.migration.script.problems;
    let misplaced = problems.iter().filter(|problem| problem.kind == ProblemKind::Misplaced);
    let misplaced = misplaced.map(|problem| problem.range);
    let misplaced = misplaced.filter(|range| statement.range.contains(range.start));
    let left = statement
        .opaque
        .iter()
        .copied()
        .filter(|range| is_written_here(*range, cx));
    let mut places: Vec<TextRange> = misplaced.chain(left).collect();
    places.sort_unstable_by_key(|range| (range.start, range.end));
    places.dedup_by(|later, earlier| later.start < earlier.end);
    let dialect = cx.migration.script.dialect.title();
    for place in places {
        let message = format!("`{}` is not understood as {dialect} here", clipped(cx.text(place)));
        cx.report(place, message).help(
            "check the statement: the engine may refuse it; if the dialect is another one, name it in `lockgate.toml`",
        );
    }
}

/// Not what a placeholder stands for a part of, nor `%s` in a text that is put together when it runs.
fn is_written_here(left: TextRange, cx: &Context<'_>) -> bool {
    let tokens = cx.tokens();
    let at = tokens.partition_point(|token| token.range.start < left.start);
    let is_hole = |token: &Token| {
        matches!(token.kind, TokenKind::Placeholder | TokenKind::Parameter) || cx.text(token.range).starts_with('%')
    };
    let until = tokens.partition_point(|token| token.range.start < left.end);
    !tokens[at.saturating_sub(1)..until].iter().any(is_hole)
}

/// How many words of the statement are quoted, and how many letters of them.
const HEAD: usize = 3;
const LETTERS: usize = 40;

fn clipped(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let plain = words.join(" ").replace('`', "'");
    match plain.char_indices().nth(LETTERS) {
        Some((at, _)) => format!("{}…", &plain[..at]),
        None => plain,
    }
}
