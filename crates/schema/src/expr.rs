use compact_str::CompactString;
use source::TextRange;

use crate::{DataType, Dialect, Ident, Name};

/// A value as the script writes it.
#[derive(Clone, PartialEq, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub range: TextRange,
}

/// What an expression is.
#[derive(Clone, PartialEq, Debug)]
pub enum ExprKind {
    /// A constant.
    Literal(Literal),
    /// A column, a variable, or a keyword that stands for a value.
    Column(Name),
    /// A function with its arguments; `CURRENT_TIMESTAMP` and its kin are calls without any.
    Call {
        /// The function.
        name: Name,
        /// What it is given.
        args: Vec<Expr>,
    },
    /// An operator, keyword operators included (`AND`, `IS NULL`, `BETWEEN`), upper case. `CASE WHEN` and `CASE x WHEN`
    /// are `CASE` and `CASE OF`, with their parts in order.
    Operator {
        /// The operator.
        op: CompactString,
        /// What it works on, from left to right.
        operands: Vec<Expr>,
    },
    /// `CAST(x AS t)`, `x::t`.
    Cast {
        /// What is cast.
        expr: Box<Expr>,
        /// What it becomes.
        to: Box<DataType>,
    },
    /// A query in parentheses, with the relations it reads.
    Subquery {
        /// The relations.
        reads: Vec<Name>,
        /// The columns and calls in it, its own and those of the query around it, however deep.
        inside: Vec<Expr>,
    },
    /// Something else, with the parts that could be read.
    Opaque {
        /// The parts.
        parts: Vec<Expr>,
    },
}

/// A constant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Literal {
    /// A number as written, its sign included.
    Number(CompactString),
    /// A text, without its quotes, escapes undone.
    Text(CompactString),
    /// `TRUE` or `FALSE`.
    Boolean(bool),
    /// `NULL`.
    Null,
    /// A bit string, a date literal and the like.
    Other,
}

impl Expr {
    /// Whether it is a constant, perhaps cast.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        match &self.kind {
            ExprKind::Literal(_) => true,
            ExprKind::Cast { expr, .. } => expr.is_literal(),
            _ => false,
        }
    }

    /// Whether it is `NULL`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        match &self.kind {
            ExprKind::Literal(literal) => *literal == Literal::Null,
            ExprKind::Cast { expr, .. } => expr.is_null(),
            _ => false,
        }
    }

    /// Whether it names the column, alone or with its table.
    #[must_use]
    pub fn names_column(&self, column: &Ident, dialect: Dialect) -> bool {
        let mut is_named = false;
        self.walk(&mut |part| {
            if let ExprKind::Column(name) = &part.kind {
                is_named |= name.ident.is_same(column, dialect);
            }
        });
        is_named
    }

    /// What it is made of: the arguments of a call, the operands of an operator.
    #[must_use]
    pub fn parts(&self) -> &[Self] {
        match &self.kind {
            ExprKind::Call { args, .. } => args,
            ExprKind::Operator { operands, .. } => operands,
            ExprKind::Opaque { parts } => parts,
            ExprKind::Cast { expr, .. } => std::slice::from_ref(expr),
            ExprKind::Literal(_) | ExprKind::Column(_) | ExprKind::Subquery { .. } => &[],
        }
    }

    /// This expression and those inside it, outer ones first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        visit(self);
        for part in self.parts() {
            part.walk(visit);
        }
    }
}
