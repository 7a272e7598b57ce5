mod parts;
mod questions;

use std::sync::Arc;

use lint::MigrationFacts;
use rhai::ImmutableString;
use schema::{Action, ObjectKind, TokenKind, Verb};
use source::TextRange;

use super::column::Column;
use super::data_type::Type;
use super::describe::Members;
use super::handle::{At, Handle, Place};
use super::name::Name;
use super::object::Object;
use super::statement::Statement;
use super::table::Table;
use super::text::Text;

/// One thing that a statement does.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    at: At,
    index: u32,
}

impl Change {
    pub(crate) const fn new(at: At, index: u32) -> Self {
        Self { at, index }
    }

    /// The change that has this range.
    pub(crate) fn at(facts: &Arc<MigrationFacts>, range: TextRange) -> Option<Self> {
        fn find(at: &At, range: TextRange) -> Option<Change> {
            let changes = &at.statement().changes;
            let own = changes.iter().position(|change| change.range == range);
            if let Some(index) = own.and_then(|index| u32::try_from(index).ok()) {
                return Some(Change::new(at.clone(), index));
            }
            (0..)
                .map_while(|number| at.inner(number))
                .find_map(|inner| find(&inner, range))
        }
        let mut statements = (0..).map_while(|number| At::new(facts, &[number]));
        statements.find_map(|at| find(&at, range))
    }

    pub(crate) fn schema_change(&self) -> &schema::Change {
        self.at.change(self.index)
    }

    /// The new name that a rename gives, or that `change column` does.
    fn new_name(&self) -> Option<Name> {
        match &self.schema_change().action {
            Action::Rename(rename) => Some(Name::new(&self.at, &rename.to.ident)),
            Action::AddColumn {
                column,
                old_name: Some(_),
                ..
            } => Some(Name::new(&self.at, &column.name)),
            _ => None,
        }
    }

    fn data_type(&self) -> Option<Type> {
        let data_type = match &self.schema_change().action {
            Action::AddColumn { column, .. } => column.data_type.as_ref(),
            Action::Column(action) => action.data_type.as_ref(),
            _ => None,
        };
        data_type.map(|data_type| Type::new(&self.at, data_type))
    }

    /// What stands between the quotes of the last string of `comment on … is '…'`.
    fn comment(&self) -> Option<Text> {
        let Action::Comment(comment) = &self.schema_change().action else {
            return None;
        };
        let tokens = self.at.facts().script.tokens_of(self.at.statement());
        let mut tokens = tokens.iter().rev().filter(|_| comment.has_text);
        let string = tokens.find(|token| matches!(token.kind, TokenKind::String | TokenKind::DollarString))?;
        let text = self.at.facts().file.slice(string.range);
        let quote = match string.kind {
            TokenKind::DollarString => &text[..=text[1..].find('$')? + 1],
            _ => "'",
        };
        let start = text.find(quote)? + quote.len();
        let end = text.len().checked_sub(quote.len()).filter(|end| *end >= start)?;
        let offset = |at: usize| string.range.start + u32::try_from(at).unwrap_or(u32::MAX);
        Some(Text::of_statement(&self.at, TextRange::new(offset(start), offset(end))))
    }

    fn object_kind(&self) -> ObjectKind {
        match &self.schema_change().action {
            Action::CreateObject(action) => action.object_kind,
            Action::Drop(action) => action.object_kind,
            Action::Rename(action) => action.object_kind,
            Action::Object(action) => action.object_kind,
            Action::Table(action) => action.object_kind,
            Action::CreateRoutine(action) => action.object_kind,
            Action::Comment(action) => action.object_kind,
            _ => self
                .schema_change()
                .kind
                .verb_object()
                .map_or(ObjectKind::Table, |(_, object)| object),
        }
    }

    fn is(&self, verb: Verb) -> bool {
        self.schema_change()
            .kind
            .verb_object()
            .is_some_and(|(found, _)| found == verb)
    }
}

impl Handle for Change {
    const NAME: &'static str = "Change";
    const SUMMARY: &'static str =
        "One thing that a statement does: `alter table` with three actions holds three changes.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("kind", "What it does: `create_table`, `add_column` …", |this| {
                super::statement::kind(this.schema_change().kind)
            })
            .one_of(schema::Kind::ALL.iter().map(|kind| kind.as_str()))
            .property("table", "The table or view it is about.", |this| {
                Table::of_change(&this.at, this.index)
            })
            .property("column", "The column it is about.", |this| {
                Column::of_change(&this.at, this.index)
            })
            .property(
                "added_columns",
                "The columns it adds: those of `create_table` and of `add_column`.",
                |this| Column::added(&this.at, this.index, this.schema_change().added_columns().len()),
            )
            .property(
                "object",
                "What it is about by name: the index of `drop_index`, the table of a column.",
                |this| {
                    let kind = this.object_kind();
                    this.schema_change()
                        .object()
                        .map(|name| Object::new(&this.at, name, kind))
                },
            )
            .property("new_name", "The name that a rename gives.", Self::new_name)
            .property("type", "The type it gives to a column.", Self::data_type)
            .property(
                "command",
                "It in the words of SQL: `create index concurrently`, `alter table … drop column`.",
                |this| this.schema_change().command(this.at.statement()),
            )
            .property(
                "object_kind",
                "What kind of thing it is about: `table`, `index`.",
                |this| this.object_kind().as_str(),
            )
            .one_of(schema::ObjectKind::ALL.iter().map(|kind| kind.as_str()))
            .property("old_name", "The name that a rename takes away.", |this| {
                match &this.schema_change().action {
                    Action::Rename(rename) => Some(Name::new(&this.at, &rename.from.ident)),
                    Action::AddColumn { old_name, .. } => old_name.as_ref().map(|name| Name::new(&this.at, name)),
                    _ => None,
                }
            })
            .property("text", "Its own text within the statement.", |this| {
                Text::of_statement(&this.at, this.schema_change().range)
            })
            .property(
                "comment",
                "The text that `comment on` gives, without its quotes; `()` where it takes one away, and for every other change.",
                Self::comment,
            )
            .property("statement", "The statement it is part of.", |this| {
                Statement::new(this.at.clone())
            });
        parts::describe(members);
        parts::describe_facets(members);
        questions::describe(members);
    }

    fn print(&self) -> ImmutableString {
        let change = self.schema_change();
        match (change.object(), change.column()) {
            (Some(object), Some(column)) => format!("{object}.{column}").into(),
            (Some(object), None) => object.to_string().into(),
            (None, _) => change.kind.as_str().into(),
        }
    }

    fn place(&self) -> Place {
        place_of(&self.at, self.schema_change())
    }
}

/// Where a change stands, and what it is about.
pub(crate) fn place_of(at: &At, change: &schema::Change) -> Place {
    let place = at.place(change.range);
    let dialect = at.dialect();
    match (change.object(), change.column()) {
        (Some(object), Some(column)) => {
            let object = format!("{}.{}", at.resolved(object), column.folded(dialect));
            place.named(column).of(object)
        }
        (Some(object), None) => place.named(&object.ident).of(at.resolved(object)),
        (None, _) => place,
    }
}
