/// A place a person can find: line and column, both from 1, the column in code points.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in code points.
    pub column: u32,
}

/// Where each line of a text begins. `\n`, `\r\n` and a lone `\r` end a line.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    is_ascii: bool,
}

impl LineIndex {
    /// Finds the lines of `text` in one pass.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let is_crlf = bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
            if !is_crlf {
                starts.push(offset(at + 1));
            }
        }
        Self {
            starts,
            is_ascii: text.is_ascii(),
        }
    }

    /// How many lines there are; an empty text has one.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        offset(self.starts.len())
    }

    /// The line that holds the byte `offset`, from 0.
    #[must_use]
    pub fn line_of(&self, offset: u32) -> u32 {
        let after = self.starts.partition_point(|start| *start <= offset);
        u32::try_from(after.saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// The same, where it is likely to be a certain line.
    #[must_use]
    pub fn line_of_near(&self, offset: u32, likely: u32) -> u32 {
        let begins = self.line_start(likely).is_some_and(|start| start <= offset);
        let ends = || self.line_start(likely + 1).is_none_or(|next| offset < next);
        if begins && ends() { likely } else { self.line_of(offset) }
    }

    /// Whether each character of the text is one byte, so that columns need no counting.
    #[must_use]
    pub const fn is_ascii(&self) -> bool {
        self.is_ascii
    }

    /// The first byte of a line counted from 0, or `None` past the last.
    #[must_use]
    pub fn line_start(&self, line: u32) -> Option<u32> {
        self.starts.get(line as usize).copied()
    }

    /// Where the byte `offset` of `text` stands. An offset past the end is read as the end.
    #[must_use]
    pub fn line_column(&self, text: &str, offset: u32) -> LineColumn {
        let offset = floor_char_boundary(text, offset);
        let line = self.line_of(offset);
        let start = self.starts[line as usize] as usize;
        let column = text[start..offset as usize].chars().count();
        LineColumn {
            line: line + 1,
            column: u32::try_from(column).unwrap_or(u32::MAX - 1) + 1,
        }
    }
}

fn floor_char_boundary(text: &str, offset: u32) -> u32 {
    let mut at = (offset as usize).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    self::offset(at)
}

/// Files of 4 GiB and more are refused when they are read, so every offset fits.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, offset: u32) -> (u32, u32) {
        let place = LineIndex::new(text).line_column(text, offset);
        (place.line, place.column)
    }

    #[test]
    fn every_line_end_counts_once() {
        assert_eq!(at("a\nb", 2), (2, 1));
        assert_eq!(at("a\r\nb", 3), (2, 1));
        assert_eq!(at("a\rb", 2), (2, 1));
        assert_eq!(at("a\r\n\nb", 4), (3, 1));
    }

    #[test]
    fn columns_count_code_points() {
        assert_eq!(at("é𐐀x", 6), (1, 3));
        assert_eq!(
            at("é𐐀x", 4),
            (1, 2),
            "an offset inside a character is read as its start"
        );
        assert_eq!(at("ab", 99), (1, 3));
    }
}
