use std::sync::Arc;

use lint::{MigrationFacts, StatementFacts};
use rhai::{Dynamic, ImmutableString};
use source::{Span, StatementPath, TextRange};

use super::describe::Members;
use super::value::Value;

/// A view of something that a migration says: it has a text and a place. What a rule over the history collects goes
/// from thread to thread.
pub(crate) trait Handle: Clone + Send + Sync + 'static {
    /// Its type, as scripts see it.
    const NAME: &'static str;
    /// What it is.
    const SUMMARY: &'static str;

    /// What can be asked of it.
    fn describe(members: &mut Members<'_, Self>);

    /// What it prints as.
    fn print(&self) -> ImmutableString;

    /// Where it stands.
    fn place(&self) -> Place;

    /// Whether both are the same thing.
    fn is_same(&self, other: &Self) -> bool {
        self.place().span() == other.place().span()
    }

    /// Whether it is what `text` names.
    fn is_named(&self, text: &str) -> bool {
        self.print() == text
    }
}

/// Something that scripts see, with or without a place in the migration.
pub(crate) trait Thing: Clone + Send + Sync + 'static {
    /// Its type, as scripts see it.
    const NAME: &'static str;
    /// What it is.
    const SUMMARY: &'static str;

    /// What can be asked of it.
    fn describe(members: &mut Members<'_, Self>);

    /// What it prints as.
    fn print(&self) -> ImmutableString;

    /// Whether both are the same thing.
    fn is_same(&self, other: &Self) -> bool;

    /// Whether it is what `text` names.
    fn is_named(&self, text: &str) -> bool {
        self.print() == text
    }
}

impl<T: Handle> Thing for T {
    const NAME: &'static str = T::NAME;
    const SUMMARY: &'static str = T::SUMMARY;

    fn describe(members: &mut Members<'_, Self>) {
        <T as Handle>::describe(members);
    }

    fn print(&self) -> ImmutableString {
        <T as Handle>::print(self)
    }

    fn is_same(&self, other: &Self) -> bool {
        <T as Handle>::is_same(self, other)
    }

    fn is_named(&self, text: &str) -> bool {
        <T as Handle>::is_named(self, text)
    }
}

impl<T: Thing> Value for T {
    fn type_name() -> String {
        T::NAME.to_owned()
    }

    fn into_dynamic(self) -> Dynamic {
        Dynamic::from(self)
    }
}

/// A statement of a migration: what most handles hold on to. Cloning it is cheap.
#[derive(Clone, Debug)]
pub(crate) struct At(Arc<AtStatement>);

#[derive(Debug)]
struct AtStatement {
    facts: Arc<MigrationFacts>,
    path: Vec<u32>,
}

impl At {
    /// The statement that `path` leads to, where there is one.
    pub(crate) fn new(facts: &Arc<MigrationFacts>, path: &[u32]) -> Option<Self> {
        find(&facts.script.statements, path)?;
        Some(Self(Arc::new(AtStatement {
            facts: Arc::clone(facts),
            path: path.to_vec(),
        })))
    }

    pub(crate) fn facts(&self) -> &Arc<MigrationFacts> {
        &self.0.facts
    }

    pub(crate) fn path(&self) -> &[u32] {
        &self.0.path
    }

    pub(crate) fn statement(&self) -> &schema::Statement {
        find(&self.0.facts.script.statements, &self.0.path).expect("`new` has looked it up, and scripts do not change")
    }

