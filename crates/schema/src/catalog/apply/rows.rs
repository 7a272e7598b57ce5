//! Tables that surely hold no row: those that this migration made and put nothing into.

use super::Applier;
use crate::catalog::map::Map;
use crate::catalog::{Existence, ObjectKey, Relation};
use crate::{Action, Change, CopyDirection, CreateTable, ExprKind, Kind};

impl Applier<'_> {
    /// Takes in what a change does to the rows of tables.
    pub(super) fn note_rows(&mut self, change: &Change) {
        if let Action::CreateTable(created) = &change.action {
            return self.note_new_table(created);
        }
        if self.catalog.empty.is_empty() {
            return;
        }
        match &change.action {
            Action::Insert(insert) => self.fill(&insert.table),
            Action::Merge(merge) => self.fill(&merge.table),
            Action::Copy(copy) if copy.direction == CopyDirection::From => {
                if let Some(table) = &copy.table {
                    self.fill(table);
                }
            }
            Action::Partition(action) => {
                self.fill(&action.table);
                action.partitions.iter().for_each(|partition| self.fill(partition));
            }
            // What other code does is not known.
            Action::Call(_) => self.forget_empty(),
            Action::Select(select) if select.exprs.iter().any(calls_something) => self.forget_empty(),
            Action::None if matches!(change.kind, Kind::Unknown | Kind::Placeholder | Kind::Do) => self.forget_empty(),
            Action::Drop(dropped) => {
                let key = self.key(&dropped.name);
                self.catalog.empty.remove(&key);
            }
            Action::Rename(rename) if rename.object_kind.is_relation() => self.carry_empty(&rename.from, &rename.to),
            _ => {}
        }
    }

    fn note_new_table(&mut self, created: &CreateTable) {
        let key = self.new_table_key(created);
        let is_certain = self.existence == Existence::Certain && !created.if_not_exists && !self.keeps_existing;
        if is_certain && (created.as_query.is_none() || created.with_no_data) {
            self.catalog.empty.insert(key, ());
        }
    }

    /// Rows come into a table, its partitions, and whatever its triggers write to.
    fn fill(&mut self, table: &crate::Name) {
        let key = self.key(table);
        let has_triggers = match self.catalog.relation_at(&key).seen() {
            Some(Relation::Table(table)) => !table.triggers.is_empty(),
            Some(Relation::View(_)) => true,
            None => false,
        };
        if has_triggers {
            return self.forget_empty();
        }
        for partition in self.catalog.descendants(&key) {
            self.catalog.empty.remove(&partition);
        }
        self.catalog.empty.remove(&key);
    }

    fn forget_empty(&mut self) {
        self.catalog.empty = Map::new();
    }

    /// The rename itself has been applied: the old name may be that of another table by now.
    fn carry_empty(&mut self, from: &crate::Name, to: &crate::Name) {
        let old = self.catalog.new_key(from);
        let new = ObjectKey::new(old.schema.clone(), to.ident.folded(self.catalog.dialect));
        if self.catalog.empty.remove(&old) {
            self.catalog.empty.insert(new, ());
        }
    }
}

pub(super) fn calls_something(expr: &crate::Expr) -> bool {
    let mut calls = false;
    expr.walk(&mut |part| calls |= matches!(part.kind, ExprKind::Call { .. }));
    calls
}
