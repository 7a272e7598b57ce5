use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, KindSet, Statement};
use source::{Applicability, Category, Severity, StatementPath, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["sqlcodeguard:SC005"]),
    dialects: vec![Dialect::Mssql].into(),
    fixable: true,
    ..RuleInfo::new(
        "module-not-alone",
        Category::Correctness,
        Severity::Error,
        On::Migrations,
        include_str!("module_not_alone.md"),
    )
});

const MODULES: KindSet = KindSet::of(&[
    Kind::CreateView,
    Kind::AlterView,
    Kind::CreateProcedure,
    Kind::AlterProcedure,
    Kind::CreateFunction,
    Kind::AlterFunction,
    Kind::CreateTrigger,
    Kind::AlterTrigger,
]);

/// Reports modules that share their batch with other statements.
pub(crate) struct ModuleNotAlone;

impl Rule for ModuleNotAlone {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        if !facts.sends_batches() {
            return;
        }
        let statements = &facts.script.statements;
        for (at, module) in (0..).zip(statements) {
            let path = || StatementPath(vec![at]);
            if !MODULES.contains(module.kind) {
                check_inside(module, &path(), cx);
                continue;
            }
            let number = at as usize;
            let before = number.checked_sub(1).map(|before| &statements[before]);
            let behind = statements.get(number + 1);
            let opens_late = before.is_some_and(|before| {
                before.kind != Kind::ClientCommand && !facts.ends_batch_between(before.range.end, module.range.start)
            });
            let behind = behind.filter(|behind| !facts.ends_batch_between(module.range.end, behind.range.start));
            if opens_late {
                report_late(module, behind, path(), cx);
                continue;
            }
            // What stands behind a routine became a part of it; a view has no end but its batch's.
            let is_view = matches!(module.kind, Kind::CreateView | Kind::AlterView);
            if let Some(behind) = behind.filter(|behind| is_view && !MODULES.contains(behind.kind)) {
                report_behind(module, behind, StatementPath(vec![at + 1]), cx);
            }
        }
    }
}

/// `GO` above a statement.
fn go_above(statement: &Statement) -> (TextRange, String) {
    (TextRange::empty(statement.range.start), "GO\n".to_owned())
}

fn words(statement: &Statement) -> String {
    statement.kind.as_str().replace('_', " ")
}

fn report_late(module: &Statement, behind: Option<&Statement>, path: StatementPath, cx: &mut Context<'_>) {
    let message = format!("`{}` does not open its batch, and SQL Server refuses it", words(module));
    let edits = [Some(module), behind].into_iter().flatten().map(go_above);
    cx.report_in(path, module.range, message)
        .help("write `GO` on a line of its own before it")
        .fix("put `GO` before it", Applicability::Unsafe, edits);
}

fn report_behind(module: &Statement, behind: &Statement, path: StatementPath, cx: &mut Context<'_>) {
    let message = format!(
        "`{}` stands behind `{}` in one batch, and SQL Server refuses both",
        words(behind),
        words(module)
    );
    cx.report_in(path, behind.range, message)
        .help("write `GO` on a line of its own before it")
        .fix("put `GO` before it", Applicability::Unsafe, [go_above(behind)]);
}

/// A module in a block or under a condition, where it cannot open a batch (error 156 or 111).
fn check_inside(outer: &Statement, path: &StatementPath, cx: &mut Context<'_>) {
    if !matches!(outer.kind, Kind::If | Kind::Block | Kind::While) {
        return;
    }
    for (at, inner) in (0..).zip(&outer.body) {
        let mut path = path.clone();
        path.0.push(at);
        if MODULES.contains(inner.kind) {
            let message = format!("`{}` does not open its batch, and SQL Server refuses it", words(inner));
            cx.report_in(path, inner.range, message)
                .help("let it open a batch of its own, with `create or alter`, or run it by `exec ('…')`");
            continue;
        }
        check_inside(inner, &path, cx);
    }
}
