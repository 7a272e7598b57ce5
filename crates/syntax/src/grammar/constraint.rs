//! Constraints: written with a column, apart from it, or added later.

mod attributes;

use schema::{
    Constraint, ConstraintKind, ConstraintState, Family, ForeignKey, Ident, IndexKey, Keyword as K, NameRole,
    ReferentialAction, TableSetting, TokenKind,
};

pub(crate) use self::attributes::attributes;
use self::attributes::index_attributes;
use super::index::{self, Keys};
use super::{Draft, column, expr, setting};
use crate::cursor::Cursor;

/// Notes the table that a foreign key refers to.
pub(crate) fn note_uses(constraint: &Constraint, draft: &mut Draft) {
    if let ConstraintKind::ForeignKey(key) = &constraint.kind {
        draft.uses(&key.table, NameRole::References);
    }
}

/// Takes `CONSTRAINT name`, where that stands here; the name may be missing in MySQL.
pub(crate) fn name(cursor: &mut Cursor<'_>) -> Option<Ident> {
    if !cursor.eat(K::CONSTRAINT) {
        return None;
    }
    // MariaDB: `ADD CONSTRAINT IF NOT EXISTS name`.
    cursor.eat_if_not_exists();
    if begins(cursor) {
        return None;
    }
    // A schema before the name is read by some engines and says nothing.
    cursor.name().map(|name| name.ident)
}

/// Whether a constraint of a table begins here, its name included.
pub(crate) fn begins_in_table(cursor: &Cursor<'_>) -> bool {
    match cursor.keyword() {
        K::NotAKeyword => false,
        K::CONSTRAINT => true,
        K::EXCLUDE => cursor.keyword_nth(1) == K::USING || cursor.peek_nth(1).kind == TokenKind::LeftParen,
        _ => begins(cursor),
    }
}

/// Whether a constraint begins here, without a name.
fn begins(cursor: &Cursor<'_>) -> bool {
    match cursor.keyword() {
        K::PRIMARY | K::FOREIGN => cursor.keyword_nth(1) == K::KEY,
        K::UNIQUE => true,
        K::CHECK => cursor.peek_nth(1).kind == TokenKind::LeftParen || cursor.keyword_nth(1) == K::NOT,
        K::NOT => cursor.keyword_nth(1) == K::NULL,
        _ => false,
    }
}

/// Takes a constraint that stands apart from the columns, its name included.
pub(crate) fn of_table(cursor: &mut Cursor<'_>) -> Option<Constraint> {
    let from = cursor.position();
    let name = name(cursor);
    let mut constraint = Constraint {
        name,
        kind: ConstraintKind::Other,
        state: ConstraintState::default(),
        options: Vec::new(),
        range: cursor.range_since(from),
    };
    match cursor.keyword() {
        K::PRIMARY | K::UNIQUE => key(cursor, &mut constraint),
        K::FOREIGN => foreign_key(cursor, &mut constraint),
        K::CHECK => check(cursor, &mut constraint),
        K::EXCLUDE => exclude(cursor, &mut constraint),
        K::NOT if cursor.keyword_nth(1) == K::NULL => {
            cursor.go_to(cursor.position() + 2);
            if let Some(column) = cursor.ident() {
                constraint.kind = ConstraintKind::NotNull { column };
            }
        }
        K::DEFAULT => default_for(cursor, &mut constraint),
        K::CONNECTION if cursor.peek_nth(1).kind == TokenKind::LeftParen => {
            constraint.options.extend(setting::take(
                cursor,
                &[setting::row(&[K::CONNECTION], setting::Takes::Parens)],
            ));
            on_delete(cursor, &mut constraint.options);
        }
        _ if constraint.name.is_none() => {
            cursor.go_to(from);
            return None;
        }
        _ => {}
    }
    using_index(cursor, &mut constraint);
    let Constraint {
        kind, state, options, ..
    } = &mut constraint;
    attributes(cursor, state, options);
    if matches!(kind, ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. }) {
        while index_attributes(cursor, options) {
            attributes(cursor, state, options);
        }
    }
    constraint.range = cursor.range_since(from);
    Some(constraint)
}

