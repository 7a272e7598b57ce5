use source::SourceFile;

/// Which lines of its file the lines of a rule's page are: the first paragraph of a page is the rule's summary, which
/// stands elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PageLines {
    /// How many lines of the page the summary takes, with the blank line behind it.
    summary: u32,
    /// The line of the file on which the rest begins, from 1.
    first: u32,
}

impl PageLines {
    /// For a page that `summary` opens and whose rest begins at a byte of the file, white space left out.
    pub(crate) fn new(file: &SourceFile, summary: &str, start: usize) -> Self {
        let text = file.text().get(start..).unwrap_or_default();
        let blank = text.len() - text.trim_start().len();
        let at = u32::try_from(start + blank).unwrap_or(u32::MAX);
        let lines = u32::try_from(summary.lines().count()).unwrap_or(u32::MAX);
        Self {
            summary: lines.saturating_add(1),
            first: file.line_column(at).line,
        }
    }

    /// The line of the file, from 1, for one of the page; the file's first for the summary.
    #[must_use]
    pub const fn in_file(self, line: u32) -> u32 {
        match line.checked_sub(self.summary) {
            Some(rest) if rest > 0 => self.first + rest - 1,
            _ => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_page_are_lines_of_the_file() {
        let file = SourceFile::from_text("r.rhai", "//! header\n/*!\n\n## Why\ntext\n*/\n");
        let lines = PageLines::new(&file, "the summary", 14);
        assert_eq!([1, 2, 3, 4].map(|line| lines.in_file(line)), [1, 1, 4, 5]);
    }
}
