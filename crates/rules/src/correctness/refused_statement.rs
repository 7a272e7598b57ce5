use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use migrations::{Direction, MigrationKind};
use schema::catalog::{Column, Existence};
use schema::{
    Action, Change, Dialect, Family, InsertSource, Keyword, KindSet, Name, Runs, Statement, Token, TokenKind,
};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[
        Dialect::Postgres,
        Dialect::Sqlite,
        Dialect::Mysql,
        Dialect::Mariadb,
        Dialect::Mssql,
        Dialect::Oracle,
    ]),
    yields_to: lint::names(&[
        "add-required-column",
        "drop-used-object",
        "missing-relation",
        "relation-created-twice",
        "unknown-column",
        "duplicate-column",
    ]),
    in_down: true,
    tells_refusal: true,
    ..RuleInfo::new(
        "refused-statement",
        Category::Correctness,
        Severity::Error,
        On::Changes(KindSet::ALL),
        include_str!("refused_statement.md"),
    )
});

/// Reports what the engine is known to refuse.
pub(crate) struct RefusedStatement;

impl Rule for RefusedStatement {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let runs_for_sure = statement.runs == Runs::Now && statement.guard.is_none() && cx.is_top_level();
        if !runs_for_sure {
            return;
        }
        let Some(reason) = cx.refusal(change) else {
            return check_inserted_values(change, cx);
        };
        let newer = cx.facts().and_then(|facts| facts.newer());
        let range = match newer.filter(|(_, novelty)| novelty.reason == reason) {
            Some((range, _)) => range,
            None if !is_sure(change, statement, reason, cx) => return,
            None => change.range,
        };
        cx.report(range, message(reason, cx)).help(
            "write it in a way that this engine takes; where another version runs it, name that as `engine-version`",
        );
    }
}

fn message(reason: &str, cx: &Context<'_>) -> String {
    let engine = cx.migration.engine;
    format!("{} {} refuses this: {reason}", engine.dialect.title(), engine.version)
}

/// The rows of an `insert` are no more than tokens: only where the table has a column of an enumeration are they looked at.
fn check_inserted_values(change: &Change, cx: &mut Context<'_>) {
    let Action::Insert(insert) = &change.action else {
        return;
    };
    let dialect = cx.migration.script.dialect;
    if dialect != Dialect::Postgres || !matches!(insert.source, InsertSource::Values(_)) {
        return;
    }
    let before = cx.before();
    let Some(table) = before.table(&insert.table).known() else {
        return;
    };
    let place = |at: usize, column: &Column| match insert.columns.as_slice() {
        [] => Some(at).filter(|_| table.is_certain()),
        listed => listed.iter().position(|name| name.folded(dialect) == column.name),
    };
    let columns = table.columns.iter().enumerate();
    let enums: Vec<_> = columns
        .filter(|(_, column)| column.existence == Existence::Certain)
        .filter_map(|(at, column)| {
            let values = before.enum_values(column.data_type.as_ref()?)?;
            Some((place(at, column)?, values))
        })
        .collect();
    if enums.is_empty() || !table.rules.is_empty() || !is_in_order(cx) {
        return;
    }
    let is_no_value = |at: usize, token: &Token| {
        let text = cx.text(token.range);
        let text = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
        let values = enums.iter().find(|(place, _)| *place == at).map(|(_, values)| *values);
        let plain = text.filter(|text| !text.contains('\''));
        plain
            .zip(values)
            .is_some_and(|(text, values)| values.iter().all(|(value, _)| value != text))
    };
    let tokens = cx.tokens();
    let behind = tokens.partition_point(|token| token.range.start < insert.columns_range.end);
    if let Some(token) = text_where(&tokens[behind..], is_no_value) {
        cx.report(token.range, message("the type has no such value", cx))
            .help("write one of the type's values, or add the value in a migration before");
    }
}

/// The first text that is the whole of a value behind `VALUES` and of which this holds, with the place of the value in its row.
fn text_where(tokens: &[Token], holds: impl Fn(usize, &Token) -> bool) -> Option<Token> {
    let start = tokens.iter().position(|token| token.keyword == Keyword::VALUES)?;
    let (mut depth, mut at) = (0u32, 0);
    for (position, token) in tokens.iter().enumerate().skip(start + 1) {
        let kind = |position: usize| tokens.get(position).map(|token| token.kind);
        match token.kind {
            TokenKind::LeftParen | TokenKind::LeftBracket => depth += 1,
            TokenKind::RightParen | TokenKind::RightBracket => {
                depth = depth.checked_sub(1)?;
                at = if depth == 0 { 0 } else { at };
            }
            TokenKind::Placeholder => return None,
            TokenKind::Comma if depth == 1 => at += 1,
            TokenKind::String if depth == 1 => {
                let is_first = matches!(kind(position - 1), Some(TokenKind::LeftParen | TokenKind::Comma));
                let is_last = matches!(kind(position + 1), Some(TokenKind::RightParen | TokenKind::Comma));
                if is_first && is_last && holds(at, token) {
                    return Some(*token);
                }
            }
            // Behind the rows: `ON CONFLICT`, `RETURNING`.
            TokenKind::Word if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Whether nothing makes it doubtful that the statement is refused for this reason, and nothing above says the same.
fn is_sure(change: &Change, statement: &Statement, reason: &str, cx: &Context<'_>) -> bool {
    is_in_order(cx) && !is_said_above(change, reason, cx) && !may_be_undone(statement, cx) && !may_be_dropped_unseen(cx)
}

/// Whether the migration fails on the same table above already, for the same reason: that mostly has the same cause.
fn is_said_above(change: &Change, reason: &str, cx: &Context<'_>) -> bool {
    let Some(table) = change.table() else {
        return false;
    };
    let mut above = cx.migration.changes_above(change.range.start);
    let is_same = |other: &Change| {
        let is_it = |name: &Name| name.is_same(table, cx.migration.script.dialect);
        other.range.start < change.range.start && other.table().is_some_and(is_it)
    };
    above.any(|(other, _, outcome)| outcome.refusal == Some(reason) && is_same(other))
}

/// Whether what stands in the way may be gone without having been named: dropped by a text that the script runs.
fn may_be_dropped_unseen(cx: &Context<'_>) -> bool {
    cx.migration.script.dialect == Dialect::Mssql && cx.migration.script.may_run_text()
}

/// Whether the downs of later migrations may have taken away what stands in the way of this one: of a change in many small
/// steps, the downs do not mirror the ups of their own number, and drop the foreign keys first.
fn may_be_undone(statement: &Statement, cx: &Context<'_>) -> bool {
    let is_down = cx.migration.migration.direction == Direction::Down;
    let says_how = statement.modifiers.algorithm.is_some() || statement.modifiers.lock.is_some();
    is_down && !says_how && cx.migration.script.dialect.family() == Family::Mysql
}

/// Whether the migration has its place among the others, or is the first of them, and all before it was read: otherwise what
/// is there when it runs is not known.
fn is_in_order(cx: &Context<'_>) -> bool {
    if cx.before().has_gaps() {
        return false;
    }
    let migration = &cx.migration.migration;
    let is_first = || cx.migration.before.tables().next().is_none();
    migration.kind != MigrationKind::Loose && (!migration.version_text.is_empty() || is_first())
}
