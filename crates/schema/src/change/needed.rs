//! Which columns a change needs.

use crate::{Action, Change, Column, ColumnPlace, Constraint, ConstraintKind, Expr, ExprKind, Ident, KeyTarget, Kind};

impl Change {
    /// The columns that the change names as those of its own table, and that have to be there before it or come with the same
    /// statement; those in expressions only where nothing else can stand there.
    #[must_use]
    pub fn needed_columns(&self) -> Vec<&Ident> {
        let mut needed = Vec::new();
        match &self.action {
            Action::Insert(insert) => needed.extend(&insert.columns),
            Action::Copy(copy) => needed.extend(&copy.columns),
            Action::Update(update) if !update.has_join => {
                let columns = update.assignments.iter().map(|assignment| &assignment.column);
                let own = columns.filter(|column| column.qualifiers.is_empty());
                needed.extend(own.map(|column| &column.ident));
            }
            Action::CreateIndex(index) => {
                needed.extend(index.keys.iter().filter_map(crate::IndexKey::column));
                needed.extend(&index.include);
            }
            Action::AddConstraint { constraint, .. } => needed.extend(constraint.columns()),
            Action::AddColumn {
                column,
                place,
                old_name,
                ..
            } => {
                if self.kind != Kind::AddColumn {
                    needed.push(old_name.as_ref().unwrap_or(&column.name));
                }
                if let Some(ColumnPlace::After(other)) = place {
                    needed.push(other);
                }
            }
            Action::Column(action) if !action.if_exists => needed.push(&action.column),
            Action::Rename(_) | Action::Comment(_) if !self.has_exists_clause() => needed.extend(self.column()),
            _ => {}
        }
        needed
    }

    /// The columns without a qualifier that expressions over one row of the change's own table name: in the keys and the
    /// condition of an index, in a check, in what a column is computed from, in a policy that asks no other table.
    #[must_use]
    pub fn columns_in_exprs(&self) -> Vec<&Ident> {
        let mut named = Vec::new();
        let mut take = |expr| take_columns(expr, &mut named);
        match &self.action {
            Action::CreateIndex(index) => {
                for key in &index.keys {
                    if let KeyTarget::Expr(expr) = &key.target {
                        take(expr);
                    }
                }
                index.predicate.iter().for_each(|expr| take(expr));
            }
            Action::AddConstraint { constraint, .. } => take_checked(constraint, &mut take),
            Action::AddColumn { column, .. } => take_computed(column, &mut take),
            Action::CreatePolicy(policy) => {
                policy
                    .using
                    .iter()
                    .chain(&policy.with_check)
                    .for_each(|expr| take(expr));
            }
            _ => {}
        }
        named
    }
}

fn take_checked<'a>(constraint: &'a Constraint, take: &mut dyn FnMut(&'a Expr)) {
    match &constraint.kind {
        ConstraintKind::Check { expr, .. } => take(expr),
        ConstraintKind::Exclude { predicate, .. } => predicate.iter().for_each(|expr| take(expr)),
        _ => {}
    }
}

fn take_computed<'a>(column: &'a Column, take: &mut dyn FnMut(&'a Expr)) {
    column.generated.iter().for_each(|generated| take(&generated.expr));
    column
        .constraints
        .iter()
        .for_each(|constraint| take_checked(constraint, take));
}

/// Not those of an expression that asks another table, or that was not read in full.
fn take_columns<'a>(expr: &'a Expr, named: &mut Vec<&'a Ident>) {
    let mut is_plain = true;
    expr.walk(&mut |part| {
        is_plain &= !matches!(part.kind, ExprKind::Subquery { .. } | ExprKind::Opaque { .. });
    });
    if !is_plain {
        return;
    }
    expr.walk(&mut |part| match &part.kind {
        ExprKind::Column(name) if name.qualifiers.is_empty() => named.push(&name.ident),
        _ => {}
    });
}
