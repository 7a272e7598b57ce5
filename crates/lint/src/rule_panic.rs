use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use crate::Failure;

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
    static LAST_PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs a rule. A panic in it becomes a failure of that rule, and prints nothing.
pub(crate) fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, Failure> {
    static HOOK: Once = Once::new();
    HOOK.call_once(keep_panics_of_rules_quiet);
    let was_guarded = IS_GUARDED.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(run));
    IS_GUARDED.set(was_guarded);
    outcome.map_err(|_| {
        let message = LAST_PANIC.take().unwrap_or_else(|| "for an unknown reason".to_owned());
        Failure::new(format!("it panicked {message}"))
    })
}

/// Works on one item after the other until that panics: on which, and why. Goes on behind it when it is called again.
/// One guard around all of them costs less than one around each.
pub(crate) fn until_panic<T: Copy>(
    items: &mut impl Iterator<Item = T>,
    mut work: impl FnMut(T),
) -> Option<(T, Failure)> {
    let mut at = None;
    let outcome = guarded(|| {
        items.for_each(|item| {
            at = Some(item);
            work(item);
        });
    });
    at.zip(outcome.err())
}

fn keep_panics_of_rules_quiet() {
    let previous = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !IS_GUARDED.get() {
            previous(info);
            return;
        }
        let place = info
            .location()
            .map(|place| format!("at {}:{}, ", place.file(), place.line()));
        let payload = info.payload();
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        let message = format!("{}{}", place.unwrap_or_default(), text.unwrap_or("without a message"));
        LAST_PANIC.set(Some(message));
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_failure_that_says_where_and_why() {
        assert_eq!(guarded(|| 1), Ok(1));
        let failure = guarded(|| panic!("no such {}", "column")).unwrap_err();
        assert!(
            failure
                .message
                .starts_with("it panicked at crates/lint/src/rule_panic.rs:"),
            "{}",
            failure.message
        );
        assert!(failure.message.ends_with(", no such column"), "{}", failure.message);
    }

    #[test]
    fn behind_an_item_that_panics_the_work_goes_on() {
        let mut items = 0..4;
        let mut done = Vec::new();
        let mut work = |item| {
            assert_ne!(item % 2, 1, "odd");
            done.push(item);
        };
        let mut panicked = Vec::new();
        while let Some((item, failure)) = until_panic(&mut items, &mut work) {
            assert!(failure.message.contains("odd"), "{}", failure.message);
            panicked.push(item);
        }
        assert_eq!((done, panicked), (vec![0, 2], vec![1, 3]));
    }
}
