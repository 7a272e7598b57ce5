//! `CREATE TABLE`.

mod elements;
mod options;

use schema::{
    Action, CreateTable, Family, Keyword as K, Kind, LikePart, LikeTable, Name, NameRole, PartitionOf, Persistence,
    TableSetting, TokenKind,
};

pub(crate) use self::elements::elements;
pub(crate) use self::options::option as setting_of_table;
use super::{Draft, partition, setting};
use crate::cursor::Cursor;

/// Reads `CREATE … TABLE` from its first word on.
///
/// The statement writes the table, refers to the targets of its foreign keys and to the tables whose shape
/// it takes over (`LIKE`, `INHERITS`, `PARTITION OF`), and reads the relations of its query.
pub(crate) fn create_table(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    let from = cursor.position();
    cursor.eat(K::CREATE);
    let or_replace = cursor.eat_all(&[K::OR, K::REPLACE]);
    let mut options = Vec::new();
    let (mut persistence, kind) = words_before(cursor, &mut options);
    if !cursor.eat(K::TABLE) {
        return;
    }
    draft.modifiers.head = cursor.range_since(from);
    draft.kind = kind;
    let if_not_exists = cursor.eat_if_not_exists();
    let Some(name) = cursor.name() else {
        return;
    };
    if cursor.family() == Family::Mssql && name.ident.text.starts_with(['#', '@']) {
        persistence = Persistence::Temporary;
    }
    draft.writes(&name);
    let mut table = CreateTable {
        name,
        if_not_exists,
        or_replace,
        persistence,
        columns: Vec::new(),
        constraints: Vec::new(),
        indexes: Vec::new(),
        like: Vec::new(),
        inherits: Vec::new(),
        partition_of: None,
        partition_by: None,
        as_query: None,
        query: None,
        with_no_data: false,
        options,
    };
    while clause(cursor, &mut table, draft) {}
    let liked = table.like.iter().map(|like| &like.table);
    for name in liked.chain(&table.inherits) {
        draft.uses(name, NameRole::References);
    }
    if let Some(partition_of) = &table.partition_of {
        draft.uses(&partition_of.parent, NameRole::References);
    }
    for constraint in table.all_constraints() {
        super::constraint::note_uses(constraint, draft);
    }
    draft.is(kind, Action::CreateTable(Box::new(table)));
}

/// The words between `CREATE` and `TABLE`.
fn words_before(cursor: &mut Cursor<'_>, options: &mut Vec<TableSetting>) -> (Persistence, Kind) {
    let mut persistence = Persistence::Permanent;
    let mut kind = Kind::CreateTable;
    while cursor.keyword() != K::TABLE {
        let from = cursor.position();
        match cursor.keyword() {
            K::TEMP | K::TEMPORARY => persistence = Persistence::Temporary,
            K::UNLOGGED => persistence = Persistence::Unlogged,
            K::VIRTUAL => persistence = Persistence::Virtual,
            K::FOREIGN => {
                persistence = Persistence::Foreign;
                kind = Kind::CreateForeignTable;
            }
            K::EXTERNAL => {
                persistence = Persistence::Foreign;
                kind = Kind::CreateExternalTable;
            }
            K::GLOBAL | K::LOCAL | K::PRIVATE => {}
            K::SHARDED | K::DUPLICATED | K::IMMUTABLE | K::BLOCKCHAIN | K::HYBRID | K::COLUMN | K::ROW => {
                cursor.bump();
                options.push(setting::worded(cursor, from));
                continue;
            }
            _ => break,
        }
        cursor.bump();
    }
    (persistence, kind)
}

/// Takes one clause after the table's name.
fn clause(cursor: &mut Cursor<'_>, table: &mut CreateTable, draft: &mut Draft) -> bool {
    let from = cursor.position();
    match cursor.peek().kind {
        TokenKind::End => return false,
        TokenKind::LeftParen => return body(cursor, table, draft),
        // MySQL and SQLite write commas between options.
        TokenKind::Comma => {
            cursor.bump();
            return true;
        }
        _ => {}
    }
    match cursor.keyword() {
        K::AS if is_query(cursor, 1) => {
            cursor.bump();
            query(cursor, table, draft);
        }
        K::SELECT | K::VALUES => query(cursor, table, draft),
        K::TABLE if cursor.family() == Family::Mysql && cursor.peek_nth(2).kind == TokenKind::End => {
            query(cursor, table, draft);
        }
        K::WITH => return with(cursor, table, draft),
        K::LIKE => like(cursor, table),
        K::INHERITS => {
            cursor.bump();
            cursor.eat_kind(TokenKind::LeftParen);
            table.inherits = cursor.name_list();
            cursor.eat_kind(TokenKind::RightParen);
        }
        K::PARTITION if cursor.keyword_nth(1) == K::OF => partition_of(cursor, table),
        K::FOR if cursor.keyword_nth(1) == K::VALUES => {
            let bounds = partition::bounds(cursor);
            if let Some(partition_of) = &mut table.partition_of {
                partition_of.bounds = bounds;
            }
        }
        K::DEFAULT if table.partition_of.is_some() => {
            cursor.bump();
            if let Some(partition_of) = &mut table.partition_of {
                partition_of.is_default = true;
            }
        }
        K::PARTITION if cursor.keyword_nth(1) == K::BY => table.partition_by = partition::partition_by(cursor),
        K::OF => {
            cursor.bump();
            cursor.name();
            table.options.push(setting::with_value(cursor, "of", from, from + 1));
        }
        K::USING if table.persistence == Persistence::Virtual => {
            cursor.bump();
            cursor.ident();
            cursor.parens();
            table.options.push(setting::with_value(cursor, "using", from, from + 1));
        }
        K::OPTIONS if cursor.peek_nth(1).kind == TokenKind::LeftParen => {
            cursor.bump();
            setting::list(cursor, &mut table.options);
        }
        _ => option(cursor, table),
    }
    true
}

