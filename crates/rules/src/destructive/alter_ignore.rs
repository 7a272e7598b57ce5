use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, ConstraintKind, Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Mariadb]),
    ..RuleInfo::new(
        "alter-ignore",
        Category::Destructive,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::AddIndex, Kind::AddConstraint])),
        include_str!("alter_ignore.md"),
    )
});

/// Reports keys that `alter ignore table` makes by deleting the rows that stand in their way.
pub(crate) struct AlterIgnore;

impl Rule for AlterIgnore {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let Some(table) = change
            .table()
            .filter(|_| statement.modifiers.ignores && keeps_rows_apart(change))
        else {
            return;
        };
        if cx.is_temporary(table) {
            return;
        }
        let key = cx.resolved(table);
        let message = format!("rows of `{table}` that repeat this key are deleted without a word");
        cx.report(change.range, message)
            .about(key)
            .help("leave `ignore` out, and delete or merge by a condition of your own the rows that repeat the key");
    }
}

fn keeps_rows_apart(change: &Change) -> bool {
    match &change.action {
        Action::CreateIndex(index) => index.is_unique,
        Action::AddConstraint { constraint, .. } => matches!(
            constraint.kind,
            ConstraintKind::Unique { .. } | ConstraintKind::PrimaryKey { .. }
        ),
        _ => false,
    }
}
