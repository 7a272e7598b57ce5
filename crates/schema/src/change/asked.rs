//! What a change says, asked without knowing which action it holds.

use source::TextRange;

use crate::{
    Action, Assignment, Behaviour, Change, Column, Constraint, ConstraintKind, DataType, Expr, Ident, KeyTarget, Kind,
    Name, ObjectKind, Statement, Where,
};

impl Change {
    /// What a drop or a `truncate` says of what depends on its object.
    #[must_use]
    pub const fn behaviour(&self) -> Option<Behaviour> {
        match &self.action {
            Action::Drop(dropped) => dropped.behaviour,
            Action::Column(action) => action.behaviour,
            Action::Constraint(action) => action.behaviour,
            Action::Truncate(truncate) => truncate.behaviour,
            _ => None,
        }
    }

    /// Whether it takes that along: `CASCADE`.
    #[must_use]
    pub const fn cascades(&self) -> bool {
        matches!(self.behaviour(), Some(Behaviour::Cascade(_)))
    }

    /// The table, view or other relation the change is about.
    #[must_use]
    pub fn table(&self) -> Option<&Name> {
        match &self.action {
            Action::CreateTable(table) => Some(&table.name),
            Action::CreateIndex(index) => Some(&index.table),
            Action::CreateView(view) => Some(&view.name),
            Action::CreateTrigger(trigger) => trigger.table.as_ref(),
            Action::CreatePolicy(policy) => Some(&policy.table),
            Action::AddColumn { table, .. } | Action::AddConstraint { table, .. } => Some(table),
            Action::Column(action) => Some(&action.table),
            Action::Constraint(action) => Some(&action.table),
            Action::Partition(action) => Some(&action.table),
            Action::Table(action) if action.object_kind.is_relation() => Some(&action.name),
            Action::Drop(dropped) if dropped.object_kind.is_relation() => Some(&dropped.name),
            Action::Drop(dropped) => dropped.table.as_ref(),
            Action::Rename(rename) if rename.object_kind.is_relation() => Some(&rename.from),
            Action::Rename(rename) => rename.parent.as_ref(),
            Action::Insert(insert) => Some(&insert.table),
            Action::Update(update) => Some(&update.table),
            Action::Delete(delete) => Some(&delete.table),
            Action::Merge(merge) => Some(&merge.table),
            Action::Truncate(truncate) => Some(&truncate.table),
            Action::Copy(copy) => copy.table.as_ref(),
            Action::Comment(comment) if comment.object_kind.is_relation() || comment.column.is_some() => {
                Some(&comment.name)
            }
            _ => None,
        }
    }

    /// The name of what the change is about: the table of a column, the index of a `drop_index`.
    #[must_use]
    pub fn object(&self) -> Option<&Name> {
        match &self.action {
            Action::CreateIndex(index) => index.name.as_ref().or(Some(&index.table)),
            Action::CreateRoutine(routine) => Some(&routine.name),
            Action::CreateTrigger(trigger) => Some(&trigger.name),
            Action::CreateSequence(sequence) => Some(&sequence.name),
            Action::CreateType(created) => Some(&created.name),
            Action::CreateObject(created) => created.name.as_ref(),
            Action::Drop(dropped) => Some(&dropped.name),
            Action::Rename(rename) => Some(&rename.from),
            Action::Table(action) => Some(&action.name),
            Action::Object(action) => action.name.as_ref(),
            Action::AddEnumValue(added) => Some(&added.name),
            Action::Comment(comment) => Some(&comment.name),
            Action::Maintenance(maintenance) => maintenance.names.first(),
            Action::Call(routine) => Some(routine),
            _ => self.table(),
        }
    }

    /// The column the change is about.
    #[must_use]
    pub fn column(&self) -> Option<&Ident> {
        match &self.action {
            Action::AddColumn { column, .. } => Some(&column.name),
            Action::Column(action) => Some(&action.column),
            Action::Rename(rename) if rename.object_kind == ObjectKind::Column => Some(&rename.from.ident),
            Action::Comment(comment) => comment.column.as_ref(),
            _ => None,
        }
    }

    /// The column that is given a type, by the name that it has before, and the type: of a table that is altered.
    #[must_use]
    pub fn typed_column(&self) -> Option<(&Name, &Ident, &DataType)> {
        match &self.action {
            Action::Column(action) => Some((&action.table, &action.column, action.data_type.as_ref()?)),
            Action::AddColumn {
                table,
                column,
                old_name,
                ..
            } => {
                let name = old_name.as_ref().unwrap_or(&column.name);
                Some((table, name, column.data_type.as_ref()?))
            }
            _ => None,
        }
    }

    /// Whether the change itself says that it runs only when needed: `IF [NOT] EXISTS`, `OR REPLACE`.
    #[must_use]
    pub fn has_exists_clause(&self) -> bool {
        match &self.action {
            Action::CreateTable(table) => table.if_not_exists || table.or_replace,
            Action::CreateIndex(index) => index.if_not_exists || index.or_replace,
            Action::CreateView(view) => view.if_not_exists || view.or_replace,
            Action::CreateRoutine(routine) => routine.if_not_exists || routine.or_replace,
            Action::CreateTrigger(trigger) => trigger.if_not_exists || trigger.or_replace,
            Action::CreateSequence(sequence) => sequence.has_exists_clause,
            Action::CreateType(created) => created.if_not_exists || created.or_replace,
            Action::CreateObject(created) => created.if_not_exists || created.or_replace,
            Action::Role(role) => role.if_not_exists,
            Action::Drop(dropped) => dropped.if_exists,
            Action::Rename(rename) => rename.if_exists,
            Action::AddColumn { has_exists_clause, .. } => *has_exists_clause,
            Action::Column(action) => action.if_exists,
            Action::AddConstraint { if_not_exists, .. } => *if_not_exists,
            Action::Constraint(action) => action.if_exists,
            Action::Partition(action) => action.has_exists_clause,
            Action::AddEnumValue(added) => added.if_not_exists,
            Action::Object(action) => action.if_exists,
            _ => false,
        }
    }

