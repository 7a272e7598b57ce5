use std::io::{self, Write};

use similar::{ChangeTag, TextDiff};

use crate::Terminal;
use crate::terminal::Style;
use crate::text::harmless;

/// How many unchanged lines stand around a change.
const CONTEXT: usize = 3;

/// Writes a new file whole, as `git apply` and `patch -p1` take it.
///
/// # Errors
/// Where the writer fails.
pub fn write_new_file(path: &str, text: &str, terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let path = crate::on_one_line(path);
    writeln!(out, "{}", terminal.paint(Style::Bold, "--- /dev/null"))?;
    writeln!(out, "{}", terminal.paint(Style::Bold, &format!("+++ b/{path}")))?;
    let header = format!("@@ -0,0 +1,{} @@", text.lines().count());
    writeln!(out, "{}", terminal.paint(Style::Code, &header))?;
    for line in text.split_inclusive('\n') {
        write_line('+', Some(Style::Added), line, terminal, out)?;
    }
    Ok(())
}

/// Writes what changes a text into another one, as `git apply` and `patch -p1` take it. Only a terminal gets colours, and
/// control characters made harmless.
///
/// # Errors
/// Where the writer fails.
pub fn write_unified_diff(
    path: &str,
    old: &str,
    new: &str,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    let diff = TextDiff::from_lines(old, new);
    let mut groups = diff.unified_diff();
    let mut has_header = false;
    for hunk in groups.context_radius(CONTEXT).iter_hunks() {
        if !has_header {
            let path = crate::on_one_line(path);
            writeln!(out, "{}", terminal.paint(Style::Bold, &format!("--- a/{path}")))?;
            writeln!(out, "{}", terminal.paint(Style::Bold, &format!("+++ b/{path}")))?;
            has_header = true;
        }
        writeln!(out, "{}", terminal.paint(Style::Code, &hunk.header().to_string()))?;
        for change in hunk.iter_changes() {
            let (mark, style) = match change.tag() {
                ChangeTag::Equal => (' ', None),
                ChangeTag::Delete => ('-', Some(Style::Removed)),
                ChangeTag::Insert => ('+', Some(Style::Added)),
            };
            write_line(mark, style, change.value(), terminal, out)?;
        }
    }
    Ok(())
}

fn write_line(
    mark: char,
    style: Option<Style>,
    line: &str,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    if terminal.width.is_none() && !terminal.has_colour {
        write!(out, "{mark}{line}")?;
        if !line.ends_with('\n') {
            writeln!(out, "\n\\ No newline at end of file")?;
        }
        return Ok(());
    }
    let shown = format!("{mark}{}", harmless(line.trim_end_matches(['\r', '\n'])));
    match style {
        Some(style) => writeln!(out, "{}", terminal.paint(style, &shown)),
        None => writeln!(out, "{shown}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_is_one_that_tools_apply() {
        let mut out = Vec::new();
        let (old, new) = ("a\r\nb\r\nc", "a\r\nB\r\nc");
        write_unified_diff("db/1.sql", old, new, &Terminal::plain(), &mut out).unwrap();
        let expected =
            "--- a/db/1.sql\n+++ b/db/1.sql\n@@ -1,3 +1,3 @@\n a\r\n-b\r\n+B\r\n c\n\\ No newline at end of file\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn nothing_is_said_of_texts_that_are_the_same() {
        let mut out = Vec::new();
        write_unified_diff("1.sql", "a\n", "a\n", &Terminal::plain(), &mut out).unwrap();
        assert_eq!(out, b"");
    }
}
