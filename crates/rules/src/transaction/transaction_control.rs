use std::sync::LazyLock;

use impact::{OpenedBy, Transaction};
use lint::{Context, MigrationFacts, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Keyword, Kind, Statement, Token};
use source::{Applicability, Category, Severity, StatementPath, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "squawk:transaction-nesting",
        "pgls:transactionNesting",
        "schemalint:transaction-nesting-banned",
        "bytebase:STATEMENT_DISALLOW_COMMIT",
    ]),
    fixable: true,
    ..RuleInfo::new(
        "transaction-control",
        Category::Transaction,
        Severity::Error,
        On::Migrations,
        include_str!("transaction_control.md"),
    )
});

/// Reports transaction control inside the transaction that the runner opened.
pub(crate) struct TransactionControl;

impl Rule for TransactionControl {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let Some((at, statement)) = offender(facts) else {
            return;
        };
        let tool = facts.tool.title();
        let command = statement.kind.as_str().replace('_', " ");
        let message = match statement.kind {
            Kind::Begin if matches!(facts.engine.dialect, Dialect::Mysql | Dialect::Mariadb) => {
                format!("`begin` commits the transaction that {tool} opens")
            }
            Kind::Begin if modes_of(facts, statement).is_some() => {
                format!("`begin` only sets its options inside the transaction that {tool} opens")
            }
            Kind::Begin => format!("`begin` changes nothing inside the transaction that {tool} opens"),
            _ => format!(
                "`{command}` ends the transaction that {tool} opens: what follows, and its own record, are not part of it"
            ),
        };
        let help = match facts.migration.policy.opt_out_line() {
            Some(line) => format!("leave transactions to {tool}, or write `{line}` and control them all by hand"),
            None => format!("leave transactions to {tool}"),
        };
        let pair = pair_around(facts);
        let report = cx
            .report_in(StatementPath(vec![at]), statement.range, message)
            .help(help);
        let Some((begin, commit)) = pair else { return };
        let without_commit = (facts.lines_of(commit), String::new());
        if let Some(modes) = modes_of(facts, begin) {
            let set = facts.in_case_of(begin, "set transaction ");
            let head = TextRange::new(begin.range.start, modes.start);
            report.fix(
                "keep the options, leave the pair out",
                Applicability::Safe,
                [(head, set), without_commit],
            );
            return;
        }
        let applicability = if has_options(begin) {
            Applicability::Unsafe
        } else {
            Applicability::Safe
        };
        let edits = [(facts.lines_of(begin), String::new()), without_commit];
        report.fix("leave the pair out", applicability, edits);
    }
}

/// What ends the runner's transaction or, where nothing does, a `BEGIN` in it.
fn offender(facts: &MigrationFacts) -> Option<(u32, &Statement)> {
    let dialect = facts.engine.dialect;
    let mut begun: Option<(u32, &Statement)> = None;
    // SQL Server counts: the innermost pairs mean nothing.
    let mut depth = 0_u32;
    for (at, (statement, known)) in (0..).zip(facts.iter()) {
        if known.transaction().transaction != Transaction::Open(OpenedBy::Runner) {
            continue;
        }
        match (statement.kind, dialect) {
            // SQLite refuses it, which is another finding.
            (Kind::Begin, Dialect::Sqlite) => return None,
            (Kind::Begin, Dialect::Mssql) => depth += 1,
            (Kind::Begin, _) => begun = begun.or(Some((at, statement))),
            (Kind::Commit, Dialect::Mssql) if depth > 0 => depth -= 1,
            (Kind::Commit | Kind::Rollback | Kind::PrepareTransaction, _) if !goes_to_savepoint(statement, dialect) => {
                return Some((at, statement));
            }
            _ => {}
        }
    }
    begun
}

/// `ROLLBACK TRANSACTION name`, which goes back to a savepoint of that name.
fn goes_to_savepoint(statement: &Statement, dialect: Dialect) -> bool {
    let is_named = statement.changes.iter().any(|change| match &change.action {
        schema::Action::Transaction(action) => action.name.is_some(),
        _ => false,
    });
    dialect == Dialect::Mssql && statement.kind == Kind::Rollback && is_named
}

/// What a `BEGIN` of PostgreSQL says of its transaction. Inside an open one the server warns, and these take effect all
/// the same (measured on PostgreSQL 15.20).
fn modes_of(facts: &MigrationFacts, begin: &Statement) -> Option<TextRange> {
    if facts.engine.dialect != Dialect::Postgres || !has_options(begin) {
        return None;
    }
    let is_head = |token: &&Token| {
        matches!(
            token.keyword,
            Keyword::BEGIN | Keyword::START | Keyword::TRANSACTION | Keyword::WORK
        )
    };
    let mut tokens = facts.script.tokens_of(begin).iter().skip_while(is_head);
    tokens
        .next()
        .map(|first| TextRange::new(first.range.start, begin.range.end))
}

fn has_options(begin: &Statement) -> bool {
    begin.changes.iter().any(|change| match &change.action {
        schema::Action::Transaction(action) => action.mode.is_some(),
        _ => false,
    })
}

/// A `BEGIN` before and a `COMMIT` behind everything else.
fn pair_around(facts: &MigrationFacts) -> Option<(&Statement, &Statement)> {
    let statements = &facts.script.statements;
    let (first, last) = (statements.first()?, statements.last()?);
    let is_control = |statement: &&Statement| matches!(statement.kind, Kind::Begin | Kind::Commit | Kind::Rollback);
    let is_pair = first.kind == Kind::Begin && last.kind == Kind::Commit;
    let is_only = statements.iter().filter(is_control).count() == 2;
    (is_pair && is_only).then_some((first, last))
}
