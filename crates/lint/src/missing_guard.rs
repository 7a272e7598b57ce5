use schema::{Change, Statement};
use source::Applicability;

use crate::{Context, Rerun};

impl Context<'_> {
    /// Reports the change if it lacks a guard that a second run needs: one that is to be expected or, with
    /// [`Everywhere`](crate::Everywhere), any that no transaction makes needless. What the grammar has no words for is
    /// then reported, too.
    pub fn report_missing_guard(&mut self, change: &Change, statement: &Statement) {
        let is_retried = self.rerun() == Some(Rerun::Retry);
        let is_taken_back = self.transaction().is_some_and(|here| here.transaction.is_open());
        let is_asked_for = self.reports_everywhere() && self.rerun().is_none() && !is_taken_back;
        if !(is_retried || is_asked_for) || !self.is_unrepeatable(change) {
            return;
        }
        let advice = self.guard_advice(change, statement);
        if !advice.is_in_grammar && !self.reports_everywhere() {
            return;
        }
        let command = change.command(statement);
        let message = if is_retried {
            format!("`{command}` stays when a later statement fails, and the next attempt fails here")
        } else {
            format!("`{command}` fails when it runs a second time")
        };
        let report = self.report(change.range, message).help(advice.instruction);
        if let Some(edit) = advice.edit {
            report.fix("guard the statement", Applicability::Safe, [edit]);
        }
    }
}
