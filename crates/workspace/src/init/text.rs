use std::fmt::Write as _;

use migrations::Tool;
use schema::Dialect;
use source::Severity;

use super::Draft;
use crate::config::transaction_word;

/// Where the schema and the page that explains the keys are published.
const SCHEMA: &str = "https://raw.githubusercontent.com/lockgate/lockgate/main/docs/lockgate.schema.json";
const PAGE: &str = "https://github.com/lockgate/lockgate/blob/main/docs/configuration.md";

/// A line of the file, and why it is there.
struct Line {
    text: String,
    why: String,
}

impl Draft {
    /// The file.
    pub(super) fn text(&self) -> String {
        let mut text = format!(
            "#:schema {SCHEMA}\n# What each key means: {PAGE}\n# What holds, and where it comes from: lockgate config\n\n"
        );
        write_lines(&self.base(), &mut text);
        let mut runner = Vec::new();
        if let Some((mode, why)) = &self.transaction {
            runner.push(line(format!("transaction = \"{}\"", transaction_word(*mode)), why));
        }
        if !self.placeholders.is_empty() {
            let values = self
                .placeholders
                .iter()
                .map(|(name, value)| format!("{} = {}", key(name), quoted(value)));
            let values: Vec<String> = values.collect();
            runner.push(line(format!("placeholders = {{ {} }}", values.join(", ")), ""));
        }
        write_table("[runner]", &runner, &mut text);
        let rules = self.rules.iter().map(|(rule, (severity, names))| {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            line(format!("{rule} = \"{severity}\""), &names.join(", "))
        });
        write_table("[rules]", &rules.collect::<Vec<_>>(), &mut text);
        if !self.excluded_paths.is_empty() {
            let paths: Vec<String> = self.excluded_paths.iter().map(|path| quoted(path)).collect();
            let lines = [
                line(format!("paths = [{}]", paths.join(", ")), ""),
                line(format!("rules = {{ all = \"{}\" }}", Severity::Off), ""),
            ];
            write_table("[[overrides]]", &lines, &mut text);
        }
        text
    }

    fn base(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        match &self.dialect {
            Some((dialect, why)) if *dialect != Dialect::Generic => {
                lines.push(line(format!("dialect = \"{dialect}\""), why));
            }
            _ => lines.push(line("# dialect = \"postgres\"", "detected where nothing is said")),
        }
        match &self.engine_version {
            Some((version, why)) => lines.push(line(format!("engine-version = {}", quoted(version)), why)),
            None => lines.push(line(
                "# engine-version = \"…\"",
                "that of production; the newest known where nothing is said",
            )),
        }
        match &self.tool {
            Some((tool, why)) if *tool != Tool::Plain => lines.push(line(format!("tool = \"{}\"", tool.id()), why)),
            _ => lines.push(line("# tool = \"…\"", "none was recognised")),
        }
        if let Some((folders, why)) = &self.migrations {
            let folders: Vec<String> = folders.iter().map(|folder| quoted(folder)).collect();
            lines.push(line(format!("migrations = [{}]", folders.join(", ")), why));
        }
        if let Some((fail_on, why)) = &self.fail_on {
            lines.push(line(format!("fail-on = \"{}\"", fail_on.as_str()), why));
        }
        match (&self.deployed_through, &self.last_version) {
            (Some((version, why)), _) => lines.push(line(format!("deployed-through = {}", quoted(version)), why)),
            (None, Some(last)) => lines.push(line(
                format!("# deployed-through = {}", quoted(last)),
                "take the `#` away, and what is here today is history: replayed, not reported",
            )),
            (None, None) => {}
        }
        lines
    }
}

fn line(text: impl Into<String>, why: &str) -> Line {
    Line {
        text: text.into(),
        // What was found in file names may hold anything.
        why: why.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

fn write_table(head: &str, lines: &[Line], text: &mut String) {
    if !lines.is_empty() {
        let _ = writeln!(text, "\n{head}");
        write_lines(lines, text);
    }
}

/// Comments stand below each other, unless a line is long.
fn write_lines(lines: &[Line], text: &mut String) {
    let widths = lines.iter().map(|line| line.text.chars().count());
    let width = widths.filter(|width| *width <= 40).max().unwrap_or_default();
    for line in lines {
        let _ = if line.why.is_empty() {
            writeln!(text, "{}", line.text)
        } else {
            writeln!(text, "{:<width$}  # {}", line.text, line.why)
        };
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn key(name: &str) -> String {
    let is_bare = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if is_bare && !name.is_empty() {
        name.to_owned()
    } else {
        quoted(name)
    }
}
