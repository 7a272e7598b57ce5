//! What other objects forbid: names that are taken, and names of nothing.

use schema::{Action, ConstraintKind, Ident, KeyTarget, Lookup, ReferentialAction};

use super::columns::{triggers, views};
use crate::conditions::table_before;
use crate::rows::Subject;
use crate::{Fact, Transaction};

/// SQLite reads the whole schema again after a rename, and refuses it where a view cannot be read.
pub(super) fn has_broken_view(subject: &Subject<'_>) -> Fact {
    let Some(before) = subject.before else {
        return Some(false);
    };
    let is_missing = |key: &schema::ObjectKey| before.relation_at(key).is_absent();
    Some(!reads_as_before(subject) && views(subject).any(|view| view.reads.iter().any(is_missing)))
}

/// The same for a trigger, whatever table it belongs to.
pub(super) fn has_broken_trigger(subject: &Subject<'_>) -> Fact {
    let Some(before) = subject.before else {
        return Some(false);
    };
    let is_missing = |key: &schema::ObjectKey| before.relation_at(key).is_absent();
    let is_broken = |trigger: &schema::catalog::Trigger| {
        let effects = &trigger.effects;
        let mut written = effects.writes.iter().map(|(_, key)| key);
        effects.reads.iter().any(is_missing) || written.any(is_missing)
    };
    let mut certain = triggers(subject).filter(|(_, trigger)| trigger.existence == schema::catalog::Existence::Certain);
    Some(!reads_as_before(subject) && certain.any(|(_, trigger)| is_broken(trigger)))
}

/// `PRAGMA legacy_alter_table` leaves views and triggers unread (<https://www.sqlite.org/pragma.html#pragma_legacy_alter_table>).
fn reads_as_before(subject: &Subject<'_>) -> bool {
    subject.session.is_on("legacy_alter_table") == Some(true)
}

fn constraint<'a>(subject: &Subject<'a>) -> Option<&'a schema::Constraint> {
    match &subject.change.action {
        Action::AddConstraint { constraint, .. } => Some(constraint),
        _ => None,
    }
}

pub(super) fn is_named_check(subject: &Subject<'_>) -> Fact {
    Some(constraint(subject).is_some_and(|constraint| matches!(constraint.kind, ConstraintKind::Check { .. })))
}

pub(super) fn is_other_constraint(subject: &Subject<'_>) -> Fact {
    is_named_check(subject).map(|is_check| !is_check)
}

pub(super) fn constraint_is_absent(subject: &Subject<'_>) -> Fact {
    let Action::Constraint(action) = &subject.change.action else {
        return Some(false);
    };
    let name = |name: &Ident| name.folded(subject.engine.dialect);
    let found = action.name.as_ref().map(name);
    let table = table_before(subject);
    Some(found.is_some_and(|name| table.and_then(|table| table.constraint(&name)).is_absent()))
}

pub(super) fn is_there_already(subject: &Subject<'_>) -> Fact {
    let is_temporary = crate::conditions::is_temporary(subject) == Some(true);
    let known = subject
        .change
        .table()
        .zip(subject.before)
        .map(|(name, before)| before.relation(name));
    let is_there = matches!(known, Some(Lookup::Known(_)));
    Some(is_there && !is_temporary && !subject.change.has_exists_clause())
}

pub(super) fn index_is_there(subject: &Subject<'_>) -> Fact {
    let (Action::CreateIndex(index), Some(before)) = (&subject.change.action, subject.before) else {
        return Some(false);
    };
    let table = index.name.as_ref().map(|name| before.table_of_index(name));
    Some(!index.if_not_exists && matches!(table, Some(Lookup::Known(_))))
}

pub(super) fn trigger_is_there(subject: &Subject<'_>) -> Fact {
    let Action::CreateTrigger(trigger) = &subject.change.action else {
        return Some(false);
    };
    let name = trigger.name.ident.folded(subject.engine.dialect);
    let is_there = triggers(subject).any(|(_, known)| known.name == name);
    Some(!trigger.if_not_exists && is_there)
}

pub(super) fn is_table(subject: &Subject<'_>) -> Fact {
    Some(matches!(table_before(subject), Lookup::Known(_)))
}

pub(super) fn drops_nothing(subject: &Subject<'_>) -> Fact {
    let is_absent = subject
        .change
        .table()
        .zip(subject.before)
        .is_some_and(|(name, before)| before.relation(name).is_absent());
    Some(is_absent && !subject.change.has_exists_clause())
}

pub(super) fn drops_no_index(subject: &Subject<'_>) -> Fact {
    let (Action::Drop(dropped), Some(before)) = (&subject.change.action, subject.before) else {
        return Some(false);
    };
    Some(!dropped.if_exists && before.relation_of_index(&dropped.name).is_absent())
}

pub(super) fn drops_no_trigger(subject: &Subject<'_>) -> Fact {
    let (Action::Drop(dropped), Some(before)) = (&subject.change.action, subject.before) else {
        return Some(false);
    };
    let name = dropped.name.ident.folded(subject.engine.dialect);
    // Where the history begins with a database that nobody knows, the trigger may be of before.
    let is_known = before.knows_everything() && before.tables().all(|(_, table)| table.is_complete);
    let is_there = triggers(subject).any(|(_, known)| known.name == name);
    Some(!dropped.if_exists && is_known && !is_there)
}

