use schema::{Action, Conflict, Family, Insert, InsertSource, Keyword as K, Kind, NameRole, TokenKind};
use source::TextRange;

use super::super::Draft;
use super::{go_to_verb, hints, upsert, uses};
use crate::cursor::Cursor;

/// Reads `INSERT` and `REPLACE`, perhaps after `WITH`.
pub(super) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    let whole = cursor.clone();
    go_to_verb(cursor);
    let is_replace = cursor.keyword() == K::REPLACE;
    draft.kind = if is_replace { Kind::Replace } else { Kind::Insert };
    let verb = cursor.bump();
    let hint = cursor.slice(TextRange::new(verb.range.end, cursor.peek().range.start));
    let mut conflict = is_replace.then_some(Conflict::Replace);
    conflict = prefix(cursor).or(conflict);
    if cursor.eat(K::ALL) || cursor.eat(K::FIRST) {
        return insert_all(cursor, draft);
    }
    cursor.eat(K::INTO);
    cursor.eat(K::OVERWRITE);
    cursor.eat(K::TABLE);
    let Some(table) = cursor.name() else {
        draft.change(draft.kind, draft.whole, Action::None);
        return;
    };
    draft.writes(&table);
    draft.hint(&table, hints::ahead(cursor));
    table_options(cursor);
    let columns_from = cursor.position();
    let has_columns =
        cursor.is(TokenKind::LeftParen) && !matches!(cursor.keyword_nth(1), K::SELECT | K::WITH | K::VALUES);
    let mut columns = if has_columns { columns(cursor) } else { Vec::new() };
    let columns_range = if has_columns {
        cursor.range_since(columns_from)
    } else {
        TextRange::empty(table.range().end)
    };
    let overrides_identity = overriding(cursor);
    output(cursor);
    let rows = cursor.clone();
    let (source, first_row) = source(cursor);
    let upsert = upsert::read(cursor, draft.reads_exprs);
    if let Some((suffix, _)) = &upsert {
        conflict = Some(suffix.clone());
    }
    let written = upsert::written_rows(&rows, conflict.as_ref(), draft.reads_exprs);
    if columns.is_empty() {
        columns = written.columns;
    }
    // `INSERT … VALUES` data names no relation, unless a row holds a query.
    let holds_query = !matches!(source, InsertSource::Values(_)) || holds_select(cursor);
    if holds_query || whole.keyword() == K::WITH {
        uses::note(&whole, draft);
        draft
            .uses
            .retain(|used| used.role != NameRole::Calls || draft.reads_exprs);
    }
    cursor.go_to(usize::MAX);
    let is_query = matches!(source, InsertSource::Query { .. }) && draft.reads_exprs;
    let append = match source {
        InsertSource::Query { .. } => "append",
        _ => "append_values",
    };
    let is_appending = cursor.family() == Family::Oracle && hints::has(hint, append);
    let insert = Insert {
        query: is_query.then(|| super::shape(&rows)).flatten().map(Box::new),
        table,
        columns,
        columns_range,
        source,
        values_in_row: first_row.values,
        defaults_in_row: first_row.defaults,
        nulls_in_row: first_row.nulls,
        conflict,
        overrides_identity,
        is_appending,
        rows: written.rows,
        upsert: upsert.and_then(|(_, upsert)| upsert).map(Box::new),
    };
    draft.change(draft.kind, draft.whole, Action::Insert(Box::new(insert)));
}

/// `LOW_PRIORITY`, `IGNORE`, `OR REPLACE`, `TOP (5)`.
fn prefix(cursor: &mut Cursor<'_>) -> Option<Conflict> {
    let mut conflict = None;
    loop {
        if cursor.eat(K::OR) {
            conflict = match cursor.bump().keyword {
                K::IGNORE => Some(Conflict::Ignore),
                K::REPLACE => Some(Conflict::Replace),
                _ => Some(Conflict::Abort),
            };
        } else if cursor.eat(K::IGNORE) {
            conflict = Some(Conflict::Ignore);
        } else if cursor.eat(K::TOP) {
            cursor.bump_tree();
            cursor.eat(K::PERCENT);
        } else if cursor
            .eat_any(&[K::LOW_PRIORITY, K::DELAYED, K::HIGH_PRIORITY])
            .is_none()
        {
            return conflict;
        }
    }
}

