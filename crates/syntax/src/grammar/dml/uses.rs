//! Which relations a statement names, and what for, read from its tokens in one pass.

use compact_str::CompactString;
use schema::{Family, Ident, Keyword as K, Name, NameRole, Token, TokenKind};

use super::super::Draft;
use super::super::expr::is_routine_name;
use super::hints;
use crate::cursor::Cursor;

/// What holds within one pair of parentheses.
#[derive(Clone, Copy, Default)]
struct Level {
    /// A table is expected next.
    expects: bool,
    /// Commas bring another table.
    is_list: bool,
    /// `FROM` here belongs to a function: `EXTRACT(x FROM y)`.
    ignores_from: bool,
    /// What the next table named is for.
    role: Option<NameRole>,
}

/// Notes the relations that the tokens from the cursor to its end name. The cursor stays.
pub(super) fn note(cursor: &Cursor<'_>, draft: &mut Draft) {
    let mut notes = Notes {
        cursor: cursor.clone(),
        draft,
        levels: vec![Level::default()],
        defined: Vec::new(),
        pending: Vec::new(),
        aliases: Vec::new(),
    };
    notes.run();
}

/// Notes the relations as [`note`] does and returns the aliases given to them.
pub(super) fn note_with_aliases(cursor: &Cursor<'_>, draft: &mut Draft) -> Vec<(Ident, Name)> {
    let mut notes = Notes {
        cursor: cursor.clone(),
        draft,
        levels: vec![Level::default()],
        defined: Vec::new(),
        pending: Vec::new(),
        aliases: Vec::new(),
    };
    notes.run();
    notes.aliases
}

struct Notes<'a, 'd> {
    cursor: Cursor<'a>,
    draft: &'d mut Draft,
    levels: Vec<Level>,
    /// Names of common table expressions that hold here.
    defined: Vec<CompactString>,
    /// Names whose expression is being read, with the level that ends it.
    pending: Vec<(usize, CompactString)>,
    aliases: Vec<(Ident, Name)>,
}

impl Notes<'_, '_> {
    fn run(&mut self) {
        let mut before = Token {
            kind: TokenKind::End,
            keyword: K::NotAKeyword,
            range: self.cursor.peek().range,
        };
        while !self.cursor.is_at_end() {
            let token = self.cursor.peek();
            if self.level().expects && self.table(token) {
                before = self.last_taken();
                continue;
            }
            match token.kind {
                TokenKind::LeftParen => self.open(before),
                TokenKind::RightParen => self.close(),
                TokenKind::Comma => {
                    let level = self.level();
                    level.expects = level.is_list;
                }
                TokenKind::Word => self.word(token, before),
                _ => {}
            }
            before = token;
            self.cursor.bump();
        }
    }

    fn last_taken(&self) -> Token {
        self.cursor.token_at(self.cursor.position().saturating_sub(1))
    }

    fn level(&mut self) -> &mut Level {
        if self.levels.is_empty() {
            self.levels.push(Level::default());
        }
        let last = self.levels.len() - 1;
        &mut self.levels[last]
    }

    fn open(&mut self, before: Token) {
        let next = self.cursor.keyword_nth(1);
        let begins_query = matches!(
            next,
            K::SELECT | K::WITH | K::VALUES | K::INSERT | K::UPDATE | K::DELETE | K::TABLE
        );
        // What stands in `unnest(…)` and Oracle's `table(…)` is an expression.
        let is_function = matches!(before.keyword, K::UNNEST | K::TABLE);
        let joins_tables = self.level().expects && !begins_query && !is_function;
        self.level().expects = false;
        let ignores_from = matches!(
            before.keyword,
            K::EXTRACT | K::SUBSTRING | K::TRIM | K::OVERLAY | K::POSITION
        );
        self.levels.push(Level {
            expects: joins_tables,
            is_list: joins_tables,
            ignores_from,
            role: None,
        });
    }

