//! From tokens to statements: finds each statement's extent, has the grammar read it, and reads what
//! stands inside it.

mod called;
mod inside;
mod psql_branch;

use std::collections::BTreeMap;

use compact_str::CompactString;
use schema::{
    Action, Batch, Change, Dialect, Family, Guard, Keyword, Kind, Modifiers, NameUses, Problem, ProblemKind, Runs,
    Script, Statement, Token, TokenKind, TokenRange,
};
use source::TextRange;

use crate::cursor::Cursor;
use crate::extent::{ExtentRules, extent, range};
use crate::grammar::{self, Scope, Walk};
use crate::lexer::{LexInput, Lexed, lex};
use crate::{ReadOptions, Spare};
use psql_branch::PsqlBranches;

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
    if options.dialect.family() == Family::Mysql && called::may_call_own(&reader.lexed.keywords) {
        called::run_bodies(&mut statements, options.dialect);
    }
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
        let mut branches = PsqlBranches::default();
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
            let branch = match self.dialect.family() {
                Family::Postgres => self.psql_branch(walk, &mut branches, &stretch.scope),
                _ => None,
            };
            let scope = branch.as_ref().unwrap_or(&stretch.scope);
            let statement = if self.is_anonymous_block(extent.tokens) {
                self.anonymous_block(extent.tokens, scope)
            } else {
                self.leaf(extent.tokens, scope)
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
        for place in cursor.take_misplaced() {
            self.problem(ProblemKind::Misplaced, place);
        }
        statement.guard =
            (scope.guard.as_ref()).map(|guard| Box::new(grammar::fitting(guard, &statement, self.dialect)));
        self.note_probe(tokens);
        statement.body = match body {
            Some(body) => self.body(body, &mut statement, scope),
            None => self.text_run_by(tokens, scope),
        };
        statement
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
