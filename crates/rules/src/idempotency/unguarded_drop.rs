use std::sync::LazyLock;

use lint::{Context, Everywhere, On, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{KindSet, Verb};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "pgfence:prefer-robust-drop-table",
        "pgfence:prefer-robust-drop-index",
        "pg-migration-lint:PGM401",
        "diesel-guard:IdempotencyDropCheck",
    ]),
    partial_aliases: lint::names(&[
        "squawk:prefer-robust-stmts",
        "pgls:preferRobustStmts",
        "pgsafe:require-if-exists",
    ]),
    fixable: true,
    options: vec![Everywhere::info(
        "also report where no second run is to be expected, unless a transaction takes the statement back",
    )]
    .into(),
    ..RuleInfo::new(
        "unguarded-drop",
        Category::Idempotency,
        Severity::Warning,
        On::Changes(KindSet::of_verb(Verb::Drop)),
        include_str!("unguarded_drop.md"),
    )
});

/// Reports what is dropped without a guard where a second run is to be expected.
pub(crate) struct UnguardedDrop;

impl Rule for UnguardedDrop {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Everywhere>(table)
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        if let Subject::Change(change, statement) = subject {
            cx.report_missing_guard(change, statement);
        }
    }
}
