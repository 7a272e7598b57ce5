//! What a person or another program gets to see: one module for each output format of `check`, the
//! table and the JSON of `explain`, the list of the rules and the page of one, the table of timings.
//!
//! Everything is written to the writer that the caller hands in, and what the terminal can do comes in
//! as [`Terminal`]. Text from files is made harmless on its way out: no control character of a script
//! reaches a terminal, and no line of a megabyte fills it.
//!
//! Not here: any decision about what is reported, exit codes, the disk, the terminal itself.

mod diff;
mod excerpt;
mod explain;
mod format;
mod glossary;
mod held_back;
mod json;
mod line_hash;
mod markup;
mod outline;
mod place;
mod report;
mod repository;
mod rules;
mod run_errors;
mod statistics;
mod terminal;
mod text;
mod timings;
mod unified_diff;
mod xml;

pub use explain::{Detail, Explained, ExplainedFile, write_explanation, write_explanation_json};
pub use format::{Format, UnknownFormat, write_findings};
pub use glossary::write_glossary;
pub use held_back::HeldBackFindings;
pub use outline::{Entry, Section, write_sections};
pub use report::{Report, RuleTable};
pub use repository::Repository;
pub use rules::{ListedRule, write_rule_page, write_rules, write_rules_json};
pub use run_errors::write_run_errors;
pub use statistics::write_statistics;
pub use terminal::Terminal;
pub use text::{harmless, on_one_line};
pub use timings::write_timings;
pub use unified_diff::{write_new_file, write_unified_diff};