    /// What is known of it; nothing is, of what stands in a routine's body.
    pub(crate) fn known(&self) -> Option<StatementFacts<'_>> {
        self.0.facts.statement_at(&self.0.path)
    }

    pub(crate) fn dialect(&self) -> schema::Dialect {
        self.0.facts.script.dialect
    }

    /// The schema before the statement; in a routine's body, before its definition.
    pub(crate) fn before(&self) -> &schema::Catalog {
        self.0.facts.found_by(&self.0.path)
    }

    /// The name as the engine looks it up here, along the `search_path`: `schema.name`, as impacts call relations.
    pub(crate) fn resolved(&self, name: &schema::Name) -> String {
        self.before().resolved(name)
    }

    /// The change with this number.
    pub(crate) fn change(&self, index: u32) -> &schema::Change {
        &self.statement().changes[index as usize]
    }

    /// The statement around this one.
    pub(crate) fn outer(&self) -> Option<Self> {
        let (_, outer) = self.0.path.split_last()?;
        Self::new(&self.0.facts, outer)
    }

    /// The statement with this number among those around it.
    pub(crate) fn sibling(&self, index: u32) -> Option<Self> {
        let (_, outer) = self.0.path.split_last()?;
        let path: Vec<u32> = outer.iter().copied().chain([index]).collect();
        Self::new(&self.0.facts, &path)
    }

    /// The statement with this number inside this one.
    pub(crate) fn inner(&self, index: u32) -> Option<Self> {
        let path: Vec<u32> = self.0.path.iter().copied().chain([index]).collect();
        Self::new(&self.0.facts, &path)
    }

    /// A place in this statement.
    pub(crate) fn place(&self, range: TextRange) -> Place {
        Place {
            facts: Arc::clone(&self.0.facts),
            path: Some(self.0.path.clone()),
            range,
            name: None,
            object: None,
        }
    }
}

fn find<'s>(statements: &'s [schema::Statement], path: &[u32]) -> Option<&'s schema::Statement> {
    let (first, rest) = path.split_first()?;
    let mut statement = statements.get(*first as usize)?;
    for index in rest {
        statement = statement.body.get(*index as usize)?;
    }
    Some(statement)
}

/// Where a finding, an edit or a note goes.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) facts: Arc<MigrationFacts>,
    /// The statement it is in; `None` for a place of the file.
    pub(crate) path: Option<Vec<u32>>,
    pub(crate) range: TextRange,
    /// The name that `rename` changes.
    pub(crate) name: Option<schema::Ident>,
    /// What it is the place of, for a finding's fingerprint.
    pub(crate) object: Option<String>,
}

impl Place {
    /// A place of the migration's file that belongs to no statement.
    pub(crate) fn of_file(facts: &Arc<MigrationFacts>, range: TextRange) -> Self {
        Self {
            facts: Arc::clone(facts),
            path: None,
            range,
            name: None,
            object: None,
        }
    }

    /// The same place, with the name that `rename` changes.
    pub(crate) fn named(mut self, name: &schema::Ident) -> Self {
        self.name = Some(name.clone());
        self
    }

    /// The same place, of this object.
    pub(crate) fn of(mut self, object: impl Into<String>) -> Self {
        self.object = Some(object.into());
        self
    }

    pub(crate) fn span(&self) -> Span {
        Span::new(self.facts.migration.file, self.range)
    }

    pub(crate) fn statement(&self) -> Option<StatementPath> {
        self.path.clone().map(StatementPath)
    }

    pub(crate) fn text(&self) -> &str {
        self.facts.file.slice(self.range)
    }
}

/// What everything can do: print, be compared, be joined to a text.
pub(crate) fn register_thing<T: Thing>(members: &mut Members<'_, T>) {
    for name in ["to_string", "print", "to_debug", "debug"] {
        members.overload(name, |this: &mut T| this.print());
    }
    members
        .overload("==", |left: &mut T, right: T| left.is_same(&right))
        .overload("!=", |left: &mut T, right: T| !left.is_same(&right))
        .overload("==", |left: &mut T, right: &str| left.is_named(right))
        .overload("!=", |left: &mut T, right: &str| !left.is_named(right))
        .overload("==", |left: &str, right: T| right.is_named(left))
        .overload("!=", |left: &str, right: T| !right.is_named(left))
        .overload("==", |_: &mut T, (): ()| false)
        .overload("!=", |_: &mut T, (): ()| true)
        .overload("==", |(): (), _: T| false)
        .overload("!=", |(): (), _: T| true)
        .overload("+", |left: &mut T, right: ImmutableString| left.print() + right)
        .overload("+", |left: ImmutableString, right: T| left + right.print());
}

/// What a place can do besides: have a line, be the place of a finding.
pub(crate) fn register_place<T: Handle>(members: &mut Members<'_, T>) {
    members.property("line", "The line of the file that it begins in, from 1.", |this| {
        let place = this.place();
        i64::from(place.facts.file.line_column(place.range.start).line)
    });
    super::context::register_place::<T>(members);
    super::finding::register_place::<T>(members);
}
