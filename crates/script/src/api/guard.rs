use rhai::ImmutableString;
use schema::GuardKind;

use super::describe::Members;
use super::handle::{At, Handle, Place};
use super::name::Name;
use super::object::Object;

/// A condition around a statement.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    at: At,
}

impl Guard {
    /// The condition around the statement, where there is one.
    pub(crate) fn of(at: &At) -> Option<Self> {
        at.statement().guard.as_ref()?;
        Some(Self { at: at.clone() })
    }

    fn guard(&self) -> &schema::Guard {
        let guard = self.at.statement().guard.as_deref();
        guard.expect("`of` has seen it, and scripts do not change")
    }
}

impl Handle for Guard {
    const NAME: &'static str = "Guard";
    const SUMMARY: &'static str =
        "A condition around a statement that makes it run only when needed. It prints as written.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property(
                "kind",
                "What it asks: `absent`, `present`, `caught_error`, or another `condition`.",
                |this| match this.guard().kind {
                    GuardKind::Absent => "absent",
                    GuardKind::Present => "present",
                    GuardKind::CaughtError => "caught_error",
                    GuardKind::Condition => "condition",
                },
            )
            .property(
                "object_kind",
                "What kind of object it asks about: `table`, `index`.",
                |this| this.guard().object_kind.map(|kind| kind.as_str()),
            )
            .property("object", "The object it asks about, where that can be read.", |this| {
                let kind = this.guard().object_kind.unwrap_or(schema::ObjectKind::Table);
                let object = this.guard().object.as_ref();
                object.map(|name| Object::new(&this.at, name, kind))
            })
            .property(
                "column",
                "The column of that object, where it asks about one.",
                |this| this.guard().column.as_ref().map(|column| Name::new(&this.at, column)),
            );
    }

    fn print(&self) -> ImmutableString {
        self.place().text().into()
    }

    fn place(&self) -> Place {
        self.at.place(self.guard().range)
    }
}
