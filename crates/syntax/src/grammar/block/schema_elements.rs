//! The statements inside `CREATE SCHEMA`. What they make lies in that schema, and they find each other there.

use schema::{Action, ConstraintKind, Dialect, GrantTarget, Ident, Name, Statement, TokenRange};
use source::TextRange;

use super::Scope;
use crate::extent::{range, schema_elements};
use crate::reader::Reader;

impl Reader<'_> {
    /// Reads the elements of a schema; a name without one, as far as one of them makes it, gets that of the owner.
    pub(crate) fn schema_elements(&mut self, tokens: TokenRange, owner: &Statement, scope: &Scope) -> Vec<Statement> {
        let mut elements = Vec::new();
        let (mut at, end) = (tokens.start as usize, tokens.end as usize);
        while at < end {
            let next = schema_elements::end(&self.lexed.tokens, at, end, self.dialect.family());
            elements.push(self.leaf(range(at, next), scope));
            at = next;
        }
        if let Some(schema) = made_schema(owner) {
            let made: Vec<Ident> = elements.iter().flat_map(made_names).cloned().collect();
            let place = Place {
                schema,
                made: &made,
                dialect: self.dialect,
            };
            elements.iter_mut().for_each(|element| place.put(element));
        }
        elements
    }
}

fn made_schema(owner: &Statement) -> Option<&Ident> {
    owner.changes.iter().find_map(|change| match &change.action {
        Action::CreateObject(created) => created.name.as_ref().map(|name| &name.ident),
        _ => None,
    })
}

/// What the element makes without saying in which schema.
fn made_names(element: &Statement) -> impl Iterator<Item = &Ident> {
    let names = element.changes.iter().filter_map(|change| match &change.action {
        Action::CreateTable(table) => Some(&table.name),
        Action::CreateView(view) => Some(&view.name),
        Action::CreateSequence(sequence) => Some(&sequence.name),
        _ => None,
    });
    names.filter(|name| name.qualifiers.is_empty()).map(|name| &name.ident)
}

/// The schema that names are looked up in first, and what it is known to hold.
struct Place<'a> {
    schema: &'a Ident,
    made: &'a [Ident],
    dialect: Dialect,
}

impl Place<'_> {
    fn put(&self, element: &mut Statement) {
        for used in &mut element.uses {
            self.find(&mut used.name);
        }
        for change in &mut element.changes {
            match &mut change.action {
                Action::CreateTable(table) => {
                    self.find(&mut table.name);
                    let of_columns = table.columns.iter_mut().flat_map(|column| &mut column.constraints);
                    for constraint in of_columns.chain(&mut table.constraints) {
                        if let ConstraintKind::ForeignKey(key) = &mut constraint.kind {
                            self.find(&mut key.table);
                        }
                    }
                    let like = table.like.iter_mut().map(|like| &mut like.table);
                    let others = like.chain(&mut table.inherits);
                    let parent = table.partition_of.as_mut().map(|of| &mut of.parent);
                    others.chain(parent).for_each(|name| self.find(name));
                }
                Action::CreateView(view) => self.find(&mut view.name),
                Action::CreateSequence(sequence) => self.find(&mut sequence.name),
                Action::CreateIndex(index) => self.find(&mut index.table),
                Action::CreateTrigger(trigger) => trigger.table.iter_mut().for_each(|table| self.find(table)),
                Action::Grant(grant) => {
                    if let GrantTarget::Objects { names, .. } = &mut grant.target {
                        names.iter_mut().for_each(|name| self.find(name));
                    }
                }
                _ => {}
            }
        }
    }

    /// Puts the schema before a name that it holds. It is not written there: its place is empty.
    fn find(&self, name: &mut Name) {
        let is_held = self.made.iter().any(|made| made.is_same(&name.ident, self.dialect));
        if name.qualifiers.is_empty() && is_held {
            name.qualifiers.push(Ident {
                range: TextRange::empty(name.ident.range.start),
                ..self.schema.clone()
            });
        }
    }
}
