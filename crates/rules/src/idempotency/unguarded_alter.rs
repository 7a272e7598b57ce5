use std::sync::LazyLock;

use lint::{Context, Everywhere, On, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["diesel-guard:IdempotencyAlterCheck"]),
    partial_aliases: lint::names(&[
        "squawk:prefer-robust-stmts",
        "pgls:preferRobustStmts",
        "migrationpilot:MP023",
        "pgsafe:require-if-exists",
    ]),
    fixable: true,
    options: vec![Everywhere::info(
        "also report where no second run is to be expected, unless a transaction takes the statement back",
    )]
    .into(),
    ..RuleInfo::new(
        "unguarded-alter",
        Category::Idempotency,
        Severity::Warning,
        On::Changes(KindSet::of(&[
            Kind::AddColumn,
            Kind::AddConstraint,
            Kind::AddIndex,
            Kind::AddPartition,
            Kind::AddEnumValue,
            Kind::DropColumn,
            Kind::DropConstraint,
            Kind::DropPartition,
        ])),
        include_str!("unguarded_alter.md"),
    )
});

/// Reports parts of tables that are added or dropped without a guard where a second run is to be expected.
pub(crate) struct UnguardedAlter;

impl Rule for UnguardedAlter {
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
