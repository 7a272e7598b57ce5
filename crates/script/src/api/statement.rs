use rhai::ImmutableString;
use schema::{Kind, Runs};

use impact::Transaction;

use super::change::Change;
use super::describe::Members;
use super::handle::{At, Handle, Place};
use super::impact::Impact;
use super::migration::Migration;
use super::table::Table;
use super::text::Text;

/// One command of a migration.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    at: At,
}

impl Statement {
    pub(crate) const fn new(at: At) -> Self {
        Self { at }
    }

    fn inner(&self) -> Vec<Self> {
        let count = self.at.statement().body.len();
        let inner = (0..count).filter_map(|index| {
            let mut path = self.at.path().to_vec();
            path.push(u32::try_from(index).ok()?);
            At::new(self.at.facts(), &path).map(Self::new)
        });
        inner.collect()
    }

    fn transaction(&self) -> Option<bool> {
        match self.at.known()?.transaction().transaction {
            Transaction::None => Some(false),
            Transaction::Open(_) => Some(true),
            Transaction::Unknown => None,
        }
    }
}

impl Handle for Statement {
    const NAME: &'static str = "Statement";
    const SUMMARY: &'static str =
        "One command, perhaps nested in a block, perhaps under a condition. It prints as its kind.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property(
                "kind",
                "What it does: `alter_table`, `insert` …; `unknown` where it could not be read.",
                |this| kind(this.at.statement().kind),
            )
            .property(
                "text",
                "Its text, without the terminator and the comments before it.",
                |this| Text::of_statement(&this.at, this.at.statement().range),
            )
            .property("changes", "What it does, one by one: never empty.", |this| {
                let count = u32::try_from(this.at.statement().changes.len()).unwrap_or(u32::MAX);
                (0..count)
                    .map(|index| Change::new(this.at.clone(), index))
                    .collect::<Vec<_>>()
            })
            .property(
                "impact",
                "What it does to the database that runs it; `()` inside routine bodies.",
                |this| Impact::new(&this.at, None),
            )
            .property(
                "is_guarded",
                "Whether a condition around it makes it run only when needed.",
                |this| this.at.statement().guard.is_some(),
            )
            .property("is_concurrent", "Whether it says `concurrently`.", |this| {
                this.at.statement().modifiers.concurrently.is_some()
            })
            .property(
                "runs_now",
                "Whether it runs with the migration, not when a trigger fires or a routine is called.",
                |this| matches!(this.at.statement().runs, Runs::Now | Runs::If),
            )
            .property(
                "in_transaction",
                "Whether it shares a transaction with others; `()` where nobody knows.",
                Self::transaction,
            )
            .property("reads", "The tables it reads.", |this| {
                this.at
                    .statement()
                    .reads()
                    .map(|name| Table::new(&this.at, name))
                    .collect::<Vec<_>>()
            })
            .property("writes", "The tables whose rows or shape it changes.", |this| {
                this.at
                    .statement()
                    .writes()
                    .map(|name| Table::new(&this.at, name))
                    .collect::<Vec<_>>()
            })
            .property("body", "The statements inside it.", Self::inner)
            .property(
                "index",
                "Its number within the migration, from 0; of the outermost one where it is nested.",
                |this| i64::from(this.at.path().first().copied().unwrap_or_default()),
            )
            .property("migration", "The migration it is part of.", |this| {
                Migration::new(this.at.facts())
            });
    }

    fn print(&self) -> ImmutableString {
        kind(self.at.statement().kind)
    }

    fn place(&self) -> Place {
        let place = self.at.place(self.at.statement().range);
        let object = self.at.statement().changes.first().and_then(schema::Change::object);
        match object {
            Some(object) => place.of(object.resolved(self.at.dialect())),
            None => place,
        }
    }
}

thread_local! {
    /// Every kind as a text, made once, because it is asked for more often than anything else.
    static KINDS: Vec<ImmutableString> = Kind::ALL.iter().map(|kind| kind.as_str().into()).collect();
}

/// A kind as a text.
pub(crate) fn kind(kind: Kind) -> ImmutableString {
    KINDS.with(|kinds| kinds[kind as usize].clone())
}
