use std::sync::LazyLock;

use impact::Guarding;
use lint::{Context, On, Rerun, Rule, RuleInfo, Subject};
use migrations::{Direction, MigrationKind};
use schema::{Change, Kind, KindSet, Statement};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "squawk:prefer-robust-stmts",
        "pgls:preferRobustStmts",
        "migrationpilot:MP023",
        "schemasafe:missing-idempotency",
    ]),
    fixable: true,
    ..RuleInfo::new(
        "unrepeatable-statement",
        Category::Idempotency,
        Severity::Error,
        On::Changes(KindSet::ALL),
        include_str!("unrepeatable_statement.md"),
    )
});

/// Kinds with a rule of their own: their second run does more rather than fail.
const ROWS: KindSet = KindSet::of(&[
    Kind::Insert,
    Kind::Update,
    Kind::Copy,
    Kind::LoadData,
    Kind::BulkInsert,
    Kind::Delete,
]);

/// Reports statements of repeatable migrations and callbacks that fail when they run again.
pub(crate) struct UnrepeatableStatement;

impl Rule for UnrepeatableStatement {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let runs_again = matches!(
            cx.migration.migration.direction,
            Direction::Repeatable | Direction::Callback
        );
        if !runs_again || ROWS.contains(change.kind) || !cx.is_unrepeatable(change) {
            return;
        }
        let runs = match (cx.rerun(), &cx.migration.migration.kind) {
            (Some(Rerun::Callback), MigrationKind::Callback(event)) => format!("runs at every `{}`", event.0),
            (Some(Rerun::Callback), _) => "runs again and again".to_owned(),
            (Some(Rerun::Repeatable), _) => "runs whenever its text changes".to_owned(),
            (Some(Rerun::Retry) | None, _) => return,
        };
        let command = change.command(statement);
        let advice = cx.guard_advice(change, statement);
        let drop = drop_before(change, statement, cx);
        let report = cx.report(
            change.range,
            format!("this script {runs}, and `{command}` fails the second time"),
        );
        if let Some(drop) = drop {
            report.help(format!(
                "put `{drop}` before it: with `if not exists` what an older text made would stay"
            ));
            return;
        }
        report.help(advice.instruction);
        if let Some(edit) = advice.edit {
            report.fix("make it one that can run again", Applicability::Safe, [edit]);
        }
    }
}

/// What is its text and nothing else, and is dropped without loss.
const DEFINITIONS: KindSet = KindSet::of(&[
    Kind::CreateFunction,
    Kind::CreateMaterializedView,
    Kind::CreateProcedure,
    Kind::CreateTrigger,
    Kind::CreateView,
]);

/// The statement that clears the way for a definition which the engine cannot replace in place.
fn drop_before(change: &Change, statement: &Statement, cx: &Context<'_>) -> Option<String> {
    let is_guarded_by_name = impact::guarding(change, statement, cx.migration.engine) == Guarding::ExistsClause;
    let (_, object) = change.kind.verb_object()?;
    let name = change.object()?;
    (DEFINITIONS.contains(change.kind) && is_guarded_by_name).then(|| {
        format!(
            "drop {} if exists {}",
            object.as_str().replace('_', " "),
            cx.text(name.range())
        )
    })
}
