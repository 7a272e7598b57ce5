//! `ALTER` of everything that is not a table or an index.

mod attribute;

use schema::{
    Action, AddEnumValue, EnumValuePlace, Family, Keyword as K, Kind, Name, ObjectAction, ObjectKind as O, Rename,
    TableSetting, TokenKind, Verb,
};

use super::super::{Draft, alter_index, alter_table};
use super::object::{self, ObjectHead};
use super::{create, drop, policy, role, routine, sequence, session, settings, trigger, view};
use crate::cursor::{Cursor, unquoted};

/// From `ALTER` on.
pub(super) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    let start = cursor.position();
    cursor.bump();
    let Some(head) = object::head(cursor) else {
        return;
    };
    let Some(kind) = head.kind.statement(Verb::Alter) else {
        return;
    };
    draft.kind = kind;
    draft.modifiers.head = cursor.range_since(start);
    let family = cursor.family();
    let is_mssql = matches!(family, Family::Mssql | Family::Generic);
    match head.kind {
        O::Table | O::ForeignTable => {
            cursor.go_to(start);
            alter_table::alter_table(cursor, draft);
        }
        O::Index => {
            cursor.go_to(start);
            alter_index::alter_index(cursor, draft);
        }
        O::View if family != Family::Postgres && cursor.any_keyword(K::AS) => {
            view::read(cursor, draft, head, Verb::Alter);
        }
        O::View | O::MaterializedView if matches!(family, Family::Postgres | Family::Generic) => {
            cursor.go_to(start);
            alter_table::alter_table(cursor, draft);
        }
        O::Function | O::Procedure if is_mssql && begins_body(cursor) => {
            routine::read(cursor, draft, head, Verb::Alter);
        }
        O::Trigger if is_mssql && cursor.any_keyword(K::AS) => trigger::read(cursor, draft, head, Verb::Alter),
        O::Policy => policy::read(cursor, draft),
        O::System | O::Session => setting(cursor, draft, head),
        O::Sequence if !is_common(cursor) => sequence::read(cursor, draft, head, Verb::Alter),
        O::Role | O::User | O::Group | O::Login if !is_common(cursor) => role::read(cursor, draft),
        O::Authorization => authorization(cursor, draft),
        _ => other(cursor, draft, head),
    }
}

/// SQL Server's `ALTER PROCEDURE` brings a whole new one; others' says something of the old.
fn begins_body(cursor: &Cursor<'_>) -> bool {
    cursor.any_keyword(K::AS) || cursor.any_keyword(K::BEGIN)
}

/// Whether the action is one that every object has: `RENAME TO`, `OWNER TO`, `SET SCHEMA`.
fn is_common(cursor: &Cursor<'_>) -> bool {
    let mut ahead = cursor.clone();
    ahead.eat_if_exists();
    ahead.name();
    matches!(
        (ahead.keyword(), ahead.keyword_nth(1)),
        (K::RENAME | K::OWNER, K::TO) | (K::SET, K::SCHEMA | K::LOGGED | K::UNLOGGED)
    )
}

/// `ALTER SYSTEM SET x = 1`, `ALTER SESSION SET x = 1`.
fn setting(cursor: &mut Cursor<'_>, draft: &mut Draft, head: ObjectHead) {
    let scope = match head.kind {
        O::Session => schema::SettingScope::Session,
        _ => schema::SettingScope::Global,
    };
    if cursor.eat_any(&[K::SET, K::RESET]).is_some()
        && let Some(setting) = session::one(cursor, scope)
    {
        cursor.go_to(usize::MAX);
        return draft.change(draft.kind, draft.whole, Action::Session(Box::new(setting)));
    }
    change(cursor, draft, head, None);
}

/// SQL Server's `ALTER AUTHORIZATION ON SCHEMA::x TO y`.
fn authorization(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    cursor.eat(K::ON);
    let start = cursor.position();
    let object_kind = object::words(cursor).filter(|_| cursor.eat_operator("::"));
    if object_kind.is_none() {
        cursor.go_to(start);
    }
    let name = cursor.name();
    cursor.eat(K::TO);
    let argument = cursor.name();
    let action = ObjectAction {
        object_kind: object_kind.unwrap_or(O::Object),
        name,
        argument,
        if_exists: false,
        options: settings::rest(cursor),
    };
    draft.change(Kind::OwnerTo, draft.whole, Action::Object(Box::new(action)));
}

