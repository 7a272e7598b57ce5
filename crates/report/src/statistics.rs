use std::collections::BTreeMap;
use std::io::{self, Write};

use source::{Finding, Severity};

use crate::text::count;

/// Writes how many findings each rule has, the most first, and how many of them have fixes.
///
/// # Errors
/// Where the writer fails.
pub fn write_statistics(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let mut rules: BTreeMap<&str, (usize, usize, Severity)> = BTreeMap::new();
    for finding in findings {
        let (number, fixable, worst) = rules.entry(&finding.rule).or_insert((0, 0, finding.severity));
        *number += 1;
        *fixable += usize::from(!finding.fixes.is_empty());
        *worst = (*worst).max(finding.severity);
    }
    let mut rows: Vec<_> = rules.into_iter().collect();
    rows.sort_by_key(|(rule, (number, ..))| (std::cmp::Reverse(*number), *rule));
    let width = rows.iter().map(|(rule, _)| rule.len()).max().unwrap_or_default();
    for (rule, (number, fixable, worst)) in &rows {
        let fixable = match fixable {
            0 => String::new(),
            _ => format!("  {fixable} with a fix"),
        };
        let line = format!("{number:>7}  {:<7}  {rule:<width$}{fixable}", worst.as_str());
        writeln!(out, "{}", line.trim_end())?;
    }
    writeln!(out, "{:>7}  in all, of {}", findings.len(), count(rows.len(), "rule"))
}
