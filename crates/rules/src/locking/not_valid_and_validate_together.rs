use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    aliases: lint::names(&[
        "pgls:requireSeparateConstraintValidation",
        "pgfence:not-valid-validate-same-tx",
        "strong_migrations:validate_check_constraint",
        "strong_migrations:validate_foreign_key",
        "online_migrations:validate_constraint",
    ]),
    partial_aliases: lint::names(&["squawk:constraint-missing-not-valid", "eugene:E4"]),
    ..RuleInfo::new(
        "not-valid-and-validate-together",
        Category::Locking,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::ValidateConstraint])),
        include_str!("not_valid_and_validate_together.md"),
    )
});

/// Reports constraints that are validated while the transaction still holds a lock on the table.
pub(crate) struct NotValidAndValidateTogether;

impl Rule for NotValidAndValidateTogether {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::Constraint(action) = &change.action else {
            return;
        };
        let relation = cx.resolved(&action.table);
        let held = cx.blocking_locks_held().find(|(_, lock)| lock.relation == relation);
        let Some((holder, lock)) = held else {
            return;
        };
        if !cx.may_read_all_rows() {
            return;
        }
        let message = format!(
            "{} `{}` wait while it is validated: this transaction still holds a lock on it",
            lock.waiting(),
            action.table
        );
        let key = action.name.as_ref().map_or(relation, ToString::to_string);
        cx.report(change.range, message)
            .about(key)
            .help("validate the constraint in a transaction of its own, in a later migration")
            .related(holder.range, "the lock is taken here");
    }
}
