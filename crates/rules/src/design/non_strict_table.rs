use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Kind, KindSet, Persistence};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Sqlite]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    ..RuleInfo::new(
        "non-strict-table",
        Category::Design,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateTable])),
        include_str!("non_strict_table.md"),
    )
});

/// Reports SQLite tables whose columns take values of any type.
pub(crate) struct NonStrictTable;

impl Rule for NonStrictTable {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::CreateTable(created) = &change.action else {
            return;
        };
        let is_plain = created.persistence == Persistence::Permanent && created.as_query.is_none();
        let is_strict = created.options.iter().any(|option| option.name == "strict");
        if is_plain && !is_strict && cx.migration.engine.version.at_least(3, 37, 0) {
            cx.report(
                created.name.range(),
                format!("the columns of `{}` take values of any type", created.name),
            )
            .about(created.name.to_string())
            .help("write `strict` behind the table");
        }
    }
}
