use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Context, bail};

use crate::histories::CheckedHistory;

/// Where the counts are kept, below the workspace. They hold no SQL: a history, a rule, a number.
const COUNTS: &str = "tests/corpus-counts.tsv";

/// Writes the counts of findings on the corpus.
pub(crate) fn bless() -> anyhow::Result<()> {
    let path = crate::workspace_root().join(COUNTS);
    std::fs::write(&path, counts()?).with_context(|| format!("cannot write {}", path.display()))?;
    println!("wrote {COUNTS}");
    Ok(())
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
        lines.insert(format!("{}\t(statements)\t{}", history.name, history.statements));
        for (rule, count) in history.counts() {
            lines.insert(format!("{}\t{rule}\t{count}", history.name));
        }
    }
    Ok(lines.iter().fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{line}");
        text
    }))
}