/// Takes a constraint written with a column, its name included.
pub(crate) fn inline(cursor: &mut Cursor<'_>, of: &Ident) -> Option<Constraint> {
    let from = cursor.position();
    let name = name(cursor);
    let mut constraint = Constraint {
        name,
        kind: ConstraintKind::Other,
        state: ConstraintState::default(),
        options: Vec::new(),
        range: cursor.range_since(from),
    };
    match cursor.keyword() {
        K::PRIMARY | K::UNIQUE | K::KEY => {
            key(cursor, &mut constraint);
            own_column(&mut constraint.kind, of);
        }
        K::REFERENCES | K::FOREIGN => {
            foreign_key(cursor, &mut constraint);
            own_column(&mut constraint.kind, of);
        }
        K::CHECK => check(cursor, &mut constraint),
        _ if constraint.name.is_none() => {
            cursor.go_to(from);
            return None;
        }
        _ => {}
    }
    using_index(cursor, &mut constraint);
    attributes(cursor, &mut constraint.state, &mut constraint.options);
    constraint.range = cursor.range_since(from);
    Some(constraint)
}

fn own_column(kind: &mut ConstraintKind, of: &Ident) {
    match kind {
        ConstraintKind::PrimaryKey { keys, .. } | ConstraintKind::Unique { keys, .. } if keys.is_empty() => {
            *keys = vec![IndexKey::of_column(of.clone())];
        }
        ConstraintKind::ForeignKey(key) if key.columns.is_empty() => key.columns = vec![of.clone()],
        _ => {}
    }
}

/// `PRIMARY KEY`, `UNIQUE`, `KEY` with what stands before and between the columns.
fn key(cursor: &mut Cursor<'_>, constraint: &mut Constraint) {
    let is_unique = cursor.eat(K::UNIQUE);
    cursor.eat(K::PRIMARY);
    if !cursor.eat(K::KEY) && is_unique {
        cursor.eat(K::INDEX);
    }
    let mut nulls_not_distinct = false;
    loop {
        let is_method = cursor.keyword() == K::USING && cursor.keyword_nth(1) != K::INDEX;
        if cursor.eat_all(&[K::NULLS, K::NOT, K::DISTINCT]) {
            nulls_not_distinct = true;
        } else if is_method || matches!(cursor.keyword(), K::CLUSTERED | K::NONCLUSTERED | K::HASH) {
            if !index_attributes(cursor, &mut constraint.options) {
                break;
            }
        } else if is_index_name(cursor) {
            // MySQL calls the constraint as the index is called.
            constraint.name = cursor.ident().or(constraint.name.take());
        } else if !cursor.eat_all(&[K::NULLS, K::DISTINCT]) && !cursor.eat_if_not_exists() {
            break;
        }
    }
    // SQLite: `PRIMARY KEY ASC`.
    if matches!(cursor.keyword(), K::ASC | K::DESC) {
        let from = cursor.position();
        let word = if cursor.bump().keyword == K::DESC {
            "desc"
        } else {
            "asc"
        };
        constraint.options.push(setting::plain(word, cursor.range_since(from)));
    }
    let keys = index::keys(cursor, Keys::Constraint);
    constraint.kind = if is_unique {
        ConstraintKind::Unique {
            keys,
            using_index: None,
            nulls_not_distinct,
        }
    } else {
        ConstraintKind::PrimaryKey {
            keys,
            using_index: None,
        }
    };
}

/// Whether the name of an index stands before its columns, as MySQL lets it.
fn is_index_name(cursor: &Cursor<'_>) -> bool {
    let is_possible = matches!(cursor.family(), Family::Mysql | Family::Generic);
    if !is_possible || !cursor.is_at_name() || column::begins_attribute(cursor) {
        return false;
    }
    cursor.peek_nth(1).kind == TokenKind::LeftParen || cursor.keyword_nth(1) == K::USING
}

/// `FOREIGN KEY (…) REFERENCES …`, and `REFERENCES …` alone.
fn foreign_key(cursor: &mut Cursor<'_>, constraint: &mut Constraint) {
    let mut columns = Vec::new();
    if cursor.eat_all(&[K::FOREIGN, K::KEY]) {
        cursor.eat_if_not_exists();
        if is_index_name(cursor) {
            let name = cursor.ident();
            constraint.name = constraint.name.take().or(name);
        }
        columns = foreign_columns(cursor);
    }
    if !cursor.eat(K::REFERENCES) {
        return;
    }
    let Some(table) = cursor.name() else {
        return;
    };
    let mut foreign = ForeignKey {
        columns,
        table,
        referred: foreign_columns(cursor),
        on_delete: None,
        on_update: None,
        match_full: false,
    };
    loop {
        if cursor.eat(K::MATCH) {
            foreign.match_full |= cursor.bump().keyword == K::FULL;
        } else if cursor.looks_at(&[K::ON, K::DELETE]) {
            let Some(action) = referential_action(cursor) else {
                break;
            };
            foreign.on_delete = Some(action);
        } else if cursor.looks_at(&[K::ON, K::UPDATE]) {
            let Some(action) = referential_action(cursor) else {
                break;
            };
            foreign.on_update = Some(action);
        } else {
            break;
        }
    }
    constraint.kind = ConstraintKind::ForeignKey(Box::new(foreign));
}

