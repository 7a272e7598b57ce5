use std::io::{self, Write};

use crate::Terminal;
use crate::markup::write_page;
use crate::terminal::Style;
use crate::text::on_one_line;

/// Writes a heading, a paragraph, and words with what each means.
///
/// # Errors
/// Where the writer fails.
pub fn write_glossary<'a>(
    heading: &str,
    paragraph: &str,
    entries: impl IntoIterator<Item = (String, &'a str)>,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}", terminal.paint(Style::Bold, &on_one_line(heading)))?;
    write_page(paragraph, terminal, out)?;
    for (word, meaning) in entries {
        writeln!(out, "\n    {}", terminal.paint(Style::Code, &on_one_line(&word)))?;
        writeln!(out, "        {}", on_one_line(meaning))?;
    }
    Ok(())
}
