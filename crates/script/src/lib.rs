//! Rules that users write: Rhai scripts that are rules like any other, and the regular expressions that Flyway's users
//! have.
//!
//! Here live the loading of a rule file (its header, its code, its page), the sandbox that its code runs
//! in, and the API: what a script may ask and how it reports.
//!
//! Not here: a second rule model (a script becomes a [`lint::Rule`]), the disk, and any judgement of SQL.
//!
//! A rule holds nothing but text, so that it can be shared; each thread compiles it for itself when it
//! first needs it.

mod api;
mod check;
mod error;
mod flyway;
mod header;
mod layout;
mod options;
mod ordering;
mod page_lines;
mod pattern;
pub mod reference;
mod renames;
mod rule;
mod sandbox;
mod seen;
mod stored;
mod trace;
mod types;
mod worker;

pub use api::describe::{API_VERSION, Given, MemberDoc, MemberKind, Parameter, TypeDoc, api};
pub use error::ScriptError;
pub use flyway::{FlywayRule, is_like_flyways, load_flyway};
pub use header::{HeaderKey, check_id, header_keys};
pub use page_lines::PageLines;
pub use rule::{ScriptRule, load, load_in_pack};
pub use seen::{SeenMember, SeenSubject, SeenThing, SeenValue, Thoroughness, seen};
pub use trace::{Traced, listen_to_traces};
