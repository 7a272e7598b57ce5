use std::sync::Arc;

use compact_str::CompactString;

use crate::catalog::Column;
use crate::{Action, Catalog, Change, Constraint, ConstraintKind, ForeignKey, Ident, Name};

/// A foreign key as a change makes it.
#[derive(Clone, Copy, Debug)]
pub struct WrittenForeignKey<'a> {
    /// The referring table.
    pub table: &'a Name,
    /// The constraint that it is.
    pub constraint: &'a Constraint,
    /// What it says.
    pub reference: &'a ForeignKey,
    /// Whether it is written with its column rather than apart.
    pub is_inline: bool,
}

impl Change {
    /// The foreign keys that the change makes, in the order of the text.
    #[must_use]
    pub fn foreign_keys(&self) -> Vec<WrittenForeignKey<'_>> {
        match &self.action {
            Action::CreateTable(created) => {
                let inline = created.columns.iter().flat_map(|column| &column.constraints);
                let inline = inline.filter_map(|constraint| written(&created.name, constraint, Written::WithColumn));
                let apart = created.constraints.iter();
                let apart = apart.filter_map(|constraint| written(&created.name, constraint, Written::Apart));
                inline.chain(apart).collect()
            }
            Action::AddColumn { table, column, .. } => {
                let inline = column.constraints.iter();
                inline
                    .filter_map(|constraint| written(table, constraint, Written::WithColumn))
                    .collect()
            }
            Action::AddConstraint { table, constraint, .. } => {
                written(table, constraint, Written::Apart).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    WithColumn,
    Apart,
}

fn written<'a>(table: &'a Name, constraint: &'a Constraint, place: Written) -> Option<WrittenForeignKey<'a>> {
    let ConstraintKind::ForeignKey(reference) = &constraint.kind else {
        return None;
    };
    Some(WrittenForeignKey {
        table,
        constraint,
        reference,
        is_inline: place == Written::WithColumn,
    })
}

impl<'a> WrittenForeignKey<'a> {
    /// The referring columns.
    #[must_use]
    pub fn columns(&self) -> &'a [Ident] {
        &self.reference.columns
    }

    /// Each referring column with the one that it refers to, as far as the schema shows the latter.
    #[must_use]
    pub fn pairs<'c>(&self, schema: &'c Catalog) -> Vec<(&'a Ident, &'c Column)> {
        let Some(target) = schema.table(&self.reference.table).seen() else {
            return Vec::new();
        };
        let written: Vec<CompactString> = self
            .reference
            .referred
            .iter()
            .map(|column| column.folded(schema.dialect()))
            .collect();
        let key = target.primary_key().seen().map(|key| key.columns.clone());
        let names = if written.is_empty() {
            key.unwrap_or_default()
        } else {
            written
        };
        let found = |name: &CompactString| {
            target
                .columns
                .iter()
                .map(Arc::as_ref)
                .find(|column| column.name == *name)
        };
        let columns = self.columns().iter().zip(&names);
        columns.filter_map(|(own, name)| Some((own, found(name)?))).collect()
    }
}
