use std::collections::BTreeMap;

use engine::MigrationFacts;
use schema::{
    Action, Catalog, Change, Definition, Ident, NameRole, ObjectKey, ObjectKind, Script, Statement, Token, TokenKind,
};
use source::TextRange;

use crate::Thing;

/// A name in a statement, and what it names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Occurrence {
    /// What it names.
    pub thing: Thing,
    /// Where it stands.
    pub range: TextRange,
    /// What for.
    pub role: OccurrenceRole,
    /// Whether it may name something else: where several relations could be meant.
    pub is_guess: bool,
}

/// What a name stands in a statement for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OccurrenceRole {
    /// Makes the thing, or gives it this name.
    Defines,
    /// Anything else.
    Uses,
}

/// A thing that gets another name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Renaming {
    pub(crate) from: Thing,
    pub(crate) to: Thing,
}

/// The names in the top-level statement with this number and inside it, in the order of the text.
pub(crate) fn occurrences(facts: &MigrationFacts, at: usize) -> Vec<Occurrence> {
    let Some(statement) = facts.script.statements.get(at) else {
        return Vec::new();
    };
    let mut reader = Reader {
        text: facts.file.text(),
        script: &facts.script,
        before: facts.schema_before(at),
        after: facts.schema_before(at + 1),
        found: BTreeMap::new(),
    };
    statement.walk(&mut |inner| reader.read(inner));
    reader.found.into_values().collect()
}

/// The renamings that a statement makes.
pub(crate) fn renamings(facts: &MigrationFacts, at: usize) -> Vec<Renaming> {
    let Some(statement) = facts.script.statements.get(at) else {
        return Vec::new();
    };
    let catalog = facts.schema_before(at);
    statement
        .changes
        .iter()
        .filter_map(|change| renaming(catalog, change))
        .collect()
}

fn renaming(catalog: &Catalog, change: &Change) -> Option<Renaming> {
    let folded = |ident: &Ident| ident.folded(catalog.dialect());
    match &change.action {
        Action::Rename(rename) => {
            let (from, to) = (&rename.from, &rename.to);
            let kind = rename.object_kind;
            let things = |make: &dyn Fn(&Ident) -> Thing| Renaming {
                from: make(&from.ident),
                to: make(&to.ident),
            };
            if kind.is_relation() {
                let key = catalog.key(from);
                let new = match to.qualifier() {
                    Some(_) => catalog.new_key(to),
                    None => key.sibling(folded(&to.ident)),
                };
                return Some(Renaming {
                    from: Thing::Relation(key),
                    to: Thing::Relation(new),
                });
            }
            let parent = match (&rename.parent, kind) {
                (Some(parent), _) => Some(catalog.key(parent)),
                (None, ObjectKind::Index) => catalog.relation_of_index(from).seen().map(|found| found.key().clone()),
                (None, _) => None,
            };
            let key = catalog.key(from);
            match (kind, parent) {
                (ObjectKind::Column, Some(table)) => Some(things(&|ident| Thing::Column(table.clone(), folded(ident)))),
                (ObjectKind::Index, Some(table)) => Some(things(&|ident| Thing::Index(table.clone(), folded(ident)))),
                (ObjectKind::Constraint, Some(table)) => {
                    Some(things(&|ident| Thing::Constraint(table.clone(), folded(ident))))
                }
                (ObjectKind::Sequence, _) => Some(things(&|ident| Thing::Sequence(key.sibling(folded(ident))))),
                (ObjectKind::Type | ObjectKind::Domain, _) => {
                    Some(things(&|ident| Thing::Type(key.sibling(folded(ident)))))
                }
                (ObjectKind::Function | ObjectKind::Procedure, _) => {
                    Some(things(&|ident| Thing::Routine(key.sibling(folded(ident)))))
                }
                _ => None,
            }
        }
        Action::AddColumn {
            table,
            column,
            old_name: Some(old),
            ..
        } => {
            let table = catalog.key(table);
            Some(Renaming {
                from: Thing::Column(table.clone(), folded(old)),
                to: Thing::Column(table, folded(&column.name)),
            })
        }
        _ => None,
    }
}

struct Reader<'a> {
    text: &'a str,
    script: &'a Script,
    before: &'a Catalog,
    after: &'a Catalog,
    /// By where they stand.
    found: BTreeMap<TextRange, Occurrence>,
}

impl<'a> Reader<'a> {
    fn read(&mut self, statement: &'a Statement) {
        for change in &statement.changes {
            for definition in change.definitions() {
                self.define(&definition);
            }
            if let Some(renaming) = renaming(self.before, change) {
                self.rename(change, renaming);
            }
        }
        let relations = self.relations(statement);
        for used in &statement.uses {
            let thing = match used.role {
                NameRole::Reads | NameRole::Writes | NameRole::References => {
                    Thing::Relation(self.before.key(&used.name))
                }
                NameRole::Calls => Thing::Routine(self.before.key(&used.name)),
            };
            self.add(thing, used.name.ident.range, OccurrenceRole::Uses, false);
        }
        for change in &statement.changes {
            self.objects(change);
        }
        self.parts(statement, &relations);
    }

