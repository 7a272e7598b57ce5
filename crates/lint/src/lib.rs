//! How rules look at migrations: what a rule is, what it may know, and what becomes of its findings.
//!
//! Here live [`Rule`] and [`RuleInfo`], the contexts, the dispatch by kind, suppressions, and the
//! merging of findings.
//!
//! Not here: any single rule, files, output, SQL grammar, threads of its own.

mod context;
mod facts;
mod rule;

pub use context::{Context, Report};
pub use facts::{MigrationFacts, StatementFacts};
pub use rule::{Collected, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
