use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    ..RuleInfo::new(
        "duplicate-foreign-key",
        Category::Design,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::AddConstraint, Kind::CreateTable])),
        include_str!("duplicate_foreign_key.md"),
    )
});

/// Reports foreign keys that say what another one says.
pub(crate) struct DuplicateForeignKey;

impl Rule for DuplicateForeignKey {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let dialect = cx.migration.script.dialect;
        for key in change.foreign_keys() {
            let Some(table) = cx.after().table(key.table).known() else {
                continue;
            };
            let columns: Vec<_> = key.columns().iter().map(|column| column.folded(dialect)).collect();
            let target = cx.after().key(&key.reference.table);
            let same: Vec<_> = table
                .constraints
                .iter()
                .filter(|other| {
                    other.columns == columns
                        && other
                            .reference
                            .as_ref()
                            .is_some_and(|reference| reference.table == target)
                })
                .collect();
            let name = key.constraint.name.as_ref().map(|name| name.folded(dialect));
            // The last of them is the one too many.
            let is_last = same.last().is_some_and(|last| name.is_none() || last.name == name);
            let Some(other) = same.first().filter(|_| same.len() > 1 && is_last) else {
                continue;
            };
            let named = other.name.as_deref().unwrap_or("another one");
            cx.report(
                key.constraint.range,
                format!("this foreign key says what `{named}` says already"),
            )
            .about(key.table.to_string())
            .help("leave one of them out: each is checked at each write");
        }
    }
}
