//! From tokens to statements: finds each statement's extent, has the grammar read it, and reads what
//! stands inside it.

use std::collections::BTreeMap;

use compact_str::CompactString;
use schema::{
    Action, Batch, Change, Dialect, Family, Fingerprint, Guard, Keyword, Kind, Modifiers, NameUses, Problem,
    ProblemKind, Runs, Script, Statement, Token, TokenKind, TokenRange,
};
use source::TextRange;

use crate::cursor::Cursor;
use crate::extent::{ExtentRules, extent, range};
use crate::grammar::{self, Body, Embedded, Scope, Spliced, Walk};
use crate::lexer::{LexInput, Lexed, lex};
use crate::{ReadOptions, Spare};

/// How deep blocks are read. Deeper ones are a problem with a place, and opaque.
pub(crate) const MAX_DEPTH: u32 = 64;
/// Quotes double with each text within a text; nobody writes more of them.
const MAX_QUOTE_WIDTH: usize = 1 << 12;

pub(crate) struct Reader<'a> {
    pub(crate) text: &'a str,
    pub(crate) dialect: Dialect,
    pub(crate) placeholders: Option<&'a BTreeMap<String, String>>,
    pub(crate) lexed: Lexed,
    /// How many blocks and texts surround what is being read.
    pub(crate) depth: u32,
    /// How many of them an `END` closes, since the last text or batch began.
    pub(crate) blocks: u32,
    /// How many quotes in a row stand for one in the text being read.
    pub(crate) quote_width: usize,
    /// What is not known of the texts being read.
    pub(crate) glues: Vec<TextRange>,
    /// The names that these texts get as arguments: where each stands in its text, and where it is written.
    pub(crate) given_names: Vec<(TextRange, TextRange)>,
    /// Variables that are run as text somewhere in the script.
    pub(crate) run_variables: Vec<TextRange>,
    /// Where the last branch of T-SQL begins: without a `BEGIN` it is one statement.
    pub(crate) branch_at: usize,
    /// Where the last text ends that several statements put together.
    pub(crate) assembled_until: u32,
    /// Variables that hold whether something exists.
    pub(crate) probes: Vec<(CompactString, Guard)>,
}

/// A stretch of tokens that holds statements.
#[derive(Clone, Debug)]
pub(crate) struct Stretch {
    pub(crate) tokens: TokenRange,
    pub(crate) scope: Scope,
    /// A delimiter other than `;` is in force, or a tool's marks say that this is one statement: a routine
    /// reaches to the end of it.
    pub(crate) is_routine: bool,
}

pub(crate) fn read(spare: Spare, text: &str, options: &ReadOptions<'_>) -> Script {
    let mut lexed = Lexed {
        tokens: spare.tokens,
        comments: spare.comments,
        ..Lexed::default()
    };
    let input = LexInput {
        text,
        range: options.range,
        dialect: options.dialect,
        delimiter: options.delimiter,
        quote_width: 1,
        reads_client_lines: true,
    };
    lex(input, &mut lexed);
    let nested_from = lexed.tokens.len();
    let mut reader = Reader {
        text,
        dialect: options.dialect,
        placeholders: options.placeholders,
        lexed,
        depth: 0,
        blocks: 0,
        quote_width: 1,
        glues: Vec::new(),
        given_names: Vec::new(),
        run_variables: Vec::new(),
        branch_at: usize::MAX,
        assembled_until: 0,
        probes: Vec::new(),
    };
    reader.note_run_variables(0);
    let batches = reader.batches(options.range);
    let has_delimiter = options.delimiter.is_some_and(|delimiter| delimiter != ";");
    let tokens = range(0, nested_from);
    let mut statements = spare.statements;
    reader.top_level(tokens, has_delimiter, options.single_statements, &mut statements);
    Script {
        dialect: options.dialect,
        tokens: reader.lexed.tokens,
        nested_from: crate::lexer::to_offset(nested_from),
        comments: reader.lexed.comments,
        problems: reader.lexed.problems,
        keywords: reader.lexed.keywords,
        statements,
        batches,
    }
}

