use rhai::ImmutableString;
use schema::{Expr, ExprKind, Literal};

use super::describe::Members;
use super::handle::{At, Handle, Place};

/// A value as the script writes it.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    at: At,
    expr: Expr,
}

impl Expression {
    pub(crate) fn new(at: &At, expr: &Expr) -> Self {
        Self {
            at: at.clone(),
            expr: expr.clone(),
        }
    }
}

impl Handle for Expression {
    const NAME: &'static str = "Expression";
    const SUMMARY: &'static str = "A value as the migration writes it: a default, a condition. It prints as written.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("is_literal", "Whether it is a constant, perhaps cast.", |this| {
                this.expr.is_literal()
            })
            .property("is_null", "Whether it is `null`.", |this| this.expr.is_null())
            .property(
                "literal",
                "The constant it is: a text without its quotes, a number as written.",
                |this| literal(&this.expr),
            )
            .property("calls", "The functions it calls, in lower case.", |this| {
                calls(&this.expr)
            });
    }

    fn print(&self) -> ImmutableString {
        self.place().text().into()
    }

    fn place(&self) -> Place {
        self.at.place(self.expr.range)
    }
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
            names.push(name.to_string().to_lowercase().into());
        }
    });
    names
}
