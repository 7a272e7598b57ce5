//! What becomes of rules' reports: dispatch, suppressions, severities, yielding, failures, fingerprints, edits.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "checking/dispatch.rs"]
mod dispatch;
#[path = "checking/edits.rs"]
mod edits;
#[path = "checking/failures.rs"]
mod failures;
#[path = "checking/fingerprints.rs"]
mod fingerprints;
#[path = "checking/rebuilds.rs"]
mod rebuilds;
#[path = "checking/severities.rs"]
mod severities;
#[path = "checking/suppressions.rs"]
mod suppressions;

use std::sync::Arc;

use lint::{Context, On, Rule, RuleInfo, RuleSet, Subject};
use lockgate_engine::{Outcome, Project, Settings};
use migrations::Tool;
use schema::{Dialect, Kind, KindSet};
use source::{Category, FileId, MemoryFiles, Severity, SourceFile, Sources};

/// A rule that reports each change it is shown, by its kind and the text's first word.
struct Echo {
    info: RuleInfo,
    /// Reports only these kinds, whatever it is shown.
    reports: KindSet,
}

impl Echo {
    fn new(id: &'static str, category: Category, kinds: &[Kind]) -> Self {
        let kinds = KindSet::of(kinds);
        Self {
            info: RuleInfo::new(id, category, Severity::Warning, On::Changes(kinds), "Echoes."),
            reports: kinds,
        }
    }

    fn shared(self) -> Arc<dyn Rule> {
        Arc::new(self)
    }
}

impl Rule for Echo {
    fn info(&self) -> &RuleInfo {
        &self.info
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let (kind, range, object) = match subject {
            Subject::Change(change, _) => (change.kind, change.range, change.object().map(ToString::to_string)),
            Subject::Statement(statement) => (statement.kind, statement.range, None),
            _ => return,
        };
        if self.reports.contains(kind) {
            let named = object.unwrap_or_default();
            cx.report(range, format!("{kind} {named}")).help("nothing").about(named);
        }
    }
}

/// Files, a tool and rules: what a test checks.
struct Bench {
    files: MemoryFiles,
    paths: Vec<String>,
    settings: Settings,
}

impl Bench {
    fn new(tool: Tool, files: &[(&str, &str)], rules: Vec<Arc<dyn Rule>>) -> Self {
        Self::with(tool, files, RuleSet::new(rules))
    }

    fn with(tool: Tool, files: &[(&str, &str)], rules: RuleSet) -> Self {
        let mut memory = MemoryFiles::default();
        for (path, text) in files {
            memory.add(*path, *text);
        }
        let migrations = migrations::Settings {
            tool: Some(tool),
            ..migrations::Settings::default()
        };
        Self {
            files: memory,
            paths: files.iter().map(|(path, _)| (*path).to_owned()).collect(),
            settings: Settings {
                dialect: Some(Dialect::Postgres),
                migrations,
                rules,
                ..Settings::default()
            },
        }
    }

    fn load(&self) -> Project {
        let mut sources = Sources::default();
        let mut ids = Vec::new();
        for path in &self.paths {
            let bytes = source::Files::read(&self.files, path).unwrap();
            ids.push(sources.add(SourceFile::from_bytes(path.clone(), bytes)));
        }
        Project::load(&self.files, sources, &ids, self.settings.clone())
    }

    fn check(&self) -> Outcome {
        self.load().check(None)
    }

    /// The findings as `path:line: rule: message`.
    fn findings(&self) -> Vec<String> {
        let project = self.load();
        shown(&project, &project.check(None))
    }
}

fn shown(project: &Project, outcome: &Outcome) -> Vec<String> {
    let show = |finding: &source::Finding| {
        let file = project.sources().get(finding.span.file);
        let line = file.line_column(finding.span.range.start).line;
        format!("{}:{line}: {}: {}", file.path(), finding.rule, finding.message)
    };
    outcome.findings.iter().map(show).collect()
}

const fn file(number: u32) -> FileId {
    FileId(number)
}
