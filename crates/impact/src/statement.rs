use schema::{Action, Change, Dialect, Family, Kind, Name, Runs, Statement};

use crate::kinds::HOLD_OTHERS;
use crate::rows::Subject;
use crate::transactional::runs_with_script;
use crate::{
    Impact, ImpactContext, Outcome, RelationLock, RowWork, UnknownList, fired, merge, mssql, mysql, oracle, outcomes,
    postgres, sqlite, transactional,
};

/// Why the engine refuses a change as it stands, without the rest of its impact; `None` where no reason is known.
#[must_use]
pub fn refusal_of(change: &Change, statement: &Statement, cx: &ImpactContext<'_>) -> Option<&'static str> {
    if matches!(change.kind, Kind::Unknown | Kind::Placeholder) {
        return None;
    }
    let subject = Subject::within(change, statement, cx);
    // Only where there is a reason is it asked whether the change is skipped.
    refusal(&subject).filter(|_| !skips_missing(&subject))
}

/// What comes of one change of a statement.
#[must_use]
pub fn outcome_of_change(change: &Change, statement: &Statement, cx: &ImpactContext<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    if matches!(change.kind, Kind::Unknown | Kind::Placeholder) {
        return outcome;
    }
    let subject = Subject::within(change, statement, cx);
    let effect = transactional::of_subject(&subject);
    (
        outcome.transactional,
        outcome.refused_in_transaction,
        outcome.implicit_commit,
    ) = transactional::facts(effect);
    // Not where a transaction is open is it refused: it ends it, or warns.
    if cx.engine.dialect == Dialect::Postgres && matches!(change.kind, Kind::Begin | Kind::Commit | Kind::Rollback) {
        outcome.refused_in_transaction = Some(false);
    }
    if skips_missing(&subject) {
        outcomes::add_nothing(&mut outcome);
        return outcome;
    }
    outcomes::add(&subject, &mut outcome);
    // What it would do is said all the same: some are refused only where there are rows.
    outcome.refusal = refusal(&subject);
    if outcome.refusal.is_some() {
        outcome.idempotent = Some(false);
    }
    outcome
}

/// What one change of a statement does.
#[must_use]
pub fn of_change(change: &Change, statement: &Statement, cx: &ImpactContext<'_>) -> Impact {
    Impact {
        outcome: outcome_of_change(change, statement, cx),
        ..work_of_change(change, statement, cx, Part::All)
    }
}

/// What of its work a statement is asked for. What is not asked for need not be found, but may.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    All,
    /// Locks for which at least writers wait.
    BlockingLocks,
    /// Relations that are written anew or read in full.
    Rows,
}

/// What one change of a statement does, what comes of it left open.
fn work_of_change(change: &Change, statement: &Statement, cx: &ImpactContext<'_>, part: Part) -> Impact {
    let mut impact = Impact::default();
    if matches!(change.kind, Kind::Unknown | Kind::Placeholder) {
        impact.unknown = vec![UnknownList::Locks, UnknownList::Rewrites, UnknownList::Scans];
        return impact;
    }
    let subject = Subject::within(change, statement, cx);
    if skips_missing(&subject) {
        return impact;
    }
    match cx.engine.dialect {
        Dialect::Postgres => postgres::add_work(&subject, cx.before, part, &mut impact),
        Dialect::Mysql | Dialect::Mariadb => mysql::add_work(&subject, &mut impact),
        Dialect::Mssql => mssql::add_work(&subject, &mut impact),
        Dialect::Sqlite => sqlite::add_work(&subject, &mut impact),
        Dialect::Oracle => oracle::add_work(&subject, &mut impact),
        Dialect::Generic => impact.unknown = vec![UnknownList::Locks, UnknownList::Rewrites, UnknownList::Scans],
    }
    let runs_unknown_code = matches!(change.kind, Kind::Call | Kind::Execute | Kind::ExecuteImmediate)
        && mssql::is_system_procedure(&subject) != Some(true)
        && !(cx.engine.dialect == Dialect::Postgres && fired::is_known_procedure(&subject));
    if runs_unknown_code {
        impact.unknown = vec![UnknownList::Locks, UnknownList::Rewrites, UnknownList::Scans];
    }
    let evaluates = change.kind == Kind::Do && cx.engine.dialect.family() == Family::Mysql;
    if HOLD_OTHERS.contains(&change.kind) && statement.body.is_empty() && !evaluates {
        impact.unknown = vec![UnknownList::Locks, UnknownList::Rewrites, UnknownList::Scans];
    }
    merge::sort(&mut impact);
    impact
}

