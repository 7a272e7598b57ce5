use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, KindSet, TokenKind};
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
        let ends_between = |from: u32, to: u32| {
            let tokens = facts.script.file_tokens();
            let start = tokens.partition_point(|token| token.range.start < from);
            tokens[start..]
                .iter()
                .take_while(|token| token.range.start < to)
                .any(|token| token.kind == TokenKind::BatchEnd)
        };
        for (at, pair) in statements.windows(2).enumerate() {
            let [before, module] = pair else {
                continue;
            };
            if before.kind == Kind::ClientCommand
                || ends_between(before.range.end, module.range.start)
                || !MODULES.contains(module.kind)
            {
                continue;
            }
            let mut edits = vec![(TextRange::empty(module.range.start), "GO\n".to_owned())];
            let next = statements.get(at + 2).map(|next| next.range.start);
            if let Some(next) = next.filter(|next| !ends_between(module.range.end, *next)) {
                edits.push((TextRange::empty(next), "GO\n".to_owned()));
            }
            let words = module.kind.as_str().replace('_', " ");
            let path = StatementPath(vec![u32::try_from(at + 1).unwrap_or(u32::MAX)]);
            cx.report_in(
                path,
                module.range,
                format!("`{words}` does not open its batch, and SQL Server refuses it"),
            )
            .help("write `GO` on a line of its own before it")
            .fix("put `GO` before it", Applicability::Unsafe, edits);
        }
    }
}
