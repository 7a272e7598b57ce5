//! Statements of MySQL's and MariaDB's routines that stand in a script by themselves. MariaDB runs them
//! (<https://mariadb.com/docs/server/reference/sql-statements/programmatic-compound-statements/using-compound-statements-outside-of-stored-programs>);
//! MySQL does not, but a file may hold the body of a routine alone.

use schema::{Family, Keyword as K, Kind, Statement, TokenKind};

use super::{Scope, Walk};
use crate::reader::Reader;

impl Reader<'_> {
    /// Whether the statement is one of those: `IF … THEN`, `label: BEGIN`, `DECLARE … HANDLER FOR`. A plain
    /// `BEGIN` opens a transaction.
    pub(crate) fn begins_compound(&self, walk: Walk) -> bool {
        if self.dialect.family() != Family::Mysql {
            return false;
        }
        match self.keyword(walk, 0) {
            K::IF | K::CASE | K::WHILE | K::LOOP | K::FOR => true,
            K::REPEAT => self.token(walk, 1).kind != TokenKind::LeftParen,
            K::DECLARE => self.declares_handler(walk),
            _ => self.is_labelled(walk),
        }
    }

    fn is_labelled(&self, walk: Walk) -> bool {
        self.eat_label(&mut walk.clone())
            && matches!(
                self.keyword(walk, 2),
                K::BEGIN | K::LOOP | K::WHILE | K::REPEAT | K::FOR
            )
    }

    /// Reads one, with its label before it and the delimiter after it that nobody declared.
    pub(crate) fn compound(&mut self, walk: &mut Walk, scope: &Scope) -> Vec<Statement> {
        let mut statements = Vec::new();
        let from = walk.at;
        if self.eat_label(walk) {
            statements.push(self.structure(Kind::Label, from, walk.at, scope, Vec::new()));
        }
        if self.declares_handler(*walk) {
            statements.push(self.declared_handler(walk, scope).0);
        } else {
            statements.push(self.procedural_statement(walk, scope));
        }
        self.skip_undeclared_delimiter(walk);
        statements
    }

    /// `END //` in a file whose `DELIMITER` line is somewhere else, or was left out.
    pub(super) fn skip_undeclared_delimiter(&self, walk: &mut Walk) {
        loop {
            let token = self.token(*walk, 0);
            let text = &self.text[token.range.slice()];
            let is_mark = matches!(
                token.kind,
                TokenKind::Operator | TokenKind::Unknown | TokenKind::DollarString
            ) && text.bytes().all(|byte| byte.is_ascii_punctuation());
            if !is_mark {
                return;
            }
            walk.at += 1;
        }
    }
}
