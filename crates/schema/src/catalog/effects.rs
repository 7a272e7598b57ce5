use super::ObjectKey;
use crate::{Action, Conflict, CopyDirection, ExprKind, InsertSource, Kind, Name, NameRole, Statement};

/// What code that runs later does when it runs, as far as its text shows: the body of a routine, a trigger, a rule.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Effects {
    /// The relations it reads.
    pub reads: Vec<ObjectKey>,
    /// The relations whose rows it changes, with how: `insert`, `update`, `delete`, `merge`, `copy`.
    pub writes: Vec<(Kind, ObjectKey)>,
    /// The routines it calls.
    pub calls: Vec<ObjectKey>,
    /// Whether it puts in rows each time it runs; `None` where a condition decides.
    pub adds_rows: Option<bool>,
    /// Whether it runs something whose effects are not among these: a text put together, a change of the schema.
    pub is_open: bool,
}

impl Effects {
    /// What the statements of a body do. Names are looked up as `key` has it.
    pub(super) fn of(body: &[Statement], key: &dyn Fn(&Name) -> ObjectKey) -> Self {
        let mut effects = Self {
            adds_rows: Some(false),
            ..Self::default()
        };
        for statement in body {
            effects.take(statement, Certainty::Always, key);
        }
        effects
    }

    fn take(&mut self, statement: &Statement, certainty: Certainty, key: &dyn Fn(&Name) -> ObjectKey) {
        for used in &statement.uses {
            match used.role {
                NameRole::Reads => push(&mut self.reads, key(&used.name)),
                NameRole::Calls => push(&mut self.calls, key(&used.name)),
                NameRole::Writes if changes_rows(statement) => {
                    push(&mut self.writes, (statement.kind, key(&used.name)));
                }
                NameRole::Writes | NameRole::References => {}
            }
        }
        statement.each_expr(&mut |expr| {
            if let ExprKind::Subquery { reads, .. } = &expr.kind {
                reads.iter().for_each(|read| push(&mut self.reads, key(read)));
            }
        });
        self.adds_rows = match (self.adds_rows, adds_rows(statement), certainty) {
            (Some(true), ..) | (_, true, Certainty::Always) => Some(true),
            (_, true, Certainty::Perhaps) => None,
            (before, false, _) => before,
        };
        self.is_open |= is_open(statement);
        let inside = match is_conditional(statement.kind) {
            true => Certainty::Perhaps,
            false => certainty,
        };
        for inner in &statement.body {
            self.take(inner, inside, key);
        }
    }
}

#[derive(Clone, Copy)]
enum Certainty {
    Always,
    Perhaps,
}

fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// Whether the relations that a statement writes to are those whose rows it changes.
fn changes_rows(statement: &Statement) -> bool {
    let kinds = [Kind::Insert, Kind::Replace, Kind::Update, Kind::Delete, Kind::Merge];
    let copies_in = |action: &Action| matches!(action, Action::Copy(copy) if copy.direction == CopyDirection::From);
    kinds.contains(&statement.kind) || statement.changes.iter().any(|change| copies_in(&change.action))
}

fn adds_rows(statement: &Statement) -> bool {
    statement.changes.iter().any(|change| match &change.action {
        Action::Insert(insert) => {
            let spares = InsertSource::Query {
                excludes_existing: true,
            };
            insert.source != spares
                && !matches!(
                    insert.conflict,
                    Some(Conflict::Ignore | Conflict::Update | Conflict::Replace)
                )
        }
        _ => false,
    })
}

const fn is_conditional(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::If
            | Kind::CaseStatement
            | Kind::While
            | Kind::Loop
            | Kind::For
            | Kind::ForEach
            | Kind::Repeat
            | Kind::Try
    )
}

/// What it does is not said by the relations that it names.
fn is_open(statement: &Statement) -> bool {
    let runs_text = matches!(statement.kind, Kind::Execute | Kind::ExecuteImmediate);
    let is_named = !statement.uses.iter().any(|used| used.name.has_placeholder());
    let changes_schema = statement.kind.verb_object().is_some();
    (runs_text && statement.body.is_empty())
        || changes_schema
        || !is_named
        || matches!(
            statement.kind,
            Kind::Call | Kind::Unknown | Kind::Truncate | Kind::Lock | Kind::Commit | Kind::Rollback
        )
}
