use compact_str::CompactString;
use source::TextRange;

use crate::group::Script;
use crate::lines::{Line, strip_prefix_ignoring_case};
use crate::reading::Reading;

/// What a `--changeset` line says.
pub(super) struct Changeset<'a> {
    pub(super) author: &'a str,
    pub(super) id: &'a str,
    attributes: Vec<Attribute<'a>>,
}

/// `runInTransaction:false`.
struct Attribute<'a> {
    key: &'a str,
    value: &'a str,
    place: TextRange,
}

/// What a line is.
pub(super) enum Header<'a> {
    Changeset(Changeset<'a>),
    /// Meant as a changeset, and refused.
    Malformed,
    None,
}

/// The attributes of a changeset that are true or false.
const FLAGS: &[&str] = &[
    "stripComments",
    "splitStatements",
    "rollbackSplitStatements",
    "runOnChange",
    "runAlways",
    "runInTransaction",
    "failOnError",
];

/// Its other attributes.
const ATTRIBUTES: &[&str] = &[
    "endDelimiter",
    "rollbackEndDelimiter",
    "context",
    "contextFilter",
    "labels",
    "logicalFilePath",
    "dbms",
    "ignore",
    "runWith",
    "runWithSpoolFile",
    "onFail",
    "onError",
];

impl<'a> Changeset<'a> {
    /// The value of an attribute, without quotes. Where one stands twice, the last counts.
    pub(super) fn value(&self, key: &str) -> Option<&'a str> {
        self.find(key).map(|attribute| attribute.value)
    }

    pub(super) fn place(&self, key: &str) -> Option<TextRange> {
        self.find(key).map(|attribute| attribute.place)
    }

    /// The values of a list: `postgresql,mysql`.
    pub(super) fn values(&self, key: &str) -> impl Iterator<Item = &'a str> {
        self.value(key)
            .unwrap_or_default()
            .split(',')
            .map(str::trim)
            .filter(|value| !value.is_empty())
    }

    pub(super) fn is(&self, key: &str, value: &str) -> bool {
        self.value(key).is_some_and(|found| found.eq_ignore_ascii_case(value))
    }

    fn find(&self, key: &str) -> Option<&Attribute<'a>> {
        self.attributes
            .iter()
            .rev()
            .find(|attribute| attribute.key.eq_ignore_ascii_case(key))
    }
}

/// `\s*--[\s]*changeset\s+("[^"]+"|[^:]+):\s*("[^"]+"|\S+).*`, whatever the case.
pub(super) fn header<'a>(line: &Line<'a>) -> Header<'a> {
    let text = line.text.trim_start();
    let Some(comment) = text.strip_prefix("--") else {
        let with_one_dash = text.strip_prefix('-').map(str::trim_start);
        let is_meant = with_one_dash
            .and_then(|rest| strip_prefix_ignoring_case(rest, "changeset"))
            .is_some();
        return if is_meant { Header::Malformed } else { Header::None };
    };
    let Some(rest) = strip_prefix_ignoring_case(comment.trim_start(), "changeset") else {
        return Header::None;
    };
    match changeset(rest, line) {
        Some(changeset) => Header::Changeset(changeset),
        None => Header::Malformed,
    }
}

fn changeset<'a>(rest: &'a str, line: &Line<'a>) -> Option<Changeset<'a>> {
    let author_and_more = rest.trim_start();
    if author_and_more.len() == rest.len() {
        return None;
    }
    let (author, rest) = quoted(author_and_more).or_else(|| {
        let at = author_and_more.find(':').filter(|at| *at > 0)?;
        Some(author_and_more.split_at(at))
    })?;
    let rest = rest.strip_prefix(':')?.trim_start();
    let (id, rest) = quoted(rest).or_else(|| word(rest))?;
    Some(Changeset {
        author: author.trim(),
        id,
        attributes: attributes(rest, line),
    })
}

/// `"a b" c` as `("a b", " c")`, the first without its quotes.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('"')?;
    inner.split_once('"').filter(|(value, _)| !value.is_empty())
}

fn word(text: &str) -> Option<(&str, &str)> {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

fn attributes<'a>(text: &'a str, line: &Line<'a>) -> Vec<Attribute<'a>> {
    let mut attributes = Vec::new();
    let mut rest = text.trim_start();
    while let Some((first, _)) = word(rest) {
        let Some(colon) = first.find(':') else {
            rest = rest[first.len()..].trim_start();
            continue;
        };
        let key = &first[..colon];
        let after = &rest[colon + 1..];
        let (value, next) = quoted(after).or_else(|| word(after)).unwrap_or(("", after));
        let length = rest.len() - next.len();
        attributes.push(Attribute {
            key,
            value,
            place: line.range_of(&rest[..length]),
        });
        rest = next.trim_start();
    }
    attributes
}

/// Attributes that Liquibase refuses, or passes over without a word.
pub(super) fn report_attributes(
    script: &Script<'_>,
    header: TextRange,
    changeset: &Changeset<'_>,
    reading: &mut Reading<'_>,
) {
    for attribute in &changeset.attributes {
        let is = |known: &&str| known.eq_ignore_ascii_case(attribute.key);
        let is_flag = FLAGS.iter().any(is);
        let is_boolean = ["true", "false"]
            .iter()
            .any(|value| value.eq_ignore_ascii_case(attribute.value));
        if is_flag && attribute.value.is_empty() {
            let message = format!("Liquibase does not see the value of `{}`", attribute.key);
            reading.annotation(
                script,
                attribute.place,
                message,
                "write the value directly behind the colon",
            );
        } else if is_flag && !is_boolean {
            let message = format!("`{}` is neither `true` nor `false`", attribute.key);
            reading.annotation(script, attribute.place, message, "write `true` or `false`");
        } else if !is_flag && !ATTRIBUTES.iter().any(is) {
            let message = format!("Liquibase knows no attribute `{}` of a changeset", attribute.key);
            reading.annotation(script, attribute.place, message, "check its spelling, or remove it");
        }
    }
    let line = script.slice(header);
    let with_equals = FLAGS.iter().find(|flag| {
        line.split_ascii_whitespace().any(|word| {
            word.split_once('=')
                .is_some_and(|(key, _)| key.eq_ignore_ascii_case(flag))
        })
    });
    if let Some(flag) = with_equals {
        let message = format!("Liquibase does not see `{flag}=`");
        reading.annotation(
            script,
            header,
            message,
            format!("write `{flag}:true` or `{flag}:false`"),
        );
    }
}

/// A delimiter is a regular expression in Liquibase; of these, the written-out line end is the one in use.
pub(super) fn unescaped(delimiter: &str) -> CompactString {
    delimiter.replace("\\n", "\n").replace("\\r", "\r").into()
}
