use std::fmt;

use regex::Regex;
use serde::Deserialize;

/// A regular expression in the options of a rule, compiled when the configuration is read.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Pattern(Regex);

impl Pattern {
    /// Reads a regular expression of the `regex` crate.
    ///
    /// # Errors
    /// What is wrong with it, in lower case.
    pub fn new(text: &str) -> Result<Self, String> {
        Regex::new(text)
            .map(Self)
            .map_err(|error| format!("`{text}` is no regular expression: {}; correct it", last_line(&error)))
    }

    /// Whether some part of the text matches; all of it where the pattern is anchored by `^` and `$`.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::new(&text)
    }
}

impl fmt::Display for Pattern {
    /// As it is written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

/// The library draws the pattern first, and says on the last line what is wrong with it.
fn last_line(error: &impl std::fmt::Display) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_anchored_by_hand() {
        let pattern = Pattern::new("^[a-z_]+$").unwrap();
        assert!(pattern.matches("order_line") && !pattern.matches("OrderLine"));
        assert!(
            Pattern::new("(")
                .unwrap_err()
                .starts_with("`(` is no regular expression")
        );
    }
}
