#![expect(clippy::needless_pass_by_value, reason = "Rhai hands functions their values so")]

use rhai::{Array, Dynamic, EvalAltResult, FnPtr, FuncRegistration, Module, NativeCallContext};

type Outcome<T> = Result<T, Box<EvalAltResult>>;

/// Puts `sort` and `dedup` with a function in the place of Rhai's, which take an error in that function for an answer, and
/// panic where its answers contradict each other.
pub(crate) fn register(module: &mut Module) {
    for name in ["sort", "sort_by"] {
        FuncRegistration::new(name).set_into_module(module, sort);
    }
    FuncRegistration::new("dedup").set_into_module(module, dedup);
}

fn sort(cx: NativeCallContext<'_>, array: &mut Array, comparer: FnPtr) -> Outcome<()> {
    let mut goes_first = |right: &Dynamic, left: &Dynamic| -> Outcome<bool> {
        let answer = comparer.call_raw(&cx, None, [right.clone(), left.clone()])?;
        match (answer.as_bool(), answer.as_int()) {
            (Ok(goes_first), _) => Ok(goes_first),
            (_, Ok(order)) => Ok(order < 0),
            _ => Err(misfit(
                &cx,
                "a function that `sort` asks gives a number or a truth value",
            )),
        }
    };
    *array = merge_sorted(std::mem::take(array), &mut goes_first)?;
    Ok(())
}

/// What is equal keeps its order.
fn merge_sorted(mut left: Array, goes_first: &mut impl FnMut(&Dynamic, &Dynamic) -> Outcome<bool>) -> Outcome<Array> {
    if left.len() < 2 {
        return Ok(left);
    }
    let right = left.split_off(left.len() / 2);
    let mut left = merge_sorted(left, goes_first)?.into_iter().peekable();
    let mut right = merge_sorted(right, goes_first)?.into_iter().peekable();
    let mut merged = Array::with_capacity(left.len() + right.len());
    while let (Some(first), Some(second)) = (left.peek(), right.peek()) {
        let from = if goes_first(second, first)? {
            &mut right
        } else {
            &mut left
        };
        merged.extend(from.next());
    }
    merged.extend(left);
    merged.extend(right);
    Ok(merged)
}

fn dedup(cx: NativeCallContext<'_>, array: &mut Array, comparer: FnPtr) -> Outcome<()> {
    let mut kept = Array::with_capacity(array.len());
    for item in std::mem::take(array) {
        let is_again = match kept.last() {
            None => false,
            Some(last) => {
                let answer = comparer.call_raw(&cx, None, [last.clone(), item.clone()])?;
                let wanted = "a function that `dedup` asks gives a truth value";
                answer.as_bool().map_err(|_| misfit(&cx, wanted))?
            }
        };
        if !is_again {
            kept.push(item);
        }
    }
    *array = kept;
    Ok(())
}

fn misfit(cx: &NativeCallContext<'_>, message: &str) -> Box<EvalAltResult> {
    EvalAltResult::ErrorRuntime(message.into(), cx.call_position()).into()
}
