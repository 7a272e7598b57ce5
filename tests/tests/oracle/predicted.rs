//! What `impact` predicts, beside what the engine did.

use std::fmt;

use impact::{Engine, Impact, ImpactContext, Session, Transaction, UnknownList};
use schema::{Catalog, Kind};

use crate::measured::{Effect, Measured};

/// Which rows a query or a change of rows reads in full is the planner's choice.
const PLANNED: &[Kind] = &[
    Kind::Select,
    Kind::Insert,
    Kind::Update,
    Kind::Delete,
    Kind::Merge,
    Kind::Do,
    Kind::CreateTable,
    Kind::CreateMaterializedView,
    Kind::RefreshMaterializedView,
    Kind::Copy,
    Kind::Explain,
    Kind::TableRows,
    // It is emptied rather than read; its new storage counts as a rewrite.
    Kind::Truncate,
];

/// The time zone in which the server is asked.
pub const TIME_ZONE: &str = "Europe/Berlin";

/// A fact that was predicted otherwise than the engine has it.
pub struct Difference {
    pub fact: &'static str,
    predicted: String,
    measured: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: predicted {}, measured {}",
            self.fact, self.predicted, self.measured
        )
    }
}

/// What the first statement of a text does.
pub fn impact(sql: &str, before: &Catalog, engine: Engine) -> Impact {
    let dialect = engine.dialect;
    let script = syntax::read(sql, &syntax::ReadOptions::whole(sql, dialect));
    let cx = ImpactContext {
        before,
        engine,
        session: Session {
            transaction: Transaction::None,
            settings: &[("timezone".into(), Some(TIME_ZONE.into()))],
        },
    };
    impact::of_statement(&script.statements[0], &cx).0
}

/// Locks as `relation MODE`.
pub fn locks(impact: &Impact) -> Vec<String> {
    let locks = impact.locks.iter();
    locks.map(|lock| format!("{} {}", lock.relation, lock.mode)).collect()
}

/// The facts that differ. One that is said to be unknown differs too.
pub fn differences(sql: &str, before: &Catalog, engine: Engine, measured: &Measured) -> Vec<Difference> {
    let impact = impact(sql, before, engine);
    let mut found = Vec::new();
    let mut compare = |fact, predicted: String, measured: String| {
        if predicted != measured {
            found.push(Difference {
                fact,
                predicted,
                measured,
            });
        }
    };
    let is_refused = matches!(measured, Measured::RefusedInTransaction);
    compare(
        "refused",
        format!("{:?}", impact.outcome.refused_in_transaction),
        format!("{:?}", Some(is_refused)),
    );
    let Measured::Ran(effect) = measured else {
        return found;
    };
    let Effect {
        locks: held,
        rewrites,
        scans,
        idempotent,
    } = effect;
    compare(
        "refusal",
        format!("{:?}", impact.outcome.refusal),
        format!("{:?}", None::<&str>),
    );
    let list = |unknown: UnknownList, known: String| match impact.unknown.contains(&unknown) {
        true => "unknown".to_owned(),
        false => known,
    };
    compare(
        "locks",
        list(UnknownList::Locks, format!("{:?}", locks(&impact))),
        format!("{held:?}"),
    );
    compare(
        "rewrites",
        list(UnknownList::Rewrites, format!("{:?}", impact.rewrites)),
        format!("{rewrites:?}"),
    );
    let kind = syntax::read(sql, &syntax::ReadOptions::whole(sql, engine.dialect)).statements[0].kind;
    if !PLANNED.contains(&kind) {
        compare(
            "scans",
            list(UnknownList::Scans, format!("{:?}", impact.scans)),
            format!("{scans:?}"),
        );
    }
    compare(
        "idempotent",
        format!("{:?}", impact.outcome.idempotent),
        format!("{:?}", Some(idempotent)),
    );
    found
}