/// Takes one option of a table; a token that is none is opaque.
fn option(cursor: &mut Cursor<'_>, table: &mut CreateTable) {
    let from = cursor.position();
    if let Some(option) = options::option(cursor) {
        table.options.push(option);
        return;
    }
    if super::constraint::begins_in_table(cursor)
        && let Some(constraint) = super::constraint::of_table(cursor)
    {
        table.constraints.push(constraint);
        return;
    }
    cursor.bump_tree();
    cursor.mark_opaque_since(from);
}

/// `WITH (…)`, `WITH NO DATA`, or a query with common table expressions.
fn with(cursor: &mut Cursor<'_>, table: &mut CreateTable, draft: &mut Draft) -> bool {
    if cursor.peek_nth(1).kind == TokenKind::LeftParen {
        cursor.bump();
        setting::list(cursor, &mut table.options);
        return true;
    }
    if cursor.eat_all(&[K::WITH, K::NO, K::DATA]) {
        table.with_no_data = true;
        return true;
    }
    let is_option = matches!(cursor.keyword_nth(1), K::DATA | K::OIDS | K::SYSTEM | K::CHECK | K::ROW);
    if is_option || !matches!(cursor.family(), Family::Mysql | Family::Sqlite) {
        option(cursor, table);
    } else {
        query(cursor, table, draft);
    }
    true
}

/// Whether a query begins `ahead`.
fn is_query(cursor: &Cursor<'_>, ahead: usize) -> bool {
    let mut ahead = ahead;
    while cursor.peek_nth(ahead).kind == TokenKind::LeftParen {
        ahead += 1;
    }
    matches!(
        cursor.keyword_nth(ahead),
        K::SELECT | K::WITH | K::VALUES | K::TABLE | K::EXECUTE | K::FROM
    )
}

/// `(…)`: columns and constraints, the names of a query's columns, a query, or MySQL's `(LIKE t)`.
fn body(cursor: &mut Cursor<'_>, table: &mut CreateTable, draft: &mut Draft) -> bool {
    if is_query(cursor, 1) && !matches!(cursor.keyword_nth(1), K::EXECUTE | K::FROM | K::TABLE) {
        query(cursor, table, draft);
        return true;
    }
    let from = cursor.position();
    if table.columns.is_empty() && table.constraints.is_empty() && table.like.is_empty() {
        cursor.bump();
        elements(cursor, table);
        cursor.eat_kind(TokenKind::RightParen);
        return true;
    }
    cursor.parens();
    cursor.mark_opaque_since(from);
    true
}

/// Takes a query up to the end, without `WITH [NO] DATA`.
fn query(cursor: &mut Cursor<'_>, table: &mut CreateTable, draft: &mut Draft) {
    let from = cursor.position();
    while !cursor.is_at_end() && !ends_query(cursor) {
        cursor.bump_tree();
    }
    let to = cursor.position();
    table.as_query = Some(cursor.range_between(from, to));
    let mut part = cursor.part(from, to);
    if draft.reads_exprs {
        table.query = super::dml::shape(&part).map(Box::new);
    }
    super::dml::query(&mut part, draft);
}

fn ends_query(cursor: &Cursor<'_>) -> bool {
    cursor.keyword() == K::WITH
        && (cursor.keyword_nth(1) == K::DATA || (cursor.keyword_nth(1) == K::NO && cursor.keyword_nth(2) == K::DATA))
}

/// `LIKE t`, with `INCLUDING ALL`, `EXCLUDING INDEXES` behind it.
pub(super) fn like(cursor: &mut Cursor<'_>, table: &mut CreateTable) {
    cursor.eat(K::LIKE);
    let Some(name) = cursor.name() else { return };
    let mut including: Vec<LikePart> = Vec::new();
    while let Some(word) = cursor.eat_any(&[K::INCLUDING, K::EXCLUDING]) {
        let part = cursor.bump();
        let part = cursor.text_of(part);
        let named = |known: &LikePart| part.eq_ignore_ascii_case("all") || part.eq_ignore_ascii_case(known.as_str());
        including.retain(|known| !named(known));
        if word == K::INCLUDING {
            including.extend(LikePart::ALL.iter().filter(|known| named(known)));
        }
    }
    table.like.push(LikeTable {
        table: name,
        position: u32::try_from(table.columns.len()).unwrap_or(u32::MAX),
        including,
    });
}

/// `PARTITION OF parent`.
fn partition_of(cursor: &mut Cursor<'_>, table: &mut CreateTable) {
    cursor.eat_all(&[K::PARTITION, K::OF]);
    table.partition_of = cursor.name().map(|parent: Name| PartitionOf {
        parent,
        is_default: false,
        bounds: None,
    });
}
