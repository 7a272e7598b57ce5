use std::borrow::Cow;
use std::ops::Range;

use source::nearest;
use toml::Spanned;
use toml::de::DeValue;

/// A value of the header, with its place.
pub(crate) type Value<'i> = Spanned<DeValue<'i>>;

/// What is wrong with the header, and at which byte of it.
pub(crate) struct Wrong {
    pub(crate) at: usize,
    pub(crate) message: String,
}

impl Wrong {
    pub(crate) fn at(span: &Range<usize>, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            at: span.start,
            message,
        }
    }
}

impl From<toml::de::Error> for Wrong {
    fn from(error: toml::de::Error) -> Self {
        let at = error.span().map_or(0, |span| span.start);
        let message = error.message().to_owned();
        Self { at, message }
    }
}

pub(crate) fn unfit(value: &Value<'_>, wanted: &str) -> Wrong {
    let found = value.get_ref().type_str();
    Wrong::at(&value.span(), format!("expected {wanted}, found {found}"))
}

pub(crate) fn text<'v>(value: &'v Value<'_>) -> Result<&'v str, Wrong> {
    match value.get_ref() {
        DeValue::String(text) if !text.trim().is_empty() => Ok(text),
        DeValue::String(_) => Err(Wrong::at(&value.span(), "an empty text says nothing")),
        _ => Err(unfit(value, "a text")),
    }
}

pub(crate) fn owned_text(value: &Value<'_>) -> Result<Cow<'static, str>, Wrong> {
    text(value).map(|text| Cow::Owned(text.to_owned()))
}

pub(crate) fn flag(value: &Value<'_>) -> Result<bool, Wrong> {
    value
        .get_ref()
        .as_bool()
        .ok_or_else(|| unfit(value, "`true` or `false`"))
}

pub(crate) fn list<T>(value: &Value<'_>, read: impl Fn(&Value<'_>) -> Result<T, Wrong>) -> Result<Vec<T>, Wrong> {
    let Some(values) = value.get_ref().as_array() else {
        return Err(unfit(value, "a list"));
    };
    values.iter().map(read).collect()
}

pub(crate) fn named<T: Copy>(value: &Value<'_>, all: &[T], name: fn(T) -> &'static str) -> Result<T, Wrong> {
    let found = text(value)?;
    all.iter().copied().find(|one| name(*one) == found).ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|one| name(*one)).collect();
        let meant = match nearest(found, names.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("it is one of `{}`", names.join("`, `")),
        };
        Wrong::at(&value.span(), format!("unknown name `{found}`; {meant}"))
    })
}
