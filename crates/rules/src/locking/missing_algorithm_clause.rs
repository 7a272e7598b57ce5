use std::borrow::Cow;
use std::sync::LazyLock;

use impact::Algorithm;
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, Dialect, Kind, KindSet, Statement};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    dialects: Cow::Borrowed(&[Dialect::Mysql, Dialect::Mariadb]),
    aliases: lint::names(&[
        "bytebase:STATEMENT_REQUIRE_ALGORITHM_OPTION",
        "bytebase:STATEMENT_REQUIRE_LOCK_OPTION",
    ]),
    fixable: true,
    ..RuleInfo::new(
        "missing-algorithm-clause",
        Category::Locking,
        Severity::Warning,
        On::Statements(KindSet::of(&[Kind::AlterTable, Kind::CreateIndex, Kind::DropIndex])),
        include_str!("missing_algorithm_clause.md"),
    )
});

/// Reports schema changes of MySQL and MariaDB that fall back to a copy of the table without a word.
pub(crate) struct MissingAlgorithmClause;

impl Rule for MissingAlgorithmClause {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        let (Some(change), Some(impact)) = (statement.changes.first(), cx.impact()) else {
            return;
        };
        let Some(table) = change.table().filter(|_| cx.is_top_level()) else {
            return;
        };
        let modifiers = &statement.modifiers;
        let is_new = cx.is_created_above(table, statement.range.start) || cx.is_temporary(table);
        if is_new || modifiers.algorithm.is_some() || modifiers.lock.is_some() || renames_only(statement) {
            return;
        }
        let blocks = impact.locks.iter().any(|lock| lock.blocks_writes);
        let clause = match impact.algorithm {
            Some(Algorithm::Instant) => "algorithm=instant",
            Some(Algorithm::Copy) => return,
            _ if blocks => "algorithm=inplace, lock=shared",
            _ => "algorithm=inplace, lock=none",
        };
        let clause = cx.in_case_of_statement(clause);
        let is_alter = statement.kind == Kind::AlterTable;
        let (joint, clause) = if is_alter {
            (", ", clause)
        } else {
            (" ", clause.replace(',', ""))
        };
        let message = format!(
            "nothing keeps this from copying `{table}` while writes wait, where the server cannot do it in place"
        );
        let key = cx.resolved(table);
        cx.report(statement.range, message)
            .about(key)
            .help(format!("write `{clause}` behind it: the server then refuses instead"))
            .fix(
                "say how it is to be done",
                Applicability::Unsafe,
                [(TextRange::empty(statement.range.end), format!("{joint}{clause}"))],
            );
    }
}

fn renames_only(statement: &Statement) -> bool {
    let is_rename = |change: &Change| matches!(change.action, Action::Rename(_));
    statement.changes.iter().all(is_rename)
}
