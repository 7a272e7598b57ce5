use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Change, Kind};
use source::{Category, Severity, StatementPath};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    ..RuleInfo::new(
        "expand-and-contract-together",
        Category::Compatibility,
        Severity::Warning,
        On::Migrations,
        include_str!("expand_and_contract_together.md"),
    )
});

/// Reports migrations that add something and take away what it replaces.
pub(crate) struct ExpandAndContractTogether;

impl Rule for ExpandAndContractTogether {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let changes = facts.script.statements.iter().enumerate();
        let changes: Vec<(usize, &Change)> = changes
            .flat_map(|(at, statement)| statement.changes.iter().map(move |change| (at, change)))
            .collect();
        let mut said: Vec<String> = Vec::new();
        for (at, gone) in changes.iter().filter(|(_, change)| change.kind == Kind::DropColumn) {
            let (Some(table), Some(column)) = (gone.table(), gone.column()) else {
                continue;
            };
            let relation = cx.resolved(table);
            let created = facts.created();
            let is_new =
                created.has_relation(table, gone.range.start) || created.has_column(table, column, gone.range.start);
            let is_replacement = |change: &Change| {
                change.kind == Kind::AddColumn && change.table().is_some_and(|other| cx.resolved(other) == relation)
            };
            let added = changes
                .iter()
                .map(|(_, change)| *change)
                .find(|change| is_replacement(change));
            let Some(added) = added.filter(|_| !is_new && !said.contains(&relation)) else {
                continue;
            };
            let Some(new) = added.column() else {
                continue;
            };
            said.push(relation.clone());
            let message =
                format!("`{table}` gains `{new}` and loses `{column}` at once: no release works both before and after");
            let path = StatementPath(vec![u32::try_from(*at).unwrap_or(u32::MAX)]);
            cx.report_in(path, gone.range, message)
                .about(relation)
                .help("add the new column in one release, let the code change over, and drop the old one in a later release")
                .related(added.range, "added here");
        }
    }
}
