//! What an editor shows beside findings, as plain data: the outline of a file, what a statement does, what a name names
//! and where else it is named, what can be written at a place.
//!
//! Here live questions about a place or a file, answered from an [`engine::Project`].
//!
//! Not here: types of the language server protocol, positions in UTF-16, checks.

mod allow;
mod completion;
mod configuration;
mod hover;
mod layout;
mod new_name;
mod occurrences;
mod references;
mod rule_file;
mod shape;
mod symbols;
mod thing;

pub use allow::{allow_for_file, allow_for_statement};
pub use completion::{Suggestion, SuggestionKind, completions, of_rule, word_before};
pub use configuration::{configuration_completions, configuration_key};
pub use hover::{Hover, hover, of_rule as rule_hover};
pub use layout::{Fold, FoldKind, LockHint, MigrationSummary, folds, lock_hints, migration_summaries, selections};
pub use occurrences::{Occurrence, OccurrenceRole};
pub use references::{Reference, References, references};
pub use rule_file::{rule_file_completions, rule_file_hover};
pub use shape::Shape;
pub use symbols::{NamedSymbol, Symbol, named, symbols};
pub use thing::Thing;
