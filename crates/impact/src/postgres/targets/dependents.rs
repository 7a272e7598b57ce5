//! What hangs on a type, a function, a sequence or a server, and goes with it.

use schema::catalog::{Column, Constraint, Index, Relation, Table};
use schema::{Action, Behaviour, ConstraintKind, Expr, ExprKind, IndexKey, KeyTarget, Literal, Name, ObjectKey};

use super::Resolved;
use super::look::{Look, push};
use crate::postgres::conditions::altered_domain;

impl Look<'_, '_> {
    /// The type, function or sequence that goes.
    fn dropped(&self) -> Option<ObjectKey> {
        match &self.subject.change.action {
            Action::Drop(dropped) => Some(self.before.key(&dropped.name)),
            _ => None,
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

    /// The tables made `OF` the type, where the change goes on to them.
    pub(super) fn tables_of_type(&self) -> Vec<ObjectKey> {
        let changed = match &self.subject.change.action {
            Action::Column(action) => matches!(action.behaviour, Some(Behaviour::Cascade(_))).then_some(&action.table),
            Action::Drop(dropped) => Some(&dropped.name),
            Action::Rename(rename) => rename.parent.as_ref(),
            _ => None,
        };
        let Some(key) = changed.map(|name| self.before.key(name)) else {
            return Vec::new();
        };
        let is_of_type = |table: &&Table| {
            let said = table.options.iter().find(|(name, _)| name == "of");
            let said = said.and_then(|(_, value)| value.as_deref());
            said.is_some_and(|said| self.is_key(said, &key))
        };
        let tables = self.before.tables().map(|(_, table)| table);
        tables.filter(is_of_type).map(|table| table.key.clone()).collect()
    }

    /// The tables whose rows are types of columns that the change adds.
    pub(super) fn row_types(&self) -> Vec<ObjectKey> {
        let columns = match &self.subject.change.action {
            Action::CreateTable(table) => table.columns.iter().collect(),
            Action::AddColumn { column, .. } => vec![&**column],
            _ => Vec::new(),
        };
        let mut keys = Vec::new();
        let types = columns.into_iter().filter_map(|column| column.data_type.as_ref());
        for data_type in types.filter(|data_type| data_type.family() == schema::TypeFamily::Other) {
            let key = self.before.key(&data_type.user_type_name());
            if self.before.relation_at(&key).known().is_some() {
                push(&mut keys, key);
            }
        }
        keys
    }

    /// The foreign tables of a server.
    pub(super) fn tables_of_server(&self) -> Vec<ObjectKey> {
        let Action::Drop(dropped) = &self.subject.change.action else {
            return Vec::new();
        };
        let is_there = |table: &&Table| {
            let mut options = table.options.iter();
            options.any(|(name, value)| name == "server" && value.as_deref() == Some(&dropped.name.ident.text))
        };
        let tables = self.before.tables().map(|(_, table)| table);
        tables.filter(is_there).map(|table| table.key.clone()).collect()
    }

    /// Every foreign table, for it may be of a server that goes; which wrapper a server has is not in the model.
    pub(super) fn foreign_tables(&self) -> Resolved {
        let mut tables = self.before.tables();
        let is_foreign = |table: &Table| table.persistence == schema::Persistence::Foreign;
        Resolved {
            keys: Vec::new(),
            is_complete: !tables.any(|(_, table)| is_foreign(table)),
        }
    }

    /// What calls the function: triggers, defaults, computed columns, checks, indexes; and the views, however deep.
    pub(super) fn users_of_function(&self) -> Vec<ObjectKey> {
        let Some(key) = self.dropped() else {
            return Vec::new();
        };
        let calls = |expr: &Expr| {
            let mut calls = false;
            expr.walk(&mut |part| {
                calls |= matches!(&part.kind, ExprKind::Call { name, .. } if self.before.key(name) == key);
            });
            calls
        };
        let mut users = Vec::new();
        for (_, relation) in self.before.all_relations() {
            let mut triggers = relation.triggers().iter();
            let uses = triggers.any(|trigger| trigger.function.as_ref() == Some(&key))
                || match relation {
                    Relation::Table(table) => exprs(table, &calls),
                    Relation::View(view) => view.calls.contains(&key),
                };
            if uses {
                push(&mut users, relation.key().clone());
            }
            if uses && matches!(relation, Relation::View(_)) {
                let readers = self.before.readers(relation.key());
                readers.into_iter().for_each(|reader| push(&mut users, reader));
            }
        }
        users
    }

    /// The tables with a default that counts by the sequence.
    pub(super) fn users_of_sequence(&self) -> Vec<ObjectKey> {
        self.dropped().map(|key| self.users_of(&key)).unwrap_or_default()
    }

    /// The tables with a default that counts by a sequence which goes with the tables.
    pub(super) fn users_of_owned_sequences(&self) -> Vec<ObjectKey> {
        let own = self.themselves();
        let is_owned = |owner: &ObjectKey| own.contains(owner);
        let sequences = self.before.all_sequences().map(|(_, sequence)| sequence);
        let owned = sequences.filter(|sequence| sequence.owned_by.as_ref().is_some_and(|(table, _)| is_owned(table)));
        owned.flat_map(|sequence| self.users_of(&sequence.key)).collect()
    }

    fn users_of(&self, sequence: &ObjectKey) -> Vec<ObjectKey> {
        let owner = self.before.sequence_at(sequence).seen();
        let owner = owner.and_then(|sequence| sequence.owned_by.as_ref());
        let counts = |expr: &Expr| {
            let mut counts = false;
            expr.walk(&mut |part| match &part.kind {
                ExprKind::Call { name, args } if name.ident.text.eq_ignore_ascii_case("nextval") => {
                    counts |= args.iter().any(|arg| self.names_sequence(arg, sequence));
                }
                _ => {}
            });
            counts
        };
        let uses = |table: &&Table| {
            let is_serial = |column: &Column| {
                let is_owned = owner.is_some_and(|(owner, name)| *owner == table.key && *name == column.name);
                is_owned && column.identity == Some(schema::catalog::IdentityKind::Serial)
            };
            let mut columns = table.columns.iter();
            columns.any(|column| column.default.as_deref().is_some_and(counts) || is_serial(column))
        };
        let tables = self.before.tables().map(|(_, table)| table);
        tables.filter(uses).map(|table| table.key.clone()).collect()
    }

    /// `'s.counter'`, perhaps with `::regclass`.
    fn names_sequence(&self, arg: &Expr, sequence: &ObjectKey) -> bool {
        match &arg.kind {
            ExprKind::Literal(Literal::Text(text)) => self.is_key(text, sequence),
            ExprKind::Cast { expr, .. } => self.names_sequence(expr, sequence),
            _ => false,
        }
    }

    /// Whether a name in a text, as SQL writes it, is that of the object.
    fn is_key(&self, text: &str, key: &ObjectKey) -> bool {
        let part = |part: &str| match part.strip_prefix('"').and_then(|part| part.strip_suffix('"')) {
            Some(quoted) => schema::Ident::synthetic(quoted),
            None => schema::Ident::synthetic(part.to_lowercase()),
        };
        let (schema, ident) = match text.rsplit_once('.') {
            Some((schema, name)) => (Some(part(schema)), part(name)),
            None => (None, part(text)),
        };
        let name = Name {
            qualifiers: schema.into_iter().collect(),
            ident,
        };
        self.before.key(&name) == *key
    }
}

/// Whether a default, a computed column, a check or an index of the table is so.
fn exprs(table: &Table, wanted: &dyn Fn(&Expr) -> bool) -> bool {
    let of_column = |column: &Column| {
        let generated = column.generated.as_ref().map(|generated| &generated.expr);
        column.default.as_deref().into_iter().chain(generated).any(wanted)
    };
    let of_constraint = |constraint: &Constraint| match &constraint.kind {
        ConstraintKind::Check { expr, .. } => wanted(expr),
        ConstraintKind::Exclude { predicate, .. } => predicate.iter().any(|expr| wanted(expr)),
        _ => false,
    };
    let of_key = |key: &IndexKey| match &key.target {
        KeyTarget::Expr(expr) => wanted(expr),
        KeyTarget::Column(_) => false,
    };
    let of_index = |index: &Index| index.keys.iter().any(of_key) || index.predicate.iter().any(wanted);
    table.columns.iter().any(|column| of_column(column))
        || table.constraints.iter().any(|constraint| of_constraint(constraint))
        || table.indexes.iter().any(|index| of_index(index))
}
