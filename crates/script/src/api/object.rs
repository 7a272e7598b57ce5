use rhai::ImmutableString;
use schema::ObjectKind;

use super::describe::Members;
use super::handle::{At, Handle, Place};
use super::name::{Name, SQL, SQL_SUMMARY, as_sql};

/// Anything with a name of its own.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    at: At,
    name: schema::Name,
    kind: ObjectKind,
}

impl Object {
    /// Its name as SQL.
    pub(super) fn sql(&self) -> String {
        as_sql(&self.at, &self.name)
    }

    pub(crate) fn new(at: &At, name: &schema::Name, kind: ObjectKind) -> Self {
        Self {
            at: at.clone(),
            name: name.clone(),
            kind,
        }
    }

    pub(crate) const fn schema_name(&self) -> &schema::Name {
        &self.name
    }
}

impl Handle for Object {
    const NAME: &'static str = "Object";
    const SUMMARY: &'static str = "Something with a name of its own: a table, an index, a function. It prints as \
        written, without quotes (`sql` has them), and equals a text that names it, as the engine compares names.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("kind", "What it is: `index`, `materialized_view`.", |this| {
                this.kind.as_str()
            })
            .one_of(schema::ObjectKind::ALL.iter().map(|kind| kind.as_str()))
            .property("name", "Its bare name.", |this| Name::new(&this.at, &this.name.ident))
            .property("schema", "The schema written before it.", |this| {
                this.name.qualifier().map(|schema| Name::new(&this.at, schema))
            })
            .property(
                "full_name",
                "`schema.name` as the engine looks it up: along the `search_path`, where it is written without its schema.",
                |this| this.at.resolved(&this.name),
            )
            .property(SQL, SQL_SUMMARY, Self::sql);
    }

    fn print(&self) -> ImmutableString {
        self.name.to_string().into()
    }

    fn place(&self) -> Place {
        let object = self.at.resolved(&self.name);
        self.at.place(self.name.range()).named(&self.name.ident).of(object)
    }

    fn is_same(&self, other: &Self) -> bool {
        self.kind == other.kind && self.name.is_same(&other.name, self.at.dialect())
    }

    fn is_named(&self, text: &str) -> bool {
        names(&self.name, text, self.at.dialect())
    }
}

/// Whether `text`, as a person would write it, names this: `orders`, `shop.orders`.
pub(crate) fn names(name: &schema::Name, text: &str, dialect: schema::Dialect) -> bool {
    let (schema, bare) = match text.rsplit_once('.') {
        Some((schema, bare)) => (Some(schema), bare),
        None => (None, text),
    };
    let is_bare = dialect.fold(bare, false) == name.ident.folded(dialect).as_str();
    is_bare && schema.is_none_or(|schema| name.schema_key(dialect).as_deref() == Some(&dialect.fold(schema, false)))
}
