#![expect(clippy::needless_pass_by_value, reason = "Rhai hands functions their values so")]

use std::rc::Rc;

use rhai::{Array, Dynamic, EvalAltResult, FnPtr, FuncRegistration, INT, Module, NativeCallContext, Position};

use super::describe::Builder;

/// A list that the host made. It is shared, never copied, and has no limit of length.
#[derive(Clone, Debug)]
pub(crate) struct List(Rc<Vec<Dynamic>>);

impl From<Vec<Dynamic>> for List {
    fn from(items: Vec<Dynamic>) -> Self {
        Self(Rc::new(items))
    }
}

impl IntoIterator for List {
    type Item = Dynamic;
    type IntoIter = Items;

    fn into_iter(self) -> Items {
        Items { list: self, next: 0 }
    }
}

/// Walks a list.
pub(crate) struct Items {
    list: List,
    next: usize,
}

impl Iterator for Items {
    type Item = Dynamic;

    fn next(&mut self) -> Option<Dynamic> {
        let item = self.list.0.get(self.next).cloned();
        self.next += 1;
        item
    }
}

type Outcome<T> = Result<T, Box<EvalAltResult>>;

impl List {
    pub(crate) fn register(api: &mut Builder<'_>) {
        let mut members = api.of::<Self>(
            "List",
            "A list that the API gives: it can be read and walked, not changed. What can be done with it can be done with Rhai's \
             arrays, and `array.append(list)` puts its items into one.",
        );
        members
            .property("len", "How many items it holds.", |list| count(list.0.len()))
            .property("is_empty", "Whether it holds nothing.", |list| list.0.is_empty())
            .overload("len", |list: &mut Self| count(list.0.len()))
            .overload("is_empty", |list: &mut Self| list.0.is_empty())
            .property("first", "Its first item, or `()`.", |list| {
                Item(list.0.first().cloned())
            })
            .property("last", "Its last item, or `()`.", |list| Item(list.0.last().cloned()))
            .function(
                "map",
                "(f: |item| …) -> array",
                "What `f` makes of each item.",
                Self::map,
            )
            .function(
                "filter",
                "(f: |item| bool) -> List",
                "The items for which `f` holds.",
                Self::filter,
            )
            .function(
                "find",
                "(f: |item| bool) -> item?",
                "The first item for which `f` holds.",
                Self::find,
            )
            .function(
                "some",
                "(f: |item| bool) -> bool",
                "Whether `f` holds for an item.",
                Self::some,
            )
            .function(
                "all",
                "(f: |item| bool) -> bool",
                "Whether `f` holds for every item.",
                Self::all,
            )
            .function(
                "for_each",
                "(f: |item| …) -> ()",
                "Calls `f` with each item.",
                Self::for_each,
            )
            .function(
                "reduce",
                "(f: |so_far, item| …, begin: any) -> any",
                "What `f` makes of `begin` and the first item, of that and the next, and so on.",
                Self::reduce,
            )
            .function(
                "index_of",
                "(item: any) -> int",
                "Where the first item stands that equals this one, from 0; -1 where none does.",
                Self::index_of,
            )
            .function(
                "contains",
                "(item: any) -> bool",
                "Whether an item equals this one; `item in list` says the same.",
                Self::contains,
            )
            .function(
                "to_array",
                "() -> array",
                "A copy that the script may change.",
                |list: &mut Self| -> Array { list.0.to_vec() },
            )
            .function(
                "join",
                "(between: string) -> string",
                "Its items as one text.",
                Self::join,
            );
        members
            .overload("+", |left: Array, right: Self| joined(left, &right.0))
            .overload("+", |left: Self, right: Array| joined(left.0.to_vec(), &right))
            .overload("+", |left: Self, right: Self| joined(left.0.to_vec(), &right.0));
        for name in ["to_string", "print", "to_debug", "debug"] {
            members.overload(name, Self::print);
        }
        register_on_arrays(members.module());
        members.module().set_iterable::<Self>();
        members.module().set_indexer_get_fn(Self::at);
    }

    fn map(cx: NativeCallContext, list: &mut Self, f: FnPtr) -> Outcome<Array> {
        list.0
            .iter()
            .map(|item| f.call_raw(&cx, None, [item.clone()]))
            .collect()
    }

    fn filter(cx: NativeCallContext, list: &mut Self, f: FnPtr) -> Outcome<Self> {
        let mut kept = Vec::new();
        for item in list.0.iter() {
            if holds(&cx, &f, item)? {
                kept.push(item.clone());
            }
        }
        Ok(Self::from(kept))
    }

    fn find(cx: NativeCallContext, list: &mut Self, f: FnPtr) -> Outcome<Dynamic> {
        for item in list.0.iter() {
            if holds(&cx, &f, item)? {
                return Ok(item.clone());
            }
        }
        Ok(Dynamic::UNIT)
    }

