use std::sync::LazyLock;

use lint::{Context, Everywhere, On, Options, OptionsError, Rerun, Rule, RuleInfo, Subject};
use schema::{Change, Family, Kind, KindSet, Statement, Verb};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["bytebase:STATEMENT_DISALLOW_MIX_IN_DDL"]),
    options: vec![Everywhere::info(
        "also report where nothing that follows touches a table in use",
    )]
    .into(),
    ..RuleInfo::new(
        "partial-application",
        Category::Transaction,
        Severity::Info,
        On::Changes(KINDS),
        include_str!("partial_application.md"),
    )
});

/// What changes the schema.
const KINDS: KindSet = KindSet::of(&[
    Kind::AddColumn,
    Kind::AddConstraint,
    Kind::AddIndex,
    Kind::AddPartition,
    Kind::DropColumn,
    Kind::DropConstraint,
    Kind::DropPartition,
    Kind::ModifyColumn,
    Kind::AttachPartition,
    Kind::ExchangePartition,
])
.union(KindSet::of_verb(Verb::Create))
.union(KindSet::of_verb(Verb::Alter))
.union(KindSet::of_verb(Verb::Drop))
.union(KindSet::of_verb(Verb::Rename));

/// Reports the statement at which a migration that failed half way cannot be taken up again.
pub(crate) struct PartialApplication;

impl Rule for PartialApplication {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Everywhere>(table)
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        if !cx.is_top_level() || !blocks_retry(change, statement, cx) || !is_first(change, cx) {
            return;
        }
        if !cx.expects_retry(statement) && !cx.reports_everywhere() {
            return;
        }
        let pitfall = cx.pitfall_below(statement);
        let command = change.command(statement);
        let engine = cx.migration.engine.dialect.title();
        let commits = cx
            .outcome()
            .is_some_and(|outcome| outcome.implicit_commit == Some(true));
        let fact = if commits {
            format!("{engine} commits at `{command}`")
        } else {
            format!("no transaction holds `{command}`")
        };
        let later = pitfall.map_or_else(
            || "a later statement".to_owned(),
            |(part, whole)| match part.kind {
                Kind::Block => "the block below".to_owned(),
                _ => format!("`{}` below", part.command(whole)),
            },
        );
        let message = format!("{fact}: if {later} fails, this one stays, and the next attempt cannot run it again");
        let help = match cx.migration.engine.dialect.family() {
            Family::Mysql => {
                "put each such statement alone into a migration of its own, or all that change one table into one `alter table`"
            }
            Family::Oracle => {
                "put each such statement alone into a migration of its own, or into a block that ignores the error for what is there already"
            }
            _ => "put what has to run outside a transaction into a migration of its own, and leave the rest in one",
        };
        let report = cx.report(change.range, message).help(help);
        if let Some((part, _)) = pitfall {
            report.related(
                part.range,
                "this meets the rows or the locks of a table in use, or runs code of its own",
            );
        }
    }
}

/// It stays after a failure, fails in the next attempt, and has no words to guard it.
fn blocks_retry(change: &Change, statement: &Statement, cx: &Context<'_>) -> bool {
    cx.rerun() == Some(Rerun::Retry)
        && cx.is_unrepeatable(change)
        && !cx.guard_advice(change, statement).is_in_grammar
        && !is_reported_otherwise(statement, cx)
}

/// Another part of the statement fails as well, and has words to guard it.
fn is_reported_otherwise(statement: &Statement, cx: &Context<'_>) -> bool {
    let parts = statement.changes.iter().filter(|part| KINDS.contains(part.kind));
    let mut guardable = parts.filter(|part| cx.guard_advice(part, statement).is_in_grammar);
    guardable.any(|part| !part.has_exists_clause() && !cx.migration.is_cleared_above(part))
}

/// The first of its migration says it for all.
fn is_first(change: &Change, cx: &Context<'_>) -> bool {
    let mut above = cx.migration.changes_above(change.range.end);
    let first = above.find(|(earlier, whole, outcome)| {
        KINDS.contains(earlier.kind)
            && outcome.idempotent == Some(false)
            && !cx.migration.is_cleared_above(earlier)
            && !cx.guard_advice(earlier, whole).is_in_grammar
            && !is_restored(earlier, whole, cx)
    });
    first.is_some_and(|(first, ..)| first.range == change.range)
}

/// What it drops is made again before anything is likely to fail.
fn is_restored(change: &Change, statement: &Statement, cx: &Context<'_>) -> bool {
    let pitfall = cx.pitfall_below(statement);
    pitfall.is_some_and(|(part, _)| cx.migration.is_made_again(change, part.range.start))
}
