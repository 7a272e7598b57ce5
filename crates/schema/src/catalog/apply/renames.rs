//! New names, carried to everything that knows the old one.

mod within;

use std::sync::Arc;

use self::within::{
    point_to, rename_all, rename_autoindexes, rename_constraint, rename_generated_keys, rename_in_constraint,
    rename_in_keys,
};
use super::Applier;
use crate::catalog::map::Map;
use crate::catalog::placeless::rename_in;
use crate::catalog::{Dependency, Entry, Existence, ObjectKey, Relation, Table, UserTypeDefinition};
use crate::{DataType, Dialect, Ident, Name, ObjectKind, Rename};

impl Applier<'_> {
    pub(super) fn rename(&mut self, rename: &Rename) {
        if self.existence == Existence::Perhaps {
            self.rename_perhaps(rename);
            return;
        }
        match rename.object_kind {
            ObjectKind::Column => self.rename_column(rename),
            ObjectKind::Constraint => self.rename_part(rename),
            ObjectKind::Index => self.rename_index(rename),
            ObjectKind::EnumValue => self.rename_enum_value(rename),
            ObjectKind::Trigger => self.rename_trigger(rename),
            ObjectKind::Rule => self.rename_rule(rename),
            kind => {
                let from = self.key(&rename.from);
                let name = self.catalog.folded(&rename.to.ident);
                let to = match rename.to.qualifier() {
                    Some(schema) => ObjectKey::new(self.catalog.folded(schema), name),
                    None => from.sibling(name),
                };
                self.move_object(kind, &from, &to);
            }
        }
    }

    /// A relation or column that may have got another name: perhaps it has the old one, perhaps the new one.
    fn rename_perhaps(&mut self, rename: &Rename) {
        let dialect = self.catalog.dialect;
        let to = self.catalog.folded(&rename.to.ident);
        if rename.object_kind == ObjectKind::Column {
            let Some(table) = &rename.parent else { return };
            let from = rename.from.ident.folded(dialect);
            self.edit_family(table, &mut |table| {
                let Some(old) = table.columns.iter_mut().find(|column| column.name == from) else {
                    return;
                };
                let old = Arc::make_mut(old);
                old.existence = Existence::Perhaps;
                let mut new = old.clone();
                new.name = to.clone();
                table.columns.edit().push(Arc::new(new));
            });
            return;
        }
        if !rename.object_kind.is_relation() {
            return;
        }
        let from = self.key(&rename.from);
        let to = match rename.to.qualifier() {
            Some(_) => self.catalog.new_key(&rename.to),
            None => from.sibling(to),
        };
        let Some((_, relation)) = self.seen_relation(&from) else {
            return;
        };
        self.remove_relation(&from);
        if self.seen_relation(&to).is_none() {
            let mut relation = (*relation).clone();
            match &mut relation {
                Relation::Table(table) => table.key = to,
                Relation::View(view) => view.key = to,
            }
            self.put_relation(relation);
        }
    }

    /// Gives a relation, sequence, type or routine another name or schema.
    pub(super) fn move_object(&mut self, kind: ObjectKind, from: &ObjectKey, to: &ObjectKey) {
        if from == to || self.existence == Existence::Perhaps {
            return;
        }
        match kind {
            ObjectKind::Sequence => move_entry(&mut self.catalog.sequences, from, to, |sequence| {
                sequence.key = to.clone();
            }),
            ObjectKind::Type | ObjectKind::Domain => {
                move_entry(&mut self.catalog.types, from, to, |user_type| {
                    user_type.key = to.clone();
                });
                self.retype_columns(from, to);
            }
            ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine | ObjectKind::Aggregate => {
                move_entry(&mut self.catalog.routines, from, to, |routines| {
                    for routine in routines {
                        routine.key = to.clone();
                    }
                });
            }
            ObjectKind::Schema => self.move_schema(&from.name, &to.name),
            _ => self.move_relation(from, to),
        }
    }

    /// Columns know their type, not its name.
    fn retype_columns(&mut self, from: &ObjectKey, to: &ObjectKey) {
        let is_it = |data_type: &DataType| {
            let schema = data_type.schema.as_ref();
            data_type.name == from.name && schema.is_none_or(|schema| schema.text == from.schema)
        };
        let typed = |table: &Table| {
            let mut types = table.columns.iter().filter_map(|column| column.data_type.as_ref());
            types.any(is_it)
        };
        let tables = self.catalog.tables().filter(|(_, table)| typed(table));
        let tables: Vec<ObjectKey> = tables.map(|(_, table)| table.key.clone()).collect();
        for key in tables {
            self.edit_table(&key, |table| {
                for column in &mut table.columns {
                    if column.data_type.as_ref().is_some_and(is_it)
                        && let Some(data_type) = &mut Arc::make_mut(column).data_type
                    {
                        data_type.name = to.name.clone();
                        if data_type.schema.is_some() || from.schema != to.schema {
                            data_type.schema = Some(Box::new(Ident::synthetic(to.schema.clone())));
                        }
                    }
                }
            });
        }
    }

    fn move_relation(&mut self, from: &ObjectKey, to: &ObjectKey) {
        let Some((existence, relation)) = self.seen_relation(from) else {
            return;
        };
        let why = [
            Dependency::ForeignKey,
            Dependency::Reads,
            Dependency::Partition,
            Dependency::Inherits,
        ];
        let dependents: Vec<ObjectKey> = why
            .iter()
            .flat_map(|why| self.catalog.dependents(from, *why))
            .filter(|dependent| *dependent != from)
            .cloned()
            .collect();
        let mut relation = (*relation).clone();
        match &mut relation {
            Relation::Table(table) => {
                table.key = to.clone();
                point_to(table, from, to);
                match self.catalog.dialect {
                    Dialect::Sqlite => rename_autoindexes(table, from, to),
                    Dialect::Mysql | Dialect::Mariadb => rename_generated_keys(table, from, to),
                    _ => {}
                }
            }
            Relation::View(view) => view.key = to.clone(),
        }
        self.remove_relation(from);
        self.existence = existence;
        self.put_relation(relation);
        self.existence = Existence::Certain;
        for dependent in dependents {
            self.repoint(&dependent, from, to);
        }
        self.repoint_sequences(from, to);
        self.move_grants(from, to);
        self.rename_copies(from, to);
    }

    fn repoint(&mut self, dependent: &ObjectKey, from: &ObjectKey, to: &ObjectKey) {
        let Some((existence, relation)) = self.seen_relation(dependent) else {
            return;
        };
        match &*relation {
            Relation::Table(_) => self.edit_table(dependent, |table| point_to(table, from, to)),
            Relation::View(view) => {
                let mut view = view.clone();
                for read in view.reads.iter_mut().filter(|read| *read == from) {
                    *read = to.clone();
                }
                self.existence = existence;
                self.put_relation(Relation::View(view));
                self.existence = Existence::Certain;
            }
        }
    }

    fn repoint_sequences(&mut self, from: &ObjectKey, to: &ObjectKey) {
        let owned: Vec<ObjectKey> = self
            .catalog
            .all_sequences()
            .filter(|(_, sequence)| sequence.owned_by.as_ref().is_some_and(|(table, _)| table == from))
            .map(|(_, sequence)| sequence.key.clone())
            .collect();
        for key in owned {
            if let Some(Entry::There(existence, sequence)) = self.catalog.sequences.get(&key) {
                let existence = *existence;
                let mut sequence = (**sequence).clone();
                if let Some((table, _)) = &mut sequence.owned_by {
                    *table = to.clone();
                }
                self.catalog
                    .sequences
                    .insert(key, Entry::There(existence, Arc::new(sequence)));
            }
        }
    }

    fn move_schema(&mut self, from: &str, to: &str) {
        for key in self.catalog.relations_in(from) {
            let target = ObjectKey::new(to, key.name.clone());
            self.move_relation(&key, &target);
        }
        let state = self.catalog.schemas.get(from).copied();
        self.catalog
            .schemas
            .insert(from.into(), crate::catalog::SchemaState::Gone);
        match state {
            Some(state) => self.catalog.schemas.insert(to.into(), state),
            None => self.catalog.schemas.remove(to),
        };
    }

    fn rename_column(&mut self, rename: &Rename) {
        let Some(table) = rename.parent.as_ref() else {
            return;
        };
        let from = rename.from.ident.folded(self.catalog.dialect);
        let to = rename.to.ident.folded(self.catalog.dialect);
        self.edit_family(table, &mut |table| {
            for column in table.columns.iter_mut().filter(|column| column.name == from) {
                Arc::make_mut(column).name = to.clone();
            }
        });
        let key = self.key(table);
        self.carry_column_name(&key, &from, &to);
        if self.catalog.dialect == Dialect::Postgres {
            self.mention_column_anew(&key, &from, &to);
        }
        if !self.statement.modifiers.only {
            for descendant in self.catalog.descendants(&key) {
                self.carry_column_name(&descendant, &from, &to);
            }
        }
    }

    /// Views know their columns, not the columns' names.
    fn mention_column_anew(&mut self, key: &ObjectKey, from: &str, to: &str) {
        let readers: Vec<ObjectKey> = self.catalog.dependents(key, Dependency::Reads).cloned().collect();
        for reader in readers {
            let Some((existence, relation)) = self.seen_relation(&reader) else {
                continue;
            };
            let Relation::View(view) = &*relation else { continue };
            if view.mentions.is_empty() || !view.may_name_column(&key.name, from) {
                continue;
            }
            let mut view = view.clone();
            let anew = compact_str::format_compact!("{}.{to}", key.name);
            view.mentions = view.mentions.iter().cloned().chain([anew]).collect();
            self.existence = existence;
            self.put_relation(Relation::View(view));
            self.existence = Existence::Certain;
        }
    }

    /// Gives a column's new name to the constraints, indexes and foreign keys that know the old one.
    pub(super) fn carry_column_name(&mut self, key: &ObjectKey, from: &str, to: &str) {
        self.edit_table(key, |table| {
            for constraint in &mut table.constraints {
                if constraint.columns.iter().any(|column| column == from) {
                    let constraint = Arc::make_mut(constraint);
                    rename_all(&mut constraint.columns, from, to);
                    rename_in_constraint(&mut constraint.kind, from, to);
                }
            }
            for index in &mut table.indexes {
                let index = Arc::make_mut(index);
                rename_in_keys(&mut index.keys, from, to);
                rename_all(&mut index.include, from, to);
                if let Some(predicate) = &mut index.predicate {
                    rename_in(predicate, from, to);
                }
            }
            for column in table.columns.iter_mut().filter(|column| column.generated.is_some()) {
                if let Some(generated) = &mut Arc::make_mut(column).generated {
                    rename_in(&mut generated.expr, from, to);
                }
            }
            for policy in &mut table.policies {
                let exprs = &mut Arc::make_mut(policy).exprs;
                exprs.iter_mut().for_each(|expr| rename_in(expr, from, to));
            }
            if let Some(by) = &mut table.partition_by {
                rename_all(&mut by.columns, from, to);
                rename_all(&mut by.mentions, from, to);
            }
        });
        let referrers: Vec<ObjectKey> = self.catalog.dependents(key, Dependency::ForeignKey).cloned().collect();
        for referrer in referrers {
            self.edit_table(&referrer, |table| {
                for constraint in &mut table.constraints {
                    let refers = constraint.reference.as_ref().is_some_and(|to| to.table == *key);
                    if refers && let Some(reference) = &mut Arc::make_mut(constraint).reference {
                        rename_all(&mut reference.columns, from, to);
                    }
                }
            });
        }
    }

    /// A constraint, with the index that serves it.
    fn rename_part(&mut self, rename: &Rename) {
        let Some(table) = rename.parent.as_ref() else {
            return;
        };
        let from = rename.from.ident.folded(self.catalog.dialect);
        let to = rename.to.ident.folded(self.catalog.dialect);
        self.edit_family(table, &mut |table| rename_constraint(table, &from, &to));
    }

    fn rename_index(&mut self, rename: &Rename) {
        let from = rename.from.ident.folded(self.catalog.dialect);
        let to = rename.to.ident.folded(self.catalog.dialect);
        let table = match &rename.parent {
            Some(table) => Some(self.key(table)),
            None => self.catalog.indexes.get(&self.catalog.index_key(&rename.from)).cloned(),
        };
        let Some(table) = table else {
            return;
        };
        self.edit_table(&table, |table| {
            for index in table.indexes.iter_mut().filter(|index| index.name == from) {
                let index = Arc::make_mut(index);
                index.name = to.clone();
                index.is_name_implicit = false;
            }
            rename_constraint(table, &from, &to);
        });
    }

    fn rename_enum_value(&mut self, rename: &Rename) {
        let Some(key) = rename.parent.as_ref().map(|name| self.key(name)) else {
            return;
        };
        let Some(Entry::There(existence, known)) = self.catalog.types.get(&key) else {
            return;
        };
        let existence = *existence;
        let mut known = (**known).clone();
        if let UserTypeDefinition::Enum(values) = &mut known.definition {
            for (value, _) in values.iter_mut().filter(|(value, _)| *value == text(&rename.from)) {
                *value = text(&rename.to);
            }
        }
        self.catalog.types.insert(key, Entry::There(existence, Arc::new(known)));
    }
}

fn text(name: &Name) -> compact_str::CompactString {
    name.ident.text.clone()
}

fn move_entry<T: Clone>(
    map: &mut Map<ObjectKey, Entry<T>>,
    from: &ObjectKey,
    to: &ObjectKey,
    edit: impl FnOnce(&mut T),
) {
    let Some(Entry::There(existence, known)) = map.get(from) else {
        return;
    };
    let existence = *existence;
    let mut known = (**known).clone();
    edit(&mut known);
    map.insert(from.clone(), Entry::Gone);
    map.insert(to.clone(), Entry::There(existence, Arc::new(known)));
}
