use std::sync::Arc;
use std::time::SystemTime;

use cases::{Disagreement, DisagreementKind};
use lint::{On, Rule, RuleInfo, RunError};
use rayon::prelude::*;
use source::{Category, Files, Finding, Fingerprint, RuleId, Severity, SourceFile, Sources, Span, TextRange};

use crate::config;
use crate::configured::{add_settings_rules, configuration};
use crate::disk::DiskFiles;
use crate::overlay::Overlay;
use crate::packs::WithPacks;
use crate::paths::{WorkingDir, parent, tidy};
use crate::read_error::{about, of_run, why};
use crate::rule_files::{self, FileRule, WrittenIn};
use crate::workspace::Workspace;

/// Where a team's rules are looked for, and new ones written, when nobody says.
pub const RULE_FOLDER: &str = "lockgate/rules";

/// What became of the pages of some rules.
#[derive(Clone, Debug, Default)]
pub struct RuleTests {
    /// The files that failures point into.
    pub sources: Sources,
    /// The rules, in the order of their files.
    pub rules: Vec<TestedRule>,
    /// What kept rules from being tested: those that do not load, paths that lead nowhere.
    pub errors: Vec<RunError>,
    /// The files and folders that were looked into.
    named: Vec<String>,
    /// What was there before anything was read.
    stamps: Vec<Stamp>,
}

/// One rule whose page was run.
#[derive(Clone, Debug)]
pub struct TestedRule {
    /// Its name.
    pub id: RuleId,
    /// The file it is written in.
    pub path: Arc<str>,
    /// How many histories its page holds.
    pub cases: usize,
    /// Where the page and the rule disagree. The rule of each is the kind: `missing`, `noisy`, `wrong`, `refused`.
    pub failures: Vec<Finding>,
}

/// Runs the pages of the rules in these files and folders; where none are named, of those that the configuration names.
#[must_use]
pub fn test_rules(here: &WorkingDir, paths: &[String], config: Option<&str>) -> RuleTests {
    let disk = DiskFiles::new(here.clone());
    let (named, errors) = match paths {
        [] => configured_folders(&disk, config),
        named => (named.iter().map(|path| tidy(path)).collect(), Vec::new()),
    };
    let mut tests = RuleTests {
        errors,
        ..RuleTests::default()
    };
    tests.stamps = stamps(&disk, &named);
    tests.named.clone_from(&named);
    let mut rules = Vec::new();
    let files = WithPacks(&disk);
    for path in tests.listed(&files, &named) {
        match load(&files, &path) {
            Ok(loaded) => {
                // Rules of Flyway's come without pages: they are tested where somebody wrote one.
                let is_tested = |rule: &FileRule| rule.page.is_some() || rule.written_in == WrittenIn::Rhai;
                rules.extend(loaded.into_iter().filter(is_tested).map(|rule| (path.clone(), rule)));
            }
            // What is wrong with a pack is wrong with each of its rules, and said once.
            Err(error) if tests.errors.contains(&error) => {}
            Err(error) => tests.errors.push(error),
        }
    }
    let beside = rules::all();
    let tested: Vec<_> = rules
        .par_iter()
        .map(|(_, FileRule { rule, page, .. })| page.as_ref().map(|_| cases::run(rule, &beside)))
        .collect();
    for ((path, FileRule { rule, page, .. }), verdict) in rules.into_iter().zip(tested) {
        tests.add(&files, &path, &*rule, page, verdict);
    }
    tests
}

/// The rules that a file holds; in the folder of a pack they belong to the pack.
fn load(files: &dyn Files, path: &str) -> Result<Vec<FileRule>, RunError> {
    if !config::is_pack(files, parent(path)) {
        return rule_files::load(files, path);
    }
    let (pack, _) = config::read_pack(files, parent(path))?;
    rule_files::load_in_pack(files, path, &pack.name).map(|rule| vec![rule])
}

fn configured_folders(disk: &DiskFiles, config_file: Option<&str>) -> (Vec<String>, Vec<RunError>) {
    let mut config = match configuration(disk, config_file) {
        Ok(config) => config,
        Err(errors) => return (Vec::new(), errors),
    };
    add_settings_rules(disk, &mut config);
    if !config.scripts.is_empty() {
        return (config.scripts.into_iter().map(|set| set.value).collect(), Vec::new());
    }
    if disk.place(RULE_FOLDER).is_dir() {
        return (vec![RULE_FOLDER.to_owned()], Vec::new());
    }
    let message = format!(
        "there are no rules to test: name their files or folders, or say `[scripts] paths = [\"{RULE_FOLDER}\"]` in \
         lockgate.toml; `lockgate rule new ID` writes a first rule"
    );
    (Vec::new(), vec![of_run(message)])
}

impl Workspace {
    /// Runs the page of a rule as the workspace sees its file, unsaved text included. A rule without a page passes.
    ///
    /// # Errors
    /// Why the file is no rule.
    pub fn test_rule(&self, path: &str) -> Result<RuleTests, RunError> {
        let files = Overlay::new(&self.disk, &self.texts);
        let beside = rules::all();
        let mut tests = RuleTests::default();
        for FileRule { rule, page, .. } in rule_files::load(&files, path)? {
            if page.is_some() {
                let verdict = cases::run(&rule, &beside);
                tests.add(&files, path, &*rule, page, Some(verdict));
            }
        }
        Ok(tests)
    }
}

