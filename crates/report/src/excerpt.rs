//! What of the files is shown around a finding: the lines that matter, cut to a bearable width, with
//! their true line and column numbers.

use std::collections::BTreeSet;
use std::ops::Range as Bytes;

use codespan_reporting::files::{Error, Files};
use source::{FileId, SourceFile, Span};

use crate::place::{floor, offset_of};
use crate::text::symbol_of;

/// How many lines of a label over many lines are shown after its first and before its last. The
/// renderer is told the same numbers.
pub(crate) const LINES_AFTER_START: usize = 2;
pub(crate) const LINES_BEFORE_END: usize = 1;

/// Pieces of files, in the shape in which `codespan-reporting` reads them.
pub(crate) struct Excerpts {
    files: Vec<Excerpt>,
}

struct Excerpt {
    id: FileId,
    path: String,
    text: String,
    lines: Vec<Line>,
    /// The true column, from 1, of each label's start, by its place in `text`.
    columns: Vec<(usize, usize)>,
}

struct Line {
    start: usize,
    /// From 0; a line that stands for those left out has the number of the line before it.
    number: u32,
    /// What of the true line is shown.
    window: Bytes<usize>,
    is_cut_before: bool,
}

/// A place with its true column.
pub(crate) struct Labelled<'a> {
    pub(crate) file: &'a SourceFile,
    pub(crate) span: Span,
    pub(crate) column: u32,
}

impl Excerpts {
    /// The pieces of files that hold the labels, and where in them each label stands. Lines are cut to
    /// `width` characters around the first label on them.
    pub(crate) fn around(labels: &[Labelled<'_>], width: usize) -> (Self, Vec<(usize, Bytes<usize>)>) {
        let mut files: Vec<Excerpt> = Vec::new();
        for label in labels {
            if files.iter().any(|file| file.id == label.span.file) {
                continue;
            }
            let of_file: Vec<&Labelled<'_>> = labels
                .iter()
                .filter(|other| other.span.file == label.span.file)
                .collect();
            files.push(Excerpt::around(&of_file, width));
        }
        let mut places = Vec::with_capacity(labels.len());
        for label in labels {
            let at = files
                .iter()
                .position(|file| file.id == label.span.file)
                .unwrap_or_default();
            let bytes = shown_bytes(label);
            let start = files[at].place(label.file, bytes.start);
            let end = files[at].place(label.file, bytes.end).max(start);
            files[at].columns.push((start, label.column as usize));
            places.push((at, start..end));
        }
        (Self { files }, places)
    }
}

/// The bytes of a label, without the white space at its end, so that it does not run into the next line.
fn shown_bytes(label: &Labelled<'_>) -> Bytes<usize> {
    let text = label.file.text();
    let start = floor(text, label.span.range.start);
    let end = floor(text, label.span.range.end).max(start);
    start..start + text[start..end].trim_end().len()
}

impl Excerpt {
    fn around(labels: &[&Labelled<'_>], width: usize) -> Self {
        let file = labels[0].file;
        let mut shown = BTreeSet::new();
        let mut focuses: Vec<(u32, usize)> = Vec::new();
        for label in labels {
            let bytes = shown_bytes(label);
            let first = file.lines().line_of(offset_of(bytes.start));
            let last = file.lines().line_of(offset_of(bytes.end));
            let after_start = first..=last.min(first + offset_of(LINES_AFTER_START));
            let before_end = last.saturating_sub(offset_of(LINES_BEFORE_END)).max(first)..=last;
            shown.extend(after_start);
            shown.extend(before_end);
            focuses.extend([(first, bytes.start), (last, bytes.end)]);
        }
        let mut excerpt = Self {
            id: labels[0].span.file,
            path: crate::on_one_line(file.path()).into_owned(),
            text: String::new(),
            lines: Vec::new(),
            columns: Vec::new(),
        };
        let mut previous = None;
        for number in shown {
            excerpt.bridge(file, previous, number, width);
            let focus = focuses.iter().find(|(line, _)| *line == number).map(|(_, byte)| *byte);
            excerpt.push_line(file, number, focus, width);
            previous = Some(number);
        }
        excerpt
    }

    /// Fills the gap between two lines: with the one line that is missing, else with two that stand for
    /// all of them and are never shown. From that distance the renderer marks a gap.
    fn bridge(&mut self, file: &SourceFile, previous: Option<u32>, next: u32, width: usize) {
        let Some(previous) = previous else {
            return;
        };
        match next - previous {
            0 | 1 => {}
            2 => self.push_line(file, previous + 1, None, width),
            _ => {
                for _ in 0..2 {
                    self.lines.push(Line {
                        start: self.text.len(),
                        number: previous,
                        window: 0..0,
                        is_cut_before: false,
                    });
                    self.text.push('\n');
                }
            }
        }
    }

    fn push_line(&mut self, file: &SourceFile, number: u32, focus: Option<usize>, width: usize) {
        let line = line_bytes(file, number);
        let window = window(file.text(), line.clone(), focus.unwrap_or(line.start), width);
        let is_cut_before = window.start > line.start;
        self.lines.push(Line {
            start: self.text.len(),
            number,
            window: window.clone(),
            is_cut_before,
        });
        if is_cut_before {
            self.text.push('…');
        }
        push_shown(&mut self.text, &file.text()[window.clone()]);
        if window.end < line.end {
            self.text.push('…');
        }
        self.text.push('\n');
    }

    /// Where a byte of the file stands in the excerpt; one that was cut off is at the `…`.
    fn place(&self, file: &SourceFile, byte: usize) -> usize {
        let number = file.lines().line_of(offset_of(byte));
        let found = self.lines.iter().enumerate().find(|(_, line)| line.number == number);
        let Some((at, line)) = found else {
            return 0;
        };
        if byte < line.window.start {
            return line.start;
        }
        let mark = if line.is_cut_before { '…'.len_utf8() } else { 0 };
        let last = self.lines.get(at + 1).map_or(self.text.len(), |next| next.start) - 1;
        if byte > line.window.end {
            return last;
        }
        let mut shown = String::new();
        push_shown(&mut shown, &file.text()[line.window.start..byte]);
        (line.start + mark + shown.len()).min(last)
    }
}

/// A line's bytes without its line end.
pub(crate) fn line_bytes(file: &SourceFile, number: u32) -> Bytes<usize> {
    let start = file.lines().line_start(number).unwrap_or_default() as usize;
    let end = file
        .lines()
        .line_start(number + 1)
        .map_or(file.text().len(), |next| next as usize);
    start..start + file.text()[start..end].trim_end_matches(['\n', '\r']).len()
}

/// At most `width` characters of a line, with `focus` in them.
pub(crate) fn window(text: &str, line: Bytes<usize>, focus: usize, width: usize) -> Bytes<usize> {
    let shown = &text[line.clone()];
    if shown.len() <= width || (shown.len() <= width * 4 && shown.chars().count() <= width) {
        return line;
    }
    let focus = focus.clamp(line.start, line.end);
    let (end, after) = forwards(&text[focus..line.end], width * 2 / 3);
    let (back, before) = backwards(&text[line.start..focus], width - after);
    let (more, _) = forwards(&text[focus + end..line.end], width - after - before);
    focus - back..focus + end + more
}

/// How many bytes the first `limit` characters take, and how many characters those are.
fn forwards(text: &str, limit: usize) -> (usize, usize) {
    let mut taken = (0, 0);
    for character in text.chars().take(limit) {
        taken = (taken.0 + character.len_utf8(), taken.1 + 1);
    }
    taken
}

fn backwards(text: &str, limit: usize) -> (usize, usize) {
    let mut taken = (0, 0);
    for character in text.chars().rev().take(limit) {
        taken = (taken.0 + character.len_utf8(), taken.1 + 1);
    }
    taken
}

fn push_shown(shown: &mut String, text: &str) {
    shown.extend(text.chars().map(|character| symbol_of(character).unwrap_or(character)));
}

impl<'a> Files<'a> for Excerpts {
    type FileId = usize;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: usize) -> Result<&'a str, Error> {
        Ok(&self.file(id)?.path)
    }

