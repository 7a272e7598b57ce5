//! Names that are taken: tables, views, indexes and sequences share theirs within a schema, and so do types and the tables
//! whose rows are of a type of the table's name (<https://www.postgresql.org/docs/current/sql-createtable.html>).

use schema::catalog::{Relation, UserTypeDefinition};
use schema::{Action, Change, Constraint, ConstraintKind, Kind, Lookup, Name, ObjectKey, ObjectKind, Persistence};

use crate::Fact;
use crate::conditions::table_before;
use crate::rows::Subject;

/// A name that the change gives, and what may stand there.
struct Given {
    key: ObjectKey,
    /// `OR REPLACE`: a view may stand there.
    replaces_view: bool,
}

impl Given {
    const fn new(key: ObjectKey) -> Self {
        Self {
            key,
            replaces_view: false,
        }
    }
}

/// The names that the change gives to relations, those of the indexes of constraints among them.
fn given(subject: &Subject<'_>) -> Vec<Given> {
    let Some(before) = subject.before.filter(|_| !is_skipped(subject.change)) else {
        return Vec::new();
    };
    let beside =
        |table: &Name, name: &Name| Given::new(before.key(table).sibling(name.ident.folded(subject.engine.dialect)));
    match &subject.change.action {
        Action::CreateTable(table) if table.persistence != Persistence::Temporary => {
            let own = before.new_key(&table.name);
            let constraints = table.all_constraints().filter_map(index_name);
            let indexes = constraints.map(|name| Given::new(own.sibling(name.folded(subject.engine.dialect))));
            let mut names: Vec<Given> = indexes.collect();
            names.push(Given::new(own));
            names
        }
        Action::CreateView(view) if !view.is_temporary => vec![Given {
            key: before.new_key(&view.name),
            replaces_view: view.or_replace,
        }],
        Action::CreateIndex(index) => index.name.iter().map(|name| beside(&index.table, name)).collect(),
        Action::CreateSequence(sequence) if subject.change.kind == Kind::CreateSequence && !sequence.is_temporary => {
            vec![Given::new(before.new_key(&sequence.name))]
        }
        Action::Rename(rename) if rename.object_kind == ObjectKind::Index => {
            let index = before.relation_of_index(&rename.from).known();
            let name = rename.to.ident.folded(subject.engine.dialect);
            index
                .map(|relation| Given::new(relation.key().sibling(name)))
                .into_iter()
                .collect()
        }
        Action::Rename(rename) if !rename.from.is_same(&rename.to, subject.engine.dialect) => {
            vec![beside(&rename.from, &rename.to)]
        }
        Action::AddConstraint { table, constraint, .. } => {
            let name = index_name(constraint).map(|name| Name::bare(name.clone()));
            name.iter().map(|name| beside(table, name)).collect()
        }
        _ => Vec::new(),
    }
}

/// `IF NOT EXISTS`, or a name that is not known.
fn is_skipped(change: &Change) -> bool {
    let if_not_exists = match &change.action {
        Action::CreateView(view) => view.if_not_exists,
        _ => change.has_exists_clause(),
    };
    if_not_exists || change.object().is_some_and(Name::has_placeholder)
}

/// The name of the index that is built for a constraint, where it is written.
fn index_name(constraint: &Constraint) -> Option<&schema::Ident> {
    match &constraint.kind {
        ConstraintKind::PrimaryKey { using_index: None, .. }
        | ConstraintKind::Unique { using_index: None, .. }
        | ConstraintKind::Exclude { .. } => constraint.name.as_ref().filter(|name| !name.has_placeholder),
        _ => None,
    }
}

fn is_taken(subject: &Subject<'_>, is_there: impl Fn(&schema::Catalog, &Given) -> bool) -> Fact {
    let Some(before) = subject.before else {
        return Some(false);
    };
    let is_free = |given: &Given| is_freed(subject, &given.key);
    Some(
        given(subject)
            .iter()
            .any(|given| is_there(before, given) && !is_free(given)),
    )
}

/// Whether the same statement drops the constraint whose index has that name.
fn is_freed(subject: &Subject<'_>, key: &ObjectKey) -> bool {
    let mut changes = subject.statement.changes.iter();
    changes.any(|change| match &change.action {
        Action::Constraint(dropped) if change.kind == Kind::DropConstraint => {
            let name = dropped.name.as_ref();
            name.is_some_and(|name| name.folded(subject.engine.dialect) == key.name)
        }
        Action::Column(_) => change.kind == Kind::DropColumn,
        _ => false,
    })
}

pub(super) fn takes_name_of_relation(subject: &Subject<'_>) -> Fact {
    is_taken(subject, |before, given| match before.relation_at(&given.key) {
        Lookup::Known(Relation::Table(_)) => true,
        Lookup::Known(Relation::View(view)) => !given.replaces_view || view.is_materialized,
        _ => false,
    })
}

