use std::collections::BTreeSet;

use engine::{MigrationFacts, Project};
use rustc_hash::FxHashMap;
use schema::catalog::Relation;
use schema::{Catalog, Ident, Keyword, Name, ObjectKey, Token, TokenKind};
use source::{FileId, TextRange};

use crate::new_name::written;
use crate::shape::of_column;

/// Something that can be written at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suggestion {
    /// What is written.
    pub text: String,
    /// What it is.
    pub kind: SuggestionKind,
    /// A little more: a column's type, a rule's severity.
    pub detail: String,
    /// The page or the summary, as Markdown.
    pub documentation: String,
    /// Those with a lower number come first.
    pub rank: u8,
}

/// What is suggested.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SuggestionKind {
    /// A table or a view.
    Relation,
    /// A column.
    Column,
    /// A schema.
    Schema,
    /// A rule or a category.
    Rule,
    /// A key of a configuration.
    Key,
    /// A value of one.
    Value,
    /// A property in a script.
    Property,
    /// A function in a script.
    Function,
}

/// What can be written at a place of a migration, and which text it replaces.
#[must_use]
pub fn completions(project: &Project, file: FileId, offset: u32) -> (TextRange, Vec<Suggestion>) {
    let text = project.sources().get(file).text();
    let word = word_before(text, offset);
    let mut migrations = project.migrations_in(file);
    let holds = |facts: &&std::sync::Arc<MigrationFacts>| {
        let range = facts.migration.section.range;
        range.start <= offset && offset <= range.end
    };
    let Some(facts) = migrations.find(holds) else {
        return (word, Vec::new());
    };
    let in_comment = facts
        .script
        .comments
        .iter()
        .chain(&*facts.head)
        .find(|comment| comment.range.start < offset && offset <= comment.range.end);
    if let Some(comment) = in_comment {
        let said = text
            .get(comment.range.start as usize..word.start as usize)
            .unwrap_or_default();
        let rules = if names_rules(said) { rules(project) } else { Vec::new() };
        return (word, rules);
    }
    let at = facts
        .script
        .statements
        .partition_point(|statement| statement.range.start < word.start);
    // What stands there is half written: the schema before it counts.
    let catalog = facts.schema_before(at.saturating_sub(usize::from(is_within(facts, at, word.start))));
    let place = Place::new(facts, text, word);
    (word, place.suggestions(catalog))
}

/// Whether a comment up to here is a list of rules to allow.
fn names_rules(said: &str) -> bool {
    let Some((_, rest)) = said.split_once("lockgate:") else {
        return false;
    };
    let rest = rest.trim_start();
    let list = rest.strip_prefix("allow-file").or_else(|| rest.strip_prefix("allow"));
    list.is_some_and(|list| list.starts_with(char::is_whitespace) && !list.contains('('))
}

fn rules(project: &Project) -> Vec<Suggestion> {
    let rules = project.settings().rules.rules();
    rules.iter().map(|rule| of_rule(rule.info())).collect()
}

/// A rule, to be named in a comment or a configuration.
#[must_use]
pub fn of_rule(info: &lint::RuleInfo) -> Suggestion {
    Suggestion {
        text: info.id.to_string(),
        kind: SuggestionKind::Rule,
        detail: format!("{}, {}", info.category, info.severity),
        documentation: info.summary(),
        rank: 0,
    }
}

fn is_within(facts: &MigrationFacts, next: usize, at: u32) -> bool {
    let last = next.checked_sub(1).and_then(|last| facts.script.statements.get(last));
    last.is_some_and(|last| at <= last.range.end)
}

/// The letters of a name that stand before a place.
#[must_use]
pub fn word_before(text: &str, offset: u32) -> TextRange {
    let before = text.get(..offset as usize).unwrap_or_default();
    let is_of_name = |character: char| character.is_alphanumeric() || matches!(character, '_' | '$');
    let is_of_rule = |character: char| is_of_name(character) || character == '-';
    let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    let in_comment = line.contains("lockgate:");
    let letters = |character: &char| {
        if in_comment {
            is_of_rule(*character)
        } else {
            is_of_name(*character)
        }
    };
    let length: usize = before.chars().rev().take_while(letters).map(char::len_utf8).sum();
    TextRange::new(offset - u32::try_from(length).unwrap_or_default(), offset)
}

