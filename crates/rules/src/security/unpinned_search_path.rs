use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["eslint-plugin-postgresql:no-security-definer-without-search-path"]),
    dialects: vec![Dialect::Postgres].into(),
    ..RuleInfo::new(
        "unpinned-search-path",
        Category::Security,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::CreateFunction, Kind::CreateProcedure])),
        include_str!("unpinned_search_path.md"),
    )
});

/// Reports routines with the rights of their owner and the search path of their caller.
pub(crate) struct UnpinnedSearchPath;

impl Rule for UnpinnedSearchPath {
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
        let Some(definer) = routine.security_definer else {
            return;
        };
        if routine
            .settings
            .iter()
            .any(|setting| setting.name.contains("search_path"))
        {
            return;
        }
        let name = &routine.name;
        let key = cx.resolved(name);
        cx.report(definer, format!("`{name}` runs with the rights of its owner and the `search_path` of whoever calls it"))
            .about(key)
            .help("add `set search_path = …` with the schemas it needs and `pg_temp` last, or `set search_path = ''` and qualify each name");
    }
}
