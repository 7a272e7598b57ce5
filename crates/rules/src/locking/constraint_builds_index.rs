use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Constraint, ConstraintKind, Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
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

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
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
        let help = match &constraint.kind {
            ConstraintKind::Exclude { .. } => {
                "set a `lock_timeout`, and add it when the table is little used: an exclusion constraint cannot take over an index"
            }
            _ => "build a unique index with `create unique index concurrently`, and add the constraint `using index`",
        };
        let named = constraint
            .name
            .as_ref()
            .map_or_else(|| table.to_string(), ToString::to_string);
        cx.report(change.range, message).about(named).help(help);
    }
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
