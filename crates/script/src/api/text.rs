use std::sync::Arc;

use rhai::{Array, Dynamic, EvalAltResult, INT, ImmutableString, Position};
use schema::plural;
use source::TextRange;

use super::describe::{Builder, Members};
use super::handle::{At, Handle, Place};
use super::value::Value;
use crate::sandbox::{TEXT_LIMIT, spend};

/// A stretch of a migration's text.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    place: Place,
    /// The file's text with parts of it blanked out, byte by byte; what is not there is the text itself.
    masked: Option<Arc<str>>,
}

impl Text {
    pub(crate) fn of_statement(at: &At, range: TextRange) -> Self {
        Self::new(at.place(range))
    }

    pub(crate) const fn new(place: Place) -> Self {
        Self { place, masked: None }
    }

    /// The text of a place with comments and the contents of strings blanked out.
    pub(crate) fn masked(place: Place) -> Self {
        let masked = super::helpers::masked(&place.facts, place.range);
        Self {
            masked: Some(masked.into()),
            place,
        }
    }

    /// A part of it, by the bytes.
    fn part(&self, start: usize, end: usize) -> Self {
        let offset = |at: usize| self.place.range.start + u32::try_from(at).unwrap_or(u32::MAX);
        let mut place = self.place.clone();
        place.range = TextRange::new(offset(start), offset(end));
        let masked = self.masked.as_deref().and_then(|text| text.get(start..end));
        Self {
            place,
            masked: masked.map(Arc::from),
        }
    }

    fn find(&mut self, pattern: &str) -> Outcome<Dynamic> {
        spend_on(self.as_text());
        let found = crate::pattern::with(pattern, |pattern| {
            pattern
                .find(self.as_text())
                .map(|found| self.part(found.start(), found.end()))
        })?;
        Ok(found.into_dynamic())
    }

    fn find_all(&mut self, pattern: &str) -> Outcome<Dynamic> {
        spend_on(self.as_text());
        let found = crate::pattern::with(pattern, |pattern| {
            let found = pattern.find_iter(self.as_text());
            found
                .map(|found| self.part(found.start(), found.end()))
                .collect::<Vec<_>>()
        })?;
        Ok(found.into_dynamic())
    }

    fn groups(&mut self, pattern: &str) -> Outcome<Dynamic> {
        spend_on(self.as_text());
        let found = crate::pattern::with(pattern, |pattern| {
            let captures = pattern.captures(self.as_text())?;
            let group = |group: Option<regex::Match<'_>>| group.map(|group| self.part(group.start(), group.end()));
            Some(captures.iter().map(group).collect::<Vec<_>>())
        })?;
        Ok(found.unwrap_or_default().into_dynamic())
    }

    fn lines(&self) -> Vec<Self> {
        spend_on(self.as_text());
        let mut start = 0;
        let lines = self.as_text().split_inclusive('\n').map(|line| {
            let bare = line.trim_end_matches(['\n', '\r']);
            let part = self.part(start, start + bare.len());
            start += line.len();
            part
        });
        lines.collect()
    }
}

impl Handle for Text {
    const NAME: &'static str = "Text";
    const SUMMARY: &'static str = "A stretch of the migration's own text. It can be used like a text, however long it is, \
        and what is found in it stands where it does.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("lines", "Its lines, without their ends.", Self::lines)
            .function(
                "find",
                "(pattern: string) -> Text?",
                "The first part that the regular expression `pattern` matches.",
                Self::find,
            )
            .function(
                "find_all",
                "(pattern: string) -> [Text]",
                "Every part that the regular expression `pattern` matches.",
                Self::find_all,
            )
            .function(
                "groups",
                "(pattern: string) -> [Text]",
                "What the regular expression `pattern` matches first, and each of its groups, `()` for one that takes no \
                 part; empty where nothing matches.",
                Self::groups,
            );
        register(members);
    }

    fn print(&self) -> ImmutableString {
        self.as_text().into()
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

impl HasText for Text {
    fn as_text(&self) -> &str {
        self.masked.as_deref().unwrap_or_else(|| self.place.text())
    }
}

/// Something that has a text.
pub(crate) trait HasText: Clone + 'static {
    /// All of it.
    fn as_text(&self) -> &str;
}

impl HasText for ImmutableString {
    fn as_text(&self) -> &str {
        self
    }
}

