use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use lint::RunError;
use source::{FileId, Finding, SourceFile, Sources};
use tower_lsp_server::ls_types::Diagnostic;
use workspace::{Outcome, Request, Workspace};

use crate::document::{Document, DocumentKind};
use crate::to_proto::Translation;

/// What is to be checked in one folder: its files, those that are open as they are now.
#[derive(Debug)]
pub(crate) struct Job {
    /// What earlier checks left; `None` where the disk has to be read anew.
    pub(crate) warm: Option<Box<Warm>>,
    pub(crate) documents: Vec<Document>,
    /// Files to be read from the disk again.
    pub(crate) restored: Vec<String>,
    /// The disk has to be read anew.
    pub(crate) must_reopen: bool,
    pub(crate) translation: Translation,
    pub(crate) breadth: Breadth,
    /// The configuration file that the user chose in the editor.
    pub(crate) config: Option<String>,
}

/// How far a check goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Breadth {
    /// No folder is open: only the files themselves, within their histories.
    OpenFiles,
    /// The open files of a folder; what an edit means for the others is looked at when there is time.
    OpenFilesFirst,
    /// The whole folder.
    Folder,
}

/// A workspace and what the last check said of it.
#[derive(Debug)]
pub(crate) struct Warm {
    pub(crate) workspace: Workspace,
    /// By path, the editions of the open files that it has seen.
    pub(crate) editions: BTreeMap<String, u64>,
    pub(crate) found: Found,
    /// What is wrong with files besides: errors of the run, by path.
    errors: BTreeMap<String, Vec<Diagnostic>>,
    /// Why the configuration as it is now was refused, while the last good one is in force.
    refused: Vec<RunError>,
    /// By path, the open rules whose pages have been run, in which edition, and what was said.
    tested: BTreeMap<String, (u64, Vec<Diagnostic>)>,
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

/// What a check said.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) warm: Box<Warm>,
    pub(crate) breadth: Breadth,
    /// Whether the configuration or the set of files may be another than before.
    pub(crate) was_reopened: bool,
    /// Files that are open, and others of which something else is said than before.
    pub(crate) files: Vec<CheckedFile>,
    /// Errors of the run that have no place in a file.
    pub(crate) placeless: Vec<RunError>,
}

