//! What several types answer: cases, numbers, patterns, dates, masked text.

use lint::MigrationFacts;
use schema::{LetterCase, TokenKind};
use source::TextRange;

/// The text of a range with comments and the contents of strings blanked out, as long as the text itself. Strings whose
/// text was read as SQL, such as the bodies of functions, are left.
pub(crate) fn masked(facts: &MigrationFacts, range: TextRange) -> String {
    let script = &facts.script;
    let mut bytes = facts.file.slice(range).as_bytes().to_vec();
    let mut blank = |hidden: TextRange| {
        let start = hidden.start.max(range.start) - range.start;
        let end = hidden.end.min(range.end).max(range.start) - range.start;
        for byte in bytes.get_mut(start as usize..end as usize).into_iter().flatten() {
            if !matches!(*byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
    };
    for comment in &script.comments {
        blank(comment.range);
    }
    let nested = &script.tokens[script.nested_from as usize..];
    let is_read = |token: TextRange| {
        let at = nested.partition_point(|inner| inner.range.start < token.start);
        nested.get(at).is_some_and(|inner| inner.range.start < token.end)
    };
    for token in &script.tokens {
        let is_text = matches!(
            token.kind,
            TokenKind::String | TokenKind::DollarString | TokenKind::CopyData
        );
        if is_text && token.range.overlaps(range) && !is_read(token.range) {
            blank(inside_quotes(facts.file.slice(token.range), token.range));
        }
    }
    // Only whole characters are blanked out.
    String::from_utf8(bytes).unwrap_or_else(|_| facts.file.slice(range).to_owned())
}

fn inside_quotes(text: &str, range: TextRange) -> TextRange {
    let Some(open) = text.find(['\'', '"']).filter(|open| *open < 3) else {
        return range;
    };
    let quote = &text[open..=open];
    let close = u32::from(text.len() > open + 1 && text.ends_with(quote));
    let start = range.start + u32::try_from(open).unwrap_or_default() + 1;
    TextRange::new(start, (range.end - close).max(start))
}

/// The day that a version begins with: four digits of a year from 1990 to 2099, two of a month, two of a day.
pub(crate) fn date_of(version: &str) -> Option<String> {
    let digits: String = version
        .chars()
        .filter(|letter| !matches!(letter, '_' | '-' | '.'))
        .take(8)
        .collect();
    let (year, month, day) = (digits.get(..4)?, digits.get(4..6)?, digits.get(6..8)?);
    if !("1990".."2100").contains(&year) {
        return None;
    }
    let date: lint::Date = format!("{year}-{month}-{day}").parse().ok()?;
    Some(date.to_string())
}

/// A pattern of a name as a regular expression: `*` stands for any letters, `?` for one.
pub(crate) fn glob_as_regex(pattern: &str) -> String {
    let mut regex = "(?s)^".to_owned();
    for letter in pattern.chars() {
        match letter {
            '*' => regex.push_str(".*"),
            '?' => regex.push('.'),
            letter => regex.push_str(&regex::escape(letter.encode_utf8(&mut [0; 4]))),
        }
    }
    regex.push('$');
    regex
}

/// The convention with this name.
pub(crate) fn letter_case(name: &str) -> Result<LetterCase, String> {
    name.parse().map_err(|_| {
        let known: Vec<&str> = LetterCase::ALL.iter().map(|case| case.id()).collect();
        let meant = crate::header::did_you_mean(name, known.iter().copied());
        let meant = if meant.is_empty() {
            format!("; there are `{}`", known.join("`, `"))
        } else {
            meant
        };
        format!("`{name}` is no way of writing names{meant}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_that_is_a_date_says_its_day() {
        for (version, day) in [
            ("20261121093000", Some("2026-11-21")),
            ("2026_11_21_093000", Some("2026-11-21")),
            ("20240229", Some("2024-02-29")),
            ("20230229", None),
            ("20261301", None),
            ("42", None),
            ("18001231", None),
            ("äbcdefgh", None),
        ] {
            assert_eq!(date_of(version).as_deref(), day, "{version}");
        }
    }

    #[test]
    fn a_pattern_matches_all_of_a_name() {
        assert_eq!(glob_as_regex("tmp_*.?"), r"(?s)^tmp_.*\..$");
    }

    #[test]
    fn an_unknown_case_is_answered_with_the_nearest() {
        assert!(letter_case("snak").unwrap_err().ends_with("did you mean `snake`?"));
    }
}
