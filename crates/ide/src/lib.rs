//! What an editor shows beside findings, as plain data: the outline of a file, what a statement does.
//!
//! Here live questions about a place or a file, answered from an [`engine::Project`].
//!
//! Not here: types of the language server protocol, positions in UTF-16, checks.

mod allow;
mod hover;
mod symbols;

pub use allow::{allow_for_file, allow_for_statement};
pub use hover::{Hover, hover};
pub use symbols::{Symbol, symbols};
