//! Findings on the corpus, judged by people: right or wrong, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Context, bail, ensure};
use source::{Category, Finding};

use crate::histories::CheckedHistory;

/// Where the verdicts are kept, below the workspace. They hold no SQL.
const VERDICTS: &str = "tests/verdicts.tsv";

/// Findings of one category that have to be judged, where there are as many.
const JUDGED_PER_CATEGORY: usize = 50;

/// Wrong findings among a hundred judged ones that a category may have.
const MOST_WRONG_PERCENT: usize = 3;

/// One judged finding.
struct Verdict {
    /// The history and the fingerprint.
    key: (String, String),
    rule: String,
    is_right: bool,
}

/// A finding of the corpus that can be judged.
struct Candidate<'a> {
    history: &'a CheckedHistory,
    finding: &'a Finding,
}

impl Candidate<'_> {
    fn key(&self) -> (String, String) {
        (self.history.name.clone(), self.finding.fingerprint.to_string())
    }

    /// A line to be filled in, and below it what the judge has to see.
    fn sheet(&self) -> String {
        let (history, fingerprint) = self.key();
        let place = self.history.place(self.finding);
        let mut text = format!("{fingerprint}\t{}\t{history}\t{place}\t?\t\n", self.finding.rule);
        let _ = writeln!(text, "    {}", self.finding.message);
        if let Some(help) = &self.finding.help {
            let _ = writeln!(text, "    help: {help}");
        }
        for line in self
            .history
            .file(self.finding)
            .slice(self.finding.span.range)
            .lines()
            .take(6)
        {
            let _ = writeln!(text, "    | {line}");
        }
        text
    }
}

/// Draws findings of each category that nobody has judged, and prints them for the judge.
///
/// # Errors
/// Where the corpus or the verdicts cannot be read.
pub(crate) fn draw(per_category: usize, only: Option<Category>) -> anyhow::Result<()> {
    let histories = CheckedHistory::all()?;
    let judged: BTreeSet<(String, String)> = read()?.into_iter().map(|verdict| verdict.key).collect();
    let by_category = by_category(&histories);
    for (category, candidates) in by_category
        .iter()
        .filter(|(category, _)| only.is_none_or(|only| only == **category))
    {
        println!("# {category}: {} findings", candidates.len());
        let unjudged = candidates.iter().filter(|candidate| !judged.contains(&candidate.key()));
        for candidate in unjudged.take(per_category) {
            println!("{}", candidate.sheet());
        }
    }
    Ok(())
}

/// Holds the verdicts against today's findings: enough of each category are judged, few of them are wrong, and none
/// is about a finding that is gone.
///
/// # Errors
/// Where one of these does not hold, or the corpus or the verdicts cannot be read.
pub(crate) fn check() -> anyhow::Result<()> {
    let histories = CheckedHistory::all()?;
    let verdicts: BTreeMap<(String, String), bool> = read()?
        .into_iter()
        .map(|verdict| (verdict.key, verdict.is_right))
        .collect();
    let mut failures = Vec::new();
    let mut met = BTreeSet::new();
    let mut rules: BTreeMap<&str, Tally> = BTreeMap::new();
    for (category, candidates) in by_category(&histories) {
        let mut tally = Tally::default();
        for candidate in &candidates {
            let Some(is_right) = verdicts.get(&candidate.key()) else {
                continue;
            };
            met.insert(candidate.key());
            tally.add(*is_right);
            rules.entry(candidate.finding.rule.as_str()).or_default().add(*is_right);
        }
        println!(
            "{:<14} {:>6} findings, {:>3} judged, {:>2} wrong",
            category.as_str(),
            candidates.len(),
            tally.judged,
            tally.wrong
        );
        if tally.judged < JUDGED_PER_CATEGORY.min(candidates.len()) {
            failures.push(format!(
                "{category}: {} findings judged, not {JUDGED_PER_CATEGORY}",
                tally.judged
            ));
        }
        if tally.wrong * 100 > tally.judged * MOST_WRONG_PERCENT {
            failures.push(format!(
                "{category}: {} of {} judged findings are wrong",
                tally.wrong, tally.judged
            ));
        }
    }
    for (rule, tally) in rules {
        if tally.wrong > 1 && tally.wrong * 10 > tally.judged {
            failures.push(format!(
                "{rule}: {} of {} judged findings are wrong",
                tally.wrong, tally.judged
            ));
        }
    }
    for (history, fingerprint) in verdicts.keys().filter(|key| !met.contains(*key)) {
        failures.push(format!("{fingerprint} of {history} is gone: take its verdict out"));
    }
    ensure!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

/// How many verdicts there are on the findings of each rule.
///
/// # Errors
/// Where they cannot be read.
pub(crate) fn by_rule() -> anyhow::Result<BTreeMap<String, Tally>> {
    let mut rules: BTreeMap<String, Tally> = BTreeMap::new();
    for verdict in read()? {
        rules.entry(verdict.rule).or_default().add(verdict.is_right);
    }
    Ok(rules)
}

/// How many findings were judged, and how many of them are wrong.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) judged: usize,
    pub(crate) wrong: usize,
}

impl Tally {
    fn add(&mut self, is_right: bool) {
        self.judged += 1;
        self.wrong += usize::from(!is_right);
    }
}

/// The findings of each category, in the order of their fingerprints: at random, but the same in each run.
fn by_category(histories: &[CheckedHistory]) -> BTreeMap<Category, Vec<Candidate<'_>>> {
    let mut by_category: BTreeMap<Category, Vec<Candidate<'_>>> = BTreeMap::new();
    for history in histories {
        for finding in &history.findings {
            let candidate = Candidate { history, finding };
            by_category.entry(finding.category).or_default().push(candidate);
        }
    }
    for candidates in by_category.values_mut() {
        candidates.sort_by_cached_key(|candidate| (candidate.finding.fingerprint, candidate.history.name.clone()));
    }
    by_category
}

/// The verdicts: fingerprint, rule, history, place, `right` or `wrong`, reason; between tabs.
fn read() -> anyhow::Result<Vec<Verdict>> {
    let path = crate::workspace_root().join(VERDICTS);
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|(number, line)| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [fingerprint, rule, history, _, verdict, reason] = fields[..] else {
                bail!("{VERDICTS}:{number}: write six fields between tabs");
            };
            ensure!(!reason.is_empty(), "{VERDICTS}:{number}: write the reason");
            let is_right = match verdict {
                "right" => true,
                "wrong" => false,
                other => bail!("{VERDICTS}:{number}: write `right` or `wrong`, not `{other}`"),
            };
            Ok(Verdict {
                key: (history.to_owned(), fingerprint.to_owned()),
                rule: rule.to_owned(),
                is_right,
            })
        })
        .collect()
}
