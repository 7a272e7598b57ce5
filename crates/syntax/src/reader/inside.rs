//! What stands inside a statement: bodies, and texts that are run.

use schema::{
    Action, Change, Dialect, Fingerprint, Keyword, Kind, ProblemKind, Runs, Statement, TokenKind, TokenRange,
};
use source::TextRange;

use super::{MAX_DEPTH, MAX_QUOTE_WIDTH, Reader};
use crate::cursor::Cursor;
use crate::extent::range;
use crate::grammar::{Body, Embedded, Scope, Spliced, columns_named};
use crate::lexer::{LexInput, Lexed, lex};

impl Reader<'_> {
    pub(super) fn body(&mut self, body: Body, owner: &mut Statement, scope: &Scope) -> Vec<Statement> {
        let inner = if body.runs == Runs::Now || self.is_called_next(owner) {
            scope.clone()
        } else {
            Scope::plain(body.runs)
        };
        match body.embedded {
            Some(embedded) => {
                let (mut said, mut columns) = (None, Vec::new());
                let routine = match owner.changes.as_slice() {
                    [
                        Change {
                            action: Action::CreateRoutine(routine),
                            ..
                        },
                    ] => Some(routine),
                    _ => None,
                };
                let statements = self.embedded(embedded, owner.range, |reader, tokens| {
                    let read = &reader.lexed.tokens[tokens.start as usize..tokens.end as usize];
                    said = Some(Fingerprint::of_tokens(reader.text, read));
                    if let Some(routine) = routine.filter(|_| reader.dialect == Dialect::Postgres) {
                        let cursor = Cursor::new(reader.text, reader.dialect, &reader.lexed.tokens, tokens);
                        columns = columns_named(&cursor, tokens, routine);
                    }
                    reader.nested(tokens, &inner)
                });
                if let [
                    Change {
                        action: Action::CreateRoutine(routine),
                        ..
                    },
                ] = owner.changes.as_mut_slice()
                {
                    let said = said.unwrap_or_else(|| Fingerprint::of(&self.text[embedded.range.slice()]));
                    routine.definition = routine.definition.and(said);
                    routine.columns = columns;
                }
                statements
            }
            None if owner.kind == Kind::CreateSchema => {
                self.one_deeper(owner.range, |reader| reader.schema_elements(body.tokens, owner, &inner))
            }
            None if body.tokens.end > body.tokens.start => {
                self.one_deeper(owner.range, |reader| reader.nested(body.tokens, &inner))
            }
            None => Vec::new(),
        }
    }

    /// Whether the script's next statement is nothing but a call of the routine that this one makes, without arguments: scripts of
    /// PostgreSQL have functions where they need a block. What it does then runs with the script.
    fn is_called_next(&self, owner: &Statement) -> bool {
        let [
            Change {
                action: Action::CreateRoutine(routine),
                ..
            },
        ] = owner.changes.as_slice()
        else {
            return false;
        };
        if self.dialect != Dialect::Postgres || self.depth > 0 || !routine.parameters.is_empty() {
            return false;
        }
        let behind = owner.tokens.end as usize;
        // Behind the file's tokens come those of texts that were read before.
        let is_terminator = |at: usize| {
            let token = self.lexed.tokens.get(at);
            token.is_none_or(|token| token.kind == TokenKind::Terminator || token.range.start < owner.range.end)
        };
        let verb = self.lexed.tokens.get(behind + 1).map(|token| token.keyword);
        if !is_terminator(behind) || !matches!(verb, Some(Keyword::SELECT | Keyword::CALL)) {
            return false;
        }
        let end = (behind + 2..self.lexed.tokens.len()).find(|at| is_terminator(*at));
        let tokens = range(behind + 2, end.unwrap_or(self.lexed.tokens.len()));
        let mut cursor = Cursor::new(self.text, self.dialect, &self.lexed.tokens, tokens);
        let is_it = cursor
            .name()
            .is_some_and(|name| name.is_same(&routine.name, self.dialect));
        is_it
            && cursor.eat_kind(TokenKind::LeftParen).is_some()
            && cursor.eat_kind(TokenKind::RightParen).is_some()
            && cursor.is_at_end()
    }

    /// Reads a text within a token: its tokens come after those of the file.
    pub(crate) fn embedded(
        &mut self,
        embedded: Embedded,
        owner: TextRange,
        read: impl FnOnce(&mut Self, TokenRange) -> Vec<Statement>,
    ) -> Vec<Statement> {
        // Where a part of a text is unknown, so are the quotes of a text within it.
        if self.glues.iter().any(|glue| glue.overlaps(embedded.range)) {
            return Vec::new();
        }
        self.within(owner, embedded.quote_width, |reader| {
            let from = reader.lexed.tokens.len();
            let input = LexInput {
                text: reader.text,
                range: embedded.range,
                dialect: reader.dialect,
                delimiter: None,
                quote_width: reader.quote_width,
                reads_client_lines: false,
            };
            lex(input, &mut reader.lexed);
            reader.note_run_variables(from);
            read(reader, range(from, reader.lexed.tokens.len()))
        })
    }

    /// Reads a text that is put together from several tokens, as far as it is known.
    pub(crate) fn spliced(
        &mut self,
        spliced: &Spliced,
        read: impl FnOnce(&mut Self, TokenRange) -> Vec<Statement>,
    ) -> Vec<Statement> {
        self.within(spliced.range(), spliced.quote_width, |reader| {
            let from = reader.lexed.tokens.len();
            let problems = reader.lexed.problems.len();
            let glues = reader.glues.len();
            let input = LexInput {
                text: &spliced.text,
                range: TextRange::new(0, spliced.range().len()),
                dialect: reader.dialect,
                delimiter: None,
                quote_width: reader.quote_width,
                reads_client_lines: false,
            };
            let mut lexed = Lexed::default();
            lex(input, &mut lexed);
            reader.lexed.append(lexed, spliced.start);
            spliced.mark(&mut reader.lexed.tokens[from..]);
            reader.glues.extend(spliced.glues());
            let given_names = reader.given_names.len();
            reader.given_names.extend(spliced.given_names());
            reader.note_run_variables(from);
            let mut statements = read(reader, range(from, reader.lexed.tokens.len()));
            reader.glues.truncate(glues);
            reader.given_names.truncate(given_names);
            if spliced.has_holes() {
                let found = reader.lexed.problems.split_off(problems);
                let kept = found.into_iter().filter(|problem| problem.kind == ProblemKind::TooDeep);
                reader.lexed.problems.extend(kept);
                spliced.forget_unknown(&mut statements);
            }
            statements
        })
    }

    /// Reads a text one deeper, in which so many quotes stand for one.
    pub(super) fn within(
        &mut self,
        owner: TextRange,
        quote_width: usize,
        read: impl FnOnce(&mut Self) -> Vec<Statement>,
    ) -> Vec<Statement> {
        self.one_deeper(owner, |reader| {
            let outer_width = reader.quote_width;
            reader.quote_width = (outer_width * quote_width).min(MAX_QUOTE_WIDTH);
            let statements = read(reader);
            reader.quote_width = outer_width;
            statements
        })
    }

    pub(super) fn one_deeper(
        &mut self,
        place: TextRange,
        read: impl FnOnce(&mut Self) -> Vec<Statement>,
    ) -> Vec<Statement> {
        if self.depth >= MAX_DEPTH {
            self.problem(ProblemKind::TooDeep, place);
            return Vec::new();
        }
        self.depth += 1;
        let blocks = std::mem::take(&mut self.blocks);
        let statements = read(self);
        self.blocks = blocks;
        self.depth -= 1;
        statements
    }
}
