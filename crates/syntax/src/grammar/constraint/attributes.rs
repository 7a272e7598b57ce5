//! What follows a constraint: when it is checked, whether it is trusted, how its index is stored.

use schema::{ConstraintState, Family, Keyword as K, TableSetting, TokenKind};

use crate::cursor::Cursor;
use crate::grammar::index;
use crate::grammar::setting::{self, Row, Takes, row};

/// Takes all that is said of a constraint after its columns or condition.
pub(crate) fn attributes(cursor: &mut Cursor<'_>, state: &mut ConstraintState, options: &mut Vec<TableSetting>) {
    while state_word(cursor, state) || option(cursor, options) {}
}

/// The words that the model has fields for.
fn state_word(cursor: &mut Cursor<'_>, state: &mut ConstraintState) -> bool {
    let from = cursor.position();
    match cursor.keyword() {
        K::NOT => match cursor.keyword_nth(1) {
            K::VALID => {
                cursor.go_to(from + 2);
                state.not_valid = Some(cursor.range_since(from));
            }
            K::ENFORCED => {
                cursor.go_to(from + 2);
                state.not_enforced = true;
            }
            K::DEFERRABLE => {
                cursor.go_to(from + 2);
                state.deferrable = false;
            }
            _ => return false,
        },
        K::ENFORCED => {
            cursor.bump();
            state.not_enforced = false;
        }
        K::DEFERRABLE => {
            cursor.bump();
            state.deferrable = true;
        }
        K::INITIALLY => match cursor.keyword_nth(1) {
            K::DEFERRED => {
                cursor.go_to(from + 2);
                state.initially_deferred = true;
                state.deferrable = true;
            }
            K::IMMEDIATE => {
                cursor.go_to(from + 2);
                state.initially_deferred = false;
            }
            _ => return false,
        },
        K::ENABLE if is_state(cursor) => {
            cursor.bump();
            state.not_enforced = false;
        }
        K::DISABLE if is_state(cursor) => {
            cursor.bump();
            state.not_enforced = true;
        }
        K::VALIDATE if cursor.keyword_nth(1) != K::CONSTRAINT => {
            cursor.bump();
            state.no_check = false;
        }
        K::NOVALIDATE => {
            cursor.bump();
            state.no_check = true;
        }
        _ => return false,
    }
    true
}

/// Whether `ENABLE` or `DISABLE` ends here, rather than saying what is switched on or off:
/// `DISABLE CONSTRAINT c`, `ENABLE ROW MOVEMENT`.
fn is_state(cursor: &Cursor<'_>) -> bool {
    !matches!(
        cursor.keyword_nth(1),
        K::ROW | K::CONSTRAINT | K::PRIMARY | K::UNIQUE | K::TABLE | K::ALL | K::TRIGGER | K::KEYS | K::STORAGE
    )
}

const OPTIONS: &[Row] = &[
    row(&[K::NO, K::INHERIT], Takes::Nothing),
    row(&[K::INHERIT], Takes::Nothing),
    row(&[K::NOT, K::FOR, K::REPLICATION], Takes::Nothing),
    row(&[K::RELY], Takes::Nothing),
    row(&[K::NORELY], Takes::Nothing),
    row(&[K::EXCEPTIONS, K::INTO], Takes::Value),
    row(&[K::INCLUDE], Takes::Parens),
    row(&[K::ON, K::CONFLICT], Takes::Value),
    row(&[K::WITHOUT, K::OVERLAPS], Takes::Nothing),
    row(&[K::USING, K::INDEX, K::TABLESPACE], Takes::Value),
    row(&[K::USING, K::INDEX, K::LOCAL], Takes::MaybeParens),
    row(&[K::USING, K::INDEX, K::GLOBAL], Takes::Nothing),
    row(&[K::USING, K::INDEX], Takes::Parens),
];

/// How the index of a key is stored, where Oracle and SQL Server let that be said with a column too.
const STORAGE: &[Row] = &[
    row(&[K::TABLESPACE], Takes::Value),
    row(&[K::PCTFREE], Takes::Value),
    row(&[K::INITRANS], Takes::Value),
    row(&[K::MAXTRANS], Takes::Value),
    row(&[K::STORAGE], Takes::Parens),
    row(&[K::LOGGING], Takes::Nothing),
    row(&[K::NOLOGGING], Takes::Nothing),
    row(&[K::COMPUTE, K::STATISTICS], Takes::Nothing),
    row(&[K::REVERSE], Takes::Nothing),
    row(&[K::COMPRESS], Takes::MaybeNumber),
    row(&[K::NOCOMPRESS], Takes::Nothing),
    row(&[K::PARALLEL], Takes::MaybeNumber),
    row(&[K::NOPARALLEL], Takes::Nothing),
    row(&[K::FILESTREAM_ON], Takes::Value),
    row(&[K::WITH, K::FILLFACTOR], Takes::Value),
    row(&[K::WITH], Takes::Parens),
];

const MSSQL_PLACE: &[Row] = &[row(&[K::ON], Takes::ValueParens)];

/// Whether what stands `ahead` says how an index is stored rather than naming one.
pub(super) fn is_storage(cursor: &Cursor<'_>, ahead: usize) -> bool {
    let next = cursor.peek_nth(ahead);
    next.kind != TokenKind::QuotedIdent
        && (next.keyword == K::LOCAL
            || next.keyword == K::GLOBAL
            || next.keyword == K::ENABLE
            || next.keyword == K::DISABLE
            || next.kind == TokenKind::LeftParen
            || matches!(next.kind, TokenKind::Comma | TokenKind::RightParen | TokenKind::End)
            || STORAGE.iter().any(|row| row.begins_with(next.keyword)))
}

fn option(cursor: &mut Cursor<'_>, options: &mut Vec<TableSetting>) -> bool {
    if let Some(option) = setting::take(cursor, OPTIONS) {
        options.push(option);
        return true;
    }
    if cursor.keyword() == K::USING && cursor.keyword_nth(1) == K::INDEX && is_storage(cursor, 2) {
        let from = cursor.position();
        cursor.go_to(from + 2);
        options.push(setting::plain("using index", cursor.range_since(from)));
        return true;
    }
    // `STORAGE main` is said of a column, `WITH VALUES` of a default; the rows want parentheses.
    if cursor.keyword() == K::WITH && cursor.peek_nth(1).kind == TokenKind::LeftParen {
        let before = options.len();
        cursor.bump();
        setting::list(cursor, options);
        return options.len() > before;
    }
    let rows: &[&[Row]] = match cursor.family() {
        Family::Mssql if cursor.keyword() == K::ON && is_filegroup(cursor) => &[MSSQL_PLACE],
        Family::Mssql | Family::Oracle | Family::Postgres | Family::Generic => &[STORAGE],
        Family::Mysql | Family::Sqlite => return false,
    };
    for rows in rows {
        if let Some(option) = setting::take(cursor, rows) {
            options.push(option);
            return true;
        }
    }
    false
}

/// `ON [PRIMARY]`, but not `ON DELETE CASCADE`.
fn is_filegroup(cursor: &Cursor<'_>) -> bool {
    !matches!(cursor.keyword_nth(1), K::DELETE | K::UPDATE)
}

/// Takes one option of the index under a key that stands apart from the columns.
pub(super) fn index_attributes(cursor: &mut Cursor<'_>, options: &mut Vec<TableSetting>) -> bool {
    let Some(option) = setting::take(cursor, index::OPTIONS) else {
        return false;
    };
    options.push(option);
    true
}
