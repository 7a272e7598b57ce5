//! A project on disk: which files a run is about, which configuration governs them, and the rules put together.
//!
//! Here live `lockgate.toml`, discovery, git, the files of the disk, and [`Workspace`], which the command line and the
//! language server share.
//!
//! Not here: printing, exit codes, `clap`, types of the language server protocol, SQL.

mod allowances;
mod baseline;
mod comparison;
pub mod config;
mod configured;
mod discovery;
mod disk;
mod effective;
mod engine_version;
mod fixing;
mod flyway_rules;
mod git;
mod init;
mod new_files;
mod new_rule;
mod opening;
mod outcome;
mod overlay;
mod packs;
pub mod paths;
mod prepared;
mod projects;
mod read_error;
mod repository;
mod request;
mod rule_files;
mod rule_set;
mod rule_tests;
mod staged;
mod stamps;
mod statistics;
mod workspace;

pub use baseline::{BaselineEdit, EditedBaseline};
pub use config::{Config, DeployedThrough, FailOn};
pub use configured::{configuration_of, configured_rules};
pub use discovery::{NAMELESS, is_sql};
pub use disk::DiskFiles;
pub use effective::{EffectiveConfig, EffectiveRule, effective_config};
pub use fixing::{CreatedFile, FixedFile, Fixes};
pub use init::{CiSystem, FirstConfig, TakenOver, first_config};
pub use new_rule::{Configured, NewRule, new_rule};
pub use outcome::{Notice, Outcome};
pub use overlay::Overlay;
pub use paths::{WorkingDir, shown_folder};
pub use prepared::Prepared;
pub use read_error::why_unwritten;
pub use repository::repository_folder;
pub use request::{KnownFindings, Named, OnlyChanged, Overrides, Request, WithoutPaths};
pub use rule_tests::{RULE_FOLDER, RuleTests, TestedRule, test_rules};
pub use stamps::Stamps;
pub use workspace::{Project, Workspace};
