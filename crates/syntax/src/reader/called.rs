//! Procedures that the script makes and calls: MySQL has conditions inside of routines alone, so that scripts make one for
//! `IF NOT EXISTS (SELECT … FROM information_schema.columns …) THEN ALTER TABLE …`, call it and drop it.

use schema::{Action, Dialect, Keyword, KeywordSet, Kind, Name, Runs, Statement};

const CALL: KeywordSet = KeywordSet::of(&[Keyword::CALL]);
const PROCEDURE: KeywordSet = KeywordSet::of(&[Keyword::PROCEDURE]);

/// Whether a script with these words may make a procedure and call it.
pub(super) fn may_call_own(keywords: &KeywordSet) -> bool {
    keywords.overlaps(&CALL) && keywords.overlaps(&PROCEDURE)
}

/// Says of the bodies of procedures without parameters that the script calls further down that they run with it. With
/// parameters, what a body does depends on what is handed over.
pub(super) fn run_bodies(statements: &mut [Statement], dialect: Dialect) {
    for at in 0..statements.len() {
        let (above, below) = statements.split_at_mut(at);
        let Some(called) = below.first().and_then(called) else {
            continue;
        };
        let mut made = above.iter_mut().rev();
        let made = made.find(|statement| procedure(statement).is_some_and(|name| name.is_same(called, dialect)));
        if let Some(made) = made {
            let runs = if may_end_early(&made.body) { Runs::If } else { Runs::Now };
            run(&mut made.body, runs);
        }
    }
}

fn called(statement: &Statement) -> Option<&Name> {
    let change = statement.changes.first().filter(|change| change.kind == Kind::Call)?;
    match &change.action {
        Action::Call(name) if statement.runs == Runs::Now => Some(name),
        _ => None,
    }
}

/// The name of the procedure that a statement makes, where it takes nothing.
fn procedure(statement: &Statement) -> Option<&Name> {
    let change = statement
        .changes
        .first()
        .filter(|change| change.kind == Kind::CreateProcedure)?;
    match &change.action {
        Action::CreateRoutine(routine) if routine.parameters.is_empty() => Some(&routine.name),
        _ => None,
    }
}

/// Whether it may leave out what stands further down, without that standing under a condition.
fn may_end_early(body: &[Statement]) -> bool {
    body.iter().any(|statement| {
        let ends = matches!(
            statement.kind,
            Kind::Leave | Kind::Iterate | Kind::Return | Kind::Signal | Kind::Resignal | Kind::Declare
        );
        (ends && (statement.kind != Kind::Declare || !statement.body.is_empty())) || may_end_early(&statement.body)
    })
}

fn run(body: &mut [Statement], runs: Runs) {
    for statement in body {
        if statement.runs == Runs::WhenCalled {
            statement.runs = runs;
        }
        let inside = match statement.kind {
            Kind::Block | Kind::Execute | Kind::ExecuteImmediate | Kind::Prepare => runs,
            // What a new routine does is not done yet.
            Kind::CreateProcedure | Kind::CreateFunction | Kind::CreateTrigger | Kind::CreateEvent => continue,
            _ => Runs::If,
        };
        run(&mut statement.body, inside);
    }
}