    fn define(&mut self, definition: &Definition<'_>) {
        let folded = definition.ident.folded(self.before.dialect());
        let named = |name| self.before.new_key(name);
        let table = definition.table.map(|table| self.before.key(table));
        let kind = definition.object_kind;
        let thing = match (kind, definition.name, table) {
            (kind, Some(name), _) if kind.is_relation() => Thing::Relation(named(name)),
            (ObjectKind::Column, _, Some(table)) => Thing::Column(table, folded),
            (ObjectKind::Index, _, Some(table)) => Thing::Index(table, folded),
            (ObjectKind::Trigger, _, Some(table)) => Thing::Trigger(table, folded),
            (ObjectKind::Sequence, Some(name), _) => Thing::Sequence(named(name)),
            (ObjectKind::Type | ObjectKind::Domain, Some(name), _) => Thing::Type(named(name)),
            (ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Package, Some(name), _) => {
                Thing::Routine(named(name))
            }
            (_, None, Some(table)) => Thing::Constraint(table, folded),
            _ => return,
        };
        self.add(thing, definition.ident.range, OccurrenceRole::Defines, false);
    }

    fn rename(&mut self, change: &Change, renaming: Renaming) {
        let (from, to) = match &change.action {
            Action::Rename(rename) => (rename.from.ident.range, rename.to.ident.range),
            Action::AddColumn {
                column,
                old_name: Some(old),
                ..
            } => (old.range, column.name.range),
            _ => return,
        };
        self.add(renaming.from, from, OccurrenceRole::Uses, false);
        self.found.remove(&to);
        self.add(renaming.to, to, OccurrenceRole::Defines, false);
    }

    /// What a change is about, where that is no relation.
    fn objects(&mut self, change: &Change) {
        if let Some(table) = change.table() {
            let key = self.before.key(table);
            self.add(Thing::Relation(key), table.ident.range, OccurrenceRole::Uses, false);
        }
        let (kind, name) = match &change.action {
            Action::Drop(dropped) => (dropped.object_kind, &dropped.name),
            Action::Object(action) => match &action.name {
                Some(name) => (action.object_kind, name),
                None => return,
            },
            Action::Comment(comment) if comment.column.is_none() => (comment.object_kind, &comment.name),
            Action::AddEnumValue(added) => (ObjectKind::Type, &added.name),
            Action::Call(routine) => (ObjectKind::Procedure, routine),
            _ => return,
        };
        let key = self.before.key(name);
        let thing = match kind {
            kind if kind.is_relation() => Thing::Relation(key),
            ObjectKind::Sequence => Thing::Sequence(key),
            ObjectKind::Type | ObjectKind::Domain => Thing::Type(key),
            ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Package => Thing::Routine(key),
            ObjectKind::Index => match self.before.relation_of_index(name).seen() {
                Some(relation) => Thing::Index(relation.key().clone(), key.name),
                None => return,
            },
            _ => return,
        };
        self.add(thing, name.ident.range, OccurrenceRole::Uses, false);
    }

    /// The relations that a statement is about.
    fn relations(&self, statement: &Statement) -> Vec<ObjectKey> {
        let uses = statement.uses.iter().filter(|used| used.role != NameRole::Calls);
        let used = uses.map(|used| &used.name);
        let changed = statement.changes.iter().filter_map(Change::table);
        let mut keys: Vec<ObjectKey> = Vec::new();
        for key in used.chain(changed).map(|name| self.before.key(name)) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// Words that are names of columns, indexes and constraints of these relations.
    fn parts(&mut self, statement: &Statement, relations: &[ObjectKey]) {
        if relations.is_empty() {
            return;
        }
        let types: Vec<TextRange> = statement
            .changes
            .iter()
            .flat_map(|change| change.given_types())
            .map(|given| given.data_type.range)
            .collect();
        let tokens = self.script.tokens_of(statement);
        for (at, token) in tokens.iter().enumerate() {
            let is_taken = self.found.contains_key(&token.range);
            let is_type = types.iter().any(|range| range.contains(token.range.start));
            let is_call = tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::LeftParen);
            if is_taken || is_type || is_call {
                continue;
            }
            let Some(name) = self.folded(token) else {
                continue;
            };
            let qualifier = match at.checked_sub(2) {
                Some(before) if tokens[at - 1].kind == TokenKind::Dot => self.folded(&tokens[before]),
                _ => None,
            };
            let named: Vec<&ObjectKey> = relations
                .iter()
                .filter(|key| qualifier.as_ref().is_some_and(|qualifier| key.name == *qualifier))
                .collect();
            let candidates = if named.is_empty() {
                relations.iter().collect()
            } else {
                named
            };
            let mut things = candidates.into_iter().filter_map(|key| {
                Thing::part_of(self.before, key, &name).or_else(|| Thing::part_of(self.after, key, &name))
            });
            if let Some(thing) = things.next() {
                let is_guess = things.next().is_some();
                self.add(thing, token.range, OccurrenceRole::Uses, is_guess);
            }
        }
    }

    /// The word as the engine looks it up; `None` for what cannot be a name.
    fn folded(&self, token: &Token) -> Option<String> {
        let text = self.text.get(token.range.slice())?;
        let dialect = self.before.dialect();
        match token.kind {
            TokenKind::Word => Some(dialect.fold(text, false).into_owned()),
            TokenKind::QuotedIdent => {
                let inner = text.get(1..text.len().checked_sub(1)?)?;
                Some(dialect.fold(inner, true).into_owned())
            }
            _ => None,
        }
    }

    fn add(&mut self, thing: Thing, range: TextRange, role: OccurrenceRole, is_guess: bool) {
        if range.start == range.end {
            return;
        }
        self.found.entry(range).or_insert(Occurrence {
            thing,
            range,
            role,
            is_guess,
        });
    }
}
