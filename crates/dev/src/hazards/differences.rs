use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Context, bail};

use super::case::Case;

/// Where the reasons are kept, below the workspace: a case and why Lockgate differs, or `suite/rule/*` and why no rule of
/// ours stands for that rule; `suite/*` for a suite whose cases name no rules.
const DIFFERENCES: &str = "tests/hazard-differences.tsv";

/// Why Lockgate differs from other tools, by case or rule.
pub(super) struct Differences(BTreeMap<String, String>);

impl Differences {
    /// # Errors
    /// Where the file cannot be read, or a line holds no reason.
    pub(super) fn read() -> anyhow::Result<Self> {
        let path = crate::workspace_root().join(DIFFERENCES);
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut reasons = BTreeMap::new();
        for (number, line) in (1..).zip(text.lines()) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let Some((id, reason)) = line.split_once('\t').filter(|(_, reason)| !reason.trim().is_empty()) else {
                bail!("{DIFFERENCES}:{number}: write the case, a tab, and the reason");
            };
            if reasons.insert(id.to_owned(), reason.to_owned()).is_some() {
                bail!("{DIFFERENCES}:{number}: `{id}` has a reason already");
            }
        }
        Ok(Self(reasons))
    }

    /// The key of the reason why this case differs.
    pub(super) fn of_case(&self, case: &Case) -> Option<&str> {
        self.0.get_key_value(case.id.as_str()).map(|(key, _)| key.as_str())
    }

    /// The key of the reason why the case's rule has no counterpart.
    pub(super) fn of_rule(&self, case: &Case) -> Option<&str> {
        let key = match case.rule.as_str() {
            "" => format!("{}/*", case.suite()),
            rule => format!("{}/{rule}/*", case.suite()),
        };
        self.0.get_key_value(&key).map(|(key, _)| key.as_str())
    }

    /// Reasons that nothing needs.
    pub(super) fn stale(&self, needed: &BTreeSet<String>, only: Option<&str>) -> Vec<String> {
        let is_meant = |id: &&String| only.is_none_or(|only| suite_of(id) == only);
        let stale = self.0.keys().filter(is_meant).filter(|id| !needed.contains(*id));
        stale.cloned().collect()
    }
}

fn suite_of(id: &str) -> &str {
    id.split('/').next().unwrap_or_default()
}

/// A name and what is said of it.
type Rows<'a> = Vec<(&'a str, &'a str)>;

/// The page that lists every difference with its reason.
///
/// # Errors
/// Where the reasons cannot be read.
pub(crate) fn page() -> anyhow::Result<String> {
    let differences = Differences::read()?;
    let mut text = "# Disagreements\n\nLockgate is held against the test cases of other linters: where a rule of ours stands for one of \
                    theirs (the aliases on its page), it has to find what theirs finds, and be silent where theirs is. `cargo dev \
                    hazards` runs the cases. Where Lockgate differs all the same, this is why.\n"
        .to_owned();
    let mut suites: BTreeMap<&str, (Rows<'_>, Rows<'_>)> = BTreeMap::new();
    for (id, reason) in &differences.0 {
        let (cases, rules) = suites.entry(suite_of(id)).or_default();
        let name = id.split_once('/').map_or("", |(_, name)| name);
        match name.strip_suffix('*') {
            Some(rule) => rules.push((rule.trim_end_matches('/'), reason)),
            None => cases.push((name, reason)),
        }
    }
    for (suite, (cases, rules)) in suites {
        let _ = write!(text, "\n## {suite}\n");
        let mut table = |head: &str, rows: &[(&str, &str)]| {
            if rows.is_empty() {
                return;
            }
            let _ = write!(text, "\n| {head} | why |\n|---|---|\n");
            for (name, reason) in rows {
                let name = if name.is_empty() {
                    "every case".to_owned()
                } else {
                    format!("`{name}`")
                };
                let _ = writeln!(text, "| {name} | {} |", reason.replace('|', "\\|"));
            }
        };
        table("case that differs", &cases);
        table("rule without a counterpart", &rules);
    }
    Ok(text)
}
