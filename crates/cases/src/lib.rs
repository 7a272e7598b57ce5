//! Runs the SQL blocks of a rule's page, and says where the page and the rule disagree.
//!
//! A page opens with one paragraph and has the sections `## Why`, `## Flagged` and `## Not flagged`, in that order;
//! more may follow. What counts in a page:
//!
//! - A block that opens with ```` ```sql ```` is checked. Its info string gives the context: `dialect=`, `version=`,
//!   `tool=` (`auto` means detection), `transaction=`, `encoding=` and `file=`. Left out, they are the rule's first
//!   dialect, its newest version, `psql`, what the tool does, UTF-8, and a name that fits the tool.
//! - Blocks of one section with `file=` and the same context form one history, until a file's name comes again.
//! - `in=` says where a file lies: on the `branch` that is checked, which is what holds where nothing is said; at its
//!   `base`, which is where it was released; on `both`, with one text; or `ahead`, at the base, which has gained it since.
//!   A file that lies at the base only is gone; what is found of it is demanded of that block.
//! - It is the fourth of October 2024: what holds until an earlier day is over.
//! - A marker `-- finds: "text"` at the end of a line demands one finding whose message holds the text. The finding
//!   begins on that line, or its statement ends there. `-- finds: "one", "two"` demands two. Markers are not part of
//!   what is checked.
//! - A block ```` ```fixed ```` holds what the fixes of the rule make of the block above it; with `file=`, a
//!   file that they make.
//! - A block ```` ```text file=path ```` is a file beside those above it: a setting of the tool.
//! - A block ```` ```toml ```` holds the rule's options for the next SQL block or history.
//!
//! Not here: knowledge of any rule.

mod context;
mod finds;
mod page;
mod run;
mod verdict;

pub use run::run;
pub use verdict::{Disagreement, DisagreementKind, Verdict};
