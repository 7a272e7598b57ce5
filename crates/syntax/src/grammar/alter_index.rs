//! `ALTER INDEX`.

use schema::{
    Action, ColumnAction, Keyword as K, Kind, Name, ObjectKind, Rename, TableAction, TableSetting, TokenKind,
};

use super::setting::{self, Takes, row};
use super::{Draft, index};
use crate::cursor::Cursor;

/// Reads `ALTER INDEX` from its first word on.
pub(crate) fn alter_index(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    let from = cursor.position();
    cursor.eat(K::ALTER);
    if !cursor.eat(K::INDEX) {
        return;
    }
    draft.kind = Kind::AlterIndex;
    draft.modifiers.head = cursor.range_since(from);
    let is_all = cursor.eat_all(&[K::ALL, K::IN, K::TABLESPACE]);
    draft.modifiers.if_exists = cursor.eat_if_exists();
    let Some(name) = cursor.name() else { return };
    let mut alter = AlterIndex {
        name,
        table: None,
        draft,
    };
    if is_all {
        let owned = setting::take(cursor, &[row(&[K::OWNED, K::BY], Takes::Names)]);
        alter.action(cursor, owned.into_iter().collect());
        return;
    }
    if cursor.eat(K::ON) {
        alter.table = cursor.name();
        if let Some(table) = &alter.table {
            alter.draft.writes(table);
        }
    }
    while !cursor.is_at_end() {
        let at = cursor.position();
        alter.action(cursor, Vec::new());
        if cursor.position() == at {
            cursor.skip_rest();
        }
    }
}

struct AlterIndex<'d> {
    name: Name,
    table: Option<Name>,
    draft: &'d mut Draft,
}

impl AlterIndex<'_> {
    fn action(&mut self, cursor: &mut Cursor<'_>, mut options: Vec<TableSetting>) {
        let from = cursor.position();
        let (first, second) = (cursor.keyword(), cursor.keyword_nth(1));
        match (first, second) {
            (K::RENAME, K::TO) => self.rename(cursor),
            (K::RENAME, K::PARTITION | K::SUBPARTITION) => self.rest(cursor, Kind::RenamePartition, options),
            (K::SET, K::TABLESPACE) => {
                cursor.go_to(from + 2);
                let tablespace = cursor.name();
                if cursor.eat(K::NOWAIT) {
                    self.draft.modifiers.wait = Some(cursor.range_since(cursor.position() - 1));
                }
                self.done(cursor, Kind::SetTablespace, from, tablespace, options);
            }
            (K::ATTACH, K::PARTITION) => {
                cursor.go_to(from + 2);
                let partition = cursor.name();
                self.done(cursor, Kind::AttachIndex, from, partition, options);
            }
            (K::DEPENDS | K::NO, _) => {
                let words = if first == K::NO { 4 } else { 3 };
                cursor.go_to(from + words);
                let extension = cursor.name();
                self.done(cursor, Kind::DependsOnExtension, from, extension, options);
            }
            (K::SET | K::RESET, _) if cursor.peek_nth(1).kind == TokenKind::LeftParen => {
                cursor.bump();
                setting::list(cursor, &mut options);
                let kind = if first == K::SET {
                    Kind::SetOptions
                } else {
                    Kind::ResetOptions
                };
                self.done(cursor, kind, from, None, options);
            }
            (K::ALTER, _) => self.column(cursor),
            (K::REBUILD, _) => self.rest(cursor, Kind::RebuildIndex, options),
            (K::REORGANIZE | K::COALESCE, _) => self.rest(cursor, Kind::ReorganizeIndex, options),
            (K::DISABLE | K::UNUSABLE, _) => self.rest(cursor, Kind::DisableIndex, options),
            (K::VISIBLE | K::INVISIBLE, _) => {
                cursor.bump();
                options.push(setting::worded(cursor, from));
                self.done(cursor, Kind::AlterIndexVisibility, from, None, options);
            }
            (K::RESUME | K::PAUSE | K::ABORT | K::ENABLE | K::COMPILE | K::MONITORING | K::NOMONITORING, _)
            | (K::SHRINK | K::SPLIT | K::DROP | K::MODIFY | K::ADD | K::UPDATE | K::DEALLOCATE | K::ALLOCATE, _) => {
                self.rest(cursor, Kind::SetOptions, options);
            }
            _ => {
                if let Some(option) = setting::take(cursor, index::OPTIONS) {
                    self.done(cursor, Kind::SetOptions, from, None, vec![option]);
                }
            }
        }
    }

    fn done(
        &mut self,
        cursor: &Cursor<'_>,
        kind: Kind,
        from: usize,
        argument: Option<Name>,
        options: Vec<TableSetting>,
    ) {
        let action = TableAction {
            object_kind: ObjectKind::Index,
            name: self.name.clone(),
            argument: argument.or_else(|| self.table.clone()),
            options,
        };
        let range = cursor.range_since(from);
        self.draft.change(kind, range, Action::Table(Box::new(action)));
    }

    /// One action that goes on to the end, its options kept.
    fn rest(&mut self, cursor: &mut Cursor<'_>, kind: Kind, mut options: Vec<TableSetting>) {
        let from = cursor.position();
        cursor.bump();
        setting::rest(cursor, &mut options, |_| false);
        self.draft.modifiers.online = setting::online(&options).or(self.draft.modifiers.online);
        self.done(cursor, kind, from, None, options);
    }

    fn rename(&mut self, cursor: &mut Cursor<'_>) {
        let from = cursor.position();
        cursor.go_to(from + 2);
        let Some(to) = cursor.name() else { return };
        let action = Rename {
            object_kind: ObjectKind::Index,
            parent: None,
            from: self.name.clone(),
            to,
            if_exists: self.draft.modifiers.if_exists,
        };
        let range = cursor.range_since(from);
        self.draft
            .change(Kind::RenameIndex, range, Action::Rename(Box::new(action)));
    }

    /// PostgreSQL's `ALTER COLUMN 2 SET STATISTICS 100`.
    fn column(&mut self, cursor: &mut Cursor<'_>) {
        let from = cursor.position();
        cursor.bump();
        cursor.eat(K::COLUMN);
        let number = cursor.bump();
        if !cursor.eat_all(&[K::SET, K::STATISTICS]) {
            cursor.skip_rest();
            return;
        }
        let at = cursor.position();
        setting::skip_value(cursor);
        let mut action = ColumnAction::new(self.name.clone(), cursor.ident_of(number));
        action
            .options
            .push(setting::with_value(cursor, "statistics", at - 1, at));
        let range = cursor.range_since(from);
        self.draft
            .change(Kind::SetColumnStatistics, range, Action::Column(Box::new(action)));
    }
}
