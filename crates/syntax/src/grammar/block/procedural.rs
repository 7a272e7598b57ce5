//! PL/pgSQL, PL/SQL, the stored programs of MySQL and MariaDB, and the bodies of SQLite's triggers.

use schema::{Family, Guard, GuardKind, Keyword as K, Kind, ProblemKind, Runs, Statement, TokenKind};

use super::{Scope, Walk, inverted};
use crate::extent::range;
use crate::reader::Reader;

/// Words that close a part of a block rather than open a statement.
const CLOSERS: &[K] = &[K::END, K::ELSE, K::ELSIF, K::ELSEIF, K::WHEN, K::EXCEPTION, K::UNTIL];

impl Reader<'_> {
    /// A body from its first token on. Oracle's begins with declarations that no word announces.
    pub(super) fn routine_body(&mut self, walk: &mut Walk, scope: &Scope) -> Vec<Statement> {
        let mut statements = Vec::new();
        while !walk.is_done() {
            let first = self.token(*walk, 0);
            let is_option = self.text[first.range.slice()].starts_with('#');
            if is_option {
                // `#variable_conflict use_column`
                while !walk.is_done() && !matches!(self.keyword(*walk, 0), K::DECLARE | K::BEGIN) {
                    walk.at += 1;
                }
                continue;
            }
            let declares = statements.is_empty()
                && match self.dialect.family() {
                    Family::Oracle => {
                        !matches!(first.keyword, K::BEGIN | K::DECLARE | K::CALL)
                            && !self.text[first.range.slice()].starts_with("<<")
                    }
                    // A package of MariaDB.
                    Family::Mysql => matches!(first.keyword, K::PROCEDURE | K::FUNCTION),
                    _ => false,
                };
            if declares {
                statements.extend(self.declarations(walk, scope));
                if self.keyword(*walk, 0) == K::BEGIN {
                    statements.push(self.procedural_statement(walk, scope));
                } else {
                    self.end_of_block(walk);
                }
                continue;
            }
            let before = walk.at;
            statements.extend(self.statements_until(walk, scope, &[]));
            if walk.at == before {
                walk.at += 1;
            }
        }
        statements
    }

    /// Statements up to one of these words, or to any word that closes something.
    pub(super) fn statements_until(&mut self, walk: &mut Walk, scope: &Scope, stops: &[K]) -> Vec<Statement> {
        let mut statements = Vec::new();
        let mut scope = scope.clone();
        loop {
            self.skip_terminators(walk);
            if stops.is_empty() && self.dialect.family() == Family::Mysql && !statements.is_empty() {
                self.skip_undeclared_delimiter(walk);
            }
            let token = self.token(*walk, 0);
            if walk.is_done() || stops.contains(&token.keyword) {
                return statements;
            }
            if !stops.is_empty() && CLOSERS.contains(&token.keyword) {
                return statements;
            }
            if self.declares_handler(*walk) {
                let (statement, guard) = self.declared_handler(walk, &scope);
                statements.push(statement);
                if guard.is_some() {
                    scope.guard = guard;
                }
                continue;
            }
            statements.push(self.procedural_statement(walk, &scope));
        }
    }

    /// `DECLARE CONTINUE HANDLER FOR …`
    pub(super) fn declares_handler(&self, walk: Walk) -> bool {
        self.keyword(walk, 0) == K::DECLARE && self.keyword(walk, 2) == K::HANDLER && self.keyword(walk, 3) == K::FOR
    }

    pub(super) fn procedural_statement(&mut self, walk: &mut Walk, scope: &Scope) -> Statement {
        if let Err(statement) = self.descend(walk, scope) {
            return *statement;
        }
        let from = walk.at;
        let family = self.dialect.family();
        let statement = match self.keyword(*walk, 0) {
            _ if self.eat_label(walk) => self.structure(Kind::Label, from, walk.at, scope, Vec::new()),
            K::BEGIN => {
                let body = self.block(walk, scope);
                self.structure(Kind::Block, from, walk.at, scope, body)
            }
            K::DECLARE if family != Family::Mysql => {
                walk.at += 1;
                let mut body = self.declarations(walk, scope);
                if self.keyword(*walk, 0) == K::BEGIN {
                    body.extend(self.block(walk, scope));
                }
                self.structure(Kind::Block, from, walk.at, scope, body)
            }
            K::IF => self.if_chain(walk, scope),
            K::CASE => self.case_statement(walk, scope),
            K::LOOP => self.repeated(walk, scope, Kind::Loop),
            K::WHILE => self.repeated(walk, scope, Kind::While),
            K::FOR => self.repeated(walk, scope, Kind::For),
            K::FOREACH => self.repeated(walk, scope, Kind::ForEach),
            K::REPEAT => self.repeated(walk, scope, Kind::Repeat),
            _ => self.procedural_leaf(walk, scope),
        };
        self.ascend();
        statement
    }

    /// `<<label>>`, or MySQL's `label:`.
    pub(super) fn eat_label(&self, walk: &mut Walk) -> bool {
        let text = |ahead| &self.text[self.token(*walk, ahead).range.slice()];
        let width = if text(0) == "<<" && text(2) == ">>" {
            3
        } else if self.dialect.family() == Family::Mysql
            && matches!(self.token(*walk, 0).kind, TokenKind::Word | TokenKind::QuotedIdent)
            && text(1) == ":"
        {
            2
        } else {
            return false;
        };
        walk.at += width;
        true
    }

    /// A statement that holds no others, up to its semicolon.
    fn procedural_leaf(&mut self, walk: &mut Walk, scope: &Scope) -> Statement {
        let from = walk.at;
        walk.at += 1;
        while !walk.is_done() && !matches!(self.token(*walk, 0).kind, TokenKind::Terminator | TokenKind::BatchEnd) {
            walk.at += 1;
        }
        let to = walk.at;
        walk.at += usize::from(!walk.is_done());
        self.leaf(range(from, to), scope)
    }

    /// `BEGIN … [EXCEPTION …] END [label]`, at its `BEGIN`.
    fn block(&mut self, walk: &mut Walk, scope: &Scope) -> Vec<Statement> {
        let opening = walk.at;
        walk.at += 1;
        self.eat(walk, &[K::NOT]);
        self.eat(walk, &[K::ATOMIC]);
        let mut body = self.statements_until(walk, scope, &[K::END, K::EXCEPTION]);
        if self.keyword(*walk, 0) == K::EXCEPTION {
            self.exception_section(walk, scope, &mut body);
        }
        self.close(walk, opening);
        body
    }

    /// Past `END`, its kind (`IF`, `LOOP`) and its label, if it is there.
    fn close(&mut self, walk: &mut Walk, opening: usize) {
        if self.keyword(*walk, 0) == K::END {
            self.end_of_block(walk);
            return;
        }
        let is_too_deep = self
            .lexed
            .problems
            .last()
            .is_some_and(|problem| problem.kind == ProblemKind::TooDeep);
        if !(is_too_deep && walk.is_done()) {
            let place = self.lexed.tokens[opening].range;
            self.problem(ProblemKind::UnterminatedBlock, place);
        }
    }

    fn end_of_block(&self, walk: &mut Walk) {
        if !self.eat(walk, &[K::END]) {
            return;
        }
        self.eat(walk, &[K::IF, K::LOOP, K::CASE, K::WHILE, K::FOR, K::REPEAT]);
        let from = walk.at;
        while walk.at < from + 3
            && matches!(
                self.token(*walk, 0).kind,
                TokenKind::Word | TokenKind::QuotedIdent | TokenKind::Dot
            )
        {
            walk.at += 1;
        }
    }

    fn if_chain(&mut self, walk: &mut Walk, scope: &Scope) -> Statement {
        let from = walk.at;
        let mut body = Vec::new();
        let mut last_guard;
        let mut branches = 0;
        loop {
            walk.at += 1;
            let Some(then) = self.find(*walk, &[K::THEN]) else {
                walk.at = from;
                return self.procedural_leaf(walk, scope);
            };
            let guard = self.condition(walk.at, then);
            walk.at = then + 1;
            let branch = self.statements_until(walk, &scope.under(guard.clone()), &[K::END]);
            body.extend(branch);
            branches += 1;
            last_guard = guard;
            if !matches!(self.keyword(*walk, 0), K::ELSIF | K::ELSEIF) || walk.is_done() {
                break;
            }
            if self
                .find(
                    Walk {
                        at: walk.at + 1,
                        ..*walk
                    },
                    &[K::THEN],
                )
                .is_none()
            {
                break;
            }
        }
        if self.eat(walk, &[K::ELSE]) {
            let otherwise = last_guard.as_ref().map(inverted).map(|mut guard| {
                if branches > 1 {
                    guard = Guard {
                        kind: GuardKind::Condition,
                        object_kind: None,
                        object: None,
                        column: None,
                        ..guard
                    };
                }
                guard
            });
            body.extend(self.statements_until(walk, &scope.under(otherwise), &[K::END]));
        }
        self.close(walk, from);
        self.structure(Kind::If, from, walk.at, scope, body)
    }

    fn case_statement(&mut self, walk: &mut Walk, scope: &Scope) -> Statement {
        let from = walk.at;
        walk.at += 1;
        let mut body = Vec::new();
        let Some(first) = self.find(*walk, &[K::WHEN]) else {
            walk.at = from;
            return self.procedural_leaf(walk, scope);
        };
        walk.at = first;
        while self.keyword(*walk, 0) == K::WHEN {
            let Some(then) = self.find(*walk, &[K::THEN]) else {
                break;
            };
            let guard = self.condition(walk.at + 1, then);
            walk.at = then + 1;
            body.extend(self.statements_until(walk, &scope.under(guard), &[K::END]));
        }
        if self.eat(walk, &[K::ELSE]) {
            body.extend(self.statements_until(walk, &scope.conditional(), &[K::END]));
        }
        self.close(walk, from);
        self.structure(Kind::CaseStatement, from, walk.at, scope, body)
    }

    /// `WHILE … LOOP`, `FOR … LOOP`, `LOOP`, `REPEAT … UNTIL`, MySQL's `WHILE … DO`.
    fn repeated(&mut self, walk: &mut Walk, scope: &Scope, kind: Kind) -> Statement {
        let from = walk.at;
        walk.at += 1;
        let mut inner = scope.conditional();
        if !matches!(kind, Kind::Loop | Kind::Repeat) {
            let Some(opens) = self.find(*walk, &[K::LOOP, K::DO]) else {
                walk.at = from;
                return self.procedural_leaf(walk, scope);
            };
            let guard = match self.queried(walk.at, opens) {
                Some((from, to)) => self.condition(from, to),
                None => self.condition(walk.at, opens),
            };
            let guard = guard.filter(|guard| guard.kind != GuardKind::Condition && guard.object.is_some());
            inner = scope.under(guard.or_else(|| self.looked_up(walk.at, opens)));
            walk.at = opens + 1;
        }
        let body = self.statements_until(walk, &inner, &[K::END, K::UNTIL]);
        if self.eat(walk, &[K::UNTIL])
            && let Some(end) = self.find(*walk, &[K::END])
        {
            walk.at = end;
        }
        self.close(walk, from);
        self.structure(kind, from, walk.at, scope, body)
    }

    /// The condition of the query that a loop runs over, `FOR r IN (SELECT … WHERE …) LOOP`: where it holds for nothing, the
    /// loop does not run.
    fn queried(&self, from: usize, opens: usize) -> Option<(usize, usize)> {
        let tokens = &self.lexed.tokens[from..opens];
        let begins = tokens.iter().position(|token| token.keyword == K::IN)? + 1;
        let is_in_parens = tokens.get(begins)?.kind == TokenKind::LeftParen;
        let query = begins + usize::from(is_in_parens);
        if tokens.get(query)?.keyword != K::SELECT {
            return None;
        }
        let mut depth = 0usize;
        let mut condition = None;
        for (at, token) in tokens.iter().enumerate().skip(query) {
            let ends = matches!(token.keyword, K::GROUP | K::ORDER | K::UNION | K::FETCH | K::LIMIT);
            match token.kind {
                TokenKind::LeftParen => depth += 1,
                TokenKind::RightParen if depth == 0 => return Some((condition? + from, at + from)),
                TokenKind::RightParen => depth -= 1,
                _ if depth > 0 => {}
                _ if token.keyword == K::WHERE => condition = Some(at + 1),
                _ if ends && condition.is_some() => return Some((condition? + from, at + from)),
                _ => {}
            }
        }
        Some((condition? + from, opens))
    }

    /// `FOR r IN (SELECT … FROM user_tables WHERE table_name = 'T') LOOP`: that the catalogue knows such a thing.
    fn looked_up(&self, from: usize, opens: usize) -> Option<Guard> {
        let tokens = &self.lexed.tokens[from..opens];
        let begins = tokens.iter().position(|token| token.keyword == K::IN)? + 1;
        let is_in_parens = tokens.get(begins)?.kind == TokenKind::LeftParen;
        let query = begins + usize::from(is_in_parens);
        let closes = tokens.iter().rposition(|token| token.kind == TokenKind::RightParen);
        let end = closes.filter(|_| is_in_parens).unwrap_or(tokens.len());
        let is_query = tokens.get(query)?.keyword == K::SELECT && query < end;
        let guard = is_query.then(|| self.guard_of_query(range(from + query, from + end)))??;
        guard.object.is_some().then_some(guard)
    }

    /// Declarations, and the subprograms of PL/SQL among them, up to `BEGIN` or `END`.
    fn declarations(&mut self, walk: &mut Walk, scope: &Scope) -> Vec<Statement> {
        let mut statements = Vec::new();
        loop {
            self.skip_terminators(walk);
            let keyword = self.keyword(*walk, 0);
            if walk.is_done() || matches!(keyword, K::BEGIN | K::END) {
                return statements;
            }
            let from = walk.at;
            // `DECLARE` may be repeated in PL/pgSQL; labels may stand before `BEGIN`.
            if self.eat(walk, &[K::DECLARE]) || self.eat_label(walk) {
                continue;
            }
            if self.is_subprogram(*walk)
                && let Some(opens) = self.find(*walk, self.opens_subprogram())
            {
                walk.at = opens + usize::from(self.lexed.tokens[opens].keyword != K::BEGIN);
                statements.push(self.subprogram(walk, from));
                continue;
            }
            while !walk.is_done() && self.token(*walk, 0).kind != TokenKind::Terminator {
                walk.at += 1;
            }
            self.note_probe(range(from, walk.at));
            let body = self.assigned_text(range(from, walk.at), scope);
            statements.push(self.structure(Kind::Declare, from, walk.at, scope, body));
        }
    }

    fn is_subprogram(&self, walk: Walk) -> bool {
        let keyword = self.keyword(walk, 0);
        match self.dialect.family() {
            // `BEFORE STATEMENT IS` is a section of a compound trigger.
            Family::Oracle => {
                matches!(keyword, K::PROCEDURE | K::FUNCTION | K::BEFORE | K::AFTER | K::INSTEAD)
                    || matches!(self.keyword(walk, 1), K::PROCEDURE | K::FUNCTION)
            }
            Family::Mysql => matches!(keyword, K::PROCEDURE | K::FUNCTION),
            _ => false,
        }
    }

    /// The words between a subprogram's head and its body.
    fn opens_subprogram(&self) -> &'static [K] {
        match self.dialect.family() {
            Family::Mysql => &[K::IS, K::AS, K::BEGIN],
            _ => &[K::IS, K::AS],
        }
    }

    /// A procedure or function inside a block or package, past its `IS`.
    fn subprogram(&mut self, walk: &mut Walk, from: usize) -> Statement {
        let scope = Scope::plain(Runs::WhenCalled);
        if let Err(statement) = self.descend(walk, &scope) {
            return *statement;
        }
        let mut body = self.declarations(walk, &scope);
        if self.keyword(*walk, 0) == K::BEGIN {
            body.extend(self.block(walk, &scope));
        }
        self.ascend();
        self.structure(Kind::Declare, from, walk.at, &scope, body)
    }
}
