//! Foreign keys: those that a change writes, those it touches, and those that refer to it.

use schema::catalog::{Dependency, Reference, Table};
use schema::{Action, ConstraintKind, ExprKind, Ident, Kind, Lookup, ObjectKey, ReferentialAction};

use super::Resolved;
use super::look::{Look, push};

impl<'a> Look<'_, 'a> {
    /// The foreign keys written in the change.
    pub(super) fn referenced(&self) -> Vec<ObjectKey> {
        let change = self.subject.change;
        let constraints: Vec<&schema::Constraint> = match &change.action {
            Action::CreateTable(table) => table.all_constraints().collect(),
            Action::AddColumn { column, .. } => column.constraints.iter().collect(),
            Action::AddConstraint { constraint, .. } => vec![constraint],
            _ => Vec::new(),
        };
        let own = self.themselves();
        let mut keys = Vec::new();
        for constraint in constraints {
            if let ConstraintKind::ForeignKey(foreign) = &constraint.kind {
                let key = self.before.key(&foreign.table);
                if !own.contains(&key) {
                    push(&mut keys, key);
                }
            }
        }
        keys
    }

    /// The tables that those of the table's foreign keys refer to which `wanted` picks.
    pub(super) fn references(&self, wanted: impl Fn(&schema::catalog::Constraint) -> bool) -> Vec<ObjectKey> {
        let own = self.themselves();
        let mut keys = Vec::new();
        for key in own {
            let Some(table) = self.before.table_at(key).seen() else {
                continue;
            };
            for (constraint, reference) in table.foreign_keys() {
                if wanted(constraint) && !own.contains(&reference.table) {
                    push(&mut keys, reference.table.clone());
                }
            }
        }
        keys
    }

    pub(super) fn column(&self) -> Option<&'a Ident> {
        self.subject.change.column()
    }

    pub(super) fn constraint_name(&self) -> Option<&'a Ident> {
        match &self.subject.change.action {
            Action::Constraint(action) => action.name.as_ref(),
            _ => None,
        }
    }

    pub(super) fn referenced_through_part(&self) -> Resolved {
        let dialect = self.before.dialect();
        if let Some(name) = self.constraint_name() {
            let name = name.folded(dialect);
            let keys = self.references(|constraint| constraint.name.as_ref() == Some(&name));
            let is_complete = self.table().is_some_and(|table| {
                let found = table.constraint(&name);
                matches!(found, Lookup::Known(_) | Lookup::Absent)
            });
            return Resolved { keys, is_complete };
        }
        let Some(column) = self.column().map(|column| column.folded(dialect)) else {
            return Resolved::all(self.assigned_references());
        };
        let keys = self.references(|constraint| constraint.columns.contains(&column));
        Resolved::all(keys)
    }

    /// The references that inserted or updated columns are checked against.
    pub(super) fn assigned_references(&self) -> Vec<ObjectKey> {
        let dialect = self.before.dialect();
        let (columns, is_insert): (Vec<_>, bool) = match &self.subject.change.action {
            Action::Insert(insert) => (
                insert.columns.iter().map(|column| column.folded(dialect)).collect(),
                true,
            ),
            Action::Copy(copy) => (copy.columns.iter().map(|column| column.folded(dialect)).collect(), true),
            Action::Update(update) => {
                let assigned = update.assignments.iter().filter(|assigned| is_looked_up(assigned));
                (
                    assigned.map(|assigned| assigned.column.ident.folded(dialect)).collect(),
                    false,
                )
            }
            _ => return Vec::new(),
        };
        self.references(|constraint| {
            let is_written = |column| columns.contains(column);
            if is_insert {
                // A column left out is null, and a null is not looked up.
                columns.is_empty() || constraint.columns.iter().all(is_written)
            } else {
                constraint.columns.iter().any(is_written)
            }
        })
    }

    pub(super) fn referrers_to_part(&self) -> Resolved {
        let dialect = self.before.dialect();
        let columns = match (self.column(), self.constraint_name()) {
            (Some(column), _) => vec![column.folded(dialect)],
            (None, Some(name)) => {
                let constraint = self
                    .table()
                    .and_then(|table| table.constraint(&name.folded(dialect)).seen());
                constraint
                    .map(|constraint| constraint.columns.clone())
                    .unwrap_or_default()
            }
            (None, None) => Vec::new(),
        };
        let refers = |reference: &Reference| {
            let names_part = reference.columns.iter().any(|column| columns.contains(column));
            columns.is_empty() || names_part || reference.columns.is_empty()
        };
        let mut keys = Vec::new();
        for own in self.themselves() {
            for referrer in self.before.dependents(own, Dependency::ForeignKey) {
                let table = self.before.table_at(referrer).seen();
                let mut foreign = table.into_iter().flat_map(Table::foreign_keys);
                if referrer != own && foreign.any(|(_, reference)| reference.table == *own && refers(reference)) {
                    push(&mut keys, referrer.clone());
                }
            }
        }
        Resolved::all(keys)
    }

    pub(super) fn referrers_however_deep(&self) -> Vec<ObjectKey> {
        let mut open = self.themselves().to_vec();
        let mut found = Vec::new();
        while let Some(key) = open.pop() {
            for referrer in self.before.dependents(&key, Dependency::ForeignKey) {
                if !found.contains(referrer) {
                    found.push(referrer.clone());
                    open.push(referrer.clone());
                }
            }
        }
        found
    }

    pub(super) fn referrers_that(&self, wanted: impl Fn(Option<ReferentialAction>) -> bool) -> Vec<ObjectKey> {
        let is_delete = matches!(self.subject.change.kind, Kind::Delete | Kind::Merge);
        let assigned = match &self.subject.change.action {
            Action::Update(update) => update
                .assignments
                .iter()
                .filter(|assigned| !stays(assigned))
                .map(|assigned| assigned.column.ident.folded(self.before.dialect()))
                .collect(),
            _ => Vec::new(),
        };
        let touches =
            |reference: &Reference| is_delete || reference.columns.iter().any(|column| assigned.contains(column));
        let mut keys = Vec::new();
        // What is written through a view is written to the table under it.
        let underneath = self.underneath();
        for own in self.themselves().iter().chain(&underneath) {
            for referrer in self.before.dependents(own, Dependency::ForeignKey) {
                let table = self.before.table_at(referrer).seen();
                for (_, reference) in table.into_iter().flat_map(Table::foreign_keys) {
                    let action = if is_delete {
                        reference.on_delete
                    } else {
                        reference.on_update
                    };
                    if reference.table == *own && touches(reference) && wanted(action) {
                        push(&mut keys, referrer.clone());
                    }
                }
            }
        }
        keys
    }
}

/// A null is not looked up, nor is a value that stays.
fn is_looked_up(assigned: &schema::Assignment) -> bool {
    !stays(assigned) && !assigned.value.is_null()
}

/// `SET x = x`.
fn stays(assigned: &schema::Assignment) -> bool {
    matches!(&assigned.value.kind, ExprKind::Column(name) if name.ident.text == assigned.column.ident.text)
}
