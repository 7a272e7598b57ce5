use serde::Serialize;
use source::{FileId, SourceFile, Sources, Span, TextRange};

/// A place in a file, as programs get it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Position {
    /// Bytes of the decoded text before it.
    pub(crate) offset: u32,
    /// The line, from 1.
    pub(crate) line: u32,
    /// The column, from 1, in code points.
    pub(crate) column: u32,
}

/// From where to where, the end not included.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Range {
    pub(crate) start: Position,
    pub(crate) end: Position,
}

/// Finds lines and columns in one file. It remembers the last place, so that a thousand findings on a
/// line of a megabyte do not count its characters a thousand times.
pub(crate) struct FilePlaces<'a> {
    file: &'a SourceFile,
    last: Position,
}

impl<'a> FilePlaces<'a> {
    pub(crate) const fn new(file: &'a SourceFile) -> Self {
        let last = Position {
            offset: 0,
            line: 1,
            column: 1,
        };
        Self { file, last }
    }

    /// Where a byte stands. One past the end is read as the end, one inside a character as its start.
    pub(crate) fn position(&mut self, offset: u32) -> Position {
        let text = self.file.text();
        let at = floor(text, offset);
        let lines = self.file.lines();
        let line = lines.line_of_near(offset_of(at), self.last.line - 1);
        let line_start = lines.line_start(line).unwrap_or_default() as usize;
        let last = self.last.offset as usize;
        let column = if lines.is_ascii() {
            1 + offset_of(at - line_start)
        } else if self.last.line != line + 1 || last.abs_diff(at) > at - line_start {
            1 + characters(&text[line_start..at])
        } else if last <= at {
            self.last.column + characters(&text[last..at])
        } else {
            self.last.column - characters(&text[at..last])
        };
        self.last = Position {
            offset: offset_of(at),
            line: line + 1,
            column,
        };
        self.last
    }

    /// From where to where a range goes.
    pub(crate) fn range(&mut self, range: TextRange) -> Range {
        let start = self.position(range.start);
        let end = self.position(range.end.max(range.start));
        Range { start, end }
    }
}

/// Finds lines and columns in the files of a run.
pub(crate) struct Places<'a> {
    sources: &'a Sources,
    files: Vec<Option<FilePlaces<'a>>>,
}

impl<'a> Places<'a> {
    pub(crate) fn new(sources: &'a Sources) -> Self {
        let files = std::iter::repeat_with(|| None).take(sources.len()).collect();
        Self { sources, files }
    }

    /// The files that it knows.
    pub(crate) const fn sources(&self) -> &'a Sources {
        self.sources
    }

    /// The file's path.
    pub(crate) fn path(&self, file: FileId) -> &'a str {
        self.sources.get(file).path()
    }

    /// From where to where a place goes.
    pub(crate) fn range(&mut self, span: Span) -> Range {
        let sources = self.sources;
        let places = self.files[span.file.0 as usize].get_or_insert_with(|| FilePlaces::new(sources.get(span.file)));
        places.range(span.range)
    }
}

/// The last boundary of a character at or before `offset`.
pub(crate) fn floor(text: &str, offset: u32) -> usize {
    let mut at = (offset as usize).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn characters(text: &str) -> u32 {
    offset_of(text.chars().count())
}

/// Files of 4 GiB and more are refused when they are read, so every offset fits.
pub(crate) fn offset_of(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_line_index_in_any_order() {
        let file = SourceFile::from_text("a.sql", "é𐐀x\r\nselect 1;\ré\n\nend é");
        let mut places = FilePlaces::new(&file);
        let length = offset_of(file.text().len());
        let forwards = 0..=length + 2;
        let jumps = (0..200).map(|at| (at * 17) % (length + 3));
        for offset in forwards.clone().chain(forwards.rev()).chain(jumps) {
            let expected = file.line_column(offset);
            let found = places.position(offset);
            assert_eq!(
                (found.line, found.column),
                (expected.line, expected.column),
                "at {offset}"
            );
        }
    }
}
