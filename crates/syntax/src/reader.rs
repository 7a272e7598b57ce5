//! From tokens to statements: finds each statement's extent, has the grammar read it, and reads what
//! stands inside it.

use schema::{
    Batch, Change, Dialect, Kind, Modifiers, Problem, ProblemKind, Runs, Script, Statement, Token, TokenKind,
    TokenRange,
};
use source::TextRange;

use crate::ReadOptions;
use crate::cursor::Cursor;
use crate::extent::{ExtentRules, extent, range};
use crate::grammar::{self, Body};
use crate::lexer::{LexInput, Lexed, lex};

/// How deep blocks are read. Deeper ones are a problem with a place, and opaque.
const MAX_DEPTH: u32 = 64;

pub(crate) struct Reader<'a> {
    text: &'a str,
    dialect: Dialect,
    lexed: Lexed,
    depth: u32,
}

/// A stretch of tokens that holds statements.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stretch {
    pub(crate) tokens: TokenRange,
    pub(crate) runs: Runs,
    pub(crate) is_block: bool,
    pub(crate) has_delimiter: bool,
}

pub(crate) fn read(text: &str, options: &ReadOptions<'_>) -> Script {
    let mut lexed = Lexed::default();
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
        lexed,
        depth: 0,
    };
    let batches = reader.batches(options.range);
    let has_delimiter = options.delimiter.is_some_and(|delimiter| delimiter != ";");
    let tokens = range(0, nested_from);
    let statements = reader.top_level(tokens, has_delimiter, options.single_statements);
    Script {
        dialect: options.dialect,
        tokens: reader.lexed.tokens,
        nested_from: crate::lexer::to_offset(nested_from),
        comments: reader.lexed.comments,
        problems: reader.lexed.problems,
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
    fn top_level(&mut self, tokens: TokenRange, has_delimiter: bool, single: &[TextRange]) -> Vec<Statement> {
        let mut statements = Vec::new();
        let mut from = tokens.start as usize;
        for marked in single {
            let until = self.first_token_at(marked.start).max(from);
            let after = self.first_token_at(marked.end).max(until);
            statements.extend(self.stretch(Stretch {
                tokens: range(from, until),
                runs: Runs::Now,
                is_block: false,
                has_delimiter,
            }));
            let mut last = after;
            while last > until && self.lexed.tokens[last - 1].kind == TokenKind::Terminator {
                last -= 1;
            }
            if last > until {
                statements.push(self.statement(range(until, last), Runs::Now));
            }
            from = after;
        }
        statements.extend(self.stretch(Stretch {
            tokens: range(from, tokens.end as usize),
            runs: Runs::Now,
            is_block: false,
            has_delimiter,
        }));
        statements
    }

    fn first_token_at(&self, offset: u32) -> usize {
        self.lexed.tokens.partition_point(|token| token.range.start < offset)
    }

    /// Reads the statements of a stretch.
    pub(crate) fn stretch(&mut self, stretch: Stretch) -> Vec<Statement> {
        let mut statements = Vec::new();
        let mut at = stretch.tokens.start as usize;
        let end = stretch.tokens.end as usize;
        let mut has_delimiter = stretch.has_delimiter;
        while at < end {
            let token = self.lexed.tokens[at];
            if matches!(token.kind, TokenKind::Terminator | TokenKind::BatchEnd) {
                at += 1;
                continue;
            }
            if token.keyword == schema::Keyword::DELIMITER && token.kind == TokenKind::ClientCommand
                || self.sets_delimiter(token)
            {
                has_delimiter = !self.text[token.range.slice()].trim_end().ends_with(" ;");
                at += 1;
                continue;
            }
            let rules = ExtentRules {
                family: self.dialect.family(),
                has_delimiter,
                is_block: stretch.is_block,
            };
            let extent = extent(&self.lexed.tokens, at, end, rules);
            let range = self.lexed.tokens[extent.tokens.start as usize].range;
            if extent.is_unbalanced {
                self.problem(ProblemKind::UnbalancedParentheses, range);
            }
            if extent.is_block_open {
                self.problem(ProblemKind::UnterminatedBlock, range);
            }
            statements.push(self.statement(extent.tokens, stretch.runs));
            at = extent.next.max(at + 1);
        }
        statements
    }

    fn sets_delimiter(&self, token: Token) -> bool {
        let text = &self.text[token.range.slice()];
        token.kind == TokenKind::ClientCommand
            && text.get(..9).is_some_and(|word| word.eq_ignore_ascii_case("delimiter"))
    }

    fn problem(&mut self, kind: ProblemKind, range: TextRange) {
        self.lexed.problems.push(Problem { kind, range });
    }

    /// Reads one statement, and what stands inside it.
    fn statement(&mut self, tokens: TokenRange, runs: Runs) -> Statement {
        let mut cursor = Cursor::new(self.text, self.dialect, &self.lexed.tokens, tokens);
        let (mut statement, body) = grammar::statement(&mut cursor, tokens, runs);
        if let Some(body) = body {
            statement.body = self.body(body, &statement);
        }
        statement
    }

    fn body(&mut self, body: Body, owner: &Statement) -> Vec<Statement> {
        if self.depth >= MAX_DEPTH {
            self.problem(ProblemKind::TooDeep, owner.range);
            return Vec::new();
        }
        self.depth += 1;
        let tokens = match body.embedded {
            None => body.tokens,
            Some(embedded) => {
                let from = self.lexed.tokens.len();
                let input = LexInput {
                    text: self.text,
                    range: embedded.range,
                    dialect: self.dialect,
                    delimiter: None,
                    quote_width: embedded.quote_width,
                    reads_client_lines: false,
                };
                lex(input, &mut self.lexed);
                range(from, self.lexed.tokens.len())
            }
        };
        let statements = self.stretch(Stretch {
            tokens,
            runs: body.runs,
            is_block: true,
            has_delimiter: false,
        });
        self.depth -= 1;
        statements
    }
}

/// A statement of which nothing is known but its place.
pub(crate) fn bare(kind: Kind, range: TextRange, tokens: TokenRange, runs: Runs) -> Statement {
    let change = Change {
        kind,
        range,
        action: schema::Action::None,
    };
    Statement {
        kind,
        range,
        tokens,
        changes: vec![change],
        modifiers: Modifiers::default(),
        uses: Vec::new(),
        runs,
        guard: None,
        body: Vec::new(),
        opaque: Vec::new(),
    }
}
