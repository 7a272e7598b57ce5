use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, Dialect, EngineVersion, Ident, Kind, KindSet, Name, Statement};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    aliases: lint::names(&[
        "squawk:adding-not-nullable-field",
        "eugene:E2",
        "pgls:addingNotNullField",
        "atlas:PG303",
        "pgfence:alter-column-set-not-null",
        "migrationpilot:MP002",
        "migrationpilot:MP018",
        "pg-migration-lint:PGM013",
        "pgsafe:set-not-null",
        "diesel-guard:AddNotNullCheck",
        "drizzle-migration-lint:set-not-null",
        "strong_migrations:change_column_null",
        "online_migrations:change_column_null",
        "pgrubic:US010",
    ]),
    partial_aliases: lint::names(&[
        "atlas:MF104",
        "migrationpilot:MP081",
        "bytebase:STATEMENT_DISALLOW_ADD_NOT_NULL",
    ]),
    fixable: true,
    ..RuleInfo::new(
        "set-not-null-scan",
        Category::Locking,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::SetNotNull])),
        include_str!("set_not_null_scan.md"),
    )
});

/// Reports columns made required while everybody waits for the rows to be read.
pub(crate) struct SetNotNullScan;

impl Rule for SetNotNullScan {
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
        let Action::Column(action) = &change.action else {
            return;
        };
        let (table, column) = (&action.table, &action.column);
        let Some(lock) = cx.blocking_lock(table) else {
            return;
        };
        if !cx.may_read_all_rows() || is_validated_above(change, cx) {
            return;
        }
        let message = format!(
            "{} `{table}` wait while every row is searched for a null `{column}`",
            lock.waiting()
        );
        let has_marked_not_null = cx.migration.engine.version >= EngineVersion::new(18, 0, 0);
        let how = if has_marked_not_null {
            format!("add the constraint `not null {column} not valid`, and validate it")
        } else {
            format!("add a constraint `check ({column} is not null) not valid`, validate it, and then set `not null`")
        };
        let help = if cx.commits_alone() {
            how
        } else {
            format!("{how}, in a later migration")
        };
        let text = steps(statement, table, column, has_marked_not_null, cx);
        let key = format!("{}.{column}", cx.resolved(table));
        let report = cx.report(change.range, message).about(key).help(help);
        if let Some(text) = text {
            report.fix(
                "look at the rows while others write",
                Applicability::Unsafe,
                [(statement.range, text)],
            );
        }
    }
}

/// The tables that use a domain are read under a `SHARE` lock each (measured on PostgreSQL 15.20).
fn report_domain(change: &Change, cx: &mut Context<'_>) {
    let Some(domain) = change.object().filter(|_| cx.may_read_all_rows()) else {
        return;
    };
    let message = format!("writes to each table that uses `{domain}` wait while its rows are searched for a null");
    cx.report(change.range, message)
        .about(domain.resolved(Dialect::Postgres))
        .help("add `check (value is not null) not valid` to the domain instead, which reads no rows");
}

/// What to write instead, where each statement commits alone
/// (<https://www.postgresql.org/docs/current/sql-altertable.html>, `SET NOT NULL`).
fn steps(
    statement: &Statement,
    table: &Name,
    column: &Ident,
    has_marked_not_null: bool,
    cx: &Context<'_>,
) -> Option<String> {
    if statement.changes.len() != 1 || !cx.commits_alone() {
        return None;
    }
    let helper = format!("{}_{column}_not_null", table.ident);
    let is_plain = |part: char| part.is_ascii_lowercase() || part.is_ascii_digit() || part == '_';
    if !helper.chars().all(is_plain) {
        return None;
    }
    let (table, column) = (cx.text(table.range()), cx.text(column.range));
    let alter = cx.in_case_of_statement("alter table");
    let words = |words: &str| cx.in_case_of_statement(words);
    let validate = format!("{alter} {table} {} {helper}", words("validate constraint"));
    let add = format!("{alter} {table} {} {helper}", words("add constraint"));
    Some(if has_marked_not_null {
        format!(
            "{add} {} {column} {};\n{validate}",
            words("not null"),
            words("not valid")
        )
    } else {
        let check = format!(
            "{} ({column} {}) {}",
            words("check"),
            words("is not null"),
            words("not valid")
        );
        let set = cx.text(statement.range);
        let drop = format!("{alter} {table} {} {helper}", words("drop constraint"));
        format!("{add} {check};\n{validate};\n{set};\n{drop}")
    })
}

/// Whether the migration validates a constraint of the table that nothing shows: it may be the one that proves it.
fn is_validated_above(change: &Change, cx: &Context<'_>) -> bool {
    let is_certain = cx.row_work().is_some_and(|work| !work.scans.is_empty());
    let is_too_old = cx.migration.engine.version < EngineVersion::new(12, 0, 0);
    if is_certain || is_too_old {
        return false;
    }
    let mut above = cx
        .migration
        .script
        .statements
        .iter()
        .flat_map(|statement| &statement.changes);
    above.any(|other| other.range.start < change.range.start && validates_unseen(other, change, cx))
}

fn validates_unseen(other: &Change, change: &Change, cx: &Context<'_>) -> bool {
    let (Action::Constraint(action), Some(table)) = (&other.action, change.table()) else {
        return false;
    };
    let known = cx.before().table(table).seen();
    let name = action.name.as_ref().map(|name| name.folded(Dialect::Postgres));
    let constraint = known.zip(name).and_then(|(table, name)| table.constraint(&name).seen());
    other.kind == Kind::ValidateConstraint
        && action.table.is_same(table, Dialect::Postgres)
        && constraint.is_none_or(|constraint| matches!(constraint.kind, schema::ConstraintKind::Other))
}
