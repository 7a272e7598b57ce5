use impact::{Outcome, Phase};
use schema::{Action, Change, InsertSource, Kind, Statement, Verb};

use crate::{Context, Rerun};

/// Statements in a block that may fail at what the database holds.
const READ_OR_WRITE: &[Kind] = &[
    Kind::Select,
    Kind::Insert,
    Kind::Replace,
    Kind::Update,
    Kind::Delete,
    Kind::Merge,
    Kind::Execute,
    Kind::ExecuteImmediate,
    Kind::Unknown,
];

impl<'a> Context<'a> {
    /// Whether it pays to write the statement so that the migration can be begun again. Where the engine commits at each
    /// change of the schema, that takes a later statement which may fail; where somebody chose to go without a
    /// transaction, it always does.
    #[must_use]
    pub fn expects_retry(&self, statement: &Statement) -> bool {
        self.rerun() == Some(Rerun::Retry)
            && (self.migration.script.dialect.has_transactional_ddl() || self.pitfall_below(statement).is_some())
    }

    /// The first later statement that may fail although it succeeded wherever the migration was tried: it meets the rows
    /// or the locks of a table that is in use, or runs code that nobody sees. Oracle refuses to alter a table that
    /// somebody is writing to (ORA-00054, <https://docs.oracle.com/en/error-help/db/ora-00054/>).
    #[must_use]
    pub fn pitfall_below(&self, statement: &Statement) -> Option<(&'a Change, &'a Statement)> {
        let mut below = self.migration.changes_below(statement.range.start);
        below
            .find(|(part, later, outcome)| self.is_pitfall(part, later, outcome))
            .map(|(part, later, _)| (part, later))
    }

    fn is_pitfall(&self, change: &Change, statement: &Statement, outcome: &Outcome) -> bool {
        match change.kind {
            Kind::ClientCommand => return false,
            Kind::Block | Kind::Do => return reads_or_writes(statement),
            _ => {}
        }
        let Some(phase) = outcome.phase else {
            return true;
        };
        if phase == Phase::Neutral {
            return false;
        }
        if outcome.refused_in_transaction == Some(true) || reads_other_rows(change) {
            return true;
        }
        let is_alone = matches!(change.kind.verb_object(), Some((Verb::Create, _))) && change.kind != Kind::CreateIndex;
        let is_in_use = |table| !self.is_created_above(table, change.range.start);
        !is_alone && change.table().is_some_and(is_in_use)
    }
}

fn reads_other_rows(change: &Change) -> bool {
    let Action::Insert(insert) = &change.action else {
        return false;
    };
    matches!(insert.source, InsertSource::Query { .. } | InsertSource::Procedure)
}

fn reads_or_writes(block: &Statement) -> bool {
    let mut found = false;
    block.walk(&mut |inner| found |= READ_OR_WRITE.contains(&inner.kind));
    found
}
