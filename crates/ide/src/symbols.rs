use engine::Project;
use schema::{Kind, Statement};
use source::{FileId, Span, TextRange};

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

/// Something that a migration makes or renames, to be found by its name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedSymbol {
    /// Its name, as written.
    pub name: String,
    /// What kind of thing it is: "table".
    pub kind: schema::ObjectKind,
    /// The table that it belongs to.
    pub container: Option<String>,
    /// Where it is named.
    pub span: Span,
}

/// What the migrations make, as far as its name holds the letters of the query in their order. At most `limit` of them.
#[must_use]
pub fn named(project: &Project, query: &str, limit: usize) -> Vec<NamedSymbol> {
    let mut found = Vec::new();
    for facts in project.migrations() {
        for statement in &facts.script.statements {
            for definition in statement.changes.iter().flat_map(schema::Change::definitions) {
                if !holds_letters(&definition.ident.text, query) {
                    continue;
                }
                found.push(NamedSymbol {
                    name: definition.ident.text.to_string(),
                    kind: definition.object_kind,
                    container: definition.table.map(ToString::to_string),
                    span: Span::new(facts.migration.file, definition.ident.range),
                });
                if found.len() == limit {
                    return found;
                }
            }
        }
    }
    found
}

fn holds_letters(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    let mut wanted = query.chars().flat_map(char::to_lowercase);
    wanted.all(|wanted| letters.any(|letter| letter == wanted))
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
