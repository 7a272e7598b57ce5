//! `CREATE TRIGGER`, `CREATE EVENT TRIGGER`, `CREATE EVENT`, `CREATE RULE`.

use compact_str::CompactString;
use schema::{
    Action, CreateObject, CreateTrigger, Family, Fingerprint, Keyword as K, Name, NameRole, Runs, TableSetting,
    TokenKind, Verb,
};

use super::super::{Body, Draft};
use super::object::ObjectHead;
use crate::cursor::Cursor;
use crate::extent::range;

/// After `CREATE TRIGGER` or SQL Server's `ALTER TRIGGER`.
pub(super) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft, head: ObjectHead, verb: Verb) {
    let if_not_exists = cursor.eat_if_not_exists();
    let Some(name) = cursor.name() else {
        cursor.skip_rest();
        return;
    };
    let mut trigger = CreateTrigger {
        name,
        table: None,
        or_replace: head.or_replace,
        if_not_exists,
        timing: None,
        events: Vec::new(),
        for_each_row: matches!(cursor.family(), Family::Mysql | Family::Sqlite),
        function: None,
        definition: Fingerprint::default(),
        mentions: Vec::new(),
    };
    let behind_name = cursor.position();
    // `UPDATE OF x` names columns too, which nobody asks for.
    let mut behind_table = cursor.position();
    while !cursor.is_at_end() {
        clause(cursor, draft, &mut trigger);
        if trigger.table.is_none() {
            behind_table = cursor.position();
        }
    }
    trigger.definition = cursor.fingerprint(behind_name, cursor.position());
    trigger.mentions = match cursor.family() {
        Family::Sqlite => mentions(cursor, behind_table, cursor.position()),
        Family::Mysql => columns_of_row(cursor, behind_table, cursor.position()),
        _ => Vec::new(),
    };
    trigger.table.iter().for_each(|table| draft.writes(table));
    trigger
        .function
        .iter()
        .for_each(|function| draft.uses(function, NameRole::Calls));
    let kind = head.kind.statement(verb).unwrap_or(draft.kind);
    draft.change(kind, draft.whole, Action::CreateTrigger(Box::new(trigger)));
}

/// `NEW.x`, `OLD.x`.
fn columns_of_row(cursor: &Cursor<'_>, from: usize, to: usize) -> Vec<CompactString> {
    let is_of_row = |at: &usize| {
        let is_row = matches!(cursor.token_at(at - 2).keyword, K::NEW | K::OLD);
        is_row && cursor.token_at(at - 1).kind == TokenKind::Dot
    };
    let columns = (from + 2..to).filter(is_of_row);
    let columns = columns.map(|at| cursor.ident_of(cursor.token_at(at)).folded(cursor.dialect));
    let mut columns: Vec<CompactString> = columns.collect();
    columns.sort();
    columns.dedup();
    columns
}

/// The words that can be names, without the columns of `INSERT INTO t (…)`, which SQLite looks up when the trigger fires.
fn mentions(cursor: &Cursor<'_>, from: usize, to: usize) -> Vec<CompactString> {
    let mut words = Vec::new();
    let mut begins = from;
    let mut at = from;
    while at < to {
        let is_name = |token: schema::Token| matches!(token.kind, TokenKind::Word | TokenKind::QuotedIdent);
        let opens = (at + 2..to.min(at + 5)).find(|at| cursor.token_at(*at).kind == TokenKind::LeftParen);
        let lists = cursor.token_at(at).keyword == K::INTO && is_name(cursor.token_at((at + 1).min(to - 1)));
        at += 1;
        if let Some(opens) = opens.filter(|opens| lists && is_name(cursor.token_at(opens - 1))) {
            let closes = (opens..to).find(|at| cursor.token_at(*at).kind == TokenKind::RightParen);
            words.extend(cursor.mentions(begins, opens));
            begins = closes.unwrap_or(to);
            at = begins;
        }
    }
    words.extend(cursor.mentions(begins, to));
    words.sort();
    words.dedup();
    words
}

