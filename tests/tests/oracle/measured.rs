//! What an engine did with a statement.

use serde_json::Value;

/// What a statement did on the engine.
#[derive(Debug)]
pub enum Measured {
    /// It ran.
    Ran(Effect),
    /// It is not for a transaction block.
    RefusedInTransaction,
    /// The engine refuses it as it is, so there is nothing to predict.
    Failed(String),
}

/// What a statement that ran did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// `relation MODE`, the strongest on each relation.
    pub locks: Vec<String>,
    pub rewrites: Vec<String>,
    pub scans: Vec<String>,
    /// A second run succeeded and left schema and rows as after the first.
    pub idempotent: bool,
}

/// PostgreSQL's table locks as `pg_locks` writes them, the weakest first, and as `LOCK TABLE` does.
const MODES: &[(&str, &str)] = &[
    ("AccessShareLock", "ACCESS SHARE"),
    ("RowShareLock", "ROW SHARE"),
    ("RowExclusiveLock", "ROW EXCLUSIVE"),
    ("ShareUpdateExclusiveLock", "SHARE UPDATE EXCLUSIVE"),
    ("ShareLock", "SHARE"),
    ("ShareRowExclusiveLock", "SHARE ROW EXCLUSIVE"),
    ("ExclusiveLock", "EXCLUSIVE"),
    ("AccessExclusiveLock", "ACCESS EXCLUSIVE"),
];

/// The strongest mode on each relation, in order.
pub fn strongest_locks(held: &Value) -> Vec<String> {
    let mut locks: Vec<String> = held
        .as_object()
        .into_iter()
        .flatten()
        .map(|(relation, modes)| {
            let held = |mode: &str| modes.as_array().into_iter().flatten().any(|held| held == mode);
            let strongest = MODES.iter().rev().find(|(mode, _)| held(mode));
            let (_, name) = strongest.expect("a relation that is listed is locked");
            format!("{relation} {name}")
        })
        .collect();
    locks.sort();
    locks
}

/// A list of texts.
pub fn texts(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}
