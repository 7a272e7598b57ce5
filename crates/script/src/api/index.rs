use rhai::ImmutableString;
use schema::{Action, IndexShape};

use super::describe::Members;
use super::expression::Expression;
use super::handle::{At, Handle, Place};
use super::index_key::IndexKey;
use super::name::Name;
use super::object::names;
use super::setting::Setting;
use super::table::Table;
use super::text::Text;

/// An index that a change makes.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    at: At,
    change: u32,
    /// Which of the indexes inside a new table it is; `None` for one that is made by itself.
    inside: Option<u32>,
}

impl Index {
    /// Those that the change makes, in the order of the text.
    pub(crate) fn all(at: &At, change: u32) -> Vec<Self> {
        let one = |inside| Self {
            at: at.clone(),
            change,
            inside,
        };
        match &at.change(change).action {
            Action::CreateIndex(_) => vec![one(None)],
            Action::CreateTable(table) => (0..).zip(&table.indexes).map(|(number, _)| one(Some(number))).collect(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn index(&self) -> &schema::Index {
        let found = match (&self.at.change(self.change).action, self.inside) {
            (Action::CreateIndex(index), _) => Some(&**index),
            (Action::CreateTable(table), Some(number)) => table.indexes.get(number as usize),
            _ => None,
        };
        found.expect("`all` has seen it, and scripts do not change")
    }

    pub(crate) const fn at(&self) -> &At {
        &self.at
    }
}

impl Handle for Index {
    const NAME: &'static str = "Index";
    const SUMMARY: &'static str = "An index as `create index`, `add index` or a table definition writes it. It prints as \
        its name, or as written where it has none.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("text", "It as written.", |this| Text::new(this.place()))
            .property("name", "Its bare name; `()` where the engine makes one.", |this| {
                let name = this.index().name.as_ref();
                name.map(|name| Name::new(&this.at, &name.ident))
            })
            .property("table", "The table it is built on.", |this| {
                Table::new(&this.at, &this.index().table)
            })
            .property("keys", "What it is sorted by.", IndexKey::all)
            .property("columns", "The columns among its keys.", |this| {
                let keys = this.index().keys.iter();
                keys.filter_map(|key| key.column().map(|column| Name::new(&this.at, column)))
                    .collect::<Vec<_>>()
            })
            .property("include", "The columns that it carries along.", |this| {
                Name::all(&this.at, &this.index().include)
            })
            .property("is_unique", "Whether it keeps rows apart.", |this| this.index().is_unique)
            .property("is_concurrent", "Whether it is built without stopping writers: `concurrently`.", |this| {
                this.inside.is_none() && this.at.statement().modifiers.concurrently.is_some()
            })
            .property("predicate", "The condition on the rows in it.", |this| {
                let predicate = this.index().predicate.as_deref();
                predicate.map(|expr| Expression::new(&this.at, expr))
            })
            .property("method", "The access method in lower case: `btree`, `gin`.", |this| {
                this.index().method.as_deref().map(ImmutableString::from)
            })
            .property(
                "shape",
                "What kind of index it is: `plain`, `clustered`, `columnstore`, `fulltext`, `spatial`, `special`, `bitmap`.",
                |this| shape(this.index().shape),
            )
            .property("nulls_not_distinct", "Whether nulls count as equal.", |this| {
                this.index().nulls_not_distinct
            })
            .property("is_invisible", "Whether queries do not use it.", |this| this.index().is_invisible)
            .property("settings", "Its options: `fillfactor = 70`.", |this| {
                Setting::all(&this.at, &this.index().options)
            });
    }

    fn print(&self) -> ImmutableString {
        match &self.index().name {
            Some(name) => name.to_string().into(),
            None => self.place().text().into(),
        }
    }

    fn place(&self) -> Place {
        let index = self.index();
        let place = self.at.place(index.range);
        match &index.name {
            Some(name) => place.named(&name.ident).of(self.at.resolved(name)),
            None => place,
        }
    }

    fn is_named(&self, text: &str) -> bool {
        let name = self.index().name.as_ref();
        name.is_some_and(|name| names(name, text, self.at.dialect()))
    }
}

/// What kind of index it is, in a word.
pub(crate) const fn shape(shape: IndexShape) -> &'static str {
    match shape {
        IndexShape::Plain => "plain",
        IndexShape::Clustered => "clustered",
        IndexShape::Columnstore => "columnstore",
        IndexShape::Fulltext => "fulltext",
        IndexShape::Spatial => "spatial",
        IndexShape::Special => "special",
        IndexShape::Bitmap => "bitmap",
    }
}