fn other(cursor: &mut Cursor<'_>, draft: &mut Draft, head: ObjectHead) {
    draft.modifiers.if_exists = cursor.eat_if_exists();
    let name = match cursor.keyword() {
        K::SET | K::ADD if matches!(head.kind, O::ServerConfiguration | O::DatabaseScopedConfiguration) => None,
        _ if head.kind == O::DefaultPrivileges => None,
        _ => drop::object_name(cursor, head.kind),
    };
    cursor.parens();
    let Some(name) = name else {
        return change(cursor, draft, head, None);
    };
    if head.kind == O::Publication {
        create::published(cursor, draft);
    }
    let mut parent = None;
    // `ALTER TRIGGER x ON t`, `ALTER RULE x ON t`.
    if matches!(
        head.kind,
        O::Trigger | O::Rule | O::FulltextIndex | O::MaterializedViewLog
    ) && cursor.eat(K::ON)
    {
        parent = cursor.name();
        parent.iter().for_each(|table| draft.writes(table));
    }
    // `OPERATOR CLASS x USING btree`.
    if matches!(head.kind, O::OperatorClass | O::OperatorFamily) && cursor.eat(K::USING) {
        cursor.ident();
    }
    let mut taken = false;
    loop {
        let from = cursor.position();
        if !action(cursor, draft, head, &name, parent.as_ref(), from) {
            cursor.go_to(from);
            break;
        }
        taken = true;
        if cursor.eat_kind(TokenKind::Comma).is_none() {
            break;
        }
    }
    if !taken {
        return change(cursor, draft, head, Some(name));
    }
    cursor.eat_any(&[K::CASCADE, K::RESTRICT]);
}

/// One action that has a kind of its own.
fn action(
    cursor: &mut Cursor<'_>,
    draft: &mut Draft,
    head: ObjectHead,
    name: &Name,
    parent: Option<&Name>,
    from: usize,
) -> bool {
    if cursor.eat(K::RENAME) {
        return rename(cursor, draft, head, name, parent, from);
    }
    if head.kind == O::Type && attribute::read(cursor, draft, name, from) {
        return true;
    }
    if head.kind == O::Type && cursor.eat_all(&[K::ADD, K::VALUE]) {
        return add_value(cursor, draft, name, from);
    }
    let (kind, takes_argument) = match (cursor.keyword(), cursor.keyword_nth(1)) {
        (K::OWNER, K::TO) => (Kind::OwnerTo, true),
        (K::SET, K::SCHEMA) => (Kind::SetSchema, true),
        (K::SET, K::TABLESPACE) => (Kind::SetTablespace, true),
        (K::SET, K::LOGGED) => (Kind::SetLogged, false),
        (K::SET, K::UNLOGGED) => (Kind::SetUnlogged, false),
        // `ALTER SCHEMA new TRANSFER dbo.t`.
        (K::TRANSFER, _) if head.kind == O::Schema => return transfer(cursor, draft, name),
        _ if head.kind == O::Domain => match (cursor.keyword(), cursor.keyword_nth(1)) {
            (K::SET, K::DEFAULT) | (K::DROP, K::DEFAULT) => (Kind::SetDefault, false),
            (K::SET, K::NOT) => (Kind::SetNotNull, false),
            (K::DROP, K::NOT) => (Kind::DropNotNull, false),
            (K::ADD, _) => (Kind::AddConstraint, false),
            (K::DROP, K::CONSTRAINT) => (Kind::DropConstraint, false),
            (K::VALIDATE, K::CONSTRAINT) => (Kind::ValidateConstraint, false),
            _ => return false,
        },
        _ => return false,
    };
    let is_of_domain = head.kind == O::Domain && !takes_argument;
    cursor.bump();
    let names_constraint = cursor.eat(K::CONSTRAINT);
    if !(names_constraint || is_of_domain && kind == Kind::AddConstraint) {
        cursor.bump();
    }
    let mut options = Vec::new();
    if names_constraint && cursor.eat_if_exists() {
        options.push(flag("if_exists", cursor));
    }
    let argument = (takes_argument || names_constraint).then(|| cursor.name()).flatten();
    if is_of_domain {
        // The condition is kept as the change's range.
        while !cursor.is_at_end() {
            if cursor.looks_at(&[K::NOT, K::VALID]) {
                options.push(flag("not_valid", cursor));
            }
            cursor.bump_tree();
        }
    }
    let action = ObjectAction {
        object_kind: head.kind,
        name: Some(name.clone()),
        argument,
        if_exists: draft.modifiers.if_exists || options.iter().any(|option| option.name == "if_exists"),
        options,
    };
    draft.change(kind, cursor.range_since(from), Action::Object(Box::new(action)));
    true
}

