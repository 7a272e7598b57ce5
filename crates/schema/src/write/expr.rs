//! Expressions: the script's own words where there are any, else what the model holds.

use super::{SqlWriter, Unwritable, Written};
use crate::{Expr, ExprKind, IndexKey, KeyTarget, Literal};

impl SqlWriter<'_> {
    pub(crate) fn expr(self, expr: &Expr) -> Written {
        if let Some(text) = self.text(expr.range) {
            return Ok(text.to_owned());
        }
        match &expr.kind {
            ExprKind::Literal(literal) => self.literal(literal),
            ExprKind::Column(name) => Ok(self.name(name)),
            ExprKind::Call { name, args } => self.call(name, args),
            ExprKind::Operator { op, operands } => self.operator(op, operands),
            ExprKind::Cast { expr, to } => Ok(format!("cast({} as {})", self.expr(expr)?, self.data_type(to))),
            ExprKind::Subquery { .. } => Err(Unwritable("a query inside it is in its script only")),
            ExprKind::Opaque { .. } => Err(Unwritable("an expression in it is in its script only")),
        }
    }

    fn literal(self, literal: &Literal) -> Written {
        match literal {
            Literal::Number(number) => Ok(number.to_string()),
            Literal::Text(text) => Ok(self.string(text)),
            Literal::Boolean(value) => Ok(value.to_string()),
            Literal::Null => Ok("null".to_owned()),
            Literal::Other => Err(Unwritable("a constant in it is in its script only")),
        }
    }

    fn call(self, name: &crate::Name, args: &[Expr]) -> Written {
        /// Values that are called without parentheses (<https://www.postgresql.org/docs/current/functions-datetime.html>).
        const BARE: &[&str] = &[
            "current_date",
            "current_role",
            "current_time",
            "current_timestamp",
            "current_user",
            "localtime",
            "localtimestamp",
            "session_user",
            "sysdate",
            "systimestamp",
        ];
        let word = name.ident.text.to_ascii_lowercase();
        if args.is_empty() && name.qualifiers.is_empty() && BARE.contains(&word.as_str()) {
            return Ok(word.into());
        }
        // Whether a call counts each value once or orders them is not in the model; a plain one holds neither.
        let args: Result<Vec<String>, Unwritable> = args.iter().map(|arg| self.expr(arg)).collect();
        let name = match name.qualifiers.is_empty() && name.ident.range.is_empty() {
            true => word.into(),
            false => self.name(name),
        };
        Ok(format!("{name}({})", args?.join(", ")))
    }

    fn operator(self, op: &str, operands: &[Expr]) -> Written {
        let part = |expr: &Expr| -> Written {
            let written = self.expr(expr)?;
            let is_simple = matches!(
                expr.kind,
                ExprKind::Literal(_) | ExprKind::Column(_) | ExprKind::Call { .. } | ExprKind::Cast { .. }
            );
            Ok(if is_simple { written } else { format!("({written})") })
        };
        let word = op.to_ascii_lowercase();
        match operands {
            [only] if word.starts_with("is ") => Ok(format!("{} {word}", part(only)?)),
            [only] if matches!(word.as_str(), "not" | "-" | "+") => Ok(format!("{word} {}", part(only)?)),
            [left, right] if is_infix(&word) => Ok(format!("{} {word} {}", part(left)?, part(right)?)),
            [tested, values @ ..] if matches!(word.as_str(), "in" | "not in") => {
                let values: Result<Vec<String>, Unwritable> = values.iter().map(|value| self.expr(value)).collect();
                Ok(format!("{} {word} ({})", part(tested)?, values?.join(", ")))
            }
            [tested, low, high] if matches!(word.as_str(), "between" | "not between") => {
                Ok(format!("{} {word} {} and {}", part(tested)?, part(low)?, part(high)?))
            }
            _ => Err(Unwritable("an operator in it is in its script only")),
        }
    }

    pub(super) fn keys(self, keys: &[IndexKey]) -> Written {
        let keys: Result<Vec<String>, Unwritable> = keys.iter().map(|key| self.key(key)).collect();
        Ok(keys?.join(", "))
    }

    pub(crate) fn key(self, key: &IndexKey) -> Written {
        let mut written = match &key.target {
            KeyTarget::Column(column) => self.ident(column),
            KeyTarget::Expr(expr) => {
                let text = self.expr(expr)?;
                let is_enclosed = text.starts_with('(') && text.ends_with(')');
                if is_enclosed { text } else { format!("({text})") }
            }
        };
        if let Some(length) = key.prefix_length {
            written.push_str(&format!("({length})"));
        }
        if let Some(collation) = &key.collation {
            written.push_str(" collate ");
            written.push_str(&self.name(collation));
        }
        if let Some(class) = &key.operator_class {
            written.push(' ');
            written.push_str(&self.name(class));
        }
        if key.is_descending {
            written.push_str(" desc");
        }
        match key.nulls_first {
            Some(true) => written.push_str(" nulls first"),
            Some(false) => written.push_str(" nulls last"),
            None => {}
        }
        Ok(written)
    }
}

/// Operators that stand between two values.
fn is_infix(op: &str) -> bool {
    const WORDS: &[&str] = &[
        "and",
        "or",
        "like",
        "not like",
        "ilike",
        "not ilike",
        "is distinct from",
        "xor",
        "regexp",
    ];
    WORDS.contains(&op) || op.bytes().all(|byte| byte.is_ascii_punctuation())
}
