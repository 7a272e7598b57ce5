use schema::{Change, Statement};

use crate::{Impact, ImpactContext};

/// What one change of a statement does.
#[must_use]
pub fn of_change(_change: &Change, _statement: &Statement, _cx: &ImpactContext<'_>) -> Impact {
    Impact::default()
}

/// What a statement does as a whole, and what each of its changes does.
#[must_use]
pub fn of_statement(statement: &Statement, cx: &ImpactContext<'_>) -> (Impact, Vec<Impact>) {
    let changes: Vec<Impact> = statement
        .changes
        .iter()
        .map(|change| of_change(change, statement, cx))
        .collect();
    (Impact::default(), changes)
}
