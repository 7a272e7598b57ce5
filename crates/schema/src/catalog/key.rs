use std::fmt;

use compact_str::CompactString;

/// The name under which the engine knows an object: folded, its schema filled in.
///
/// Both parts are in the engine's own case. The schema is empty where the dialect has none for everybody
/// (MySQL, SQLite, Oracle) and none was written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ObjectKey {
    /// The schema, or the database where the dialect calls it so.
    pub schema: CompactString,
    /// The name within it.
    pub name: CompactString,
}

impl ObjectKey {
    /// The schema under which temporary tables of a session are kept apart from the others.
    pub const TEMPORARY: &'static str = "pg_temp";

    /// A key from its two parts, in the engine's own case.
    #[must_use]
    pub fn new(schema: impl Into<CompactString>, name: impl Into<CompactString>) -> Self {
        Self {
            schema: schema.into(),
            name: name.into(),
        }
    }

    /// Another name in the same schema.
    #[must_use]
    pub fn sibling(&self, name: impl Into<CompactString>) -> Self {
        Self {
            schema: self.schema.clone(),
            name: name.into(),
        }
    }

    /// The same name in another schema.
    #[must_use]
    pub fn in_schema(&self, schema: impl Into<CompactString>) -> Self {
        Self {
            schema: schema.into(),
            name: self.name.clone(),
        }
    }

    /// `schema.name`, or `name` alone where there is no schema.
    #[must_use]
    pub fn joined(&self) -> CompactString {
        if self.schema.is_empty() {
            return self.name.clone();
        }
        let mut joined = CompactString::with_capacity(self.schema.len() + 1 + self.name.len());
        joined.push_str(&self.schema);
        joined.push('.');
        joined.push_str(&self.name);
        joined
    }

    /// Whether it belongs to a session rather than to the database.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        self.schema == Self::TEMPORARY
    }
}

impl fmt::Display for ObjectKey {
    /// `schema.name`, or `name` alone where there is no schema.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.joined())
    }
}
