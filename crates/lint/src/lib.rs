//! How rules look at migrations: what a rule is, what it may know, and what becomes of its findings.
//!
//! Here live [`Rule`] and [`RuleInfo`], the contexts, the set of rules with what the configuration says about
//! them, the dispatch by kind, suppressions, fingerprints, and the merging of findings.
//!
//! Not here: any single rule, files, output, SQL grammar, threads of its own.

mod allowance;
mod ask;
mod batch;
mod breadth;
mod context;
mod created;
mod date;
mod everywhere;
mod facts;
mod fingerprint;
mod fingerprints;
mod guard_advice;
mod held_back;
mod history;
mod inspect;
mod interrupt;
mod left_reader;
mod locks;
mod merge;
mod missing_guard;
mod named_kind;
mod new_table;
mod online;
mod pattern;
mod pending;
mod per_kind;
mod pitfall;
mod rebuild;
mod release;
mod report;
mod rerun;
mod rule;
mod rule_panic;
mod rule_set;
mod run_error;
mod schemas;
mod shown;
mod statement_facts;
mod stops;
mod summary;
mod suppression;
mod taken_along;
mod timings;
mod way_out;

pub use allowance::Allowance;
pub use ask::ask;
pub use context::Context;
pub use created::Created;
pub use date::Date;
pub use everywhere::Everywhere;
pub use facts::{HistoryFacts, MigrationFacts};
pub use fingerprints::Fingerprints;
pub use guard_advice::GuardAdvice;
pub use held_back::{HeldBack, HeldBy, KeepHeldBack};
pub use history::HistoryContext;
pub use inspect::{Gathered, Inspected, RuleReport, gather, inspect};
pub use interrupt::Interrupt;
pub use left_reader::LeftReader;
pub use locks::ConcurrentAdvice;
pub use merge::{Baseline, Merged, Reports, Wanted, merge};
pub use named_kind::NamedKind;
pub use new_table::NewTable;
pub use online::OnlineOptions;
pub use pattern::Pattern;
pub use pending::Pending;
pub use per_kind::{PerKind, options_per_kind};
pub use rebuild::Rebuild;
pub use release::Release;
pub use report::{FixEdit, Report};
pub use rerun::Rerun;
pub use rule::{
    Collected, KEYS_OF_ALL, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject, holds_in_down, names,
};
pub use rule_set::{Effective, NamePatterns, Profile, RuleIndex, RuleSet, Setting, SettingError};
pub use run_error::{Failure, RunError};
pub use schemas::Schemas;
pub use statement_facts::{FoundFacts, KnownFacts, StatementFacts};
pub use stops::{Position, Stops};
pub use summary::Summary;
pub use suppression::{
    Expiry, ReviewedSuppression, Scope, Spelling, SuppressedRule, Suppression, Verdict, suppressions,
};
pub use taken_along::TakenAlong;
pub use timings::{Step, Timing, Timings};
pub use way_out::WayOut;
