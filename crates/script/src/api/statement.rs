mod questions;
mod words;

use rhai::ImmutableString;
use schema::{Kind, NameRole, ObjectKind};

use super::change::Change;
use super::describe::Members;
use super::expression::Expression;
use super::handle::{At, Handle, Place};
use super::migration::Migration;
use super::object::Object;
use super::table::Table;

/// One command of a migration.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    at: At,
}

impl Statement {
    pub(crate) const fn new(at: At) -> Self {
        Self { at }
    }

    fn at(at: &At, numbers: impl Iterator<Item = u32>) -> Vec<Self> {
        numbers.filter_map(|number| at.inner(number)).map(Self::new).collect()
    }

    fn sibling(&self, step: i64) -> Option<Self> {
        let number = i64::from(*self.at.path().last()?) + step;
        self.at.sibling(u32::try_from(number).ok()?).map(Self::new)
    }

    fn tables<'a>(&'a self, names: impl Iterator<Item = &'a schema::Name>) -> Vec<Table> {
        names.map(|name| Table::new(&self.at, name)).collect()
    }

    fn named(&self, role: NameRole) -> impl Iterator<Item = &schema::Name> {
        let uses = self.at.statement().uses.iter();
        uses.filter(move |used| used.role == role).map(|used| &used.name)
    }

    fn changes(&self) -> Vec<Change> {
        let count = u32::try_from(self.at.statement().changes.len()).unwrap_or(u32::MAX);
        (0..count).map(|index| Change::new(self.at.clone(), index)).collect()
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
            .one_of(schema::Kind::ALL.iter().map(|kind| kind.as_str()))
            .property("changes", "What it does, one by one: never empty.", Self::changes)
            .property(
                "expressions",
                "Every expression that it holds, outer ones first.",
                |this| {
                    let mut found = Vec::new();
                    this.at
                        .statement()
                        .each_expr(&mut |expr| found.push(Expression::new(&this.at, expr)));
                    found
                },
            )
            .property("reads", "The tables it reads.", |this| {
                this.tables(this.at.statement().reads())
            })
            .property("writes", "The tables whose rows or shape it changes.", |this| {
                this.tables(this.at.statement().writes())
            })
            .property(
                "references",
                "The tables it refers to: the targets of foreign keys.",
                |this| this.tables(this.named(NameRole::References)),
            )
            .property("calls", "The routines it calls.", |this| {
                let called = this.named(NameRole::Calls);
                called
                    .map(|name| Object::new(&this.at, name, ObjectKind::Function))
                    .collect::<Vec<_>>()
            })
            .property("body", "The statements inside it.", |this| {
                let count = u32::try_from(this.at.statement().body.len()).unwrap_or(u32::MAX);
                Self::at(&this.at, 0..count)
            })
            .property("outer", "The statement around it.", |this| {
                this.at.outer().map(Self::new)
            })
            .property(
                "previous",
                "The one before it, in the same migration or block.",
                |this| this.sibling(-1),
            )
            .property("next", "The one behind it, in the same migration or block.", |this| {
                this.sibling(1)
            })
            .property("is_top_level", "Whether it stands by itself, in no block.", |this| {
                this.at.path().len() == 1
            })
            .property(
                "path",
                "Its place within the migration: `2`, and `2.0` for the first inside the third.",
                |this| {
                    let parts: Vec<String> = this.at.path().iter().map(ToString::to_string).collect();
                    parts.join(".")
                },
            )
            .property(
                "index",
                "Its number within the migration, from 0; of the outermost one where it is nested.",
                |this| i64::from(this.at.path().first().copied().unwrap_or_default()),
            )
            .property("migration", "The migration it is part of.", |this| {
                Migration::new(this.at.facts())
            });
        words::describe(members);
        questions::describe(members);
    }

    fn print(&self) -> ImmutableString {
        kind(self.at.statement().kind)
    }

    fn place(&self) -> Place {
        let place = self.at.place(self.at.statement().range);
        let object = self.at.statement().changes.first().and_then(schema::Change::object);
        match object {
            Some(object) => place.of(self.at.resolved(object)),
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