    fn some(cx: NativeCallContext, list: &mut Self, f: FnPtr) -> Outcome<bool> {
        for item in list.0.iter() {
            if holds(&cx, &f, item)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn all(cx: NativeCallContext, list: &mut Self, f: FnPtr) -> Outcome<bool> {
        for item in list.0.iter() {
            if !holds(&cx, &f, item)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn for_each(cx: NativeCallContext, list: &mut Self, f: FnPtr) -> Outcome<()> {
        list.0
            .iter()
            .try_for_each(|item| f.call_raw(&cx, None, [item.clone()]).map(drop))
    }

    fn reduce(cx: NativeCallContext, list: &mut Self, f: FnPtr, begin: Dynamic) -> Outcome<Dynamic> {
        let mut items = list.0.iter();
        items.try_fold(begin, |so_far, item| f.call_raw(&cx, None, [so_far, item.clone()]))
    }

    fn index_of(cx: NativeCallContext, list: &mut Self, wanted: Dynamic) -> Outcome<INT> {
        for (at, item) in list.0.iter().enumerate() {
            let (mut left, mut right) = (item.clone(), wanted.clone());
            // The comparison of the script, so that `"id" in names` works.
            let equal = cx.call_fn_raw("==", true, false, &mut [&mut left, &mut right])?;
            if equal.as_bool() == Ok(true) {
                return Ok(count(at));
            }
        }
        Ok(-1)
    }

    fn contains(cx: NativeCallContext, list: &mut Self, wanted: Dynamic) -> Outcome<bool> {
        Ok(Self::index_of(cx, list, wanted)? >= 0)
    }

    fn join(cx: NativeCallContext, list: &mut Self, between: &str) -> Outcome<String> {
        join(&cx, &list.0, between)
    }

    /// `[a, b]`, of what its items print as.
    fn print(cx: NativeCallContext, list: &mut Self) -> Outcome<String> {
        Ok(format!("[{}]", join(&cx, &list.0, ", ")?))
    }

    fn at(list: &mut Self, index: INT) -> Outcome<Dynamic> {
        let length = list.0.len();
        let from_start = usize::try_from(index).ok();
        let from_end = usize::try_from(index.unsigned_abs())
            .ok()
            .and_then(|back| length.checked_sub(back));
        let place = from_start.or(from_end);
        let item = place.and_then(|at| list.0.get(at)).cloned();
        item.ok_or_else(|| EvalAltResult::ErrorArrayBounds(length, index, Position::NONE).into())
    }
}

/// What lists can do and Rhai's own arrays cannot, and what arrays do with lists.
fn register_on_arrays(module: &mut Module) {
    let pure = |name| FuncRegistration::new(name).with_purity(true);
    FuncRegistration::new("append").set_into_module(module, |array: &mut Array, list: List| {
        array.extend_from_slice(&list.0);
    });
    pure("join").set_into_module(module, |cx: NativeCallContext, array: &mut Array, between: &str| {
        join(&cx, array, between)
    });
    for (name, end) in [
        ("first", <[Dynamic]>::first as fn(&[Dynamic]) -> Option<&Dynamic>),
        ("last", <[Dynamic]>::last),
    ] {
        FuncRegistration::new_getter(name)
            .with_purity(true)
            .set_into_module(module, move |array: &mut Array| {
                end(array).cloned().unwrap_or(Dynamic::UNIT)
            });
    }
}

fn join(cx: &NativeCallContext<'_>, items: &[Dynamic], between: &str) -> Outcome<String> {
    let mut joined = String::new();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            joined.push_str(between);
        }
        let mut item = item.clone();
        let text = cx.call_fn_raw("to_string", true, false, &mut [&mut item])?;
        joined.push_str(&text.into_immutable_string().unwrap_or_default());
        if joined.len() > crate::sandbox::TEXT_LIMIT {
            return Err(EvalAltResult::ErrorDataTooLarge("Length of string".into(), Position::NONE).into());
        }
    }
    Ok(joined)
}

fn joined(mut left: Array, right: &[Dynamic]) -> Array {
    left.extend_from_slice(right);
    left
}

/// An item of whatever type, or `()`.
struct Item(Option<Dynamic>);

impl super::value::Value for Item {
    fn type_name() -> String {
        "item?".to_owned()
    }

    fn into_dynamic(self) -> Dynamic {
        self.0.unwrap_or(Dynamic::UNIT)
    }
}

fn holds(cx: &NativeCallContext<'_>, f: &FnPtr, item: &Dynamic) -> Outcome<bool> {
    let answer = f.call_raw(cx, None, [item.clone()])?;
    answer
        .as_bool()
        .map_err(|found| format!("the function gave {found} where `true` or `false` is needed").into())
}

fn count(length: usize) -> INT {
    INT::try_from(length).unwrap_or(INT::MAX)
}
