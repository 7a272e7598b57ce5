//! Dropping things, and what goes with them.

use std::sync::Arc;

use compact_str::CompactString;
use rustc_hash::FxHashSet;

use super::Applier;
use crate::catalog::map::Map;
use crate::catalog::{Dependency, Entry, Existence, ObjectKey, Relation, SchemaState};
use crate::{Behaviour, ConstraintKind, DropObject, Family, ObjectKind};

impl Applier<'_> {
    pub(super) fn drop_object(&mut self, dropped: &DropObject) {
        let cascades = matches!(dropped.behaviour, Some(Behaviour::Cascade(_)));
        match dropped.object_kind {
            ObjectKind::Table
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::ForeignTable
            | ObjectKind::ExternalTable => self.drop_relation(&self.key(&dropped.name), cascades),
            ObjectKind::Index => self.drop_index(dropped),
            ObjectKind::Sequence => {
                let key = self.key(&dropped.name);
                self.take_sequence(&key);
            }
            ObjectKind::Type | ObjectKind::Domain => self.drop_type(dropped, cascades),
            ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine | ObjectKind::Aggregate => {
                let key = self.key(&dropped.name);
                self.drop_routine(&key, cascades);
            }
            ObjectKind::Trigger => self.drop_trigger(dropped),
            ObjectKind::Role | ObjectKind::User if self.existence == Existence::Certain => {
                self.drop_role(&dropped.name);
            }
            ObjectKind::Policy => self.drop_policy(dropped),
            ObjectKind::Rule => self.drop_rule(dropped),
            ObjectKind::Schema | ObjectKind::Database => self.drop_schema(dropped),
            _ => {}
        }
    }

    pub(super) fn drop_relation(&mut self, key: &ObjectKey, cascades: bool) {
        for fallen in self.falling_with(key, cascades) {
            if cascades {
                self.drop_references_to(&fallen);
            }
            if self.existence == Existence::Certain {
                self.hand_on_identity(&fallen);
            }
            self.remove_relation(&fallen);
            if self.existence == Existence::Certain {
                self.drop_owned_sequences(&fallen, None);
                self.drop_grants(&fallen);
            }
        }
    }

    /// The relation and those that go with it, each once: views may read one another, and a script may attach a table
    /// to itself.
    fn falling_with(&self, key: &ObjectKey, cascades: bool) -> Vec<ObjectKey> {
        let why: &[Dependency] = if cascades {
            &[Dependency::Partition, Dependency::Reads, Dependency::Inherits]
        } else {
            &[Dependency::Partition]
        };
        let mut falling = vec![key.clone()];
        if !self.catalog.edges.has_any(key) {
            return falling;
        }
        let mut seen: FxHashSet<ObjectKey> = falling.iter().cloned().collect();
        let mut at = 0;
        while at < falling.len() {
            let parent = falling[at].clone();
            for dependent in why.iter().flat_map(|why| self.catalog.dependents(&parent, *why)) {
                if seen.insert(dependent.clone()) {
                    falling.push(dependent.clone());
                }
            }
            at += 1;
        }
        falling
    }

    fn drop_references_to(&mut self, key: &ObjectKey) {
        let referrers: Vec<ObjectKey> = self.catalog.dependents(key, Dependency::ForeignKey).cloned().collect();
        for referrer in referrers.iter().filter(|referrer| *referrer != key) {
            self.edit_table(referrer, |table| {
                table.constraints.retain(|constraint| {
                    let reference = constraint.reference.as_ref();
                    reference.is_none_or(|reference| reference.table != *key)
                });
            });
        }
    }

    pub(super) fn drop_owned_sequences(&mut self, table: &ObjectKey, column: Option<&CompactString>) {
        // A sequence that came with its column lies beside the table; others are found by their owner.
        let owned = self.catalog.sequences.keys_where(|key, entry| match entry {
            Entry::There(_, sequence) if key.schema == table.schema => sequence
                .owned_by
                .as_ref()
                .is_some_and(|(owner, owned)| owner == table && column.is_none_or(|column| column == owned)),
            _ => false,
        });
        let owned: Vec<ObjectKey> = owned.into_iter().cloned().collect();
        for key in owned {
            self.take_sequence(&key);
        }
    }

    fn take_sequence(&mut self, key: &ObjectKey) {
        let entry = match (self.catalog.sequences.get(key), self.existence) {
            (Some(Entry::There(_, sequence)), Existence::Perhaps) => {
                Entry::There(Existence::Perhaps, Arc::clone(sequence))
            }
            (None, Existence::Perhaps) => return,
            _ => Entry::Gone,
        };
        self.catalog.sequences.insert(key.clone(), entry);
    }

    fn drop_index(&mut self, dropped: &DropObject) {
        let name = dropped.name.ident.folded(self.catalog.dialect);
        let key = match &dropped.table {
            Some(table) => Some(self.key(table)),
            None => self
                .catalog
                .indexes
                .get(&self.catalog.index_key(&dropped.name))
                .cloned(),
        };
        let Some(key) = key else {
            return;
        };
        if let Some((_, relation)) = self.seen_relation(&key)
            && let Relation::View(view) = &*relation
        {
            if self.existence == Existence::Certain {
                let mut view = view.clone();
                view.indexes.retain(|known| known.name != name);
                self.put_relation(Relation::View(view));
            }
            return;
        }
        let existence = self.existence;
        let is_mysql = self.catalog.dialect.family() == Family::Mysql;
        let mut family = self.catalog.descendants(&key);
        let keys = self
            .seen_table(&key)
            .and_then(|table| Some(table.index(&name).seen()?.keys.clone()));
        self.edit_table(&key, |table| {
            if existence == Existence::Perhaps {
                for index in table.indexes.iter_mut().filter(|index| index.name == name) {
                    Arc::make_mut(index).existence = Existence::Perhaps;
                }
                return;
            }
            table.indexes.retain(|index| index.name != name);
            if is_mysql {
                // A unique index is its constraint.
                let is_it = |constraint: &crate::catalog::Constraint| constraint.name.as_ref() == Some(&name);
                let is_unique = |kind: &ConstraintKind| matches!(kind, ConstraintKind::Unique { .. });
                table
                    .constraints
                    .retain(|known| !is_it(known) || !is_unique(&known.kind));
            }
        });
        // The indexes that its partitions got from it go with it.
        family.retain(|_| existence == Existence::Certain && keys.is_some());
        for child in family {
            self.edit_table(&child, |table| {
                table
                    .indexes
                    .retain(|index| !index.is_name_implicit || Some(&index.keys) != keys.as_ref());
            });
        }
    }

    fn drop_type(&mut self, dropped: &DropObject, cascades: bool) {
        let key = self.key(&dropped.name);
        if self.existence == Existence::Perhaps {
            doubt(&mut self.catalog.types, &key);
            return;
        }
        self.catalog.types.insert(key.clone(), Entry::Gone);
        if !cascades {
            return;
        }
        let using: Vec<(ObjectKey, Vec<CompactString>)> = self
            .catalog
            .tables()
            .map(|(_, table)| {
                let of_type = table.columns.iter().filter(|column| {
                    let data_type = column.data_type.as_ref();
                    data_type.is_some_and(|data_type| data_type.name == key.name)
                });
                (
                    table.key.clone(),
                    of_type.map(|column| column.name.clone()).collect::<Vec<_>>(),
                )
            })
            .filter(|(_, columns)| !columns.is_empty())
            .collect();
        for (table, columns) in using {
            self.edit_table(&table, |table| {
                table.columns.retain(|column| !columns.contains(&column.name));
                table
                    .constraints
                    .retain(|constraint| !constraint.columns.iter().any(|column| columns.contains(column)));
            });
        }
    }

    fn drop_routine(&mut self, key: &ObjectKey, cascades: bool) {
        if self.existence == Existence::Perhaps {
            doubt(&mut self.catalog.routines, key);
            return;
        }
        // Which overload is meant is not in the model: one is gone for certain only where there was one.
        let overloads = match self.catalog.routines.get(key) {
            Some(Entry::There(_, known)) => known.len(),
            _ => 0,
        };
        if overloads <= 1 {
            self.catalog.routines.insert(key.clone(), Entry::Gone);
        } else if let Some(Entry::There(_, known)) = self.catalog.routines.get(key) {
            let entry = Entry::There(Existence::Perhaps, Arc::clone(known));
            self.catalog.routines.insert(key.clone(), entry);
        }
        if !cascades {
            return;
        }
        let calls = |table: &crate::catalog::Table| {
            let mut triggers = table.triggers.iter();
            triggers.any(|trigger| trigger.function.as_ref() == Some(key))
        };
        let tables: Vec<ObjectKey> = self
            .catalog
            .tables()
            .filter(|(_, table)| calls(table))
            .map(|(_, table)| table.key.clone())
            .collect();
        for table in tables {
            self.edit_table(&table, |table| {
                table.triggers.retain(|trigger| trigger.function.as_ref() != Some(key));
            });
        }
    }

    fn drop_policy(&mut self, dropped: &DropObject) {
        let name = dropped.name.ident.folded(self.catalog.dialect);
        if let (Some(table), Existence::Certain) = (&dropped.table, self.existence) {
            let key = self.key(table);
            self.edit_table(&key, |table| table.policies.retain(|policy| policy.name != name));
        }
    }

    fn drop_schema(&mut self, dropped: &DropObject) {
        let schema = dropped.name.ident.folded(self.catalog.dialect);
        for key in self.catalog.relations_in(&schema) {
            self.drop_relation(&key, true);
        }
        if self.existence == Existence::Certain {
            self.catalog.schemas.insert(schema, SchemaState::Gone);
        }
    }
}

/// What a statement that may not have run takes away is perhaps there.
fn doubt<T: Clone>(map: &mut Map<ObjectKey, Entry<T>>, key: &ObjectKey) {
    let entry = match map.get(key) {
        Some(Entry::There(_, known)) => Entry::There(Existence::Perhaps, Arc::clone(known)),
        _ => return,
    };
    map.insert(key.clone(), entry);
}
