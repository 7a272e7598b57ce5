use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use engine::{Project, RuleSet, Settings};
use rayon::prelude::*;
use source::{Files, SourceFile, Sources};

use crate::opaque::CorpusEntry;

/// Where the counts are kept, below the workspace. They hold no SQL: a history, a rule, a number.
const COUNTS: &str = "tests/corpus-counts.tsv";

/// Writes the counts of findings on the corpus.
pub(crate) fn bless() -> anyhow::Result<()> {
    let path = crate::workspace_root().join(COUNTS);
    std::fs::write(&path, text(&count()?)).with_context(|| format!("cannot write {}", path.display()))?;
    println!("wrote {COUNTS}");
    Ok(())
}

/// Compares the findings on the corpus with the committed counts and prints the differences.
pub(crate) fn compare() -> anyhow::Result<()> {
    let path = crate::workspace_root().join(COUNTS);
    let committed = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let now = text(&count()?);
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

/// For each history and rule, how many findings.
type Counts = BTreeMap<(String, String), usize>;

fn count() -> anyhow::Result<Counts> {
    let corpus = crate::corpus_folder()?;
    let entries = CorpusEntry::all(&corpus)?;
    let counts: Vec<Counts> = entries
        .par_iter()
        .map(|entry| count_history(&corpus, entry))
        .collect::<anyhow::Result<_>>()?;
    Ok(counts.into_iter().flatten().collect())
}

fn count_history(corpus: &Path, entry: &CorpusEntry) -> anyhow::Result<Counts> {
    let root = corpus.join(&entry.dir);
    let mut sources = Sources::default();
    let mut ids = Vec::new();
    for path in crate::sql_files(&root)? {
        let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let shown = path
            .strip_prefix(&root)
            .unwrap_or(&path)
            .to_string_lossy()
            .replace('\\', "/");
        ids.push(sources.add(SourceFile::from_bytes(shown, bytes)));
    }
    let settings = Settings {
        rules: RuleSet::new(rules::all()),
        dialect: Some(entry.dialect()?),
        ..Settings::default()
    };
    let project = Project::load(&Below(root), sources, &ids, settings);
    let outcome = project.check(None);
    if let Some(error) = outcome.run_errors.first() {
        bail!("{}: {error:?}", entry.dir);
    }
    let name = format!("{}/{} {}", entry.dialect, entry.tool, entry.project);
    let mut counts = Counts::new();
    counts.insert(
        (name.clone(), "(statements)".to_owned()),
        outcome.summary.statements as usize,
    );
    for finding in &outcome.findings {
        *counts.entry((name.clone(), finding.rule.to_string())).or_default() += 1;
    }
    Ok(counts)
}

fn text(counts: &Counts) -> String {
    counts
        .iter()
        .map(|((history, rule), count)| format!("{history}\t{rule}\t{count}\n"))
        .collect()
}

/// The files below one folder, by their paths from it.
struct Below(PathBuf);

impl Files for Below {
    fn list(&self, folder: &str) -> std::io::Result<Vec<String>> {
        let mut paths = Vec::new();
        let mut folders = vec![self.0.join(folder)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(below) = path.strip_prefix(&self.0) {
                    paths.push(below.to_string_lossy().replace('\\', "/"));
                }
            }
        }
        paths.sort();
        Ok(paths)
    }

    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        std::fs::read(self.0.join(path))
    }
}
