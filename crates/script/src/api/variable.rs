use std::sync::Arc;

use lint::MigrationFacts;
use rhai::ImmutableString;
use source::TextRange;

use super::describe::Members;
use super::handle::{Handle, Place};
use super::text::{self, HasText};

/// A variable where it is named.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    facts: Arc<MigrationFacts>,
    range: TextRange,
    is_declared: bool,
    batch: i64,
}

impl Variable {
    /// All of the migration, in order.
    pub(crate) fn all(facts: &Arc<MigrationFacts>) -> Vec<Self> {
        let mut all = Vec::new();
        for (batch, variables) in (0..).zip(facts.script.variables(&facts.file)) {
            let declared = variables.declared.iter().map(|range| (*range, true));
            let used = variables.used.iter().map(|range| (*range, false));
            all.extend(declared.chain(used).map(|(range, is_declared)| Self {
                facts: Arc::clone(facts),
                range,
                is_declared,
                batch,
            }));
        }
        all.sort_by_key(|variable: &Self| variable.range.start);
        all
    }
}

impl Handle for Variable {
    const NAME: &'static str = "Variable";
    const SUMMARY: &'static str = "A variable of SQL Server where the text names it. It can be used like a text.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property(
                "is_declared",
                "Whether it is declared here; a parameter of a routine is.",
                |this| this.is_declared,
            )
            .property(
                "batch",
                "Which batch with variables it is of, from 0: variables live until their batch ends.",
                |this| this.batch,
            );
        text::register(members);
    }

    fn print(&self) -> ImmutableString {
        self.as_text().into()
    }

    fn place(&self) -> Place {
        Place::of_file(&self.facts, self.range)
    }
}

impl HasText for Variable {
    fn as_text(&self) -> &str {
        self.facts.file.slice(self.range)
    }
}