    fn close(&mut self) {
        let depth = self.levels.len();
        while let Some((level, _)) = self.pending.last() {
            if *level != depth {
                break;
            }
            if let Some((_, name)) = self.pending.pop() {
                self.defined.push(name);
            }
        }
        if depth > 1 {
            self.levels.pop();
        }
    }

    fn word(&mut self, token: Token, before: Token) {
        match token.keyword {
            K::WITH => self.define(),
            K::AS if self.cursor.peek_nth(1).kind == TokenKind::LeftParen && before.kind != TokenKind::End => {
                self.define_next(before);
            }
            // `CREATE TABLE a AS TABLE b`.
            K::TABLE if self.begins_statement(before) && self.cursor.peek_nth(1).kind != TokenKind::LeftParen => {
                self.expect(NameRole::Reads, false);
            }
            K::FROM => self.from(before),
            K::JOIN | K::STRAIGHT_JOIN | K::APPLY => self.expect(NameRole::Reads, true),
            K::USING if self.cursor.peek_nth(1).kind != TokenKind::LeftParen => self.expect(NameRole::Reads, true),
            K::INSERT if self.begins_statement(before) => self.level().role = Some(NameRole::Writes),
            K::INTO if self.level().role == Some(NameRole::Writes) => self.expect(NameRole::Writes, false),
            K::DELETE if self.begins_statement(before) => self.level().role = Some(NameRole::Writes),
            K::UPDATE if self.begins_statement(before) => {
                // SQLite's `UPDATE OR IGNORE t`.
                if self.cursor.keyword_nth(1) == K::OR {
                    self.cursor.bump();
                    self.cursor.bump();
                }
                self.expect(NameRole::Writes, false);
            }
            K::ON => self.level().expects = false,
            K::WHERE
            | K::GROUP
            | K::ORDER
            | K::HAVING
            | K::UNION
            | K::INTERSECT
            | K::EXCEPT
            | K::MINUS
            | K::LIMIT
            | K::WINDOW
            | K::SELECT
            | K::SET
            | K::RETURNING
            | K::OFFSET
            | K::VALUES
            | K::CONNECT => {
                let level = self.level();
                level.expects = false;
                level.is_list = false;
            }
            _ if self.cursor.peek_nth(1).kind == TokenKind::LeftParen => self.call(token),
            _ => {}
        }
    }

    /// Whether a verb stands where a statement begins: after a parenthesis, or after the definitions of `WITH`.
    fn begins_statement(&self, before: Token) -> bool {
        matches!(
            before.kind,
            TokenKind::LeftParen | TokenKind::RightParen | TokenKind::End
        )
    }

    fn from(&mut self, before: Token) {
        let is_comparison = before.keyword == K::DISTINCT && {
            let at = self.cursor.position();
            at >= 2 && matches!(self.cursor.token_at(at - 2).keyword, K::IS | K::NOT)
        };
        if self.level().ignores_from || is_comparison {
            return;
        }
        let role = self.level().role.take().unwrap_or(NameRole::Reads);
        self.expect(role, role == NameRole::Reads);
    }

    fn expect(&mut self, role: NameRole, is_list: bool) {
        let level = self.level();
        level.expects = true;
        level.is_list = is_list;
        level.role = (role == NameRole::Writes).then_some(role);
    }

    /// `WITH RECURSIVE name`: the name counts within its own expression.
    fn define(&mut self) {
        if self.cursor.keyword_nth(1) != K::RECURSIVE {
            return;
        }
        let name = self.cursor.peek_nth(2);
        if matches!(name.kind, TokenKind::Word | TokenKind::QuotedIdent) {
            let ident = self.cursor.ident_of(name);
            self.defined.push(ident.text);
        }
    }

