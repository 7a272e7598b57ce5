use rhai::{Array, Dynamic, EvalAltResult, INT, ImmutableString, Position};
use source::TextRange;

use super::describe::{Builder, Members};
use super::handle::{At, Handle, Place};
use crate::sandbox::TEXT_LIMIT;

/// A stretch of a migration's text.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    place: Place,
}

impl Text {
    pub(crate) fn of_statement(at: &At, range: TextRange) -> Self {
        let place = at.place(range);
        Self { place }
    }

    pub(crate) const fn new(place: Place) -> Self {
        Self { place }
    }
}

impl Handle for Text {
    const NAME: &'static str = "Text";
    const SUMMARY: &'static str =
        "A stretch of the migration's own text. It can be used like a text, however long it is.";

    fn describe(members: &mut Members<'_, Self>) {
        register(members);
    }

    fn print(&self) -> ImmutableString {
        self.place.text().into()
    }

    fn place(&self) -> Place {
        self.place.clone()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.as_text() == other.as_text()
    }

    fn is_named(&self, text: &str) -> bool {
        self.as_text() == text
    }
}

impl TextLike for Text {
    fn as_text(&self) -> &str {
        self.place.text()
    }
}

/// A handle that can be asked what a text can be asked.
pub(crate) trait TextLike: Handle {
    fn as_text(&self) -> &str;
}

/// What a text can be asked.
pub(crate) fn register<T: TextLike>(members: &mut Members<'_, T>) {
    members
        .property("len", "How many characters it has.", |this| length(this.as_text()))
        .overload("len", |this: &mut T| length(this.as_text()))
        .property("is_empty", "Whether it has none.", |this| this.as_text().is_empty())
        .overload("is_empty", |this: &mut T| this.as_text().is_empty())
        .function(
            "starts_with",
            "(text: string) -> bool",
            "Whether it begins with `text`.",
            |this: &mut T, text: &str| this.as_text().starts_with(text),
        )
        .function(
            "ends_with",
            "(text: string) -> bool",
            "Whether it ends in `text`.",
            |this: &mut T, text: &str| this.as_text().ends_with(text),
        )
        .function(
            "contains",
            "(text: string) -> bool",
            "Whether `text` stands in it; `text in name` says the same.",
            |this: &mut T, text: &str| this.as_text().contains(text),
        )
        .function(
            "matches",
            "(pattern: string) -> bool",
            MATCHES,
            |this: &mut T, pattern: &str| matches(this.as_text(), pattern),
        )
        .function("to_lower", "() -> string", "The same in lower case.", |this: &mut T| {
            this.as_text().to_lowercase()
        })
        .function("to_upper", "() -> string", "The same in upper case.", |this: &mut T| {
            this.as_text().to_uppercase()
        })
        .function(
            "split",
            "(between: string) -> array",
            "Its parts between each `between`.",
            |this: &mut T, between: &str| -> Array {
                this.as_text()
                    .split(between)
                    .map(|part| Dynamic::from(ImmutableString::from(part)))
                    .collect()
            },
        )
        .function(
            "remove_prefix",
            "(text: string) -> string",
            "What follows `text` where it begins with that, else all of it.",
            |this: &mut T, text: &str| remove_prefix(this.as_text(), text),
        )
        .function(
            "remove_suffix",
            "(text: string) -> string",
            "What stands before `text` where it ends in that, else all of it.",
            |this: &mut T, text: &str| remove_suffix(this.as_text(), text),
        );
}

const MATCHES: &str = "Whether the regular expression `pattern` finds something in it; anchor it with `^` and `$` to \
    match all of it.";

/// What the API adds to Rhai's own functions on texts, and safer ones in the place of some.
pub(crate) fn register_on_strings(api: &mut Builder<'_>) {
    let mut members = api.of::<ImmutableString>("string", "A text. Rhai's own functions work on it, and these.");
    members
        .function(
            "matches",
            "(pattern: string) -> bool",
            MATCHES,
            |text: &str, pattern: &str| matches(text, pattern),
        )
        .function(
            "remove_prefix",
            "(text: string) -> string",
            "What follows `text` where it begins with that, else all of it.",
            remove_prefix,
        )
        .function(
            "remove_suffix",
            "(text: string) -> string",
            "What stands before `text` where it ends in that, else all of it.",
            remove_suffix,
        )
        // Rhai's own replaces first and looks at the size afterwards: two texts of 64 kB make one of 4 GB.
        .function(
            "replace",
            "(from: string, to: string)",
            "Puts `to` in the place of every `from`.",
            replace,
        )
        .overload("replace", |text: &mut ImmutableString, from: char, to: char| {
            replace(text, &String::from(from), &String::from(to))
        })
        .overload("replace", |text: &mut ImmutableString, from: &str, to: char| {
            replace(text, from, &String::from(to))
        })
        .overload("replace", |text: &mut ImmutableString, from: char, to: &str| {
            replace(text, &String::from(from), to)
        });
}

type Outcome<T> = Result<T, Box<EvalAltResult>>;

fn replace(text: &mut ImmutableString, from: &str, to: &str) -> Outcome<()> {
    let times = text.matches(from).count();
    if text.len() + times.saturating_mul(to.len()) > TEXT_LIMIT {
        return Err(EvalAltResult::ErrorDataTooLarge("Length of string".into(), Position::NONE).into());
    }
    *text = text.replace(from, to).into();
    Ok(())
}

fn remove_prefix(text: &str, prefix: &str) -> String {
    text.strip_prefix(prefix).unwrap_or(text).to_owned()
}

fn remove_suffix(text: &str, suffix: &str) -> String {
    text.strip_suffix(suffix).unwrap_or(text).to_owned()
}

fn matches(text: &str, pattern: &str) -> Outcome<bool> {
    crate::pattern::with(pattern, |pattern| pattern.is_match(text)).map_err(Into::into)
}

fn length(text: &str) -> INT {
    INT::try_from(text.chars().count()).unwrap_or(INT::MAX)
}