/// An alias, `PARTITION (…)`, `WITH (TABLOCK)`.
fn table_options(cursor: &mut Cursor<'_>) {
    if cursor.keyword() == K::PARTITION && cursor.peek_nth(1).kind == TokenKind::LeftParen {
        cursor.bump();
        cursor.parens();
    }
    if cursor.keyword() == K::WITH
        && cursor.peek_nth(1).kind == TokenKind::LeftParen
        && cursor.family() == Family::Mssql
    {
        cursor.bump();
        cursor.parens();
    }
    let is_alias = cursor.eat(K::AS)
        || (cursor.is(TokenKind::Word)
            && cursor.keyword() == K::NotAKeyword
            && cursor.peek_nth(1).kind != TokenKind::Dot);
    if is_alias {
        cursor.ident();
    }
}

/// The columns; a target may be qualified, or have a subscript.
fn columns(cursor: &mut Cursor<'_>) -> Vec<schema::Ident> {
    cursor.bump();
    let mut columns = Vec::with_capacity(cursor.most_items());
    while !cursor.is_at_end() && !cursor.is(TokenKind::RightParen) {
        let is_qualified = cursor.peek_nth(1).kind == TokenKind::Dot;
        let column = if is_qualified {
            cursor.name().map(|name| name.ident)
        } else {
            cursor.ident()
        };
        match column {
            Some(column) => columns.push(column),
            None => cursor.bump_tree(),
        }
        while !cursor.is_at_end() && !matches!(cursor.peek().kind, TokenKind::Comma | TokenKind::RightParen) {
            cursor.bump_tree();
        }
        cursor.eat_kind(TokenKind::Comma);
    }
    cursor.eat_kind(TokenKind::RightParen);
    columns
}

fn overriding(cursor: &mut Cursor<'_>) -> bool {
    if !cursor.eat(K::OVERRIDING) {
        return false;
    }
    let is_system = cursor.eat(K::SYSTEM);
    cursor.eat(K::USER);
    cursor.eat(K::VALUE);
    is_system
}

/// SQL Server's `OUTPUT inserted.id [INTO …]`.
fn output(cursor: &mut Cursor<'_>) {
    if cursor.family() != Family::Mssql || !cursor.eat(K::OUTPUT) {
        return;
    }
    while !cursor.is_at_end()
        && !matches!(
            cursor.keyword(),
            K::VALUES | K::SELECT | K::EXEC | K::EXECUTE | K::DEFAULT | K::WITH
        )
    {
        cursor.bump_tree();
    }
}

/// The first row that is written: how many values it has, and which of them are `DEFAULT` and `NULL`.
#[derive(Default)]
struct FirstRow {
    values: Option<u32>,
    defaults: u64,
    nulls: u64,
}

/// Where the rows come from, with the first that is written.
fn source(cursor: &mut Cursor<'_>) -> (InsertSource, FirstRow) {
    if cursor.eat_all(&[K::DEFAULT, K::VALUES]) {
        return (InsertSource::Defaults, FirstRow::default());
    }
    if cursor.eat_any(&[K::EXEC, K::EXECUTE]).is_some() {
        return (InsertSource::Procedure, FirstRow::default());
    }
    if cursor.eat(K::SET) {
        return (InsertSource::Values(1), FirstRow::default());
    }
    if cursor.eat_any(&[K::VALUES, K::VALUE]).is_some() {
        let first = first_row(cursor).unwrap_or_default();
        return (InsertSource::Values(rows(cursor)), first);
    }
    let query = InsertSource::Query {
        excludes_existing: excludes_existing(cursor),
    };
    (query, FirstRow::default())
}

