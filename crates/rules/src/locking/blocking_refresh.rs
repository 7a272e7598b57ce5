use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::catalog::View;
use schema::{Action, Change, Dialect, Kind, KindSet, Name};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    aliases: lint::names(&[
        "pgls:requireConcurrentRefreshMatview",
        "pgfence:refresh-matview-blocking",
        "migrationpilot:MP033",
        "pgsafe:refresh-matview-non-concurrent",
        "diesel-guard:RefreshMatViewCheck",
        "pgrubic:US028",
    ]),
    fixable: true,
    ..RuleInfo::new(
        "blocking-refresh",
        Category::Locking,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::RefreshMaterializedView])),
        include_str!("blocking_refresh.md"),
    )
});

/// Reports materialized views that nobody can read while they are refreshed.
pub(crate) struct BlockingRefresh;

impl Rule for BlockingRefresh {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let Action::Maintenance(refresh) = &change.action else {
            return;
        };
        let Some(view) = refresh.names.first() else {
            return;
        };
        let is_new = cx.is_created_above(view, change.range.start);
        if refresh.options.iter().any(|option| option.contains("no data")) {
            return check_emptied(change, view, cx);
        }
        if is_new || statement.modifiers.concurrently.is_some() {
            return;
        }
        let known = cx.before().view(view).seen();
        if known.is_some_and(|view| !view.is_populated) {
            return;
        }
        let has_key = known.is_some_and(View::keeps_rows_apart);
        let help = if has_key {
            "write `concurrently` before the name"
        } else {
            "write `concurrently` before the name; the view needs a unique index on columns for it, without a condition"
        };
        let word = cx.in_case_of_statement("concurrently");
        let key = cx.resolved(view);
        let place = TextRange::empty(view.range().start);
        let message = format!("reads of `{view}` wait until it is refreshed");
        let report = cx.report(change.range, message).about(key).help(help);
        if has_key {
            report.fix(
                "refresh concurrently",
                Applicability::Unsafe,
                [(place, format!("{word} "))],
            );
        }
    }
}

/// Without data, a view refuses to be read (error 55000 of PostgreSQL 15, `materialized view … has not been populated`).
fn check_emptied(change: &Change, view: &Name, cx: &mut Context<'_>) {
    let was_filled = cx
        .migration
        .before
        .view(view)
        .known()
        .is_some_and(|view| view.is_populated);
    let left = cx.migration.after.view(view).known();
    if !was_filled || left.is_none_or(|view| view.is_populated) {
        return;
    }
    let key = cx.resolved(view);
    cx.report(
        change.range,
        format!("reads of `{view}` fail until somebody refreshes it"),
    )
    .about(key)
    .help("refresh it with its data in the same migration, or leave it as it is until then");
}
