use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use migrations::Tool;
use schema::catalog::MissingColumn;
use schema::{KindSet, Runs};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    in_down: false,
    tells_refusal: true,
    ..RuleInfo::new(
        "unknown-column",
        Category::Correctness,
        Severity::Error,
        On::Changes(KindSet::of(MissingColumn::KINDS)),
        include_str!("unknown_column.md"),
    )
});

/// Reports columns that their table certainly does not have.
pub(crate) struct UnknownColumn;

impl Rule for UnknownColumn {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let runs_for_sure = statement.runs == Runs::Now && statement.guard.is_none() && cx.is_top_level();
        if !runs_for_sure {
            return;
        }
        let Some(missing) = cx.before().missing_column(change, statement) else {
            return;
        };
        let (table, column) = (missing.table, missing.column);
        // The order of scripts without a tool is a guess.
        if cx.migration.tool == Tool::Plain && !cx.is_created_above(table, change.range.start) {
            return;
        }
        let known = cx.before().table(table).known();
        let names = known.into_iter().flat_map(|known| &known.columns);
        let nearest = source::nearest(&column.text, names.map(|column| column.name.as_str())).map(ToOwned::to_owned);
        let help = nearest.map_or_else(
            || "name a column of the table".to_owned(),
            |near| format!("perhaps `{near}` is meant"),
        );
        let key = format!("{}.{column}", cx.resolved(table));
        cx.report(column.range, format!("`{table}` has no column `{column}`"))
            .about(key)
            .help(help);
    }
}
