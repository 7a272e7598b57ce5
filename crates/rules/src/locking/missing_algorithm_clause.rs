use std::borrow::Cow;
use std::sync::LazyLock;

use impact::Algorithm;
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, Dialect, DropObject, Kind, KindSet, Name, Statement};
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
        let is_said = modifiers.algorithm.is_some() || modifiers.lock.is_some();
        if is_new || is_said || renames_only(statement) || takes_no_clause(statement) {
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
        let message = format!(
            "nothing keeps this from copying `{table}` while writes wait, where the server cannot do it in place"
        );
        let (help, edit) = match &change.action {
            Action::Drop(dropped) if cx.migration.script.dialect == Dialect::Mariadb => {
                as_alter_table(table, dropped, statement, &clause, cx)
            }
            _ => {
                let (joint, clause) = match statement.kind {
                    Kind::AlterTable => (", ", clause),
                    _ => (" ", clause.replace(',', "")),
                };
                let help = format!("write `{clause}` behind it: the server then refuses instead");
                (
                    help,
                    (TextRange::empty(statement.range.end), format!("{joint}{clause}")),
                )
            }
        };
        let key = cx.resolved(table);
        cx.report(statement.range, message).about(key).help(help).fix(
            "say how it is to be done",
            Applicability::Unsafe,
            [edit],
        );
    }
}

/// MariaDB's `DROP INDEX` takes no such clause: error 1064, measured on MariaDB 10.11.
fn as_alter_table(
    table: &Name,
    dropped: &DropObject,
    statement: &Statement,
    clause: &str,
    cx: &Context<'_>,
) -> (String, (TextRange, String)) {
    let words = |words: &str| cx.in_case_of_statement(words);
    let wait = cx.text(TextRange::new(table.range().end, statement.range.end)).trim();
    let wait = if wait.is_empty() {
        String::new()
    } else {
        format!("{wait} ")
    };
    let text = format!(
        "{} {} {wait}{} {}, {}",
        words("alter table"),
        cx.text(table.range()),
        words(if dropped.if_exists {
            "drop index if exists"
        } else {
            "drop index"
        }),
        cx.text(dropped.name.range()),
        clause
    );
    let help = format!("write `{text}`: the server then refuses instead");
    (help, (statement.range, text))
}

/// MySQL and MariaDB do not take the clause behind what is done to partitions or a tablespace: error 1064, measured on
/// MariaDB 10.11 (<https://dev.mysql.com/doc/refman/8.4/en/alter-table.html>, `partition_options`).
fn takes_no_clause(statement: &Statement) -> bool {
    let is_of_other_grammar = |change: &Change| {
        matches!(change.action, Action::Partition(_))
            || matches!(change.kind, Kind::DiscardTablespace | Kind::ImportTablespace)
    };
    statement.changes.iter().any(is_of_other_grammar)
}

fn renames_only(statement: &Statement) -> bool {
    let is_rename = |change: &Change| matches!(change.action, Action::Rename(_));
    statement.changes.iter().all(is_rename)
}
