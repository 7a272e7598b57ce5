//! psql's `\if … \elif … \else … \endif`
//! (<https://www.postgresql.org/docs/current/app-psql.html#PSQL-METACOMMAND-IF>).

use schema::{Guard, GuardKind, TokenKind};
use source::TextRange;

use super::Reader;
use crate::grammar::{Scope, Walk};

/// The branches that are open where a script is being read, outer ones first: where each begins.
#[derive(Default)]
pub(super) struct PsqlBranches {
    open: Vec<TextRange>,
}

impl PsqlBranches {
    /// Takes in a line of psql's, which may hold several commands.
    fn pass(&mut self, line: &str, place: TextRange) {
        for command in line.split('\\').skip(1) {
            match command.split_whitespace().next().unwrap_or_default() {
                "if" => self.open.push(place),
                "elif" | "else" => {
                    if let Some(branch) = self.open.last_mut() {
                        *branch = place;
                    }
                }
                "endif" => {
                    self.open.pop();
                }
                _ => {}
            }
        }
    }

    /// What surrounds the statements here; `None` where no branch is open.
    fn scope(&self, around: &Scope) -> Option<Scope> {
        let guard = Guard {
            kind: GuardKind::Condition,
            object_kind: None,
            object: None,
            column: None,
            range: *self.open.last()?,
            others: Vec::new(),
        };
        Some(around.under(Some(guard)))
    }
}

impl Reader<'_> {
    /// What surrounds the next statement, where a branch of psql's does.
    pub(super) fn psql_branch(&self, walk: Walk, branches: &mut PsqlBranches, around: &Scope) -> Option<Scope> {
        let token = self.lexed.tokens[walk.at];
        if token.kind == TokenKind::ClientCommand {
            branches.pass(&self.text[token.range.slice()], token.range);
            return None;
        }
        branches.scope(around)
    }
}
