use rhai::ImmutableString;
use schema::{Action, Where, WhereKind};

use super::describe::Members;
use super::expression::Expression;
use super::handle::{At, Handle, Place};

/// The `where` of an `update` or `delete`.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    at: At,
    change: u32,
}

impl Condition {
    /// The condition of the change, where it has one.
    pub(crate) fn new(at: &At, change: u32) -> Option<Self> {
        find(&at.change(change).action)?;
        Some(Self { at: at.clone(), change })
    }

    fn condition(&self) -> &Where {
        find(&self.at.change(self.change).action).expect("`new` has seen it, and scripts do not change")
    }
}

/// The condition that an action holds.
pub(crate) fn find(action: &Action) -> Option<&Where> {
    match action {
        Action::Update(update) => update.condition.as_ref(),
        Action::Delete(delete) => delete.condition.as_ref(),
        _ => None,
    }
}

impl Handle for Condition {
    const NAME: &'static str = "Condition";
    const SUMMARY: &'static str = "The `where` of an `update` or `delete`, the word included. It prints as written.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property(
                "kind",
                "Which rows it means: `some`, `all` (`where 1 = 1`), `none`, `cursor`.",
                |this| match this.condition().kind {
                    WhereKind::Some => "some",
                    WhereKind::AlwaysTrue => "all",
                    WhereKind::AlwaysFalse => "none",
                    WhereKind::Cursor => "cursor",
                },
            )
            .property(
                "expression",
                "What it demands; `()` where that could not be read.",
                |this| {
                    let expr = this.condition().expr.as_deref();
                    expr.map(|expr| Expression::new(&this.at, expr))
                },
            );
    }

    fn print(&self) -> ImmutableString {
        self.place().text().into()
    }

    fn place(&self) -> Place {
        self.at.place(self.condition().range)
    }
}
