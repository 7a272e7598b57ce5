//! Looking up the relations around the one that a change is about.

use std::cell::OnceCell;

use schema::catalog::{Dependency, Relation, Table};
use schema::{Action, Catalog, Kind, Lookup, Name, NameRole, ObjectKey, ObjectKind};

use super::Resolved;
use crate::fired::{self, Fired};
use crate::postgres::conditions::is_sql_body;
use crate::rows::Subject;

/// A change, and the schema before it. What several targets lead to is looked up once for all.
pub(in crate::postgres) struct Look<'s, 'a> {
    pub(in crate::postgres) subject: &'s Subject<'a>,
    pub(in crate::postgres) before: &'a Catalog,
    own: OnceCell<Vec<ObjectKey>>,
    fired: OnceCell<Fired>,
}

impl<'s, 'a> Look<'s, 'a> {
    pub(in crate::postgres) const fn new(subject: &'s Subject<'a>, before: &'a Catalog) -> Self {
        Self {
            subject,
            before,
            own: OnceCell::new(),
            fired: OnceCell::new(),
        }
    }

    /// The relations that the change is about.
    pub(super) fn themselves(&self) -> &[ObjectKey] {
        self.own.get_or_init(|| {
            let keys = |names: &[Name]| names.iter().map(|name| self.before.key(name)).collect();
            match &self.subject.change.action {
                Action::Maintenance(maintenance) => keys(&maintenance.names),
                Action::Lock(lock) => keys(&lock.tables),
                Action::Comment(comment) => keys(std::slice::from_ref(&comment.name)),
                _ => self
                    .subject
                    .change
                    .table()
                    .map_or_else(Vec::new, |table| keys(std::slice::from_ref(table))),
            }
        })
    }

    /// What runs along with the change.
    pub(super) fn fired(&self) -> &Fired {
        self.fired.get_or_init(|| fired::with(self.subject))
    }

    pub(super) fn with(&self, why: &[Dependency]) -> Vec<ObjectKey> {
        let mut keys = self.themselves().to_vec();
        for key in self.below(why) {
            push(&mut keys, key);
        }
        keys
    }

    pub(super) fn with_all_below(&self, why: &[Dependency]) -> Vec<ObjectKey> {
        let mut keys = self.themselves().to_vec();
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

    /// Those that a new column goes on to: an heir that has one of that name is merged with it and passes nothing on.
    pub(super) fn family_without_column(&self) -> Vec<ObjectKey> {
        let mut keys = self.themselves().to_vec();
        if self.subject.statement.modifiers.only {
            return keys;
        }
        let has_column = |key: &ObjectKey| self.names_known_column(key, |_| true);
        self.extend_down(&mut keys, &|heir| !has_column(heir));
        keys
    }

    /// Those from which a column goes: an heir that has it by itself, or from another parent, keeps it.
    pub(super) fn family_with_column(&self) -> Vec<ObjectKey> {
        let mut keys = self.themselves().to_vec();
        let loses = |key: &ObjectKey| self.names_known_column(key, |column| column.is_inherited);
        let has_other_parent = |key: &ObjectKey| {
            let parents = self
                .before
                .table_at(key)
                .seen()
                .map_or(&[][..], |table| &table.inherits);
            parents
                .iter()
                .filter(|parent| self.names_known_column(parent, |_| true))
                .count()
                > 1
        };
        self.extend_down(&mut keys, &|heir| loses(heir) && !has_other_parent(heir));
        keys
    }

    fn extend_down(&self, keys: &mut Vec<ObjectKey>, goes_on: &dyn Fn(&ObjectKey) -> bool) {
        let below = [Dependency::Partition, Dependency::Inherits];
        if !below.iter().any(|why| self.before.has_dependents(*why)) {
            return;
        }
        let mut open = keys.clone();
        while let Some(parent) = open.pop() {
            let partitions = self.before.dependents(&parent, Dependency::Partition);
            for child in partitions.chain(self.before.dependents(&parent, Dependency::Inherits)) {
                if !keys.contains(child) && goes_on(child) {
                    open.push(child.clone());
                }
                push(keys, child.clone());
            }
        }
    }

    /// Whether the table has the column that the change is about, and that column is so.
    fn names_known_column(&self, key: &ObjectKey, wanted: impl Fn(&schema::catalog::Column) -> bool) -> bool {
        let (Some(column), Some(table)) = (self.changed_column(), self.before.table_at(key).seen()) else {
            return false;
        };
        table.column(&column).seen().is_some_and(wanted)
    }

    fn changed_column(&self) -> Option<compact_str::CompactString> {
        let column = match &self.subject.change.action {
            Action::AddColumn { column, .. } => Some(&column.name),
            _ => self.subject.change.column(),
        };
        column.map(|column| column.folded(self.before.dialect()))
    }

    fn all_below(&self, above: &[ObjectKey], why: &[Dependency]) -> Vec<ObjectKey> {
        if !why.iter().any(|why| self.before.has_dependents(*why)) {
            return Vec::new();
        }
        let mut open = above.to_vec();
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
        if !self.before.has_dependents(Dependency::Partition) {
            return keys;
        }
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
        let key = self.themselves().first()?;
        self.before.table_at(key).seen()
    }

    /// The relations named by the way, with their heirs.
    pub(super) fn named_family(&self) -> Vec<ObjectKey> {
        let mut keys = self.named(NameRole::References);
        if !self.subject.statement.modifiers.only {
            for heir in self.all_below(&keys, &[Dependency::Inherits]) {
                push(&mut keys, heir);
            }
        }
        keys
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

    pub(super) fn readers_of_column(&self, table: &ObjectKey, column: &str) -> Vec<ObjectKey> {
        let mut found = Vec::new();
        let direct = self.before.dependents(table, Dependency::Reads);
        for view in direct.filter(|view| self.may_name(view, table, column)) {
            push(&mut found, view.clone());
            for reader in self.before.readers(view) {
                push(&mut found, reader);
            }
        }
        found
    }

    /// Whether a view's query names the column, or takes all there are.
    fn may_name(&self, view: &ObjectKey, table: &ObjectKey, column: &str) -> bool {
        match self.before.relation_at(view).seen() {
            Some(Relation::View(view)) => view.may_name_column(&table.name, column),
            _ => true,
        }
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
pub(super) fn is_of_the_system(key: &ObjectKey) -> bool {
    key.schema == "pg_catalog" || key.schema == "information_schema" || key.name.starts_with("pg_")
}

pub(super) fn push(keys: &mut Vec<ObjectKey>, key: ObjectKey) {
    if !keys.contains(&key) {
        keys.push(key);
    }
}
