use fancy_regex::{Error, Regex, RegexBuilder, RuntimeError};
use source::TextRange;

use super::java;

/// How often one search may go back and try another way: what takes longer does so by mistake or on purpose.
const BACKTRACK_LIMIT: usize = 10_000_000;
/// How much memory each part of a compiled pattern may take, in bytes.
const SIZE_LIMIT: usize = 4 << 20;

/// A pattern of a rule.
pub(super) struct Pattern {
    /// As it is written, for Java.
    pub(super) written: String,
    /// Where its file says it, in bytes.
    pub(super) at: u32,
    regex: Regex,
    skips_empty_end: bool,
}

impl Pattern {
    /// Translates and compiles a pattern.
    ///
    /// # Errors
    /// Why that cannot be done, naming the pattern.
    pub(super) fn new(written: &str, at: u32) -> Result<Self, String> {
        let translated = java::translate(written).map_err(|wrong| {
            let java::Untranslatable { at, message } = wrong;
            format!("the pattern `{written}` cannot be read, at its character {at}: {message}")
        })?;
        let regex = RegexBuilder::new(&translated.pattern)
            .backtrack_limit(BACKTRACK_LIMIT)
            .delegate_size_limit(SIZE_LIMIT)
            .build()
            .map_err(|error| {
                let reason = error.to_string();
                let reason = reason.lines().last().unwrap_or_default().trim().to_owned();
                format!("the pattern `{written}` cannot be read: {reason}; write it in another way")
            })?;
        Ok(Self {
            written: written.to_owned(),
            at,
            regex,
            skips_empty_end: translated.skips_empty_end,
        })
    }

    /// Every place that it matches, in order.
    ///
    /// # Errors
    /// Where the search takes too long.
    pub(super) fn find_all(&self, text: &str) -> Result<Vec<TextRange>, String> {
        let mut all = Vec::new();
        for found in self.regex.find_iter(text) {
            let found = found.map_err(|error| self.stopped(&error))?;
            let is_at_end = found.start() == text.len();
            if is_at_end && self.skips_empty_end {
                continue;
            }
            let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            all.push(TextRange::new(place(found.start()), place(found.end())));
        }
        Ok(all)
    }

    /// Whether it matches anywhere.
    ///
    /// # Errors
    /// Where the search takes too long.
    pub(super) fn is_found(&self, text: &str) -> Result<bool, String> {
        self.regex.is_match(text).map_err(|error| self.stopped(&error))
    }

    fn stopped(&self, error: &Error) -> String {
        let written = &self.written;
        match error {
            Error::RuntimeError(RuntimeError::BacktrackLimitExceeded | RuntimeError::StackOverflow) => format!(
                "the pattern `{written}` tries more ways to match than a rule may; write it so that its parts cannot \
                 match the same text"
            ),
            error => format!("the pattern `{written}` could not be searched for: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn a_search_that_never_ends_is_stopped() {
        let pattern = Pattern::new("((a)|a\\2|a)+(?<=b)", 0).unwrap();
        let begun = Instant::now();
        let stopped = pattern.find_all(&"a".repeat(200)).unwrap_err();
        assert!(
            stopped.contains("`((a)|a\\2|a)+(?<=b)` tries more ways to match"),
            "{stopped}"
        );
        // A release build takes a tenth of it.
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    }

    #[test]
    fn a_long_text_is_searched_to_its_end() {
        let text = "insert into orders values (1, 'x');\n".repeat(100_000) + "drop table orders;";
        let pattern = Pattern::new("(?i)(?<!--)\\bdrop\\s+(?!index)\\w+", 0).unwrap();
        let found = pattern.find_all(&text).unwrap();
        assert_eq!(found.len(), 1);
        let absent = Pattern::new("(?<!x)(?=y)z", 0).unwrap();
        assert_eq!(absent.is_found(&text), Ok(false));
    }
}
