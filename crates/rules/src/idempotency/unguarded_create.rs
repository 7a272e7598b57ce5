use std::sync::LazyLock;

use lint::{Context, Everywhere, On, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{KindSet, Verb};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "squawk:prefer-robust-stmts",
        "pgls:preferRobustStmts",
        "pgfence:prefer-robust-create-table",
        "pgfence:prefer-robust-create-index",
        "migrationpilot:MP023",
        "pg-migration-lint:PGM402",
        "diesel-guard:IdempotencyCreateCheck",
        "diesel-guard:IdempotencyIndexCheck",
        "schemalint:prefer-robust-stmts",
        "schemasafe:missing-idempotency",
    ]),
    partial_aliases: lint::names(&["pgsafe:require-if-exists"]),
    fixable: true,
    options: vec![Everywhere::info(
        "also report where no second run is to be expected, unless a transaction takes the statement back",
    )]
    .into(),
    ..RuleInfo::new(
        "unguarded-create",
        Category::Idempotency,
        Severity::Warning,
        On::Changes(KindSet::of_verb(Verb::Create)),
        include_str!("unguarded_create.md"),
    )
});

/// Reports what is created without a guard where a second run is to be expected.
pub(crate) struct UnguardedCreate;

impl Rule for UnguardedCreate {
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
