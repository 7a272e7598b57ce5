use std::sync::LazyLock;

use impact::Transaction;
use lint::{Context, On, OptionInfo, Options, OptionsError, Rerun, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet, Verb};
use serde::Deserialize;
use source::{Applicability, Category, Severity};

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
    options: vec![OptionInfo {
        name: "everywhere".into(),
        value: "true or false".into(),
        default: "false".into(),
        summary: "also report where no second run is to be expected, unless a transaction takes the statement back"
            .into(),
    }]
    .into(),
    ..RuleInfo::new(
        "unguarded-create",
        Category::Idempotency,
        Severity::Warning,
        On::Changes(kinds()),
        include_str!("unguarded_create.md"),
    )
});

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    everywhere: bool,
}

/// Reports what is created without a guard where a second run is to be expected.
pub(crate) struct UnguardedCreate;

impl Rule for UnguardedCreate {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let settings: Settings = cx.options().copied().unwrap_or_default();
        let is_retried = cx.rerun() == Some(Rerun::Retry);
        let is_taken_back = cx
            .transaction()
            .is_some_and(|here| matches!(here.transaction, Transaction::Open(_)));
        let is_wanted = is_retried || (settings.everywhere && cx.rerun().is_none() && !is_taken_back);
        if !is_wanted || !cx.is_unrepeatable(change) {
            return;
        }
        let advice = cx.guard_advice(change, statement);
        if !advice.is_in_grammar && !settings.everywhere {
            return;
        }
        let command = change.command(statement);
        let message = if is_retried {
            format!("`{command}` stays when a later statement fails, and the next attempt fails here")
        } else {
            format!("`{command}` fails when it runs a second time")
        };
        let report = cx.report(change.range, message).help(advice.instruction);
        if let Some(edit) = advice.edit {
            report.fix("guard the statement", Applicability::Safe, [edit]);
        }
    }
}

/// Every `create_…`.
fn kinds() -> KindSet {
    let mut kinds = KindSet::EMPTY;
    let is_wanted = |kind: &&Kind| matches!(kind.verb_object(), Some((Verb::Create, _)));
    Kind::ALL.iter().filter(is_wanted).for_each(|kind| kinds.insert(*kind));
    kinds
}
