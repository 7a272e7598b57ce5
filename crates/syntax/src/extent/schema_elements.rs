//! `CREATE SCHEMA s CREATE TABLE t (…) GRANT …`: its elements are statements that nothing separates
//! (<https://www.postgresql.org/docs/18/sql-createschema.html>,
//! <https://learn.microsoft.com/sql/t-sql/statements/create-schema-transact-sql>,
//! <https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/CREATE-SCHEMA.html>).

use schema::{Family, Keyword as K, Token, TokenKind};

/// Whether the word opens an element. MySQL's and SQLite's schemas have none.
pub(crate) const fn opens(keyword: K, family: Family) -> bool {
    match family {
        Family::Postgres | Family::Oracle | Family::Generic => matches!(keyword, K::CREATE | K::GRANT),
        Family::Mssql => matches!(keyword, K::CREATE | K::GRANT | K::REVOKE | K::DENY),
        Family::Mysql | Family::Sqlite => false,
    }
}

/// Where the element that begins at `from` ends.
pub(crate) fn end(tokens: &[Token], from: usize, end: usize, family: Family) -> usize {
    // `GRANT CREATE ON …` names a privilege.
    let mut names_privileges = tokens[from].keyword != K::CREATE;
    let mut depth = 0usize;
    for at in from + 1..end {
        let token = tokens[at];
        match token.kind {
            TokenKind::LeftParen => depth += 1,
            TokenKind::RightParen => depth = depth.saturating_sub(1),
            _ => {}
        }
        match token.keyword {
            K::TO | K::FROM => names_privileges = false,
            // `WITH GRANT OPTION`
            _ if depth > 0 || names_privileges || tokens[at - 1].keyword == K::WITH => {}
            keyword if opens(keyword, family) => return at,
            _ => {}
        }
    }
    end
}
