//! `CREATE TYPE` and `CREATE DOMAIN`.

use compact_str::CompactString;
use schema::{Action, Column, CreateType, DataType, Keyword as K, ObjectKind, TokenKind, TypeDefinition};

use super::super::{Draft, column, constraint, data_type, expr};
use super::object::ObjectHead;
use crate::cursor::{Cursor, unquoted};

/// After `CREATE TYPE` or `CREATE DOMAIN`.
pub(super) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft, head: ObjectHead) {
    let if_not_exists = cursor.eat_if_not_exists();
    let Some(name) = cursor.name() else {
        cursor.skip_rest();
        return;
    };
    let definition = if head.kind == ObjectKind::Domain {
        cursor.eat_any(&[K::AS, K::IS]);
        domain(cursor)
    } else {
        type_definition(cursor)
    };
    let created = CreateType {
        name,
        or_replace: head.or_replace,
        if_not_exists,
        definition,
    };
    draft.change(draft.kind, draft.whole, Action::CreateType(Box::new(created)));
}

fn type_definition(cursor: &mut Cursor<'_>) -> TypeDefinition {
    // SQL Server's alias: `CREATE TYPE t FROM varchar(11) NOT NULL`.
    if cursor.eat(K::FROM) {
        return domain(cursor);
    }
    if cursor.eat_any(&[K::AS, K::IS]).is_none() {
        // A shell type, a base type with its functions, or Oracle's `UNDER` and `FORCE`.
        cursor.go_to(usize::MAX);
        return TypeDefinition::Other;
    }
    if cursor.eat(K::ENUM) {
        return TypeDefinition::Enum(labels(cursor));
    }
    cursor.eat_any(&[K::OBJECT, K::TABLE]);
    if !cursor.is(TokenKind::LeftParen) {
        // `RANGE (…)`, Oracle's `TABLE OF t`, `VARRAY(10) OF t`.
        cursor.go_to(usize::MAX);
        return TypeDefinition::Other;
    }
    let columns = columns(cursor);
    cursor.go_to(usize::MAX);
    TypeDefinition::Composite(columns)
}

fn labels(cursor: &mut Cursor<'_>) -> Vec<(CompactString, source::TextRange)> {
    let mut labels = Vec::new();
    cursor.eat_kind(TokenKind::LeftParen);
    while !cursor.is_at_end() && !cursor.is(TokenKind::RightParen) {
        let token = cursor.bump();
        if token.kind == TokenKind::String {
            labels.push((unquoted(cursor.text_of(token)), token.range));
        }
    }
    cursor.eat_kind(TokenKind::RightParen);
    labels
}

/// `(a int, b text)`; SQL Server's table types may hold constraints, Oracle's object types methods.
fn columns(cursor: &mut Cursor<'_>) -> Vec<Column> {
    let mut columns = Vec::new();
    cursor.eat_kind(TokenKind::LeftParen);
    while !cursor.is_at_end() && !cursor.is(TokenKind::RightParen) {
        let is_method = matches!(
            cursor.keyword(),
            K::MEMBER | K::STATIC | K::CONSTRUCTOR | K::MAP | K::ORDER | K::OVERRIDING | K::FINAL | K::NOT | K::INDEX
        );
        if constraint::begins_in_table(cursor) {
            constraint::of_table(cursor);
        } else if !is_method {
            columns.extend(column::definition(cursor));
        }
        while !cursor.is_at_end() && !matches!(cursor.peek().kind, TokenKind::Comma | TokenKind::RightParen) {
            cursor.bump_tree();
        }
        cursor.eat_kind(TokenKind::Comma);
    }
    cursor.eat_kind(TokenKind::RightParen);
    columns
}

/// A type, and what values it takes.
fn domain(cursor: &mut Cursor<'_>) -> TypeDefinition {
    let Some(base) = data_type::read(cursor) else {
        cursor.skip_rest();
        return TypeDefinition::Other;
    };
    let mut reading = Domain {
        base,
        is_required: false,
        default: None,
        checks: Vec::new(),
    };
    while !cursor.is_at_end() {
        reading.clause(cursor);
    }
    TypeDefinition::Domain {
        base: reading.base,
        is_required: reading.is_required,
        default: reading.default,
        checks: reading.checks,
    }
}

struct Domain {
    base: DataType,
    is_required: bool,
    default: Option<Box<schema::Expr>>,
    checks: Vec<schema::Expr>,
}

impl Domain {
    fn clause(&mut self, cursor: &mut Cursor<'_>) {
        let from = cursor.position();
        match cursor.keyword() {
            K::CONSTRAINT => {
                cursor.bump();
                cursor.ident();
            }
            K::NOT => {
                cursor.bump();
                self.is_required = cursor.eat(K::NULL);
            }
            K::NULL => {
                cursor.bump();
            }
            K::DEFAULT => {
                cursor.bump();
                self.default = column::default_value(cursor).map(Box::new);
            }
            K::CHECK => {
                cursor.bump();
                self.checks.extend(expr::parenthesised(cursor));
                cursor.eat_all(&[K::NOT, K::VALID]);
            }
            K::COLLATE => {
                cursor.bump();
                cursor.name();
            }
            _ => {
                cursor.bump_tree();
                cursor.mark_opaque_since(from);
            }
        }
        if cursor.position() == from {
            cursor.bump();
        }
    }
}
