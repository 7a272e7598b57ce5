//! `CREATE`: who reads which object, and those of which the name is enough.

use schema::{Action, CreateObject, Keyword as K, Name, NameRole, ObjectKind as O, TableSetting, Verb};

use super::super::{Draft, index, table};
use super::object::{self, ObjectHead};
use super::{drop, policy, role, routine, sequence, settings, trigger, user_type, view};
use crate::cursor::Cursor;
use crate::extent::schema_elements;

/// From `CREATE` on.
pub(super) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    let start = cursor.position();
    cursor.bump();
    let Some(head) = object::head(cursor) else {
        return;
    };
    let Some(kind) = head.kind.statement(Verb::Create) else {
        return;
    };
    draft.kind = kind;
    draft.modifiers.head = cursor.range_since(start);
    match head.kind {
        O::Table | O::ForeignTable | O::ExternalTable => {
            cursor.go_to(start);
            table::create_table(cursor, draft);
        }
        O::Index => {
            cursor.go_to(start);
            index::create_index(cursor, draft);
        }
        O::View | O::MaterializedView | O::AnalyticView => view::read(cursor, draft, head, Verb::Create),
        O::Sequence => sequence::read(cursor, draft, head, Verb::Create),
        O::Type | O::Domain => user_type::read(cursor, draft, head),
        O::Policy => policy::read(cursor, draft),
        O::Role | O::User | O::Group | O::Login => role::read(cursor, draft),
        O::Function | O::Procedure | O::Package | O::PackageBody | O::TypeBody => {
            routine::read(cursor, draft, head, Verb::Create);
        }
        O::Trigger => trigger::read(cursor, draft, head, Verb::Create),
        O::EventTrigger => trigger::event_trigger(cursor, draft, head),
        O::Event => trigger::event(cursor, draft, head),
        O::Rule => trigger::rule(cursor, draft, head),
        _ => named(cursor, draft, head),
    }
}

/// An object of which the name, the table and the options are kept.
fn named(cursor: &mut Cursor<'_>, draft: &mut Draft, head: ObjectHead) {
    let if_not_exists = cursor.eat_if_not_exists();
    let mut name = match cursor.keyword() {
        K::AUTHORIZATION | K::ON | K::FROM if head.kind != O::Operator => None,
        _ => drop::object_name(cursor, head.kind),
    };
    // `CREATE SCHEMA AUTHORIZATION x` makes a schema called x.
    if name.is_none() && head.kind == O::Schema && cursor.eat(K::AUTHORIZATION) {
        name = cursor.name();
    }
    let table = base_table(cursor, head.kind);
    if let Some(table) = &table {
        draft.uses(table, NameRole::References);
    }
    if head.kind == O::Publication {
        published(cursor, draft);
    }
    let options = match head.kind {
        O::Schema => before_elements(cursor, draft),
        _ => settings::rest(cursor),
    };
    let created = CreateObject {
        object_kind: head.kind,
        name,
        table,
        or_replace: head.or_replace,
        if_not_exists,
        options,
    };
    draft.change(draft.kind, draft.whole, Action::CreateObject(Box::new(created)));
}

/// Takes the options of a schema; the elements behind them are statements of their own.
fn before_elements(cursor: &mut Cursor<'_>, draft: &mut Draft) -> Vec<TableSetting> {
    let mut options = Vec::new();
    while !cursor.is_at_end() && !schema_elements::opens(cursor.keyword(), cursor.family()) {
        options.extend(settings::one(cursor));
    }
    draft.runs_rest(cursor);
    options
}

/// The table such an object is built on: `ON t`, or after `FROM` and `FOR`.
fn base_table(cursor: &mut Cursor<'_>, object_kind: O) -> Option<Name> {
    let before: &[K] = match object_kind {
        O::FulltextIndex | O::MaterializedViewLog | O::SecurityPolicy => &[K::ON],
        O::Statistics if cursor.family() == schema::Family::Mssql => &[K::ON],
        O::Statistics => &[K::FROM],
        O::Synonym => &[K::FOR],
        _ => return None,
    };
    while !cursor.is_at_end() {
        if cursor.eat_any(before).is_some() {
            return cursor.name();
        }
        cursor.bump_tree();
    }
    None
}

/// Notes the tables of a publication: `FOR TABLE a, ONLY b (x, y) WHERE (z)`. The cursor stays.
pub(super) fn published(cursor: &Cursor<'_>, draft: &mut Draft) {
    let mut ahead = cursor.clone();
    while !ahead.is_at_end() {
        if !ahead.eat(K::TABLE) {
            ahead.bump_tree();
            continue;
        }
        loop {
            draft.modifiers.only |= ahead.eat(K::ONLY);
            if ahead.keyword() == K::TABLES {
                break;
            }
            let Some(name) = ahead.name() else { break };
            draft.uses(&name, NameRole::References);
            ahead.eat_operator("*");
            ahead.parens();
            if ahead.eat(K::WHERE) {
                ahead.parens();
            }
            if ahead.eat_kind(schema::TokenKind::Comma).is_none() {
                break;
            }
            ahead.eat(K::TABLE);
        }
    }
}
