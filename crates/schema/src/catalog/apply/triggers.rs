//! Triggers, of tables and of views.

use std::sync::Arc;

use compact_str::CompactString;

use super::Applier;
use crate::catalog::{Existence, ObjectKey, Relation, Trigger};
use crate::{CreateTrigger, DropObject, Rename};

impl Applier<'_> {
    pub(super) fn create_trigger(&mut self, created: &CreateTrigger) {
        let Some(table) = &created.table else {
            return;
        };
        let key = self.key(table);
        let trigger = Trigger {
            name: created.name.ident.folded(self.catalog.dialect),
            function: created.function.as_ref().map(|function| self.key(function)),
            events: created.events.clone(),
            for_each_row: created.for_each_row,
            definition: created.definition,
            mentions: created.mentions.clone().into(),
            existence: self.existence,
            origin: self.origin,
        };
        self.edit_triggers(&key, |triggers| {
            triggers.retain(|known| known.name != trigger.name);
            triggers.push(Arc::new(trigger));
        });
    }

    pub(super) fn drop_trigger(&mut self, dropped: &DropObject) {
        let name = dropped.name.ident.folded(self.catalog.dialect);
        let relation = match &dropped.table {
            Some(table) => Some(self.key(table)),
            // Where triggers have names of their own, the table is not said.
            None => self.relation_of_trigger(&name),
        };
        let Some(relation) = relation else { return };
        let existence = self.existence;
        self.edit_triggers(&relation, |triggers| match existence {
            Existence::Certain => triggers.retain(|trigger| trigger.name != name),
            Existence::Perhaps => {
                for trigger in triggers.iter_mut().filter(|trigger| trigger.name == name) {
                    Arc::make_mut(trigger).existence = Existence::Perhaps;
                }
            }
        });
    }

    pub(super) fn rename_trigger(&mut self, rename: &Rename) {
        let Some(table) = rename.parent.as_ref() else {
            return;
        };
        let key = self.key(table);
        let from = rename.from.ident.folded(self.catalog.dialect);
        let to = rename.to.ident.folded(self.catalog.dialect);
        self.edit_triggers(&key, |triggers| {
            for trigger in triggers.iter_mut().filter(|trigger| trigger.name == from) {
                Arc::make_mut(trigger).name.clone_from(&to);
            }
        });
    }

    fn relation_of_trigger(&self, name: &CompactString) -> Option<ObjectKey> {
        let mut relations = self.catalog.all_relations();
        let (_, relation) = relations.find(|(_, relation)| {
            let mut triggers = relation.triggers().iter();
            triggers.any(|trigger| trigger.name == *name)
        })?;
        Some(relation.key().clone())
    }

    fn edit_triggers(&mut self, key: &ObjectKey, edit: impl FnOnce(&mut Vec<Arc<Trigger>>)) {
        let view = match self.seen_relation(key) {
            Some((_, relation)) => match &*relation {
                Relation::View(view) => Some(view.clone()),
                Relation::Table(_) => None,
            },
            None => None,
        };
        let Some(mut view) = view else {
            return self.edit_table(key, |table| edit(&mut table.triggers));
        };
        edit(&mut view.triggers);
        self.put_relation(Relation::View(view));
    }
}
