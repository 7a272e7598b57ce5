use std::sync::Arc;

use impact::{Impact, StatementTransaction};
use schema::Statement;
use source::{Applicability, Edit, FileId, Fix, Label, Replacement, Span, StatementPath, TextRange};

use crate::{MigrationFacts, Options, RuleInfo, StatementFacts};

/// All that a rule may know about its subject, and where it reports.
pub struct Context<'a> {
    /// The migration at hand, shared so that scripts can hold on to it.
    pub migration: &'a Arc<MigrationFacts>,
    rule: &'a RuleInfo,
    options: &'a Options,
    file: FileId,
    statement: Option<(StatementPath, &'a Statement)>,
    facts: Option<&'a StatementFacts>,
    impact: Option<&'a Impact>,
    reports: Vec<Report>,
}

/// A finding in the making: the rule says what and where, the host adds the rest.
#[derive(Clone, Debug)]
pub struct Report {
    /// Where.
    pub span: Span,
    /// The statement it is about.
    pub statement: Option<StatementPath>,
    /// The fact.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Other places that explain it.
    pub related: Vec<Label>,
    /// What would mend it.
    pub fixes: Vec<Fix>,
    /// What the finding is about, for its fingerprint.
    pub object: Option<String>,
}

impl<'a> Context<'a> {
    /// A context for one rule and one migration.
    #[must_use]
    pub const fn new(
        rule: &'a RuleInfo,
        options: &'a Options,
        file: FileId,
        migration: &'a Arc<MigrationFacts>,
    ) -> Self {
        Self {
            migration,
            rule,
            options,
            file,
            statement: None,
            facts: None,
            impact: None,
            reports: Vec::new(),
        }
    }

    /// Points the context at a statement, and at the impact of the change at hand.
    pub fn look_at(
        &mut self,
        path: StatementPath,
        statement: &'a Statement,
        facts: Option<&'a StatementFacts>,
        impact: Option<&'a Impact>,
    ) {
        self.statement = Some((path, statement));
        self.facts = facts;
        self.impact = impact;
    }

    /// The rule at work.
    #[must_use]
    pub const fn rule(&self) -> &'a RuleInfo {
        self.rule
    }

    /// The rule's options, where the configuration set any or the rule has defaults.
    #[must_use]
    pub fn options<T: 'static>(&self) -> Option<&'a T> {
        self.options.get()
    }

    /// The statement at hand.
    #[must_use]
    pub fn statement(&self) -> Option<&'a Statement> {
        self.statement.as_ref().map(|(_, statement)| *statement)
    }

    /// Where the statement at hand stands within its migration.
    #[must_use]
    pub fn statement_path(&self) -> Option<&StatementPath> {
        self.statement.as_ref().map(|(path, _)| path)
    }

    /// What the change at hand does or, for a rule on statements, the statement. `None` inside routine bodies.
    #[must_use]
    pub const fn impact(&self) -> Option<&'a Impact> {
        self.impact
    }

    /// The transaction that the statement at hand runs in. `None` inside routine bodies.
    #[must_use]
    pub fn transaction(&self) -> Option<&'a StatementTransaction> {
        self.facts.map(|facts| &facts.transaction)
    }

    /// The text of a range of the migration's file.
    #[must_use]
    pub fn text(&self, range: TextRange) -> &'a str {
        self.migration.file.slice(range)
    }

    /// Reports a finding at a place of the migration's file. The message states a fact, in lower case.
    pub fn report(&mut self, range: TextRange, message: impl Into<String>) -> &mut Report {
        let statement = self.statement.as_ref().map(|(path, _)| path.clone());
        let span = Span::new(self.file, range);
        let report = Report {
            span,
            statement,
            message: message.into(),
            help: None,
            related: Vec::new(),
            fixes: Vec::new(),
            object: None,
        };
        self.reports.push(report);
        let last = self.reports.len() - 1;
        &mut self.reports[last]
    }

    /// What was reported, and an empty list in its place.
    pub fn take_reports(&mut self) -> Vec<Report> {
        std::mem::take(&mut self.reports)
    }
}

impl Report {
    /// Says what to do, as an instruction.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Says which object it is about, so that the finding keeps its fingerprint when others come and go.
    pub fn about(&mut self, object: impl Into<String>) -> &mut Self {
        self.object = Some(object.into());
        self
    }

    /// Points at another place of the same file that explains it.
    pub fn related(&mut self, range: TextRange, message: impl Into<String>) -> &mut Self {
        self.related_in(Span::new(self.span.file, range), message)
    }

    /// Points at a place of any file that explains it.
    pub fn related_in(&mut self, span: Span, message: impl Into<String>) -> &mut Self {
        self.related.push(Label {
            span,
            message: message.into(),
        });
        self
    }

    /// Offers edits of the same file: all of them or none.
    pub fn fix(
        &mut self,
        title: impl Into<String>,
        applicability: Applicability,
        edits: impl IntoIterator<Item = (TextRange, String)>,
    ) -> &mut Self {
        let file = self.span.file;
        let edits = edits.into_iter().map(|(range, text)| {
            Edit::Replace(Replacement {
                span: Span::new(file, range),
                text,
            })
        });
        self.fixes.push(Fix {
            title: title.into(),
            applicability,
            edits: edits.collect(),
        });
        self
    }
}
