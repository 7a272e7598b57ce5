use std::borrow::Cow;
use std::fmt;

use compact_str::CompactString;
use smallvec::SmallVec;
use source::TextRange;

use crate::Dialect;

/// One identifier: its text without quotes, as written, and its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ident {
    /// The text without its quotes, escapes undone, in the case in which it was written.
    pub text: CompactString,
    /// Where it stands, quotes included.
    pub range: TextRange,
    /// Whether it was quoted, so that its case counts where the engine folds.
    pub is_quoted: bool,
    /// Whether a placeholder (`${schema}`) is part of it, so that its real text is not known.
    pub has_placeholder: bool,
}

impl Ident {
    /// An identifier that no script wrote, in the engine's own case.
    #[must_use]
    pub fn synthetic(text: impl Into<CompactString>) -> Self {
        Self {
            text: text.into(),
            range: TextRange::default(),
            is_quoted: true,
            has_placeholder: false,
        }
    }

    /// The name under which the engine looks it up.
    #[must_use]
    pub fn folded(&self, dialect: Dialect) -> CompactString {
        match dialect.fold(&self.text, self.is_quoted) {
            Cow::Borrowed(whole) if whole.len() == self.text.len() => self.text.clone(),
            folded => CompactString::from(folded),
        }
    }

    /// Whether the name begins so, whatever the case of its letters.
    #[must_use]
    pub fn begins_with(&self, prefix: &str) -> bool {
        let beginning = self.text.get(..prefix.len());
        beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(prefix))
    }

    /// Whether the engine takes both for the same name.
    #[must_use]
    pub fn is_same(&self, other: &Self, dialect: Dialect) -> bool {
        dialect.fold(&self.text, self.is_quoted) == dialect.fold(&other.text, other.is_quoted)
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What stands before a name's last part. Hardly a name has more than one, which needs no memory of its own.
pub type Qualifiers = SmallVec<[Ident; 1]>;

/// A name that may be qualified: `orders`, `shop.orders`, `db.shop.orders`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    /// What stands before the last dot, outermost first. `db..t` has an empty one.
    pub qualifiers: Qualifiers,
    /// The last part.
    pub ident: Ident,
}

impl Name {
    /// A name of one part.
    #[must_use]
    pub const fn bare(ident: Ident) -> Self {
        Self {
            qualifiers: Qualifiers::new_const(),
            ident,
        }
    }

    /// The whole of it, from the first qualifier to the end.
    #[must_use]
    pub fn range(&self) -> TextRange {
        self.qualifiers
            .first()
            .map_or(self.ident.range, |first| first.range.cover(self.ident.range))
    }

    /// The part before the last one: the schema of a table, the table of a column.
    #[must_use]
    pub fn qualifier(&self) -> Option<&Ident> {
        self.qualifiers.last()
    }

    /// Whether a placeholder is part of it, so that its real text is not known.
    #[must_use]
    pub fn has_placeholder(&self) -> bool {
        self.ident.has_placeholder || self.qualifiers.iter().any(|part| part.has_placeholder)
    }

    /// Whether the engine takes both for the same name, an absent schema being the default one.
    #[must_use]
    pub fn is_same(&self, other: &Self, dialect: Dialect) -> bool {
        self.ident.is_same(&other.ident, dialect) && self.schema_key(dialect) == other.schema_key(dialect)
    }

    /// The folded schema, the dialect's default filled in.
    #[must_use]
    pub fn schema_key(&self, dialect: Dialect) -> Option<CompactString> {
        match self.qualifier() {
            Some(schema) if !schema.text.is_empty() => Some(schema.folded(dialect)),
            _ => dialect.default_schema().map(CompactString::const_new),
        }
    }

    /// `schema.name` as the engine would look it up, the dialect's default schema filled in.
    #[must_use]
    pub fn resolved(&self, dialect: Dialect) -> String {
        let name = dialect.fold(&self.ident.text, self.ident.is_quoted);
        let Some(schema) = self.schema_key(dialect) else {
            return name.into_owned();
        };
        let mut resolved = String::with_capacity(schema.len() + 1 + name.len());
        resolved.push_str(&schema);
        resolved.push('.');
        resolved.push_str(&name);
        resolved
    }
}

impl fmt::Display for Name {
    /// As written, without quotes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for qualifier in &self.qualifiers {
            write!(f, "{qualifier}.")?;
        }
        write!(f, "{}", self.ident)
    }
}