impl Reader<'_> {
    fn batches(&self, whole: TextRange) -> Vec<Batch> {
        let mut batches = Vec::new();
        let mut start = whole.start;
        for token in self
            .lexed
            .tokens
            .iter()
            .filter(|token| token.kind == TokenKind::BatchEnd)
        {
            let count =
                self.text[token.range.slice()].trim_start_matches(|character: char| !character.is_ascii_digit());
            batches.push(Batch {
                range: TextRange::new(start, token.range.start),
                repeat: count.parse().unwrap_or(1),
            });
            start = token.range.end;
        }
        if !batches.is_empty() && start < whole.end {
            batches.push(Batch {
                range: TextRange::new(start, whole.end),
                repeat: 1,
            });
        }
        batches
    }

    /// The statements of the file, with the ranges that a tool's markers make one.
    fn top_level(
        &mut self,
        tokens: TokenRange,
        has_delimiter: bool,
        single: &[TextRange],
        statements: &mut Vec<Statement>,
    ) {
        // Where another delimiter holds routines together, there are fewer.
        let most = self.lexed.terminators + 1;
        statements.reserve(if has_delimiter { 0 } else { most });
        let mut from = tokens.start as usize;
        let scope = Scope::plain(Runs::Now);
        let stretch = |from: usize, to: usize, is_routine: bool| Stretch {
            tokens: range(from, to),
            scope: scope.clone(),
            is_routine,
        };
        for marked in single {
            let until = self.first_token_at(tokens, marked.start).max(from);
            let after = self.first_token_at(tokens, marked.end).max(until);
            self.stretch_into(&stretch(from, until, has_delimiter), statements);
            self.stretch_into(&stretch(until, after, true), statements);
            from = after;
        }
        self.stretch_into(&stretch(from, tokens.end as usize, has_delimiter), statements);
    }

    /// The tokens of texts within tokens, which reading adds behind the file's own, are not in order.
    fn first_token_at(&self, tokens: TokenRange, offset: u32) -> usize {
        self.lexed.tokens[..tokens.end as usize].partition_point(|token| token.range.start < offset)
    }

    /// Reads the statements of a stretch.
    pub(crate) fn stretch(&mut self, stretch: &Stretch) -> Vec<Statement> {
        let mut statements = Vec::new();
        self.stretch_into(stretch, &mut statements);
        statements
    }

    fn stretch_into(&mut self, stretch: &Stretch, statements: &mut Vec<Statement>) {
        let mut walk = Walk::over(stretch.tokens);
        let mut is_routine = stretch.is_routine;
        let mut batch_end = walk.at;
        while !walk.is_done() {
            let token = self.lexed.tokens[walk.at];
            if matches!(
                token.kind,
                TokenKind::Terminator | TokenKind::BatchEnd | TokenKind::CopyData
            ) {
                walk.at += 1;
                continue;
            }
            if self.sets_delimiter(token) {
                is_routine = !self.text[token.range.slice()].trim_end().ends_with(" ;");
                walk.at += 1;
                continue;
            }
            if self.dialect.family() == Family::Mssql && token.kind != TokenKind::ClientCommand {
                statements.extend(self.batch(&mut walk, &stretch.scope));
                continue;
            }
            if self.begins_compound(walk) {
                if walk.at >= batch_end {
                    batch_end = self.batch_end(walk);
                }
                let mut batch = Walk { end: batch_end, ..walk };
                statements.extend(self.compound(&mut batch, &stretch.scope));
                walk.at = batch.at;
                continue;
            }
            let rules = ExtentRules {
                family: self.dialect.family(),
                is_routine,
            };
            let extent = extent(&self.lexed.tokens, walk.at, walk.end, rules);
            if extent.is_unbalanced {
                self.problem(ProblemKind::UnbalancedParentheses, token.range);
            }
            if extent.is_block_open {
                self.problem(ProblemKind::UnterminatedBlock, token.range);
            }
            let statement = if self.is_anonymous_block(extent.tokens) {
                self.anonymous_block(extent.tokens, &stretch.scope)
            } else {
                self.leaf(extent.tokens, &stretch.scope)
            };
            statements.push(statement);
            walk.at = extent.next.max(walk.at + 1);
        }
    }

    /// The statements of a batch of T-SQL, up to what ends it.
    fn batch(&mut self, walk: &mut Walk, scope: &Scope) -> Vec<Statement> {
        let mut inner = Walk {
            end: self.batch_end(*walk),
            ..*walk
        };
        let blocks = std::mem::take(&mut self.blocks);
        let statements = self.tsql_statements(&mut inner, scope);
        self.blocks = blocks;
        walk.at = inner.end;
        statements
    }

    /// Where the batch ends that the walk is in.
    fn batch_end(&self, walk: Walk) -> usize {
        let length = self.lexed.tokens[walk.at..walk.end]
            .iter()
            .position(|token| matches!(token.kind, TokenKind::BatchEnd | TokenKind::ClientCommand));
        length.map_or(walk.end, |length| walk.at + length)
    }

    /// Blocks that stand in a script by themselves: `BEGIN … END` of PL/SQL, `BEGIN NOT ATOMIC` of MariaDB.
    fn is_anonymous_block(&self, tokens: TokenRange) -> bool {
        let walk = Walk::over(tokens);
        let first = self.keyword(walk, 0);
        match self.dialect.family() {
            Family::Oracle => {
                matches!(first, Keyword::BEGIN | Keyword::DECLARE)
                    || self.text[self.token(walk, 0).range.slice()].starts_with("<<")
            }
            Family::Mysql => first == Keyword::BEGIN && self.keyword(walk, 1) == Keyword::NOT,
            _ => false,
        }
    }

    /// The whole of it is one statement, whatever stands in it.
    fn anonymous_block(&mut self, tokens: TokenRange, scope: &Scope) -> Statement {
        let body = self.nested(tokens, scope);
        let first = self.lexed.tokens[tokens.start as usize].range;
        let last = self.lexed.tokens[tokens.end as usize - 1].range;
        let mut statement = bare(Kind::Block, first.cover(last), tokens, scope.runs);
        statement.guard = scope.guard.clone().map(Box::new);
        statement.body = body;
        statement
    }

    fn sets_delimiter(&self, token: Token) -> bool {
        let text = &self.text[token.range.slice()];
        token.kind == TokenKind::ClientCommand
            && text.get(..9).is_some_and(|word| word.eq_ignore_ascii_case("delimiter"))
    }

    pub(crate) fn problem(&mut self, kind: ProblemKind, range: TextRange) {
        self.lexed.problems.push(Problem { kind, range });
    }

    /// Reads one statement by its grammar, and the text or body that stands inside it.
    pub(crate) fn leaf(&mut self, tokens: TokenRange, scope: &Scope) -> Statement {
        let cursor = Cursor::new(self.text, self.dialect, &self.lexed.tokens, tokens);
        let mut cursor = cursor
            .with_given(&self.given_names)
            .with_placeholders(self.placeholders);
        let (mut statement, body) = grammar::statement(&mut cursor, tokens, scope.runs);
        statement.guard =
            (scope.guard.as_ref()).map(|guard| Box::new(grammar::fitting(guard, &statement, self.dialect)));
        self.note_probe(tokens);
        statement.body = match body {
            Some(body) => self.body(body, &mut statement, scope),
            None => self.text_run_by(tokens, scope),
        };
        statement
    }

    fn body(&mut self, body: Body, owner: &mut Statement, scope: &Scope) -> Vec<Statement> {
        let inner = if body.runs == Runs::Now {
            scope.clone()
        } else {
            Scope::plain(body.runs)
        };
        match body.embedded {
            Some(embedded) => {
                let mut said = None;
                let statements = self.embedded(embedded, owner.range, |reader, tokens| {
                    let read = &reader.lexed.tokens[tokens.start as usize..tokens.end as usize];
                    said = Some(Fingerprint::of_tokens(reader.text, read));
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
    fn within(
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

    fn one_deeper(&mut self, place: TextRange, read: impl FnOnce(&mut Self) -> Vec<Statement>) -> Vec<Statement> {
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

/// A statement of which nothing is known but its place.
pub(crate) fn bare(kind: Kind, range: TextRange, tokens: TokenRange, runs: Runs) -> Statement {
    let change = Change {
        kind,
        range,
        action: Action::None,
    };
    Statement {
        kind,
        range,
        tokens,
        changes: vec![change],
        modifiers: Modifiers::default(),
        uses: NameUses::new_const(),
        runs,
        guard: None,
        body: Vec::new(),
        opaque: Vec::new(),
    }
}
