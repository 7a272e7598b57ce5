use std::io::{self, Write};

use crate::Terminal;
use crate::terminal::Style;
use crate::text::{cut, on_one_line};

/// A heading with what belongs to it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// What stands behind it.
    pub note: String,
    /// What is said there.
    pub entries: Vec<Entry>,
    /// The sections below it.
    pub sections: Vec<Self>,
}

/// A name with its value, and what that is made of.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Entry {
    /// The name.
    pub name: String,
    /// The value; empty where the name says it all.
    pub value: String,
    /// What the value is made of.
    pub entries: Vec<Self>,
}

/// How much of a value is shown.
const LONGEST_VALUE: usize = 80;
/// The longest line that is worth writing, where the text goes to no terminal.
const LONGEST_LINE: usize = 110;

/// Writes sections with what is said there: short things in lines, longer ones below each other.
///
/// # Errors
/// Where the writer fails.
pub fn write_sections(sections: &[Section], terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let outline = Outline {
        width: terminal.width.map_or(LONGEST_LINE, |_| terminal.columns()),
        terminal,
    };
    sections.iter().try_for_each(|section| outline.section(section, 0, out))
}

struct Outline<'a> {
    width: usize,
    terminal: &'a Terminal,
}

impl Outline<'_> {
    fn section(&self, section: &Section, indent: usize, out: &mut dyn Write) -> io::Result<()> {
        let title = on_one_line(&section.title);
        write!(out, "{:indent$}{}", "", self.terminal.paint(Style::Bold, &title))?;
        if !section.note.is_empty() {
            write!(
                out,
                "  {}",
                self.terminal.paint(Style::Dim, &on_one_line(&section.note))
            )?;
        }
        writeln!(out)?;
        self.entries(&section.entries, indent + 2, out)?;
        section
            .sections
            .iter()
            .try_for_each(|inner| self.section(inner, indent + 2, out))
    }

    /// What has no parts of its own fills lines, what has comes below.
    fn entries(&self, entries: &[Entry], indent: usize, out: &mut dyn Write) -> io::Result<()> {
        let (plain, others): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| entry.entries.is_empty());
        let mut line = String::new();
        for entry in plain {
            let text = inline(entry);
            let is_full = indent + line.chars().count() + 2 + text.chars().count() > self.width;
            if is_full && !line.is_empty() {
                writeln!(out, "{:indent$}{line},", "")?;
                line.clear();
            }
            if !line.is_empty() {
                line.push_str(", ");
            }
            line.push_str(&text);
        }
        if !line.is_empty() {
            writeln!(out, "{:indent$}{line}", "")?;
        }
        others.into_iter().try_for_each(|entry| self.entry(entry, indent, out))
    }

    fn entry(&self, entry: &Entry, indent: usize, out: &mut dyn Write) -> io::Result<()> {
        let line = inline(entry);
        if indent + line.chars().count() <= self.width {
            return self.line(entry, &line, indent, out);
        }
        self.line(entry, &head(entry), indent, out)?;
        self.entries(&entry.entries, indent + 2, out)
    }

    fn line(&self, entry: &Entry, line: &str, indent: usize, out: &mut dyn Write) -> io::Result<()> {
        let name = on_one_line(&entry.name);
        let rest = line.strip_prefix(&*name).unwrap_or_default();
        writeln!(out, "{:indent$}{}{rest}", "", self.terminal.paint(Style::Code, &name))
    }
}

/// `table: orders (Table)`.
fn head(entry: &Entry) -> String {
    let name = on_one_line(&entry.name);
    if entry.value.is_empty() {
        return name.into_owned();
    }
    let value = on_one_line(&entry.value);
    format!("{name}: {}", cut(&value, LONGEST_VALUE))
}

/// `table: orders (Table) {name: orders, line: 1}`.
fn inline(entry: &Entry) -> String {
    let mut line = head(entry);
    if !entry.entries.is_empty() {
        let parts: Vec<String> = entry.entries.iter().map(inline).collect();
        line.push_str(&format!(" {{{}}}", parts.join(", ")));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, value: &str, entries: Vec<Entry>) -> Entry {
        Entry {
            name: name.to_owned(),
            value: value.to_owned(),
            entries,
        }
    }

    #[test]
    fn what_fits_a_line_stands_on_one() {
        let columns = |count: usize| {
            let items = (0..count).map(|at| {
                let type_name = entry("type", "bigint (Type)", Vec::new());
                entry(
                    &format!("[{at}]"),
                    "id (Column)",
                    vec![type_name, entry("is_required", "", Vec::new())],
                )
            });
            entry("columns", "", items.collect())
        };
        let section = Section {
            title: "change 0".to_owned(),
            note: "on = [\"create_table\"]".to_owned(),
            entries: vec![
                columns(1),
                entry("kind", "\"create_table\"", Vec::new()),
                entry("creates", "", Vec::new()),
                columns(2),
            ],
            sections: vec![Section {
                title: "inner\u{1b}".to_owned(),
                ..Section::default()
            }],
        };
        let mut out = Vec::new();
        write_sections(&[section], &Terminal::plain(), &mut out).unwrap();
        let expected = "change 0  on = [\"create_table\"]\n\
            \x20 kind: \"create_table\", creates\n\
            \x20 columns {[0]: id (Column) {type: bigint (Type), is_required}}\n\
            \x20 columns\n\
            \x20   [0]: id (Column) {type: bigint (Type), is_required}\n\
            \x20   [1]: id (Column) {type: bigint (Type), is_required}\n\
            \x20 inner␛\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
