//! How a folder of scripts becomes an ordered history.
//!
//! Here live the conventions of each migration tool: file names, versions and their order, sections
//! and directions, annotations, sidecar and settings files, and the [`RunnerPolicy`]: what the tool
//! makes of a transaction.
//!
//! Not here: SQL grammar (a migration's text is looked at as lines and comments only), rules, and the
//! disk (all files come through [`source::Files`] or [`source::Sources`]).

mod choice;
mod convention;
mod cutter;
mod deployed;
mod duplicates;
mod engine;
mod engine_names;
mod group;
mod grouping;
mod history_table;
mod lines;
mod marks;
mod memory;
mod model;
mod named_engine;
mod names;
mod neighbours;
mod reading;
mod recognise;
mod release;
mod released;
mod reread;
mod tool;
mod tools;
mod version;

pub use engine_names::{engine_at, engine_called};
pub use group::other_language;
pub use memory::{Identity, Late};
pub use model::{
    Callback, Delivery, Direction, Gone, History, LinePlace, Migration, MigrationKind, OptOut, Overtaken, PolicyOrigin,
    Problem, ProblemKind, Provenance, RunnerPolicy, Section, TransactionMode,
};
pub use named_engine::NamedEngine;
pub use names::is_numbered;
pub use neighbours::properties;
pub use recognise::{Recognised, Settings, recognise};
pub use released::{BaseFile, BaseFiles, Released};
pub use tool::{Placeholders, Tool};
pub use version::Version;
