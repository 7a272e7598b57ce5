//! What the tests of this crate share.
#![allow(dead_code, unreachable_pub, clippy::missing_docs_in_private_items)]

use lockgate_impact::{Engine, Impact, ImpactContext, Session, Transaction, of_statement};
use migrations::{Delivery, OptOut, PolicyOrigin, RunnerPolicy, TransactionMode};
use schema::catalog::Start;
use schema::{Catalog, Dialect, EngineVersion, Origin, Script};
use source::FileId;

/// Reads a text.
pub fn read(sql: &str, dialect: Dialect) -> Script {
    syntax::read(sql, &syntax::ReadOptions::whole(sql, dialect))
}

/// The schema after these statements, from an empty database.
pub fn catalog_after(sql: &str, dialect: Dialect) -> Catalog {
    let mut catalog = Catalog::new(dialect, Start::Empty);
    for (at, statement) in (0u32..).zip(&read(sql, dialect).statements) {
        catalog.apply(statement, Origin::new(FileId(0), 0, at));
    }
    catalog
}

/// An engine by its version as people write it.
pub fn engine(dialect: Dialect, version: &str) -> Engine {
    Engine::new(dialect, version.parse::<EngineVersion>().ok())
}

/// What a statement meets that runs outside a transaction.
pub const fn context(before: &Catalog, engine: Engine) -> ImpactContext<'_> {
    ImpactContext {
        before,
        engine,
        session: Session {
            transaction: Transaction::None,
            settings: &[],
        },
    }
}

/// What the first statement of a text does.
pub fn impact_of(sql: &str, before: &Catalog, engine: Engine) -> Impact {
    let script = read(sql, engine.dialect);
    let cx = context(before, engine);
    let statement = script.statements.first().expect("the text holds a statement");
    of_statement(statement, &cx).0
}

/// Locks as `relation MODE`, in order.
pub fn locks(impact: &Impact) -> Vec<String> {
    impact
        .locks
        .iter()
        .map(|lock| format!("{} {}", lock.relation, lock.mode))
        .collect()
}

/// A policy with this mode.
pub fn policy(transaction: TransactionMode, delivery: Delivery) -> RunnerPolicy {
    RunnerPolicy {
        transaction,
        origin: PolicyOrigin::Default,
        delivery,
        detects_non_transactional: false,
        refuses_mixed: false,
        opt_out: OptOut::NotNeeded,
    }
}
