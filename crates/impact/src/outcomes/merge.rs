//! Whether a `MERGE` run twice leaves what it left the first time. That it finds the second time what it put in the first
//! is taken for granted: the condition names what is inserted.

use compact_str::CompactString;
use schema::{Action, Assignment, Merge, MergeBranch};

use super::update::{self, Value};
use super::upsert::is_same_value;
use crate::Fact;
use crate::rows::Subject;

/// Rows that are there get the values that new ones get.
pub(super) fn repeats(subject: &Subject<'_>) -> Fact {
    Some(outcome(subject) == Some(Value::Same))
}

/// Rows that are there get other values each time.
pub(super) fn adds_up(subject: &Subject<'_>) -> Fact {
    Some(outcome(subject) == Some(Value::Another))
}

fn outcome(subject: &Subject<'_>) -> Option<Value> {
    let Action::Merge(merge) = &subject.change.action else {
        return None;
    };
    let (inserting, updating): (Vec<_>, Vec<_>) = merge.branches.iter().partition(|branch| branch.inserts);
    if updating.is_empty() || reads_itself(merge, subject) {
        return Some(Value::Unknown);
    }
    let values: Vec<Value> = updating
        .iter()
        .flat_map(|branch| of_branch(branch, &inserting, subject))
        .collect();
    Some(if values.contains(&Value::Another) {
        Value::Another
    } else if !values.is_empty() && values.iter().all(|value| *value == Value::Same) {
        Value::Same
    } else {
        Value::Unknown
    })
}

/// What a branch makes of rows that it finds again.
fn of_branch(branch: &MergeBranch, inserting: &[&MergeBranch], subject: &Subject<'_>) -> Vec<Value> {
    let dialect = subject.engine.dialect;
    let folded = |assignment: &Assignment| assignment.column.ident.folded(dialect);
    let assigned: Vec<CompactString> = branch.assignments.iter().map(folded).collect();
    let of_assignment = |assignment: &Assignment| {
        let again = update::value(&assignment.value, &assigned, subject);
        if again != Value::Same {
            return if branch.is_conditional { Value::Unknown } else { again };
        }
        // What the first run put in is what the second would put there.
        let is_same = inserting.iter().all(|inserting| {
            let mut others = inserting.assignments.iter();
            let other = others.find(|other| folded(other) == folded(assignment));
            other.is_some_and(|other| is_same_value(&other.value, &assignment.value))
        });
        if is_same { Value::Same } else { Value::Unknown }
    };
    branch.assignments.iter().map(of_assignment).collect()
}

fn reads_itself(merge: &Merge, subject: &Subject<'_>) -> bool {
    let mut reads = subject.statement.reads();
    reads.any(|read| read.ident.is_same(&merge.table.ident, subject.engine.dialect))
}
