use std::collections::BTreeSet;

use rhai::{Engine, Expr, FnCallExpr, OptimizationLevel, Position, Stmt, SwitchCasesCollection};
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
    pub(super) fn switched(&mut self, ty: &Ty, position: Position, cases: &SwitchCasesCollection) {
        if let Ty::Word(words) = ty.bare() {
            let known = digests(words);
            let unknown = cases.cases.iter().filter(|(digest, _)| !known.contains(digest));
            let unmet = unknown.filter_map(|(_, blocks)| cases.expressions.get(*blocks.blocks.first()?));
            // The cases come in no order.
            if let Some(first) = unmet.map(|case| case.rhs.start_position()).min() {
                let message =
                    "the value of this case is none of the words that stand behind `switch`; the reference lists them";
                self.fail(Fault::new(first, message));
            }
        }
        if let (Ty::Api(_) | Ty::List(_), Some(shown)) = (ty.bare(), ty.bare().shown()) {
            let message = format!("`switch` finds no `{shown}` among its cases; hand it a text: `.to_string()`");
            self.fail(Fault::new(position, message));
        }
    }
}

/// What Rhai keeps of the cases with these words: it does not keep the words.
fn digests(words: &[&str]) -> BTreeSet<u64> {
    let cases: Vec<String> = words.iter().map(|word| format!("{word:?} => 0")).collect();
    let mut engine = Engine::new_raw();
    engine.set_optimization_level(OptimizationLevel::None);
    let ast = engine.compile(format!("switch 0 {{ () => 0, {} }}", cases.join(", ")));
    let statements = ast.as_ref().map_or(&[][..], |ast| ast.statements());
    let switches = statements.iter().filter_map(|statement| match statement {
        Stmt::Switch(parts, _) => Some(&parts.1.cases),
        _ => None,
    });
    switches.flat_map(|cases| cases.keys().copied()).collect()
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
