use std::sync::Arc;

use anyhow::Context;
use engine::Project;
use lint::{MigrationFacts, Position, Rule, RuleSet, Stops};
use rayon::prelude::*;

use crate::opaque::CorpusEntry;

/// Every migration of the corpus, read and replayed.
pub(super) struct Corpus {
    pub(super) migrations: Vec<Arc<MigrationFacts>>,
}

impl Corpus {
    pub(super) fn load() -> anyhow::Result<Self> {
        let folder = crate::corpus_folder()?;
        let entries = CorpusEntry::all(&folder)?;
        let load = |entry: &CorpusEntry| crate::histories::load(&folder, entry, RuleSet::new(Vec::new()));
        let projects: Vec<Project> = entries.par_iter().map(load).collect::<anyhow::Result<_>>()?;
        let histories = projects.iter().flat_map(Project::histories);
        Ok(Self {
            migrations: histories.flat_map(|history| history.migrations.clone()).collect(),
        })
    }

    /// Every so many-th migration, in the order of the histories.
    pub(super) fn every(&self, step: usize) -> Self {
        Self {
            migrations: self.migrations.iter().step_by(step).cloned().collect(),
        }
    }

    /// How many changes rules are shown.
    pub(super) fn changes(&self) -> usize {
        let scripts = self.migrations.iter().map(|facts| &facts.script);
        scripts
            .flat_map(|script| &script.statements)
            .map(|statement| statement.changes.len())
            .sum()
    }

    /// Shows every migration to the rules, on the threads of the pool that this is called from, and gives how many findings
    /// there are.
    pub(super) fn inspect(&self, rules: &RuleSet) -> anyhow::Result<usize> {
        let stops = Stops::none(rules);
        let shown = self.migrations.par_iter().enumerate().map(|(at, facts)| {
            let at = Position::new(0, at);
            let inspected = lint::inspect(rules, facts, &stops, at);
            let gathered = lint::gather(rules, facts, &stops, at);
            let mut failures = inspected.failures.into_iter().chain(gathered.failures);
            match failures.next() {
                Some((_, failure)) => Err(failure.of_rule("a rule", facts.file.path())),
                None => Ok(inspected.reports.len() + gathered.reports.len()),
            }
        });
        Ok(shown.sum::<Result<usize, _>>()?)
    }
}

/// The scripted rules of this repository: packs, examples, and those that are translated from Rust; again from the
/// beginning, under other names, until there are as many as are asked for.
pub(super) fn rules(count: usize) -> anyhow::Result<Vec<Arc<dyn Rule>>> {
    let root = crate::workspace_root();
    let mut texts = Vec::new();
    for folder in ["rules", "examples/rules", "crates/dev/src/scripted"] {
        for path in crate::files(&root.join(folder), "rhai")? {
            let text = std::fs::read_to_string(&path);
            texts.push(text.with_context(|| format!("cannot read {}", path.display()))?);
        }
    }
    let rules = texts.iter().cycle().take(count).enumerate();
    rules.map(|(number, text)| rule(&under_number(text, number))).collect()
}

/// Names a rule after its number, since two files may hold rules of one name.
fn under_number(text: &str, number: usize) -> String {
    let lines = text
        .split_inclusive('\n')
        .map(|line| match line.starts_with("//! id =") {
            true => format!("//! id = \"r{number}\"\n"),
            false => line.to_owned(),
        });
    lines.collect()
}

pub(super) fn rule(text: &str) -> anyhow::Result<Arc<dyn Rule>> {
    let rule = script::load("rule.rhai", text).map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(Arc::new(rule))
}
