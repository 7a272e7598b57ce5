use rhai::{Expr, FnCallExpr, Position};
use source::nearest;

use super::Reader;
use super::ty::Ty;
use crate::error::Fault;

/// The operators that compare two values.
const COMPARISONS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];

/// Comparisons whose answer is always the same: a slip, since nobody writes one on purpose.
impl Reader<'_> {
    /// Looks at a call that may be a comparison, of values of these types.
    pub(super) fn compared(&mut self, call: &FnCallExpr, given: &[Ty]) {
        let ([left, right], [left_ty, right_ty]) = (&call.args[..], given) else {
            return;
        };
        let operator = call.name.as_str();
        if COMPARISONS.contains(&operator) {
            if !self.members.are_comparable(operator, left_ty, right_ty) {
                self.fail(Fault::new(left.start_position(), never(operator, left_ty, right_ty)));
            }
            if ["==", "!="].contains(&operator) {
                self.word_compared(left_ty, right);
                self.word_compared(right_ty, left);
            }
        } else if operator == "contains"
            && let Expr::Array(items, _) = left
        {
            // `kind in ["…", "…"]`
            items.iter().for_each(|item| self.word_compared(right_ty, item));
        }
    }

    fn word_compared(&mut self, ty: &Ty, text: &Expr) {
        let (Ty::Word(words), Expr::StringConstant(text, position)) = (ty.bare(), text) else {
            return;
        };
        if words.contains(&text.as_str()) {
            return;
        }
        let meant = match nearest(text, words.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None if words.len() > 20 => "the reference lists the words".to_owned(),
            None => format!("it is one of `{}`", words.join("`, `")),
        };
        self.fail(Fault::new(*position, format!("this is never `{text}`; {meant}")));
    }

    /// Looks at the value of a `switch`: only texts, numbers and truth values are found among its cases.
    pub(super) fn switched(&mut self, ty: &Ty, position: Position) {
        if let (Ty::Api(_) | Ty::List(_), Some(shown)) = (ty.bare(), ty.bare().shown()) {
            let message = format!("`switch` finds no `{shown}` among its cases; hand it a text: `.to_string()`");
            self.fail(Fault::new(position, message));
        }
    }
}

fn never(operator: &str, left: &Ty, right: &Ty) -> String {
    let shown = |ty: &Ty| ty.bare().shown().unwrap_or_default();
    let is_list = |ty: &Ty| matches!(ty.bare(), Ty::List(_) | Ty::Array);
    let is_api = |ty: &Ty| matches!(ty.bare(), Ty::Api(_));
    let remedy = match (left.bare(), right.bare()) {
        (Ty::Int, other) | (other, Ty::Int) if is_list(other) => "; ask for the list's `.len`",
        (Ty::Text | Ty::Word(_), other) | (other, Ty::Text | Ty::Word(_)) if is_api(other) => {
            "; make a text of it: `.to_string()`"
        }
        _ => "",
    };
    format!(
        "`{operator}` between `{}` and `{}` always has the same answer{remedy}",
        shown(left),
        shown(right)
    )
}
