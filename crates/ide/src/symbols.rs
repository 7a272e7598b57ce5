use engine::Project;
use schema::{Kind, Statement};
use source::{FileId, TextRange};

/// A statement in the outline of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Symbol {
    /// What it is about: `orders`, or what it does where it names nothing.
    pub name: String,
    /// What it does: `create table`.
    pub detail: String,
    /// Its kind.
    pub kind: Kind,
    /// All of it.
    pub range: TextRange,
    /// The name in it, or its beginning.
    pub selection: TextRange,
    /// What stands inside.
    pub children: Vec<Symbol>,
}

/// The statements of a file, in the order of its text.
#[must_use]
pub fn symbols(project: &Project, file: FileId) -> Vec<Symbol> {
    let statements = project.migrations_in(file).flat_map(|facts| &facts.script.statements);
    let mut symbols: Vec<Symbol> = statements.map(symbol).collect();
    symbols.sort_by_key(|symbol| symbol.range);
    symbols
}

fn symbol(statement: &Statement) -> Symbol {
    let detail = statement.kind.as_str().replace('_', " ");
    let names = statement
        .changes
        .iter()
        .filter_map(|change| change.object().or_else(|| change.table()));
    let named = names
        .chain(statement.writes())
        .find(|name| statement.range.contains_range(name.range()));
    Symbol {
        name: named.map_or_else(|| detail.clone(), ToString::to_string),
        detail,
        kind: statement.kind,
        range: statement.range,
        selection: named.map_or(TextRange::empty(statement.range.start), |name| name.range()),
        children: statement.body.iter().map(symbol).collect(),
    }
}

#[cfg(test)]
mod tests {
    use engine::Settings;
    use schema::Dialect;
    use source::{MemoryFiles, SourceFile, Sources};

    use super::*;

    pub(crate) fn project(text: &str) -> (Project, FileId) {
        let mut sources = Sources::default();
        let file = sources.add(SourceFile::from_text("a.sql", text));
        let settings = Settings {
            dialect: Some(Dialect::Postgres),
            ..Settings::default()
        };
        (Project::load(&MemoryFiles::default(), sources, &[file], settings), file)
    }

    #[test]
    fn an_outline_names_what_statements_are_about() {
        let text = "create table shop.orders (id int);\nset lock_timeout = 0;\ninsert into orders values (1);";
        let (project, file) = project(text);
        let symbols = symbols(&project, file);
        let shown: Vec<(&str, &str)> = symbols
            .iter()
            .map(|symbol| (symbol.name.as_str(), symbol.detail.as_str()))
            .collect();
        assert_eq!(
            shown,
            [("shop.orders", "create table"), ("set", "set"), ("orders", "insert")]
        );
        assert_eq!(&text[symbols[0].selection.slice()], "shop.orders");
    }
}
