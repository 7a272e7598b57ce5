//! Parts of a script as the catalogue keeps them: without places, and with names as the engine folds them,
//! so that two catalogues are equal where the schema is.

use source::TextRange;

use crate::{
    ConstraintKind, DataType, Dialect, Expr, ExprKind, ForeignKey, Generated, Ident, IndexKey, KeyTarget, Name,
};

/// Takes places out of parts of a script and folds their names.
#[derive(Clone, Copy)]
pub(super) struct Placeless(pub(super) Dialect);

impl Placeless {
    pub(super) fn ident(self, ident: &Ident) -> Ident {
        Ident {
            has_placeholder: ident.has_placeholder,
            ..Ident::synthetic(ident.folded(self.0))
        }
    }

    pub(super) fn name(self, name: &Name) -> Name {
        Name {
            qualifiers: name.qualifiers.iter().map(|part| self.ident(part)).collect(),
            ident: self.ident(&name.ident),
        }
    }

    pub(super) fn data_type(self, data_type: &DataType) -> DataType {
        DataType {
            schema: data_type.schema.as_ref().map(|schema| Box::new(self.ident(schema))),
            range: TextRange::default(),
            ..data_type.clone()
        }
    }

    pub(super) fn generated(self, generated: &Generated) -> Generated {
        Generated {
            expr: self.expr(&generated.expr),
            kind: generated.kind,
            range: TextRange::default(),
        }
    }

    pub(super) fn expr(self, expr: &Expr) -> Expr {
        let all = |exprs: &[Expr]| exprs.iter().map(|inner| self.expr(inner)).collect();
        let kind = match &expr.kind {
            ExprKind::Literal(literal) => ExprKind::Literal(literal.clone()),
            ExprKind::Column(name) => ExprKind::Column(self.name(name)),
            ExprKind::Call { name, args } => ExprKind::Call {
                name: self.name(name),
                args: all(args),
            },
            ExprKind::Operator { op, operands } => ExprKind::Operator {
                op: op.clone(),
                operands: all(operands),
            },
            ExprKind::Cast { expr, to } => ExprKind::Cast {
                expr: Box::new(self.expr(expr)),
                to: Box::new(self.data_type(to)),
            },
            ExprKind::Subquery { reads, inside } => ExprKind::Subquery {
                reads: reads.iter().map(|name| self.name(name)).collect(),
                inside: all(inside),
            },
            ExprKind::Opaque { parts } => ExprKind::Opaque { parts: all(parts) },
        };
        Expr {
            kind,
            range: TextRange::default(),
        }
    }

    pub(super) fn key(self, key: &IndexKey) -> IndexKey {
        let target = match &key.target {
            KeyTarget::Column(column) => KeyTarget::Column(self.ident(column)),
            KeyTarget::Expr(expr) => match collated_column(expr) {
                Some(column) => KeyTarget::Column(self.ident(column)),
                None => KeyTarget::Expr(Box::new(self.expr(expr))),
            },
        };
        IndexKey {
            target,
            operator_class: key.operator_class.as_ref().map(|class| Box::new(self.name(class))),
            collation: key.collation.as_ref().map(|collation| Box::new(self.name(collation))),
            range: TextRange::default(),
            ..key.clone()
        }
    }

    pub(super) fn keys(self, keys: &[IndexKey]) -> Vec<IndexKey> {
        keys.iter().map(|key| self.key(key)).collect()
    }

    pub(super) fn constraint(self, kind: &ConstraintKind) -> ConstraintKind {
        let index = |index: &Option<Ident>| index.as_ref().map(|index| self.ident(index));
        match kind {
            ConstraintKind::PrimaryKey { keys, using_index } => ConstraintKind::PrimaryKey {
                keys: self.keys(keys),
                using_index: index(using_index),
            },
            ConstraintKind::Unique {
                keys,
                using_index,
                nulls_not_distinct,
            } => ConstraintKind::Unique {
                keys: self.keys(keys),
                using_index: index(using_index),
                nulls_not_distinct: *nulls_not_distinct,
            },
            ConstraintKind::ForeignKey(key) => ConstraintKind::ForeignKey(Box::new(ForeignKey {
                columns: key.columns.iter().map(|column| self.ident(column)).collect(),
                table: self.name(&key.table),
                referred: key.referred.iter().map(|column| self.ident(column)).collect(),
                ..(**key).clone()
            })),
            ConstraintKind::Check { expr, no_inherit } => ConstraintKind::Check {
                expr: self.expr(expr),
                no_inherit: *no_inherit,
            },
            ConstraintKind::Exclude {
                keys,
                method,
                predicate,
            } => ConstraintKind::Exclude {
                keys: self.keys(keys),
                method: method.as_ref().map(|method| self.ident(method)),
                predicate: predicate.as_ref().map(|expr| Box::new(self.expr(expr))),
            },
            ConstraintKind::NotNull { column } => ConstraintKind::NotNull {
                column: self.ident(column),
            },
            ConstraintKind::Default { expr, column } => ConstraintKind::Default {
                expr: self.expr(expr),
                column: self.ident(column),
            },
            ConstraintKind::Other => ConstraintKind::Other,
        }
    }
}

/// `(x COLLATE y)` is the column `x` with a collation, as it is without parentheses (PostgreSQL's `ComputeIndexAttrs`).
fn collated_column(expr: &Expr) -> Option<&Ident> {
    let ExprKind::Operator { op, operands } = &expr.kind else {
        return None;
    };
    match operands.as_slice() {
        [operand] if op == "COLLATE" => match &operand.kind {
            ExprKind::Column(name) if name.qualifiers.is_empty() => Some(&name.ident),
            _ => None,
        },
        _ => None,
    }
}

/// The columns that an expression names, each once, as they are kept.
pub(super) fn columns_of(expr: &Expr) -> Vec<compact_str::CompactString> {
    let mut columns = Vec::new();
    expr.walk(&mut |part| {
        if let ExprKind::Column(name) = &part.kind
            && !columns.contains(&name.ident.text)
        {
            columns.push(name.ident.text.clone());
        }
    });
    columns
}

/// Gives a column another name wherever an expression names it.
pub(super) fn rename_in(expr: &mut Expr, from: &str, to: &str) {
    match &mut expr.kind {
        ExprKind::Column(name) if name.ident.text == from => name.ident.text = to.into(),
        ExprKind::Call { args, .. } => args.iter_mut().for_each(|arg| rename_in(arg, from, to)),
        ExprKind::Operator { operands, .. } => operands.iter_mut().for_each(|part| rename_in(part, from, to)),
        ExprKind::Opaque { parts } => parts.iter_mut().for_each(|part| rename_in(part, from, to)),
        ExprKind::Cast { expr, .. } => rename_in(expr, from, to),
        ExprKind::Column(_) | ExprKind::Literal(_) | ExprKind::Subquery { .. } => {}
    }
}
