use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Kind, KindSet, Name, ObjectKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["squawk:ban-set-schema", "migrationpilot:MP098"]),
    dialects: vec![Dialect::Postgres, Dialect::Mssql].into(),
    ..RuleInfo::new(
        "move-to-schema",
        Category::Compatibility,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::SetSchema])),
        include_str!("move_to_schema.md"),
    )
});

/// Reports objects that move to another schema, away from the code that names them.
pub(crate) struct MoveToSchema;

impl Rule for MoveToSchema {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Some((kind, name, to)) = moved(&change.action) else {
            return;
        };
        let is_new = cx.is_created_above(name, change.range.start);
        if kind == ObjectKind::Extension || is_new || cx.is_name_taken_below(name, change.range.start) {
            return;
        }
        let message = format!("code that still looks for `{name}` where it is now fails once it lies in `{to}`");
        let key = cx.resolved(name);
        cx.report(change.range, message)
            .about(key)
            .help("leave a view with the old name behind, or put the new schema on the `search_path` first");
    }
}

fn moved(action: &Action) -> Option<(ObjectKind, &Name, &Name)> {
    match action {
        Action::Table(action) => Some((action.object_kind, &action.name, action.argument.as_ref()?)),
        Action::Object(action) => Some((action.object_kind, action.name.as_ref()?, action.argument.as_ref()?)),
        _ => None,
    }
}
