use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, InsertSource, Keyword, Kind, KindSet, Token, TokenKind};
use source::{Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    in_bodies: true,
    ..RuleInfo::new(
        "insert-value-count",
        Category::Correctness,
        Severity::Error,
        On::Statements(KindSet::of(&[Kind::Insert, Kind::Replace])),
        include_str!("insert_value_count.md"),
    )
});

/// Reports rows with more or fewer values than there are columns for them.
pub(crate) struct InsertValueCount;

impl Rule for InsertValueCount {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        for change in &statement.changes {
            let Action::Insert(insert) = &change.action else {
                continue;
            };
            if !matches!(insert.source, InsertSource::Values(_)) || insert.columns_range.is_empty() {
                continue;
            }
            let tokens = cx.tokens();
            let behind = tokens.partition_point(|token| token.range.start < insert.columns_range.end);
            let Some(row) = first_misfit(&tokens[behind..], insert.columns.len()) else {
                continue;
            };
            let (columns, values) = (insert.columns.len(), row.values);
            let message = format!(
                "this row has {} for {}",
                counted(values, "value"),
                counted(columns, "column")
            );
            let table = cx.resolved(&insert.table);
            cx.report(row.range, message)
                .about(table)
                .help("give each column a value, in the order of the list")
                .related(insert.columns_range, "the columns");
        }
    }
}

struct Row {
    values: usize,
    range: TextRange,
}

/// The first row behind `VALUES` that has another number of values. Whatever is not a plain list of rows is left alone.
fn first_misfit(tokens: &[Token], columns: usize) -> Option<Row> {
    let start = tokens
        .iter()
        .position(|token| token.keyword == Keyword::VALUES || token.keyword == Keyword::VALUE)?;
    let mut depth = 0u32;
    let (mut opened, mut values, mut is_empty) = (TextRange::default(), 1, true);
    for token in &tokens[start + 1..] {
        match token.kind {
            TokenKind::LeftParen | TokenKind::LeftBracket => {
                depth += 1;
                if depth == 1 {
                    (opened, values, is_empty) = (token.range, 1, true);
                    continue;
                }
            }
            TokenKind::RightParen | TokenKind::RightBracket => {
                depth = depth.checked_sub(1)?;
                if depth == 0 && !is_empty && values != columns {
                    return Some(Row {
                        values,
                        range: opened.cover(token.range),
                    });
                }
            }
            TokenKind::Placeholder => return None,
            TokenKind::Comma if depth == 1 => values += 1,
            TokenKind::Comma => {}
            // Behind the rows: `ON CONFLICT`, `RETURNING`, an alias; or `VALUES ROW (…)`.
            _ if depth == 0 => return None,
            _ => {}
        }
        is_empty = false;
    }
    None
}

fn counted(number: usize, word: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {word}{plural}")
}
