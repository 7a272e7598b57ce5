use schema::Catalog;

use crate::{Engine, Transaction};

/// What a statement's impact depends on besides the statement.
#[derive(Clone, Copy, Debug)]
pub struct ImpactContext<'a> {
    /// The schema before the statement.
    pub before: &'a Catalog,
    /// The engine that runs it.
    pub engine: Engine,
    /// The transaction it runs in.
    pub transaction: Transaction,
}
