//! Triggers and rules, of tables and of views.

use std::sync::Arc;

use compact_str::CompactString;

use super::Applier;
use crate::catalog::{Effects, Existence, ObjectKey, Relation, Rule, Trigger, View};
use crate::{CreateObject, CreateTrigger, DropObject, Rename};

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
            effects: Arc::new(Effects::of(&self.statement.body, &|name| self.key(name))),
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

    pub(super) fn create_rule(&mut self, created: &CreateObject) {
        let (Some(name), Some(table)) = (&created.name, &created.table) else {
            return;
        };
        let said = |word: &str| {
            let option = created.options.iter().find(|option| option.name == word);
            option.and_then(|option| option.value.clone()).unwrap_or_default()
        };
        let rule = Rule {
            name: name.ident.folded(self.catalog.dialect),
            event: said("on"),
            is_instead: said("do") == "instead",
            effects: Arc::new(Effects::of(&self.statement.body, &|name| self.key(name))),
            origin: self.origin,
        };
        let key = self.key(table);
        self.edit_rules(&key, |rules| {
            rules.retain(|known| known.name != rule.name);
            rules.push(Arc::new(rule));
        });
    }

    /// A rule that may have gone is taken for one that has: it did something once, which nobody asks of it for certain.
    pub(super) fn drop_rule(&mut self, dropped: &DropObject) {
        let Some(table) = dropped.table.as_ref().filter(|_| self.existence == Existence::Certain) else {
            return;
        };
        let key = self.key(table);
        let name = dropped.name.ident.folded(self.catalog.dialect);
        self.edit_rules(&key, |rules| rules.retain(|rule| rule.name != name));
    }

    pub(super) fn rename_rule(&mut self, rename: &Rename) {
        let Some(table) = rename.parent.as_ref() else {
            return;
        };
        let key = self.key(table);
        let from = rename.from.ident.folded(self.catalog.dialect);
        let to = rename.to.ident.folded(self.catalog.dialect);
        self.edit_rules(&key, |rules| {
            for rule in rules.iter_mut().filter(|rule| rule.name == from) {
                Arc::make_mut(rule).name.clone_from(&to);
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
        let Some(mut view) = self.seen_view(key) else {
            return self.edit_table(key, |table| edit(&mut table.triggers));
        };
        edit(&mut view.triggers);
        self.put_relation(Relation::View(view));
    }

    fn edit_rules(&mut self, key: &ObjectKey, edit: impl FnOnce(&mut Vec<Arc<Rule>>)) {
        let Some(mut view) = self.seen_view(key) else {
            return self.edit_table(key, |table| edit(&mut table.rules));
        };
        edit(&mut view.rules);
        self.put_relation(Relation::View(view));
    }

    fn seen_view(&self, key: &ObjectKey) -> Option<View> {
        let (_, relation) = self.seen_relation(key)?;
        match &*relation {
            Relation::View(view) => Some(view.clone()),
            Relation::Table(_) => None,
        }
    }
}
