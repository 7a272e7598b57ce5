//! Columns: a name, a type, and what is said of them.

mod attributes;
mod misplaced;

use schema::{
    Column, Constraint, ConstraintKind, ConstraintState, DataType, Expr, Family, Generated, GeneratedKind, Ident,
    Identity, Keyword as K, KeywordSet, TokenKind,
};

use self::attributes::{ATTRIBUTES, SEQUENCE_OPTIONS};
pub(crate) use self::misplaced::mark_leftover;
use self::misplaced::mark_reserved;
use super::{constraint, data_type, expr, setting};
use crate::cursor::Cursor;

/// Takes a column's definition: its name, its type, and all that follows up to something that is not said
/// of a column.
pub(crate) fn definition(cursor: &mut Cursor<'_>) -> Option<Column> {
    let from = cursor.position();
    let first = cursor.peek();
    // Most names are no words of the grammar.
    if first.keyword != K::NotAKeyword && first.kind == TokenKind::Word {
        mark_reserved(cursor);
    }
    let name = cursor.ident()?;
    let mut column = Column {
        name,
        data_type: None,
        nullable: None,
        default: None,
        identity: None,
        generated: None,
        constraints: Vec::new(),
        on_update: None,
        comment: None,
        options: Vec::new(),
        range: cursor.range_since(from),
    };
    if !begins_attribute(cursor) {
        column.data_type = data_type::read(cursor);
    }
    while attribute(cursor, &mut column) {}
    column.range = cursor.range_since(from);
    Some(column)
}

/// Words that follow a column's name or type, and are never part of a type.
const STARTERS: KeywordSet = KeywordSet::of(&[
    K::AS,
    K::CHECK,
    K::COLLATE,
    K::CONSTRAINT,
    K::DECRYPT,
    K::DEFAULT,
    K::ENCRYPT,
    K::GENERATED,
    K::IDENTITY,
    K::INVISIBLE,
    K::NOT,
    K::NULL,
    K::OPTIONS,
    K::PRIMARY,
    K::REFERENCES,
    K::UNIQUE,
    K::VISIBLE,
    K::WITH,
]);

/// Whether the next word says something of a column, so that no type stands here.
pub(crate) fn begins_attribute(cursor: &Cursor<'_>) -> bool {
    let keyword = cursor.keyword();
    STARTERS.contains(keyword) || (keyword == K::ON && cursor.family() == Family::Sqlite)
}

/// Takes one thing said of a column.
pub(crate) fn attribute(cursor: &mut Cursor<'_>, column: &mut Column) -> bool {
    match cursor.keyword() {
        K::NotAKeyword => return false,
        K::CONSTRAINT => return named(cursor, column),
        K::NOT if cursor.keyword_nth(1) == K::NULL => not_null(cursor, column, None, cursor.position()),
        K::NULL => {
            cursor.bump();
            column.nullable = Some(true);
            // `NULL ON CONFLICT x` of SQLite, `NULL ENABLE` of Oracle.
            constraint::attributes(cursor, &mut ConstraintState::default(), &mut column.options);
        }
        K::DEFAULT => {
            let from = cursor.position();
            return default(cursor, column, None, from);
        }
        K::PRIMARY | K::UNIQUE | K::CHECK | K::REFERENCES => return inline_constraint(cursor, column),
        K::KEY if cursor.family() == Family::Mysql => return inline_constraint(cursor, column),
        K::FOREIGN if cursor.keyword_nth(1) == K::KEY => return inline_constraint(cursor, column),
        K::COLLATE => collate(cursor, column),
        K::GENERATED => return generated(cursor, column),
        K::AS => return computed(cursor, column, cursor.position()),
        K::IDENTITY | K::AUTO_INCREMENT | K::AUTOINCREMENT => counting(cursor, column),
        K::COMMENT if cursor.peek_nth(1).kind == TokenKind::String => {
            cursor.bump();
            let text = cursor.bump();
            column.comment = Some(crate::cursor::unquoted(cursor.text_of(text)));
        }
        K::ON if cursor.keyword_nth(1) == K::UPDATE => {
            cursor.go_to(cursor.position() + 2);
            column.on_update = expr::until(cursor, ends_value).map(Box::new);
        }
        K::OPTIONS if cursor.peek_nth(1).kind == TokenKind::LeftParen => {
            cursor.bump();
            setting::list(cursor, &mut column.options);
        }
        _ => {
            let Some(option) = setting::take(cursor, ATTRIBUTES) else {
                return false;
            };
            column.options.push(option);
        }
    }
    true
}

