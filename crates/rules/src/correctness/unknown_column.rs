use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use migrations::Tool;
use schema::{Action, Dialect, Ident, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    in_down: false,
    ..RuleInfo::new(
        "unknown-column",
        Category::Correctness,
        Severity::Error,
        On::Changes(KindSet::of(&[
            Kind::Insert,
            Kind::Replace,
            Kind::Update,
            Kind::CreateIndex,
            Kind::AddConstraint,
        ])),
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
        let Subject::Change(change, _) = subject else {
            return;
        };
        // The order of scripts without a tool is a guess.
        if cx.migration.tool == Tool::Plain {
            return;
        }
        let Some(table) = change.table() else {
            return;
        };
        let columns: Vec<&Ident> = match &change.action {
            Action::Insert(insert) => insert.columns.iter().collect(),
            Action::Update(update) if !update.has_join => {
                let columns = update.assignments.iter().map(|assignment| &assignment.column);
                let own = columns.filter(|column| column.qualifiers.is_empty());
                own.map(|column| &column.ident).collect()
            }
            _ => return,
        };
        let Some(known) = cx
            .before()
            .table(table)
            .known()
            .filter(|known| known.is_complete && known.inherits.is_empty())
        else {
            return;
        };
        let dialect = cx.migration.script.dialect;
        let is_hidden = |column: &Ident| {
            dialect == Dialect::Sqlite
                && matches!(column.text.to_ascii_lowercase().as_str(), "rowid" | "oid" | "_rowid_")
        };
        let missing = columns.iter().find(|column| {
            !column.has_placeholder
                && !is_hidden(column)
                && known.column(&dialect.fold(&column.text, column.is_quoted)).is_absent()
        });
        let Some(column) = missing else {
            return;
        };
        let nearest = source::nearest(&column.text, known.columns.iter().map(|column| column.name.as_str()))
            .map(ToOwned::to_owned);
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
