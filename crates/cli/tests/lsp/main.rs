//! The language server over its pipes: the real binary, and a client that takes nothing but the protocol.
#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "a test that cannot go on stops, and its values are written where they are used"
)]

#[path = "../shared/git.rs"]
mod shared_git;

mod actions;
mod client;
mod corpus;
mod diagnostics;
mod features;
mod fuzz;
mod large;
mod lifecycle;
mod loose;
mod new_names;
mod others;
mod positions;
mod speed;
