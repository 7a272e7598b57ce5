use schema::{Action, ColumnAction, ConstraintAction, Family, Keyword as K, Kind, ObjectKind, TableSetting, TokenKind};

use super::change_column::untouched;
use super::{Alter, settings};
use crate::cursor::Cursor;
use crate::grammar::{column, constraint, data_type, expr, setting};

/// Takes `ALTER …`: something done to a column, a constraint or an index.
pub(super) fn alter(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>) -> bool {
    let from = cursor.position();
    cursor.eat(K::ALTER);
    match cursor.keyword() {
        K::CONSTRAINT | K::CHECK if cursor.keyword_nth(1) != K::SET => return constraint_state(cursor, alter, from),
        K::INDEX | K::KEY if cursor.family() == Family::Mysql => {
            return settings::index_visibility(cursor, alter, from);
        }
        _ => {}
    }
    cursor.eat(K::COLUMN);
    let if_exists = cursor.eat_if_exists();
    // PostgreSQL names the column of an index by its number.
    let name = if cursor.is(TokenKind::Number) {
        let number = cursor.bump();
        cursor.ident_of(number)
    } else {
        let Some(name) = cursor.ident() else {
            return false;
        };
        name
    };
    let mut action = untouched(alter, name);
    action.if_exists = if_exists;
    let Some(kind) = done_to_column(cursor, &mut action) else {
        return false;
    };
    alter.note_online(&action.options);
    alter.change(cursor, kind, from, Action::Column(Box::new(action)));
    true
}

fn done_to_column(cursor: &mut Cursor<'_>, action: &mut ColumnAction) -> Option<Kind> {
    let from = cursor.position();
    match (cursor.keyword(), cursor.keyword_nth(1)) {
        (K::TYPE, _) => {
            cursor.bump();
            new_type(cursor, action)
        }
        (K::SET, K::DATA) if cursor.keyword_nth(2) == K::TYPE => {
            cursor.go_to(from + 3);
            new_type(cursor, action)
        }
        (K::SET, K::NOT) => {
            cursor.go_to(from + 3);
            Some(Kind::SetNotNull)
        }
        (K::DROP, K::NOT) if cursor.keyword_nth(2) == K::NULL => {
            cursor.go_to(from + 3);
            Some(Kind::DropNotNull)
        }
        (K::SET, K::DEFAULT) => {
            cursor.bump();
            action.expr = column::default_value(cursor).map(Box::new);
            Some(Kind::SetDefault)
        }
        (K::DROP, K::DEFAULT) => {
            cursor.go_to(from + 2);
            Some(Kind::DropDefault)
        }
        (K::SET, K::EXPRESSION) => {
            cursor.go_to(from + 2);
            cursor.eat(K::AS);
            action.expr = expr::parenthesised(cursor).map(Box::new);
            Some(Kind::SetExpression)
        }
        (K::DROP, K::EXPRESSION) => {
            cursor.go_to(from + 2);
            action.if_exists |= cursor.eat_if_exists();
            Some(Kind::DropExpression)
        }
        (K::ADD, K::GENERATED) => {
            cursor.go_to(from + 2);
            let _ = cursor.eat(K::ALWAYS) || cursor.eat_all(&[K::BY, K::DEFAULT]);
            cursor.eat_all(&[K::AS, K::IDENTITY]);
            column::identity_options(cursor);
            action
                .options
                .push(setting::with_value(cursor, "generated", from, from + 2));
            Some(Kind::AddIdentity)
        }
        (K::DROP, K::IDENTITY) => {
            cursor.go_to(from + 2);
            action.if_exists |= cursor.eat_if_exists();
            Some(Kind::DropIdentity)
        }
        (K::SET, K::STATISTICS) => Some(value(cursor, action, "statistics", Kind::SetColumnStatistics)),
        (K::SET, K::STORAGE) => Some(value(cursor, action, "storage", Kind::SetColumnStorage)),
        (K::SET, K::COMPRESSION) => Some(value(cursor, action, "compression", Kind::SetColumnCompression)),
        (K::SET, K::VISIBLE | K::INVISIBLE) => {
            cursor.bump();
            let at = cursor.position();
            cursor.bump();
            action.options.push(setting::worded(cursor, at));
            Some(Kind::AlterColumn)
        }
        (K::SET | K::RESET | K::OPTIONS, _) if opens_list(cursor) => {
            while !cursor.is(TokenKind::LeftParen) {
                cursor.bump();
            }
            setting::list(cursor, &mut action.options);
            Some(Kind::SetColumnOptions)
        }
        (K::SET | K::RESTART, _) => identity(cursor, action),
        (K::ADD | K::DROP, _) => property(cursor, action),
        _ => new_definition(cursor, action),
    }
}