    /// `name AS (` or `name (a, b) AS (`: the name counts after the parenthesis that closes.
    fn define_next(&mut self, before: Token) {
        let begins = self.cursor.keyword_nth(2);
        if !matches!(
            begins,
            K::SELECT | K::WITH | K::VALUES | K::INSERT | K::UPDATE | K::DELETE
        ) && self.cursor.peek_nth(2).kind != TokenKind::LeftParen
        {
            return;
        }
        let name = if before.kind == TokenKind::RightParen {
            self.name_before_columns()
        } else {
            Some(before)
        };
        let Some(name) = name.filter(|name| matches!(name.kind, TokenKind::Word | TokenKind::QuotedIdent)) else {
            return;
        };
        let text = self.cursor.ident_of(name).text;
        self.pending.push((self.levels.len() + 1, text));
    }

    /// The token before the parentheses that end just before the cursor.
    fn name_before_columns(&self) -> Option<Token> {
        let mut depth = 0;
        let mut at = self.cursor.position();
        while at > 1 {
            at -= 1;
            match self.cursor.token_at(at).kind {
                TokenKind::RightParen => depth += 1,
                TokenKind::LeftParen => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(self.cursor.token_at(at - 1));
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// Takes a table where one is expected; `false` where something else stands there.
    fn table(&mut self, token: Token) -> bool {
        if matches!(
            token.keyword,
            K::ONLY | K::LATERAL | K::LOW_PRIORITY | K::IGNORE | K::QUICK
        ) && token.kind == TokenKind::Word
        {
            let names_it = matches!(
                self.cursor.peek_nth(1).kind,
                TokenKind::Word | TokenKind::QuotedIdent | TokenKind::LeftParen
            );
            if names_it {
                self.cursor.bump();
                return true;
            }
        }
        let is_clause = matches!(
            token.keyword,
            K::SELECT | K::VALUES | K::WITH | K::UNNEST | K::TABLE | K::ROWS | K::WHERE | K::SET
        ) && token.kind == TokenKind::Word;
        if is_clause || token.kind == TokenKind::String || !self.cursor.is_at_name() {
            return false;
        }
        if token.kind == TokenKind::Parameter {
            self.level().expects = false;
            return false;
        }
        let Some(name) = self.cursor.name() else { return false };
        let level = self.level();
        level.expects = false;
        let role = level.role.take().unwrap_or(NameRole::Reads);
        let is_call = self.cursor.is(TokenKind::LeftParen)
            && role == NameRole::Reads
            && !matches!(self.cursor.keyword_nth(1), K::NOLOCK | K::INDEX);
        if is_call {
            self.draft.uses(&name, NameRole::Calls);
            return true;
        }
        let alias = self.alias();
        let is_defined = name.qualifiers.is_empty()
            && self
                .defined
                .iter()
                .any(|defined| defined.eq_ignore_ascii_case(&name.ident.text));
        let is_dual = self.cursor.family() == Family::Oracle && name.ident.text.eq_ignore_ascii_case("dual");
        if !is_defined && !is_dual {
            self.draft.uses(&name, role);
            self.draft.hint(&name, hints::ahead(&self.cursor));
            if let Some(alias) = alias {
                self.aliases.push((alias, name));
            }
        }
        true
    }

    fn alias(&self) -> Option<Ident> {
        let has_as = self.cursor.keyword() == K::AS;
        let token = self.cursor.peek_nth(usize::from(has_as));
        let is_name = token.kind == TokenKind::QuotedIdent
            || (token.kind == TokenKind::Word && (has_as || token.keyword == K::NotAKeyword));
        is_name.then(|| self.cursor.ident_of(token))
    }

    fn call(&mut self, token: Token) {
        if self.draft.reads_exprs && is_routine_name(token) && token.keyword == K::NotAKeyword {
            let at = self.cursor.position();
            let is_qualified = at >= 2 && self.cursor.token_at(at - 1).kind == TokenKind::Dot;
            let name = if is_qualified {
                let mut part = self.cursor.part(at - 2, at + 1);
                part.name()
            } else {
                Some(Name::bare(self.cursor.ident_of(token)))
            };
            if let Some(name) = name {
                self.draft.uses(&name, NameRole::Calls);
            }
        }
    }
}
