//! Upkeep: `VACUUM`, `ANALYZE`, `REINDEX`, `CLUSTER`, `REFRESH`, `OPTIMIZE`, `CHECK`, `REPAIR`, `UPDATE STATISTICS`.

use compact_str::CompactString;
use schema::{Action, Family, Keyword as K, Kind, Maintenance, Name, NameRole, ObjectKind, TokenKind};

use super::super::Draft;
use super::object;
use crate::cursor::{Cursor, unquoted};

/// The verb, options, then tables with their columns: `VACUUM (FULL) t (a, b), u`.
pub(super) fn relations(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    let mut upkeep = Upkeep::new();
    upkeep.parenthesised(cursor);
    while let Some(option) = cursor.eat_any(&[
        K::FULL,
        K::FREEZE,
        K::VERBOSE,
        K::ANALYZE,
        K::ANALYSE,
        K::LOCAL,
        K::NO_WRITE_TO_BINLOG,
    ]) {
        upkeep.option(option);
    }
    cursor.eat_any(&[K::TABLE, K::TABLES]);
    // Oracle's `ANALYZE INDEX i`, `ANALYZE CLUSTER c`.
    if cursor.family() == Family::Oracle && cursor.eat(K::INDEX) {
        upkeep.object_kind = Some(ObjectKind::Index);
    }
    while cursor.is_at_name() {
        draft.modifiers.only |= cursor.eat(K::ONLY);
        let Some(name) = cursor.name() else { break };
        cursor.parens();
        cursor.eat_operator("*");
        upkeep.names.push(name);
        if cursor.eat_kind(TokenKind::Comma).is_none() {
            break;
        }
    }
    upkeep.finish(cursor, draft, kind);
}

/// After `REINDEX`: `[(…)] { INDEX | TABLE | SCHEMA | … } [CONCURRENTLY] name`; SQLite names it alone.
pub(super) fn reindex(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    let mut upkeep = Upkeep::new();
    upkeep.parenthesised(cursor);
    upkeep.object_kind = match cursor.keyword() {
        K::SYSTEM => {
            cursor.bump();
            Some(ObjectKind::System)
        }
        _ if cursor.family() == Family::Sqlite => None,
        _ => object::words(cursor),
    };
    let token = cursor.peek();
    if cursor.eat(K::CONCURRENTLY) {
        draft.modifiers.concurrently = Some(token.range);
    }
    upkeep.names.extend(cursor.name());
    upkeep.finish(cursor, draft, kind);
}

/// After `CLUSTER`: `[(…)] [VERBOSE] [table [USING index]]`, or the old `index ON table`.
pub(super) fn cluster(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    let mut upkeep = Upkeep::new();
    upkeep.parenthesised(cursor);
    if cursor.eat(K::VERBOSE) {
        upkeep.option(K::VERBOSE);
    }
    let first = cursor.name();
    if cursor.eat(K::ON) {
        upkeep.names.extend(cursor.name());
    } else {
        upkeep.names.extend(first);
        if cursor.eat(K::USING) {
            cursor.name();
        }
    }
    upkeep.finish(cursor, draft, kind);
}

/// After `REFRESH MATERIALIZED VIEW`.
pub(super) fn refresh(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    let mut upkeep = Upkeep::new();
    upkeep.object_kind = Some(ObjectKind::MaterializedView);
    let token = cursor.peek();
    if cursor.eat(K::CONCURRENTLY) {
        draft.modifiers.concurrently = Some(token.range);
    }
    upkeep.names.extend(cursor.name());
    if cursor.eat_all(&[K::WITH, K::NO, K::DATA]) {
        upkeep.options.push(CompactString::const_new("with no data"));
    }
    upkeep.finish(cursor, draft, kind);
}

/// Oracle's `FLASHBACK TABLE a, b TO SCN …`; `TO BEFORE DROP` is of tables that are gone.
pub(super) fn flashback(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    let is_of_tables = cursor.eat(K::TABLE);
    if !is_of_tables || (cursor.any_keyword(K::BEFORE) && cursor.any_keyword(K::DROP)) {
        draft.kind = kind;
        return cursor.go_to(usize::MAX);
    }
    let mut upkeep = Upkeep::new();
    upkeep.names = cursor.name_list();
    upkeep.finish(cursor, draft, kind);
}

