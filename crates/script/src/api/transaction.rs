use impact::{OpenedBy, StatementTransaction};
use rhai::ImmutableString;

use super::describe::Members;
use super::handle::{At, Thing};

/// The transaction that a statement runs in.
#[derive(Clone, Debug)]
pub(crate) struct Transaction {
    at: At,
}

impl Transaction {
    /// Nothing is known of what stands in a routine's body.
    pub(crate) fn of(at: &At) -> Option<Self> {
        at.known()?;
        Some(Self { at: at.clone() })
    }

    fn known(&self) -> &StatementTransaction {
        let known = self.at.known();
        known.expect("`of` has found it, and facts do not change").transaction()
    }

    /// Whether it is one; `None` where nobody knows.
    pub(crate) fn is_open(&self) -> Option<bool> {
        match self.known().transaction {
            impact::Transaction::None => Some(false),
            impact::Transaction::Open(_) => Some(true),
            impact::Transaction::Unknown => None,
        }
    }

    fn opened_by(&self) -> Option<&'static str> {
        match self.known().transaction {
            impact::Transaction::Open(OpenedBy::Runner) => Some("runner"),
            impact::Transaction::Open(OpenedBy::Script(_)) => Some("script"),
            impact::Transaction::Open(OpenedBy::Engine) => Some("engine"),
            _ => None,
        }
    }
}

impl Thing for Transaction {
    const NAME: &'static str = "Transaction";
    const SUMMARY: &'static str = "The transaction that a statement runs in, and what holds when it starts. Two are equal \
        where two statements share their fate.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property(
                "is_open",
                "Whether the statement shares the fate of others; `()` where nobody knows.",
                Self::is_open,
            )
            .property(
                "opened_by",
                "Who opened it: `runner`, `script`, `engine`.",
                Self::opened_by,
            )
            .one_of_those()
            .property(
                "words",
                "It in words: `the transaction that goose opens`; `()` where there is none for certain.",
                |this| this.at.facts().words_for(this.known().transaction),
            )
            .function(
                "setting",
                "(name: string) -> string?",
                "The value of a session setting that the script has made and that still holds: `lock_timeout`.",
                |this: &mut Self, name: &str| {
                    let value = this.known().setting(name).map(ImmutableString::from);
                    super::value::Value::into_dynamic(value)
                },
            );
    }

    fn print(&self) -> ImmutableString {
        match (self.opened_by(), self.is_open()) {
            (Some(by), _) => by.into(),
            (None, Some(_)) => "none".into(),
            (None, None) => "unknown".into(),
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        let is_here = std::sync::Arc::ptr_eq(self.at.facts(), other.at.facts());
        is_here && self.is_open() == Some(true) && self.known().group == other.known().group
    }
}