/// Why the engine refuses the change as it stands, where that is known.
fn refusal(subject: &Subject<'_>) -> Option<&'static str> {
    match subject.engine.dialect {
        Dialect::Postgres => postgres::refusal(subject),
        Dialect::Sqlite => sqlite::refusal(subject),
        Dialect::Mysql | Dialect::Mariadb => mysql::refusal(subject),
        Dialect::Mssql => mssql::refusal(subject),
        Dialect::Oracle | Dialect::Generic => None,
    }
}

/// `ALTER TABLE IF EXISTS` of a relation that is certainly not there.
fn skips_missing(subject: &Subject<'_>) -> bool {
    subject.statement.modifiers.if_exists
        && subject.change.table().is_some()
        && subject
            .change
            .table()
            .zip(subject.before)
            .is_some_and(|(name, before)| before.relation(name).is_absent())
}

/// What a statement does as a whole, and what each of its changes does. What stands inside it and runs with
/// the script is part of the whole.
#[must_use]
pub fn of_statement(statement: &Statement, cx: &ImpactContext<'_>) -> (Impact, Vec<Impact>) {
    let (whole, changes) = outcome_of_statement(statement, cx);
    of_statement_with(whole, &changes, statement, cx)
}

/// As [`of_statement`], where it is known already what comes of the whole, and of its changes.
#[must_use]
pub fn of_statement_with(
    outcome: Outcome,
    outcomes: &[Outcome],
    statement: &Statement,
    cx: &ImpactContext<'_>,
) -> (Impact, Vec<Impact>) {
    let (whole, mut changes) = work_of_statement(statement, cx, Part::All);
    for (change, outcome) in changes.iter_mut().zip(outcomes) {
        change.outcome = *outcome;
    }
    (Impact { outcome, ..whole }, changes)
}

/// What comes of a statement as a whole, and of each of its changes.
#[must_use]
pub fn outcome_of_statement(statement: &Statement, cx: &ImpactContext<'_>) -> (Outcome, Vec<Outcome>) {
    let changes = statement.changes.iter();
    let changes: Vec<Outcome> = changes.map(|change| outcome_of_change(change, statement, cx)).collect();
    let mut body = Vec::new();
    each_inner(statement, cx, |inner, inside| {
        body.push(outcome_of_statement(inner, inside).0);
    });
    let own = if is_hull(statement) { &[] } else { changes.as_slice() };
    let mut whole = merge::outcome_of_all(own.iter().copied().chain(body)).unwrap_or_default();
    outcomes::mend_whole(statement, &changes, &mut whole);
    (whole, changes)
}

/// The locks of a statement as a whole, and of each of its changes, for which at least writers wait.
#[must_use]
pub fn blocking_locks(statement: &Statement, cx: &ImpactContext<'_>) -> (Vec<RelationLock>, Vec<Vec<RelationLock>>) {
    let (whole, changes) = work_of_statement(statement, cx, Part::BlockingLocks);
    let changes = changes.into_iter().map(Impact::blocking_locks);
    (whole.blocking_locks(), changes.collect())
}

/// What a statement as a whole, and each of its changes, does to the rows of whole relations.
#[must_use]
pub fn row_work(statement: &Statement, cx: &ImpactContext<'_>) -> (RowWork, Vec<RowWork>) {
    let (whole, changes) = work_of_statement(statement, cx, Part::Rows);
    (whole.row_work(), changes.into_iter().map(Impact::row_work).collect())
}

/// What a statement does as a whole, and what each of its changes does, what comes of them left open.
fn work_of_statement(statement: &Statement, cx: &ImpactContext<'_>, part: Part) -> (Impact, Vec<Impact>) {
    let changes = statement.changes.iter();
    let changes = changes.map(|change| work_of_change(change, statement, cx, part));
    let changes: Vec<Impact> = changes.collect();
    let body = work_of_body(statement, cx, part);
    let own = if is_hull(statement) { &[] } else { changes.as_slice() };
    let mut whole = merge::merged(own.iter().chain(&body)).unwrap_or_default();
    merge::sort(&mut whole);
    (whole, changes)
}

/// Whether a statement does nothing but what the statements inside it do.
fn is_hull(statement: &Statement) -> bool {
    let holds_others = HOLD_OTHERS.contains(&statement.kind) || runs_whole_text(statement);
    holds_others && statement.body.iter().any(runs_with_script)
}

/// `EXECUTE '…'` of a text that stands in the script as a whole: it does what the statements in the text do.
fn runs_whole_text(statement: &Statement) -> bool {
    let is_open = |inner: &Statement| {
        let is_spliced = |name: Option<&Name>| name.is_some_and(Name::has_placeholder);
        let mut changes = inner.changes.iter();
        !inner.opaque.is_empty()
            || inner.uses.iter().any(|used| used.name.has_placeholder())
            || changes.any(|change| {
                let column = change.column().is_some_and(|column| column.has_placeholder);
                column || is_spliced(change.object()) || is_spliced(change.table())
            })
    };
    let runs_text = matches!(statement.kind, Kind::Execute | Kind::ExecuteImmediate);
    runs_text && !statement.body.iter().any(is_open)
}

/// Looks at each statement inside that runs with the script. It sees the schema as the ones before it left it.
fn each_inner(statement: &Statement, cx: &ImpactContext<'_>, mut look: impl FnMut(&Statement, &ImpactContext<'_>)) {
    let mut all = statement.body.iter().filter(|inner| runs_with_script(inner)).peekable();
    if all.peek().is_none() {
        return;
    }
    let mut now = cx.before.clone();
    while let Some(inner) = all.next() {
        look(inner, &ImpactContext { before: &now, ..*cx });
        if all.peek().is_some() {
            now.apply(inner, schema::Origin::new(source::FileId(0), 0, 0));
        }
    }
}

