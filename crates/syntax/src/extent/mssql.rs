//! T-SQL needs no semicolons: a statement ends where the next one begins.
//!
//! Most words that open a statement are reserved (<https://learn.microsoft.com/sql/t-sql/language-elements/reserved-keywords-transact-sql>),
//! so outside of parentheses they open one, unless the statement being read has a use for them.

use schema::{Keyword as K, KeywordSet, Token, TokenKind};

use super::{Extent, range};

/// Words that open a statement or end the one before.
const OPENERS: KeywordSet = KeywordSet::of(&[
    K::ALTER,
    K::BACKUP,
    K::BEGIN,
    K::BREAK,
    K::BULK,
    K::CHECKPOINT,
    K::CLOSE,
    K::COMMIT,
    K::CONTINUE,
    K::CREATE,
    K::DBCC,
    K::DEALLOCATE,
    K::DECLARE,
    K::DELETE,
    K::DENY,
    K::DISABLE,
    K::DROP,
    K::ELSE,
    K::ENABLE,
    K::END,
    K::EXEC,
    K::EXECUTE,
    K::FETCH,
    K::GOTO,
    K::GRANT,
    K::IF,
    K::INSERT,
    K::KILL,
    K::MERGE,
    K::OPEN,
    K::PRINT,
    K::RAISERROR,
    K::READTEXT,
    K::RECONFIGURE,
    K::RESTORE,
    K::RETURN,
    K::REVERT,
    K::REVOKE,
    K::ROLLBACK,
    K::SAVE,
    K::SELECT,
    K::SET,
    K::SETUSER,
    K::SHUTDOWN,
    K::THROW,
    K::TRUNCATE,
    K::UPDATE,
    K::UPDATETEXT,
    K::USE,
    K::WAITFOR,
    K::WHILE,
    K::WRITETEXT,
]);

/// What may follow `DROP` where it opens a statement, although an `ALTER` is being read: `COLUMN`,
/// `CONSTRAINT` and `MEMBER` are not here, with them the word is an action of the `ALTER`.
const OBJECTS: KeywordSet = KeywordSet::of(&[
    K::AGGREGATE,
    K::ASSEMBLY,
    K::AUTHORIZATION,
    K::CERTIFICATE,
    K::CLUSTERED,
    K::COLUMNSTORE,
    K::CONTRACT,
    K::CREDENTIAL,
    K::DATABASE,
    K::DEFAULT,
    K::ENDPOINT,
    K::EVENT,
    K::EXTERNAL,
    K::FULLTEXT,
    K::FUNCTION,
    K::INDEX,
    K::LOGIN,
    K::MASTER,
    K::MESSAGE,
    K::NONCLUSTERED,
    K::OR,
    K::PARTITION,
    K::PROC,
    K::PROCEDURE,
    K::PROFILE,
    K::QUEUE,
    K::RESOURCE,
    K::ROLE,
    K::RULE,
    K::SCHEMA,
    K::SECURITY,
    K::SEQUENCE,
    K::SERVER,
    K::SERVICE,
    K::SPATIAL,
    K::STATISTICS,
    K::SYMMETRIC,
    K::SYNONYM,
    K::TABLE,
    K::TRIGGER,
    K::TYPE,
    K::UNIQUE,
    K::USER,
    K::VIEW,
    K::XML,
]);

/// Objects whose definition runs to the end of the batch
/// (<https://learn.microsoft.com/sql/t-sql/statements/create-procedure-transact-sql>: the statement must
/// be the only one in its batch).
const WHOLE_BATCH: KeywordSet = KeywordSet::of(&[K::FUNCTION, K::PROC, K::PROCEDURE, K::TRIGGER]);

/// The extent of a statement that holds no others: `IF`, `WHILE` and `BEGIN` are taken apart elsewhere.
pub(crate) fn extent(tokens: &[Token], from: usize, end: usize) -> Extent {
    let mut scan = Scan::new(tokens, from, end);
    let at = scan.run();
    let is_ended = tokens[..end].get(at).is_some_and(|token| is_end(token.kind));
    Extent {
        tokens: range(from, at),
        next: if is_ended { at + 1 } else { at },
        is_unbalanced: scan.depth != 0,
        is_block_open: false,
    }
}

/// Where the condition that begins at `from` ends: at the first word that opens a statement.
pub(crate) fn condition_end(tokens: &[Token], from: usize, end: usize) -> usize {
    let mut depth = 0usize;
    let mut cases = 0usize;
    for at in from..end {
        let token = tokens[at];
        match token.kind {
            TokenKind::LeftParen => depth += 1,
            TokenKind::RightParen => depth = depth.saturating_sub(1),
            TokenKind::Terminator | TokenKind::BatchEnd | TokenKind::ClientCommand => return at,
            _ => {}
        }
        match token.keyword {
            K::CASE => cases += 1,
            K::END if cases > 0 => cases -= 1,
            // `IF UPDATE(c)` asks a trigger which columns were written.
            K::UPDATE if tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::LeftParen) => {}
            keyword if depth == 0 && cases == 0 && OPENERS.contains(keyword) && !follows_dot(tokens, from, at) => {
                return at;
            }
            _ => {}
        }
    }
    end
}