/// Two columns of a new table have one name.
pub(super) fn repeats_column(subject: &Subject<'_>) -> Fact {
    let Action::CreateTable(table) = &subject.change.action else {
        return Some(false);
    };
    let dialect = subject.engine.dialect;
    let repeats = table.columns.iter().enumerate().any(|(at, column)| {
        let mut others = table.columns[..at].iter();
        others.any(|other| other.name.is_same(&column.name, dialect))
    });
    Some(repeats)
}

pub(super) fn indexes_absent_column(subject: &Subject<'_>) -> Fact {
    let Action::CreateIndex(index) = &subject.change.action else {
        return Some(false);
    };
    let Some(table) = table_before(subject).known().filter(|table| table.is_complete) else {
        return Some(false);
    };
    let dialect = subject.engine.dialect;
    Some(index.keys.iter().any(|key| match &key.target {
        KeyTarget::Column(column) => table.column(&column.folded(dialect)).is_absent(),
        KeyTarget::Expr(_) => false,
    }))
}

/// `sqlite_sequence`, `sqlite_stat1`.
pub(super) fn is_internal(subject: &Subject<'_>) -> Fact {
    let table = subject.change.table();
    Some(table.is_some_and(|table| table.ident.text.to_ascii_lowercase().starts_with("sqlite_")))
}

/// A name that begins with `sqlite_` is given.
pub(super) fn keeps_name_for_itself(subject: &Subject<'_>) -> Fact {
    let given = match &subject.change.action {
        Action::CreateTable(table) => Some(&table.name),
        Action::CreateView(view) => Some(&view.name),
        Action::CreateIndex(index) => index.name.as_ref(),
        Action::CreateTrigger(trigger) => Some(&trigger.name),
        Action::Rename(rename) => Some(&rename.to),
        _ => None,
    };
    Some(given.is_some_and(|name| name.ident.text.to_ascii_lowercase().starts_with("sqlite_")))
}

/// The new name of a table or view is that of an index.
pub(super) fn takes_name_of_index(subject: &Subject<'_>) -> Fact {
    let Some(before) = subject.before else {
        return Some(false);
    };
    let name = match &subject.change.action {
        Action::CreateTable(table) if table.persistence != schema::Persistence::Temporary => &table.name,
        Action::CreateView(view) if !view.is_temporary => &view.name,
        Action::Rename(rename) => &rename.to,
        _ => return Some(false),
    };
    Some(matches!(before.relation_of_index(name), Lookup::Known(_)))
}

/// `REINDEX` and `ANALYZE` of something that is neither a table nor an index, a database nor a collation.
pub(super) fn names_nothing_known(subject: &Subject<'_>) -> Fact {
    const OTHERS: &[&str] = &["main", "temp", "binary", "nocase", "rtrim"];
    let (Action::Maintenance(maintenance), Some(before)) = (&subject.change.action, subject.before) else {
        return Some(false);
    };
    let is_nothing = |name: &schema::Name| {
        let is_other = OTHERS.contains(&name.ident.text.to_ascii_lowercase().as_str());
        let is_own = name.ident.text.to_ascii_lowercase().starts_with("sqlite_");
        !is_other && !is_own && before.relation(name).is_absent() && before.relation_of_index(name).is_absent()
    };
    Some(before.knows_everything() && maintenance.names.iter().any(is_nothing))
}

/// The index came with a `UNIQUE` or `PRIMARY KEY`.
pub(super) fn serves_constraint(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Drop(dropped) => {
            let name = dropped.name.ident.text.to_ascii_lowercase();
            Some(name.starts_with("sqlite_autoindex_"))
        }
        _ => Some(false),
    }
}

/// Foreign keys are enforced, and another table that may hold rows refers to the dropped one without saying what becomes
/// of its rows.
pub(super) fn leaves_orphans(subject: &Subject<'_>) -> Fact {
    let (Some(before), Some(name)) = (subject.before, subject.change.table()) else {
        return Some(false);
    };
    if subject.session.is_on("foreign_keys") != Some(true) {
        return Some(false);
    }
    let dropped = before.key(name);
    let keeps_rows = |action: Option<ReferentialAction>| {
        matches!(
            action,
            None | Some(ReferentialAction::NoAction | ReferentialAction::Restrict)
        )
    };
    // Rows that go along leave orphans of their own.
    let mut gone = vec![dropped];
    let mut at = 0;
    while at < gone.len() {
        let key = gone[at].clone();
        at += 1;
        for referrer in before.dependents(&key, schema::catalog::Dependency::ForeignKey) {
            if gone.contains(referrer) || before.is_surely_empty(referrer) {
                continue;
            }
            let table = before.table_at(referrer).known();
            let mut keys = table.into_iter().flat_map(|table| table.foreign_keys());
            let mut refers = keys.by_ref().filter(|(_, reference)| reference.table == key).peekable();
            if refers.peek().is_none() {
                continue;
            }
            if refers.any(|(_, reference)| keeps_rows(reference.on_delete)) {
                return Some(true);
            }
            gone.push(referrer.clone());
        }
    }
    Some(false)
}

/// `COMMIT` and `ROLLBACK` where nothing was begun.
pub(super) fn is_outside_transaction(subject: &Subject<'_>) -> Fact {
    Some(subject.session.transaction == Transaction::None)
}
