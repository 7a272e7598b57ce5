use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Context, bail, ensure};

use crate::histories::CheckedHistory;

/// Where the counts are kept, below the workspace. They hold no SQL: a history, a rule, a number.
const COUNTS: &str = "tests/corpus-counts.tsv";

/// One line of the counts.
pub(crate) struct Count {
    /// The dialect, the tool and the project.
    pub(crate) history: String,
    /// The rule, or [`STATEMENTS`].
    what: String,
    number: usize,
}

/// What is counted beside findings.
const STATEMENTS: &str = "(statements)";

impl Count {
    /// How many statements the history has, where the line says that.
    pub(crate) fn of_statements(&self) -> Option<usize> {
        (self.what == STATEMENTS).then_some(self.number)
    }

    /// How many findings a rule has in the history, where the line says that.
    pub(crate) fn of_rule(&self) -> Option<(&str, usize)> {
        (self.what != STATEMENTS).then_some((self.what.as_str(), self.number))
    }
}

/// The counts as they are committed.
///
/// # Errors
/// Where they cannot be read.
pub(crate) fn committed() -> anyhow::Result<Vec<Count>> {
    let path = crate::workspace_root().join(COUNTS);
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = (1..).zip(text.lines());
    lines
        .map(|(line, text)| {
            let fields: Vec<&str> = text.split('\t').collect();
            ensure!(fields.len() == 3, "{COUNTS}:{line}: write three fields between tabs");
            let number = fields[2]
                .parse()
                .with_context(|| format!("{COUNTS}:{line}: `{}`", fields[2]))?;
            Ok(Count {
                history: fields[0].to_owned(),
                what: fields[1].to_owned(),
                number,
            })
        })
        .collect()
}

/// Writes the counts of findings on the corpus, and the page that shows them.
pub(crate) fn bless() -> anyhow::Result<()> {
    let path = crate::workspace_root().join(COUNTS);
    std::fs::write(&path, counts()?).with_context(|| format!("cannot write {}", path.display()))?;
    println!("wrote {COUNTS}");
    crate::docs::write()
}

/// Compares the findings on the corpus with the committed counts and prints the differences.
pub(crate) fn compare() -> anyhow::Result<()> {
    let path = crate::workspace_root().join(COUNTS);
    let committed = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let now = counts()?;
    if committed == now {
        println!("the findings on the corpus are as committed");
        return Ok(());
    }
    let old: BTreeSet<&str> = committed.lines().collect();
    let new: BTreeSet<&str> = now.lines().collect();
    for line in old.difference(&new) {
        println!("- {line}");
    }
    for line in new.difference(&old) {
        println!("+ {line}");
    }
    bail!("the findings on the corpus have changed: read them, then run `cargo dev corpus --bless`")
}

/// For each history and rule, how many findings; one line each.
fn counts() -> anyhow::Result<String> {
    let mut lines = BTreeSet::new();
    for history in CheckedHistory::all()? {
        lines.insert(format!("{}\t{STATEMENTS}\t{}", history.name, history.statements));
        for (rule, count) in history.counts() {
            lines.insert(format!("{}\t{rule}\t{count}", history.name));
        }
    }
    Ok(lines.iter().fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{line}");
        text
    }))
}
