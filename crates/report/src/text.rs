//! Text of scripts, made fit to be shown.

use std::borrow::Cow;

/// How many characters of a message are shown to a person.
const LONGEST_MESSAGE: usize = 1_000;

/// The text with every character that could steer a terminal shown as a symbol: `␛` for the escape
/// character, `�` for those that turn the direction of writing. Tabs and line feeds stay.
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.chars().all(|character| symbol_of(character).is_none()) {
        return Cow::Borrowed(text);
    }
    let replaced = text.chars().map(|character| symbol_of(character).unwrap_or(character));
    Cow::Owned(replaced.collect())
}

/// The text on one line, harmless, and cut where it is longer than anybody reads.
#[must_use]
pub fn on_one_line(text: &str) -> Cow<'_, str> {
    let is_fit = |character: char| !matches!(character, '\n' | '\t') && symbol_of(character).is_none();
    if text.len() <= LONGEST_MESSAGE && (is_printable_ascii(text) || text.chars().all(is_fit)) {
        return Cow::Borrowed(text);
    }
    let mut line = String::new();
    let text = text.trim_end();
    for (at, character) in text.chars().enumerate() {
        if at == LONGEST_MESSAGE {
            line.push('…');
            break;
        }
        line.push(match character {
            '\n' | '\t' | '\r' => ' ',
            character => symbol_of(character).unwrap_or(character),
        });
    }
    Cow::Owned(line)
}

/// Whether it is what most texts are. Looking at all of it at once costs less than leaving early.
fn is_printable_ascii(text: &str) -> bool {
    text.bytes().fold(true, |all, byte| all & matches!(byte, b' '..=b'~'))
}

/// What is shown in the place of a character that must not be shown itself.
///
/// The symbols for control characters are those of Unicode's block "Control Pictures". Those that turn
/// the direction of writing are listed in Unicode Technical Report 36, section 3.4.
pub(crate) const fn symbol_of(character: char) -> Option<char> {
    match character {
        '\n' | '\t' => None,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + character as u32),
        '\u{7f}' => Some('␡'),
        '\u{80}'..='\u{9f}' => Some('\u{fffd}'),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some('\u{fffd}'),
        _ => None,
    }
}

/// `1 error`, `2 errors`.
pub(crate) fn count(number: impl TryInto<u64>, noun: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{ending}")
}

/// The text, cut to `limit` characters with `…` as the last where it is longer.
pub(crate) fn cut(text: &str, limit: usize) -> Cow<'_, str> {
    if text.len() <= limit || text.chars().nth(limit).is_none() {
        return Cow::Borrowed(text);
    }
    let kept = text.chars().take(limit.saturating_sub(1));
    Cow::Owned(kept.chain(['…']).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_symbols() {
        assert_eq!(harmless("a\u{1b}[31mb\u{7}\u{9b}1m\u{7f}"), "a␛[31mb␇\u{fffd}1m␡");
        assert_eq!(harmless("x\u{202e}y\u{2028}z"), "x\u{fffd}y\u{fffd}z");
        assert!(matches!(harmless("plain\tété\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_message_is_one_line_of_bearable_length() {
        assert_eq!(on_one_line("a\r\nb\tc\n"), "a  b c");
        assert_eq!(on_one_line(&"é".repeat(2_000)).chars().count(), LONGEST_MESSAGE + 1);
    }

    #[test]
    fn a_cut_text_keeps_its_limit() {
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("éééé", 4), "éééé");
    }
}
