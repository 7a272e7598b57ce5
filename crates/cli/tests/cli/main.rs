//! Runs the command as a person would, on small projects.
#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "a test that cannot go on stops, and its values are written where they are used"
)]

#[path = "../shared/git.rs"]
mod shared_git;

mod allow;
mod authoring;
mod bad_files;
mod bad_input;
mod baseline;
mod configuration;
mod discovery;
mod fixes;
mod flyway;
mod git;
mod held_back;
mod init;
mod new_files;
mod options;
mod output;
mod packs;
mod rules;
mod support;
mod tutorial;
