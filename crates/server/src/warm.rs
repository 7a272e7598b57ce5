use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use lint::RunError;
use source::{Finding, SourceFile, Sources};
use tower_lsp_server::ls_types::Diagnostic;
use workspace::{Outcome, Workspace};

use crate::check::{Breadth, CheckedFile, Job};
use crate::document::{Document, DocumentKind};
use crate::to_proto::Translation;

/// A workspace and what the last check said of it.
#[derive(Debug)]
pub(crate) struct Warm {
    pub(crate) workspace: Workspace,
    /// By path, the editions of the open files that it has seen.
    pub(crate) editions: BTreeMap<String, u64>,
    pub(crate) found: Found,
    /// What is wrong with files besides: errors of the run, by path.
    pub(crate) errors: BTreeMap<String, Vec<Diagnostic>>,
    /// Why the configuration as it is now was refused, while the last good one is in force.
    pub(crate) refused: Vec<RunError>,
    /// By path, the open rules whose pages have been run, in which edition, and what was said.
    pub(crate) tested: BTreeMap<String, (u64, Vec<Diagnostic>)>,
    /// How long it takes to check all of it.
    pub(crate) whole_check: Duration,
}

/// By path, the files with findings, and their findings.
pub(crate) type Found = BTreeMap<Arc<str>, FoundInFile>;

/// The findings of one file, and the texts that they are about: its own first, then those of related places.
#[derive(Debug)]
pub(crate) struct FoundInFile {
    pub(crate) files: Vec<Arc<SourceFile>>,
    pub(crate) findings: Vec<Finding>,
}

