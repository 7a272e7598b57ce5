use lint::Context;
use source::StatementPath;

use super::handle::At;

/// Asks what a built-in rule would ask that looks at this statement or, with a number, at that change of it.
pub(crate) fn ask<T>(at: &At, change: Option<u32>, question: impl FnOnce(&Context<'_>) -> T) -> T {
    let path = StatementPath(at.path().to_vec());
    let answer = lint::ask(at.facts(), &path, change, question);
    answer.expect("whoever made the handle has looked the statement up, and scripts do not change")
}