fn is_end(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Terminator | TokenKind::BatchEnd)
}

fn follows_dot(tokens: &[Token], from: usize, at: usize) -> bool {
    at > from && tokens[at - 1].kind == TokenKind::Dot
}

struct Scan<'a> {
    tokens: &'a [Token],
    from: usize,
    end: usize,
    head: K,
    depth: usize,
    cases: usize,
    /// A query or command is still to come: `INSERT t …`, `WITH x AS (…) …`.
    wants_source: bool,
    /// `UPDATE` has been read and its `SET` has not.
    wants_set: bool,
    /// `GRANT`, `DENY` and `REVOKE` name privileges up to `TO` or `FROM`.
    names_privileges: bool,
    /// The token after the altered object's name, which is an action whatever word it is.
    action_at: usize,
}

impl<'a> Scan<'a> {
    fn new(tokens: &'a [Token], from: usize, end: usize) -> Self {
        let head = tokens[from].keyword;
        Self {
            tokens,
            from,
            end,
            head,
            depth: 0,
            cases: 0,
            wants_source: matches!(head, K::INSERT | K::WITH),
            wants_set: head == K::UPDATE
                && tokens[..end]
                    .get(from + 1)
                    .is_none_or(|next| next.keyword != K::STATISTICS),
            names_privileges: matches!(head, K::GRANT | K::DENY | K::REVOKE),
            action_at: if head == K::ALTER {
                name_end(tokens, from + 2, end)
            } else {
                from
            },
        }
    }

    fn keyword(&self, at: usize) -> K {
        self.tokens[..self.end]
            .get(at)
            .map_or(K::NotAKeyword, |token| token.keyword)
    }

    fn kind(&self, at: usize) -> TokenKind {
        self.tokens[..self.end]
            .get(at)
            .map_or(TokenKind::End, |token| token.kind)
    }

    /// The first token that does not belong to the statement.
    fn run(&mut self) -> usize {
        let takes_batch = self.takes_batch();
        let mut at = self.from;
        while at < self.end {
            let token = self.tokens[at];
            match token.kind {
                TokenKind::LeftParen => self.depth += 1,
                TokenKind::RightParen => self.depth = self.depth.saturating_sub(1),
                TokenKind::BatchEnd => return at,
                TokenKind::Terminator if !takes_batch && !self.is_between_texts(at) => return at,
                TokenKind::ClientCommand if at > self.from => return at,
                _ => {}
            }
            if self.depth == 0 && token.keyword != K::NotAKeyword && !takes_batch && self.ends_before(at) {
                return at;
            }
            at += 1;
        }
        let mut last = self.end;
        while last > self.from + 1 && self.tokens[last - 1].kind == TokenKind::Terminator {
            last -= 1;
        }
        last
    }

    /// `OPENROWSET('provider', 'source'; 'user'; 'password', …)`.
    fn is_between_texts(&self, at: usize) -> bool {
        let is_text = |at: usize| matches!(self.kind(at), TokenKind::String | TokenKind::Parameter);
        self.depth > 0 && at > self.from && is_text(at - 1) && is_text(at + 1)
    }

    /// `CREATE PROCEDURE` and its kin, with their bodies.
    fn takes_batch(&self) -> bool {
        if !matches!(self.head, K::CREATE | K::ALTER) {
            return false;
        }
        let is_or_alter = self.keyword(self.from + 1) == K::OR;
        let object = if is_or_alter { self.from + 3 } else { self.from + 1 };
        WHOLE_BATCH.contains(self.keyword(object))
    }

    /// Whether the statement is over before the keyword at `at`.
    fn ends_before(&mut self, at: usize) -> bool {
        let keyword = self.tokens[at].keyword;
        let is_part_of_name = follows_dot(self.tokens, self.from, at) || self.kind(at + 1) == TokenKind::Dot;
        match keyword {
            K::CASE => self.cases += 1,
            K::END if self.cases > 0 => {
                self.cases -= 1;
                return false;
            }
            K::TO | K::FROM => self.names_privileges = false,
            K::VALUES if self.head == K::INSERT => self.wants_source = false,
            K::WITH if at > self.from && matches!(self.keyword(at - 1), K::FOR | K::AS | K::RETURN) => {
                self.wants_source = true;
            }
            _ => {}
        }
        if at == self.from || self.cases > 0 || is_part_of_name || !OPENERS.contains(keyword) {
            return false;
        }
        !self.continues(at, keyword)
    }

