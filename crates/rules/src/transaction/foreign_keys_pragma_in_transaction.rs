use std::borrow::Cow;
use std::sync::LazyLock;

use impact::Transaction;
use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Kind, KindSet};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Sqlite]),
    partial_aliases: lint::names(&["drizzle-migration-lint:recreate-cascade-data-loss"]),
    fixable: true,
    ..RuleInfo::new(
        "foreign-keys-pragma-in-transaction",
        Category::Transaction,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::Pragma])),
        include_str!("foreign_keys_pragma_in_transaction.md"),
    )
});

/// Reports attempts to switch foreign keys on or off where SQLite does not listen.
pub(crate) struct ForeignKeysPragmaInTransaction;

impl Rule for ForeignKeysPragmaInTransaction {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::Session(setting) = &change.action else {
            return;
        };
        let transaction = cx.transaction().map_or(Transaction::Unknown, |here| here.transaction);
        let is_switched = setting.name == "foreign_keys" && setting.value.is_some();
        let Some(opened) = cx.migration.words_for(transaction).filter(|_| is_switched) else {
            return;
        };
        let way_out = cx.migration.way_out(transaction);
        let deferred = "`pragma defer_foreign_keys = on` works inside, but lets rows go that `on delete cascade` takes";
        let help = way_out
            .instruction()
            .map_or_else(|| deferred.to_owned(), |way| format!("{way}; {deferred}"));
        let edit = cx.migration.opt_out_edit(transaction);
        let message = format!("`pragma foreign_keys` does nothing inside {opened}");
        let report = cx.report(change.range, message).help(help);
        if let Some(edit) = edit {
            report.fix("leave the tool's transaction", Applicability::Unsafe, [edit]);
        }
    }
}