/// `(a, PERIOD b)`.
fn foreign_columns(cursor: &mut Cursor<'_>) -> Vec<Ident> {
    let mut columns = Vec::new();
    for key in index::keys(cursor, Keys::Constraint) {
        if let schema::KeyTarget::Column(column) = key.target {
            columns.push(column);
        }
    }
    columns
}

/// `ON DELETE CASCADE`.
fn referential_action(cursor: &mut Cursor<'_>) -> Option<ReferentialAction> {
    let from = cursor.position();
    cursor.go_to(from + 2);
    let action = match cursor.keyword() {
        K::CASCADE => ReferentialAction::Cascade,
        K::RESTRICT => ReferentialAction::Restrict,
        K::NO if cursor.keyword_nth(1) == K::ACTION => ReferentialAction::NoAction,
        K::SET if cursor.keyword_nth(1) == K::NULL => ReferentialAction::SetNull,
        K::SET if cursor.keyword_nth(1) == K::DEFAULT => ReferentialAction::SetDefault,
        _ => {
            cursor.go_to(from);
            return None;
        }
    };
    let words = if matches!(action, ReferentialAction::Cascade | ReferentialAction::Restrict) {
        1
    } else {
        2
    };
    cursor.go_to(cursor.position() + words);
    // `ON DELETE SET NULL (a)` of PostgreSQL 15.
    cursor.parens();
    Some(action)
}

/// SQL Server's `ON DELETE CASCADE` of a connection between nodes.
fn on_delete(cursor: &mut Cursor<'_>, options: &mut Vec<TableSetting>) {
    let from = cursor.position();
    if cursor.looks_at(&[K::ON, K::DELETE]) && referential_action(cursor).is_some() {
        options.push(setting::with_value(cursor, "on delete", from, from + 2));
    }
}

fn check(cursor: &mut Cursor<'_>, constraint: &mut Constraint) {
    cursor.eat(K::CHECK);
    if cursor.eat_all(&[K::NOT, K::FOR, K::REPLICATION]) {
        constraint.options.push(setting::plain(
            "not for replication",
            cursor.range_since(cursor.position() - 3),
        ));
    }
    let Some(expr) = expr::parenthesised(cursor) else {
        return;
    };
    let no_inherit = cursor.eat_all(&[K::NO, K::INHERIT]);
    constraint.kind = ConstraintKind::Check { expr, no_inherit };
}

/// `EXCLUDE USING gist (a WITH =) WHERE (…)`.
fn exclude(cursor: &mut Cursor<'_>, constraint: &mut Constraint) {
    cursor.eat(K::EXCLUDE);
    let method = if cursor.eat(K::USING) { cursor.ident() } else { None };
    let keys = index::keys(cursor, Keys::Index);
    attributes(cursor, &mut constraint.state, &mut constraint.options);
    let predicate = if cursor.eat(K::WHERE) {
        expr::parenthesised(cursor).map(Box::new)
    } else {
        None
    };
    constraint.kind = ConstraintKind::Exclude {
        keys,
        method,
        predicate,
    };
}

/// SQL Server's `DEFAULT value FOR column`.
fn default_for(cursor: &mut Cursor<'_>, constraint: &mut Constraint) {
    let Some(value) = column::default_value(cursor) else {
        return;
    };
    if !cursor.eat(K::FOR) {
        return;
    }
    let Some(column) = cursor.ident() else { return };
    constraint.kind = ConstraintKind::Default { expr: value, column };
    if cursor.eat_all(&[K::WITH, K::VALUES]) {
        constraint
            .options
            .push(setting::plain("with values", cursor.range_since(cursor.position() - 2)));
    }
}

/// Takes `USING INDEX name`; what else may follow `USING INDEX` says how the index is stored.
fn using_index(cursor: &mut Cursor<'_>, constraint: &mut Constraint) {
    if !cursor.looks_at(&[K::USING, K::INDEX]) || attributes::is_storage(cursor, 2) {
        return;
    }
    let from = cursor.position();
    cursor.go_to(from + 2);
    let index = cursor.name().map(|name| name.ident);
    match &mut constraint.kind {
        ConstraintKind::PrimaryKey { using_index, .. } | ConstraintKind::Unique { using_index, .. } => {
            *using_index = index;
        }
        _ => cursor.mark_opaque_since(from),
    }
}
