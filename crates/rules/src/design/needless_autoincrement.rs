use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Sqlite]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    ..RuleInfo::new(
        "needless-autoincrement",
        Category::Design,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateTable])),
        include_str!("needless_autoincrement.md"),
    )
});

/// Reports SQLite's `autoincrement`.
pub(crate) struct NeedlessAutoincrement;

impl Rule for NeedlessAutoincrement {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        for column in change.added_columns() {
            if let Some(identity) = column.identity {
                cx.report(
                    identity.range,
                    format!(
                        "`{}` counts without it, too: `autoincrement` only keeps numbers of deleted rows \
                         from coming back",
                        column.name
                    ),
                )
                .about(column.name.text.as_str())
                .help("leave it out, unless numbers must never come back");
            }
        }
    }
}
