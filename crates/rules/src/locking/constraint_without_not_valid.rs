use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, Constraint, ConstraintKind, Dialect, EngineVersion, Kind, KindSet, Name, Statement};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mssql, Dialect::Oracle]),
    aliases: lint::names(&["pgls:constraintMissingNotValid", "eugene:E1"]),
    yields_to: lint::names(&["table-rewrite", "constraint-builds-index"]),
    partial_aliases: lint::names(&[
        "squawk:constraint-missing-not-valid",
        "migrationpilot:MP069",
        "diesel-guard:AddDomainCheckConstraintCheck",
        "atlas:PG305",
        "atlas:PG306",
        "strong_migrations:add_foreign_key",
        "strong_migrations:add_check_constraint",
        "online_migrations:add_foreign_key",
        "online_migrations:add_check_constraint",
        "pgfence:add-constraint-fk-no-not-valid",
        "pgfence:add-constraint-check-no-not-valid",
        "migrationpilot:MP005",
        "migrationpilot:MP030",
        "pg-migration-lint:PGM014",
        "pg-migration-lint:PGM015",
        "pgsafe:add-fk-without-not-valid",
        "pgsafe:add-check-without-not-valid",
        "diesel-guard:AddForeignKeyCheck",
        "diesel-guard:AddCheckConstraintCheck",
        "drizzle-migration-lint:add-fk-without-not-valid",
        "drizzle-migration-lint:add-check-without-not-valid",
        "bytebase:STATEMENT_ADD_FOREIGN_KEY_NOT_VALID",
        "bytebase:STATEMENT_ADD_CHECK_NOT_VALID",
        "pgrubic:US012",
        "pgrubic:US013",
        "squawk:adding-foreign-key-constraint",
        "pgls:addingForeignKeyConstraint",
    ]),
    fixable: true,
    ..RuleInfo::new(
        "constraint-without-not-valid",
        Category::Locking,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::AddConstraint, Kind::AddColumn])),
        include_str!("constraint_without_not_valid.md"),
    )
});

/// Reports checks and foreign keys that existing rows are held to while others wait.
pub(crate) struct ConstraintWithoutNotValid;

impl Rule for ConstraintWithoutNotValid {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        if statement.kind == Kind::AlterDomain {
            return report_domain(change, cx);
        }
        let (table, constraint) = match &change.action {
            Action::AddConstraint { table, constraint, .. } => (table, &**constraint),
            Action::AddColumn { table, column, .. } if is_postgres(cx) => {
                match column.constraints.iter().find(|own| checks_rows(own)) {
                    Some(constraint) => (table, constraint),
                    None => return,
                }
            }
            _ => return,
        };
        if !checks_rows(constraint) || !cx.may_read_all_rows() {
            return;
        }
        let Some(message) = message(table, constraint, cx) else {
            return;
        };
        let help = help(table, constraint, cx);
        let named = constraint
            .name
            .as_ref()
            .map_or_else(|| table.to_string(), ToString::to_string);
        let edits = takes_not_valid(table, constraint, cx)
            .then(|| split(statement, table, constraint, cx))
            .flatten();
        let report = cx.report(change.range, message).about(named).help(help);
        if let Some(edits) = edits {
            report.fix(
                "add it without looking at rows, and validate it then",
                Applicability::Unsafe,
                edits,
            );
        }
    }
}

fn is_postgres(cx: &Context<'_>) -> bool {
    cx.migration.script.dialect == Dialect::Postgres
}

fn message(table: &Name, constraint: &Constraint, cx: &Context<'_>) -> Option<String> {
    let lock = cx.blocking_lock(table)?;
    let waiting = lock.waiting();
    match &constraint.kind {
        ConstraintKind::ForeignKey(key) if others_write(&key.table, table, constraint, cx) => {
            let referred = &key.table;
            Some(format!(
                "{waiting} `{table}` and `{referred}` wait while every row of `{table}` is checked"
            ))
        }
        ConstraintKind::ForeignKey(_) | ConstraintKind::Check { .. } => {
            Some(format!("{waiting} `{table}` wait while every row is checked"))
        }
        _ => None,
    }
}

/// Whether the table that is referred to is another one, and not made by the migration itself.
fn others_write(referred: &Name, table: &Name, constraint: &Constraint, cx: &Context<'_>) -> bool {
    let is_same = cx.resolved(referred) == cx.resolved(table);
    !is_same && !cx.is_created_above(referred, constraint.range.start)
}

/// The second step of SQL Server takes the same lock as the first would (`ALTER TABLE` needs `Sch-M`), Oracle's none that keeps
/// writers out.
fn help(table: &Name, constraint: &Constraint, cx: &Context<'_>) -> String {
    match cx.migration.script.dialect {
        Dialect::Mssql => {
            return "add it `with nocheck`, which takes a moment, and check it `with check check constraint` in a later \
                    migration, when the table is little used"
                .to_owned();
        }
        Dialect::Oracle => {
            return "add it `enable novalidate`, which takes a moment, and `modify constraint … validate` then, which lets \
                    others write"
                .to_owned();
        }
        _ => {}
    }
    if !takes_not_valid(table, constraint, cx) {
        return "set a `lock_timeout`, and add it when the tables are little used: before PostgreSQL 18 a partitioned \
                table takes no foreign key that is `not valid`"
            .to_owned();
    }
    "add it `not valid`, and `validate constraint` in a transaction of its own, which lets others write".to_owned()
}

/// <https://www.postgresql.org/docs/18/release-18.html>: foreign keys of partitioned tables.
fn takes_not_valid(table: &Name, constraint: &Constraint, cx: &Context<'_>) -> bool {
    let is_key = matches!(constraint.kind, ConstraintKind::ForeignKey(_));
    let known = cx.before().table(table).seen();
    let is_partitioned = known.and_then(schema::catalog::Table::is_partitioned) == Some(true);
    !is_key || !is_partitioned || cx.migration.engine.version >= EngineVersion::new(18, 0, 0)
}

/// The edits that make two statements of one, where each commits alone.
fn split(
    statement: &Statement,
    table: &Name,
    constraint: &Constraint,
    cx: &Context<'_>,
) -> Option<Vec<(TextRange, String)>> {
    let name = constraint.name.as_ref().filter(|_| is_postgres(cx))?;
    let is_alone = statement.changes.len() == 1 && statement.kind == Kind::AlterTable;
    if !is_alone || !cx.commits_alone() || constraint.range.end != statement.range.end {
        return None;
    }
    let words = |words: &str| cx.in_case_of_statement(words);
    let (not_valid, alter, validate) = (words("not valid"), words("alter table"), words("validate constraint"));
    let (table, name) = (cx.text(table.range()), cx.text(name.range));
    let text = format!(" {not_valid};\n{alter} {table} {validate} {name}");
    Some(vec![(TextRange::empty(statement.range.end), text)])
}

const fn checks_rows(constraint: &Constraint) -> bool {
    let is_kind = matches!(
        constraint.kind,
        ConstraintKind::Check { .. } | ConstraintKind::ForeignKey(_)
    );
    is_kind && constraint.checks_existing_rows()
}

/// The tables that use a domain are read under a `SHARE` lock each.
fn report_domain(change: &Change, cx: &mut Context<'_>) {
    let Some(domain) = change.object().filter(|_| cx.may_read_all_rows()) else {
        return;
    };
    let message = format!("writes to each table that uses `{domain}` wait while its rows are checked");
    let key = cx.resolved(domain);
    cx.report(change.range, message)
        .about(key)
        .help("add it `not valid`, and `validate constraint` in a later migration");
}
