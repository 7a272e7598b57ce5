//! Running other code: `CALL`, `EXEC`, `EXECUTE`, `DO`, and SQL Server's procedures that rename.

use compact_str::CompactString;
use schema::{
    Action, Family, Ident, Keyword as K, Kind, Name, NameRole, ObjectKind, Qualifiers, Rename, Runs, TokenKind,
};
use source::TextRange;

use super::super::{Body, Draft, Embedded, dollar_tags};
use super::other;
use crate::cursor::Cursor;

/// After `CALL`.
pub(super) fn call(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    let name = cursor.name();
    routine(cursor, draft, kind, name);
}

/// After PostgreSQL's `EXECUTE`: a prepared statement, or in PL/pgSQL the text of one.
pub(super) fn prepared(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    other::words(cursor, draft, kind);
}

/// After `EXEC` or `EXECUTE`: a procedure, or a text in parentheses.
pub(super) fn read(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    if cursor.is(TokenKind::LeftParen) {
        return other::words(cursor, draft, kind);
    }
    // `EXEC @status = dbo.x`.
    if cursor.is(TokenKind::Parameter) && cursor.peek_nth(1).kind == TokenKind::Equals {
        cursor.bump();
        cursor.bump();
    }
    let name = cursor.name();
    routine(cursor, draft, kind, name);
}

/// A statement that begins with a name: a call without a verb, as SQL Server and PL/SQL allow it.
pub(super) fn implied(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    let kind = match cursor.family() {
        Family::Mssql if is_callable(cursor) => Kind::Execute,
        Family::Oracle if is_callable(cursor) => Kind::Call,
        _ => return,
    };
    let name = cursor.name();
    routine(cursor, draft, kind, name);
}

/// A word of the grammar may be a routine's name too, where what follows leaves no other reading.
fn is_callable(cursor: &Cursor<'_>) -> bool {
    let token = cursor.peek();
    match token.kind {
        TokenKind::QuotedIdent | TokenKind::Placeholder => true,
        TokenKind::Word if token.keyword == K::NotAKeyword => true,
        // Not alone on its line, it separates nothing: the server looks for a procedure of that name.
        TokenKind::Word if token.keyword == K::GO => cursor.family() == Family::Mssql,
        TokenKind::Word => match cursor.peek_nth(1).kind {
            TokenKind::Dot => cursor.peek_nth(2).kind == TokenKind::Word,
            TokenKind::LeftParen => cursor.family() == Family::Oracle,
            _ => false,
        },
        _ => false,
    }
}

fn routine(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind, name: Option<Name>) {
    let Some(name) = name else {
        return other::words(cursor, draft, kind);
    };
    draft.uses(&name, NameRole::Calls);
    let procedure = name.ident.text.to_ascii_lowercase();
    let default_type = match procedure.as_str() {
        "sp_rename" => "OBJECT",
        "sp_renamedb" => "DATABASE",
        _ => "",
    };
    let is_rename = cursor.family() == Family::Mssql && !default_type.is_empty();
    if is_rename && let Some((rename_kind, rename)) = renaming(cursor, default_type) {
        draft.kind = kind;
        let relation = match rename.object_kind {
            ObjectKind::Column | ObjectKind::Index => rename.parent.as_ref(),
            ObjectKind::Object => Some(&rename.from),
            _ => None,
        };
        if let Some(relation) = relation.cloned() {
            draft.writes(&relation);
        }
        draft.change(rename_kind, draft.whole, Action::Rename(Box::new(rename)));
        cursor.go_to(usize::MAX);
        return;
    }
    cursor.go_to(usize::MAX);
    draft.is(kind, Action::Call(name));
}

