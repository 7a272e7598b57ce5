//! What a query leads to: through views, to partitions, and to what is fired.

use schema::catalog::Relation;
use schema::{Action, ExprKind, Kind, Name, NameRole, ObjectKey};

use super::Resolved;
use super::look::{Look, is_of_the_system, push};
use crate::fired;

impl Look<'_, '_> {
    /// `SELECT … INTO name`: the statement makes it.
    pub(super) fn makes(&self, name: &Name) -> bool {
        match &self.subject.change.action {
            Action::Select(select) => select.into.as_ref() == Some(name),
            _ => false,
        }
    }

    pub(super) fn named(&self, role: NameRole) -> Vec<ObjectKey> {
        let own = self.themselves();
        let uses = self.subject.statement.uses.iter().filter(|used| used.role == role);
        let mut in_exprs = Vec::new();
        if role == NameRole::Reads {
            self.subject.change.each_expr(&mut |expr| {
                if let ExprKind::Subquery { reads, .. } = &expr.kind {
                    in_exprs.extend(reads);
                }
            });
        }
        let mut keys = Vec::new();
        for name in uses.map(|used| &used.name).chain(in_exprs) {
            let key = self.before.key(name);
            let reads_only = [Kind::Select, Kind::Explain, Kind::Perform, Kind::TableRows];
            let is_target = own.contains(&key) && !reads_only.contains(&self.subject.change.kind);
            if !is_target && !self.makes(name) && !is_of_the_system(&key) {
                push(&mut keys, key);
            }
        }
        keys
    }

    /// The relations of `FOR UPDATE OF`, or all that are read.
    pub(super) fn locks_rows_of(&self) -> Vec<ObjectKey> {
        match &self.subject.change.action {
            Action::Select(select) if !select.locks_rows_of.is_empty() => {
                select.locks_rows_of.iter().map(|name| self.before.key(name)).collect()
            }
            _ => self.named(NameRole::Reads),
        }
    }

    /// A query locks what a view reads along with the view, and partitions along with their table.
    pub(super) fn through(&self, mut keys: Vec<ObjectKey>) -> Vec<ObjectKey> {
        let mut at = 0;
        while at < keys.len() {
            self.push_reads_of_view(&mut keys, at);
            for descendant in self.before.descendants(&keys[at]) {
                push(&mut keys, descendant);
            }
            at += 1;
        }
        keys
    }

    /// What a query's text leads to before it is planned: what views read, but no partitions.
    pub(super) fn through_views(&self, mut keys: Vec<ObjectKey>) -> Vec<ObjectKey> {
        let mut at = 0;
        while at < keys.len() {
            self.push_reads_of_view(&mut keys, at);
            at += 1;
        }
        keys
    }

    /// Adds what the view at this place reads, if it is one that stores no rows.
    fn push_reads_of_view(&self, keys: &mut Vec<ObjectKey>, at: usize) {
        if let Some(Relation::View(view)) = self.before.relation_at(&keys[at]).seen()
            && !view.is_materialized
        {
            view.reads.iter().for_each(|read| push(keys, read.clone()));
        }
    }

    pub(super) fn underneath(&self) -> Vec<ObjectKey> {
        let own = self.themselves();
        let is_view = |key: &ObjectKey| matches!(self.before.relation_at(key).seen(), Some(Relation::View(_)));
        let views = own.iter().filter(|key| is_view(key) && !self.is_answered_instead(key));
        let views: Vec<ObjectKey> = views.cloned().collect();
        // A row is put into the table itself, never into an heir of it.
        let mut keys = match self.subject.change.kind {
            Kind::Insert => self.through_views(views),
            _ => self.through(views),
        };
        let is_lock = matches!(self.subject.change.action, Action::Lock(_));
        let is_locked_along = |key: &ObjectKey| match self.before.relation_at(key).seen() {
            Some(Relation::View(view)) => !view.is_materialized,
            _ => true,
        };
        keys.retain(|key| !own.contains(key) && (!is_lock || is_locked_along(key)));
        keys
    }

    pub(super) fn is_answered_instead(&self, key: &ObjectKey) -> bool {
        let relation = self.before.relation_at(key).seen();
        relation.is_some_and(|relation| fired::is_answered_instead(relation, self.subject.change.kind))
    }

    /// The rows are found by the view's own query, unless new ones come.
    pub(super) fn underneath_answered(&self) -> Vec<ObjectKey> {
        if self.subject.change.kind == Kind::Insert {
            return Vec::new();
        }
        let own = self.themselves();
        let views = own.iter().filter(|key| self.is_answered_instead(key)).cloned();
        let mut keys = self.through(views.collect());
        keys.retain(|key| !own.contains(key));
        keys
    }

    pub(super) fn fired_reads(&self) -> Resolved {
        let fired = self.fired();
        Resolved {
            keys: self.through(fired.reads.clone()),
            is_complete: fired.is_complete,
        }
    }

    pub(super) fn fired_writes(&self) -> Resolved {
        let fired = self.fired();
        Resolved {
            keys: fired.writes.clone(),
            is_complete: fired.is_complete,
        }
    }

    pub(super) fn view_reads(&self) -> Vec<ObjectKey> {
        let mut keys = Vec::new();
        for own in self.themselves() {
            if let Some(Relation::View(view)) = self.before.relation_at(own).seen() {
                keys.extend(view.reads.iter().cloned());
            }
        }
        self.through(keys)
    }
}