/// `CONSTRAINT name NOT NULL`, `CONSTRAINT name DEFAULT …`, and the named ones that are rules for rows.
fn named(cursor: &mut Cursor<'_>, column: &mut Column) -> bool {
    let from = cursor.position();
    let name = constraint::name(cursor);
    match cursor.keyword() {
        K::NOT if cursor.keyword_nth(1) == K::NULL => {
            not_null(cursor, column, name, from);
            true
        }
        K::NULL => {
            cursor.bump();
            column.nullable = Some(true);
            true
        }
        K::DEFAULT => default(cursor, column, name, from),
        _ => {
            cursor.go_to(from);
            inline_constraint(cursor, column)
        }
    }
}

fn inline_constraint(cursor: &mut Cursor<'_>, column: &mut Column) -> bool {
    let Some(constraint) = constraint::inline(cursor, &column.name) else {
        return false;
    };
    column.constraints.push(constraint);
    true
}

fn not_null(cursor: &mut Cursor<'_>, column: &mut Column, name: Option<Ident>, from: usize) {
    cursor.eat_all(&[K::NOT, K::NULL]);
    column.nullable = Some(false);
    let mut state = ConstraintState::default();
    let Some(name) = name else {
        constraint::attributes(cursor, &mut state, &mut column.options);
        return;
    };
    let mut options = Vec::new();
    constraint::attributes(cursor, &mut state, &mut options);
    column.constraints.push(Constraint {
        name: Some(name),
        kind: ConstraintKind::NotNull {
            column: column.name.clone(),
        },
        state,
        options,
        range: cursor.range_since(from),
    });
}

fn default(cursor: &mut Cursor<'_>, column: &mut Column, name: Option<Ident>, from: usize) -> bool {
    let before = cursor.position();
    let Some(value) = default_value(cursor) else {
        cursor.go_to(before + 1);
        cursor.mark_opaque_since(before);
        return true;
    };
    if let Some(name) = name {
        column.constraints.push(Constraint {
            name: Some(name),
            kind: ConstraintKind::Default {
                expr: value.clone(),
                column: column.name.clone(),
            },
            state: ConstraintState::default(),
            options: Vec::new(),
            range: cursor.range_since(from),
        });
    }
    column.default = Some(Box::new(value));
    true
}

/// Takes `DEFAULT value`.
pub(crate) fn default_value(cursor: &mut Cursor<'_>) -> Option<Expr> {
    cursor.eat(K::DEFAULT);
    // Oracle: `DEFAULT ON NULL [FOR INSERT ONLY | FOR INSERT AND UPDATE] value`.
    if cursor.eat_all(&[K::ON, K::NULL]) && cursor.eat_all(&[K::FOR, K::INSERT]) {
        let _ = cursor.eat(K::ONLY) || cursor.eat_all(&[K::AND, K::UPDATE]);
    }
    expr::until(cursor, ends_value)
}

const VALUE_ENDS: KeywordSet = KeywordSet::of(&[
    K::ADD,
    K::AFTER,
    K::AUTOINCREMENT,
    K::AUTO_INCREMENT,
    K::CHECK,
    K::COLLATE,
    K::COLUMN_FORMAT,
    K::COMMENT,
    K::CONSTRAINT,
    K::DEFAULT,
    K::DEFERRABLE,
    K::DISABLE,
    K::ENABLE,
    K::ENCRYPT,
    K::FIRST,
    K::FOR,
    K::GENERATED,
    K::IDENTITY,
    K::INITIALLY,
    K::INVISIBLE,
    K::KEY,
    K::MODIFY,
    K::NOT,
    K::NULL,
    K::ON,
    K::PERSISTED,
    K::PRIMARY,
    K::REFERENCES,
    K::ROWGUIDCOL,
    K::SPARSE,
    K::STORAGE,
    K::STORED,
    K::UNIQUE,
    K::VIRTUAL,
    K::VISIBLE,
    K::WITH,
]);

/// Whether a value in a column's definition ends before the next token.
pub(crate) fn ends_value(cursor: &Cursor<'_>) -> bool {
    let keyword = cursor.keyword();
    if !VALUE_ENDS.contains(keyword) {
        return false;
    }
    match keyword {
        K::WITH => cursor.keyword_nth(1) != K::TIME,
        // `NEXT VALUE FOR sequence`.
        K::FOR => cursor.token_at(cursor.position() - 1).keyword != K::VALUE,
        _ => true,
    }
}

