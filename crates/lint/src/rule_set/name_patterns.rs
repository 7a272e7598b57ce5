use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use schema::{Catalog, Change, Name};

/// Patterns of the names of objects, as the configuration writes them: `tmp_*`, `audit.*`, `orders.note`.
#[derive(Clone, Debug, Default)]
pub struct NamePatterns(GlobSet);

impl NamePatterns {
    /// Reads patterns. Letters match whatever their case.
    ///
    /// # Errors
    /// What is wrong with the first that is no pattern, in lower case.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            let glob = GlobBuilder::new(pattern).case_insensitive(true).build();
            set.add(glob.map_err(|error| format!("`{pattern}` is no pattern: {}; correct it", error.kind()))?);
        }
        set.build().map(Self).map_err(|error| error.kind().to_string())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the name matches, alone or with its schema; without one, with the schema in which it is found.
    #[must_use]
    pub fn hold_for(&self, name: &Name, before: &Catalog) -> bool {
        self.0.is_match(name.ident.text.as_str()) || self.0.is_match(before.resolved(name))
    }

    /// Whether what the change is about matches: the object, its table, or its column as `table.column`.
    #[must_use]
    pub fn hold_for_change(&self, change: &Change, before: &Catalog) -> bool {
        let names = change.object().into_iter().chain(change.table());
        let is_column = || {
            let (Some(table), Some(column)) = (change.table(), change.column()) else {
                return false;
            };
            self.0.is_match(format!("{}.{}", table.ident.text, column.text))
        };
        names.into_iter().any(|name| self.hold_for(name, before)) || is_column()
    }
}
