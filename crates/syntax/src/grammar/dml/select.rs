use schema::{Action, Expr, Family, Keyword as K, Kind, Name, Select, TokenKind};

use super::super::{Draft, expr};
use super::{go_to_verb, uses};
use crate::cursor::Cursor;

/// A query in the body of a routine is read if it is no longer than this many bytes: a longer one is hardly a default.
const LONGEST_INLINED: u32 = 200;

/// Lists longer than this are not read as expressions: nobody asks what a long query selects.
const LONGEST_LIST: usize = 64;

/// Reads a query that stands on its own, perhaps after `WITH`.
pub(super) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    let whole = cursor.clone();
    go_to_verb(cursor);
    draft.kind = if cursor.keyword() == K::VALUES {
        Kind::Values
    } else {
        Kind::Select
    };
    let mut select = Select {
        into: None,
        into_is_temporary: false,
        locks_rows: locks_between(cursor, whole.position(), cursor.position()),
        locks_rows_of: Vec::new(),
        exprs: Vec::new(),
        shape: None,
    };
    if cursor.eat(K::SELECT) {
        list(cursor, draft, &mut select);
    }
    let mut locked: Vec<Name> = Vec::new();
    while !cursor.is_at_end() {
        if cursor.keyword() == K::FOR && matches!(cursor.keyword_nth(1), K::UPDATE | K::SHARE | K::NO | K::KEY) {
            select.locks_rows = true;
            cursor.bump();
            while cursor.eat_any(&[K::NO, K::KEY, K::UPDATE, K::SHARE]).is_some() {}
            if cursor.eat(K::OF) {
                locked.extend(cursor.name_list());
            }
            continue;
        }
        if cursor.is(TokenKind::LeftParen) {
            let mut inside = cursor.clone();
            inside.parens();
            select.locks_rows |= locks_between(cursor, cursor.position(), inside.position());
        }
        if cursor.eat(K::INTO) {
            into(cursor, draft, &mut select);
            continue;
        }
        cursor.bump_tree();
    }
    if select.into.is_some() {
        select.shape = super::shape(&whole).map(Box::new);
    }
    if locked.is_empty() {
        uses::note(&whole, draft);
    } else {
        let aliases = uses::note_with_aliases(&whole, draft);
        let relation = |name: Name| {
            let mut aliases = aliases.iter();
            let alias = aliases.find(|(alias, _)| alias.is_same(&name.ident, cursor.dialect));
            alias.map_or(name, |(_, relation)| relation.clone())
        };
        select.locks_rows_of = locked.into_iter().map(relation).collect();
    }
    draft.change(draft.kind, draft.whole, Action::Select(Box::new(select)));
}

/// Whether a query among these tokens locks the rows it finds.
fn locks_between(cursor: &Cursor<'_>, from: usize, to: usize) -> bool {
    let keyword = |at: usize| cursor.token_at(at).keyword;
    (from..to.saturating_sub(1))
        .any(|at| keyword(at) == K::FOR && matches!(keyword(at + 1), K::UPDATE | K::SHARE | K::NO | K::KEY))
}

fn list(cursor: &mut Cursor<'_>, draft: &mut Draft, select: &mut Select) {
    cursor.eat_any(&[K::DISTINCT, K::ALL]);
    let ends = |cursor: &Cursor<'_>| {
        matches!(
            cursor.keyword(),
            K::FROM | K::INTO | K::WHERE | K::UNION | K::ORDER | K::GROUP | K::LIMIT | K::FOR | K::AS | K::HAVING
        )
    };
    // PostgreSQL looks through a function that is one short query, at what that calls.
    let is_inlined = cursor.family() == Family::Postgres && draft.whole.len() <= LONGEST_INLINED;
    let is_read = draft.reads_exprs || is_inlined;
    let mut items = 0;
    while is_read && items < LONGEST_LIST && !cursor.is_at_end() && !ends(cursor) {
        let from = cursor.position();
        let item: Option<Expr> = expr::until(cursor, ends);
        select.exprs.extend(item);
        if cursor.eat(K::AS) {
            cursor.bump();
        }
        items += 1;
        if cursor.eat_kind(TokenKind::Comma).is_none() && (ends(cursor) || cursor.position() == from) {
            break;
        }
        if cursor.is(TokenKind::RightParen) {
            cursor.bump();
        }
    }
}

/// `SELECT … INTO table` makes a table in PostgreSQL and SQL Server; elsewhere it fills variables.
fn into(cursor: &mut Cursor<'_>, draft: &mut Draft, select: &mut Select) {
    let makes_table = matches!(cursor.family(), Family::Postgres | Family::Mssql) && draft.reads_exprs;
    if !makes_table || cursor.is(TokenKind::Parameter) {
        return;
    }
    let word = cursor.eat_any(&[K::TEMPORARY, K::TEMP, K::UNLOGGED]);
    select.into_is_temporary = word.is_some_and(|word| word != K::UNLOGGED);
    cursor.eat(K::TABLE);
    let Some(name) = cursor.name() else { return };
    draft.writes(&name);
    select.into = Some(name);
}
