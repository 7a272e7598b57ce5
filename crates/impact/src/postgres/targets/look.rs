//! Looking up the relations around the one that a change is about.

use schema::catalog::{Dependency, Relation, Table};
use schema::{Action, Catalog, ExprKind, Kind, Lookup, Name, NameRole, ObjectKey, ObjectKind};

use super::Resolved;
use crate::postgres::conditions::{altered_domain, is_sql_body};
use crate::rows::Subject;

/// A change, and the schema before it.
pub(super) struct Look<'s, 'a> {
    pub(super) subject: &'s Subject<'a>,
    pub(super) before: &'a Catalog,
}

impl<'a> Look<'_, 'a> {
    pub(super) fn themselves(&self) -> Vec<ObjectKey> {
        let change = self.subject.change;
        let names: Vec<&Name> = match &change.action {
            Action::Maintenance(maintenance) => maintenance.names.iter().collect(),
            Action::Lock(lock) => lock.tables.iter().collect(),
            Action::Comment(comment) => vec![&comment.name],
            _ => change.table().into_iter().collect(),
        };
        names.into_iter().map(|name| self.before.key(name)).collect()
    }

    pub(super) fn with(&self, why: &[Dependency]) -> Vec<ObjectKey> {
        let mut keys = self.themselves();
        for key in self.below(why) {
            push(&mut keys, key);
        }
        keys
    }

    pub(super) fn with_all_below(&self, why: &[Dependency]) -> Vec<ObjectKey> {
        let mut keys = self.themselves();
        for key in self.all_below(self.themselves(), why) {
            push(&mut keys, key);
        }
        keys
    }

    pub(super) fn below(&self, why: &[Dependency]) -> Vec<ObjectKey> {
        if self.subject.statement.modifiers.only {
            return Vec::new();
        }
        self.all_below(self.themselves(), why)
    }

    fn all_below(&self, mut open: Vec<ObjectKey>, why: &[Dependency]) -> Vec<ObjectKey> {
        let mut found = Vec::new();
        while let Some(parent) = open.pop() {
            for why in why {
                for child in self.before.dependents(&parent, *why) {
                    if !found.contains(child) {
                        found.push(child.clone());
                        open.push(child.clone());
                    }
                }
            }
        }
        found
    }

    pub(super) fn with_partitions(&self, mut keys: Vec<ObjectKey>) -> Vec<ObjectKey> {
        let mut at = 0;
        while at < keys.len() {
            let partitions: Vec<ObjectKey> = self
                .before
                .dependents(&keys[at], Dependency::Partition)
                .cloned()
                .collect();
            for partition in partitions {
                push(&mut keys, partition);
            }
            at += 1;
        }
        keys
    }

    pub(super) fn table(&self) -> Option<&'a Table> {
        let key = self.themselves().into_iter().next()?;
        self.before.table_at(&key).seen()
    }

    pub(super) fn parents(&self) -> Vec<ObjectKey> {
        match &self.subject.change.action {
            Action::CreateTable(table) => {
                let partition = table.partition_of.iter().map(|partition| &partition.parent);
                let parents = partition.chain(&table.inherits);
                parents.map(|parent| self.before.key(parent)).collect()
            }
            Action::Partition(action) => vec![self.before.key(&action.table)],
            Action::Table(action) => action.argument.iter().map(|parent| self.before.key(parent)).collect(),
            _ => self
                .table()
                .and_then(|table| table.partition_of.clone())
                .into_iter()
                .collect(),
        }
    }

    /// The tables that those referred to by the parents' foreign keys are.
    pub(super) fn parent_references(&self) -> Vec<ObjectKey> {
        let mut keys = Vec::new();
        for parent in self.parents() {
            let table = self.before.table_at(&parent).seen();
            for (_, reference) in table.into_iter().flat_map(Table::foreign_keys) {
                push(&mut keys, reference.table.clone());
            }
        }
        keys
    }

    /// The tables whose foreign keys refer to the parents.
    pub(super) fn parent_referrers(&self) -> Vec<ObjectKey> {
        let mut keys = Vec::new();
        for parent in self.parents() {
            for referrer in self.before.dependents(&parent, Dependency::ForeignKey) {
                push(&mut keys, referrer.clone());
            }
        }
        keys
    }

    /// The relations named by the way, with their heirs.
    pub(super) fn named_family(&self) -> Vec<ObjectKey> {
        let mut keys = self.named(NameRole::References);
        if !self.subject.statement.modifiers.only {
            for heir in self.all_below(keys.clone(), &[Dependency::Inherits]) {
                push(&mut keys, heir);
            }
        }
        keys
    }

    pub(super) fn default_partitions(&self) -> Vec<ObjectKey> {
        let own = self.themselves();
        let mut keys = Vec::new();
        for parent in self.parents() {
            for partition in self.before.dependents(&parent, Dependency::Partition) {
                let table = self.before.table_at(partition).seen();
                if table.is_some_and(|table| table.is_default_partition) && !own.contains(partition) {
                    push(&mut keys, partition.clone());
                }
            }
        }
        keys
    }

    pub(super) fn attached(&self) -> Vec<ObjectKey> {
        match &self.subject.change.action {
            Action::Partition(action) => action.partitions.iter().map(|name| self.before.key(name)).collect(),
            _ => Vec::new(),
        }
    }

    /// The views on it, however deep; where a column goes, those that name the column.
    pub(super) fn readers(&self) -> Vec<ObjectKey> {
        let own = self.themselves();
        match (self.subject.change.kind, self.subject.change.column()) {
            (Kind::DropColumn, Some(column)) => {
                let name = column.folded(self.before.dialect());
                own.iter().flat_map(|key| self.readers_of_column(key, &name)).collect()
            }
            _ => own.iter().flat_map(|key| self.before.readers(key)).collect(),
        }
    }

    fn readers_of_column(&self, table: &ObjectKey, column: &str) -> Vec<ObjectKey> {
        let mut found = Vec::new();
        let direct = self.before.dependents(table, Dependency::Reads);
        for view in direct.filter(|view| self.may_name(view, column)) {
            push(&mut found, view.clone());
            for reader in self.before.readers(view) {
                push(&mut found, reader);
            }
        }
        found
    }

    /// Whether a view's query names the column, or takes all there are.
    fn may_name(&self, view: &ObjectKey, column: &str) -> bool {
        match self.before.relation_at(view).seen() {
            Some(Relation::View(view)) if !view.mentions.is_empty() => {
                view.mentions.iter().any(|word| word == column || word == "*")
            }
            _ => true,
        }
    }

    pub(super) fn readers_of_type(&self) -> Vec<ObjectKey> {
        let Action::Drop(dropped) = &self.subject.change.action else {
            return Vec::new();
        };
        let key = self.before.key(&dropped.name);
        let mut found = Vec::new();
        for table in self.users_of_type() {
            let columns = self
                .before
                .table_at(&table)
                .seen()
                .map_or(&[][..], |table| &table.columns);
            for column in columns {
                let is_of_type = column
                    .data_type
                    .as_ref()
                    .is_some_and(|data_type| data_type.name == key.name);
                if is_of_type {
                    for reader in self.readers_of_column(&table, &column.name) {
                        push(&mut found, reader);
                    }
                }
            }
        }
        found
    }

    /// `SELECT … INTO name`: the statement makes it.
    fn makes(&self, name: &Name) -> bool {
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

    /// A query locks what a view reads along with the view, and partitions along with their table.
    pub(super) fn through(&self, mut keys: Vec<ObjectKey>) -> Vec<ObjectKey> {
        let mut at = 0;
        while at < keys.len() {
            if let Some(Relation::View(view)) = self.before.relation_at(&keys[at]).seen()
                && !view.is_materialized
            {
                for read in view.reads.clone() {
                    push(&mut keys, read);
                }
            }
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
            if let Some(Relation::View(view)) = self.before.relation_at(&keys[at]).seen()
                && !view.is_materialized
            {
                for read in view.reads.clone() {
                    push(&mut keys, read);
                }
            }
            at += 1;
        }
        keys
    }

    pub(super) fn underneath(&self) -> Vec<ObjectKey> {
        let own = self.themselves();
        let is_view = |key: &ObjectKey| matches!(self.before.relation_at(key).seen(), Some(Relation::View(_)));
        let views: Vec<ObjectKey> = own.iter().filter(|key| is_view(key)).cloned().collect();
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

    pub(super) fn view_reads(&self) -> Vec<ObjectKey> {
        let mut keys = Vec::new();
        for own in self.themselves() {
            if let Some(Relation::View(view)) = self.before.relation_at(&own).seen() {
                keys.extend(view.reads.iter().cloned());
            }
        }
        self.through(keys)
    }

    pub(super) fn liked(&self) -> Vec<ObjectKey> {
        match &self.subject.change.action {
            Action::CreateTable(table) => table.like.iter().map(|like| self.before.key(&like.table)).collect(),
            _ => Vec::new(),
        }
    }

    pub(super) fn table_of_index(&self) -> Resolved {
        let names: Vec<&Name> = match &self.subject.change.action {
            Action::Drop(dropped) => vec![&dropped.name],
            Action::Maintenance(maintenance) => maintenance.names.iter().collect(),
            _ => Vec::new(),
        };
        let mut resolved = Resolved::all(Vec::new());
        for name in names {
            match self.before.relation_of_index(name) {
                Lookup::Known(relation) | Lookup::Perhaps(relation) => push(&mut resolved.keys, relation.key().clone()),
                Lookup::Absent => {}
                Lookup::Unknown => resolved.is_complete = false,
            }
        }
        resolved.keys = self.with_partitions(resolved.keys);
        resolved
    }

    pub(super) fn owner(&self) -> Resolved {
        let table = match &self.subject.change.action {
            Action::CreateObject(created) => created.table.clone(),
            Action::Drop(dropped) if dropped.object_kind == ObjectKind::Statistics => {
                let table = self.before.table_of_statistics(&dropped.name).cloned();
                return Resolved {
                    is_complete: table.is_some(),
                    keys: table.into_iter().collect(),
                };
            }
            Action::Drop(dropped) => dropped.table.clone(),
            Action::CreateSequence(sequence) => sequence.owned_by.as_ref().and_then(|owner| {
                let (schema, table) = (owner.qualifiers.split_last()?.1, owner.qualifier()?);
                Some(Name {
                    qualifiers: schema.into(),
                    ident: table.clone(),
                })
            }),
            _ => None,
        };
        let keys: Vec<ObjectKey> = table.iter().map(|table| self.before.key(table)).collect();
        Resolved {
            is_complete: !keys.is_empty() || matches!(self.subject.change.action, Action::CreateSequence(_)),
            keys,
        }
    }

    pub(super) fn users_of_type(&self) -> Vec<ObjectKey> {
        let name = match &self.subject.change.action {
            Action::Drop(dropped) => Some(&dropped.name),
            _ => altered_domain(self.subject),
        };
        let Some(key) = name.map(|name| self.before.key(name)) else {
            return Vec::new();
        };
        let is_of_type = |table: &&Table| {
            table.columns.iter().any(|column| {
                let data_type = column.data_type.as_ref();
                data_type.is_some_and(|data_type| data_type.name == key.name)
            })
        };
        let tables = self.before.tables().map(|(_, table)| table);
        tables.filter(is_of_type).map(|table| table.key.clone()).collect()
    }

    pub(super) fn users_of_function(&self) -> Vec<ObjectKey> {
        let Action::Drop(dropped) = &self.subject.change.action else {
            return Vec::new();
        };
        let key = self.before.key(&dropped.name);
        let calls = |table: &&Table| {
            table
                .triggers
                .iter()
                .any(|trigger| trigger.function.as_ref() == Some(&key))
        };
        let tables = self.before.tables().map(|(_, table)| table);
        tables.filter(calls).map(|table| table.key.clone()).collect()
    }

    pub(super) fn in_schema(&self) -> Resolved {
        let Action::Drop(dropped) = &self.subject.change.action else {
            return Resolved::all(Vec::new());
        };
        let schema = dropped.name.ident.folded(self.before.dialect());
        let inside = self.before.all_relations().map(|(_, relation)| relation.key());
        let mut keys: Vec<ObjectKey> = inside.filter(|key| key.schema == schema).cloned().collect();
        for key in keys.clone() {
            let readers = self.before.readers(&key);
            let referrers = self.before.dependents(&key, Dependency::ForeignKey).cloned();
            for dependent in readers.into_iter().chain(referrers) {
                push(&mut keys, dependent);
            }
            let table = self.before.table_at(&key).seen();
            for (_, reference) in table.into_iter().flat_map(Table::foreign_keys) {
                push(&mut keys, reference.table.clone());
            }
        }
        Resolved::all(keys)
    }

    pub(super) fn body(&self, role: NameRole) -> Vec<ObjectKey> {
        let mut keys = Vec::new();
        if is_sql_body(self.subject) != Some(true) {
            return keys;
        }
        let is_dml = |kind: Kind| {
            let kinds = [
                Kind::Select,
                Kind::Insert,
                Kind::Update,
                Kind::Delete,
                Kind::Merge,
                Kind::Values,
            ];
            kinds.contains(&kind)
        };
        for inner in &self.subject.statement.body {
            inner.walk(&mut |statement| {
                let uses = statement
                    .uses
                    .iter()
                    .filter(|used| used.role == role && is_dml(statement.kind));
                for used in uses {
                    push(&mut keys, self.before.key(&used.name));
                }
            });
        }
        self.through_views(keys)
    }
}

/// The engine's own catalogues are read by the way.
fn is_of_the_system(key: &ObjectKey) -> bool {
    key.schema == "pg_catalog" || key.schema == "information_schema" || key.name.starts_with("pg_")
}

pub(super) fn push(keys: &mut Vec<ObjectKey>, key: ObjectKey) {
    if !keys.contains(&key) {
        keys.push(key);
    }
}