/// What a check said of one file.
#[derive(Debug)]
pub(crate) struct CheckedFile {
    pub(crate) path: String,
    /// The edition of an open file; `None` for a file on the disk.
    pub(crate) edition: Option<u64>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Brings the workspace up to date and checks it.
pub(crate) fn check(mut job: Job) -> Checked {
    let last = job.warm.take();
    let (mut warm, breadth) = up_to_date(last, &job);
    let was_reopened = warm.whole_check.is_zero();
    let begun = Instant::now();
    let mut outcome = if breadth == Breadth::OpenFilesFirst {
        warm.workspace.check_only(&open_files(&warm.workspace, &job))
    } else {
        warm.workspace.check()
    };
    if breadth != Breadth::OpenFilesFirst {
        warm.whole_check = begun.elapsed();
    }
    if !warm.refused.is_empty() {
        // What earlier texts of the configuration were blamed for is told no more.
        let is_configuration = |path: &str| configurations(&job).any(|document| document.path == path);
        outcome
            .errors
            .retain(|error| !error.path.as_deref().is_some_and(is_configuration));
        outcome.errors.extend(warm.refused.iter().cloned());
    }
    let (errors, placeless) = by_file(&outcome.errors, &warm.workspace, &job);
    let mut errors = errors;
    for document in job
        .documents
        .iter()
        .filter(|document| document.kind == DocumentKind::Rule)
    {
        let known = errors.entry(document.path.clone()).or_default();
        for diagnostic in warm.rule_diagnostics(document, &job.translation) {
            if !known.contains(&diagnostic) {
                known.push(diagnostic);
            }
        }
    }
    let changed = warm.take_in(outcome, errors, breadth, &job);
    let files = changed.into_iter().map(|path| warm.checked_file(path, &job)).collect();
    Checked {
        warm,
        breadth,
        was_reopened,
        files,
        placeless,
    }
}

/// The workspace with the texts that changed, read anew where that is needed.
fn up_to_date(last: Option<Box<Warm>>, job: &Job) -> (Box<Warm>, Breadth) {
    let Some(mut warm) = last else {
        return (opened(job, Found::new()), whole(job.breadth));
    };
    if !job.must_reopen && warm.renew(job) {
        return (warm, job.breadth);
    }
    let found = std::mem::take(&mut warm.found);
    let mut new = opened(job, found);
    new.errors = std::mem::take(&mut warm.errors);
    new.tested.clone_from(&warm.tested);
    // A configuration that is half typed governs nothing. The last good one stays in force meanwhile.
    let is_broken = new.workspace.projects().len() < warm.workspace.projects().len()
        && configurations(job).any(|document| blames(new.workspace.errors(), &document.path));
    if !is_broken {
        return (new, whole(job.breadth));
    }
    warm.refused = new.workspace.errors().to_vec();
    warm.found = new.found;
    warm.errors = new.errors;
    warm.renew_texts(job);
    (warm, whole(job.breadth))
}

const fn whole(breadth: Breadth) -> Breadth {
    match breadth {
        Breadth::OpenFiles => Breadth::OpenFiles,
        Breadth::OpenFilesFirst | Breadth::Folder => Breadth::Folder,
    }
}

fn configurations(job: &Job) -> impl Iterator<Item = &Document> {
    let is_configuration = |document: &&Document| document.kind != DocumentKind::Sql;
    job.documents.iter().filter(is_configuration)
}

fn blames(errors: &[RunError], path: &str) -> bool {
    errors.iter().any(|error| error.path.as_deref() == Some(path))
}

fn opened(job: &Job, found: Found) -> Box<Warm> {
    let text = |document: &Document| (document.path.clone(), document.file.text().as_bytes().to_vec());
    let is_sql = |document: &&Document| document.kind == DocumentKind::Sql;
    let paths = match job.breadth {
        Breadth::OpenFiles => job
            .documents
            .iter()
            .filter(is_sql)
            .map(|document| document.path.clone())
            .collect(),
        Breadth::OpenFilesFirst | Breadth::Folder => Vec::new(),
    };
    let request = Request {
        paths,
        texts: job.documents.iter().map(text).collect(),
        config: job.config.clone(),
        ..Request::default()
    };
    Box::new(Warm {
        workspace: Workspace::open(job.translation.here.clone(), request),
        editions: editions(&job.documents),
        found,
        errors: BTreeMap::new(),
        refused: Vec::new(),
        tested: BTreeMap::new(),
        whole_check: Duration::ZERO,
    })
}

fn editions(documents: &[Document]) -> BTreeMap<String, u64> {
    let edition = |document: &Document| (document.path.clone(), document.edition);
    documents.iter().map(edition).collect()
}

fn open_files(workspace: &Workspace, job: &Job) -> BTreeSet<FileId> {
    let paths = job.documents.iter().map(|document| document.path.as_str());
    paths.filter_map(|path| workspace.sources().find(path)).collect()
}

/// The errors as diagnostics, by file, and those that no file can show.
fn by_file(
    errors: &[RunError],
    workspace: &Workspace,
    job: &Job,
) -> (BTreeMap<String, Vec<Diagnostic>>, Vec<RunError>) {
    let mut by_file: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    let mut placeless = Vec::new();
    for error in errors {
        // What is open counts as it is, also where the workspace still goes by an older text.
        let file = error.path.as_deref().and_then(|path| {
            let open = job.documents.iter().find(|document| document.path == path);
            open.map_or_else(|| workspace.text(path), |open| Some(Arc::clone(&open.file)))
        });
        match file {
            Some(file) => {
                let diagnostic = job.translation.run_error(error, &file);
                let known = by_file.entry(file.path().to_owned()).or_default();
                if !known.contains(&diagnostic) {
                    known.push(diagnostic);
                }
            }
            None => placeless.push(error.clone()),
        }
    }
    (by_file, placeless)
}

impl Warm {
    /// Takes in the texts that changed; `false` where the workspace has to be read anew.
    fn renew(&mut self, job: &Job) -> bool {
        let is_known = |document: &Document| match self.editions.get(&document.path) {
            Some(edition) => *edition == document.edition,
            None => {
                let known = self.workspace.text(&document.path);
                known.is_some_and(|known| known.text() == document.file.text())
            }
        };
        let is_configured_alike = configurations(job).all(is_known);
        let (gone, others): (Vec<_>, Vec<_>) = self.closed(job).into_iter().partition(|path| workspace::is_sql(path));
        if !is_configured_alike
            || !others.is_empty()
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
    fn renew_texts(&mut self, job: &Job) -> bool {
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
    fn take_in(
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
    fn rule_diagnostics(&mut self, document: &Document, translation: &Translation) -> Vec<Diagnostic> {
        if let Some((edition, known)) = self.tested.get(&document.path)
            && *edition == document.edition
        {
            return known.clone();
        }
        let diagnostics = match self.workspace.test_rule(&document.path) {
            Ok(tests) => {
                let failures = tests.rules.iter().flat_map(|rule| &rule.failures);
                failures
                    .map(|failure| translation.diagnostic(failure, &tests.sources))
                    .collect()
            }
            Err(error) => vec![translation.run_error(&error, &document.file)],
        };
        let tested = (document.edition, diagnostics.clone());
        self.tested.insert(document.path.clone(), tested);
        diagnostics
    }

    fn checked_file(&self, path: String, job: &Job) -> CheckedFile {
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
