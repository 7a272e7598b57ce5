use schema::{Action, Change, Dialect, Family, Kind, Name, Runs, Statement};

use crate::kinds::HOLD_OTHERS;
use crate::rows::Subject;
use crate::transactional::runs_with_script;
use crate::{
    Impact, ImpactContext, UnknownList, fired, in_transaction, merge, mssql, mysql, oracle, outcomes, postgres, sqlite,
    transactional,
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

/// What one change of a statement does.
#[must_use]
pub fn of_change(change: &Change, statement: &Statement, cx: &ImpactContext<'_>) -> Impact {
    let mut impact = Impact::default();
    if matches!(change.kind, Kind::Unknown | Kind::Placeholder) {
        impact.unknown = vec![UnknownList::Locks, UnknownList::Rewrites, UnknownList::Scans];
        return impact;
    }
    let subject = Subject::within(change, statement, cx);
    let effect = in_transaction(change, statement, cx.engine, Some(cx.before));
    (
        impact.transactional,
        impact.refused_in_transaction,
        impact.implicit_commit,
    ) = transactional::facts(effect);
    // Not where a transaction is open is it refused: it ends it, or warns.
    if cx.engine.dialect == Dialect::Postgres && matches!(change.kind, Kind::Begin | Kind::Commit | Kind::Rollback) {
        impact.refused_in_transaction = Some(false);
    }
    if skips_missing(&subject) {
        outcomes::add_nothing(&mut impact);
        return impact;
    }
    outcomes::add(&subject, &mut impact);
    // What it would do is said all the same: some are refused only where there are rows.
    impact.refusal = refusal(&subject);
    if impact.refusal.is_some() {
        impact.idempotent = Some(false);
    }
    match cx.engine.dialect {
        Dialect::Postgres => postgres::add_work(&subject, &mut impact),
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
        _ => None,
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
    let changes: Vec<Impact> = statement
        .changes
        .iter()
        .map(|change| of_change(change, statement, cx))
        .collect();
    let body = of_body(statement, cx);
    let is_hull = !body.is_empty() && (HOLD_OTHERS.contains(&statement.kind) || runs_whole_text(statement));
    let own = changes.iter().filter(|_| !is_hull);
    let mut whole = merge::merged(own.chain(&body)).unwrap_or_default();
    outcomes::mend_whole(statement, &changes, &mut whole);
    merge::sort(&mut whole);
    (whole, changes)
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

/// Each statement inside sees the schema as the ones before it left it; relations that they made were not
/// there before the whole, also where nothing is known of what was.
fn of_body(statement: &Statement, cx: &ImpactContext<'_>) -> Vec<Impact> {
    let inner = statement.body.iter().filter(|inner| runs_with_script(inner));
    let mut now = cx.before.clone();
    let mut impacts = Vec::new();
    let mut made: Vec<String> = Vec::new();
    for inner in inner {
        let inside = ImpactContext { before: &now, ..*cx };
        let mut impact = of_statement(inner, &inside).0;
        let was_there = |relation: &str| !is_absent(cx.before, relation) && !made.iter().any(|made| made == relation);
        impact.locks.retain(|lock| was_there(&lock.relation));
        impact.rewrites.retain(|relation| was_there(relation));
        impact.scans.retain(|relation| was_there(relation));
        impacts.push(impact);
        made.extend(made_relations(inner, cx.engine.dialect));
        now.apply(inner, schema::Origin::new(source::FileId(0), 0, 0));
    }
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
