use rhai::ImmutableString;
use schema::Ident;

use super::describe::Members;
use super::handle::{At, Handle, Place};
use super::text::{self, HasText};

/// The property that holds a name as SQL, and what the reference says of it.
pub(super) const SQL: &str = "sql";
pub(super) const SQL_SUMMARY: &str = "It as SQL, quotes included where it needs them: for the text of a fix.";

/// One identifier as the script writes it, without its quotes.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    at: At,
    ident: Ident,
}

impl Name {
    pub(crate) fn new(at: &At, ident: &Ident) -> Self {
        Self {
            at: at.clone(),
            ident: ident.clone(),
        }
    }

    /// It as SQL.
    pub(super) fn sql(&self) -> String {
        as_sql(&self.at, &schema::Name::bare(self.ident.clone()))
    }

    /// The name under which the engine looks it up.
    pub(crate) fn folded(&self) -> String {
        self.ident.folded(self.at.dialect()).to_string()
    }

    /// All of these.
    pub(crate) fn all(at: &At, idents: &[Ident]) -> Vec<Self> {
        idents.iter().map(|ident| Self::new(at, ident)).collect()
    }
}

/// A name as SQL: as the script writes it, quotes included; quoted where no script wrote it.
pub(super) fn as_sql(at: &At, name: &schema::Name) -> String {
    let written = at.facts().file.slice(name.range());
    if !written.is_empty() {
        return written.to_owned();
    }
    let parts = name.qualifiers.iter().chain([&name.ident]);
    let quoted: Vec<String> = parts.map(|part| at.dialect().quote(&part.text)).collect();
    quoted.join(".")
}

impl Handle for Name {
    const NAME: &'static str = "Name";
    const SUMMARY: &'static str = "One identifier as the migration writes it, without its quotes. It can be used like a \
        text; two names are equal where they are written alike.";

    fn describe(members: &mut Members<'_, Self>) {
        members
            .property("is_quoted", "Whether it stands between quotes.", |name| {
                name.ident.is_quoted
            })
            .property("folded", "The name under which the engine looks it up.", |name| {
                name.folded()
            })
            .property(SQL, SQL_SUMMARY, Self::sql)
            .property(
                "has_placeholder",
                "Whether a placeholder is part of it, so that its real text is not known.",
                |name| name.ident.has_placeholder,
            );
        text::register(members);
    }

    fn print(&self) -> ImmutableString {
        self.ident.text.as_str().into()
    }

    fn place(&self) -> Place {
        self.at.place(self.ident.range).named(&self.ident)
    }

    fn is_same(&self, other: &Self) -> bool {
        self.ident.text == other.ident.text
    }

    fn is_named(&self, text: &str) -> bool {
        self.ident.text == text
    }
}

impl HasText for Name {
    fn as_text(&self) -> &str {
        &self.ident.text
    }
}