impl RuleTests {
    /// The kinds of failure, in the order in which they are counted.
    pub const KINDS: [&str; 4] = {
        let [missing, noisy, wrong, refused] = DisagreementKind::ALL;
        [missing.as_str(), noisy.as_str(), wrong.as_str(), refused.as_str()]
    };

    /// Whether a file was saved, added or taken away since the tests began.
    #[must_use]
    pub fn is_outdated(&self, here: &WorkingDir) -> bool {
        self.stamps != stamps(&DiskFiles::new(here.clone()), &self.named)
    }

    /// Whether a page and its rule disagree.
    #[must_use]
    pub fn fail(&self) -> bool {
        self.rules.iter().any(|rule| !rule.failures.is_empty())
    }

    fn listed(&mut self, files: &dyn Files, named: &[String]) -> Vec<String> {
        let mut listed = Vec::new();
        for path in named {
            match rule_files::list(files, path) {
                Ok(paths) if paths.is_empty() => {
                    let message = "the folder holds no rule file (`*.rhai`, or Flyway's `*.toml`); `lockgate rule new ID` writes one";
                    self.errors.push(about(path, message));
                }
                Ok(paths) => listed.extend(paths),
                Err(error) => self.errors.push(about(path, why(&error))),
            }
        }
        listed.sort_unstable();
        listed.dedup();
        listed
    }

    fn add(
        &mut self,
        files: &dyn Files,
        path: &str,
        rule: &dyn Rule,
        page: Option<(Arc<SourceFile>, script::PageLines)>,
        verdict: Option<cases::Verdict>,
    ) {
        let mut tested = TestedRule {
            id: RuleId::from(&*rule.info().id),
            path: Arc::from(path),
            cases: verdict.as_ref().map_or(0, |verdict| verdict.cases),
            failures: Vec::new(),
        };
        match (page, verdict) {
            (Some((file, lines)), Some(verdict)) => {
                let id = match self.sources.find(file.path()) {
                    Some(id) => id,
                    None => self.sources.add_shared(Arc::clone(&file)),
                };
                tested.failures = verdict
                    .disagreements
                    .iter()
                    .map(|found| {
                        let span = Span::new(id, place(found, &file, lines.in_file(found.line)));
                        failure(found, span, rule.info())
                    })
                    .collect();
            }
            _ => {
                let bytes = files.read(path).unwrap_or_default();
                let id = self.sources.add(SourceFile::from_bytes(path, bytes));
                let at = Span::new(id, TextRange::empty(0));
                tested
                    .failures
                    .push(finding("refused", at, "the rule has no page".to_owned(), NO_PAGE));
            }
        }
        self.rules.push(tested);
    }
}

/// A file's path, length and when it was last changed.
type Stamp = (String, u64, Option<SystemTime>);

fn stamps(disk: &DiskFiles, named: &[String]) -> Vec<Stamp> {
    let mut paths: Vec<String> = named.to_vec();
    paths.extend(named.iter().flat_map(|path| disk.list(path).unwrap_or_default()));
    paths.sort_unstable();
    let stamp = |path: String| {
        let metadata = std::fs::metadata(disk.place(&path)).ok();
        let length = metadata.as_ref().map_or(0, std::fs::Metadata::len);
        (path, length, metadata.and_then(|metadata| metadata.modified().ok()))
    };
    paths.into_iter().map(stamp).collect()
}

const NO_PAGE: &str = "end the file with `/*!`, the sections `## Why`, `## Flagged` and `## Not flagged`, each of the last \
    two with a block of SQL, and `*/`";

/// What a disagreement is about, in the file that holds the page.
fn place(found: &Disagreement, file: &SourceFile, line: u32) -> TextRange {
    let lines = file.lines();
    let start = lines.line_start(line - 1).unwrap_or_default();
    let length = u32::try_from(file.text().len()).unwrap_or(u32::MAX);
    let end = lines.line_start(line).unwrap_or(length);
    let written = file.slice(TextRange::new(start, end)).trim_end();
    let end = start + u32::try_from(written.len()).unwrap_or_default();
    match &found.columns {
        Some(columns) => TextRange::new((start + columns.start).min(end), (start + columns.end).min(end)),
        None => TextRange::new(start, end),
    }
}

fn failure(found: &Disagreement, span: Span, rule: &RuleInfo) -> Finding {
    let (message, help) = match found.kind {
        DisagreementKind::Missing => (
            format!("the rule finds nothing here that says \"{}\"", found.message),
            match (&rule.on, rule.category) {
                (
                    On::Changes(_) | On::Statements(_),
                    Category::Locking | Category::Destructive | Category::Compatibility,
                ) => {
                    "make the rule report it, or take the marker out; of what the same migration creates, findings of this \
                     category are left out"
                }
                _ => "make the rule report it, or take the marker out",
            },
        ),
        DisagreementKind::Noisy => (
            format!("the page does not demand this finding: {}", found.message),
            "keep the rule silent here, or demand it with `-- finds: \"…\"` at the end of the line",
        ),
        DisagreementKind::Wrong | DisagreementKind::Refused => (found.message.clone(), ""),
    };
    finding(found.kind.as_str(), span, message, help)
}

fn finding(kind: &str, span: Span, message: String, help: &'static str) -> Finding {
    Finding {
        rule: RuleId::from(kind),
        category: Category::Correctness,
        severity: Severity::Error,
        span,
        statement: None,
        message: message.into(),
        help: (!help.is_empty()).then(|| help.into()),
        url: None,
        related: Vec::new(),
        fixes: Vec::new(),
        fingerprint: Fingerprint::default(),
    }
}