/// MySQL's `FLUSH TABLES a, b WITH READ LOCK`, `FLUSH PRIVILEGES`.
pub(super) fn flush(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    let mut upkeep = Upkeep::new();
    cursor.eat_any(&[K::LOCAL, K::NO_WRITE_TO_BINLOG]);
    if cursor.eat_any(&[K::TABLE, K::TABLES]).is_some() && !matches!(cursor.keyword(), K::WITH | K::FOR) {
        upkeep.names = cursor.name_list();
    }
    upkeep.words(cursor);
    upkeep.finish(cursor, draft, kind);
}

/// SQLite's `VACUUM [schema] [INTO file]`: of the whole file.
pub(super) fn sqlite_vacuum(cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
    Upkeep::new().finish(cursor, draft, kind);
}

struct Upkeep {
    object_kind: Option<ObjectKind>,
    names: Vec<Name>,
    options: Vec<CompactString>,
}

impl Upkeep {
    const fn new() -> Self {
        Self {
            object_kind: None,
            names: Vec::new(),
            options: Vec::new(),
        }
    }

    fn option(&mut self, keyword: K) {
        self.options
            .push(CompactString::from(keyword.as_str().to_ascii_lowercase()));
    }

    /// `(FULL, VERBOSE off)`: an option that is switched off is not kept.
    fn parenthesised(&mut self, cursor: &mut Cursor<'_>) {
        if cursor.eat_kind(TokenKind::LeftParen).is_none() {
            return;
        }
        while !cursor.is_at_end() && !cursor.is(TokenKind::RightParen) {
            let name = cursor.bump();
            let from = cursor.position();
            while !cursor.is_at_end() && !matches!(cursor.peek().kind, TokenKind::Comma | TokenKind::RightParen) {
                cursor.bump();
            }
            let value = unquoted(cursor.slice(cursor.range_since(from))).to_ascii_lowercase();
            if !matches!(value.as_str(), "off" | "false" | "0") {
                self.options
                    .push(CompactString::from(cursor.text_of(name).to_ascii_lowercase()));
            }
            cursor.eat_kind(TokenKind::Comma);
        }
        cursor.bump();
    }

    /// The words up to the end.
    fn words(&mut self, cursor: &mut Cursor<'_>) {
        while !cursor.is_at_end() {
            let token = cursor.bump();
            if token.kind == TokenKind::Word {
                self.options
                    .push(CompactString::from(cursor.text_of(token).to_ascii_lowercase()));
            }
        }
    }

    fn finish(mut self, cursor: &mut Cursor<'_>, draft: &mut Draft, kind: Kind) {
        // What may follow are hints on how, not on what: `FOR COLUMNS`, `WITH FULLSCAN`, `VALIDATE STRUCTURE ONLINE`.
        if matches!(cursor.family(), Family::Mssql | Family::Oracle) {
            self.words(cursor);
        }
        cursor.go_to(usize::MAX);
        let is_relation = match self.object_kind {
            None => true,
            Some(object_kind) => object_kind.is_relation(),
        };
        if is_relation {
            let role = match kind {
                Kind::Analyze | Kind::CheckTable | Kind::ChecksumTable | Kind::UpdateStatistics | Kind::Flush => {
                    NameRole::Reads
                }
                _ => NameRole::Writes,
            };
            self.names.iter().for_each(|name| draft.uses(name, role));
        }
        if self.options.iter().any(|option| option == "concurrently") && draft.modifiers.concurrently.is_none() {
            draft.modifiers.concurrently = Some(draft.whole);
        }
        let maintenance = Maintenance {
            object_kind: self.object_kind,
            is_full: self.options.iter().any(|option| option == "full"),
            names: self.names,
            options: self.options,
        };
        draft.is(kind, Action::Maintenance(Box::new(maintenance)));
    }
}
