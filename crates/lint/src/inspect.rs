use std::sync::Arc;

use schema::{Change, Runs, Statement};
use source::StatementPath;

use crate::rule_set::{Dispatch, Exemption, KindTable, Stage};
use crate::shown::{Asked, Novelty, Shown};
use crate::{
    Collected, Context, Failure, MigrationFacts, On, Position, Report, RuleIndex, RuleSet, StatementFacts, Stops,
    Subject,
};

/// What the rules on changes, statements and migrations say about one migration.
#[derive(Clone, Debug, Default)]
pub struct Inspected {
    /// Their reports, in the order of the script.
    pub reports: Vec<RuleReport>,
    /// The rules that failed.
    pub failures: Vec<(RuleIndex, Failure)>,
    /// Whether a rule was left out that had come to its end before.
    pub is_partial: bool,
}

/// What the rules over the history collected from one migration.
#[derive(Clone, Default)]
pub struct Gathered {
    /// What each of them kept.
    pub collected: Vec<(RuleIndex, Collected)>,
    /// What they reported at once.
    pub reports: Vec<RuleReport>,
    /// The rules that failed.
    pub failures: Vec<(RuleIndex, Failure)>,
    /// Whether a rule was left out that had come to its end before.
    pub is_partial: bool,
}

/// A report, and which rule it is from.
#[derive(Clone, Debug)]
pub struct RuleReport {
    /// The rule.
    pub rule: RuleIndex,
    /// The change of the statement that it is about, where the rule looks at changes.
    pub change: Option<u32>,
    /// The report.
    pub report: Report,
}

/// Shows a migration to the rules that want to see some of it and have not stopped before it. The same migration always
/// gives the same result, unless that is partial.
#[must_use]
pub fn inspect(rules: &RuleSet, facts: &Arc<MigrationFacts>, stops: &Stops, at: Position) -> Inspected {
    let dispatch = dispatch(rules, facts);
    let mut inspection = Inspection::new(rules, &dispatch, facts, stops, at);
    for (at, statement) in (0..).zip(&facts.script.statements) {
        inspection.statement(&[at], statement, facts.statement(at as usize));
    }
    for rule in &dispatch.migrations {
        inspection.show(*rule, None, |_| Subject::Migration(facts));
    }
    inspection.inspected
}

/// Shows a migration to the rules over the history that have not stopped before it.
#[must_use]
pub fn gather(rules: &RuleSet, facts: &Arc<MigrationFacts>, stops: &Stops, at: Position) -> Gathered {
    let mut gathered = Gathered::default();
    let dispatch = dispatch(rules, facts);
    for rule in &dispatch.history {
        if stops.has_stopped(*rule, at) {
            gathered.is_partial = true;
            continue;
        }
        let mut cx = Context::new(rules.info(*rule), dispatch.profile.options(*rule), facts);
        let outcome = rules.run(*rule, Some(facts), |host| host.collect(facts, &mut cx));
        let failure = outcome.as_ref().err().cloned().or_else(|| cx.failure().cloned());
        if failure.as_ref().is_some_and(|failure| failure.is_exhausted) {
            stops.stop(*rule, at);
        }
        gathered.failures.extend(failure.map(|failure| (*rule, failure)));
        gathered
            .collected
            .extend(outcome.ok().flatten().map(|kept| (*rule, kept)));
        gathered.reports.extend(of_rule(*rule, None, cx.take_reports()));
    }
    gathered
}

fn dispatch(rules: &RuleSet, facts: &Arc<MigrationFacts>) -> Arc<Dispatch> {
    rules.dispatch(
        facts.file.path(),
        facts.engine.dialect,
        Stage::of(facts.migration.direction),
    )
}

fn of_rule(rule: RuleIndex, change: Option<u32>, reports: Vec<Report>) -> impl Iterator<Item = RuleReport> {
    reports
        .into_iter()
        .map(move |report| RuleReport { rule, change, report })
}

struct Inspection<'a> {
    rules: &'a RuleSet,
    dispatch: &'a Dispatch,
    facts: &'a Arc<MigrationFacts>,
    stops: &'a Stops,
    position: Position,
    inspected: Inspected,
}

impl<'a> Inspection<'a> {
    const fn new(
        rules: &'a RuleSet,
        dispatch: &'a Dispatch,
        facts: &'a Arc<MigrationFacts>,
        stops: &'a Stops,
        position: Position,
    ) -> Self {
        Self {
            rules,
            dispatch,
            facts,
            stops,
            position,
            inspected: Inspected {
                reports: Vec::new(),
                failures: Vec::new(),
                is_partial: false,
            },
        }
    }