/// Whether `SET (`, `RESET (` or `OPTIONS (` stands here.
fn opens_list(cursor: &Cursor<'_>) -> bool {
    cursor.peek_nth(1).kind == TokenKind::LeftParen
}

/// `SET STATISTICS 100`, its value kept as an option.
fn value(cursor: &mut Cursor<'_>, action: &mut ColumnAction, name: &'static str, kind: Kind) -> Kind {
    let from = cursor.position();
    cursor.go_to(from + 2);
    setting::skip_value(cursor);
    action
        .options
        .push(setting::with_value(cursor, name, from + 1, from + 2));
    kind
}

/// `text COLLATE "C" USING c::text`.
fn new_type(cursor: &mut Cursor<'_>, action: &mut ColumnAction) -> Option<Kind> {
    action.data_type = Some(data_type::read(cursor)?);
    if cursor.eat(K::USING) {
        action.expr = expr::until(cursor, |_| false).map(Box::new);
    }
    action.behaviour = super::behaviour(cursor);
    Some(Kind::AlterColumnType)
}

/// SQL Server's `ALTER COLUMN c type [NULL | NOT NULL]`.
fn new_definition(cursor: &mut Cursor<'_>, action: &mut ColumnAction) -> Option<Kind> {
    if !matches!(cursor.family(), Family::Mssql | Family::Generic) {
        return None;
    }
    action.data_type = Some(data_type::read(cursor)?);
    loop {
        let from = cursor.position();
        if cursor.eat_all(&[K::NOT, K::NULL]) {
            action.nullable = Some(false);
        } else if cursor.eat(K::NULL) {
            action.nullable = Some(true);
        } else if cursor.keyword() == K::WITH && cursor.peek_nth(1).kind == TokenKind::LeftParen {
            cursor.bump();
            setting::list(cursor, &mut action.options);
        } else if let Some(option) = column::option(cursor) {
            action.options.push(option);
        } else {
            cursor.go_to(from);
            return Some(Kind::AlterColumnType);
        }
    }
}

/// `SET GENERATED ALWAYS`, `SET INCREMENT 2`, `RESTART WITH 5`, as many as there are.
fn identity(cursor: &mut Cursor<'_>, action: &mut ColumnAction) -> Option<Kind> {
    let mut is_known = false;
    loop {
        let from = cursor.position();
        cursor.eat(K::SET);
        if cursor.eat(K::GENERATED) {
            let _ = cursor.eat(K::ALWAYS) || cursor.eat_all(&[K::BY, K::DEFAULT]);
            action
                .options
                .push(setting::with_value(cursor, "generated", from, from + 2));
        } else if let Some(option) = column::identity_option(cursor) {
            action.options.push(option);
        } else {
            cursor.go_to(from);
            return is_known.then_some(Kind::AlterIdentity);
        }
        is_known = true;
    }
}

/// SQL Server's `ADD ROWGUIDCOL`, `DROP PERSISTED`, `ADD MASKED WITH (…)`.
fn property(cursor: &mut Cursor<'_>, action: &mut ColumnAction) -> Option<Kind> {
    let from = cursor.position();
    cursor.bump();
    column::option(cursor)
        .is_some()
        .then(|| action.options.push(setting::with_value(cursor, "property", from, from)))
        .or_else(|| {
            cursor.eat(K::MASKED).then(|| {
                action.options.push(setting::with_value(cursor, "property", from, from));
            })
        })
        .map(|()| Kind::AlterColumn)
}

/// `ALTER CONSTRAINT c DEFERRABLE`, MySQL's `ALTER CHECK c NOT ENFORCED`.
fn constraint_state(cursor: &mut Cursor<'_>, alter: &mut Alter<'_>, from: usize) -> bool {
    let object_kind = if cursor.bump().keyword == K::CHECK {
        ObjectKind::Check
    } else {
        ObjectKind::Constraint
    };
    let Some(name) = cursor.ident() else {
        return false;
    };
    let at = cursor.position();
    let mut state = schema::ConstraintState::default();
    let mut options: Vec<TableSetting> = Vec::new();
    cursor.eat(K::SET);
    constraint::attributes(cursor, &mut state, &mut options);
    options.push(setting::with_value(cursor, "state", at, at));
    let action = ConstraintAction {
        table: alter.table.clone(),
        name: Some(name),
        object_kind,
        if_exists: false,
        behaviour: None,
        with_check: None,
        options,
    };
    alter.change(
        cursor,
        Kind::AlterConstraint,
        from,
        Action::Constraint(Box::new(action)),
    );
    true
}
