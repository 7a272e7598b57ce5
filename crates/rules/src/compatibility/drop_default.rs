use std::sync::LazyLock;

use impact::Phase;
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "django-migration-linter:NOT_NULL",
        "squawk:ban-drop-default",
        "django-migration-linter:NOT_NULL",
    ]),
    ..RuleInfo::new(
        "drop-default",
        Category::Compatibility,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::SetDefault, Kind::DropDefault, Kind::ModifyColumn])),
        include_str!("drop_default.md"),
    )
});

/// Reports required columns that lose the default on which inserts rely.
pub(crate) struct DropDefault;

impl Rule for DropDefault {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let (Some(table), Some(column)) = (change.table(), change.column()) else {
            return;
        };
        let takes_away = match change.kind {
            Kind::ModifyColumn => sets_null(change, cx.migration.script.dialect),
            _ => cx
                .outcome()
                .is_some_and(|outcome| outcome.phase == Some(Phase::Contract)),
        };
        if !takes_away || cx.is_created_above(table, change.range.start) || cx.is_temporary(table) {
            return;
        }
        let known = |schema: &schema::Catalog| {
            let column = schema.column(table, column).seen()?;
            Some((
                column.nullable == Some(false),
                column.default.as_ref().is_some_and(|default| !default.is_null()) || column.identity.is_some(),
            ))
        };
        let had_default = known(cx.before()).is_some_and(|(_, has_default)| has_default);
        let is_required = known(&cx.migration.after).is_some_and(|(required, has_default)| required && !has_default);
        if !had_default || !is_required {
            return;
        }
        let key = format!("{}.{column}", cx.resolved(table));
        cx.report(
            change.range,
            format!("inserts that leave out `{table}.{column}` fail without its default"),
        )
        .about(key)
        .help("keep the default until every release that serves writes the column");
    }
}

/// Oracle's `MODIFY (c DEFAULT NULL)`, which takes a default away.
fn sets_null(change: &Change, dialect: Dialect) -> bool {
    let Action::AddColumn { column, .. } = &change.action else {
        return false;
    };
    dialect == Dialect::Oracle && column.default.as_ref().is_some_and(|default| default.is_null())
}
