use std::sync::Arc;

use lint::MigrationFacts;
use rhai::ImmutableString;
use schema::TokenKind;
use source::TextRange;

use super::describe::Members;
use super::handle::{Handle, Place};

/// A placeholder of a migration's text.
#[derive(Clone, Debug)]
pub(crate) struct Placeholder {
    facts: Arc<MigrationFacts>,
    range: TextRange,
}

impl Placeholder {
    /// Those that begin in the range.
    pub(crate) fn within(facts: &Arc<MigrationFacts>, range: TextRange) -> Vec<Self> {
        let tokens = facts.script.file_tokens();
        crate::sandbox::spend(tokens.len() as u64 / 16);
        let marks = tokens
            .iter()
            .filter(|token| token.kind == TokenKind::Placeholder && range.contains(token.range.start));
        let one = |token: &schema::Token| Self {
            facts: Arc::clone(facts),
            range: token.range,
        };
        marks.map(one).collect()
    }

    fn text(&self) -> &str {
        self.facts.file.slice(self.range)
    }

    /// The names in it; none where nobody replaces anything.
    fn names(&self) -> Vec<&str> {
        let known = self.facts.migration.placeholders.iter();
        known.flat_map(|known| known.names_in(self.text())).collect()
    }
}

impl Handle for Placeholder {
    const NAME: &'static str = "Placeholder";
    const SUMMARY: &'static str = "A placeholder of a migration's text, `${schema}` say. It prints as written; nothing is \
        ever put in its place.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("name", "Its name, where the tool replaces it.", |this| {
                this.names().first().copied().map(ImmutableString::from)
            })
            .property(
                "is_replaced",
                "Whether the tool puts a value there; `()` where not all values that it knows are known here.",
                |this| {
                    let Some(known) = &this.facts.migration.placeholders else {
                        return Some(false);
                    };
                    let has_value = this.names().iter().any(|name| known.knows(name));
                    (has_value || known.are_all_known).then_some(has_value)
                },
            )
            .property(
                "value",
                "The value that the tool puts there, where it is known.",
                |this| {
                    let known = this.facts.migration.placeholders.as_ref()?;
                    let names = this.names();
                    let name = names.first()?;
                    let mut values = known.values.iter();
                    let found = values.find(|(known, _)| known.eq_ignore_ascii_case(name));
                    found.map(|(_, value)| ImmutableString::from(value.as_str()))
                },
            );
    }

    fn print(&self) -> ImmutableString {
        self.text().into()
    }

    fn place(&self) -> Place {
        Place::of_file(&self.facts, self.range)
    }
}