    /// `CREATE SCHEMA s CREATE TABLE … GRANT …` is one statement.
    fn opens_element(&mut self, at: usize) -> bool {
        if self.head != K::CREATE || self.keyword(self.from + 1) != K::SCHEMA {
            return false;
        }
        match self.keyword(at) {
            K::CREATE => matches!(self.keyword(at + 1), K::TABLE | K::VIEW),
            K::GRANT | K::REVOKE | K::DENY => {
                self.names_privileges = true;
                true
            }
            _ => false,
        }
    }

    /// Whether the statement being read has a use for the word.
    fn continues(&mut self, at: usize, keyword: K) -> bool {
        let before = self.keyword(at - 1);
        let after = self.keyword(at + 1);
        if self.names_privileges || at == self.action_at || self.opens_element(at) {
            return true;
        }
        match keyword {
            K::SELECT => {
                self.takes_source()
                    || matches!(before, K::UNION | K::EXCEPT | K::INTERSECT | K::FOR)
                    || (before == K::ALL && at >= self.from + 2 && self.keyword(at - 2) == K::UNION)
                    || (before == K::AS && self.head != K::EXECUTE)
                    || (self.head == K::RETURN && at == self.from + 1)
            }
            K::INSERT | K::UPDATE | K::DELETE | K::MERGE => self.continues_with_rows(at, keyword),
            K::EXEC | K::EXECUTE => matches!(before, K::WITH) || self.takes_source(),
            K::SET => {
                std::mem::take(&mut self.wants_set)
                    || (self.head == K::ALTER
                        && (self.kind(at + 1) == TokenKind::LeftParen || self.keyword(self.from + 1) == K::DATABASE))
                    || (matches!(before, K::UPDATE | K::DELETE) && matches!(after, K::NULL | K::DEFAULT))
            }
            K::ALTER => {
                // `CREATE OR ALTER`, and the predicates of a security policy.
                matches!(after, K::COLUMN | K::FILTER | K::BLOCK) || before == K::OR
            }
            K::DROP => self.head == K::ALTER && (!OBJECTS.contains(after) || after == K::CREDENTIAL),
            K::IF => after == K::EXISTS && self.kind(at + 2) != TokenKind::LeftParen,
            K::FETCH => matches!(before, K::ROW | K::ROWS),
            K::GRANT => matches!(before, K::WITH | K::REVOKE),
            K::ROLLBACK => before == K::WITH,
            K::REVERT => before == K::NO,
            K::ENABLE | K::DISABLE => after != K::TRIGGER || before == K::WITH,
            K::THROW => {
                !matches!(
                    self.kind(at + 1),
                    TokenKind::Number
                        | TokenKind::Parameter
                        | TokenKind::Terminator
                        | TokenKind::End
                        | TokenKind::BatchEnd
                ) && after != K::END
            }
            K::CHECKPOINT | K::OPEN | K::CLOSE | K::USE => {
                // The value of an option.
                matches!(self.kind(at - 1), TokenKind::Equals | TokenKind::Comma)
            }
            _ => false,
        }
    }

    /// `INSERT`, `UPDATE`, `DELETE` and `MERGE` where they open no statement of their own.
    fn continues_with_rows(&mut self, at: usize, keyword: K) -> bool {
        let before = self.keyword(at - 1);
        let after = self.keyword(at + 1);
        let is_merge_action = before == K::THEN && self.wants_merge_actions();
        let is_main = self.head == K::WITH && self.takes_source();
        if keyword == K::UPDATE && (is_merge_action || is_main) {
            self.wants_set = true;
        }
        if keyword == K::INSERT && is_main {
            self.wants_source = true;
        }
        let is_referential_action = before == K::ON && matches!(after, K::CASCADE | K::NO | K::SET);
        is_merge_action
            || is_main
            || (keyword == K::MERGE && matches!(after, K::RANGE | K::JOIN | K::UNION))
            || is_referential_action
            || matches!(before, K::FOR | K::AFTER | K::BEFORE | K::BULK | K::OF)
    }

    fn wants_merge_actions(&self) -> bool {
        matches!(self.head, K::MERGE | K::WITH)
    }

    fn takes_source(&mut self) -> bool {
        std::mem::take(&mut self.wants_source)
    }
}

/// Past the name that begins at `at`.
fn name_end(tokens: &[Token], mut at: usize, end: usize) -> usize {
    let is_part = |at: usize| {
        matches!(
            tokens[at].kind,
            TokenKind::Word | TokenKind::QuotedIdent | TokenKind::Placeholder | TokenKind::Parameter
        )
    };
    while at < end && is_part(at) {
        at += 1;
        while at < end && tokens[at].kind == TokenKind::Dot {
            at += 1;
        }
        if at < end && tokens[at - 1].kind != TokenKind::Dot {
            break;
        }
    }
    at
}
