//! Text that is run: `EXEC('…')`, `sp_executesql N'…'`, `EXECUTE '…'`, `EXECUTE IMMEDIATE '…'`,
//! `PREPARE s FROM '…'`, and texts given to a variable that such a statement runs.

use compact_str::CompactString;
use schema::{Family, Guard, GuardKind, Keyword as K, KeywordSet, Statement, Token, TokenKind, TokenRange};
use source::TextRange;

use super::spliced::RunText;
use super::{Scope, inverted};
use crate::extent::range;
use crate::grammar::{Embedded, dollar_tags};
use crate::reader::Reader;

impl Reader<'_> {
    /// The statements that a leaf runs as text.
    pub(crate) fn text_run_by(&mut self, tokens: TokenRange, scope: &Scope) -> Vec<Statement> {
        let first = self.lexed.tokens[tokens.start as usize];
        match first.keyword {
            K::EXEC | K::EXECUTE | K::PREPARE => {
                let text = self
                    .run_at(tokens)
                    .and_then(|at| self.run_text_at(at, tokens.end as usize));
                text.map_or_else(Vec::new, |text| self.read_run_text(&text, scope))
            }
            K::SELECT if self.is_run_by_psql(tokens) => self.text_run_by_psql(tokens, scope),
            K::SET | K::SELECT | K::DECLARE => self.assigned_text(tokens, scope),
            _ if first.kind == TokenKind::Word && self.is_assignment(tokens) => self.assigned_text(tokens, scope),
            _ => Vec::new(),
        }
    }

    /// `SELECT '…' \gexec`: psql runs each value of the result
    /// (<https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-META-COMMAND-GEXEC>).
    fn is_run_by_psql(&self, tokens: TokenRange) -> bool {
        let behind = self.lexed.tokens[tokens.end as usize..].first();
        let is_command = |token: &&Token| token.kind == TokenKind::ClientCommand;
        self.dialect.family() == Family::Postgres
            && behind
                .filter(is_command)
                .is_some_and(|token| self.text[token.range.slice()].starts_with("\\gexec"))
    }

    /// The text that stands in the list of such a query. What the query asks for in its `WHERE` is a guard.
    fn text_run_by_psql(&mut self, tokens: TokenRange, scope: &Scope) -> Vec<Statement> {
        let (from, end) = (tokens.start as usize + 1, tokens.end as usize);
        let mut depth = 0usize;
        let mut clause = |words: KeywordSet| {
            (from..end).find(|at| {
                let token = self.lexed.tokens[*at];
                match token.kind {
                    TokenKind::LeftParen => depth += 1,
                    TokenKind::RightParen => depth = depth.saturating_sub(1),
                    _ => {}
                }
                depth == 0 && words.contains(token.keyword)
            })
        };
        let clauses = clause(KeywordSet::of(&[K::FROM, K::WHERE]));
        let ends = clauses.unwrap_or(end);
        let condition = clause(KeywordSet::of(&[K::WHERE]));
        let guard = condition
            .filter(|at| at + 1 < end)
            .map(|at| self.guard_of(range(at + 1, end)));
        let text = self.run_text_at(from, ends);
        // A list alone gives one row, always.
        let inside = match clauses {
            Some(_) => scope.under(guard),
            None => scope.clone(),
        };
        text.map_or_else(Vec::new, |text| self.read_run_text(&text, &inside))
    }

    fn is_assignment(&self, tokens: TokenRange) -> bool {
        let second = self.lexed.tokens[..tokens.end as usize].get(tokens.start as usize + 1);
        second.is_some_and(|token| token.kind == TokenKind::Operator && &self.text[token.range.slice()] == ":=")
    }

    /// Where the text begins that `EXEC`, `EXECUTE` or `PREPARE` runs.
    fn run_at(&self, tokens: TokenRange) -> Option<usize> {
        let all = &self.lexed.tokens[tokens.start as usize..tokens.end as usize];
        let text = |token: &Token| &self.text[token.range.slice()];
        let mut rest = &all[1..];
        match all[0].keyword {
            K::PREPARE => {
                // `PREPARE s FROM '…'`; PostgreSQL's `PREPARE s AS …` holds no text.
                let from = rest.iter().position(|token| token.keyword == K::FROM)?;
                rest = &rest[from + 1..];
            }
            _ if rest.first()?.keyword == K::IMMEDIATE => rest = &rest[1..],
            _ => {
                let is_sp = |token: &Token| {
                    text(token)
                        .trim_matches(['[', ']', '"'])
                        .eq_ignore_ascii_case("sp_executesql")
                };
                if let Some(at) = rest.iter().take(6).position(is_sp) {
                    rest = &rest[at + 1..];
                    let is_named = rest.len() > 2 && text(&rest[0]).eq_ignore_ascii_case("@stmt");
                    rest = if is_named { &rest[2..] } else { rest };
                }
            }
        }
        let is_in_parens = rest.first()?.kind == TokenKind::LeftParen;
        rest = if is_in_parens { &rest[1..] } else { rest };
        (!rest.is_empty()).then(|| tokens.end as usize - rest.len())
    }

    /// The texts that a statement gives to a variable which is run elsewhere.
    pub(super) fn assigned_text(&mut self, tokens: TokenRange, scope: &Scope) -> Vec<Statement> {
        if self.run_variables.is_empty() {
            return Vec::new();
        }
        let from = tokens.start as usize;
        let end = tokens.end as usize;
        let target = (from..end.min(from + 64)).find(|at| {
            let token = self.lexed.tokens[*at];
            matches!(token.kind, TokenKind::Parameter | TokenKind::Word)
                && self.is_run_variable(&self.text[token.range.slice()])
        });
        let Some(target) = target else { return Vec::new() };
        let mut statements = Vec::new();
        let mut seen = 0;
        let mut read_upto = 0;
        for at in target + 1..end {
            let token = self.lexed.tokens[at];
            let is_text = matches!(token.kind, TokenKind::String | TokenKind::DollarString);
            let is_read = token.range.start < read_upto || token.range.start < self.assembled_until;
            if !is_text || is_read || !self.opens_statement(token) {
                continue;
            }
            let opens = self.call_around(at);
            if !self.is_given(opens) {
                continue;
            }
            let appended = match self.dialect.family() {
                // What follows a branch of one statement runs whether or not that does.
                Family::Mssql if from != self.branch_at => self.appended_text_at(opens, end, self.lexed.tokens[target]),
                _ => None,
            };
            if let Some((_, until)) = &appended {
                self.assembled_until = self.lexed.tokens[*until - 1].range.end;
            }
            let text = appended.map_or_else(|| self.run_text_at(opens, end), |(text, _)| Some(text));
            let Some(text) = text else {
                continue;
            };
            read_upto = text.range().end;
            let choice = self.choice_of(target + 1, opens, seen);
            seen += 1;
            let inner = choice.map_or_else(|| scope.clone(), |guard| scope.under(Some(guard)));
            statements.extend(self.read_run_text(&text, &inner));
        }
        statements
    }

    /// Where `CONCAT` or `format` begins, whose first argument stands at `at`; else `at`.
    fn call_around(&self, at: usize) -> usize {
        const CALLS: &[&str] = &["concat", "format"];
        let Some(name) = at.checked_sub(2) else { return at };
        let name_text = &self.text[self.lexed.tokens[name].range.slice()];
        let is_call = self.lexed.tokens[at - 1].kind == TokenKind::LeftParen
            && CALLS.iter().any(|call| call.eq_ignore_ascii_case(name_text));
        if is_call { name } else { at }
    }

    fn is_run_variable(&self, name: &str) -> bool {
        self.run_variables
            .iter()
            .any(|known| self.text[known.slice()].eq_ignore_ascii_case(name))
    }

    /// Whether the text at `at` is what a variable is given, rather than an argument of some function.
    fn is_given(&self, at: usize) -> bool {
        let before = &self.lexed.tokens[at - 1];
        match before.kind {
            TokenKind::Equals => true,
            TokenKind::Operator => match &self.text[before.range.slice()] {
                ":=" | "+=" => true,
                // `@sql = @sql + '…'`
                "+" => at >= 2 && self.is_run_variable(&self.text[self.lexed.tokens[at - 2].range.slice()]),
                _ => false,
            },
            // `IF(condition, 'this', 'that')`
            TokenKind::Comma | TokenKind::LeftParen => self.dialect.family() == Family::Mysql,
            _ => matches!(before.keyword, K::THEN | K::ELSE | K::DEFAULT | K::SELECT),
        }
    }

    /// The guard of a text that `IF(condition, 'this', 'that')` or `CASE WHEN` chooses.
    fn choice_of(&self, from: usize, at: usize, earlier: usize) -> Option<Guard> {
        let opens = (from..at).find(|index| matches!(self.lexed.tokens[*index].keyword, K::IF | K::WHEN))?;
        let start = opens + 1;
        let start = start + usize::from(self.lexed.tokens[start].kind == TokenKind::LeftParen);
        let mut depth = 0usize;
        let mut stop = None;
        let mut commas = 0;
        for index in start..at {
            let token = self.lexed.tokens[index];
            match token.kind {
                TokenKind::LeftParen => depth += 1,
                TokenKind::RightParen => depth = depth.saturating_sub(1),
                TokenKind::Comma if depth == 0 => commas += 1,
                _ => {}
            }
            let is_over = (token.kind == TokenKind::Comma || token.keyword == K::THEN) && depth == 0;
            if is_over && stop.is_none() {
                stop = Some(index);
            }
        }
        let stop = stop?;
        if stop <= start {
            return None;
        }
        let guard = self.guard_of(range(start, stop));
        let is_other = commas > 1 || (commas == 0 && earlier > 0) || self.lexed.tokens[at - 1].keyword == K::ELSE;
        Some(if is_other { inverted(&guard) } else { guard })
    }

    /// Whether the text of a literal begins as a statement does.
    fn opens_statement(&self, token: Token) -> bool {
        let Some(embedded) = self.inside(token) else {
            return false;
        };
        let text = self.text[embedded.range.slice()].trim_start();
        let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        // `'CREATE%INDEX%'` is a pattern.
        if !text[length..].starts_with(|next: char| next.is_whitespace()) {
            return false;
        }
        matches!(
            schema::Keyword::of(&text[..length]),
            K::ALTER
                | K::CREATE
                | K::DROP
                | K::INSERT
                | K::UPDATE
                | K::DELETE
                | K::TRUNCATE
                | K::RENAME
                | K::GRANT
                | K::REVOKE
                | K::MERGE
                | K::EXEC
                | K::SELECT
                | K::REPLACE
                | K::ANALYZE
                | K::OPTIMIZE
        )
    }

    fn read_run_text(&mut self, text: &RunText, scope: &Scope) -> Vec<Statement> {
        let read = |reader: &mut Self, tokens| reader.run_text(tokens, scope);
        match text {
            RunText::InPlace(embedded) => self.embedded(*embedded, embedded.range, read),
            RunText::Spliced(spliced) => self.spliced(spliced, read),
        }
    }

    /// The text within a literal.
    pub(super) fn inside(&self, token: Token) -> Option<Embedded> {
        let raw = &self.text[token.range.slice()];
        let start = token.range.start as usize;
        let within = |from: usize, to: usize, quote_width: usize| {
            (from <= to).then(|| Embedded {
                range: TextRange::new(
                    crate::lexer::to_offset(start + from),
                    crate::lexer::to_offset(start + to),
                ),
                quote_width,
            })
        };
        if token.kind == TokenKind::DollarString {
            let (before, after) = dollar_tags(raw)?;
            return (after > 0).then(|| within(before, raw.len() - after, 1)).flatten();
        }
        let quote = raw.find(['\'', '"'])?;
        let prefix = &raw[..quote];
        if prefix.ends_with(['q', 'Q']) {
            let is_closed = raw.len() >= quote + 4 && raw.ends_with('\'');
            return is_closed
                .then(|| within(quote + 2, raw.len() - 2, 1))
                .flatten()
                .filter(|inner| self.text.get(inner.range.slice()).is_some());
        }
        if raw.as_bytes()[quote] == b'"' {
            let is_closed = raw.len() >= quote + 2 && raw.ends_with('"');
            return is_closed.then(|| within(quote + 1, raw.len() - 1, 1)).flatten();
        }
        let width = self.quote_width;
        let is_closed = raw.len() >= quote + 2 * width && raw.ends_with('\'');
        is_closed.then(|| within(quote + width, raw.len() - width, 2)).flatten()
    }

    /// Notes which variables are run as text, so that the texts they are given are read.
    pub(crate) fn note_run_variables(&mut self, from: usize) {
        const RUNS: KeywordSet = KeywordSet::of(&[K::PREPARE, K::EXEC, K::EXECUTE]);
        if !self.lexed.keywords.overlaps(&RUNS) {
            return;
        }
        let tokens = &self.lexed.tokens[from..];
        for (at, token) in tokens.iter().enumerate() {
            let skipped = match token.keyword {
                K::PREPARE => tokens[at..]
                    .iter()
                    .take(4)
                    .position(|next| next.keyword == K::FROM)
                    .map(|found| found + 1),
                K::EXEC | K::EXECUTE => Some(1),
                _ => None,
            };
            let Some(skipped) = skipped else { continue };
            let rest = tokens.get(at + skipped..).unwrap_or_default();
            let is_name = |token: &&Token| {
                token.kind == TokenKind::Parameter
                    || (token.kind == TokenKind::Word
                        && token.keyword == K::NotAKeyword
                        && self.dialect.family() != Family::Mssql)
            };
            let name = match token.keyword {
                K::PREPARE => rest.first().filter(is_name),
                // `EXEC (@sql)`, `EXECUTE IMMEDIATE v`, `EXEC sp_executesql @sql`
                _ => rest
                    .iter()
                    .take(7)
                    .take_while(|next| next.kind != TokenKind::Terminator)
                    .find(|next| {
                        is_name(next)
                            && !self.text[next.range.slice()].eq_ignore_ascii_case("@stmt")
                            && !matches!(next.keyword, K::IMMEDIATE)
                    }),
            };
            if let Some(name) = name
                && self.run_variables.len() < 256
                && !self.is_run_variable(&self.text[name.range.slice()])
            {
                self.run_variables.push(name.range);
            }
        }
    }

    /// A variable that holds what a look into the catalogue said: `SELECT COUNT(*) INTO n FROM user_tables …`,
    /// `there := EXISTS (SELECT …)`; and PL/pgSQL's `FOUND`.
    pub(crate) fn note_probe(&mut self, tokens: TokenRange) {
        const ASKS: KeywordSet = KeywordSet::of(&[K::IF, K::ELSIF, K::ELSEIF, K::WHEN, K::WHILE, K::UNTIL]);
        const QUERIES: KeywordSet = KeywordSet::of(&[K::SELECT, K::PERFORM]);
        if !self.lexed.keywords.overlaps(&QUERIES) || !self.lexed.keywords.overlaps(&ASKS) {
            return;
        }
        let all = &self.lexed.tokens[tokens.start as usize..tokens.end as usize];
        let Some(head) = all
            .iter()
            .position(|token| matches!(token.keyword, K::SELECT | K::PERFORM))
        else {
            return;
        };
        let into = all[head..].iter().position(|token| token.keyword == K::INTO);
        let name = match into {
            Some(into) => all.get(head + into + 1),
            None => all
                .iter()
                .take(head + 2)
                .find(|token| matches!(token.kind, TokenKind::Parameter))
                .or_else(|| all.first().filter(|_| head > 0)),
        };
        let name = name.filter(|name| matches!(name.kind, TokenKind::Parameter | TokenKind::Word));
        let name = name.map(|name| CompactString::from(&self.text[name.range.slice()]));
        let exists = all.iter().position(|token| token.keyword == K::EXISTS);
        // `SELECT EXISTS (SELECT …)`
        let exists = exists.filter(|exists| exists.abs_diff(head) <= 2);
        let is_found = exists.is_none() && self.says_found(&all[head..]);
        let is_negated = exists.is_some_and(|at| at > 0 && all[at - 1].keyword == K::NOT);
        let from = tokens.start as usize + exists.map_or(head, |exists| exists + 1);
        let guard = self.guard_of_query(range(from, tokens.end as usize));
        let Some(guard) = guard.filter(|guard| guard.kind != GuardKind::Condition) else {
            return;
        };
        let guard = if is_negated { inverted(&guard) } else { guard };
        let found = is_found.then(|| CompactString::const_new("found"));
        for name in name.into_iter().chain(found) {
            if self.probes.len() >= 64 {
                self.probes.remove(0);
            }
            self.probes.push((name, guard.clone()));
        }
    }

    /// Whether PL/pgSQL's `FOUND` then says whether the query has rows
    /// (<https://www.postgresql.org/docs/18/plpgsql-statements.html#PLPGSQL-STATEMENTS-DIAGNOSTICS>): one that counts
    /// them always has one.
    fn says_found(&self, query: &[Token]) -> bool {
        let is_count = |token: &Token| self.text[token.range.slice()].eq_ignore_ascii_case("count");
        self.dialect.family() == Family::Postgres && !query.get(1).is_some_and(is_count)
    }
}
