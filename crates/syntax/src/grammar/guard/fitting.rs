use schema::{Dialect, Guard, GuardKind, Statement, Verb};

/// The guard as it stands around this statement: of several questions, the one about what the statement makes or takes
/// away comes first. `IF a IS NULL AND b IS NOT NULL` asks for `a` around `CREATE TABLE a`, for `b` around `DROP TABLE b`.
pub(crate) fn fitting(guard: &Guard, statement: &Statement, dialect: Dialect) -> Guard {
    let mut guard = guard.clone();
    if guard.others.is_empty() || fits(&guard, statement, dialect) {
        return guard;
    }
    if let Some(at) = guard.others.iter().position(|other| fits(other, statement, dialect)) {
        let mut chosen = guard.others.remove(at);
        chosen.others = std::mem::take(&mut guard.others);
        chosen.others.insert(0, guard);
        return chosen;
    }
    guard
}

/// Whether a question is about what a change makes, and asks that it is absent, or about what one takes away or renames,
/// and asks that it is there.
fn fits(guard: &Guard, statement: &Statement, dialect: Dialect) -> bool {
    let Some(asked) = &guard.object else {
        return false;
    };
    statement.changes.iter().any(|change| {
        let makes = match change.kind.verb_object() {
            Some((verb, _)) => verb == Verb::Create,
            None => change.kind.as_str().starts_with("add_"),
        };
        let is_asked_so = match guard.kind {
            GuardKind::Absent => makes,
            GuardKind::Present => !makes,
            _ => false,
        };
        let is_about = |name: Option<&schema::Name>| name.is_some_and(|name| name.is_same(asked, dialect));
        let is_column = match (&guard.column, change.column()) {
            (Some(asked), Some(column)) => asked.is_same(column, dialect),
            (None, _) => true,
            (Some(_), None) => false,
        };
        is_asked_so && is_column && (is_about(change.object()) || is_about(change.table()))
    })
}
