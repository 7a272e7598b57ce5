use schema::CommentText;
use source::TextRange;

use super::{Expiry, Spelling, SuppressedRule, lockgate};

/// What a comment says, before anybody has looked at where it stands.
pub(super) struct Told {
    pub(super) spelling: Spelling,
    pub(super) extent: Extent,
    pub(super) names: Vec<SuppressedRule>,
    pub(super) reason: Option<TextRange>,
    /// Until when it holds.
    pub(super) expiry: Option<Expiry>,
    /// The comment that ends what it holds for.
    pub(super) end: Option<TextRange>,
    pub(super) flaw: Option<String>,
}

/// How far it reaches.
pub(super) enum Extent {
    /// The file.
    File,
    /// The statement that follows or stands on the same line.
    Statement,
    /// The file where a blank line follows, else the statement.
    FileOrStatement,
    /// Its own line.
    Line,
    /// From here to this offset.
    Until(u32),
    /// Nothing.
    Nothing,
}

/// How far a comment of another tool reaches.
#[derive(Clone, Copy)]
enum Reach {
    File,
    Statement,
}

/// How such comments begin; the longer of two that begin alike comes first.
/// Sources: the documentation of migrationpilot, diesel-guard, eugene, pgsafe, pg-migration-lint, pgfence and the
/// Postgres language server.
const FAMILIES: &[(&str, Spelling, Reach)] = &[
    ("migrationpilot-disable-file", Spelling::MigrationPilot, Reach::File),
    ("migrationpilot-disable", Spelling::MigrationPilot, Reach::Statement),
    ("diesel-guard:disable", Spelling::DieselGuard, Reach::Statement),
    (
        "drizzle-migration-lint:disable-file",
        Spelling::DrizzleMigrationLint,
        Reach::File,
    ),
    (
        "drizzle-migration-lint:disable",
        Spelling::DrizzleMigrationLint,
        Reach::Statement,
    ),
    ("eugene: ignore", Spelling::Eugene, Reach::Statement),
    ("pgsafe:ignore", Spelling::Pgsafe, Reach::Statement),
    ("pgm-lint:suppress-file", Spelling::PgMigrationLint, Reach::File),
    ("pgm-lint:suppress", Spelling::PgMigrationLint, Reach::Statement),
    ("pgfence-ignore", Spelling::Pgfence, Reach::Statement),
    ("pgls-ignore-all", Spelling::Pgls, Reach::File),
    ("pgls-ignore", Spelling::Pgls, Reach::Statement),
];

/// A piece of the text and where it begins.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) text: &'a str,
    start: u32,
}

/// What the comment suppresses, if it is one that does.
pub(super) fn read(text: &str, comment: CommentText) -> Option<Told> {
    let words = contents(text, comment)?;
    if let Some(rest) = words.after("lockgate:") {
        return lockgate::read(text, comment, rest);
    }
    if let Some(told) = lockgate::near_miss(words) {
        return Some(told);
    }
    if let Some(rest) = words.after("squawk-ignore") {
        return squawk(rest);
    }
    if let Some(rest) = words.after("atlas:nolint") {
        return Some(told(Spelling::Atlas, Extent::FileOrStatement, rest.names(' ')));
    }
    if let Some(told) = elsewhere(text, comment, words) {
        return Some(told);
    }
    sqlfluff(text, comment, words)
}

/// The comments of tools that differ in little but their name.
fn elsewhere(text: &str, comment: CommentText, words: Words<'_>) -> Option<Told> {
    if words.after("safety-assured:start").is_some() {
        let end = next_mark(text, comment.range.end, &["safety-assured:end"]);
        return Some(told(Spelling::DieselGuard, Extent::Until(end), Vec::new()));
    }
    let (spelling, extent, rest) = FAMILIES.iter().find_map(|(prefix, spelling, extent)| {
        let rest = words.after(prefix)?;
        let is_whole = rest.text.is_empty() || rest.text.starts_with([' ', ':', '\t']) || prefix.ends_with(':');
        is_whole.then_some((*spelling, *extent, rest))
    })?;
    let list = rest.part(rest.text.trim_start_matches([' ', ':', '\t']));
    let names = match spelling {
        // One rule, and behind it the reason.
        Spelling::Pgsafe | Spelling::DrizzleMigrationLint => list.names(' ').into_iter().take(1).collect(),
        // `lint/safety/banDropColumn: reason`
        Spelling::Pgls => {
            let rule = list.part(list.text.split(':').next().unwrap_or_default());
            let name = rule.part(rule.text.rsplit('/').next().unwrap_or_default());
            name.names(',')
        }
        Spelling::MigrationPilot => list.spaced_names(),
        _ => list.names(','),
    };
    let extent = match extent {
        Reach::File => Extent::File,
        Reach::Statement => Extent::Statement,
    };
    Some(told(spelling, extent, names))
}

