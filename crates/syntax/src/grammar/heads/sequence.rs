//! `CREATE SEQUENCE` and `ALTER SEQUENCE`.

use schema::{Action, CreateSequence, Keyword as K, TableSetting, Verb};

use super::super::setting::{Row, Takes, row};
use super::super::{Draft, data_type, setting};
use super::object::ObjectHead;
use crate::cursor::Cursor;

const OPTIONS: &[Row] = &[
    row(&[K::START, K::WITH], Takes::Value),
    row(&[K::START], Takes::Value),
    row(&[K::RESTART, K::WITH], Takes::Value),
    row(&[K::RESTART, K::START, K::WITH], Takes::Value),
    row(&[K::RESTART], Takes::MaybeNumber),
    row(&[K::INCREMENT, K::BY], Takes::Value),
    row(&[K::INCREMENT], Takes::Value),
    row(&[K::NO, K::MINVALUE], Takes::Nothing),
    row(&[K::NO, K::MAXVALUE], Takes::Nothing),
    row(&[K::NO, K::CYCLE], Takes::Nothing),
    row(&[K::NO, K::CACHE], Takes::Nothing),
    row(&[K::NO, K::ORDER], Takes::Nothing),
    row(&[K::MINVALUE], Takes::Value),
    row(&[K::MAXVALUE], Takes::Value),
    row(&[K::CACHE], Takes::MaybeNumber),
    row(&[K::CYCLE], Takes::Nothing),
    row(&[K::ORDER], Takes::Nothing),
    row(&[K::NOMINVALUE], Takes::Nothing),
    row(&[K::NOMAXVALUE], Takes::Nothing),
    row(&[K::NOCYCLE], Takes::Nothing),
    row(&[K::NOCACHE], Takes::Nothing),
    row(&[K::NOORDER], Takes::Nothing),
    row(&[K::KEEP], Takes::Nothing),
    row(&[K::NOKEEP], Takes::Nothing),
    row(&[K::SCALE], Takes::Nothing),
    row(&[K::NOSCALE], Takes::Nothing),
    row(&[K::EXTEND], Takes::Nothing),
    row(&[K::NOEXTEND], Takes::Nothing),
    row(&[K::SHARD], Takes::Nothing),
    row(&[K::NOSHARD], Takes::Nothing),
    row(&[K::GLOBAL], Takes::Nothing),
    row(&[K::SESSION], Takes::Nothing),
    row(&[K::ENGINE], Takes::Value),
    row(&[K::COMMENT], Takes::Value),
];

/// After `CREATE SEQUENCE` or `ALTER SEQUENCE`.
pub(super) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft, head: ObjectHead, verb: Verb) {
    let has_exists_clause = cursor.eat_if_not_exists() || cursor.eat_if_exists() || head.or_replace;
    let Some(name) = cursor.name() else {
        cursor.skip_rest();
        return;
    };
    let mut sequence = CreateSequence {
        name,
        has_exists_clause,
        is_temporary: head.is_temporary,
        data_type: None,
        owned_by: None,
        options: Vec::new(),
    };
    while !cursor.is_at_end() {
        if !option(cursor, &mut sequence) {
            let from = cursor.position();
            cursor.bump_tree();
            cursor.mark_opaque_since(from);
        }
    }
    let kind = head.kind.statement(verb).unwrap_or(draft.kind);
    draft.change(kind, draft.whole, Action::CreateSequence(Box::new(sequence)));
}

fn option(cursor: &mut Cursor<'_>, sequence: &mut CreateSequence) -> bool {
    let from = cursor.position();
    if cursor.eat(K::AS) {
        sequence.data_type = data_type::read(cursor);
        return true;
    }
    if cursor.eat_all(&[K::OWNED, K::BY]) {
        let owner = cursor.name();
        let is_none = owner
            .as_ref()
            .is_some_and(|name| name.qualifiers.is_empty() && name.ident.text.eq_ignore_ascii_case("none"));
        if is_none {
            sequence
                .options
                .push(setting::plain("owned by none", cursor.range_since(from)));
        } else {
            sequence.owned_by = owner;
        }
        return true;
    }
    let taken: Option<TableSetting> = setting::take(cursor, OPTIONS);
    let is_taken = taken.is_some();
    sequence.options.extend(taken);
    is_taken
}