fn flag(name: &'static str, cursor: &Cursor<'_>) -> TableSetting {
    TableSetting {
        name: compact_str::CompactString::const_new(name),
        value: None,
        range: cursor.peek().range,
    }
}

/// After `RENAME`: the object, or a part of it.
fn rename(
    cursor: &mut Cursor<'_>,
    draft: &mut Draft,
    head: ObjectHead,
    name: &Name,
    parent: Option<&Name>,
    from: usize,
) -> bool {
    let part = match cursor.keyword() {
        K::ATTRIBUTE => Some((Kind::RenameAttribute, O::Attribute)),
        K::VALUE => Some((Kind::RenameEnumValue, O::EnumValue)),
        K::CONSTRAINT => Some((Kind::RenameConstraint, O::Constraint)),
        K::COLUMN => Some((Kind::RenameColumn, O::Column)),
        _ => None,
    };
    let mut rename = Rename {
        object_kind: head.kind,
        parent: parent.cloned(),
        from: name.clone(),
        to: name.clone(),
        if_exists: draft.modifiers.if_exists,
    };
    let mut kind = head.kind.statement(Verb::Rename).unwrap_or(Kind::RenameObject);
    if let Some((part_kind, object_kind)) = part {
        cursor.bump();
        let token = cursor.bump();
        rename.from = Name::bare(cursor.ident_of(token));
        rename.parent = Some(name.clone());
        rename.object_kind = object_kind;
        kind = part_kind;
    }
    if !cursor.eat(K::TO) {
        return false;
    }
    let token = cursor.bump();
    rename.to = Name::bare(cursor.ident_of(token));
    draft.change(kind, cursor.range_since(from), Action::Rename(Box::new(rename)));
    true
}

/// After `ADD VALUE`.
fn add_value(cursor: &mut Cursor<'_>, draft: &mut Draft, name: &Name, from: usize) -> bool {
    let if_not_exists = cursor.eat_if_not_exists();
    let token = cursor.bump();
    let place = cursor.eat_any(&[K::BEFORE, K::AFTER]).map(|word| {
        let other = cursor.bump();
        let other = unquoted(cursor.text_of(other));
        match word {
            K::BEFORE => EnumValuePlace::Before(other),
            _ => EnumValuePlace::After(other),
        }
    });
    let added = AddEnumValue {
        name: name.clone(),
        value: unquoted(cursor.text_of(token)),
        value_range: token.range,
        if_not_exists,
        place,
    };
    let range = cursor.range_since(from);
    draft.change(Kind::AddEnumValue, range, Action::AddEnumValue(Box::new(added)));
    true
}

/// SQL Server moves an object by altering the schema that it goes to.
fn transfer(cursor: &mut Cursor<'_>, draft: &mut Draft, schema: &Name) -> bool {
    cursor.bump();
    let start = cursor.position();
    let named_kind = object::words(cursor).filter(|_| cursor.eat_operator("::"));
    if named_kind.is_none() {
        cursor.go_to(start);
    }
    let Some(moved) = cursor.name() else { return false };
    if named_kind.is_none_or(|kind| kind == O::Object) {
        draft.writes(&moved);
    }
    let action = ObjectAction {
        object_kind: named_kind.unwrap_or(O::Object),
        name: Some(moved),
        argument: Some(schema.clone()),
        if_exists: false,
        options: Vec::new(),
    };
    draft.change(Kind::SetSchema, draft.whole, Action::Object(Box::new(action)));
    true
}

/// Everything else said of the object, as options of one change of the statement's own kind.
fn change(cursor: &mut Cursor<'_>, draft: &mut Draft, head: ObjectHead, name: Option<Name>) {
    let action = ObjectAction {
        object_kind: head.kind,
        name,
        argument: None,
        if_exists: draft.modifiers.if_exists,
        options: settings::rest(cursor),
    };
    draft.change(draft.kind, draft.whole, Action::Object(Box::new(action)));
}
