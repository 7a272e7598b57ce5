use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::catalog::{Dependency, Reference};
use schema::{
    Action, Catalog, Change, Constraint, ConstraintKind, Dialect, Kind, KindSet, Name, ObjectKey, ReferentialAction,
};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Mssql]),
    ..RuleInfo::new(
        "several-cascade-paths",
        Category::Correctness,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::AddColumn, Kind::AddConstraint])),
        include_str!("several_cascade_paths.md"),
    )
});

/// Reports foreign keys by which one deleted row reaches a table in two ways.
pub(crate) struct SeveralCascadePaths;

impl Rule for SeveralCascadePaths {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Some((table, constraints)) = written(change) else {
            return;
        };
        let child = cx.before().new_key(table);
        let keys = constraints.into_iter().filter_map(|constraint| match &constraint.kind {
            ConstraintKind::ForeignKey(key) => Some((constraint, key)),
            _ => None,
        });
        let keys: Vec<_> = keys.collect();
        for event in [Event::Delete, Event::Update] {
            let mut cascades = Cascades {
                catalog: cx.before(),
                event,
                added: Vec::new(),
            };
            for (constraint, key) in &keys {
                let action = match event {
                    Event::Delete => key.on_delete,
                    Event::Update => key.on_update,
                };
                let Some(follows) = follows(action) else {
                    continue;
                };
                let parent = cx.before().key(&key.table);
                if let Some((from, to)) = cascades.conflict(&parent, &child, follows) {
                    let what = event.said();
                    let message = if from == to {
                        format!(
                            "SQL Server refuses this foreign key (error 1785): {what} row of `{from}` would come back to it"
                        )
                    } else {
                        format!(
                            "SQL Server refuses this foreign key (error 1785): {what} row of `{from}` would reach `{to}` in two ways"
                        )
                    };
                    cx.report(constraint.range, message)
                        .about(child.to_string())
                        .help("let one of the keys say `no action`, and remove those rows by a statement or a trigger");
                    return;
                }
                cascades.added.push((parent, child.clone(), follows));
            }
        }
    }
}

/// The table of a change and the constraints written in it.
fn written(change: &Change) -> Option<(&Name, Vec<&Constraint>)> {
    match &change.action {
        Action::CreateTable(table) => Some((&table.name, table.all_constraints().collect())),
        Action::AddColumn { table, column, .. } => Some((table, column.constraints.iter().collect())),
        Action::AddConstraint { table, constraint, .. } => Some((table, vec![&**constraint])),
        _ => None,
    }
}

/// What sets foreign keys in motion; SQL Server looks at each by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Event {
    Delete,
    Update,
}

impl Event {
    const fn said(self) -> &'static str {
        match self {
            Self::Delete => "a deleted",
            Self::Update => "a changed",
        }
    }
}

/// What a foreign key does to the rows that refer to another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follows {
    /// They go or change along, and with them what refers to them.
    On,
    /// They get another value, and that is the end.
    Once,
}

const fn follows(action: Option<ReferentialAction>) -> Option<Follows> {
    match action {
        Some(ReferentialAction::Cascade) => Some(Follows::On),
        Some(ReferentialAction::SetNull | ReferentialAction::SetDefault) => Some(Follows::Once),
        _ => None,
    }
}

/// The ways that rows take from table to table: of any two tables there may be one
/// (<https://learn.microsoft.com/sql/relational-databases/errors-events/mssqlserver-1785-database-engine-error>).
struct Cascades<'a> {
    catalog: &'a Catalog,
    event: Event,
    /// Keys of the same statement, not in the catalogue yet: parent, child, what happens.
    added: Vec<(ObjectKey, ObjectKey, Follows)>,
}

impl Cascades<'_> {
    /// The first two tables between which a new key makes a second way, or one that leads back.
    fn conflict(&self, parent: &ObjectKey, child: &ObjectKey, follows: Follows) -> Option<(ObjectKey, ObjectKey)> {
        let above = self.above(parent);
        let below = match follows {
            Follows::On => self.reached(child),
            Follows::Once => vec![child.clone()],
        };
        if let Some(back) = above.iter().find(|table| below.contains(table)) {
            return Some((back.clone(), back.clone()));
        }
        above.into_iter().find_map(|from| {
            let known = self.reached(&from);
            let twice = below.iter().find(|to| known[1..].contains(to))?;
            Some((from, twice.clone()))
        })
    }

    /// A table, and those that its rows take along, however far.
    fn reached(&self, table: &ObjectKey) -> Vec<ObjectKey> {
        let mut found = vec![table.clone()];
        let mut open = vec![table.clone()];
        while let Some(parent) = open.pop() {
            for (child, follows) in self.children(&parent) {
                if !found.contains(&child) {
                    found.push(child.clone());
                    if follows == Follows::On {
                        open.push(child);
                    }
                }
            }
        }
        found
    }

    /// A table, and those whose rows take its own along.
    fn above(&self, table: &ObjectKey) -> Vec<ObjectKey> {
        let mut found = vec![table.clone()];
        let mut at = 0;
        while at < found.len() {
            let child = found[at].clone();
            let known = self.catalog.table_at(&child).seen();
            let parents = known.into_iter().flat_map(|table| table.foreign_keys());
            let parents = parents
                .filter(|(_, reference)| self.of(reference) == Some(Follows::On))
                .map(|(_, reference)| reference.table.clone());
            let added = self
                .added
                .iter()
                .filter(|(_, to, follows)| *to == child && *follows == Follows::On);
            for parent in parents.chain(added.map(|(parent, ..)| parent.clone())) {
                if !found.contains(&parent) {
                    found.push(parent);
                }
            }
            at += 1;
        }
        found
    }

    fn children(&self, parent: &ObjectKey) -> Vec<(ObjectKey, Follows)> {
        let mut children = Vec::new();
        for child in self.catalog.dependents(parent, Dependency::ForeignKey) {
            let known = self.catalog.table_at(child).seen();
            for (_, reference) in known.into_iter().flat_map(|table| table.foreign_keys()) {
                if reference.table == *parent
                    && let Some(follows) = self.of(reference)
                {
                    children.push((child.clone(), follows));
                }
            }
        }
        let added = self.added.iter().filter(|(from, ..)| from == parent);
        children.extend(added.map(|(_, child, follows)| (child.clone(), *follows)));
        children
    }

    const fn of(&self, reference: &Reference) -> Option<Follows> {
        follows(match self.event {
            Event::Delete => reference.on_delete,
            Event::Update => reference.on_update,
        })
    }
}
