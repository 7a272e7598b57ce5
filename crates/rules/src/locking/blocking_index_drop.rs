use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::catalog::Relation;
use schema::{Action, Change, Dialect, Kind, KindSet, Name, Persistence, Statement};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    aliases: lint::names(&[
        "squawk:require-concurrent-index-deletion",
        "pgls:requireConcurrentIndexDeletion",
        "atlas:PG102",
        "strong_migrations:remove_index",
        "online_migrations:remove_index",
        "pgfence:drop-index-not-concurrent",
        "migrationpilot:MP009",
        "pg-migration-lint:PGM002",
        "pgsafe:drop-index-non-concurrent",
        "diesel-guard:DropIndexCheck",
        "django-migration-linter:DROP_INDEX",
        "pgrubic:US019",
    ]),
    fixable: true,
    ..RuleInfo::new(
        "blocking-index-drop",
        Category::Locking,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::DropIndex])),
        include_str!("blocking_index_drop.md"),
    )
});

/// Reports indexes that are dropped while everybody waits.
pub(crate) struct BlockingIndexDrop;

impl Rule for BlockingIndexDrop {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let Action::Drop(dropped) = &change.action else {
            return;
        };
        let index = &dropped.name;
        let relation = cx.before().relation_of_index(index);
        if relation.is_absent() || statement.modifiers.concurrently.is_some() {
            return;
        }
        // `concurrently` is refused as well where the index belongs to a constraint.
        if cx.refusal(change).is_some() || is_said_above(change, statement, cx) {
            return;
        }
        let Some(message) = message(index, cx) else {
            return;
        };
        let is_partitioned = relation.seen().and_then(partitioned) == Some(true);
        let is_cascade = change.cascades();
        let is_alone = statement.changes.len() == 1;
        let mut advice = cx.concurrent_advice(if is_alone {
            "drop it with `drop index concurrently`"
        } else {
            "drop each with a `drop index concurrently` of its own"
        });
        if is_partitioned || is_cascade {
            advice.instruction = "set a `lock_timeout`, and drop it when the table is little used".to_owned();
        }
        let named = cx.resolved(index);
        let report = cx
            .report(change.range, message)
            .about(named)
            .help(advice.instruction.clone());
        let edits = advice.edits(" ", TextRange::empty(statement.modifiers.head.end), "");
        if let Some(edits) = edits.filter(|_| is_alone && !is_partitioned && !is_cascade) {
            report.fix("drop the index concurrently", Applicability::Unsafe, edits);
        }
    }
}

fn partitioned(relation: &Relation) -> Option<bool> {
    match relation {
        Relation::Table(table) => table.is_partitioned(),
        Relation::View(_) => Some(false),
    }
}

/// Whether the statement drops another index of the same table before this one.
fn is_said_above(change: &Change, statement: &Statement, cx: &Context<'_>) -> bool {
    let table = |change: &Change| {
        let relation = cx.before().relation_of_index(change.object()?).seen();
        relation.map(|relation| relation.key().clone())
    };
    let Some(own) = table(change) else {
        return false;
    };
    let mut above = statement.changes.iter().take_while(|other| other.range != change.range);
    above.any(|other| table(other).as_ref() == Some(&own))
}

/// `None` where the index is of a table that the migration made or drops, of one of the session, or of one that the same
/// transaction keeps from everybody anyway.
fn message(index: &Name, cx: &Context<'_>) -> Option<String> {
    let locks = cx.blocking_locks()?;
    let Some(known) = cx.before().relation_of_index(index).seen() else {
        return Some(format!(
            "reads and writes of the table of `{index}` wait until the index is dropped"
        ));
    };
    let relation = known.key().to_string();
    let is_temporary = matches!(known, Relation::Table(table) if table.persistence == Persistence::Temporary);
    let is_new = cx.migration.created().makes(&relation) || is_temporary;
    let is_dropped = cx.migration.after.relation_at(known.key()).is_absent();
    let lock = locks.iter().find(|lock| lock.relation == relation)?;
    if is_new || is_dropped || cx.is_locked_anyway(&relation) {
        return None;
    }
    let waiting = lock.waiting();
    // As an index is written, so is its table.
    let table = match index.qualifier() {
        Some(_) => &relation,
        None => known.key().name.as_str(),
    };
    Some(format!("{waiting} `{table}` wait until `{index}` is dropped"))
}