/// The row ahead; `None` where something is spliced in.
fn first_row(cursor: &Cursor<'_>) -> Option<FirstRow> {
    let mut ahead = cursor.clone();
    ahead.eat(K::ROW);
    let from = ahead.position();
    ahead.parens()?;
    let mut row = FirstRow::default();
    let (mut depth, mut count, mut begins) = (0u32, 1, from);
    for at in from..ahead.position() {
        let is_end = match ahead.token_at(at).kind {
            TokenKind::LeftParen => {
                depth += 1;
                false
            }
            TokenKind::RightParen => {
                depth = depth.saturating_sub(1);
                depth == 0
            }
            TokenKind::Comma => depth == 1,
            TokenKind::Placeholder => return None,
            _ => false,
        };
        if !is_end {
            continue;
        }
        let bit = 1u64.checked_shl(count - 1).unwrap_or_default();
        match ahead.token_at(at - 1).keyword {
            K::DEFAULT if at - begins == 2 => row.defaults |= bit,
            K::NULL if at - begins == 2 => row.nulls |= bit,
            _ => {}
        }
        begins = at;
        count += u32::from(depth == 1);
    }
    row.values = Some(count);
    Some(row)
}

/// Counts rows, and stands after the last.
fn rows(cursor: &mut Cursor<'_>) -> u32 {
    let mut count = 0;
    loop {
        cursor.eat(K::ROW);
        if cursor.parens().is_none() {
            // A placeholder or a record of PL/SQL stands for the rows.
            if count == 0 && !cursor.is_at_end() {
                cursor.bump();
            }
            return count;
        }
        count += 1;
        if cursor.eat_kind(TokenKind::Comma).is_none() {
            return count;
        }
    }
}

/// Whether the query rules out rows that are there already: `WHERE NOT EXISTS (…)`, `NOT IN (SELECT …)`, `EXCEPT`.
fn excludes_existing(cursor: &Cursor<'_>) -> bool {
    let mut ahead = cursor.clone();
    let mut previous = K::NotAKeyword;
    while !ahead.is_at_end() {
        let keyword = ahead.bump().keyword;
        let is_anti_join = previous == K::NOT && matches!(keyword, K::EXISTS | K::IN);
        if is_anti_join || keyword == K::EXCEPT || keyword == K::MINUS {
            return true;
        }
        previous = keyword;
    }
    false
}

/// Whether any token from the statement's start to the cursor is `SELECT`.
fn holds_select(cursor: &Cursor<'_>) -> bool {
    cursor.any_keyword(K::SELECT)
}

/// Oracle's `INSERT ALL INTO a … INTO b … SELECT`.
fn insert_all(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    while !cursor.is_at_end() && cursor.keyword() != K::SELECT {
        let from = cursor.position();
        if !cursor.eat(K::INTO) {
            cursor.bump_tree();
            continue;
        }
        let Some(table) = cursor.name() else { continue };
        draft.writes(&table);
        let columns_range = TextRange::empty(table.range().end);
        let columns = if cursor.is(TokenKind::LeftParen) {
            columns(cursor)
        } else {
            Vec::new()
        };
        if cursor.eat(K::VALUES) {
            cursor.parens();
        }
        let insert = Insert {
            table,
            columns,
            columns_range,
            source: InsertSource::Values(1),
            values_in_row: None,
            defaults_in_row: 0,
            nulls_in_row: 0,
            conflict: None,
            overrides_identity: false,
            is_appending: false,
            query: None,
            rows: Vec::new(),
            upsert: None,
        };
        draft.change(Kind::Insert, cursor.range_since(from), Action::Insert(Box::new(insert)));
    }
    uses::note(cursor, draft);
    cursor.go_to(usize::MAX);
}