impl Warm {
    /// The open files on which depends what is checked and how.
    pub(crate) fn configurations<'j>(&self, job: &'j Job) -> impl Iterator<Item = &'j Document> {
        let is_configuration = |document: &&Document| self.is_configuration(Some(document.kind), &document.path);
        job.documents.iter().filter(is_configuration)
    }

    fn is_configuration(&self, kind: Option<DocumentKind>, path: &str) -> bool {
        match kind {
            Some(DocumentKind::Configuration | DocumentKind::Rule) => true,
            Some(DocumentKind::Table) => self.workspace.is_rule_file(path),
            Some(DocumentKind::Sql) | None => false,
        }
    }

    /// Takes in the texts that changed; `false` where the workspace has to be read anew.
    pub(crate) fn renew(&mut self, job: &Job) -> bool {
        let is_known = |document: &Document| match self.editions.get(&document.path) {
            Some(edition) => *edition == document.edition,
            None => {
                let known = self.workspace.text(&document.path);
                known.is_some_and(|known| known.text() == document.file.text())
            }
        };
        let is_configured_alike = self.configurations(job).all(is_known);
        let (gone, others): (Vec<_>, Vec<_>) = self.closed(job).into_iter().partition(|path| workspace::is_sql(path));
        let mut others = others
            .iter()
            .filter(|path| self.is_configuration(DocumentKind::of(path, ""), path));
        if !is_configured_alike
            || others.next().is_some()
            || (job.breadth == Breadth::OpenFiles && !self.holds_the_same_files(job))
        {
            return false;
        }
        let restored = gone.iter().chain(&job.restored);
        for path in restored.filter(|path| !job.documents.iter().any(|document| document.path == **path)) {
            if !self.workspace.restore(path) {
                return false;
            }
        }
        self.renew_texts(job)
    }

    /// Takes in the SQL that changed; `false` where there is some that no project holds yet.
    pub(crate) fn renew_texts(&mut self, job: &Job) -> bool {
        let mut is_complete = true;
        for document in job
            .documents
            .iter()
            .filter(|document| document.kind == DocumentKind::Sql)
        {
            let known = self.editions.get(&document.path);
            if known == Some(&document.edition) {
                continue;
            }
            let is_held = self.workspace.replace(&document.path, document.file.text());
            // A file on the disk that no project wants was left out on purpose; a new one is not there yet.
            is_complete &= is_held || job.translation.here.absolute(&document.path).exists();
        }
        self.editions = editions(&job.documents);
        is_complete
    }

    fn closed(&self, job: &Job) -> Vec<String> {
        let is_open = |path: &&String| job.documents.iter().any(|document| document.path == **path);
        self.editions.keys().filter(|path| !is_open(path)).cloned().collect()
    }

    fn holds_the_same_files(&self, job: &Job) -> bool {
        let is_known = |document: &Document| self.editions.contains_key(&document.path);
        job.documents.len() == self.editions.len() && job.documents.iter().all(is_known)
    }

    /// Keeps what a check said. The answer is the files of which something else is said than before, with those that are
    /// open.
    pub(crate) fn take_in(
        &mut self,
        outcome: Outcome,
        errors: BTreeMap<String, Vec<Diagnostic>>,
        breadth: Breadth,
        job: &Job,
    ) -> BTreeSet<String> {
        let mut changed: BTreeSet<String> = job.documents.iter().map(|document| document.path.clone()).collect();
        let Outcome { sources, findings, .. } = outcome;
        let mut new = grouped(findings, &sources);
        if breadth == Breadth::OpenFilesFirst {
            for path in &changed {
                self.found.remove(path.as_str());
            }
            self.found.append(&mut new);
        } else {
            let old = std::mem::take(&mut self.found);
            let is_same = |path: &Arc<str>, found: &FoundInFile| old.get(path).is_some_and(|old| old.is_same(found));
            let differing = new.iter().filter(|(path, found)| !is_same(path, found));
            changed.extend(differing.map(|(path, _)| path.to_string()));
            let gone = old.keys().filter(|path| !new.contains_key(*path));
            changed.extend(gone.map(ToString::to_string));
            self.found = new;
        }
        for (path, diagnostics) in &errors {
            if self.errors.get(path) != Some(diagnostics) {
                changed.insert(path.clone());
            }
        }
        changed.extend(self.errors.keys().filter(|path| !errors.contains_key(*path)).cloned());
        self.errors = errors;
        changed
    }

    /// What is wrong with an open rule: why it does not load, or where its page and the rule disagree.
    pub(crate) fn rule_diagnostics(&mut self, document: &Document, translation: &Translation) -> Vec<Diagnostic> {
        if let Some((edition, known)) = self.tested.get(&document.path)
            && *edition == document.edition
        {
            return known.clone();
        }
        let diagnostics = match self.workspace.test_rule(&document.path) {
            Ok(tests) => {
                let is_here = |failure: &&Finding| tests.sources.get(failure.span.file).path() == document.path;
                let failures = tests.rules.iter().flat_map(|rule| &rule.failures);
                failures
                    .filter(is_here)
                    .map(|failure| translation.diagnostic(failure, &tests.sources))
                    .collect()
            }
            Err(error) => vec![translation.run_error(&error, &document.file)],
        };
        let tested = (document.edition, diagnostics.clone());
        self.tested.insert(document.path.clone(), tested);
        diagnostics
    }

    pub(crate) fn checked_file(&self, path: String, job: &Job) -> CheckedFile {
        let document = job.documents.iter().find(|document| document.path == path);
        CheckedFile {
            edition: document.map(|document| document.edition),
            diagnostics: self.diagnostics(&path, &job.translation),
            path,
        }
    }

    /// What is said of a file, as the editor shows it.
    pub(crate) fn diagnostics(&self, path: &str, translation: &Translation) -> Vec<Diagnostic> {
        let found = self.found.get(path).map(|found| &found.findings);
        let sources = self.workspace.sources();
        let findings = found.into_iter().flatten();
        let errors = self.errors.get(path).into_iter().flatten().cloned();
        findings
            .map(|finding| translation.diagnostic(finding, sources))
            .chain(errors)
            .collect()
    }
}

impl FoundInFile {
    /// Whether nothing else is said, and of the same texts: positions are then the same too.
    fn is_same(&self, other: &Self) -> bool {
        let is_same = |left: &Arc<SourceFile>, right: &Arc<SourceFile>| {
            Arc::ptr_eq(left, right) || (left.path() == right.path() && left.text() == right.text())
        };
        let mut texts = self.files.iter().zip(&other.files);
        self.findings == other.findings
            && self.files.len() == other.files.len()
            && texts.all(|(left, right)| is_same(left, right))
    }
}

fn grouped(findings: Vec<Finding>, sources: &Sources) -> Found {
    let mut found = Found::new();
    for finding in findings {
        let file = sources.get(finding.span.file);
        let entry = found.entry(file.shared_path()).or_insert_with(|| FoundInFile {
            files: vec![Arc::clone(file)],
            findings: Vec::new(),
        });
        let elsewhere = finding
            .related
            .iter()
            .filter(|label| label.span.file != finding.span.file);
        let files = elsewhere.map(|label| Arc::clone(sources.get(label.span.file)));
        entry.files.extend(files);
        entry.findings.push(finding);
    }
    found
}

/// By path, the editions of open files.
pub(crate) fn editions(documents: &[Document]) -> BTreeMap<String, u64> {
    let edition = |document: &Document| (document.path.clone(), document.edition);
    documents.iter().map(edition).collect()
}