/// What stands around a place in a statement.
struct Place<'a> {
    text: &'a str,
    dialect: schema::Dialect,
    /// The tokens of the statement that is being written.
    tokens: &'a [Token],
    /// How many of them stand before the place.
    before: usize,
}

/// Words behind which a table stands.
const BEFORE_TABLES: &[Keyword] = &[
    Keyword::FROM,
    Keyword::JOIN,
    Keyword::INTO,
    Keyword::UPDATE,
    Keyword::TABLE,
    Keyword::REFERENCES,
    Keyword::ON,
    Keyword::TRUNCATE,
    Keyword::EXISTS,
    Keyword::VIEW,
    Keyword::ONLY,
];

/// Words behind which only a column stands.
const BEFORE_COLUMNS: &[Keyword] = &[Keyword::COLUMN, Keyword::SET];

impl<'a> Place<'a> {
    fn new(facts: &'a MigrationFacts, text: &'a str, word: TextRange) -> Self {
        let all = facts.script.file_tokens();
        let next = all.partition_point(|token| token.range.start < word.start);
        let is_end = |token: &Token| matches!(token.kind, TokenKind::Terminator | TokenKind::BatchEnd);
        let start = all[..next].iter().rposition(is_end).map_or(0, |at| at + 1);
        let end = all[next..].iter().position(is_end).map_or(all.len(), |at| next + at);
        Self {
            text,
            dialect: facts.script.dialect,
            tokens: &all[start..end],
            before: next - start,
        }
    }

    fn suggestions(&self, catalog: &Catalog) -> Vec<Suggestion> {
        let last = self.before.checked_sub(1).map(|at| self.tokens[at]);
        if let Some(qualifier) = last
            .filter(|last| last.kind == TokenKind::Dot)
            .and_then(|_| self.qualifier())
        {
            return self.behind(catalog, &qualifier);
        }
        let mut found = Vec::new();
        let wants_tables = last.is_some_and(|last| BEFORE_TABLES.contains(&last.keyword));
        if !wants_tables {
            // A table may be named several times, and have an alias.
            let named: BTreeSet<ObjectKey> = self.relations(catalog).into_values().collect();
            for key in named {
                columns(catalog, &key, &mut found);
            }
        }
        let wants_columns = last.is_some_and(|last| BEFORE_COLUMNS.contains(&last.keyword));
        if wants_columns || self.is_in_list_of_columns(catalog) {
            return found;
        }
        relations(catalog, None, &mut found);
        found.dedup_by(|left, right| left == right);
        found
    }

    /// Whether a list has begun right behind the name of a table: `insert into orders (id, `.
    fn is_in_list_of_columns(&self, catalog: &Catalog) -> bool {
        let before = &self.tokens[..self.before];
        let is_of_list =
            |token: &Token| matches!(token.kind, TokenKind::Word | TokenKind::QuotedIdent | TokenKind::Comma);
        let Some(begin) = before.iter().rposition(|token| !is_of_list(token)) else {
            return false;
        };
        let table = begin
            .checked_sub(1)
            .filter(|_| before[begin].kind == TokenKind::LeftParen);
        table.is_some_and(|table| self.relation(catalog, table).is_some())
    }

    /// The name before the dot.
    fn qualifier(&self) -> Option<String> {
        let at = self.before.checked_sub(2)?;
        self.folded(self.tokens[at])
    }

    fn folded(&self, token: Token) -> Option<String> {
        Some(self.ident(token)?.folded(self.dialect).into_string())
    }

    fn ident(&self, token: Token) -> Option<Ident> {
        let text = self.text.get(token.range.slice())?;
        let is_quoted = match token.kind {
            TokenKind::Word => false,
            TokenKind::QuotedIdent => true,
            _ => return None,
        };
        let text = text.trim_matches(|of_quotes| is_quoted && matches!(of_quotes, '"' | '`' | '[' | ']'));
        Some(Ident {
            text: text.into(),
            range: token.range,
            is_quoted,
            has_placeholder: false,
        })
    }

