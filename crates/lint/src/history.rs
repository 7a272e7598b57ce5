use migrations::ProblemKind;
use schema::Catalog;
use source::{Span, StatementPath, Text, TextRange};

use crate::{Failure, HistoryFacts, Options, Report, RuleInfo};

/// All that a rule over the history may know when it concludes, and where it reports.
pub struct HistoryContext<'a> {
    /// The history at hand.
    pub history: &'a HistoryFacts,
    rule: &'a RuleInfo,
    options: &'a Options,
    reports: Vec<(Option<usize>, Report)>,
    failure: Option<Failure>,
}

impl<'a> HistoryContext<'a> {
    /// A context for one rule and one history.
    #[must_use]
    pub const fn new(rule: &'a RuleInfo, options: &'a Options, history: &'a HistoryFacts) -> Self {
        Self {
            history,
            rule,
            options,
            reports: Vec::new(),
            failure: None,
        }
    }

    /// The rule at work.
    #[must_use]
    pub const fn rule(&self) -> &'a RuleInfo {
        self.rule
    }

    /// The rule's options, as [`crate::Rule::read_options`] read them: the configuration's, or the defaults.
    ///
    /// # Panics
    /// Where the rule asks for another type than it reads its options as.
    #[must_use]
    pub fn options<T: 'static>(&self) -> &'a T {
        self.options.get()
    }

    /// The schema in which what the migration with this number made ends up: that behind the last migration of the
    /// history, or behind itself where nothing goes on from it.
    #[must_use]
    pub fn schema_at_end(&self, migration: usize) -> &'a Catalog {
        let all = &self.history.migrations;
        let leads_on = |at: &usize| all[*at].migration.leads_on();
        let last = (0..all.len()).rev().find(leads_on).filter(|_| leads_on(&migration));
        &all[last.unwrap_or(migration)].after
    }

    /// Reports a finding about a file. The message states a fact, in lower case.
    pub fn report(&mut self, span: Span, message: impl Into<Text>) -> &mut Report {
        self.push(None, Report::new(span, None, message.into()))
    }

    /// Reports a finding about a statement of the migration with this number.
    pub fn report_in(
        &mut self,
        migration: usize,
        path: StatementPath,
        range: TextRange,
        message: impl Into<Text>,
    ) -> &mut Report {
        let file = self.history.migrations[migration].migration.file;
        self.push(
            Some(migration),
            Report::new(Span::new(file, range), Some(path), message.into()),
        )
    }

    /// Reports what the tool's conventions say is wrong, as far as it is of this kind.
    pub fn report_problems(&mut self, kind: ProblemKind) {
        let history = self.history;
        for problem in history.history.problems.iter().filter(|problem| problem.kind == kind) {
            self.report(problem.span, problem.message.clone())
                .about(problem.message.clone())
                .help(problem.help.clone());
        }
    }

    /// Says that the rule could not do its work.
    pub fn fail(&mut self, failure: Failure) {
        self.failure.get_or_insert(failure);
    }

    /// What stopped the rule, if anything did.
    #[must_use]
    pub const fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// What was reported so far, each with the migration it is about; nothing stays behind.
    pub fn take_reports(&mut self) -> Vec<(Option<usize>, Report)> {
        std::mem::take(&mut self.reports)
    }

    fn push(&mut self, migration: Option<usize>, report: Report) -> &mut Report {
        let at = self.reports.len();
        self.reports.push((migration, report));
        &mut self.reports[at].1
    }
}
