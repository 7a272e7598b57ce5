use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, StatementFacts, Subject};
use schema::{Action, Change, Dialect, Kind, Statement};
use serde::Deserialize;
use source::{Category, Severity, StatementPath};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mysql, Dialect::Mariadb]),
    aliases: lint::names(&[
        "eugene:W12",
        "pgls:multipleAlterTable",
        "migrationpilot:MP058",
        "pg-migration-lint:PGM023",
        "spirit:multiple_alter_table",
        "bytebase:STATEMENT_MERGE_ALTER_TABLE",
    ]),
    partial_aliases: lint::names(&["migrationpilot:MP008"]),
    options: vec![OptionInfo {
        name: "everywhere".into(),
        value: "true or false".into(),
        default: "false".into(),
        summary: "also report statements that go through no rows, but lock the table once more".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "repeated-table-rewrite",
        Category::Locking,
        Severity::Warning,
        On::Migrations,
        include_str!("repeated_table_rewrite.md"),
    )
});

/// Reports `alter table` statements that could be one with the statement before.
pub(crate) struct RepeatedTableRewrite;

impl Rule for RepeatedTableRewrite {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let everywhere = cx.options::<Settings>().everywhere;
        let mut before: Option<(&Statement, StatementFacts<'_>)> = None;
        for (at, (statement, known)) in (0..).zip(facts.iter()) {
            if statement.kind == Kind::Set {
                continue;
            }
            let here = Some((statement, known)).filter(|(statement, _)| can_be_merged(statement));
            let Some(((earlier, earlier_known), (later, later_known))) = before.zip(here) else {
                before = here;
                continue;
            };
            before = here;
            let (Some(table), Some(other)) = (later.changes[0].table(), earlier.changes[0].table()) else {
                continue;
            };
            let relation = cx.resolved(table);
            let works = |known: &StatementFacts<'_>| {
                let work = known.row_work();
                work.rewrites
                    .iter()
                    .chain(&work.scans)
                    .any(|worked| *worked == relation)
            };
            let is_new = facts.created().has_relation(table, later.range.start);
            let costs_twice = works(&earlier_known) && works(&later_known);
            if relation != cx.resolved(other) || is_new || !(costs_twice || everywhere) {
                continue;
            }
            let message = if costs_twice {
                format!("the rows of `{table}` are gone through a second time")
            } else {
                format!("`{table}` is locked a second time")
            };
            cx.report_in(StatementPath(vec![at]), later.range, message)
                .about(relation)
                .help(format!(
                    "say it in the `alter table` of `{table}` above, behind a comma"
                ))
                .related(earlier.range, "the first one is here");
        }
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Settings {
    everywhere: bool,
}

/// Plain actions only: a rename stands alone, and a constraint is validated apart on purpose.
fn can_be_merged(statement: &Statement) -> bool {
    let stands_alone = |change: &Change| {
        let is_kind = matches!(
            change.kind,
            Kind::ValidateConstraint | Kind::AttachPartition | Kind::DetachPartition | Kind::SetSchema
        );
        is_kind || matches!(change.action, Action::Rename(_))
    };
    let adds_unchecked = |change: &Change| match &change.action {
        Action::AddConstraint { constraint, .. } => !constraint.checks_existing_rows(),
        _ => false,
    };
    let is_single = |change: &Change| stands_alone(change) || adds_unchecked(change);
    statement.kind == Kind::AlterTable && !statement.changes.iter().any(is_single)
}
