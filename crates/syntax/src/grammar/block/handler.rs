//! Errors that are caught: `EXCEPTION WHEN …`, `BEGIN CATCH`, `DECLARE … HANDLER FOR …`.

use schema::{Guard, GuardKind, Keyword as K, Kind, Runs, Statement, TokenKind};
use source::TextRange;

use super::{Scope, Walk};
use crate::reader::Reader;

/// MySQL's errors for what is already there or already gone
/// (<https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>): database exists 1007, is
/// missing 1008; table exists 1050, unknown 1051; duplicate column 1060, key 1061, row 1062; cannot drop 1091;
/// no such table 1146; routine exists 1304, is missing 1305; duplicate constraint 1826, 3822.
const HARMLESS_ERRORS: &[&str] = &[
    "1007", "1008", "1050", "1051", "1060", "1061", "1062", "1091", "1146", "1304", "1305", "1826", "3822",
];

/// Levels of PL/pgSQL's `RAISE` that end nothing.
const QUIET_LEVELS: &[&str] = &["debug", "log", "info", "notice", "warning"];

impl Reader<'_> {
    /// `EXCEPTION WHEN a OR b THEN …`, at `EXCEPTION`. Guards what the block did before.
    pub(super) fn exception_section(&mut self, walk: &mut Walk, scope: &Scope, body: &mut Vec<Statement>) {
        walk.at += 1;
        let mut guard = None;
        let mut handlers = Vec::new();
        while self.keyword(*walk, 0) == K::WHEN {
            let Some(then) = self.find(*walk, &[K::THEN]) else {
                break;
            };
            let place = self.lexed.tokens[walk.at]
                .range
                .cover(self.lexed.tokens[then - 1].range);
            walk.at = then + 1;
            let handler = self.statements_until(walk, &scope.conditional(), &[K::WHEN, K::END]);
            if guard.is_none() && !self.raises(&handler) {
                guard = Some(caught(place));
            }
            handlers.extend(handler);
        }
        if let Some(guard) = guard {
            guard_all(body, &guard);
        }
        body.extend(handlers);
    }

    /// Whether a handler lets the error go on, whatever it was. A `RAISE` under a condition picks its errors,
    /// and PL/pgSQL's `RAISE NOTICE` only says something.
    pub(super) fn raises(&self, handler: &[Statement]) -> bool {
        handler.iter().any(|statement| match statement.kind {
            Kind::Throw | Kind::Signal | Kind::Resignal => true,
            Kind::Raise => {
                let level = self.lexed.tokens[..statement.tokens.end as usize].get(statement.tokens.start as usize + 1);
                let word = level.map_or("", |token| &self.text[token.range.slice()]);
                !QUIET_LEVELS.iter().any(|quiet| quiet.eq_ignore_ascii_case(word))
            }
            Kind::Block => self.raises(&statement.body),
            _ => false,
        })
    }

    /// MySQL's `DECLARE CONTINUE HANDLER FOR …`, at `DECLARE`; the guard holds for what follows in its block.
    pub(super) fn declared_handler(&mut self, walk: &mut Walk, scope: &Scope) -> (Statement, Option<Guard>) {
        let from = walk.at;
        let continues = self.keyword(*walk, 1) == K::CONTINUE;
        walk.at += 4;
        let conditions_from = walk.at;
        let mut is_harmless = false;
        while !walk.is_done() {
            let token = self.token(*walk, 0);
            let text = &self.text[token.range.slice()];
            is_harmless |= token.keyword == K::SQLEXCEPTION || HARMLESS_ERRORS.contains(&text);
            let is_condition = matches!(
                token.keyword,
                K::SQLEXCEPTION | K::SQLWARNING | K::SQLSTATE | K::VALUE | K::NOT | K::FOUND
            ) || matches!(token.kind, TokenKind::Number | TokenKind::Comma | TokenKind::String)
                || (token.keyword == K::NotAKeyword && walk.at == conditions_from);
            if !is_condition {
                break;
            }
            walk.at += 1;
        }
        let place = self.lexed.tokens[from]
            .range
            .cover(self.lexed.tokens[walk.at - 1].range);
        let body = if walk.is_done() {
            Vec::new()
        } else {
            vec![self.procedural_statement(walk, &scope.conditional())]
        };
        let guard = (continues && is_harmless && !self.raises(&body)).then(|| caught(place));
        (self.structure(Kind::Declare, from, walk.at, scope, body), guard)
    }
}

pub(super) fn caught(range: TextRange) -> Guard {
    Guard {
        others: Vec::new(),
        kind: GuardKind::CaughtError,
        object_kind: None,
        object: None,
        column: None,
        range,
    }
}

/// Puts a guard on these statements and on what runs with them, where they have none of their own.
pub(super) fn guard_all(statements: &mut [Statement], guard: &Guard) {
    for statement in statements {
        if matches!(statement.runs, Runs::WhenCalled | Runs::PerRow) && statement.guard.is_some() {
            continue;
        }
        let has_better = statement
            .guard
            .as_ref()
            .is_some_and(|own| own.kind != GuardKind::Condition);
        if !has_better {
            statement.guard = Some(Box::new(guard.clone()));
        }
        guard_all(&mut statement.body, guard);
    }
}
