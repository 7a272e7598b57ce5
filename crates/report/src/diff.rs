//! A fix as a few lines with `-` and `+`.

use source::{Edit, FileId, Fix, Replacement, SourceFile, Sources};

use crate::Terminal;
use crate::excerpt::{line_bytes, window};
use crate::place::{floor, offset_of};
use crate::terminal::Style;
use crate::text::harmless;

/// How many lines of each side are shown of one place.
const MOST_LINES: usize = 6;
/// How much of a long line around a replacement is compared.
const REACH: usize = 400;

/// The lines that show what a fix changes. The path stands above an edit of another file than `home`.
pub(crate) fn lines_of(fix: &Fix, sources: &Sources, home: FileId, terminal: &Terminal) -> Vec<String> {
    let mut lines = Vec::new();
    let mut replacements: Vec<&Replacement> = Vec::new();
    for edit in &fix.edits {
        match edit {
            Edit::Replace(replacement) => replacements.push(replacement),
            Edit::Create { path, text } => {
                lines.push(format!("new file {}", crate::on_one_line(path)));
                push_side(&mut lines, '+', &text.lines().collect::<Vec<_>>(), 0, terminal);
            }
        }
    }
    replacements.sort_by_key(|replacement| (replacement.span.file, replacement.span.range.start));
    let mut rest = replacements.as_slice();
    let mut file = home;
    while let Some(first) = rest.first() {
        let source = sources.get(first.span.file);
        let together = rest[1..]
            .iter()
            .zip(rest)
            .take_while(|(next, previous)| is_on_same_line(source, previous, next))
            .count();
        let (group, others) = rest.split_at(together + 1);
        if first.span.file != file {
            file = first.span.file;
            lines.push(format!("in {}", crate::on_one_line(source.path())));
        }
        push_place(&mut lines, source, group, terminal);
        rest = others;
    }
    lines
}

fn is_on_same_line(file: &SourceFile, previous: &Replacement, next: &Replacement) -> bool {
    previous.span.file == next.span.file
        && file.lines().line_of(next.span.range.start) <= file.lines().line_of(previous.span.range.end) + 1
}

/// The lines before and after some replacements that touch the same lines.
fn push_place(lines: &mut Vec<String>, file: &SourceFile, group: &[&Replacement], terminal: &Terminal) {
    let (Some(first), Some(last)) = (group.first(), group.last()) else {
        return;
    };
    let text = file.text();
    let start = floor(text, first.span.range.start);
    let end = floor(text, last.span.range.end).max(start);
    let line_start = line_bytes(file, file.lines().line_of(offset_of(start))).start;
    let line_end = line_bytes(file, file.lines().line_of(offset_of(end))).end.max(end);
    let from = floor(text, offset_of(line_start.max(start.saturating_sub(REACH))));
    let to = floor(text, offset_of(line_end.min(end + REACH)));

    let mut changed = String::new();
    let mut copied = from;
    for replacement in group {
        let replaced = floor(text, replacement.span.range.start)..floor(text, replacement.span.range.end);
        if replaced.start < copied || replaced.end < replaced.start {
            continue;
        }
        changed.push_str(&text[copied..replaced.start]);
        changed.push_str(&replacement.text);
        copied = replaced.end;
    }
    changed.push_str(text.get(copied..to).unwrap_or_default());

    let old: Vec<&str> = text[from..to].lines().collect();
    let new: Vec<&str> = changed.lines().collect();
    let (old, new) = without_equal_ends(&old, &new);
    let focus = old.first().zip(new.first()).map_or(0, |(old, new)| {
        let same = old.bytes().zip(new.bytes()).take_while(|(left, right)| left == right);
        same.count()
    });
    push_side(lines, '-', old, focus, terminal);
    push_side(lines, '+', new, focus, terminal);
}

/// Both texts without the lines that they begin and end with in common.
fn without_equal_ends<'l, 't>(old: &'l [&'t str], new: &'l [&'t str]) -> (&'l [&'t str], &'l [&'t str]) {
    let same = old.iter().zip(new).take_while(|(left, right)| left == right).count();
    let (old, new) = (&old[same..], &new[same..]);
    let last = old.iter().rev().zip(new.iter().rev());
    let same = last.take_while(|(left, right)| left == right).count();
    (&old[..old.len() - same], &new[..new.len() - same])
}

fn push_side(lines: &mut Vec<String>, mark: char, side: &[&str], focus: usize, terminal: &Terminal) {
    let style = if mark == '+' { Style::Added } else { Style::Removed };
    let width = terminal.columns().saturating_sub(12);
    for (at, line) in side.iter().take(MOST_LINES).enumerate() {
        let focus = if at == 0 { floor(line, offset_of(focus)) } else { 0 };
        let shown = window(line, 0..line.len(), focus, width);
        let before = if shown.start > 0 { "…" } else { "" };
        let after = if shown.end < line.len() { "…" } else { "" };
        let shown = format!("{mark} {before}{}{after}", harmless(&line[shown.clone()]));
        lines.push(terminal.paint(style, &shown).to_string());
    }
    if side.len() > MOST_LINES {
        let more = format!("{mark} … {}", crate::text::count(side.len() - MOST_LINES, "more line"));
        lines.push(terminal.paint(Style::Dim, &more).to_string());
    }
}

#[cfg(test)]
mod tests {
    use source::{Applicability, Span, TextRange};

    use super::*;

    fn diff(text: &str, edits: &[(u32, u32, &str)]) -> Vec<String> {
        let mut sources = Sources::default();
        let file = sources.add(SourceFile::from_text("a.sql", text));
        let edits = edits.iter().map(|(start, end, text)| {
            Edit::Replace(Replacement {
                span: Span::new(file, TextRange::new(*start, *end)),
                text: (*text).to_owned(),
            })
        });
        let fix = Fix {
            title: "".into(),
            applicability: Applicability::Safe,
            edits: edits.collect(),
        };
        lines_of(&fix, &sources, file, &Terminal::plain())
    }

    #[test]
    fn a_change_within_a_line_shows_it_before_and_after() {
        assert_eq!(
            diff("a;\ncreate index i on t (x);\nb;", &[(15, 15, " concurrently")]),
            ["- create index i on t (x);", "+ create index concurrently i on t (x);"]
        );
        assert_eq!(diff("a b c", &[(0, 1, "A"), (4, 5, "C")]), ["- a b c", "+ A b C"]);
    }

    #[test]
    fn whole_lines_come_and_go_alone() {
        assert_eq!(diff("a;\nb;\n", &[(3, 3, "new;\n")]), ["+ new;"]);
        assert_eq!(diff("a;\nb;\nc;\n", &[(3, 6, "")]), ["- b;"]);
        assert_eq!(diff("a;\nb;", &[(5, 5, "\nnew;")]), ["+ new;"]);
        assert_eq!(diff("", &[(0, 0, "new;\n")]), ["+ new;"]);
    }

    #[test]
    fn long_texts_are_cut() {
        let line = format!("{}b{}", "a".repeat(5_000), "c".repeat(5_000));
        let lines = diff(&line, &[(5_000, 5_001, "B")]);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.chars().count() < 160), "{lines:?}");
        assert!(lines[1].contains("aBc"), "{lines:?}");
        let many = "x\n".repeat(20);
        assert_eq!(diff("a\u{1b}", &[(0, 2, &many)])[0], "- a␛");
        assert_eq!(diff("a", &[(0, 1, &many)]).last().unwrap(), "+ … 14 more lines");
    }
}
