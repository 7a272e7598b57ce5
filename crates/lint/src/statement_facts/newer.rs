use impact::releases::{self, Novelty};
use schema::Change;
use source::TextRange;

use crate::StatementFacts;

impl StatementFacts<'_> {
    /// What it says that came with a later version of the engine, and where. It counts as of its first change.
    #[must_use]
    pub fn newer(&self) -> Option<(TextRange, &'static Novelty)> {
        let engine = self.migration.engine;
        if releases::newer_than(engine).is_empty() {
            return None;
        }
        *self.found.parts().newer.get_or_init(|| {
            let tokens = self.migration.script.own_tokens(self.statement);
            let text = |range| self.migration.file.slice(range);
            releases::not_known_yet(self.statement, &tokens, text, engine, self.before())
        })
    }

    pub(super) fn newer_in(&self, change: &Change) -> Option<&'static Novelty> {
        let (_, novelty) = self.newer()?;
        let first = self.statement.changes.first()?;
        std::ptr::eq(first, change).then_some(novelty)
    }
}
