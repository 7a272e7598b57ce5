use std::ops::Range;
use std::sync::Arc;

use engine::{Outcome, Project, RuleSet, Settings};
use lint::{Date, Rule, RuleInfo, Setting};
use migrations::{BaseFile, BaseFiles, Released};
use source::{FileId, Finding, MemoryFiles, Severity, SourceFile, Sources, StatementPath, TextRange};

use super::{CaseFile, History};
use crate::context::LiesIn;
use crate::finds::Demand;
use crate::verdict::{Disagreement, Verdict};

/// How the paths of rules begin that are inside the program, but not built in.
const PACKED: &str = "pack:";

/// The day on which pages are checked: some of what they show holds until a day.
const TODAY: Date = Date::of_days_since_1970(20_000);

/// A history of a page, checked.
pub(super) struct Checked<'a> {
    pub(super) history: &'a History,
    pub(super) project: Project,
    pub(super) outcome: Outcome,
    pub(super) files: MemoryFiles,
}

impl History {
    pub(super) fn run(&self, rule: &Arc<dyn Rule>, rules: &[Arc<dyn Rule>], verdict: &mut Verdict) {
        let rule_set = match self.rule_set(rule, rules) {
            Ok(rule_set) => rule_set,
            Err(refused) => {
                let line = self.options.as_ref().map_or(self.files[0].line, |(line, _)| *line);
                verdict.disagreements.push(Disagreement::refused(line, refused));
                return;
            }
        };
        let checked = self.check(rule_set);
        for error in &checked.outcome.run_errors {
            verdict
                .disagreements
                .push(Disagreement::wrong(self.files[0].line, error.to_string()));
        }
        if self.is_flagged && self.files.iter().all(|file| file.demands.is_empty()) {
            let message = "nothing in this block demands a finding";
            verdict
                .disagreements
                .push(Disagreement::refused(self.files[0].line, message.to_owned()));
        }
        for (at, file) in (0..).zip(&self.files) {
            checked.compare(FileId(at), file, rule.info(), verdict);
        }
        checked.compare_fixes(rule.info(), verdict);
    }

    pub(super) fn check(&self, rules: RuleSet) -> Checked<'_> {
        let mut files = MemoryFiles::default();
        let mut sources = Sources::default();
        let mut ids = Vec::new();
        for file in &self.files {
            let id = sources.add(SourceFile::from_bytes(file.path.clone(), file.bytes.clone()));
            if file.lies_in.is_on_branch() {
                files.add(&file.path, file.bytes.clone());
                ids.push(id);
            }
        }
        for (path, text) in &self.neighbours {
            files.add(path, text.as_bytes());
        }
        let mut read_as = migrations::Settings {
            tool: self.context.tool,
            transaction: self.context.transaction,
            ..migrations::Settings::default()
        };
        read_as.released = self
            .base(&sources)
            .map(|base| Arc::new(Released::new(&files, base, &read_as)));
        let settings = Settings {
            dialect: Some(self.context.dialect),
            version: self.context.version,
            migrations: read_as,
            rules,
            ..Settings::default()
        };
        let project = Project::load(&files, sources, &ids, settings);
        let outcome = project.check(None);
        Checked {
            history: self,
            project,
            outcome,
            files,
        }
    }

    /// What the base of the branch holds, where a file is said to lie there.
    fn base(&self, sources: &Sources) -> Option<BaseFiles> {
        if self.files.iter().all(|file| file.lies_in == LiesIn::Branch) {
            return None;
        }
        let mut base = BaseFiles {
            name: "main".to_owned(),
            ..BaseFiles::default()
        };
        for (at, case) in (0..).zip(&self.files) {
            let file = Arc::clone(sources.get(FileId(at)));
            let is_here = |other: &&CaseFile| other.path == case.path && other.lies_in.is_on_branch();
            match case.lies_in {
                LiesIn::Branch => {}
                LiesIn::Ahead => base.gained.push(file),
                LiesIn::Both | LiesIn::Base => {
                    // A file that is on the branch too goes by its number there.
                    let here = (0..).zip(&self.files).find(|(_, other)| is_here(other));
                    let id = FileId(here.map_or(at, |(here, _)| here));
                    base.files.push(BaseFile { id, file });
                }
            }
        }
        Some(base)
    }

    /// All rules as they are by default, and the one at hand turned on.
    fn rule_set(&self, rule: &Arc<dyn Rule>, rules: &[Arc<dyn Rule>]) -> Result<RuleSet, String> {
        let id = &rule.info().id;
        let mut all: Vec<Arc<dyn Rule>> = rules.to_vec();
        if !all.iter().any(|known| known.info().id == *id) {
            all.push(Arc::clone(rule));
        }
        let mut rule_set = RuleSet::new(all);
        rule_set.set_today(TODAY);
        let setting = Setting {
            name: id.to_string(),
            severity: Some(rule.info().severity).filter(|severity| *severity != Severity::Off),
            ignore: Vec::new(),
            options: self.options.clone().map(|(_, options)| options).unwrap_or_default(),
        };
        match rule_set.configure(None, vec![setting]) {
            Ok(()) => Ok(rule_set),
            Err(errors) => Err(errors
                .into_iter()
                .map(|error| error.message)
                .collect::<Vec<_>>()
                .join("; ")),
        }
    }
}

