use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, MigrationFacts, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, ConstraintKind, Dialect, Ident, Kind, Name, Runs, Statement};
use source::{Category, Severity, StatementPath};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Mssql, Dialect::Oracle]),
    aliases: lint::names(&["sqlprompt:PE022"]),
    partial_aliases: lint::names(&["sqlprompt:BP019"]),
    ..RuleInfo::new(
        "untrusted-constraint",
        Category::Locking,
        Severity::Warning,
        On::Migrations,
        include_str!("untrusted_constraint.md"),
    )
});

/// Reports constraints that hold for new rows only, and that the engine therefore does not trust.
pub(crate) struct UntrustedConstraint;

impl Rule for UntrustedConstraint {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let dialect = facts.script.dialect;
        let steps = steps(facts);
        for (at, step) in steps
            .iter()
            .enumerate()
            .filter(|(_, step)| step.state != State::Trusted)
        {
            let is_over = steps[at + 1..].iter().any(|later| later.is_about(step));
            let is_new = facts.created().has_relation_of(step.change);
            let is_gone = facts.after.relation(step.table).is_absent();
            if is_over || is_gone || (is_new && step.state == State::Unchecked) {
                continue;
            }
            let named = step
                .name
                .map_or_else(|| "the constraints".to_owned(), |name| format!("`{name}`"));
            let (verb, word) = if step.name.is_some() {
                ("is", "it")
            } else {
                ("are", "them")
            };
            let table = step.table;
            let message = match step.state {
                State::Disabled => format!("{named} of `{table}` {verb} not checked any more"),
                _ => format!(
                    "{named} of `{table}` {verb} enabled without a look at the rows, so the engine does not trust {word}"
                ),
            };
            let help = match dialect {
                Dialect::Oracle => "enable it `validate`, once the rows keep it",
                _ => "write `with check check constraint` behind it, once the rows keep it",
            };
            let key = format!("{}.{named}", cx.resolved(table)).replace('`', "");
            cx.report_in(StatementPath(vec![step.statement]), step.change.range, message)
                .about(key)
                .help(help);
        }
    }
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
