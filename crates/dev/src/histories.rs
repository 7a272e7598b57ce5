use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use engine::{Project, RuleSet, Settings};
use rayon::prelude::*;
use source::{Files, Finding, SourceFile, Sources};

use crate::opaque::CorpusEntry;

/// A history of the corpus and what the rules that are on by default say of it.
pub(crate) struct CheckedHistory {
    /// The dialect, the tool and the project.
    pub(crate) name: String,
    /// Top-level statements that were read.
    pub(crate) statements: u32,
    /// The findings, with paths from the history's folder.
    pub(crate) findings: Vec<Finding>,
    project: Project,
}

impl CheckedHistory {
    /// Checks every history of the corpus, in the order of its index.
    ///
    /// # Errors
    /// Where the corpus cannot be read or a rule fails.
    pub(crate) fn all() -> anyhow::Result<Vec<Self>> {
        Self::all_by(&|| RuleSet::new(rules::all()))
    }

    /// Checks every history of the corpus with these rules, in the order of its index.
    ///
    /// # Errors
    /// Where the corpus cannot be read or a rule fails.
    pub(crate) fn all_by(rules: &(dyn Fn() -> RuleSet + Sync)) -> anyhow::Result<Vec<Self>> {
        let corpus = crate::corpus_folder()?;
        CorpusEntry::all(&corpus)?
            .par_iter()
            .map(|entry| Self::check(&corpus, entry, rules()))
            .collect()
    }

    /// The file that a finding is about.
    pub(crate) fn file(&self, finding: &Finding) -> &SourceFile {
        self.project.sources().get(finding.span.file)
    }

    /// Where a finding stands: its path and its line.
    pub(crate) fn place(&self, finding: &Finding) -> String {
        let file = self.file(finding);
        format!("{}:{}", file.path(), file.line_column(finding.span.range.start).line)
    }

    /// How many findings each rule has.
    pub(crate) fn counts(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for finding in &self.findings {
            *counts.entry(finding.rule.as_str()).or_default() += 1;
        }
        counts
    }

    /// What `lockgate check --format json` would print.
    #[cfg(test)]
    pub(crate) fn json(&self) -> String {
        let mut out = Vec::new();
        let report = ::report::Report {
            sources: self.project.sources(),
            checked: &[],
            findings: &self.findings,
            held_back: None,
            rules: &::report::RuleTable::default(),
            summary: lint::Summary::of(&self.findings),
            explained: &::report::Explained::default(),
            repository: None,
            category: "",
            run_errors: &[],
            version: "",
            exit_code: 0,
        };
        let written = ::report::Format::Json.write(&report, &::report::Terminal::plain(), &mut out);
        written.expect("memory takes everything");
        String::from_utf8(out).expect("JSON is UTF-8")
    }

    fn check(corpus: &Path, entry: &CorpusEntry, rules: RuleSet) -> anyhow::Result<Self> {
        let project = load(corpus, entry, rules)?;
        let outcome = project.check(None);
        if let Some(error) = outcome.run_errors.first() {
            bail!("{}: {error:?}", entry.dir);
        }
        Ok(Self {
            name: format!("{}/{} {}", entry.dialect, entry.tool, entry.project),
            statements: outcome.summary.statements,
            findings: outcome.findings,
            project,
        })
    }
}

/// Reads a history of the corpus, to be checked with these rules.
///
/// # Errors
/// Where it cannot be read.
pub(crate) fn load(corpus: &Path, entry: &CorpusEntry, rules: RuleSet) -> anyhow::Result<Project> {
    let root = corpus.join(&entry.dir);
    let mut sources = Sources::default();
    let mut ids = Vec::new();
    for path in crate::sql_files(&root)? {
        let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        ids.push(sources.add(SourceFile::from_bytes(below(&root, &path), bytes)));
    }
    let settings = Settings {
        rules,
        dialect: Some(entry.dialect()?),
        ..Settings::default()
    };
    Ok(Project::load(&Below(root), sources, &ids, settings))
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
                } else {
                    paths.push(below(&self.0, &path));
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

fn below(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    below.to_string_lossy().replace('\\', "/")
}