    /// The statement in its own words, as far as they are about this change: `create index concurrently`,
    /// `alter table … detach partition`.
    #[must_use]
    pub fn command(&self, statement: &Statement) -> String {
        let words = |kind: Kind| kind.as_str().replace('_', " ");
        let mut command = words(statement.kind);
        if self.kind != statement.kind {
            command.push_str(" … ");
            command.push_str(&words(self.kind));
        }
        if statement.modifiers.concurrently.is_some() {
            command.push_str(" concurrently");
        }
        command
    }

    /// Where `IF EXISTS` or `IF NOT EXISTS` is written: before the name of what is made or dropped. `None` where there is
    /// no name, or where it is not known where the clause goes.
    #[must_use]
    pub fn exists_clause_place(&self) -> Option<TextRange> {
        let name = match &self.action {
            Action::CreateTable(table) => table.name.range(),
            Action::CreateIndex(index) => index.name.as_ref()?.range(),
            Action::CreateView(view) => view.name.range(),
            Action::CreateRoutine(routine) => routine.name.range(),
            Action::CreateTrigger(trigger) => trigger.name.range(),
            Action::CreateSequence(sequence) => sequence.name.range(),
            Action::CreateType(created) => created.name.range(),
            Action::CreateObject(created) => created.name.as_ref()?.range(),
            Action::Drop(dropped) => dropped.name.range(),
            Action::AddColumn { column, .. } => column.name.range,
            Action::Column(action) if self.kind == Kind::DropColumn => action.column.range,
            Action::AddConstraint { constraint, .. } => constraint.name.as_ref()?.range,
            Action::Constraint(action) if self.kind == Kind::DropConstraint => action.name.as_ref()?.range,
            _ => return None,
        };
        Some(TextRange::empty(name.start))
    }

    /// The columns that the change adds to a table: those of `create_table` and of `add_column`.
    #[must_use]
    pub fn added_columns(&self) -> &[Column] {
        match &self.action {
            Action::CreateTable(table) => &table.columns,
            Action::AddColumn { column, .. } if self.kind == Kind::AddColumn => std::slice::from_ref(column),
            _ => &[],
        }
    }

    /// Every expression the change holds, outer ones first.
    pub fn each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        let mut walk = |expr: &'a Expr| expr.walk(visit);
        match &self.action {
            Action::CreateTable(table) => {
                table.columns.iter().for_each(|column| column_exprs(column, &mut walk));
                table
                    .constraints
                    .iter()
                    .for_each(|constraint| constraint_exprs(constraint, &mut walk));
            }
            Action::CreateIndex(index) => {
                for key in &index.keys {
                    if let KeyTarget::Expr(expr) = &key.target {
                        walk(expr);
                    }
                }
                index.predicate.iter().for_each(|expr| walk(expr));
            }
            Action::AddColumn { column, .. } => column_exprs(column, &mut walk),
            Action::Column(action) => action.expr.iter().for_each(|expr| walk(expr)),
            Action::AddConstraint { constraint, .. } => constraint_exprs(constraint, &mut walk),
            Action::Update(update) => {
                update
                    .assignments
                    .iter()
                    .for_each(|Assignment { value, .. }| walk(value));
                where_exprs(update.condition.as_ref(), &mut walk);
            }
            Action::Delete(delete) => where_exprs(delete.condition.as_ref(), &mut walk),
            Action::Select(select) => select.exprs.iter().for_each(walk),
            Action::CreatePolicy(policy) => policy
                .using
                .iter()
                .chain(&policy.with_check)
                .for_each(|expr| walk(expr)),
            _ => {}
        }
    }
}

fn where_exprs<'a>(condition: Option<&'a Where>, walk: &mut dyn FnMut(&'a Expr)) {
    if let Some(expr) = condition.and_then(|condition| condition.expr.as_deref()) {
        walk(expr);
    }
}

fn column_exprs<'a>(column: &'a Column, walk: &mut dyn FnMut(&'a Expr)) {
    column
        .default
        .iter()
        .chain(&column.on_update)
        .for_each(|expr| walk(expr));
    column.generated.iter().for_each(|generated| walk(&generated.expr));
    column
        .constraints
        .iter()
        .for_each(|constraint| constraint_exprs(constraint, walk));
}

fn constraint_exprs<'a>(constraint: &'a Constraint, walk: &mut dyn FnMut(&'a Expr)) {
    match &constraint.kind {
        ConstraintKind::Check { expr, .. } | ConstraintKind::Default { expr, .. } => walk(expr),
        ConstraintKind::Exclude { predicate, .. } => predicate.iter().for_each(|expr| walk(expr)),
        _ => {}
    }
}