/// Takes one clause of the header, or the body.
fn clause(cursor: &mut Cursor<'_>, draft: &mut Draft, trigger: &mut CreateTrigger) {
    let from = cursor.position();
    match cursor.keyword() {
        K::BEFORE | K::AFTER if trigger.timing.is_none() && trigger.events.is_empty() => timing(cursor, trigger),
        K::INSTEAD if trigger.timing.is_none() && trigger.events.is_empty() => {
            cursor.bump();
            cursor.eat(K::OF);
            trigger.timing = Some(CompactString::const_new("INSTEAD OF"));
            events(cursor, trigger);
        }
        // SQL Server and Oracle's compound triggers.
        K::FOR if is_timing(cursor, trigger) => timing(cursor, trigger),
        K::FOR => {
            cursor.bump();
            cursor.eat(K::EACH);
            trigger.for_each_row = cursor.bump().keyword == K::ROW;
        }
        K::INSERT | K::UPDATE | K::DELETE | K::TRUNCATE if trigger.table.is_none() && trigger.events.is_empty() => {
            events(cursor, trigger);
        }
        K::ON if trigger.table.is_none() => on(cursor, trigger),
        K::EXECUTE if matches!(cursor.keyword_nth(1), K::FUNCTION | K::PROCEDURE) => {
            cursor.bump();
            cursor.bump();
            trigger.function = cursor.name();
            cursor.parens();
        }
        K::WHEN => {
            cursor.bump();
            if cursor.parens().is_none() {
                while !cursor.is_at_end() && cursor.keyword() != K::BEGIN {
                    cursor.bump_tree();
                }
            }
        }
        K::REFERENCING => {
            cursor.bump();
            while matches!(cursor.keyword(), K::OLD | K::NEW | K::PARENT) {
                cursor.bump();
                cursor.eat_any(&[K::TABLE, K::ROW]);
                cursor.eat(K::AS);
                cursor.ident();
            }
        }
        K::FROM if is_postgres(cursor) => {
            cursor.bump();
            if let Some(table) = cursor.name() {
                draft.uses(&table, NameRole::References);
            }
        }
        K::WITH if cursor.family() == Family::Mssql => {
            while !cursor.is_at_end() && !matches!(cursor.keyword(), K::FOR | K::AFTER | K::INSTEAD) {
                cursor.bump();
            }
        }
        K::FOLLOWS | K::PRECEDES => {
            cursor.bump();
            cursor.name();
        }
        K::NOT | K::DEFERRABLE | K::INITIALLY | K::DEFERRED | K::IMMEDIATE if is_postgres(cursor) => {
            cursor.bump();
        }
        K::ENABLE | K::DISABLE | K::FORWARD | K::REVERSE | K::CROSSEDITION => {
            cursor.bump();
        }
        // Oracle's has a section for each time.
        K::COMPOUND => {
            cursor.bump();
            cursor.eat(K::TRIGGER);
            body(cursor, draft, trigger);
        }
        K::AS if cursor.family() == Family::Mssql => {
            cursor.bump();
            body(cursor, draft, trigger);
        }
        _ if trigger.table.is_some() || !trigger.events.is_empty() => body(cursor, draft, trigger),
        _ => {
            cursor.bump_tree();
            cursor.mark_opaque_since(from);
        }
    }
}

fn is_postgres(cursor: &Cursor<'_>) -> bool {
    matches!(cursor.family(), Family::Postgres | Family::Generic)
}

/// `FOR` names the time, not the rows, where a word for an event follows.
fn is_timing(cursor: &Cursor<'_>, trigger: &CreateTrigger) -> bool {
    trigger.timing.is_none() && cursor.keyword_nth(1) != K::EACH && cursor.keyword_nth(1) != K::STATEMENT
}

fn timing(cursor: &mut Cursor<'_>, trigger: &mut CreateTrigger) {
    let word = cursor.bump().keyword;
    trigger.timing = Some(CompactString::const_new(word.as_str()));
    // SQLite allows no time; Oracle's logon triggers have one event.
    events(cursor, trigger);
}

/// `INSERT OR UPDATE OF a, b`, `INSERT, DELETE`, `LOGON`.
fn events(cursor: &mut Cursor<'_>, trigger: &mut CreateTrigger) {
    while !cursor.is_at_end() && !matches!(cursor.keyword(), K::ON | K::AS) && cursor.is(TokenKind::Word) {
        let event = cursor.bump();
        trigger
            .events
            .push(CompactString::from(cursor.text_of(event).to_ascii_uppercase()));
        if cursor.eat(K::OF) {
            while cursor.ident().is_some() && cursor.eat_kind(TokenKind::Comma).is_some() {}
        }
        if cursor.eat_any(&[K::OR, K::AND]).is_none() && cursor.eat_kind(TokenKind::Comma).is_none() {
            break;
        }
    }
    // SQL Server's old `WITH APPEND` and `NOT FOR REPLICATION`.
    cursor.eat_all(&[K::NOT, K::FOR, K::REPLICATION]);
}

fn on(cursor: &mut Cursor<'_>, trigger: &mut CreateTrigger) {
    cursor.bump();
    let is_wide = match cursor.family() {
        Family::Mssql => matches!(cursor.keyword(), K::DATABASE | K::ALL),
        Family::Oracle => matches!(cursor.keyword(), K::DATABASE | K::SCHEMA | K::PLUGGABLE),
        _ => false,
    };
    if is_wide {
        cursor.eat_any(&[K::ALL, K::PLUGGABLE]);
        cursor.bump();
        return;
    }
    if cursor.eat_all(&[K::NESTED, K::TABLE]) {
        cursor.name();
        cursor.eat(K::OF);
    }
    trigger.table = cursor.name();
    cursor.eat_all(&[K::NOT, K::FOR, K::REPLICATION]);
}