fn collate(cursor: &mut Cursor<'_>, column: &mut Column) {
    let mut unwritten = DataType {
        name: compact_str::CompactString::default(),
        schema: None,
        args: Vec::new(),
        dimensions: 0,
        is_unsigned: false,
        charset: None,
        collation: None,
        range: cursor.peek().range,
    };
    let from = cursor.position();
    data_type::collation(cursor, column.data_type.as_mut().unwrap_or(&mut unwritten));
    if column.data_type.is_none() {
        column
            .options
            .push(setting::with_value(cursor, "collate", from, from + 1));
    }
}

/// `IDENTITY(1, 1)`, `AUTO_INCREMENT`, `AUTOINCREMENT`.
fn counting(cursor: &mut Cursor<'_>, column: &mut Column) {
    let from = cursor.position();
    cursor.mark_misplaced();
    // SQL Server refuses a written value unless `IDENTITY_INSERT` is on.
    let is_always = cursor.keyword() == K::IDENTITY;
    cursor.bump();
    if is_always {
        cursor.parens();
    }
    cursor.eat_all(&[K::NOT, K::FOR, K::REPLICATION]);
    column.identity = Some(Identity {
        is_always,
        range: cursor.range_since(from),
    });
}

/// `GENERATED …`: an identity, a computed column, or a row's time of system versioning.
fn generated(cursor: &mut Cursor<'_>, column: &mut Column) -> bool {
    let from = cursor.position();
    cursor.eat(K::GENERATED);
    let is_always = cursor.eat(K::ALWAYS);
    if !is_always {
        cursor.eat_all(&[K::BY, K::DEFAULT]);
        cursor.eat_all(&[K::ON, K::NULL]);
    }
    if cursor.eat_all(&[K::AS, K::IDENTITY]) {
        identity_options(cursor);
        column.identity = Some(Identity {
            is_always,
            range: cursor.range_since(from),
        });
        return true;
    }
    if cursor.looks_at(&[K::AS, K::ROW])
        || cursor.looks_at(&[K::AS, K::TRANSACTION_ID])
        || cursor.looks_at(&[K::AS, K::SEQUENCE_NUMBER])
    {
        cursor.go_to(cursor.position() + 2);
        cursor.eat_any(&[K::START, K::END]);
        cursor.eat(K::HIDDEN);
        column
            .options
            .push(setting::with_value(cursor, "generated", from, from + 1));
        return true;
    }
    if cursor.keyword() != K::AS {
        cursor.mark_opaque_since(from);
        return true;
    }
    computed(cursor, column, from)
}

/// The options of an identity or a sequence, in parentheses or not.
pub(crate) fn identity_options(cursor: &mut Cursor<'_>) {
    if cursor.is(TokenKind::LeftParen) {
        cursor.parens();
        return;
    }
    while setting::take(cursor, SEQUENCE_OPTIONS).is_some() {}
}

/// Takes one option of a column that the model has no field for.
pub(crate) fn option(cursor: &mut Cursor<'_>) -> Option<schema::TableSetting> {
    setting::take(cursor, ATTRIBUTES)
}

/// Takes one option of an identity.
pub(crate) fn identity_option(cursor: &mut Cursor<'_>) -> Option<schema::TableSetting> {
    setting::take(cursor, SEQUENCE_OPTIONS)
}

/// `AS (…) STORED`.
fn computed(cursor: &mut Cursor<'_>, column: &mut Column, from: usize) -> bool {
    cursor.eat(K::AS);
    let expr = if cursor.is(TokenKind::LeftParen) && ends_computed(cursor) {
        expr::parenthesised(cursor)
    } else {
        expr::until(cursor, ends_value)
    };
    let Some(expr) = expr else {
        cursor.mark_opaque_since(from);
        return true;
    };
    let kind = match cursor.keyword() {
        K::STORED | K::PERSISTENT | K::PERSISTED | K::MATERIALIZED => GeneratedKind::Stored,
        K::VIRTUAL => GeneratedKind::Virtual,
        _ => GeneratedKind::Unspecified,
    };
    if kind != GeneratedKind::Unspecified {
        cursor.bump();
    }
    column.generated = Some(Box::new(Generated {
        expr,
        kind,
        range: cursor.range_since(from),
    }));
    true
}

/// Whether the parentheses that open here hold the whole value: not `(a) + (b)`.
fn ends_computed(cursor: &mut Cursor<'_>) -> bool {
    let from = cursor.position();
    cursor.parens();
    let is_whole = !matches!(
        cursor.peek().kind,
        TokenKind::Operator | TokenKind::Equals | TokenKind::Dot
    ) && !matches!(cursor.keyword(), K::AND | K::OR | K::IS | K::COLLATE);
    cursor.go_to(from);
    is_whole
}
