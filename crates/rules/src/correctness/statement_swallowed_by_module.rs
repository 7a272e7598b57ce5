use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use migrations::Tool;
use schema::{Action, Change, Dialect, GrantTarget, Kind, KindSet, Statement};
use source::{Category, Severity, StatementPath};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["sqlcodeguard:SC001", "sqlserver-rules:SRD0060"]),
    dialects: vec![Dialect::Mssql, Dialect::Oracle].into(),
    ..RuleInfo::new(
        "statement-swallowed-by-module",
        Category::Correctness,
        Severity::Warning,
        On::Statements(T_SQL_MODULES.union(PL_SQL_UNITS)),
        include_str!("statement_swallowed_by_module.md"),
    )
});

/// What takes in all that stands behind it in its batch.
const T_SQL_MODULES: KindSet = KindSet::of(&[Kind::CreateProcedure, Kind::AlterProcedure]);

/// What Oracle's clients read up to a `/`.
const PL_SQL_UNITS: KindSet = KindSet::of(&[
    Kind::Block,
    Kind::CreateFunction,
    Kind::CreateProcedure,
    Kind::CreateTrigger,
    Kind::CreatePackage,
    Kind::CreatePackageBody,
]);

/// Statements that must open a batch, and so cannot stand in a procedure.
const ALONE: KindSet = KindSet::of(&[
    Kind::CreateProcedure,
    Kind::CreateFunction,
    Kind::CreateView,
    Kind::CreateTrigger,
]);

/// Statements that belong to a deployment rather than to a procedure.
const DEPLOYING: KindSet = KindSet::of(&[
    Kind::Grant,
    Kind::Revoke,
    Kind::Deny,
    Kind::AlterTable,
    Kind::CreateIndex,
    Kind::CreateView,
    Kind::CreateProcedure,
    Kind::CreateFunction,
    Kind::DropProcedure,
    Kind::AlterProcedure,
    Kind::CreateTable,
    Kind::DropTable,
    Kind::DropView,
    Kind::DropFunction,
    Kind::DropIndex,
    Kind::CreateSchema,
    Kind::CreateTrigger,
    Kind::DropTrigger,
]);

/// Reports statements that became a part of the procedure above them.
pub(crate) struct StatementSwallowedByModule;

impl Rule for StatementSwallowedByModule {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        if cx.migration.script.dialect == Dialect::Oracle {
            return check_unit(statement, cx);
        }
        if !T_SQL_MODULES.contains(statement.kind) {
            return;
        }
        let body = &statement.body;
        let is_block = |inner: &Statement| inner.kind == Kind::Block;
        let block = body.iter().position(is_block);
        for (at, inner) in body.iter().enumerate() {
            let follows_block =
                block == Some(0) && at > 0 && DEPLOYING.contains(inner.kind) && !is_of_session(inner, cx);
            let never_inside = at > 0 && (ALONE.contains(inner.kind) || grants_on_itself(inner, statement, cx));
            if !follows_block && !never_inside {
                continue;
            }
            let words = inner.kind.as_str().replace('_', " ");
            let name = statement
                .changes
                .first()
                .and_then(Change::object)
                .map_or_else(|| "the procedure".to_owned(), |name| format!("`{name}`"));
            let message = if ALONE.contains(inner.kind) {
                format!("this `{words}` is taken for a part of {name}, where the server refuses it")
            } else {
                format!("this `{words}` runs at each call of {name}, not now")
            };
            cx.report(inner.range, message)
                .about(words)
                .help("write `GO` on a line of its own before it");
            return;
        }
    }
}

/// SQL*Plus and Flyway read a unit of PL/SQL up to a line with `/`, whatever ends in between
/// (<https://docs.oracle.com/en/database/oracle/oracle-database/19/sqpug/using-SQL-Plus.html>,
/// <https://documentation.red-gate.com/fd/oracle-database-277579323.html>). What sends scripts without a tool is not known.
fn check_unit(unit: &Statement, cx: &mut Context<'_>) {
    let facts = cx.migration;
    let Some([at]) = cx.statement_path().map(|path| path.0.as_slice()) else {
        return;
    };
    let next = facts.script.statements.get(*at as usize + 1);
    let Some(next) = next.filter(|next| next.kind != Kind::ClientCommand) else {
        return;
    };
    let reads_on = matches!(facts.tool, Tool::Flyway | Tool::Psql);
    if !reads_on || facts.ends_batch_between(unit.range.end, next.range.start) {
        return;
    }
    let (unit, words) = (
        unit.kind.as_str().replace('_', " "),
        next.kind.as_str().replace('_', " "),
    );
    let path = StatementPath(vec![at + 1]);
    let message = format!("this `{words}` is read as a part of the `{unit}` above, which no `/` ends");
    cx.report_in(path, next.range, message)
        .about(words)
        .help("write `/` on a line of its own before it");
}

/// Whether the statement is about a table of the session, which a procedure may well clear away at its end.
fn is_of_session(inner: &Statement, cx: &Context<'_>) -> bool {
    let mut tables = inner.changes.iter().filter_map(Change::table);
    tables.any(|table| cx.is_temporary(table))
}

/// Whether a `GRANT` in the body is about the procedure, and so was meant to stand behind it.
fn grants_on_itself(inner: &Statement, module: &Statement, cx: &Context<'_>) -> bool {
    let dialect = cx.migration.script.dialect;
    let Some(own) = module.changes.first().and_then(Change::object) else {
        return false;
    };
    inner.changes.iter().any(|change| match &change.action {
        Action::Grant(grant) => match &grant.target {
            GrantTarget::Objects { names, .. } => names.iter().any(|name| name.is_same(own, dialect)),
            _ => false,
        },
        _ => false,
    })
}