    /// The relation that the name ending with this token means.
    fn relation(&self, catalog: &Catalog, at: usize) -> Option<ObjectKey> {
        let mut name = Name::bare(self.ident(self.tokens[at])?);
        let is_qualified = at > 1 && self.tokens[at - 1].kind == TokenKind::Dot;
        if is_qualified {
            name.qualifiers.push(self.ident(self.tokens[at - 2])?);
        }
        let key = catalog.key(&name);
        catalog.relation_at(&key).seen().map(|_| key)
    }

    /// The columns of a table or an alias, or the tables of a schema.
    fn behind(&self, catalog: &Catalog, qualifier: &str) -> Vec<Suggestion> {
        let mut found = Vec::new();
        let named = self.relations(catalog);
        if let Some(key) = named.get(qualifier) {
            columns(catalog, key, &mut found);
        }
        relations(catalog, Some(qualifier), &mut found);
        found
    }

    /// The relations that the statement names, by their names and aliases.
    fn relations(&self, catalog: &Catalog) -> FxHashMap<String, ObjectKey> {
        let mut named = FxHashMap::default();
        for at in 0..self.tokens.len() {
            let Some(key) = self.relation(catalog, at) else {
                continue;
            };
            named.insert(key.name.to_string(), key.clone());
            let mut behind = self.tokens[at + 1..].iter();
            let next = behind.next();
            let alias = match next {
                Some(next) if next.keyword == Keyword::AS => behind.next(),
                next => {
                    next.filter(|next| next.kind == TokenKind::Word && !self.dialect.is_reserved(self.slice(**next)))
                }
            };
            if let Some(alias) = alias.and_then(|alias| self.folded(*alias)) {
                named.entry(alias).or_insert_with(|| key.clone());
            }
        }
        named
    }

    fn slice(&self, token: Token) -> &'a str {
        self.text.get(token.range.slice()).unwrap_or_default()
    }
}

fn columns(catalog: &Catalog, key: &ObjectKey, found: &mut Vec<Suggestion>) {
    let Some(relation) = catalog.relation_at(key).seen() else {
        return;
    };
    let suggestion = |name: &str, detail: String| Suggestion {
        text: written(catalog.dialect(), name),
        kind: SuggestionKind::Column,
        detail,
        documentation: format!("column of `{key}`"),
        rank: 0,
    };
    match relation {
        Relation::Table(table) => {
            let own = table.columns.iter();
            found.extend(own.map(|column| suggestion(&column.name, of_column(column, catalog))));
        }
        Relation::View(view) => {
            found.extend(
                view.columns
                    .iter()
                    .map(|name| suggestion(name, "column of a view".to_owned())),
            );
        }
    }
}

/// The relations of a schema; without one, those that need none, and the other schemas.
fn relations(catalog: &Catalog, schema: Option<&str>, found: &mut Vec<Suggestion>) {
    let mut schemas: Vec<&str> = Vec::new();
    for (_, relation) in catalog.all_relations() {
        let key = relation.key();
        let is_searched = key.is_temporary() || catalog.search_path().any(|searched| key.schema == searched);
        let is_wanted = schema.map_or(is_searched, |schema| key.schema == schema);
        if !is_wanted {
            if schema.is_none() && !schemas.contains(&&*key.schema) {
                schemas.push(&key.schema);
            }
            continue;
        }
        let (detail, documentation) = match relation {
            Relation::Table(table) => ("table", format!("{} columns", table.columns.len())),
            Relation::View(view) if view.is_materialized => ("materialized view", String::new()),
            Relation::View(_) => ("view", String::new()),
        };
        found.push(Suggestion {
            text: written(catalog.dialect(), &key.name),
            kind: SuggestionKind::Relation,
            detail: detail.to_owned(),
            documentation,
            rank: 1,
        });
    }
    found.extend(schemas.into_iter().map(|schema| Suggestion {
        text: written(catalog.dialect(), schema),
        kind: SuggestionKind::Schema,
        detail: "schema".to_owned(),
        documentation: String::new(),
        rank: 2,
    }));
}
