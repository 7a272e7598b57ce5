use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use compact_str::CompactString;
use lint::{Collected, Context, HistoryContext, MigrationFacts, On, Rule, RuleInfo};
use schema::catalog::{Catalog, Constraint, ObjectKey, Origin, Table};
use schema::{Action, Change, ConstraintAction, ConstraintKind, Dialect, Ident, Kind, Name, Runs, Statement};
use source::{Category, Severity, StatementPath, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Mssql, Dialect::Oracle]),
    aliases: lint::names(&["sqlprompt:PE022"]),
    partial_aliases: lint::names(&["sqlprompt:BP019"]),
    ..RuleInfo::new(
        "untrusted-constraint",
        Category::Locking,
        Severity::Warning,
        On::History,
        include_str!("untrusted_constraint.md"),
    )
});

/// Reports constraints that hold for new rows only, and that the engine therefore does not trust.
pub(crate) struct UntrustedConstraint;

/// What a migration leaves unchecked.
struct Left {
    path: StatementPath,
    range: TextRange,
    table: ObjectKey,
    /// The constraint, folded; `None` for all of the table.
    name: Option<CompactString>,
    /// What made the constraint or, where all are meant, the table.
    origin: Option<Origin>,
    about: String,
    message: String,
}

impl Rule for UntrustedConstraint {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn collect(&self, facts: &MigrationFacts, cx: &mut Context<'_>) -> Option<Collected> {
        let steps = steps(facts);
        let mut found = Vec::new();
        for (at, step) in steps.iter().enumerate() {
            let is_over = || steps[at + 1..].iter().any(|later| later.is_about(step));
            let is_new = || facts.created().has_relation_of(step.change);
            let is_gone = || facts.after.relation(step.table).is_absent();
            let is_trusted = step.state == State::Trusted || stays_trusted(step, &steps[..at], facts);
            if is_trusted || is_over() || is_gone() || (step.state == State::Unchecked && is_new()) {
                continue;
            }
            let named = step
                .name
                .map_or_else(|| "the constraints".to_owned(), |name| format!("`{name}`"));
            let name = step.name.map(|name| name.folded(step.dialect));
            let table = facts.after.table(step.table).known();
            found.push(Left {
                path: StatementPath(vec![step.statement]),
                range: step.change.range,
                table: facts.after.key(step.table),
                origin: table.and_then(|table| origin(table, name.as_deref())),
                name,
                about: format!("{}.{named}", cx.resolved(step.table)).replace('`', ""),
                message: message(step, &named),
            });
        }
        (!found.is_empty()).then(|| Arc::new(found) as Collected)
    }

    fn conclude(&self, collected: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        let help = match cx.history.engine.dialect {
            Dialect::Oracle => "enable it `validate`, once the rows keep it",
            _ => "write `with check check constraint` behind it, once the rows keep it",
        };
        for (migration, kept) in collected {
            for left in kept.downcast_ref::<Vec<Left>>().into_iter().flatten() {
                if is_mended(left, cx.schema_at_end(*migration)) {
                    continue;
                }
                cx.report_in(*migration, left.path.clone(), left.range, left.message.clone())
                    .about(left.about.clone())
                    .help(help);
            }
        }
    }
}

fn message(step: &Step<'_>, named: &str) -> String {
    let (verb, word) = match step.name {
        Some(_) => ("is", "it"),
        None => ("are", "them"),
    };
    let table = step.table;
    match step.state {
        State::Disabled => format!("{named} of `{table}` {verb} not checked any more"),
        _ => format!(
            "{named} of `{table}` {verb} enabled without a look at the rows, so the engine does not trust {word}"
        ),
    }
}

/// `CHECK CONSTRAINT` of one that is enabled and trusted, as tools write it behind `WITH CHECK ADD CONSTRAINT`: nothing
/// changes.
fn stays_trusted(step: &Step<'_>, above: &[Step<'_>], facts: &MigrationFacts) -> bool {
    let Some(name) = step.name.filter(|_| is_plain_check(step)) else {
        return false;
    };
    if let Some(last) = above.iter().rev().find(|earlier| step.is_about(earlier)) {
        return last.state == State::Trusted && last.change.kind != Kind::DropConstraint;
    }
    let table = facts.before.table(step.table).known();
    let known = table.and_then(|table| table.constraint(&name.folded(step.dialect)).known());
    known.is_some_and(is_trusted)
}

fn is_plain_check(step: &Step<'_>) -> bool {
    let is_unsaid = matches!(&step.change.action, Action::Constraint(action) if action.with_check.is_none());
    is_unsaid && step.change.kind == Kind::EnableConstraint
}

