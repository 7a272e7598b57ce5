//! T-SQL: `IF … ELSE`, `WHILE`, `BEGIN … END`, `BEGIN TRY … END CATCH`, labels.

use schema::{GuardKind, Keyword as K, Kind, ProblemKind, Statement, TokenKind};

use super::{Scope, Walk, handler, inverted};
use crate::extent::{mssql, range};
use crate::reader::Reader;

impl Reader<'_> {
    /// Statements up to the end of the stretch or to an `END` that closes the block around them.
    pub(crate) fn tsql_statements(&mut self, walk: &mut Walk, scope: &Scope) -> Vec<Statement> {
        let mut statements = Vec::new();
        let is_outermost = self.blocks == 0;
        loop {
            while matches!(self.token(*walk, 0).kind, TokenKind::Terminator | TokenKind::BatchEnd) {
                walk.at += 1;
            }
            let closes = self.keyword(*walk, 0) == K::END && self.keyword(*walk, 1) != K::CONVERSATION;
            if walk.is_done() || (closes && !is_outermost) {
                return statements;
            }
            statements.push(self.tsql_statement(walk, scope));
        }
    }

    fn tsql_statement(&mut self, walk: &mut Walk, scope: &Scope) -> Statement {
        if let Err(statement) = self.descend(walk, scope) {
            return *statement;
        }
        let statement = match (self.keyword(*walk, 0), self.keyword(*walk, 1)) {
            (K::IF, _) => self.tsql_if(walk, scope),
            (K::WHILE, _) => self.tsql_while(walk, scope),
            (K::BEGIN, K::TRY) => self.tsql_try(walk, scope),
            (K::BEGIN, K::TRAN | K::TRANSACTION | K::DISTRIBUTED) => self.tsql_leaf(walk, scope),
            (K::BEGIN, _) if !self.is_conversation(*walk) => {
                let from = walk.at;
                let body = self.tsql_block(walk, scope);
                self.structure(Kind::Block, from, walk.at, scope, body)
            }
            (K::END, K::CONVERSATION) => self.tsql_leaf(walk, scope),
            (K::END | K::ELSE, _) => {
                walk.at += 1;
                self.structure(Kind::Unknown, walk.at - 1, walk.at, scope, Vec::new())
            }
            _ if self.is_label(*walk) => {
                walk.at += 2;
                self.structure(Kind::Label, walk.at - 2, walk.at, scope, Vec::new())
            }
            _ => self.tsql_leaf(walk, scope),
        };
        self.ascend();
        statement
    }

    fn tsql_leaf(&mut self, walk: &mut Walk, scope: &Scope) -> Statement {
        let extent = mssql::extent(&self.lexed.tokens, walk.at, walk.end);
        let first = self.token(*walk, 0).range;
        if extent.is_unbalanced {
            self.problem(ProblemKind::UnbalancedParentheses, first);
        }
        walk.at = (extent.tokens.end as usize).max(walk.at + 1);
        let tokens = range(extent.tokens.start as usize, walk.at);
        self.leaf(tokens, scope)
    }

    /// `BEGIN DIALOG …` and `BEGIN CONVERSATION TIMER …` are no blocks.
    fn is_conversation(&self, walk: Walk) -> bool {
        let word = &self.text[self.token(walk, 1).range.slice()];
        word.eq_ignore_ascii_case("dialog") || word.eq_ignore_ascii_case("conversation")
    }

    fn is_label(&self, walk: Walk) -> bool {
        let colon = self.token(walk, 1);
        self.token(walk, 0).kind == TokenKind::Word && &self.text[colon.range.slice()] == ":"
    }

    /// `BEGIN … END`, at its `BEGIN`: the statements between.
    fn tsql_block(&mut self, walk: &mut Walk, scope: &Scope) -> Vec<Statement> {
        let opening = self.token(*walk, 0).range;
        walk.at += 1;
        // Natively compiled modules: `BEGIN ATOMIC WITH (…)`.
        if self.eat(walk, &[K::ATOMIC]) && self.eat(walk, &[K::WITH]) {
            self.skip_parentheses(walk);
        }
        self.skip_terminators(walk);
        self.blocks += 1;
        let body = self.tsql_statements(walk, scope);
        self.blocks -= 1;
        if !self.eat(walk, &[K::END]) && !self.has_ended_too_deep(walk) {
            self.problem(ProblemKind::UnterminatedBlock, opening);
        }
        body
    }

    fn skip_parentheses(&self, walk: &mut Walk) {
        let mut depth = 0usize;
        while !walk.is_done() {
            match self.token(*walk, 0).kind {
                TokenKind::LeftParen => depth += 1,
                TokenKind::RightParen => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 && self.token(*walk, 0).kind != TokenKind::RightParen {
                return;
            }
            walk.at += 1;
        }
    }

    fn has_ended_too_deep(&self, walk: &Walk) -> bool {
        let is_reported = self.lexed.problems.last();
        walk.is_done() && is_reported.is_some_and(|problem| problem.kind == ProblemKind::TooDeep)
    }

    /// The statements of a branch: those of its block, or its only one.
    fn tsql_branch(&mut self, walk: &mut Walk, scope: &Scope) -> Vec<Statement> {
        if walk.is_done() || matches!(self.token(*walk, 0).kind, TokenKind::Terminator | TokenKind::BatchEnd) {
            return Vec::new();
        }
        self.branch_at = walk.at;
        let statement = self.tsql_statement(walk, scope);
        if statement.kind == Kind::Block {
            return statement.body;
        }
        vec![statement]
    }

    fn tsql_if(&mut self, walk: &mut Walk, scope: &Scope) -> Statement {
        let from = walk.at;
        let mut body = Vec::new();
        let mut last;
        loop {
            let condition_from = walk.at + 1;
            walk.at = mssql::condition_end(&self.lexed.tokens, condition_from, walk.end);
            let guard = self.condition(condition_from, walk.at);
            body.extend(self.tsql_branch(walk, &scope.under(guard.clone())));
            last = walk.at;
            let mut ahead = *walk;
            self.skip_terminators(&mut ahead);
            if !self.eat(&mut ahead, &[K::ELSE]) {
                break;
            }
            *walk = ahead;
            if self.keyword(*walk, 0) == K::IF {
                continue;
            }
            let otherwise = guard.as_ref().map(inverted);
            body.extend(self.tsql_branch(walk, &scope.under(otherwise)));
            last = walk.at;
            break;
        }
        self.structure(Kind::If, from, last, scope, body)
    }

    fn tsql_while(&mut self, walk: &mut Walk, scope: &Scope) -> Statement {
        let from = walk.at;
        walk.at = mssql::condition_end(&self.lexed.tokens, from + 1, walk.end);
        let guard = self
            .condition(from + 1, walk.at)
            .filter(|guard| guard.kind != GuardKind::Condition);
        let body = self.tsql_branch(walk, &scope.under(guard));
        self.structure(Kind::While, from, walk.at, scope, body)
    }

    /// `BEGIN TRY … END TRY BEGIN CATCH … END CATCH`.
    fn tsql_try(&mut self, walk: &mut Walk, scope: &Scope) -> Statement {
        let from = walk.at;
        walk.at += 1;
        let mut body = self.tsql_block(walk, scope);
        self.eat(walk, &[K::TRY]);
        let mut last = walk.at;
        let mut ahead = *walk;
        self.skip_terminators(&mut ahead);
        if self.keyword(ahead, 0) == K::BEGIN && self.keyword(ahead, 1) == K::CATCH {
            let place = self.token(ahead, 0).range.cover(self.token(ahead, 1).range);
            ahead.at += 1;
            let handler = self.tsql_block(&mut ahead, &scope.conditional());
            self.eat(&mut ahead, &[K::CATCH]);
            *walk = ahead;
            last = walk.at;
            if !self.raises(&handler) {
                let guard = handler::caught(place);
                handler::guard_all(&mut body, &guard);
            }
            body.extend(handler);
        }
        self.structure(Kind::Try, from, last, scope, body)
    }
}
