use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, OnlineOptions, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Action, Constraint, ConstraintKind, Dialect, Kind, KindSet, Name, Statement};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mssql, Dialect::Oracle]),
    options: vec![OnlineOptions::info()].into(),
    aliases: lint::names(&["eugene:E7"]),
    partial_aliases: lint::names(&[
        "squawk:adding-serial-primary-key-field",
        "squawk:disallowed-unique-constraint",
        "pgls:disallowUniqueConstraint",
        "pgls:addingPrimaryKeyConstraint",
        "atlas:PG104",
        "atlas:PG105",
        "strong_migrations:add_unique_constraint",
        "strong_migrations:add_exclusion_constraint",
        "online_migrations:add_unique_constraint",
        "online_migrations:add_exclusion_constraint",
        "pgfence:add-constraint-unique",
        "pgfence:add-pk-without-using-index",
        "pgfence:add-constraint-exclude",
        "migrationpilot:MP027",
        "migrationpilot:MP031",
        "pg-migration-lint:PGM016",
        "pg-migration-lint:PGM017",
        "pg-migration-lint:PGM019",
        "pgsafe:add-unique-constraint",
        "pgsafe:add-primary-key-without-index",
        "pgsafe:add-exclusion-constraint",
        "diesel-guard:AddUniqueConstraintCheck",
        "diesel-guard:AddPrimaryKeyCheck",
        "diesel-guard:AddExcludeConstraintCheck",
        "drizzle-migration-lint:add-unique-constraint",
        "drizzle-migration-lint:add-primary-key-on-existing-table",
        "pgrubic:US014",
        "pgrubic:US015",
        "eugene:E8",
    ]),
    yields_to: lint::names(&["table-rewrite"]),
    fixable: true,
    ..RuleInfo::new(
        "constraint-builds-index",
        Category::Locking,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::AddConstraint, Kind::AddColumn])),
        include_str!("constraint_builds_index.md"),
    )
});

/// Reports keys and exclusion constraints that build their index while everybody waits.
pub(crate) struct ConstraintBuildsIndex;

impl Rule for ConstraintBuildsIndex {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<OnlineOptions>(table)
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let (table, constraint) = match &change.action {
            Action::AddConstraint { table, constraint, .. } => (table, &**constraint),
            Action::AddColumn { table, column, .. } => match column.constraints.iter().find(|own| builds_index(own)) {
                Some(constraint) => (table, constraint),
                None => return,
            },
            _ => return,
        };
        let Some(lock) = builds_index(constraint).then(|| cx.blocking_lock(table)).flatten() else {
            return;
        };
        if !cx.may_read_all_rows() {
            return;
        }
        let message = format!(
            "{} `{table}` wait until the index of this constraint is built",
            lock.waiting()
        );
        let help = help(constraint, cx.migration.script.dialect);
        let named = constraint
            .name
            .as_ref()
            .map_or_else(|| table.to_string(), ToString::to_string);
        let edits = using_index(statement, table, constraint, cx);
        let is_mssql = cx.migration.script.dialect == Dialect::Mssql;
        let online = cx
            .online_edit(statement)
            .filter(|_| is_mssql && statement.changes.len() == 1);
        let report = cx.report(change.range, message).about(named).help(help);
        if let Some(edit) = online {
            report.fix("let others write meanwhile", Applicability::Unsafe, [edit]);
        }
        if let Some(edits) = edits {
            report.fix(
                "build the index first, and let the constraint take it over",
                Applicability::Unsafe,
                edits,
            );
        }
    }
}

const fn help(constraint: &Constraint, dialect: Dialect) -> &'static str {
    match (dialect, &constraint.kind) {
        (Dialect::Mssql, _) => {
            "build it `with (online = on)`, which the Enterprise edition and Azure know, or add it when the table is little used"
        }
        (Dialect::Oracle, _) => "build a unique index `online` first: the constraint then takes it over",
        (_, ConstraintKind::Exclude { .. }) => {
            "set a `lock_timeout`, and add it when the table is little used: an exclusion constraint cannot take over an index"
        }
        _ => "build a unique index with `create unique index concurrently`, and add the constraint `using index`",
    }
}

/// `CREATE UNIQUE INDEX CONCURRENTLY` before the statement, and `USING INDEX` in the place of the columns, where each
/// statement commits alone (<https://www.postgresql.org/docs/current/sql-altertable.html>, `ADD table_constraint_using_index`).
fn using_index(
    statement: &Statement,
    table: &Name,
    constraint: &Constraint,
    cx: &Context<'_>,
) -> Option<[(TextRange, String); 2]> {
    let (ConstraintKind::PrimaryKey { .. }
    | ConstraintKind::Unique {
        nulls_not_distinct: false,
        ..
    }) = constraint.kind
    else {
        return None;
    };
    if cx.migration.script.dialect != Dialect::Postgres {
        return None;
    }
    let name = cx.text(constraint.name.as_ref()?.range);
    let is_alone = statement.changes.len() == 1 && statement.kind == Kind::AlterTable;
    let is_of_column = statement.changes.first()?.kind != Kind::AddConstraint;
    let known = cx.before().table(table).seen();
    let is_partitioned = known.and_then(schema::catalog::Table::is_partitioned) == Some(true);
    if !is_alone || is_of_column || is_partitioned || !constraint.options.is_empty() || !cx.commits_alone() {
        return None;
    }
    let written = cx.text(constraint.range);
    let columns = written.rfind('(').filter(|_| written.ends_with(')'))?;
    let range = TextRange::new(
        constraint.range.start + u32::try_from(columns).ok()?,
        constraint.range.end,
    );
    let build = cx.in_case_of_statement("create unique index concurrently");
    let (on, using) = (cx.in_case_of_statement("on"), cx.in_case_of_statement("using index"));
    let (table, columns) = (cx.text(table.range()), cx.text(range));
    let build = format!("{build} {name} {on} {table} {columns};\n");
    let take_over = format!("{using} {name}");
    Some([(TextRange::empty(statement.range.start), build), (range, take_over)])
}

const fn builds_index(constraint: &Constraint) -> bool {
    match &constraint.kind {
        ConstraintKind::PrimaryKey { using_index, .. } | ConstraintKind::Unique { using_index, .. } => {
            using_index.is_none()
        }
        ConstraintKind::Exclude { .. } => true,
        _ => false,
    }
}
