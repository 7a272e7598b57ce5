use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    partial_aliases: lint::names(&["squawk:ban-replace-view-function"]),
    ..RuleInfo::new(
        "replace-makes-overload",
        Category::Compatibility,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::CreateFunction, Kind::CreateProcedure])),
        include_str!("replace_makes_overload.md"),
    )
});

/// Reports routines that are written to replace another, and stand beside it.
pub(crate) struct ReplaceMakesOverload;

impl Rule for ReplaceMakesOverload {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::CreateRoutine(routine) = &change.action else {
            return;
        };
        let name = &routine.name;
        if !routine.or_replace || !cx.is_top_level() || cx.after().routines(name).known().is_none() {
            return;
        }
        let before = cx.before().routines(name).known().unwrap_or_default();
        let there = cx.after().routines(name).known().unwrap_or_default();
        let Some(other) = before.first().filter(|_| there.len() > before.len()) else {
            return;
        };
        // A second form of a routine is often meant; one that goes by the end of the migration is replaced after all.
        let ends = cx.migration.after.routines(name).known().unwrap_or_default();
        let stays = ends.iter().any(|left| left.parameters == other.parameters);
        if !stays || cx.is_made_here(other.origin) || before.len() > 1 {
            return;
        }
        let (kind, parameters) = (routine.object_kind.as_str(), other.parameters.join(", "));
        let message = format!(
            "this does not replace the {kind} `{name}({parameters})`: with other parameters it stands beside it"
        );
        let key = cx.resolved(name);
        let help = format!(
            "drop `{name}({parameters})` once no code that serves calls it, or leave `or replace` out where both are meant"
        );
        cx.report(change.range, message).about(key).help(help);
    }
}
