use std::sync::Arc;

use lint::{MigrationFacts, Scope};
use rhai::ImmutableString;

use super::describe::Members;
use super::handle::{Handle, Place};
use super::text::Text;

/// A comment that suppresses findings.
#[derive(Clone, Debug)]
pub(crate) struct Suppression {
    facts: Arc<MigrationFacts>,
    number: usize,
}

impl Suppression {
    /// All of the migration.
    pub(crate) fn all(facts: &Arc<MigrationFacts>) -> Vec<Self> {
        let one = |number| Self {
            facts: Arc::clone(facts),
            number,
        };
        (0..facts.suppressions.len()).map(one).collect()
    }

    fn suppression(&self) -> &lint::Suppression {
        &self.facts.suppressions[self.number]
    }

    fn text(&self, range: source::TextRange) -> Text {
        Text::new(Place::of_file(&self.facts, range))
    }
}

impl Handle for Suppression {
    const NAME: &'static str = "Suppression";
    const SUMMARY: &'static str = "A comment that suppresses findings. It prints as written.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property(
                "rules",
                "The rules that it names, as written; none means every rule of its tool.",
                |this| {
                    let names = this.suppression().names.iter();
                    names.map(|name| this.text(name.range)).collect::<Vec<_>>()
                },
            )
            .property("reason", "Why, where that is said.", |this| {
                this.suppression().reason.map(|range| this.text(range))
            })
            .property(
                "last_day",
                "Until when it holds, where that is said: `2026-12-31`.",
                |this| this.suppression().expiry.map(|expiry| expiry.date.to_string()),
            )
            .property(
                "tool",
                "Whose words it uses: `lockgate`, `squawk`, `sqlfluff` …",
                |this| this.suppression().spelling.tool().unwrap_or("lockgate"),
            )
            .property(
                "scope",
                "What it holds for: the `file`, what stands `within` its `range`, or `nothing`.",
                |this| match this.suppression().scope {
                    Scope::File => "file",
                    Scope::Within(_) => "within",
                    Scope::Nothing => "nothing",
                },
            )
            .property(
                "range",
                "The text that it holds for, where that is not the file.",
                |this| match this.suppression().scope {
                    Scope::Within(range) => Some(this.text(range)),
                    Scope::File | Scope::Nothing => None,
                },
            )
            .property("flaw", "What is wrong with it, where it has no effect.", |this| {
                this.suppression().flaw.as_deref().map(ImmutableString::from)
            });
    }

    fn print(&self) -> ImmutableString {
        self.place().text().into()
    }

    fn place(&self) -> Place {
        Place::of_file(&self.facts, self.suppression().range)
    }
}
