use memchr::{memchr, memmem, memrchr};
use source::TextRange;

/// One line of a text, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    /// The text without its line end, and without the `\r` of a `\r\n`.
    pub(crate) text: &'a str,
    /// Where `text` begins.
    pub(crate) start: u32,
    /// The first byte of the next line, or the end of the text.
    pub(crate) next: u32,
}

impl<'a> Line<'a> {
    /// The line that holds the byte `at`.
    pub(crate) fn around(text: &'a str, at: usize) -> Self {
        let bytes = text.as_bytes();
        let start = memrchr(b'\n', &bytes[..at]).map_or(0, |before| before + 1);
        Self::from(text, start)
    }

    /// The line that begins at the byte `start`.
    pub(crate) fn from(text: &'a str, start: usize) -> Self {
        let end = memchr(b'\n', &text.as_bytes()[start..]);
        let line = &text[start..end.map_or(text.len(), |end| start + end)];
        Self {
            text: line.strip_suffix('\r').unwrap_or(line),
            start: offset(start),
            next: offset(end.map_or(text.len(), |end| start + end + 1)),
        }
    }

    /// The place of the line's text.
    pub(crate) fn range(&self) -> TextRange {
        TextRange::new(self.start, self.start + offset(self.text.len()))
    }

    /// The place of a part of this line, which must be a slice of it.
    pub(crate) fn range_of(&self, part: &str) -> TextRange {
        let before = part.as_ptr() as usize - self.text.as_ptr() as usize;
        let start = self.start + offset(before);
        TextRange::new(start, start + offset(part.len()))
    }

    /// Whether the line holds nothing but blanks.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Whether the line begins with blanks.
    pub(crate) fn is_indented(&self) -> bool {
        self.text.starts_with([' ', '\t'])
    }

    /// What follows the dashes, where the line is a `--` comment, indented or not.
    pub(crate) fn comment(&self) -> Option<&'a str> {
        self.text.trim_start().strip_prefix("--")
    }
}

/// All lines of a text.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut at = Some(0);
    std::iter::from_fn(move || {
        let start = at.filter(|start| *start < text.len())?;
        let line = Line::from(text, start);
        at = Some(line.next as usize);
        Some(line)
    })
}

/// The lines of a text that hold `needle`; the other lines are not looked at.
pub(crate) fn lines_with<'a>(text: &'a str, needle: &'static str) -> impl Iterator<Item = Line<'a>> {
    let finder = memmem::Finder::new(needle);
    let mut at = 0;
    std::iter::from_fn(move || {
        let found = at + finder.find(text.as_bytes().get(at..)?)?;
        let line = Line::around(text, found);
        at = line.next as usize;
        Some(line)
    })
}

/// The `--` comment lines among them.
pub(crate) fn comment_lines_with<'a>(text: &'a str, needle: &'static str) -> impl Iterator<Item = Line<'a>> {
    lines_with(text, needle).filter(|line| line.comment().is_some())
}

/// Whether a text holds `needle`.
pub(crate) fn contains(text: &str, needle: &str) -> bool {
    memmem::find(text.as_bytes(), needle.as_bytes()).is_some()
}

/// What follows `prefix`, whatever the case of its letters.
pub(crate) fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// What follows the words, each of which may have blanks before it; at least one between two words.
pub(crate) fn strip_words<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let mut rest = text;
    for (at, word) in words.iter().enumerate() {
        let trimmed = rest.trim_start();
        if at > 0 && trimmed.len() == rest.len() {
            return None;
        }
        rest = strip_prefix_ignoring_case(trimmed, word)?;
    }
    Some(rest)
}

/// Files of 4 GiB and more are refused when they are read, so every offset fits.
pub(crate) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_know_their_places() {
        let text = "a\r\n\n  -- +goose Up\nlast";
        let found: Vec<_> = lines(text).map(|line| (line.text, line.start, line.next)).collect();
        assert_eq!(
            found,
            [("a", 0, 3), ("", 3, 4), ("  -- +goose Up", 4, 19), ("last", 19, 23)]
        );
        let line = Line::around(text, 10);
        assert_eq!(line.comment(), Some(" +goose Up"));
        assert_eq!(line.range_of(&line.text[2..4]), TextRange::new(6, 8));
    }

    #[test]
    fn only_comment_lines_are_found() {
        let text = "select '+goose'; -- +goose\n-- +goose Up\n  --+goose Down";
        let found: Vec<_> = comment_lines_with(text, "+goose").map(|line| line.text).collect();
        assert_eq!(found, ["-- +goose Up", "  --+goose Down"]);
        assert_eq!(comment_lines_with("", "x").count(), 0);
    }

    #[test]
    fn words_are_stripped() {
        assert_eq!(strip_words(" Up  Migration x", &["up", "migration"]), Some(" x"));
        assert_eq!(strip_words("UpMigration", &["up", "migration"]), None);
    }
}
