//! Service messages of TeamCity.
//! <https://www.jetbrains.com/help/teamcity/service-messages.html#Reporting+Inspections>

use std::collections::BTreeMap;
use std::io::{self, Write};

use source::{Category, Severity};

use crate::place::Places;
use crate::{Report, Terminal};

pub(super) fn write(report: &Report<'_>, _: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let used: BTreeMap<&str, Category> = report
        .findings
        .iter()
        .map(|finding| (finding.rule.as_str(), finding.category))
        .collect();
    for (rule, category) in used {
        let description = report
            .rules
            .get(rule)
            .map_or_else(|| rule.to_owned(), lint::RuleInfo::summary);
        writeln!(
            out,
            "##teamcity[inspectionType id='{0}' name='{0}' description='{1}' category='lockgate {category}']",
            escape(rule),
            escape(&description)
        )?;
    }
    let mut places = Places::new(report.sources);
    for finding in report.findings {
        let severity = match finding.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Info | Severity::Off => "INFO",
        };
        writeln!(
            out,
            "##teamcity[inspection typeId='{}' message='{}' file='{}' line='{}' SEVERITY='{severity}']",
            escape(&finding.rule),
            escape(&finding.message),
            escape(places.path(finding.span.file)),
            places.range(finding.span).start.line,
        )?;
    }
    Ok(())
}

/// The escapes of <https://www.jetbrains.com/help/teamcity/service-messages.html#Escaped+Values>.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in crate::harmless(text).chars() {
        match character {
            '\n' => escaped.push_str("|n"),
            '\'' | '|' | '[' | ']' => escaped.extend(['|', character]),
            character if character.is_ascii() => escaped.push(character),
            character => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    escaped.push_str(&format!("|0x{unit:04x}"));
                }
            }
        }
    }
    escaped
}
