use engine::{MigrationFacts, Project};
use schema::{Dialect, Token, TokenKind};
use source::{Span, TextRange};

use crate::{Reference, References, Thing};

/// The marks that names stand between, in one dialect or another.
const QUOTES: [(char, char); 3] = [('"', '"'), ('`', '`'), ('[', ']')];

impl References {
    /// The edits that give the thing another name, with quotes wherever the name needs them.
    ///
    /// # Errors
    /// Why it cannot be called so, in lower case.
    pub fn renamed(&self, project: &Project, typed: &str) -> Result<Vec<(Span, String)>, String> {
        let sites: Vec<Site<'_>> = self
            .places
            .iter()
            .filter_map(|place| Site::of(project, place))
            .collect();
        let Some(first) = sites.first() else {
            return Ok(Vec::new());
        };
        let name = NewName::read(typed, first.dialect)?;
        let is_exact = name.is_exact || sites.iter().any(|site| site.is_quoted);
        let folded = first.dialect.fold(&name.text, is_exact);
        if let Some(taken) = namesake(&self.thing, &folded, first.facts) {
            return Err(format!(
                "there is a {} `{folded}` already; choose another name",
                taken.kind()
            ));
        }
        let text_at = |site: &Site<'_>| name.written_at(site, is_exact).map(|text| (site.span, text));
        sites.iter().map(text_at).collect()
    }
}

/// A place that names the thing.
struct Site<'a> {
    span: Span,
    facts: &'a MigrationFacts,
    dialect: Dialect,
    text: &'a str,
    is_quoted: bool,
    /// Whether it is a part of a string: `sp_rename 'orders', 'purchases'`.
    is_in_string: bool,
}

impl<'a> Site<'a> {
    fn of(project: &'a Project, place: &Reference) -> Option<Self> {
        let range = place.span.range;
        let mut migrations = project.migrations_in(place.span.file);
        let facts = migrations.find(|facts| facts.migration.section.range.contains(range.start))?;
        let text = facts.file.slice(range);
        Some(Self {
            span: place.span,
            facts,
            dialect: facts.script.dialect,
            is_quoted: text.starts_with(QUOTES.map(|(opening, _)| opening)),
            text,
            is_in_string: token_at(facts, range).is_some_and(|token| token.kind == TokenKind::String),
        })
    }
}

/// What has the new name at the end of the migration, among the things that share their names with this one.
fn namesake(thing: &Thing, folded: &str, facts: &MigrationFacts) -> Option<Thing> {
    let catalog = facts.schema_before(facts.script.statements.len());
    if thing.name() == folded {
        return None;
    }
    match thing {
        Thing::Column(relation, _) => {
            Thing::part_of(catalog, relation, folded).filter(|part| matches!(part, Thing::Column(..)))
        }
        Thing::Relation(key) => {
            let key = key.sibling(folded);
            catalog.relation_at(&key).seen().map(|_| Thing::Relation(key.clone()))
        }
        _ => None,
    }
}

fn token_at(facts: &MigrationFacts, range: TextRange) -> Option<Token> {
    let tokens = facts.script.file_tokens();
    let next = tokens.partition_point(|token| token.range.start <= range.start);
    tokens[..next]
        .last()
        .copied()
        .filter(|token| range.end <= token.range.end)
}

/// A name as somebody typed it.
struct NewName {
    /// Without quotes.
    text: String,
    /// Whether the engine is to know it by these very letters: it was typed between quotes, or needs them.
    is_exact: bool,
    /// Whether it may stand without quotes.
    is_plain: bool,
}

impl NewName {
    fn read(typed: &str, dialect: Dialect) -> Result<Self, String> {
        let typed = typed.trim();
        let quoted = unquoted(typed);
        let text = quoted.clone().unwrap_or_else(|| typed.to_owned());
        if text.is_empty() {
            return Err("the new name is empty; type one".to_owned());
        }
        if text.contains(char::is_control) {
            return Err("the new name holds a line break or another control character; leave it out".to_owned());
        }
        if quoted.is_none() && text.contains('.') {
            return Err(format!(
                "`{text}` is more than a name; leave out what stands before the dot, or put quotes around all of it"
            ));
        }
        let is_plain = dialect.may_stand_bare(&text);
        Ok(Self {
            is_exact: quoted.is_some() || !is_plain,
            is_plain,
            text,
        })
    }

    fn written_at(&self, site: &Site<'_>, is_exact: bool) -> Result<String, String> {
        let Self { text, is_plain, .. } = self;
        let dialect = site.dialect;
        let is_same_plain = *is_plain && dialect.fold(text, false) == dialect.fold(text, true);
        if site.is_in_string && !is_same_plain {
            return Err(format!(
                "`{}` stands in a string, where `{text}` would need quotes; choose a name that needs none",
                site.text
            ));
        }
        let is_plain_here = if is_exact { is_same_plain } else { *is_plain };
        Ok(if is_plain_here && !site.is_quoted {
            text.clone()
        } else {
            dialect.quote(text)
        })
    }
}

/// The name without the quotes around it; `None` where there are none.
fn unquoted(typed: &str) -> Option<String> {
    QUOTES.iter().find_map(|(opening, closing)| {
        let inner = typed.strip_prefix(*opening)?.strip_suffix(*closing)?;
        Some(inner.replace(&format!("{closing}{closing}"), &closing.to_string()))
    })
}

/// The name with quotes where it needs them.
pub(crate) fn written(dialect: Dialect, name: &str) -> String {
    if dialect.fold(name, false) == name && dialect.may_stand_bare(name) {
        name.to_owned()
    } else {
        dialect.quote(name)
    }
}
