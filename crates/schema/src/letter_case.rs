use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use source::UnknownName;

/// A convention for writing names of several words.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LetterCase {
    /// `order_line`.
    Snake,
    /// `ORDER_LINE`.
    UpperSnake,
    /// `orderLine`.
    Camel,
    /// `OrderLine`.
    Pascal,
    /// `order-line`.
    Kebab,
}

impl LetterCase {
    /// All conventions.
    pub const ALL: &'static [Self] = &[Self::Snake, Self::UpperSnake, Self::Camel, Self::Pascal, Self::Kebab];

    /// As it is written in configuration.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Snake => "snake",
            Self::UpperSnake => "upper-snake",
            Self::Camel => "camel",
            Self::Pascal => "pascal",
            Self::Kebab => "kebab",
        }
    }

    /// Whether the name is written so. Digits count as small letters; one underscore at either end is overlooked, for it
    /// marks a name as internal.
    #[must_use]
    pub fn is_kept_by(self, name: &str) -> bool {
        let inner = name.strip_prefix('_').unwrap_or(name);
        let inner = inner.strip_suffix('_').unwrap_or(inner);
        let first_is = |wanted: fn(char) -> bool| inner.chars().next().is_some_and(wanted);
        let only = |wanted: fn(char) -> bool| inner.chars().all(wanted);
        match self {
            Self::Snake => only(|letter| !letter.is_uppercase() && (letter.is_alphanumeric() || letter == '_')),
            Self::UpperSnake => only(|letter| !letter.is_lowercase() && (letter.is_alphanumeric() || letter == '_')),
            Self::Kebab => only(|letter| !letter.is_uppercase() && (letter.is_alphanumeric() || letter == '-')),
            Self::Camel => only(char::is_alphanumeric) && !first_is(char::is_uppercase),
            Self::Pascal => only(char::is_alphanumeric) && !first_is(char::is_lowercase) && !is_shouted(inner),
        }
    }

    /// The name's words, written so: `convert("orderLine")` is `order_line`, and so is `convert("Order-Line")`.
    #[must_use]
    pub fn convert(self, name: &str) -> String {
        let capital = |word: &str| {
            let mut letters = word.chars();
            let first: String = letters
                .next()
                .map(|first| first.to_uppercase().to_string())
                .unwrap_or_default();
            first + letters.as_str()
        };
        match self {
            Self::Snake => words(name, '_'),
            Self::UpperSnake => words(name, '_').to_uppercase(),
            Self::Kebab => words(name, '-'),
            Self::Pascal => words(name, '_').split('_').map(capital).collect(),
            Self::Camel => {
                let words = words(name, '_');
                let mut words = words.split('_');
                let first = words.next().unwrap_or_default().to_owned();
                first + &words.map(capital).collect::<String>()
            }
        }
    }
}

/// `ORDERS`: no word of several letters is written so by those who write `Orders`.
fn is_shouted(name: &str) -> bool {
    name.chars().filter(|letter| letter.is_alphabetic()).count() > 3 && !name.chars().any(char::is_lowercase)
}

/// The words of a name, in small letters: parted by anything that is no letter or digit, and where a capital follows
/// a small letter or begins a word behind a run of capitals. The separator stands between them.
fn words(name: &str, separator: char) -> String {
    let mut words = String::with_capacity(name.len());
    let mut letters = name.chars().peekable();
    let mut before = None;
    let mut is_parted = false;
    while let Some(letter) = letters.next() {
        is_parted |= letter.is_uppercase()
            && before.is_some_and(|before: char| {
                before.is_lowercase()
                    || before.is_numeric()
                    || (before.is_uppercase() && letters.peek().is_some_and(|next| next.is_lowercase()))
            });
        before = Some(letter);
        if !letter.is_alphanumeric() {
            is_parted = true;
            continue;
        }
        if std::mem::take(&mut is_parted) && !words.is_empty() {
            words.push(separator);
        }
        words.extend(letter.to_lowercase());
    }
    words
}

impl fmt::Display for LetterCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for LetterCase {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .iter()
            .copied()
            .find(|case| case.id() == text)
            .ok_or_else(|| UnknownName(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_convention() {
        for name in [
            "order_line",
            "orderLine",
            "OrderLine",
            "ORDER_LINE",
            "order-line",
            "Order Line",
        ] {
            assert_eq!(LetterCase::Snake.convert(name), "order_line", "{name}");
        }
        assert_eq!(LetterCase::Snake.convert("HTTPServerId2"), "http_server_id2");
        assert_eq!(LetterCase::Pascal.convert("order_line"), "OrderLine");
        assert_eq!(LetterCase::Camel.convert("order_line"), "orderLine");
        assert_eq!(LetterCase::UpperSnake.convert("orderLine"), "ORDER_LINE");
    }

    #[test]
    fn each_convention_keeps_what_it_makes() {
        for case in LetterCase::ALL {
            assert!(case.is_kept_by(&case.convert("order_line_2")), "{case}");
            assert_eq!(case.id().parse(), Ok(*case));
        }
        assert!(LetterCase::Snake.is_kept_by("_prisma_migrations"));
        assert!(!LetterCase::Snake.is_kept_by("orderLine"));
        assert!(!LetterCase::Pascal.is_kept_by("ORDERS"));
        assert!(LetterCase::Pascal.is_kept_by("ID"));
    }
}
