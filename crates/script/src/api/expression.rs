use std::sync::Arc;

use rhai::ImmutableString;
use schema::{Expr, ExprKind, Literal};

use super::data_type::Type;
use super::describe::Members;
use super::handle::{At, Handle, Place};
use super::name::Name;

/// A value as the script writes it: a part of an expression, by the way that leads to it.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    at: At,
    whole: Arc<Expr>,
    path: Vec<u32>,
}

impl Expression {
    pub(crate) fn new(at: &At, expr: &Expr) -> Self {
        Self {
            at: at.clone(),
            whole: Arc::new(expr.clone()),
            path: Vec::new(),
        }
    }

    fn expr(&self) -> &Expr {
        let mut expr = &*self.whole;
        for at in &self.path {
            expr = &expr.parts()[*at as usize];
        }
        expr
    }

    fn parts(&self) -> Vec<Self> {
        let count = u32::try_from(self.expr().parts().len()).unwrap_or(u32::MAX);
        (0..count).map(|at| self.part(at)).collect()
    }

    fn part(&self, at: u32) -> Self {
        Self {
            at: self.at.clone(),
            whole: Arc::clone(&self.whole),
            path: self.path.iter().copied().chain([at]).collect(),
        }
    }

    fn all(&self, found: &mut Vec<Self>) {
        found.push(self.clone());
        for part in self.parts() {
            part.all(found);
        }
    }
}

impl Handle for Expression {
    const NAME: &'static str = "Expression";
    const SUMMARY: &'static str = "A value as the migration writes it: a default, a condition. It prints as written.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property(
                "kind",
                "What it is: `literal`, `column`, `call`, `operator`, `cast`, `subquery`, `other`.",
                |this| kind(this.expr()),
            )
            .property("is_literal", "Whether it is a constant, perhaps cast.", |this| {
                this.expr().is_literal()
            })
            .property("is_null", "Whether it is `null`.", |this| this.expr().is_null())
            .property(
                "literal",
                "The constant it is: a text without its quotes, a number as written.",
                |this| literal(this.expr()),
            )
            .property(
                "column",
                "The column, variable or keyword that it is.",
                |this| match &this.expr().kind {
                    ExprKind::Column(name) => Some(Name::new(&this.at, &name.ident)),
                    _ => None,
                },
            )
            .property(
                "function",
                "The function that it calls, in lower case.",
                |this| match &this.expr().kind {
                    ExprKind::Call { name, .. } => Some(lower(name)),
                    _ => None,
                },
            )
            .property(
                "operator",
                "The operator that it is, in upper case: `AND`, `=`, `IS NULL`.",
                |this| match &this.expr().kind {
                    ExprKind::Operator { op, .. } => Some(ImmutableString::from(op.as_str())),
                    _ => None,
                },
            )
            .property("cast_to", "The type that it is cast to.", |this| {
                match &this.expr().kind {
                    ExprKind::Cast { to, .. } => Some(Type::new(&this.at, to)),
                    _ => None,
                }
            })
            .property(
                "parts",
                "What it is made of: the arguments of a call, the operands of an operator.",
                Self::parts,
            )
            .property("all", "Itself and everything inside it, outer ones first.", |this| {
                let mut found = Vec::new();
                this.all(&mut found);
                found
            })
            .property("calls", "The functions it calls, in lower case.", |this| {
                calls(this.expr())
            })
            .property(
                "columns",
                "The columns it names, each as often as it stands there.",
                |this| {
                    let mut names = Vec::new();
                    this.expr().walk(&mut |part| {
                        if let ExprKind::Column(name) = &part.kind {
                            names.push(Name::new(&this.at, &name.ident));
                        }
                    });
                    names
                },
            );
    }

    fn print(&self) -> ImmutableString {
        self.place().text().into()
    }

    fn place(&self) -> Place {
        self.at.place(self.expr().range)
    }
}

const fn kind(expr: &Expr) -> &'static str {
    match &expr.kind {
        ExprKind::Literal(_) => "literal",
        ExprKind::Column(_) => "column",
        ExprKind::Call { .. } => "call",
        ExprKind::Operator { .. } => "operator",
        ExprKind::Cast { .. } => "cast",
        ExprKind::Subquery { .. } => "subquery",
        ExprKind::Opaque { .. } => "other",
    }
}

fn lower(name: &schema::Name) -> ImmutableString {
    name.to_string().to_lowercase().into()
}

fn literal(expr: &Expr) -> Option<ImmutableString> {
    match &expr.kind {
        ExprKind::Literal(Literal::Number(text) | Literal::Text(text)) => Some(text.as_str().into()),
        ExprKind::Literal(Literal::Boolean(value)) => Some(value.to_string().into()),
        ExprKind::Cast { expr, .. } => literal(expr),
        _ => None,
    }
}

fn calls(expr: &Expr) -> Vec<ImmutableString> {
    let mut names = Vec::new();
    expr.walk(&mut |part| {
        if let ExprKind::Call { name, .. } = &part.kind {
            names.push(lower(name));
        }
    });
    names
}
