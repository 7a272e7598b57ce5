use std::borrow::Cow;
use std::sync::LazyLock;

use impact::{OpenedBy, Transaction};
use lint::{Context, MigrationFacts, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, KindSet, Statement};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Mssql]),
    aliases: lint::names(&["sqlserver-rules:SRD0069"]),
    partial_aliases: lint::names(&["sqlserver-rules:SRD0013"]),
    fixable: true,
    ..RuleInfo::new(
        "missing-xact-abort",
        Category::Transaction,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::Begin])),
        include_str!("missing_xact_abort.md"),
    )
});

/// Reports transactions of a script that go on after an error.
pub(crate) struct MissingXactAbort;

impl Rule for MissingXactAbort {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Some(here) = cx.transaction().filter(|_| cx.is_top_level()) else {
            return;
        };
        let is_set = here
            .setting("xact_abort")
            .is_some_and(|value| value.eq_ignore_ascii_case("on"));
        let is_inner = matches!(
            here.transaction,
            Transaction::Open(OpenedBy::Runner | OpenedBy::Script(_))
        );
        let Some(writes) = statements_after(change.range, cx.migration).filter(|_| !is_set && !is_inner) else {
            return;
        };
        if writes < 2 {
            return;
        }
        let text = format!("{}\n", cx.in_case_of_statement("set xact_abort on;"));
        let at = TextRange::empty(change.range.start);
        cx.report(
            change.range,
            "many errors end only their own statement, and the rest of the transaction is committed",
        )
        .help("write `set xact_abort on` before it, or catch errors and roll back")
        .fix(
            "end the transaction at the first error",
            Applicability::Unsafe,
            [(at, text)],
        );
    }
}

/// How many statements the transaction holds; `None` where errors are looked for.
fn statements_after(begin: TextRange, facts: &MigrationFacts) -> Option<usize> {
    let inside = || {
        facts
            .script
            .statements
            .iter()
            .skip_while(|statement| statement.range.start <= begin.start)
            .take_while(|statement| statement.kind != Kind::Commit)
    };
    let looks = |statement: &Statement| matches!(statement.kind, Kind::Try | Kind::If | Kind::Rollback);
    (!inside().any(looks)).then(|| inside().count())
}
