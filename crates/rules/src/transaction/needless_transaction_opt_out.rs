use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use lint::{Collected, Context, HistoryContext, MigrationFacts, On, Rule, RuleInfo};
use migrations::{LinePlace, PolicyOrigin, TransactionMode};
use schema::Kind;
use source::{Applicability, Category, Severity, Span, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "liquibase:CheckRunInTransactionValue",
        "liquibase:ChangesetAttributesSetTrueOrFalse",
    ]),
    fixable: true,
    ..RuleInfo::new(
        "needless-transaction-opt-out",
        Category::Transaction,
        Severity::Warning,
        On::History,
        include_str!("needless_transaction_opt_out.md"),
    )
});

/// Reports migrations that were taken out of their transaction although nothing in them asks for that.
pub(crate) struct NeedlessTransactionOptOut;

/// Where a migration opts out, and what of it asks for that.
#[derive(Clone, Copy)]
struct OptOut {
    at: Span,
    is_needless: bool,
    /// What goes when the opt-out goes, where it is a line or words of the script.
    removal: Option<TextRange>,
}

impl Rule for NeedlessTransactionOptOut {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn collect(&self, migration: &MigrationFacts, _: &mut Context<'_>) -> Option<Collected> {
        let policy = &migration.migration.policy;
        let is_out = matches!(
            policy.transaction,
            TransactionMode::StatementByStatement | TransactionMode::ImplicitBatch
        );
        let at = match policy.origin {
            PolicyOrigin::Annotation(span) => span,
            PolicyOrigin::Sidecar(Some(file)) => Span::new(file, TextRange::default()),
            PolicyOrigin::Sidecar(None)
            | PolicyOrigin::Default
            | PolicyOrigin::Settings(_)
            | PolicyOrigin::Configuration => {
                return None;
            }
        };
        let is_needless = is_needless(migration);
        let removal = removal(migration);
        let opt_out = OptOut {
            at,
            is_needless,
            removal,
        };
        is_out.then(|| Arc::new(opt_out) as Collected)
    }

    /// One annotation may hold for several migrations, as goose's does for both directions.
    fn conclude(&self, collected: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        let mut places: BTreeMap<(source::FileId, u32), OptOut> = BTreeMap::new();
        for (_, kept) in collected {
            let Some(opt_out) = kept.downcast_ref::<OptOut>() else {
                continue;
            };
            let place = (opt_out.at.file, opt_out.at.range.start);
            places.entry(place).or_insert(*opt_out).is_needless &= opt_out.is_needless;
        }
        for opt_out in places.into_values().filter(|opt_out| opt_out.is_needless) {
            let report = cx.report(
                opt_out.at,
                "nothing here has to run outside a transaction, and a failure half way undoes nothing",
            );
            report.help("leave it out, so that the migration is done or not done");
            if let Some(removal) = opt_out.removal {
                report.fix("leave it out", Applicability::Unsafe, [(removal, String::new())]);
            }
        }
    }
}

/// The line or the words that take the migration out.
fn removal(facts: &MigrationFacts) -> Option<TextRange> {
    let migrations::OptOut::Line { text, at, .. } = facts.migration.policy.opt_out else {
        return None;
    };
    let PolicyOrigin::Annotation(span) = facts.migration.policy.origin else {
        return None;
    };
    let written = facts.file.slice(span.range);
    match at {
        LinePlace::HeaderEnd(words) => {
            let header = facts.migration.section.header?;
            let start = u32::try_from(facts.file.slice(header).find(words)?).ok()? + header.start;
            Some(TextRange::new(start, start + u32::try_from(words.len()).ok()?))
        }
        _ => written
            .trim()
            .eq_ignore_ascii_case(text)
            .then(|| facts.with_rest_of_line(span.range)),
    }
}

/// All of it could run in a transaction, and nothing speaks for several short ones.
fn is_needless(migration: &MigrationFacts) -> bool {
    let mut locked: Vec<&str> = Vec::new();
    for (statement, known) in migration.iter() {
        let is_work_on_rows = matches!(
            statement.kind,
            Kind::Update | Kind::Delete | Kind::Merge | Kind::Insert | Kind::Copy | Kind::Begin
        );
        let is_old = |relation: &str| !migration.created().makes(relation);
        let scans = known.impact().scans.iter().any(|relation| is_old(relation));
        let is_slow = is_work_on_rows || scans || !known.impact().unknown.is_empty();
        let is_alone = migration.script.statements.len() == 1;
        if is_slow && !is_alone {
            return false;
        }
        let relations = known.impact().locks.iter().map(|lock| lock.relation.as_str());
        locked.extend(relations.filter(|relation| is_old(relation)));
    }
    locked.sort_unstable();
    locked.dedup();
    !migration.script.statements.is_empty() && locked.len() < 2 && migration.fits_one_transaction()
}
