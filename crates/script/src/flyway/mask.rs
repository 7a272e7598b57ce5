use std::borrow::Cow;

use lint::{MigrationFacts, OptionInfo, OptionsError};
use schema::TokenKind;
use source::TextRange;

/// What of a file a pattern does not see: spaces stand in its place.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) enum Mask {
    /// It sees everything, as in Flyway.
    #[default]
    None,
    Comments,
    Strings,
    CommentsAndStrings,
}

impl Mask {
    pub(super) const ALL: [Self; 4] = [Self::None, Self::Comments, Self::Strings, Self::CommentsAndStrings];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Comments => "comments",
            Self::Strings => "strings",
            Self::CommentsAndStrings => "comments+strings",
        }
    }

    const fn hides_comments(self) -> bool {
        matches!(self, Self::Comments | Self::CommentsAndStrings)
    }

    const fn hides_strings(self) -> bool {
        matches!(self, Self::Strings | Self::CommentsAndStrings)
    }

    /// The text of the migration's file with what is hidden blanked out, so that offsets and lines stay.
    pub(super) fn apply(self, facts: &MigrationFacts) -> Cow<'_, str> {
        let text = facts.file.text();
        if self == Self::None {
            return Cow::Borrowed(text);
        }
        let script = &facts.script;
        let mut hidden: Vec<TextRange> = Vec::new();
        if self.hides_comments() {
            hidden.extend(
                script
                    .comments
                    .iter()
                    .chain(facts.head.iter())
                    .map(|comment| comment.range),
            );
        }
        if self.hides_strings() {
            // A text between dollar quotes is a routine's body more often than not: it stays, its own strings do not.
            let strings = script.tokens.iter().filter(|token| token.kind == TokenKind::String);
            hidden.extend(strings.map(|token| token.range));
        }
        hidden.sort_by_key(|range| range.start);
        let mut masked = String::with_capacity(text.len());
        let mut at = 0;
        for range in hidden {
            let range = range.slice();
            if range.start < at || range.end > text.len() {
                continue;
            }
            masked.push_str(&text[at..range.start]);
            for letter in text[range.clone()].chars() {
                match letter {
                    '\n' | '\r' => masked.push(letter),
                    letter => masked.extend(std::iter::repeat_n(' ', letter.len_utf8())),
                }
            }
            at = range.end;
        }
        masked.push_str(&text[at..]);
        Cow::Owned(masked)
    }
}

/// The option that every rule of Flyway's has here.
pub(super) fn option(default: Mask) -> OptionInfo {
    OptionInfo {
        name: "mask".into(),
        value: "`none`, `comments`, `strings` or `comments+strings`".into(),
        default: format!("\"{}\"", default.as_str()).into(),
        summary: "what the patterns do not see".into(),
    }
}

pub(super) fn read_options(table: &toml::Table, default: Mask, rule: &str) -> Result<Mask, OptionsError> {
    let mut mask = default;
    for (key, value) in table {
        let refused = |message: String| OptionsError {
            key: Some(key.clone()),
            message,
        };
        if key != "mask" {
            return Err(refused(format!("`{rule}` has no option `{key}`; it has `mask`")));
        }
        let named = value
            .as_str()
            .and_then(|name| Mask::ALL.into_iter().find(|mask| mask.as_str() == name));
        let names = Mask::ALL.map(|mask| format!("`\"{}\"`", mask.as_str())).join(", ");
        mask = named.ok_or_else(|| refused(format!("`mask` is one of {names}")))?;
    }
    Ok(mask)
}