/// `sp_rename [@objname =] 'a.b', [@newname =] 'c' [, [@objtype =] 'COLUMN']`:
/// <https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-rename-transact-sql>
fn renaming(cursor: &mut Cursor<'_>, default_type: &str) -> Option<(Kind, Rename)> {
    let mut arguments: [Option<schema::Token>; 3] = [None; 3];
    let mut place = 0;
    while !cursor.is_at_end() && place < 3 {
        let token = cursor.bump();
        if token.kind == TokenKind::Parameter && cursor.eat_kind(TokenKind::Equals).is_some() {
            place = match cursor.text_of(token).to_ascii_lowercase().as_str() {
                "@newname" => 1,
                "@objtype" => 2,
                _ => 0,
            };
            continue;
        }
        match token.kind {
            TokenKind::Comma => place += 1,
            TokenKind::String | TokenKind::QuotedIdent | TokenKind::Word => arguments[place] = Some(token),
            _ => {}
        }
    }
    let mut from = named_in_text(cursor, arguments[0]?)?;
    let to = arguments[1]?;
    let object_type = arguments[2].map_or_else(
        || CompactString::from(default_type),
        |token| cursor.ident_of(token).text.to_ascii_uppercase(),
    );
    let to = Name::bare(cursor.ident_of(to));
    let (kind, object_kind) = match object_type.as_str() {
        "COLUMN" => (Kind::RenameColumn, ObjectKind::Column),
        "INDEX" => (Kind::RenameIndex, ObjectKind::Index),
        "DATABASE" => (Kind::RenameDatabase, ObjectKind::Database),
        "USERDATATYPE" => (Kind::RenameType, ObjectKind::Type),
        _ => (Kind::RenameObject, ObjectKind::Object),
    };
    let mut parent = None;
    if matches!(object_kind, ObjectKind::Column | ObjectKind::Index)
        && let Some(ident) = from.qualifiers.pop()
    {
        parent = Some(Name {
            qualifiers: std::mem::take(&mut from.qualifiers),
            ident,
        });
    }
    let rename = Rename {
        object_kind,
        parent,
        from,
        to,
        if_exists: false,
    };
    Some((kind, rename))
}

/// The name that a text holds: `'dbo.[t].c'`.
fn named_in_text(cursor: &Cursor<'_>, token: schema::Token) -> Option<Name> {
    if token.kind != TokenKind::String {
        return Some(Name::bare(cursor.ident_of(token)));
    }
    let raw = cursor.text_of(token);
    let open = raw.find('\'')? + 1;
    let inner = raw.get(open..raw.len().max(open + 1) - 1)?;
    let mut parts = Qualifiers::new();
    let mut at = 0;
    while at <= inner.len() {
        let rest = &inner[at..];
        let (text, taken, is_quoted) = match rest.as_bytes().first() {
            Some(b'[') => {
                let close = rest.find(']').unwrap_or(rest.len());
                (&rest[1..close], (close + 1).min(rest.len()), true)
            }
            Some(b'"') => {
                let close = rest[1..].find('"').map_or(rest.len(), |found| found + 1);
                (&rest[1..close], (close + 1).min(rest.len()), true)
            }
            _ => {
                let close = rest.find('.').unwrap_or(rest.len());
                (&rest[..close], close, false)
            }
        };
        let start = token.range.start + crate::lexer::to_offset(open + at);
        parts.push(Ident {
            text: CompactString::from(text),
            range: TextRange::new(start, start + crate::lexer::to_offset(taken)),
            is_quoted,
            has_placeholder: text.contains("${") || text.contains("$("),
        });
        at += taken;
        if !inner[at..].starts_with('.') {
            break;
        }
        at += 1;
    }
    let ident = parts.pop()?;
    Some(Name {
        qualifiers: parts,
        ident,
    })
}

/// After PostgreSQL's `DO`: `[LANGUAGE x] $$ … $$`.
pub(super) fn anonymous(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    draft.kind = kind;
    while !cursor.is_at_end() {
        let token = cursor.bump();
        // `'…' '…'` on two lines is one text in two places.
        if token.kind == TokenKind::String && cursor.is(TokenKind::String) {
            return cursor.go_to(usize::MAX);
        }
        if let Some(embedded) = embedded(cursor, token) {
            draft.body = Some(Body {
                tokens: schema::TokenRange::default(),
                embedded: Some(embedded),
                runs: Runs::Now,
            });
        }
    }
}

/// The text within a string or dollar string, as the place of statements.
pub(super) fn embedded(cursor: &Cursor<'_>, token: schema::Token) -> Option<Embedded> {
    let raw = cursor.text_of(token);
    let (before, after, quote_width) = match token.kind {
        TokenKind::DollarString => {
            let (before, after) = dollar_tags(raw)?;
            (before, after, 1)
        }
        TokenKind::String => {
            let open = raw.find('\'')? + 1;
            let has_escapes = raw.starts_with(['e', 'E', 'u', 'U']) && raw.contains('\\');
            if has_escapes {
                return None;
            }
            let is_closed = raw.len() > open && raw.ends_with('\'');
            (open, usize::from(is_closed), 2)
        }
        _ => return None,
    };
    let range = TextRange::new(
        token.range.start + crate::lexer::to_offset(before),
        token.range.end - crate::lexer::to_offset(after),
    );
    Some(Embedded { range, quote_width })
}
