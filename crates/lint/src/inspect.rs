use std::sync::Arc;

use schema::{Change, KindSet, Runs, Statement};
use source::StatementPath;

use crate::rule_panic::until_panic;
use crate::rule_set::{Dispatch, Exemption, KindTable, Stage};
use crate::shown::{Asked, Novelty, Shown};
use crate::{
    Collected, Context, Failure, MigrationFacts, On, Position, Report, Rule, RuleIndex, RuleSet, StatementFacts, Stops,
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
    let mut path = StatementPath(Vec::new());
    for (at, statement) in (0..).zip(&facts.script.statements) {
        path.0.push(at);
        inspection.statement(&mut path, statement, facts.statement(at as usize));
        path.0.pop();
    }
    let turns: Vec<Turn> = dispatch.migrations.iter().copied().map(Turn::at_all).collect();
    inspection.show(&turns, None, |_, rule, cx| rule.check(Subject::Migration(facts), cx));
    inspection.inspected
}

/// Shows a migration to the rules over the history that have not stopped before it.
#[must_use]
pub fn gather(rules: &RuleSet, facts: &Arc<MigrationFacts>, stops: &Stops, at: Position) -> Gathered {
    let dispatch = dispatch(rules, facts);
    let mut inspection = Inspection::new(rules, &dispatch, facts, stops, at);
    let mut collected = Vec::new();
    let turns: Vec<Turn> = dispatch.history.iter().copied().map(Turn::at_all).collect();
    inspection.show(&turns, None, |turn, rule, cx| {
        let kept = rule.collect(facts, cx);
        collected.extend(kept.map(|kept| (turn.rule, kept)));
    });
    let Inspected {
        reports,
        failures,
        is_partial,
    } = inspection.inspected;
    Gathered {
        collected,
        reports,
        failures,
        is_partial,
    }
}

fn dispatch(rules: &RuleSet, facts: &Arc<MigrationFacts>) -> Arc<Dispatch> {
    rules.dispatch(
        facts.file.path(),
        facts.engine.dialect,
        Stage::of(facts.migration.direction),
    )
}

struct Inspection<'a> {
    rules: &'a RuleSet,
    dispatch: &'a Dispatch,
    facts: &'a Arc<MigrationFacts>,
    stops: &'a Stops,
    position: Position,
    inspected: Inspected,
}

/// A rule's turn: at a change of a statement, or at all of what is shown.
#[derive(Clone, Copy)]
struct Turn {
    rule: RuleIndex,
    change: Option<u32>,
}

/// The turns at a statement: of the rules on each of its changes, then of the rules on all of it, each once.
fn turns_at(rules: &RuleSet, statement: &Statement, changes: &KindTable, statements: &KindTable) -> Vec<Turn> {
    let wants_any = |rule, kinds| matches!(rules.info(rule).on, On::Statements(wanted) if wanted.overlaps(kinds));
    let mut turns = Vec::with_capacity(32);
    for (at, change) in (0..).zip(&statement.changes) {
        let rules = changes.of(change.kind).iter();
        turns.extend(rules.map(|rule| Turn {
            rule: *rule,
            change: Some(at),
        }));
    }
    turns.extend(statements.of(statement.kind).iter().copied().map(Turn::at_all));
    let mut seen = KindSet::of(&[statement.kind]);
    for change in &statement.changes {
        if !seen.contains(change.kind) {
            let rules = statements.of(change.kind).iter().copied();
            let had_none = rules.filter(|rule| !wants_any(*rule, seen));
            turns.extend(had_none.map(Turn::at_all));
            seen.insert(change.kind);
        }
    }
    turns
}

impl Turn {
    const fn at_all(rule: RuleIndex) -> Self {
        Self { rule, change: None }
    }
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

