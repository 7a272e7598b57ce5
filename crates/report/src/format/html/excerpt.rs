//! The lines at fault, with the place marked.

use std::ops::Range as Bytes;

use source::{SourceFile, TextRange};

use super::prose::text;
use crate::excerpt::{LINES_AFTER_START, LINES_BEFORE_END, line_bytes, window};
use crate::place::{floor, offset_of};

/// How many lines before and after the place are shown.
const CONTEXT: u32 = 1;
/// How many characters of a line are shown.
const WIDEST: usize = 240;

/// The lines around a place. A place over many lines shows both its ends.
pub(super) fn excerpt(file: &SourceFile, range: TextRange) -> String {
    let whole = file.text();
    let start = floor(whole, range.start);
    let end = floor(whole, range.end).max(start);
    let end = start + whole[start..end].trim_end().len();
    let first = file.lines().line_of(offset_of(start));
    let last = file.lines().line_of(offset_of(end));
    let final_line = file.lines().line_of(offset_of(whole.trim_end().len()));

    let mut html = String::from("<pre class=\"sql\">");
    let mut previous = None;
    let end_line = (last + CONTEXT).min(final_line.max(last));
    let head_end = (first + offset_of(LINES_AFTER_START)).min(end_line);
    let tail_start = last.saturating_sub(offset_of(LINES_BEFORE_END)).max(head_end + 1);
    for number in (first.saturating_sub(CONTEXT)..=head_end).chain(tail_start..=end_line) {
        if previous.is_some_and(|previous| previous + 1 < number) {
            html.push_str("<span class=\"gap\">⋯</span>\n");
        }
        push_line(file, number, start..end, &mut html);
        previous = Some(number);
    }
    html.push_str("</pre>");
    html
}

fn push_line(file: &SourceFile, number: u32, marked: Bytes<usize>, html: &mut String) {
    let whole = file.text();
    let line = line_bytes(file, number);
    let focus = marked.start.clamp(line.start, line.end);
    let shown = window(whole, line.clone(), focus, WIDEST);
    let from = marked.start.clamp(shown.start, shown.end);
    let to = marked.end.clamp(from, shown.end);
    let is_at_fault = marked.start <= line.end && marked.end >= line.start;
    let class = if is_at_fault { " class=\"at\"" } else { "" };
    html.push_str(&format!("<span{class} data-n=\"{}\">", number + 1));
    if shown.start > line.start {
        html.push('…');
    }
    html.push_str(&text(&whole[shown.start..from]));
    // The white space before a statement's next line is no part of the fault.
    let indent = whole[from..to].len() - whole[from..to].trim_start().len();
    html.push_str(&text(&whole[from..from + indent]));
    if from + indent < to {
        html.push_str(&format!("<mark>{}</mark>", text(&whole[from + indent..to])));
    }
    html.push_str(&text(&whole[to..shown.end]));
    if shown.end < line.end {
        html.push('…');
    }
    html.push_str("</span>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(whole: &str, marked: &str) -> String {
        let file = SourceFile::from_text("a.sql", whole);
        let start = offset_of(whole.find(marked).unwrap());
        excerpt(&file, TextRange::new(start, start + offset_of(marked.len())))
    }

    #[test]
    fn the_place_is_marked_between_its_neighbours() {
        assert_eq!(
            shown("a;\n\nb <c>;\nd;\ne;\n", "<c>"),
            "<pre class=\"sql\"><span data-n=\"2\"></span>\n\
             <span class=\"at\" data-n=\"3\">b <mark>&lt;c&gt;</mark>;</span>\n\
             <span data-n=\"4\">d;</span>\n</pre>"
        );
    }

    #[test]
    fn long_places_and_long_lines_are_cut() {
        let whole = format!("create table t (\n{});\n", "    c text,\n".repeat(100));
        let html = shown(&whole, whole.trim_end());
        assert_eq!(html.matches("<span").count(), 6, "{html}");
        assert!(html.contains("⋯") && html.contains("data-n=\"102\""), "{html}");
        let long = format!("insert {} here {}", "x".repeat(5_000), "y".repeat(5_000));
        let html = shown(&long, "here");
        assert!(html.contains("<mark>here</mark>") && html.len() < 500, "{html}");
    }
}