/// The rest of the statement is the body.
fn body(cursor: &mut Cursor<'_>, draft: &mut Draft, trigger: &CreateTrigger) {
    let runs = if trigger.for_each_row {
        Runs::PerRow
    } else {
        Runs::WhenCalled
    };
    rest_is_body(cursor, draft, runs);
}

fn rest_is_body(cursor: &mut Cursor<'_>, draft: &mut Draft, runs: Runs) {
    let from = cursor.position();
    cursor.go_to(usize::MAX);
    draft.body = Some(Body {
        tokens: range(from, cursor.position()),
        embedded: None,
        runs,
    });
}

/// After `CREATE EVENT TRIGGER`: `name ON event [WHEN …] EXECUTE FUNCTION f()`.
pub(super) fn event_trigger(cursor: &mut Cursor<'_>, draft: &mut Draft, head: ObjectHead) {
    let name = cursor.name();
    while !cursor.is_at_end() && cursor.keyword() != K::EXECUTE {
        cursor.bump_tree();
    }
    cursor.bump();
    cursor.eat_any(&[K::FUNCTION, K::PROCEDURE]);
    if let Some(function) = cursor.name() {
        draft.uses(&function, NameRole::Calls);
    }
    cursor.parens();
    created(draft, head, name, false);
}

/// After MySQL's `CREATE EVENT`: the schedule, then `DO` and the body.
pub(super) fn event(cursor: &mut Cursor<'_>, draft: &mut Draft, head: ObjectHead) {
    let if_not_exists = cursor.eat_if_not_exists();
    let name = cursor.name();
    while !cursor.is_at_end() && cursor.keyword() != K::DO {
        cursor.bump_tree();
    }
    if cursor.eat(K::DO) {
        rest_is_body(cursor, draft, Runs::WhenCalled);
    }
    created(draft, head, name, if_not_exists);
}

/// After `CREATE RULE`: `name AS ON event TO table [WHERE …] DO [ALSO | INSTEAD] …`.
pub(super) fn rule(cursor: &mut Cursor<'_>, draft: &mut Draft, head: ObjectHead) {
    let name = cursor.name();
    let mut table = None;
    // SQL Server's rules are conditions: `CREATE RULE r AS @x > 0`.
    if cursor.family() == Family::Mssql {
        cursor.go_to(usize::MAX);
        return created(draft, head, name, false);
    }
    let mut options = Vec::new();
    while !cursor.is_at_end() && cursor.keyword() != K::DO {
        let from = cursor.position();
        if cursor.keyword() == K::ON && options.is_empty() {
            cursor.bump();
            let event = cursor.bump().keyword;
            options.push(said(cursor, from, "on", event));
            continue;
        }
        if cursor.eat(K::TO) && table.is_none() {
            table = cursor.name();
            continue;
        }
        cursor.bump_tree();
    }
    let from = cursor.position();
    cursor.bump();
    let manner = cursor.eat_any(&[K::ALSO, K::INSTEAD]);
    options.push(said(cursor, from, "do", manner.unwrap_or(K::ALSO)));
    table.iter().for_each(|table| draft.writes(table));
    if !cursor.eat(K::NOTHING) {
        let from = cursor.position();
        let range_inside = cursor.is(TokenKind::LeftParen) && {
            cursor.parens();
            cursor.is_at_end()
        };
        cursor.go_to(usize::MAX);
        let to = cursor.position();
        let (from, to) = if range_inside { (from + 1, to - 1) } else { (from, to) };
        draft.body = Some(Body {
            tokens: range(from, to.max(from)),
            embedded: None,
            runs: Runs::PerRow,
        });
    }
    let mut rule = object(head, name, false);
    rule.table = table;
    rule.options = options;
    draft.change(draft.kind, draft.whole, Action::CreateObject(Box::new(rule)));
}

/// A word of a rule's header, as an option.
fn said(cursor: &Cursor<'_>, from: usize, name: &'static str, word: K) -> TableSetting {
    TableSetting {
        name: CompactString::const_new(name),
        value: Some(CompactString::from(word.as_str().to_ascii_lowercase())),
        range: cursor.range_since(from),
    }
}

fn created(draft: &mut Draft, head: ObjectHead, name: Option<Name>, if_not_exists: bool) {
    let created = object(head, name, if_not_exists);
    draft.change(draft.kind, draft.whole, Action::CreateObject(Box::new(created)));
}

fn object(head: ObjectHead, name: Option<Name>, if_not_exists: bool) -> CreateObject {
    CreateObject {
        object_kind: head.kind,
        name,
        table: None,
        or_replace: head.or_replace,
        if_not_exists,
        options: Vec::new(),
    }
}