    fn statement(&mut self, path: &[u32], statement: &Statement, facts: Option<StatementFacts<'_>>) {
        let runs_now = matches!(statement.runs, Runs::Now | Runs::If);
        let (changes, statements) = if runs_now {
            (&self.dispatch.changes, &self.dispatch.statements)
        } else {
            (&self.dispatch.body_changes, &self.dispatch.body_statements)
        };
        if !runs_now && changes.is_empty() && statements.is_empty() {
            return;
        }
        let is_wanted = |kind| !changes.of(kind).is_empty() || !statements.of(kind).is_empty();
        if is_wanted(statement.kind) || statement.changes.iter().any(|change| is_wanted(change.kind)) {
            let path = StatementPath(path.to_vec());
            let asked = Asked::about(statement);
            let shown = Shown {
                path: &path,
                statement,
                facts,
                asked: &asked,
            };
            self.wanted(changes, statements, shown);
        }
        for (at, inner) in (0..).zip(&statement.body) {
            let inner_facts = facts.and_then(|facts| facts.inner(at as usize));
            let path: Vec<u32> = path.iter().copied().chain([at]).collect();
            self.statement(&path, inner, inner_facts);
        }
    }

    fn wanted(&mut self, changes: &KindTable, statements: &KindTable, shown: Shown<'_>) {
        let statement = shown.statement;
        for (at, change) in (0..).zip(&statement.changes) {
            for rule in changes.of(change.kind) {
                self.change(*rule, at, change, shown);
            }
        }
        for rule in statements.of(statement.kind) {
            self.whole(*rule, shown);
        }
        for (at, change) in statement.changes.iter().enumerate() {
            for rule in statements.of(change.kind) {
                let seen = |kind| self.wants_statement(*rule, kind);
                let is_first = !seen(statement.kind) && !statement.changes[..at].iter().any(|other| seen(other.kind));
                if is_first {
                    self.whole(*rule, shown);
                }
            }
        }
    }

    fn wants_statement(&self, rule: RuleIndex, kind: schema::Kind) -> bool {
        matches!(self.rules.info(rule).on, On::Statements(kinds) if kinds.contains(kind))
    }

    fn change(&mut self, rule: RuleIndex, at: u32, change: &Change, shown: Shown<'_>) {
        if self.is_exempt(rule, change, &shown.asked.novelties[at as usize], shown.facts) {
            return;
        }
        let statement = shown.statement;
        self.show(rule, Some(at), |cx| {
            cx.look_at(shown, Some(at));
            Subject::Change(change, statement)
        });
    }

    fn whole(&mut self, rule: RuleIndex, shown: Shown<'_>) {
        let statement = shown.statement;
        let mut changes = statement.changes.iter().zip(&shown.asked.novelties);
        let is_exempt = |(change, novelty)| self.is_exempt(rule, change, novelty, shown.facts);
        if !statement.changes.is_empty() && changes.all(is_exempt) {
            return;
        }
        self.show(rule, None, |cx| {
            cx.look_at(shown, None);
            Subject::Statement(statement)
        });
    }

    /// A rule that failed sees no more of the migration.
    fn show<'s>(&mut self, rule: RuleIndex, change: Option<u32>, subject: impl FnOnce(&mut Context<'s>) -> Subject<'s>)
    where
        'a: 's,
    {
        if self.inspected.failures.iter().any(|(failed, _)| *failed == rule) {
            return;
        }
        if self.stops.has_stopped(rule, self.position) {
            self.inspected.is_partial = true;
            return;
        }
        let mut cx = Context::new(self.rules.info(rule), self.dispatch.profile.options(rule), self.facts);
        let outcome = self.rules.run(rule, Some(self.facts), |host| {
            let subject = subject(&mut cx);
            host.check(subject, &mut cx);
        });
        let failure = outcome.err().or_else(|| cx.failure().cloned());
        if failure.as_ref().is_some_and(|failure| failure.is_exhausted) {
            self.stops.stop(rule, self.position);
        }
        self.inspected.failures.extend(failure.map(|failure| (rule, failure)));
        let reports = cx.take_reports();
        if !reports.is_empty() {
            self.inspected.reports.extend(of_rule(rule, change, reports));
        }
    }

    /// What the same migration created, or one that is pending with it, is exempt from locking,
    /// destructive and compatibility rules.
    fn is_exempt(
        &self,
        rule: RuleIndex,
        change: &Change,
        novelty: &Novelty,
        facts: Option<StatementFacts<'_>>,
    ) -> bool {
        match self.dispatch.exemptions[rule as usize] {
            Exemption::None => false,
            Exemption::CreatedRelations => self.has_new_relation(change, novelty, facts),
            Exemption::CreatedObjects => {
                let is_new = || self.facts.created().has_object_of(change, self.facts.script.dialect);
                let is_new_column =
                    || facts.is_some_and(|facts| self.facts.pending.made_column_of(change, facts.before()));
                self.has_new_relation(change, novelty, facts)
                    || *novelty.has_object.get_or_init(|| is_new() || is_new_column())
            }
        }
    }

    fn has_new_relation(&self, change: &Change, novelty: &Novelty, facts: Option<StatementFacts<'_>>) -> bool {
        let is_pending = || facts.is_some_and(|facts| self.facts.pending.made_relation_of(change, facts.before()));
        *novelty
            .has_relation
            .get_or_init(|| self.facts.created().has_relation_of(change, self.facts.script.dialect) || is_pending())
    }
}