/// What can be asked of every text, besides what Rhai's own can be asked.
fn register_questions<T: HasText>(members: &mut Members<'_, T>) {
    members
        .function(
            "matches",
            "(pattern: string) -> bool",
            MATCHES,
            |this: &mut T, pattern: &str| matches(this.as_text(), pattern),
        )
        .function(
            "glob",
            "(pattern: string) -> bool",
            "Whether all of it is as `pattern` says: `*` stands for any letters, `?` for one.",
            |this: &mut T, pattern: &str| matches(this.as_text(), &super::helpers::glob_as_regex(pattern)),
        )
        .function(
            "captures",
            "(pattern: string) -> array",
            "What the regular expression `pattern` matches first, and each of its groups; empty where nothing matches.",
            |this: &mut T, pattern: &str| captures(this.as_text(), pattern),
        )
        .function(
            "replace_all",
            "(pattern: string, with: string) -> string",
            "It with each match of the regular expression `pattern` replaced; `$1` stands for the first group.",
            |this: &mut T, pattern: &str, with: &str| replace_all(this.as_text(), pattern, with),
        )
        .function(
            "remove_prefix",
            "(text: string) -> string",
            "What follows `text` where it begins with that, else all of it.",
            |this: &mut T, prefix: &str| this.as_text().strip_prefix(prefix).unwrap_or(this.as_text()).to_owned(),
        )
        .function(
            "remove_suffix",
            "(text: string) -> string",
            "What stands before `text` where it ends in that, else all of it.",
            |this: &mut T, suffix: &str| this.as_text().strip_suffix(suffix).unwrap_or(this.as_text()).to_owned(),
        )
        .function(
            "to_case",
            "(name: string) -> string",
            "Its words written as `snake`, `upper-snake`, `camel`, `pascal` or `kebab` does.",
            |this: &mut T, case: &str| -> Outcome<String> {
                Ok(super::helpers::letter_case(case)?.convert(this.as_text()))
            },
        )
        .function(
            "is_case",
            "(name: string) -> bool",
            "Whether it is written as `snake`, `upper-snake`, `camel`, `pascal` or `kebab` does.",
            |this: &mut T, case: &str| -> Outcome<bool> {
                Ok(super::helpers::letter_case(case)?.is_kept_by(this.as_text()))
            },
        )
        .function(
            "to_plural",
            "() -> string",
            "Its last word in the plural: `order_lines`.",
            |this: &mut T| plural::plural_of(this.as_text()),
        )
        .function(
            "to_singular",
            "() -> string",
            "Its last word in the singular: `order_line`.",
            |this: &mut T| plural::singular_of(this.as_text()),
        )
        .function(
            "is_plural",
            "() -> bool?",
            "Whether its last word is in the plural; `()` where English does not say: `data`.",
            |this: &mut T| plural::is_plural(this.as_text()).into_dynamic(),
        );
}

/// What a text can be asked.
pub(crate) fn register<T: Handle + HasText>(members: &mut Members<'_, T>) {
    fn text<T: HasText>(this: &T) -> &str {
        let text = this.as_text();
        spend_on(text);
        text
    }
    members.is_text();
    members
        .property("len", "How many characters it has.", |this| length(text(this)))
        .overload("len", |this: &mut T| length(text(this)))
        .property("is_empty", "Whether it has none.", |this| this.as_text().is_empty())
        .overload("is_empty", |this: &mut T| this.as_text().is_empty())
        .function(
            "starts_with",
            "(text: string) -> bool",
            "Whether it begins with `text`.",
            |this: &mut T, start: &str| this.as_text().starts_with(start),
        )
        .function(
            "ends_with",
            "(text: string) -> bool",
            "Whether it ends in `text`.",
            |this: &mut T, end: &str| this.as_text().ends_with(end),
        )
        .function(
            "contains",
            "(text: string) -> bool",
            "Whether `text` stands in it; `text in name` says the same.",
            |this: &mut T, part: &str| text(this).contains(part),
        )
        .function("to_lower", "() -> string", "The same in lower case.", |this: &mut T| {
            text(this).to_lowercase()
        })
        .function("to_upper", "() -> string", "The same in upper case.", |this: &mut T| {
            text(this).to_uppercase()
        })
        .function(
            "trim",
            "() -> string",
            "The same without the space around it.",
            |this: &mut T| text(this).trim().to_owned(),
        )
        .function(
            "split",
            "(between: string) -> array",
            "Its parts between each `between`.",
            |this: &mut T, between: &str| -> Array {
                let parts = text(this).split(between);
                parts.map(|part| Dynamic::from(ImmutableString::from(part))).collect()
            },
        );
    register_questions(members);
}

const MATCHES: &str = "Whether the regular expression `pattern` finds something in it; anchor it with `^` and `$` to \
    match all of it.";

/// What the API adds to Rhai's own functions on texts, and safer ones in the place of some.
pub(crate) fn register_on_strings(api: &mut Builder<'_>) {
    let mut members = api.of::<ImmutableString>("string", "A text. Rhai's own functions work on it, and these.");
    register_questions(&mut members);
    members
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

fn matches(text: &str, pattern: &str) -> Outcome<bool> {
    spend_on(text);
    crate::pattern::with(pattern, |pattern| pattern.is_match(text)).map_err(Into::into)
}

fn captures(text: &str, pattern: &str) -> Outcome<Array> {
    spend_on(text);
    let found = crate::pattern::with(pattern, |pattern| {
        let group = |group: Option<regex::Match<'_>>| group.map(|group| ImmutableString::from(group.as_str()));
        let captures = pattern.captures(text)?;
        Some(captures.iter().map(|found| group(found).into_dynamic()).collect())
    })?;
    Ok(found.unwrap_or_default())
}

fn replace_all(text: &str, pattern: &str, with: &str) -> Outcome<String> {
    spend_on(text);
    let replaced = crate::pattern::with(pattern, |pattern| {
        let times = pattern.find_iter(text).count();
        let is_small = times.saturating_mul(with.len().saturating_add(text.len())) <= 16 * TEXT_LIMIT;
        is_small.then(|| pattern.replace_all(text, with).into_owned())
    })?;
    let fitting = replaced.filter(|text| text.len() <= TEXT_LIMIT);
    fitting.ok_or_else(|| EvalAltResult::ErrorDataTooLarge("Length of string".into(), Position::NONE).into())
}

/// Going through a long text takes its time.
fn spend_on(text: &str) {
    spend(text.len() as u64 / 64);
}

fn length(text: &str) -> INT {
    INT::try_from(text.chars().count()).unwrap_or(INT::MAX)
}