    fn statement(&mut self, path: &mut StatementPath, statement: &Statement, facts: Option<StatementFacts<'_>>) {
        let runs_now = matches!(statement.runs, Runs::Now | Runs::If);
        let (changes, statements) = if runs_now {
            (&self.dispatch.changes, &self.dispatch.statements)
        } else {
            (&self.dispatch.body_changes, &self.dispatch.body_statements)
        };
        if !runs_now && changes.is_empty() && statements.is_empty() {
            return;
        }
        let asked = Asked::default();
        let shown = Shown {
            path,
            statement,
            facts,
            asked: &asked,
        };
        let turns = turns_at(self.rules, statement, changes, statements);
        self.show(&turns, Some(shown), |turn, rule, cx| {
            rule.check(shown.subject(turn.change), cx);
        });
        for (at, inner) in (0..).zip(&statement.body) {
            path.0.push(at);
            let inner_facts = facts.and_then(|facts| facts.inner(at as usize));
            self.statement(path, inner, inner_facts);
            path.0.pop();
        }
    }

    /// Gives each rule its turn to look at a statement or, without one, at the migration.
    fn show<'s>(
        &mut self,
        turns: &[Turn],
        shown: Option<Shown<'s>>,
        mut look: impl FnMut(Turn, &dyn Rule, &mut Context<'s>),
    ) where
        'a: 's,
    {
        let mut cx = Context::of_nobody(self.facts, shown);
        let mut turns = turns.iter();
        while let Some((turn, failure)) = until_panic(&mut turns, |turn| self.turn(*turn, &mut look, &mut cx)) {
            self.end_turn(*turn, Some(failure), &mut cx);
        }
    }

    /// A rule that failed sees no more of the migration.
    fn turn<'s>(&mut self, turn: Turn, look: &mut impl FnMut(Turn, &dyn Rule, &mut Context<'s>), cx: &mut Context<'s>)
    where
        'a: 's,
    {
        let rule = turn.rule;
        let exemption = self.dispatch.exemptions[rule as usize];
        if exemption != Exemption::None && self.is_exempt(exemption, turn, cx) || self.has_failed(rule) {
            return;
        }
        if self.stops.has_stopped(rule, self.position) {
            self.inspected.is_partial = true;
            return;
        }
        cx.give_to(self.rules.info(rule), self.dispatch.profile.options(rule));
        cx.look_at(turn.change);
        self.rules.clocked(rule, Some(self.facts), |rule| look(turn, rule, cx));
        if !cx.is_silent() {
            self.end_turn(turn, None, cx);
        }
    }

    fn end_turn(&mut self, turn: Turn, panic: Option<Failure>, cx: &mut Context<'_>) {
        let reason = cx.take_failure();
        if let Some(failure) = panic.or(reason) {
            if failure.is_exhausted {
                self.stops.stop(turn.rule, self.position);
            }
            self.inspected.failures.push((turn.rule, failure));
        }
        let Turn { rule, change } = turn;
        let reports = cx.take_reports().into_iter();
        self.inspected
            .reports
            .extend(reports.map(|report| RuleReport { rule, change, report }));
    }

    fn has_failed(&self, rule: RuleIndex) -> bool {
        self.inspected.failures.iter().any(|(failed, _)| *failed == rule)
    }

    /// What the same migration created, or one that is pending with it, is exempt from locking,
    /// destructive and compatibility rules; a whole statement, where all that it does is about such things.
    fn is_exempt(&self, exemption: Exemption, turn: Turn, cx: &Context<'_>) -> bool {
        let Some(shown) = cx.shown() else {
            return false;
        };
        let changes = &shown.statement.changes;
        let is_new = |at: usize| self.is_new(exemption, &changes[at], shown.novelty(at), shown.facts);
        match turn.change {
            Some(at) => is_new(at as usize),
            None => !changes.is_empty() && (0..changes.len()).all(is_new),
        }
    }

    fn is_new(
        &self,
        exemption: Exemption,
        change: &Change,
        novelty: &Novelty,
        facts: Option<StatementFacts<'_>>,
    ) -> bool {
        match exemption {
            Exemption::None => false,
            Exemption::CreatedRelations => self.has_new_relation(change, novelty, facts),
            Exemption::CreatedObjects => {
                let is_new = || self.facts.created().has_object_of(change);
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
            .get_or_init(|| self.facts.created().has_relation_of(change) || is_pending())
    }
}
