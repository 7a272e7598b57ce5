use std::sync::{Arc, LazyLock};

use compact_str::CompactString;
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, CreateView, Dialect, Kind, KindSet, catalog::View};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["squawk:ban-replace-view-function"]),
    ..RuleInfo::new(
        "drop-view-column",
        Category::Compatibility,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::CreateView, Kind::AlterView])),
        include_str!("drop_view_column.md"),
    )
});

/// Reports views that get another query and lose columns by it.
pub(crate) struct DropViewColumn;

impl Rule for DropViewColumn {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::CreateView(written) = &change.action else {
            return;
        };
        let replaces = written.or_replace || change.kind == Kind::AlterView;
        let refused = (replaces && cx.migration.script.dialect == Dialect::Postgres)
            .then(|| refused_column(written, cx))
            .flatten();
        let name = &written.name;
        let key = cx.resolved(name);
        if let Some(refused) = refused {
            let message = match refused {
                Refused::Lost(column) => {
                    format!("PostgreSQL refuses this: `{name}` has the column `{column}`, and would lose it here")
                }
                Refused::Moved(column) => {
                    format!("PostgreSQL refuses this: the column `{column}` of `{name}` has another place here")
                }
            };
            cx.report(change.range, message).about(key).help(
                "keep its columns first and in order, or drop the view and make it anew once no code reads the column",
            );
            return;
        }
        let Some(lost) = lost_columns(written, cx) else {
            return;
        };
        let columns = lost
            .iter()
            .map(|column| format!("`{column}`"))
            .collect::<Vec<_>>()
            .join(", ");
        let message = format!("code that still reads {columns} of `{name}` fails once the view gives it no more");
        cx.report(change.range, message)
            .about(key)
            .help("keep the column until no code that serves reads it, and drop it in a later release");
    }
}

/// A column that keeps a view from being replaced.
enum Refused {
    /// The view would not have it any more.
    Lost(CompactString),
    /// Another column would stand at its place.
    Moved(CompactString),
}

/// The names of a view's columns, in order.
type Names = Arc<[CompactString]>;

/// The columns that a view before and after a change has, where both can be read.
fn columns(before: &View, after: &View) -> Option<(Names, Names)> {
    Some((before.gives.clone()?, after.gives.clone()?))
}

/// The first column of the view that is not where it was, which `CREATE OR REPLACE VIEW` refuses
/// (<https://www.postgresql.org/docs/current/sql-createview.html>).
fn refused_column(written: &CreateView, cx: &Context<'_>) -> Option<Refused> {
    let before = cx.before().view(&written.name).known()?;
    let after = cx.after().view(&written.name).known()?;
    let (old, new) = columns(before, after)?;
    let moved = old.iter().enumerate().find(|(at, column)| new.get(*at) != Some(column));
    moved.map(|(_, column)| match new.contains(column) {
        true => Refused::Moved(column.clone()),
        false => Refused::Lost(column.clone()),
    })
}

/// The columns that the migration takes from a view which another release knows. The last statement that makes the view
/// is the one that counts.
fn lost_columns(written: &CreateView, cx: &Context<'_>) -> Option<Vec<CompactString>> {
    let before = cx.migration.before.view(&written.name).known()?;
    let after = cx.migration.after.view(&written.name).known()?;
    let made = cx.after().view(&written.name).known()?;
    if cx.is_of_same_release(before.origin) || made.origin != after.origin || before.origin == after.origin {
        return None;
    }
    let (old, new) = columns(before, after)?;
    let lost: Vec<CompactString> = old.iter().filter(|column| !new.contains(column)).cloned().collect();
    (!lost.is_empty()).then_some(lost)
}
