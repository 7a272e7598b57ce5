use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use regex::{Regex, RegexBuilder};

/// How much memory one compiled pattern may take.
const SIZE_LIMIT: usize = 1 << 20;
/// How many compiled patterns a thread keeps.
const KEPT: usize = 256;

thread_local! {
    static PATTERNS: RefCell<BTreeMap<String, Rc<Regex>>> = const { RefCell::new(BTreeMap::new()) };
}

/// Calls `use_it` with the compiled pattern, which the thread keeps.
pub(crate) fn with<T>(pattern: &str, use_it: impl FnOnce(&Regex) -> T) -> Result<T, String> {
    let kept = PATTERNS.with_borrow(|patterns| patterns.get(pattern).cloned());
    if let Some(regex) = kept {
        return Ok(use_it(&regex));
    }
    let regex = Rc::new(compile(pattern)?);
    PATTERNS.with_borrow_mut(|patterns| {
        if patterns.len() >= KEPT {
            patterns.clear();
        }
        patterns.insert(pattern.to_owned(), Rc::clone(&regex));
    });
    Ok(use_it(&regex))
}

/// Compiles a pattern. It takes time in proportion to the text, whatever the pattern.
pub(crate) fn compile(pattern: &str) -> Result<Regex, String> {
    let regex = RegexBuilder::new(pattern).size_limit(SIZE_LIMIT).build();
    regex.map_err(|error| {
        let reason = error.to_string();
        let last = reason
            .lines()
            .last()
            .unwrap_or_default()
            .trim_start_matches("error: ")
            .to_owned();
        format!("`{pattern}` is no regular expression: {last}")
    })
}
