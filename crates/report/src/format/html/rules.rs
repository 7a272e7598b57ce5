//! Why the rules that found something exist, so that the page answers that without a network.

use std::io::{self, Write};

use super::overview::by_rule;
use super::prose::{link, markdown, text};
use crate::Report;

pub(super) fn write_rules(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    if report.findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "<section id=\"rules\"><h2>Rules</h2>")?;
    for (rule, severity, _) in by_rule(report.findings) {
        let name = text(rule);
        writeln!(
            out,
            "<article class=\"rule\" id=\"rule-{name}\"><h3><i class=\"dot {severity}\"></i>{name}</h3>"
        )?;
        match report.rules.get(rule) {
            None => writeln!(out, "<p>Reported by Lockgate itself.</p>")?,
            Some(info) => {
                write!(out, "{}", markdown(&info.summary()))?;
                write!(out, "{}", markdown(section(&info.page, "## Why")))?;
                let whole = info.url().map(|url| link("The whole page, with examples", &url));
                let from = info
                    .path
                    .as_deref()
                    .map(|path| format!("From <code>{}</code>", text(path)));
                if let Some(more) = whole.or(from) {
                    writeln!(out, "<p class=\"more\">{more}</p>")?;
                }
            }
        }
        writeln!(out, "</article>")?;
    }
    writeln!(out, "</section>")
}

/// What stands below a heading, up to the next of its level.
fn section<'p>(page: &'p str, heading: &str) -> &'p str {
    let start = page.find(&format!("{heading}\n"));
    let Some(start) = start.map(|start| start + heading.len() + 1) else {
        return "";
    };
    let end = page[start..].find("\n## ").map_or(page.len(), |end| start + end);
    &page[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_ends_at_the_next() {
        let page = "Summary.\n\n## Why\n\nBecause.\n\n## Flagged\n\nx\n";
        assert_eq!(section(page, "## Why").trim(), "Because.");
        assert_eq!(section(page, "## Nothing"), "");
        assert_eq!(section("## Why\nEnd.", "## Why"), "End.");
    }
}
