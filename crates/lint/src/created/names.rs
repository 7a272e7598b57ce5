use schema::{Change, Dialect, Ident, Name, search_path_set_by};

/// How a script's names are looked up: it may set the `search_path` on its way.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) dialect: Dialect,
    /// Where it is set, in the order of the script, and to which schemas.
    paths: Vec<(u32, Vec<String>)>,
}

impl Names {
    pub(super) const fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            paths: Vec::new(),
        }
    }

    /// Takes in what a change makes of the `search_path`.
    pub(super) fn follow(&mut self, change: &Change) {
        if let Some(path) = search_path_set_by(change, self.dialect) {
            let path = path.into_iter().map(String::from).collect();
            self.paths.push((change.range.start, path));
        }
    }

    /// `schema.name` as a new object of this name is called at this place of the script.
    pub(super) fn key(&self, name: &Name, at: u32) -> String {
        let path = self.path(at).filter(|_| name.qualifiers.is_empty());
        path.map_or_else(
            || name.resolved(self.dialect),
            |path| self.within(path.first(), &name.ident),
        )
    }

    /// The names under which it is looked up there, in their order.
    pub(super) fn keys(&self, name: &Name, at: u32) -> impl Iterator<Item = String> {
        let path = self.path(at).filter(|_| name.qualifiers.is_empty());
        let others = path.unwrap_or_default().iter().skip(1);
        [self.key(name, at)]
            .into_iter()
            .chain(others.map(|schema| self.within(Some(schema), &name.ident)))
    }

    pub(super) fn column_key(&self, table: &Name, column: &Ident, at: u32) -> String {
        let column = self.dialect.fold(&column.text, column.is_quoted);
        ["column ", &self.key(table, at), ".", &column].concat()
    }

    fn path(&self, at: u32) -> Option<&[String]> {
        let behind = self.paths.partition_point(|(set, _)| *set < at);
        behind.checked_sub(1).map(|last| self.paths[last].1.as_slice())
    }

    fn within(&self, schema: Option<&String>, name: &Ident) -> String {
        let name = self.dialect.fold(&name.text, name.is_quoted);
        match schema {
            Some(schema) => [schema, ".", &name].concat(),
            None => name.into_owned(),
        }
    }
}
