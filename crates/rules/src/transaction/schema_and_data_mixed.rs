use std::sync::LazyLock;

use impact::Phase;
use lint::{Context, On, Rule, RuleInfo, StatementFacts, Subject};
use schema::{Change, Kind, Statement};
use source::{Category, Severity, StatementPath};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    aliases: lint::names(&["migrationpilot:MP080", "bytebase:STATEMENT_DISALLOW_MIX_IN_DDL"]),
    partial_aliases: lint::names(&[
        "bytebase:STATEMENT_DISALLOW_MIX_IN_DML",
        "sqlserver-rules:SRD0057",
        "sqlprompt:PE010",
        "liquibase-linter:isolate-ddl-changes",
        "liquibase-linter:separate-ddl",
    ]),
    ..RuleInfo::new(
        "schema-and-data-mixed",
        Category::Transaction,
        Severity::Warning,
        On::Migrations,
        include_str!("schema_and_data_mixed.md"),
    )
});

/// Reports migrations that change the schema and rows that were there before.
pub(crate) struct SchemaAndDataMixed;

impl Rule for SchemaAndDataMixed {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let is_old = |change: &Change| !facts.created().has_relation_of(change);
        let writes_rows = |statement: &Statement| {
            let written = matches!(
                statement.kind,
                Kind::Insert | Kind::Update | Kind::Delete | Kind::Merge | Kind::Replace | Kind::Copy | Kind::LoadData
            );
            written && statement.changes.iter().any(is_old)
        };
        let mut numbered = (0..).zip(&facts.script.statements);
        let Some((at, rows)) = numbered.find(|(_, statement)| writes_rows(statement)) else {
            return;
        };
        let mut others = facts.iter().filter(|(statement, _)| !writes_rows(statement));
        let Some((schema, _)) = others.find(|(_, known)| changes_schema(known)) else {
            return;
        };
        cx.report_in(
            StatementPath(vec![at]),
            rows.range,
            "this migration changes the schema and rows that were there before",
        )
        .help("put the rows into a migration of their own")
        .related(schema.range, "the schema changes here");
    }
}

fn changes_schema(known: &StatementFacts<'_>) -> bool {
    matches!(known.outcome().phase, Some(Phase::Expand | Phase::Contract))
}