/// Relations that the statements inside made were not there before the whole, also where nothing is known of what was.
fn work_of_body(statement: &Statement, cx: &ImpactContext<'_>, part: Part) -> Vec<Impact> {
    let mut impacts = Vec::new();
    let mut made: Vec<String> = Vec::new();
    each_inner(statement, cx, |inner, inside| {
        let mut impact = work_of_statement(inner, inside, part).0;
        let was_there = |relation: &str| !is_absent(cx.before, relation) && !made.iter().any(|made| made == relation);
        impact.locks.retain(|lock| was_there(&lock.relation));
        impact.rewrites.retain(|relation| was_there(relation));
        impact.scans.retain(|relation| was_there(relation));
        impacts.push(impact);
        made.extend(made_relations(inner, cx.engine.dialect));
    });
    impacts
}

/// The relations that a statement makes, and fails if they are there.
fn made_relations(statement: &Statement, dialect: Dialect) -> impl Iterator<Item = String> + '_ {
    let changes = statement.changes.iter().filter(|_| statement.runs == Runs::Now);
    let names = changes.filter_map(|change| match &change.action {
        Action::CreateTable(table) if !table.if_not_exists && !table.or_replace => Some(&table.name),
        Action::CreateView(view) if !view.if_not_exists && !view.or_replace => Some(&view.name),
        _ => None,
    });
    names.map(move |name| name.resolved(dialect))
}

fn is_absent(before: &schema::Catalog, relation: &str) -> bool {
    let (schema, name) = relation.split_once('.').unwrap_or(("", relation));
    before.relation_at(&schema::ObjectKey::new(schema, name)).is_absent()
}
