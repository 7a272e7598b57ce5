use impact::InTransaction;
use schema::{Action, Verb};

use super::Change;
use crate::api::ask::ask;
use crate::api::describe::Members;
use crate::api::impact::Impact;

/// What a change does, and how it stands to the rest of its migration.
pub(super) fn describe(members: &mut Members<'_, Change>) {
    members
        .property("creates", "Whether it creates an object of its own.", |this| {
            this.is(Verb::Create)
        })
        .property("drops", "Whether it drops an object of its own.", |this| {
            this.is(Verb::Drop)
        })
        .property(
            "has_exists_clause",
            "Whether it says itself that it runs only when needed: `if not exists`, `or replace`.",
            |this| this.schema_change().has_exists_clause(),
        )
        .property(
            "is_guarded",
            "Whether it runs only when needed, by a clause of its own or a condition around it.",
            |this| this.schema_change().has_exists_clause() || this.at.statement().guard.is_some(),
        )
        .property(
            "impact",
            "What it does to the database that runs it; `()` inside routine bodies.",
            |this| Impact::new(&this.at, Some(this.index)),
        )
        .property(
            "in_transaction",
            "What becomes of an open transaction that it runs in: `goes_along`, `stays` (a rollback does not undo it), `refused`, `commits`; `()` where that is not known.",
            |this| {
                let asked = ask(&this.at, Some(this.index), |cx| {
                    cx.in_transaction(this.schema_change(), this.at.statement())
                });
                asked.map(in_transaction)
            },
        )
        .property("is_created_above", "Whether the same migration creates further up what it is about.", |this| {
            ask(&this.at, None, |cx| cx.is_object_created_above(this.schema_change()))
        })
        .property(
            "is_unrepeatable",
            "Whether a second run fails or does it once more, although nothing clears the way for it.",
            |this| ask(&this.at, Some(this.index), |cx| cx.is_unrepeatable(this.schema_change())),
        )
        .property("is_cleared_above", "Whether the same migration clears the way for it in each run.", |this| {
            this.at.facts().is_cleared_above(this.schema_change())
        })
        .property(
            "goes_through_many_rows",
            "Whether `update` or `delete` goes through more than the few rows that its condition names by a key.",
            |this| {
                let change = this.schema_change();
                let goes_through_rows = matches!(change.action, Action::Update(_) | Action::Delete(_));
                let condition = crate::api::condition::find(&change.action);
                let table = change.table().filter(|_| goes_through_rows);
                table.is_some_and(|table| ask(&this.at, None, |cx| cx.goes_through_many_rows(table, condition)))
            },
        )
        .property(
            "guard_advice",
            "What makes it a change that can be run twice, as an instruction: `write `if not exists` before the name`.",
            |this| {
                ask(&this.at, Some(this.index), |cx| {
                    cx.guard_advice(this.schema_change(), this.at.statement()).instruction
                })
            },
        );
}

const fn in_transaction(answer: InTransaction) -> &'static str {
    match answer {
        InTransaction::Runs => "goes_along",
        InTransaction::RunsForGood => "stays",
        InTransaction::Refused => "refused",
        InTransaction::Commits => "commits",
    }
}
