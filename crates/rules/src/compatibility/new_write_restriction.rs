use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, ConstraintKind, Ident, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    aliases: lint::names(&["squawk:ban-new-write-restriction"]),
    partial_aliases: lint::names(&[
        "django-migration-linter:ADD_UNIQUE",
        "django-migration-linter:NOT_NULL",
        "atlas:MF101",
        "atlas:MF102",
        "atlas:MF104",
        "bytebase:SCHEMA_BACKWARD_COMPATIBILITY",
        "safemigrate-lint:unique-constraint-data-dependent",
    ]),
    ..RuleInfo::new(
        "new-write-restriction",
        Category::Compatibility,
        Severity::Warning,
        On::Changes(KindSet::of(&[
            Kind::AddConstraint,
            Kind::SetNotNull,
            Kind::ModifyColumn,
            Kind::CreateIndex,
            Kind::AddIndex,
        ])),
        include_str!("new_write_restriction.md"),
    )
});

/// Reports rules for rows that the code which still serves may break.
pub(crate) struct NewWriteRestriction;

impl Rule for NewWriteRestriction {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let (table, columns, what) = match &change.action {
            Action::AddConstraint { table, constraint, .. } if !constraint.state.not_enforced => {
                let what = match &constraint.kind {
                    ConstraintKind::Check { .. } => "break this check",
                    ConstraintKind::ForeignKey(_) => "refer to nothing",
                    ConstraintKind::Unique { using_index: None, .. }
                    | ConstraintKind::PrimaryKey { using_index: None, .. } => "repeat this key",
                    ConstraintKind::Exclude { .. } => "overlap",
                    ConstraintKind::NotNull { .. } => "lack a value",
                    _ => return,
                };
                (table, constraint.columns(), what)
            }
            Action::Column(action) if change.kind == Kind::SetNotNull => {
                (&action.table, vec![&action.column], "lack a value")
            }
            Action::AddColumn { table, column, .. }
                if change.kind == Kind::ModifyColumn && column.nullable == Some(false) =>
            {
                let known = cx.before().column(table, &column.name).seen();
                if known.is_some_and(|known| known.nullable == Some(false)) {
                    return;
                }
                (table, vec![&column.name], "lack a value")
            }
            Action::CreateIndex(index) if index.is_unique => {
                let columns = index.keys.iter().filter_map(schema::IndexKey::column).collect();
                (&index.table, columns, "repeat this key")
            }
            _ => return,
        };
        let offset = change.range.start;
        let is_new = |column: &&Ident| cx.is_column_added_above(table, column, offset);
        let is_of_new = !columns.is_empty() && columns.iter().all(is_new);
        if cx.is_created_above(table, offset) || cx.is_temporary(table) || cx.is_surely_empty(table) || is_of_new {
            return;
        }
        if cx.is_table_of_same_release(table) {
            return;
        }
        let message = format!("writes of the release that serves fail where they {what}");
        let key = cx.resolved(table);
        cx.report(change.range, message)
            .about(key)
            .help("release code that keeps the rule first, and mend the rows that break it");
    }
}