    fn source(&'a self, id: usize) -> Result<&'a str, Error> {
        Ok(&self.file(id)?.text)
    }

    fn line_index(&'a self, id: usize, byte: usize) -> Result<usize, Error> {
        let after = self.file(id)?.lines.partition_point(|line| line.start <= byte);
        Ok(after.saturating_sub(1))
    }

    fn line_number(&'a self, id: usize, index: usize) -> Result<usize, Error> {
        Ok(self.line(id, index)?.number as usize + 1)
    }

    fn column_number(&'a self, id: usize, _: usize, byte: usize) -> Result<usize, Error> {
        let columns = &self.file(id)?.columns;
        let known = columns.iter().find(|(at, _)| *at == byte);
        Ok(known.map_or(1, |(_, column)| *column))
    }

    fn line_range(&'a self, id: usize, index: usize) -> Result<Bytes<usize>, Error> {
        let start = self.line(id, index)?.start;
        let file = self.file(id)?;
        let end = file.lines.get(index + 1).map_or(file.text.len(), |next| next.start);
        Ok(start..end)
    }
}

impl Excerpts {
    fn file(&self, id: usize) -> Result<&Excerpt, Error> {
        self.files.get(id).ok_or(Error::FileMissing)
    }

    fn line(&self, id: usize, index: usize) -> Result<&Line, Error> {
        let file = self.file(id)?;
        file.lines.get(index).ok_or(Error::LineTooLarge {
            given: index,
            max: file.lines.len(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str, focus: usize, width: usize) -> String {
        line[window(line, 0..line.len(), focus, width)].to_owned()
    }

    #[test]
    fn a_long_line_is_cut_around_its_label() {
        assert_eq!(shown("short", 2, 10), "short");
        assert_eq!(shown("0123456789abcdefghij", 0, 9), "012345678");
        assert_eq!(shown("0123456789abcdefghij", 10, 9), "789abcdef");
        assert_eq!(shown("0123456789abcdefghij", 20, 9), "bcdefghij");
        assert_eq!(shown(&"é".repeat(50), 60, 9).chars().count(), 9);
    }
}