fn is_trusted(constraint: &Constraint) -> bool {
    constraint.is_enforced && constraint.is_valid == Some(true)
}

fn origin(table: &Table, constraint: Option<&str>) -> Option<Origin> {
    match constraint {
        Some(name) => table.constraint(name).known().map(|constraint| constraint.origin),
        None => Some(table.origin),
    }
}

/// Whether a later migration of the history looks at the rows. One that drops the constraint, or makes another, does not.
fn is_mended(left: &Left, at_end: &Catalog) -> bool {
    let Some(table) = at_end.table_at(&left.table).known() else {
        return false;
    };
    if left.origin.is_none() || origin(table, left.name.as_deref()) != left.origin {
        return false;
    }
    let is_meant = |constraint: &&Arc<Constraint>| match &left.name {
        Some(name) => constraint.name.as_ref() == Some(name),
        None => matches!(
            constraint.kind,
            ConstraintKind::Check { .. } | ConstraintKind::ForeignKey(_)
        ),
    };
    let mut constraints = table.constraints.iter().filter(is_meant);
    (left.name.is_some() || table.is_complete) && constraints.all(|constraint| is_trusted(constraint))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Every row was looked at.
    Trusted,
    /// New rows are checked; those that are there were not.
    Unchecked,
    /// Nothing is checked.
    Disabled,
}

/// What is done to one constraint, or to all of a table.
struct Step<'a> {
    statement: u32,
    change: &'a Change,
    table: &'a Name,
    name: Option<&'a Ident>,
    state: State,
    dialect: Dialect,
}

impl Step<'_> {
    fn is_about(&self, earlier: &Self) -> bool {
        let is_named = |name: &&Ident| earlier.name.is_some_and(|other| other.is_same(name, self.dialect));
        let is_it = self.name.as_ref().is_none_or(is_named);
        is_it && self.table.resolved(self.dialect) == earlier.table.resolved(self.dialect)
    }
}

fn steps(facts: &MigrationFacts) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    for (at, top) in (0..).zip(&facts.script.statements) {
        top.walk(&mut |statement| {
            if matches!(statement.runs, Runs::Now | Runs::If) {
                let taken = statement.changes.iter();
                steps.extend(taken.filter_map(|change| step(at, change, statement, facts.script.dialect)));
            }
        });
    }
    steps
}

/// SQL Server checks the rows of a new constraint unless it is added `with nocheck`, and those of an old one only where it is
/// enabled `with check` (<https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql>); Oracle where
/// `novalidate` is not written.
fn step<'a>(at: u32, change: &'a Change, statement: &Statement, dialect: Dialect) -> Option<Step<'a>> {
    let (table, name, state) = match &change.action {
        Action::AddConstraint { table, constraint, .. } => {
            let is_checked = matches!(
                constraint.kind,
                ConstraintKind::Check { .. } | ConstraintKind::ForeignKey(_)
            );
            let is_skipped = statement.modifiers.with_check == Some(false) || constraint.state.no_check;
            let state = match (constraint.state.not_enforced, is_skipped) {
                (true, _) => State::Disabled,
                (false, true) => State::Unchecked,
                (false, false) => State::Trusted,
            };
            (is_checked).then_some((table, constraint.name.as_ref(), state))?
        }
        Action::Constraint(action) => {
            let state = match change.kind {
                Kind::AlterConstraint if dialect == Dialect::Oracle => oracle_state(action)?,
                Kind::DisableConstraint => State::Disabled,
                Kind::EnableConstraint if dialect == Dialect::Mssql && action.with_check != Some(true) => {
                    State::Unchecked
                }
                Kind::EnableConstraint if action.with_check == Some(false) => State::Unchecked,
                Kind::EnableConstraint | Kind::DropConstraint => State::Trusted,
                _ => return None,
            };
            (&action.table, action.name.as_ref(), state)
        }
        _ => return None,
    };
    Some(Step {
        statement: at,
        change,
        table,
        name,
        state,
        dialect,
    })
}

/// `MODIFY CONSTRAINT c VALIDATE`.
fn oracle_state(action: &ConstraintAction) -> Option<State> {
    let state = action.options.iter().find(|option| option.name == "state")?;
    let state = state.value.as_deref()?;
    let says = |word: &str| state.split_whitespace().any(|said| said.eq_ignore_ascii_case(word));
    match (says("validate"), says("novalidate"), says("enable"), says("disable")) {
        (true, ..) => Some(State::Trusted),
        (_, _, _, true) => Some(State::Disabled),
        (_, true, ..) => Some(State::Unchecked),
        (_, _, true, _) => Some(State::Trusted),
        _ => None,
    }
}
