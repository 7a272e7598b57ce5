use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["strong_migrations:rename_enum_value", "migrationpilot:MP060"]),
    partial_aliases: lint::names(&["squawk:renaming-object", "pgsafe:rename"]),
    dialects: vec![Dialect::Postgres].into(),
    ..RuleInfo::new(
        "rename-enum-value",
        Category::Compatibility,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::RenameEnumValue])),
        include_str!("rename_enum_value.md"),
    )
});

/// Reports values of an enumeration that are called something else afterwards.
pub(crate) struct RenameEnumValue;

impl Rule for RenameEnumValue {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::Rename(rename) = &change.action else {
            return;
        };
        let Some(of) = &rename.parent else {
            return;
        };
        let is_new = cx
            .before()
            .user_type(of)
            .known()
            .is_some_and(|made| cx.is_made_here(made.origin));
        if is_new {
            return;
        }
        let (old, new) = (&rename.from.ident, &rename.to.ident);
        let message = format!("code that still writes or compares with `{old}` fails once `{of}` calls it `{new}`");
        let key = format!("{}.{old}", cx.resolved(of));
        cx.report(change.range, message)
            .about(key)
            .help("add the new value, let the code know both, update the rows, and stop using the old one");
    }
}