/// Not one whose name the server made up: that is a guess.
pub(super) fn takes_name_of_index(subject: &Subject<'_>) -> Fact {
    is_taken(subject, |before, given| match before.relation_of_index_at(&given.key) {
        Lookup::Known(Relation::Table(table)) => {
            let index = table.index(&given.key.name).known();
            index.is_some_and(|index| !index.is_name_implicit)
        }
        Lookup::Known(Relation::View(_)) => true,
        _ => false,
    })
}

/// Not one that came with a column: its name is a guess.
pub(super) fn takes_name_of_sequence(subject: &Subject<'_>) -> Fact {
    is_taken(subject, |before, given| {
        let sequence = before.sequence_at(&given.key).known();
        sequence.is_some_and(|sequence| sequence.owned_by.is_none())
    })
}

pub(super) fn takes_name_of_type(subject: &Subject<'_>) -> Fact {
    let Some(before) = subject.before.filter(|_| !is_skipped(subject.change)) else {
        return Some(false);
    };
    let is_temporary = crate::conditions::is_temporary(subject) == Some(true);
    let name = match &subject.change.action {
        Action::CreateTable(table) if !is_temporary => &table.name,
        Action::CreateView(view) if !view.or_replace && !is_temporary => &view.name,
        Action::CreateType(created) => &created.name,
        _ => return Some(false),
    };
    let key = before.new_key(name);
    let is_row_type =
        matches!(subject.change.action, Action::CreateType(_)) && before.relation_at(&key).known().is_some();
    Some((is_row_type || before.user_type_at(&key).known().is_some()) && !name.has_placeholder())
}

/// The table has a constraint of that name, whose name is no guess.
pub(super) fn repeats_constraint(subject: &Subject<'_>) -> Fact {
    let Action::AddConstraint { constraint, .. } = &subject.change.action else {
        return Some(false);
    };
    let (Some(before), Some(name), Some(table)) =
        (subject.before, constraint.name.as_ref(), table_before(subject).known())
    else {
        return Some(false);
    };
    let key = before.key(subject.change.table().unwrap_or(&Name::bare(name.clone())));
    let name = name.folded(subject.engine.dialect);
    let known = table.constraint(&name).known().filter(|known| !known.is_name_implicit);
    Some(known.is_some() && !table.may_be_older && !is_freed(subject, &key.sibling(name)))
}

/// A second primary key.
pub(super) fn has_primary_key(subject: &Subject<'_>) -> Fact {
    let is_key = |constraint: &Constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey { .. });
    let brings_key = match &subject.change.action {
        Action::AddConstraint { constraint, .. } => is_key(constraint),
        Action::AddColumn { column, .. } => column.is_primary_key() && !subject.change.has_exists_clause(),
        _ => false,
    };
    let goes = || {
        let mut changes = subject.statement.changes.iter();
        changes.any(|change| matches!(change.kind, Kind::DropConstraint | Kind::DropColumn))
    };
    let table = || table_before(subject).known().filter(|table| !table.may_be_older);
    let has_key = || table().is_some_and(|table| table.primary_key().known().is_some());
    Some(brings_key && has_key() && !goes())
}

pub(super) fn trigger_is_there(subject: &Subject<'_>) -> Fact {
    let (Action::CreateTrigger(trigger), Some(before)) = (&subject.change.action, subject.before) else {
        return Some(false);
    };
    let relation = trigger.table.as_ref().and_then(|table| before.relation(table).known());
    let name = trigger.name.ident.folded(subject.engine.dialect);
    let is_it =
        |known: &schema::catalog::Trigger| known.name == name && known.existence == schema::catalog::Existence::Certain;
    let is_there = relation.is_some_and(|relation| relation.triggers().iter().any(|known| is_it(known)));
    Some(is_there && !subject.change.has_exists_clause() && !trigger.name.has_placeholder())
}

pub(super) fn policy_is_there(subject: &Subject<'_>) -> Fact {
    let Action::CreatePolicy(policy) = &subject.change.action else {
        return Some(false);
    };
    let name = policy.name.folded(subject.engine.dialect);
    let table = table_before(subject).known();
    Some(table.is_some_and(|table| table.policy(&name).known().is_some()) && !policy.name.has_placeholder)
}

pub(super) fn enum_value_is_there(subject: &Subject<'_>) -> Fact {
    let (Action::AddEnumValue(added), Some(before)) = (&subject.change.action, subject.before) else {
        return Some(false);
    };
    let made = before.user_type(&added.name).known().map(|made| &made.definition);
    let is_there = match made {
        Some(UserTypeDefinition::Enum(values)) => values.iter().any(|(value, _)| *value == added.value),
        _ => false,
    };
    Some(is_there && !added.if_not_exists)
}
