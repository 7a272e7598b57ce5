use std::sync::LazyLock;

use impact::Transaction;
use lint::{Context, On, Rule, RuleInfo, Subject};
use migrations::{Direction, MigrationKind};
use schema::{Kind, KindSet, Verb};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    fixable: true,
    ..RuleInfo::new(
        "drift-hiding-guard",
        Category::Idempotency,
        Severity::Warning,
        On::Changes(KINDS),
        include_str!("drift_hiding_guard.md"),
    )
});

/// Whatever makes or drops something.
const KINDS: KindSet = KindSet::of(&[Kind::AddColumn, Kind::DropColumn, Kind::DropConstraint])
    .union(KindSet::of_verb(Verb::Create))
    .union(KindSet::of_verb(Verb::Drop));

/// Reports guards in versioned migrations, which run once and in a transaction.
pub(crate) struct DriftHidingGuard;

impl Rule for DriftHidingGuard {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let migration = &cx.migration.migration;
        let is_versioned = migration.kind == MigrationKind::Versioned && migration.direction == Direction::Up;
        let is_undone = matches!(
            cx.transaction().map(|here| here.transaction),
            Some(Transaction::Open(_))
        );
        if !is_versioned || !is_undone || !cx.migration.script.dialect.has_transactional_ddl() {
            return;
        }
        let is_temporary = || change.object().is_some_and(|name| cx.is_temporary(name));
        let place = change.exists_clause_place().filter(|_| !is_temporary());
        let clause = place.and_then(|at| cx.migration.script.exists_clause_before(statement, at.start));
        let Some(clause) = clause else {
            return;
        };
        let words = cx.text(clause).trim().to_ascii_lowercase();
        cx.report(
            change.range,
            format!("`{words}` hides a schema that is not what its history says"),
        )
        .help("leave the clause out: the migration runs once, and an error tells that the database has drifted")
        .fix("leave the clause out", Applicability::Unsafe, [(clause, String::new())]);
    }
}