/// <https://squawkhq.com/docs/rules#ignoring-rules-via-comments>
fn squawk(words: Words<'_>) -> Option<Told> {
    if let Some(rest) = words.after("-file") {
        return Some(told(Spelling::Squawk, Extent::File, rest.names(',')));
    }
    let is_word = words.text.is_empty() || words.text.starts_with(char::is_whitespace);
    is_word.then(|| told(Spelling::Squawk, Extent::Statement, words.names(',')))
}

/// <https://docs.sqlfluff.com/en/stable/configuration/ignoring_configuration.html>
fn sqlfluff(text: &str, comment: CommentText, words: Words<'_>) -> Option<Told> {
    let rest = words.after("noqa")?;
    if rest.text.is_empty() {
        return Some(told(Spelling::Sqlfluff, Extent::Line, Vec::new()));
    }
    let list = rest.after(":")?;
    if list.after("enable").is_some() {
        return None;
    }
    if let Some(disabled) = list.after("disable=") {
        let names = disabled.names(',').into_iter().filter(|name| name.text != "all");
        let end = next_mark(text, comment.range.end, &["noqa: enable=", "noqa:enable="]);
        return Some(told(Spelling::Sqlfluff, Extent::Until(end), names.collect()));
    }
    Some(told(Spelling::Sqlfluff, Extent::Line, list.names(',')))
}

/// Where the first of these marks stands, or the end of the text.
fn next_mark(text: &str, from: u32, marks: &[&str]) -> u32 {
    let rest = text.get(from as usize..).unwrap_or_default();
    let length = marks.iter().find_map(|mark| rest.find(mark));
    from + u32::try_from(length.unwrap_or(rest.len())).unwrap_or(u32::MAX - from)
}

pub(super) const fn told(spelling: Spelling, extent: Extent, names: Vec<SuppressedRule>) -> Told {
    Told {
        spelling,
        extent,
        names,
        reason: None,
        expiry: None,
        end: None,
        flaw: None,
    }
}

/// The comment without its marks. Most comments are turned away by their first letter.
fn contents(text: &str, comment: CommentText) -> Option<Words<'_>> {
    let whole = text.get(comment.range.slice())?;
    let inner = if comment.is_block {
        let inner = whole.strip_prefix("/*").unwrap_or(whole);
        inner.strip_suffix("*/").unwrap_or(inner)
    } else {
        whole.trim_start_matches(['-', '#'])
    };
    let inner = inner.trim();
    inner
        .starts_with(['l', 'L', 's', 'n', 'a', 'm', 'd', 'e', 'p'])
        .then(|| Words {
            text: inner,
            start: comment.range.start + distance(whole, inner),
        })
}

impl<'a> Words<'a> {
    fn after(self, prefix: &str) -> Option<Self> {
        let rest = self.text.strip_prefix(prefix)?;
        Some(self.part(if prefix.ends_with(':') { rest.trim_start() } else { rest }))
    }

    pub(super) fn part(self, part: &'a str) -> Self {
        Self {
            text: part,
            start: self.start + distance(self.text, part),
        }
    }

    pub(super) fn first(self) -> &'a str {
        self.text.split_whitespace().next().unwrap_or_default()
    }

    pub(super) fn names(self, separator: char) -> Vec<SuppressedRule> {
        let parts = self.text.split(separator).map(|part| self.part(part.trim()));
        parts
            .filter(|part| !part.text.is_empty())
            .map(|part| SuppressedRule {
                text: part.text.to_owned(),
                range: part.range(),
            })
            .collect()
    }

    /// Names with spaces or commas between them.
    fn spaced_names(self) -> Vec<SuppressedRule> {
        let parts = self.text.split([' ', ',', '\t']).map(|part| self.part(part));
        let named = parts.filter(|part| !part.text.is_empty());
        named
            .map(|part| SuppressedRule {
                text: part.text.to_owned(),
                range: part.range(),
            })
            .collect()
    }

    pub(super) fn range(self) -> TextRange {
        TextRange::new(
            self.start,
            self.start + distance(self.text, &self.text[self.text.len()..]),
        )
    }
}

/// How many bytes into `whole` its slice `part` begins.
fn distance(whole: &str, part: &str) -> u32 {
    let bytes = (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
