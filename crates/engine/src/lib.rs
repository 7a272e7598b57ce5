//! The pipeline in memory: texts become histories, statements, catalogues, impacts and findings.
//!
//! Here live [`Project`], which reads, replays and checks, and checks again after an edit; [`Recognised`], which checks
//! once and keeps nothing; and the choice of a history's dialect.
//!
//! Not here: the disk, git, configuration files, printing, any rule.

mod beginning;
mod check;
mod detected;
mod dialect;
mod draft;
mod fix;
mod outcome;
mod project;
mod read;
mod replay;
mod settings;
mod with_new_files;

pub use check::Only;
pub use detected::Detected;
pub use dialect::{at as dialect_at, named as dialect_named};
pub use fix::{Fixed, NewFile, Reach};
pub use outcome::Outcome;
pub use project::{Project, Recognised};
pub use settings::Settings;

#[doc(no_inline)]
pub use lint::{Baseline, HistoryFacts, Interrupt, MigrationFacts, RuleSet, RunError, StatementFacts, Summary};
