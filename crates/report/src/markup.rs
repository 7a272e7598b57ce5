//! Markdown: written for others, and shown at a terminal.

use std::io::{self, Write};

use crate::Terminal;
use crate::terminal::Style;
use crate::text::{harmless, on_one_line};

/// A message as Markdown that fits into the cell of a table: what stands between back-ticks is code, and
/// nothing else means anything.
pub(crate) fn in_markdown(message: &str) -> String {
    let message = on_one_line(message);
    let are_paired = message.matches('`').count().is_multiple_of(2);
    if !are_paired {
        return escaped(&message).replace('`', "\\`");
    }
    let mut markdown = String::new();
    for (at, part) in message.split('`').enumerate() {
        if at % 2 == 0 {
            markdown.push_str(&escaped(part));
        } else if !part.is_empty() {
            markdown.push_str(&format!("`{}`", part.replace('|', "\\|")));
        }
    }
    markdown
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // Nobody is to be notified because of a variable's name.
            '@' => escaped.push_str("&#64;"),
            '|' | '\\' | '*' | '_' | '[' | ']' | '~' | '#' => escaped.extend(['\\', character]),
            character => escaped.push(character),
        }
    }
    escaped
}

/// Shows a page of Markdown at a terminal: headings and code set off, paragraphs wrapped, everything
/// else as it is written.
pub(crate) fn write_page(page: &str, terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let page = harmless(page);
    let width = terminal.columns().min(100);
    let mut paragraph = String::new();
    let mut is_code = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            write_paragraph(&mut paragraph, width, terminal, out)?;
            is_code = !is_code;
            if is_code && line.trim_start().starts_with("```fixed") {
                writeln!(out, "    {}", terminal.paint(Style::Dim, "-- fixed:"))?;
            }
        } else if is_code {
            let shown = format!("    {line}");
            writeln!(out, "{}", terminal.paint(Style::Code, shown.trim_end()))?;
        } else if line.starts_with('#') {
            write_paragraph(&mut paragraph, width, terminal, out)?;
            let heading = line.trim_start_matches('#').trim();
            writeln!(out, "{}", terminal.paint(Style::Bold, heading))?;
        } else if line.trim().is_empty() || stands_alone(line) {
            write_paragraph(&mut paragraph, width, terminal, out)?;
            writeln!(out, "{}", inline(line.trim_end(), terminal))?;
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line.trim_end());
        }
    }
    write_paragraph(&mut paragraph, width, terminal, out)
}

/// Lines of lists, tables and quotations are not joined with others.
fn stands_alone(line: &str) -> bool {
    let line = line.trim_start();
    let is_numbered = line
        .trim_start_matches(|character: char| character.is_ascii_digit())
        .starts_with(". ");
    line.starts_with(['|', '>']) || line.starts_with("- ") || line.starts_with("* ") || is_numbered
}

fn write_paragraph(paragraph: &mut String, width: usize, terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let text = std::mem::take(paragraph);
    let mut line = String::new();
    for word in text.split(' ') {
        // A span of code with spaces in it stays whole, so that its colour does.
        let is_within_code = line.matches('`').count() % 2 == 1;
        if !line.is_empty() && !is_within_code && line.chars().count() + 1 + word.chars().count() > width {
            writeln!(out, "{}", inline(&line, terminal))?;
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        writeln!(out, "{}", inline(&line, terminal))?;
    }
    Ok(())
}

/// Spans of code in colour, where there are colours; the back-ticks stay where there are none.
fn inline(line: &str, terminal: &Terminal) -> String {
    if !terminal.has_colour {
        return line.to_owned();
    }
    let mut shown = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('`') {
        let Some((code, after)) = after.split_once('`') else {
            break;
        };
        shown.push_str(before);
        shown.push_str(&terminal.paint(Style::Code, code).to_string());
        rest = after;
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_code_means_something() {
        assert_eq!(
            in_markdown("a|b `x|<y>` <script> @you *x* [l](u)"),
            "a\\|b `x\\|<y>` &lt;script&gt; &#64;you \\*x\\* \\[l\\](u)"
        );
        assert_eq!(in_markdown("one ` alone"), "one \\` alone");
        assert_eq!(in_markdown("two\nlines"), "two lines");
    }

    #[test]
    fn a_page_is_wrapped_and_its_code_is_not() {
        let words = "word ".repeat(30);
        let page = format!("## Why\n\n{words}\n\n- a\n- b\n\n```sql dialect=postgres\nselect   1;\u{1b}\n```\n");
        let mut out = Vec::new();
        write_page(&page, &Terminal::plain(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().next(), Some("Why"));
        assert!(text.lines().all(|line| line.len() <= 100), "{text}");
        assert!(
            text.contains("\n- a\n- b\n") && text.ends_with("\n    select   1;␛\n"),
            "{text}"
        );
    }

    #[test]
    fn colours_set_code_off() {
        let terminal = Terminal {
            has_colour: true,
            ..Terminal::plain()
        };
        assert_eq!(inline("a `b` c `d", &terminal), "a \u{1b}[36mb\u{1b}[0m c `d");
    }
}
