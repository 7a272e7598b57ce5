//! What the objects of statements and changes are called in output: `schema.name` as the engine would
//! look it up, and `schema.table.part` for what belongs to a table.

use schema::{Action, Catalog, Change, ExprKind, GrantTarget, Ident, Kind, Name, NameRole, ObjectKind, Statement};

/// The objects that a statement is about, each once, in the order in which they are written.
pub(crate) fn of_statement(statement: &Statement, before: &Catalog) -> Vec<String> {
    let mut objects = Vec::new();
    for change in &statement.changes {
        match &change.action {
            Action::Maintenance(maintenance) => {
                let kind = maintenance.object_kind.unwrap_or(ObjectKind::Table);
                objects.extend(maintenance.names.iter().map(|name| resolved(name, kind, before)));
            }
            Action::Lock(locked) => {
                objects.extend(locked.tables.iter().map(|name| before.resolved(name)));
            }
            Action::Grant(grant) => {
                if let GrantTarget::Objects { kind, names } = &grant.target {
                    objects.extend(names.iter().map(|name| resolved(name, *kind, before)));
                }
            }
            _ if is_part_of_table(change) => objects.extend(table_of(change).map(|table| before.resolved(table))),
            _ => {
                objects.extend(of_change(change, before));
                objects.extend(change.table().map(|table| before.resolved(table)));
            }
        }
    }
    distinct(objects)
}

/// What a change is about: a column, a constraint, a table.
pub(crate) fn of_change(change: &Change, before: &Catalog) -> Option<String> {
    if is_part_of_table(change) {
        let table = before.resolved(table_of(change)?);
        return Some(match part_of(change) {
            Some(part) => format!("{table}.{}", part.folded(before.dialect())),
            None => table,
        });
    }
    let name = change.object()?;
    let kind = match &change.action {
        Action::Drop(dropped) => dropped.object_kind,
        Action::Rename(rename) => rename.object_kind,
        Action::CreateObject(created) => created.object_kind,
        Action::Object(action) => action.object_kind,
        Action::Table(action) => action.object_kind,
        Action::Comment(comment) => comment.object_kind,
        _ => change
            .kind
            .verb_object()
            .map_or(ObjectKind::Table, |(_, object)| object),
    };
    Some(resolved(name, kind, before))
}

/// The relations that a statement looks into: those whose rows it reads, and those whose shape it depends on, as the
/// target of a foreign key, the parent of a table or what it is made like.
pub(crate) fn reads(statement: &Statement, before: &Catalog) -> Vec<String> {
    // What these say of a relation needs nothing of it.
    let only_names = matches!(statement.kind, Kind::Comment | Kind::Grant | Kind::Revoke | Kind::Lock);
    let looks_into = |role: NameRole| role == NameRole::Reads || (role == NameRole::References && !only_names);
    let uses = statement.uses.iter().filter(|used| looks_into(used.role));
    let mut names: Vec<&Name> = uses.map(|used| &used.name).collect();
    for change in &statement.changes {
        if let Action::CreateTable(table) = &change.action {
            names.extend(table.like.iter().map(|like| &like.table).chain(&table.inherits));
            names.extend(table.partition_of.iter().map(|partition| &partition.parent));
        }
        // Elsewhere the statement says itself what its subqueries read.
        let is_policy = matches!(change.kind, Kind::CreatePolicy | Kind::AlterPolicy);
        change.each_expr(&mut |expr| {
            if let ExprKind::Subquery { reads, .. } = &expr.kind
                && is_policy
            {
                names.extend(reads);
            }
        });
    }
    relations(names.into_iter(), before)
}

/// Names, each once, as the engine would look them up.
pub(crate) fn relations<'a>(names: impl Iterator<Item = &'a Name>, before: &Catalog) -> Vec<String> {
    distinct(names.map(|name| before.resolved(name)).collect())
}

fn distinct(names: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    names.into_iter().filter(|name| seen.insert(name.clone())).collect()
}

/// Roles, schemas, extensions and the like live in no schema, so none is filled in.
pub(crate) fn resolved(name: &Name, kind: ObjectKind, before: &Catalog) -> String {
    let lives_in_schema = matches!(
        kind,
        ObjectKind::Table
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::ForeignTable
            | ObjectKind::ExternalTable
            | ObjectKind::Index
            | ObjectKind::Sequence
            | ObjectKind::Type
            | ObjectKind::TypeBody
            | ObjectKind::Domain
            | ObjectKind::Function
            | ObjectKind::Procedure
            | ObjectKind::Routine
            | ObjectKind::Aggregate
            | ObjectKind::Package
            | ObjectKind::PackageBody
            | ObjectKind::Statistics
            | ObjectKind::Collation
            | ObjectKind::Conversion
            | ObjectKind::Operator
            | ObjectKind::OperatorClass
            | ObjectKind::OperatorFamily
            | ObjectKind::TextSearchConfiguration
            | ObjectKind::TextSearchDictionary
            | ObjectKind::TextSearchParser
            | ObjectKind::TextSearchTemplate
            | ObjectKind::Synonym
            | ObjectKind::Default
            | ObjectKind::Rule
            | ObjectKind::Partition
            | ObjectKind::Trigger
            | ObjectKind::Queue
            | ObjectKind::XmlSchemaCollection
    );
    if lives_in_schema {
        return before.resolved(name);
    }
    let parts = name.qualifiers.iter().chain([&name.ident]);
    let parts: Vec<String> = parts.map(|part| part.folded(before.dialect()).to_string()).collect();
    parts.join(".")
}

/// Whether the change is about something that has its name within a table.
fn is_part_of_table(change: &Change) -> bool {
    if change.column().is_some() {
        return true;
    }
    match &change.action {
        Action::AddConstraint { .. } | Action::Constraint(_) | Action::CreatePolicy(_) => true,
        Action::CreateTrigger(trigger) => trigger.table.is_some(),
        Action::Rename(rename) => rename.parent.is_some(),
        Action::Drop(dropped) => dropped.table.is_some(),
        _ => false,
    }
}

fn table_of(change: &Change) -> Option<&Name> {
    match &change.action {
        Action::Comment(comment) => Some(&comment.name),
        _ => change.table(),
    }
}

fn part_of(change: &Change) -> Option<&Ident> {
    if let Some(column) = change.column() {
        return Some(column);
    }
    match &change.action {
        Action::AddConstraint { constraint, .. } => constraint.name.as_ref(),
        Action::Constraint(action) => action.name.as_ref(),
        Action::CreatePolicy(policy) => Some(&policy.name),
        Action::CreateTrigger(trigger) => Some(&trigger.name.ident),
        Action::Rename(rename) => Some(&rename.from.ident),
        Action::Drop(dropped) => Some(&dropped.name.ident),
        _ => None,
    }
}