impl Checked<'_> {
    /// Holds the findings in one file against what the page demands.
    fn compare(&self, file: FileId, case: &CaseFile, info: &RuleInfo, verdict: &mut Verdict) {
        let mut open: Vec<&Demand> = case.demands.iter().collect();
        for finding in self.findings_in(file) {
            let line = self.line(file, finding.span.range.start);
            let at = case.line + line;
            let columns = self.columns(finding);
            if finding.rule != *info.id {
                if !info.outlasts_selection && tells_of_unread_text(&self.project, finding) {
                    let message = format!("the SQL is not understood: {}", finding.message);
                    verdict
                        .disagreements
                        .push(Disagreement::refused(at, message).at(columns));
                }
                continue;
            }
            self.judge(finding, at, info, verdict);
            let last = self.last_line(file, finding);
            let meant = |demand: &&Demand| demand.line == line || demand.line == last;
            let fits = |demand: &&Demand| meant(demand) && finding.message.contains(&demand.text);
            if let Some(found) = open.iter().position(fits) {
                open.remove(found);
            } else if let Some(found) = open.iter().position(meant) {
                let demand = open.remove(found);
                let message = format!("the message is \"{}\", without \"{}\"", finding.message, demand.text);
                let wrong = Disagreement::wrong(case.line + demand.line, message);
                verdict.disagreements.push(wrong.at(demand.columns.clone()));
            } else {
                let noisy = Disagreement::noisy(at, finding.message.clone());
                verdict.disagreements.push(noisy.at(columns));
            }
        }
        for demand in open {
            let missing = Disagreement::missing(case.line + demand.line, demand.text.clone());
            verdict.disagreements.push(missing.at(demand.columns.clone()));
        }
    }

    /// Which bytes of its first line a finding is about.
    fn columns(&self, finding: &Finding) -> Range<u32> {
        let file = self.project.sources().get(finding.span.file);
        let range = finding.span.range;
        let line = file.lines().line_of(range.start);
        let start = file.lines().line_start(line).unwrap_or_default();
        let end = file
            .lines()
            .line_start(line + 1)
            .map_or(range.end, |next| range.end.min(next - 1));
        range.start - start..end.max(range.start) - start
    }

    pub(super) fn findings_in(&self, file: FileId) -> impl Iterator<Item = &Finding> {
        self.outcome
            .findings
            .iter()
            .filter(move |finding| finding.span.file == file)
    }

    /// What the house asks of its own findings, and what holds for every one.
    fn judge(&self, finding: &Finding, line: u32, info: &RuleInfo, verdict: &mut Verdict) {
        let mut wrong = |message: &str| {
            let message = format!("{message}: \"{}\"", finding.message);
            let wrong = Disagreement::wrong(line, message);
            verdict.disagreements.push(wrong.at(self.columns(finding)));
        };
        let is_ours = info.path.as_ref().is_none_or(|path| path.starts_with(PACKED));
        let opens_wrong = finding.message.starts_with(char::is_uppercase) && !opens_with_name(&finding.message);
        if is_ours && (opens_wrong || finding.message.ends_with('.')) {
            wrong("a message is in lower case and has no full stop");
        }
        if is_ours && finding.help.is_none() && finding.fixes.is_empty() {
            wrong("a finding has help or a fix");
        }
        let range = finding.span.range;
        if self
            .statement(finding)
            .is_some_and(|statement| !statement.contains_range(range))
        {
            wrong("the finding lies outside its statement");
        }
    }

    fn statement(&self, finding: &Finding) -> Option<TextRange> {
        let path = finding.statement.as_ref()?;
        let around = |facts: &&Arc<engine::MigrationFacts>| {
            let range = statement_range(facts, path);
            range.is_some_and(|range| range.contains_range(finding.span.range))
        };
        let migrations = || self.project.migrations_in(finding.span.file);
        let facts = migrations().find(around).or_else(|| migrations().next())?;
        statement_range(facts, path)
    }

    fn line(&self, file: FileId, offset: u32) -> u32 {
        self.project.sources().get(file).line_column(offset).line
    }

    /// The line on which the finding's statement ends.
    fn last_line(&self, file: FileId, finding: &Finding) -> u32 {
        let end = self
            .statement(finding)
            .map_or(finding.span.range.start, |range| range.end);
        self.line(file, end)
    }
}

/// A tool or an engine keeps the capital that its makers gave it.
fn opens_with_name(message: &str) -> bool {
    let tools = migrations::Tool::ALL.iter().map(|tool| tool.title());
    let engines = schema::Dialect::ALL.iter().map(|dialect| dialect.title());
    tools.chain(engines).any(|name| message.starts_with(name))
}

fn statement_range(facts: &engine::MigrationFacts, path: &StatementPath) -> Option<TextRange> {
    let (first, rest) = path.0.split_first()?;
    let mut statement = facts.script.statements.get(*first as usize)?;
    for at in rest {
        statement = statement.body.get(*at as usize)?;
    }
    Some(statement.range)
}

/// Whether the finding is of a rule that tells what the others could not see.
fn tells_of_unread_text(project: &Project, finding: &Finding) -> bool {
    let rule = project.settings().rules.find(&finding.rule);
    rule.is_some_and(|rule| rule.info().outlasts_selection)
}
