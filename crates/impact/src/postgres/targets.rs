//! The relations that a row of the lock and work tables means.

use schema::catalog::{Dependency, Reference, Relation, Table};
use schema::{
    Action, Catalog, ConstraintKind, ExprKind, Ident, Kind, Lookup, Name, NameRole, ObjectKey, ObjectKind,
    ReferentialAction,
};

use super::conditions::{altered_domain, is_sql_body};
use crate::rows::Subject;

/// Which relations.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Target {
    /// Those the change is about.
    Itself,
    /// Those, with their partitions and heirs unless `ONLY` is said.
    Family,
    /// Those, with their partitions unless `ONLY` is said.
    WithPartitions,
    /// Their partitions alone.
    Partitions,
    /// Their heirs alone.
    Heirs,
    /// The tables that foreign keys in the change refer to, with their partitions.
    Referenced,
    /// The tables that existing foreign keys of the table refer to.
    ReferencedBefore,
    /// The tables that the foreign keys over the changed column or constraint refer to.
    ReferencedThroughPart,
    /// The tables whose foreign keys refer to the changed column or constraint.
    ReferrersToPart,
    /// The tables whose foreign keys refer to the table, and those that refer to them.
    Referrers,
    /// The tables whose foreign keys refer to the table and only look when its rows go.
    ReferrersThatLook,
    /// The tables whose foreign keys refer to the table and change with its rows.
    ReferrersThatFollow,
    /// The partitioned table, or the one inherited from.
    Parent,
    /// The parent's default partition.
    DefaultPartition,
    /// The tables attached or detached.
    AttachedOrDetached,
    /// The views that depend on it, however deep.
    Readers,
    /// The relations that the statement reads, as it names them.
    Reads,
    /// The relations that the statement reads, with what the views among them read, and with partitions.
    ReadsThrough,
    /// What the materialized view reads.
    ViewReads,
    /// What the view that is written to, or locked, stands on.
    Underneath,
    /// The relations that the statement refers to by the way.
    Named,
    /// The tables of `LIKE`.
    Liked,
    /// The table of the index.
    TableOfIndex,
    /// The table that a sequence, rule or statistics belongs to.
    Owner,
    /// The tables with a column of the type.
    UsersOfType,
    /// The tables with a trigger that calls the function.
    UsersOfFunction,
    /// Everything in the schema.
    InSchema,
    /// What the body of an SQL function reads, and what it writes.
    BodyReads,
    BodyWrites,
    /// Everything that can be said: the statement is about all of the database.
    Everything,
}

/// What a target stands for.
pub(super) struct Resolved {
    pub(super) keys: Vec<ObjectKey>,
    /// Whether that is all of them.
    pub(super) is_complete: bool,
}

impl Resolved {
    const fn all(keys: Vec<ObjectKey>) -> Self {
        Self {
            keys,
            is_complete: true,
        }
    }
}

impl Target {
    pub(super) fn resolve(self, subject: &Subject<'_>) -> Resolved {
        let Some(before) = subject.before else {
            return Resolved {
                keys: Vec::new(),
                is_complete: false,
            };
        };
        let look = Look { subject, before };
        match self {
            Self::Itself => Resolved::all(look.themselves()),
            Self::Family => Resolved::all(look.with(&[Dependency::Partition, Dependency::Inherits])),
            Self::WithPartitions => Resolved::all(look.with(&[Dependency::Partition])),
            Self::Partitions => Resolved::all(look.below(&[Dependency::Partition])),
            Self::Heirs => Resolved::all(look.below(&[Dependency::Inherits])),
            Self::Referenced => Resolved::all(look.with_partitions(look.referenced())),
            Self::ReferencedBefore => Resolved::all(look.references(|_| true)),
            Self::ReferencedThroughPart => look.referenced_through_part(),
            Self::ReferrersToPart => look.referrers_to_part(),
            Self::Referrers => Resolved::all(look.referrers_however_deep()),
            Self::ReferrersThatLook => Resolved::all(look.referrers_that(|action| !follows(action))),
            Self::ReferrersThatFollow => Resolved::all(look.referrers_that(follows)),
            Self::Parent => Resolved::all(look.parents()),
            Self::DefaultPartition => Resolved::all(look.default_partitions()),
            Self::AttachedOrDetached => Resolved::all(look.attached()),
            Self::Readers => Resolved::all(look.readers()),
            Self::Reads => Resolved::all(look.named(NameRole::Reads)),
            Self::ReadsThrough => Resolved::all(look.through(look.named(NameRole::Reads))),
            Self::ViewReads => Resolved::all(look.view_reads()),
            Self::Underneath => Resolved::all(look.underneath()),
            Self::Named => Resolved::all(look.named(NameRole::References)),
            Self::Liked => Resolved::all(look.liked()),
            Self::TableOfIndex => look.table_of_index(),
            Self::Owner => look.owner(),
            Self::UsersOfType => Resolved::all(look.users_of_type()),
            Self::UsersOfFunction => Resolved::all(look.users_of_function()),
            Self::InSchema => look.in_schema(),
            Self::BodyReads => Resolved::all(look.through(look.body(NameRole::Reads))),
            Self::BodyWrites => Resolved::all(look.body(NameRole::Writes)),
            Self::Everything => Resolved {
                keys: Vec::new(),
                is_complete: false,
            },
        }
    }
}

const fn follows(action: Option<ReferentialAction>) -> bool {
    matches!(
        action,
        Some(ReferentialAction::Cascade | ReferentialAction::SetNull | ReferentialAction::SetDefault)
    )
}

struct Look<'s, 'a> {
    subject: &'s Subject<'a>,
    before: &'a Catalog,
}

impl<'a> Look<'_, 'a> {
    fn themselves(&self) -> Vec<ObjectKey> {
        let change = self.subject.change;
        let names: Vec<&Name> = match &change.action {
            Action::Maintenance(maintenance) => maintenance.names.iter().collect(),
            Action::Lock(lock) => lock.tables.iter().collect(),
            Action::Comment(comment) => vec![&comment.name],
            _ => change.table().into_iter().collect(),
        };
        names.into_iter().map(|name| self.before.key(name)).collect()
    }

    fn with(&self, why: &[Dependency]) -> Vec<ObjectKey> {
        let mut keys = self.themselves();
        for key in self.below(why) {
            push(&mut keys, key);
        }
        keys
    }

    fn below(&self, why: &[Dependency]) -> Vec<ObjectKey> {
        if self.subject.statement.modifiers.only {
            return Vec::new();
        }
        let mut open = self.themselves();
        let mut found = Vec::new();
        while let Some(parent) = open.pop() {
            for why in why {
                for child in self.before.dependents(&parent, *why) {
                    if !found.contains(child) {
                        found.push(child.clone());
                        open.push(child.clone());
                    }
                }
            }
        }
        found
    }

    fn with_partitions(&self, mut keys: Vec<ObjectKey>) -> Vec<ObjectKey> {
        let mut at = 0;
        while at < keys.len() {
            let partitions: Vec<ObjectKey> = self
                .before
                .dependents(&keys[at], Dependency::Partition)
                .cloned()
                .collect();
            for partition in partitions {
                push(&mut keys, partition);
            }
            at += 1;
        }
        keys
    }

    fn table(&self) -> Option<&'a Table> {
        let key = self.themselves().into_iter().next()?;
        self.before.table_at(&key).seen()
    }

    /// The foreign keys written in the change.
    fn referenced(&self) -> Vec<ObjectKey> {
        let change = self.subject.change;
        let constraints: Vec<&schema::Constraint> = match &change.action {
            Action::CreateTable(table) => table.all_constraints().collect(),
            Action::AddColumn { column, .. } => column.constraints.iter().collect(),
            Action::AddConstraint { constraint, .. } => vec![constraint],
            _ => Vec::new(),
        };
        let own = self.themselves();
        let mut keys = Vec::new();
        for constraint in constraints {
            if let ConstraintKind::ForeignKey(foreign) = &constraint.kind {
                let key = self.before.key(&foreign.table);
                if !own.contains(&key) {
                    push(&mut keys, key);
                }
            }
        }
        keys
    }

    /// The tables that those of the table's foreign keys refer to which `wanted` picks.
    fn references(&self, wanted: impl Fn(&schema::catalog::Constraint) -> bool) -> Vec<ObjectKey> {
        let own = self.themselves();
        let mut keys = Vec::new();
        for key in &own {
            let Some(table) = self.before.table_at(key).seen() else {
                continue;
            };
            for (constraint, reference) in table.foreign_keys() {
                if wanted(constraint) && !own.contains(&reference.table) {
                    push(&mut keys, reference.table.clone());
                }
            }
        }
        keys
    }

    fn column(&self) -> Option<&'a Ident> {
        self.subject.change.column()
    }

    fn constraint_name(&self) -> Option<&'a Ident> {
        match &self.subject.change.action {
            Action::Constraint(action) => action.name.as_ref(),
            _ => None,
        }
    }

    fn referenced_through_part(&self) -> Resolved {
        let dialect = self.before.dialect();
        if let Some(name) = self.constraint_name() {
            let name = name.folded(dialect);
            let keys = self.references(|constraint| constraint.name.as_ref() == Some(&name));
            let is_complete = self.table().is_some_and(|table| {
                let found = table.constraint(&name);
                matches!(found, Lookup::Known(_) | Lookup::Absent)
            });
            return Resolved { keys, is_complete };
        }
        let Some(column) = self.column().map(|column| column.folded(dialect)) else {
            return Resolved::all(self.assigned_references());
        };
        let keys = self.references(|constraint| constraint.columns.contains(&column));
        Resolved::all(keys)
    }

    /// The references that inserted or updated columns are checked against.
    fn assigned_references(&self) -> Vec<ObjectKey> {
        let dialect = self.before.dialect();
        let (columns, is_insert): (Vec<_>, bool) = match &self.subject.change.action {
            Action::Insert(insert) => (
                insert.columns.iter().map(|column| column.folded(dialect)).collect(),
                true,
            ),
            Action::Copy(copy) => (copy.columns.iter().map(|column| column.folded(dialect)).collect(), true),
            Action::Update(update) => {
                let assigned = update.assignments.iter();
                (
                    assigned.map(|assigned| assigned.column.ident.folded(dialect)).collect(),
                    false,
                )
            }
            _ => return Vec::new(),
        };
        self.references(|constraint| {
            let is_written = |column| columns.contains(column);
            if is_insert {
                // A column left out is null, and a null is not looked up.
                columns.is_empty() || constraint.columns.iter().all(is_written)
            } else {
                constraint.columns.iter().any(is_written)
            }
        })
    }

    fn referrers_to_part(&self) -> Resolved {
        let dialect = self.before.dialect();
        let columns = match (self.column(), self.constraint_name()) {
            (Some(column), _) => vec![column.folded(dialect)],
            (None, Some(name)) => {
                let constraint = self
                    .table()
                    .and_then(|table| table.constraint(&name.folded(dialect)).seen());
                constraint
                    .map(|constraint| constraint.columns.clone())
                    .unwrap_or_default()
            }
            (None, None) => Vec::new(),
        };
        let refers = |reference: &Reference| {
            let names_part = reference.columns.iter().any(|column| columns.contains(column));
            columns.is_empty() || names_part || reference.columns.is_empty()
        };
        let mut keys = Vec::new();
        for own in self.themselves() {
            for referrer in self.before.dependents(&own, Dependency::ForeignKey) {
                let table = self.before.table_at(referrer).seen();
                let mut foreign = table.into_iter().flat_map(Table::foreign_keys);
                if *referrer != own && foreign.any(|(_, reference)| reference.table == own && refers(reference)) {
                    push(&mut keys, referrer.clone());
                }
            }
        }
        Resolved::all(keys)
    }

    fn referrers_however_deep(&self) -> Vec<ObjectKey> {
        let mut open = self.themselves();
        let mut found = Vec::new();
        while let Some(key) = open.pop() {
            for referrer in self.before.dependents(&key, Dependency::ForeignKey) {
                if !found.contains(referrer) {
                    found.push(referrer.clone());
                    open.push(referrer.clone());
                }
            }
        }
        found
    }

    fn referrers_that(&self, wanted: impl Fn(Option<ReferentialAction>) -> bool) -> Vec<ObjectKey> {
        let is_delete = matches!(self.subject.change.kind, Kind::Delete);
        let assigned = match &self.subject.change.action {
            Action::Update(update) => update
                .assignments
                .iter()
                .map(|assigned| assigned.column.ident.folded(self.before.dialect()))
                .collect(),
            _ => Vec::new(),
        };
        let touches =
            |reference: &Reference| is_delete || reference.columns.iter().any(|column| assigned.contains(column));
        let mut keys = Vec::new();
        for own in self.themselves() {
            for referrer in self.before.dependents(&own, Dependency::ForeignKey) {
                let table = self.before.table_at(referrer).seen();
                for (_, reference) in table.into_iter().flat_map(Table::foreign_keys) {
                    let action = if is_delete {
                        reference.on_delete
                    } else {
                        reference.on_update
                    };
                    if reference.table == own && touches(reference) && wanted(action) {
                        push(&mut keys, referrer.clone());
                    }
                }
            }
        }
        keys
    }

    fn parents(&self) -> Vec<ObjectKey> {
        match &self.subject.change.action {
            Action::CreateTable(table) => {
                let partition = table.partition_of.iter().map(|partition| &partition.parent);
                let parents = partition.chain(&table.inherits);
                parents.map(|parent| self.before.key(parent)).collect()
            }
            Action::Partition(action) => vec![self.before.key(&action.table)],
            Action::Table(action) => action.argument.iter().map(|parent| self.before.key(parent)).collect(),
            _ => self
                .table()
                .and_then(|table| table.partition_of.clone())
                .into_iter()
                .collect(),
        }
    }

    fn default_partitions(&self) -> Vec<ObjectKey> {
        let own = self.themselves();
        let mut keys = Vec::new();
        for parent in self.parents() {
            for partition in self.before.dependents(&parent, Dependency::Partition) {
                let table = self.before.table_at(partition).seen();
                if table.is_some_and(|table| table.is_default_partition) && !own.contains(partition) {
                    push(&mut keys, partition.clone());
                }
            }
        }
        keys
    }

    fn attached(&self) -> Vec<ObjectKey> {
        match &self.subject.change.action {
            Action::Partition(action) => action.partitions.iter().map(|name| self.before.key(name)).collect(),
            _ => Vec::new(),
        }
    }

    fn readers(&self) -> Vec<ObjectKey> {
        let own = self.themselves();
        own.iter().flat_map(|key| self.before.readers(key)).collect()
    }

    fn named(&self, role: NameRole) -> Vec<ObjectKey> {
        let own = self.themselves();
        let uses = self.subject.statement.uses.iter().filter(|used| used.role == role);
        let mut in_exprs = Vec::new();
        if role == NameRole::Reads {
            self.subject.change.each_expr(&mut |expr| {
                if let ExprKind::Subquery { reads } = &expr.kind {
                    in_exprs.extend(reads);
                }
            });
        }
        let mut keys = Vec::new();
        for name in uses.map(|used| &used.name).chain(in_exprs) {
            let key = self.before.key(name);
            let is_target = own.contains(&key) && !matches!(self.subject.change.kind, Kind::Select | Kind::Explain);
            if !is_target && !is_of_the_system(&key) {
                push(&mut keys, key);
            }
        }
        keys
    }

    /// A query locks what a view reads along with the view, and partitions along with their table.
    fn through(&self, mut keys: Vec<ObjectKey>) -> Vec<ObjectKey> {
        let mut at = 0;
        while at < keys.len() {
            if let Some(Relation::View(view)) = self.before.relation_at(&keys[at]).seen()
                && !view.is_materialized
            {
                for read in view.reads.clone() {
                    push(&mut keys, read);
                }
            }
            for descendant in self.before.descendants(&keys[at]) {
                push(&mut keys, descendant);
            }
            at += 1;
        }
        keys
    }

    fn underneath(&self) -> Vec<ObjectKey> {
        let own = self.themselves();
        let is_view = |key: &ObjectKey| matches!(self.before.relation_at(key).seen(), Some(Relation::View(_)));
        let views: Vec<ObjectKey> = own.iter().filter(|key| is_view(key)).cloned().collect();
        let mut keys = self.through(views);
        keys.retain(|key| !own.contains(key));
        keys
    }

    fn view_reads(&self) -> Vec<ObjectKey> {
        let mut keys = Vec::new();
        for own in self.themselves() {
            if let Some(Relation::View(view)) = self.before.relation_at(&own).seen() {
                keys.extend(view.reads.iter().cloned());
            }
        }
        self.through(keys)
    }

    fn liked(&self) -> Vec<ObjectKey> {
        match &self.subject.change.action {
            Action::CreateTable(table) => table.like.iter().map(|other| self.before.key(other)).collect(),
            _ => Vec::new(),
        }
    }

    fn table_of_index(&self) -> Resolved {
        let names: Vec<&Name> = match &self.subject.change.action {
            Action::Drop(dropped) => vec![&dropped.name],
            Action::Maintenance(maintenance) => maintenance.names.iter().collect(),
            _ => Vec::new(),
        };
        let mut resolved = Resolved::all(Vec::new());
        for name in names {
            match self.before.relation_of_index(name) {
                Lookup::Known(relation) | Lookup::Perhaps(relation) => push(&mut resolved.keys, relation.key().clone()),
                Lookup::Absent => {}
                Lookup::Unknown => resolved.is_complete = false,
            }
        }
        resolved.keys = self.with_partitions(resolved.keys);
        resolved
    }

    fn owner(&self) -> Resolved {
        let table = match &self.subject.change.action {
            Action::CreateObject(created) => created.table.clone(),
            Action::Drop(dropped) if dropped.object_kind == ObjectKind::Statistics => {
                let table = self.before.table_of_statistics(&dropped.name).cloned();
                return Resolved {
                    is_complete: table.is_some(),
                    keys: table.into_iter().collect(),
                };
            }
            Action::Drop(dropped) => dropped.table.clone(),
            Action::CreateSequence(sequence) => sequence.owned_by.as_ref().and_then(|owner| {
                let (schema, table) = (owner.qualifiers.split_last()?.1, owner.qualifier()?);
                Some(Name {
                    qualifiers: schema.to_vec(),
                    ident: table.clone(),
                })
            }),
            _ => None,
        };
        let keys: Vec<ObjectKey> = table.iter().map(|table| self.before.key(table)).collect();
        Resolved {
            is_complete: !keys.is_empty() || matches!(self.subject.change.action, Action::CreateSequence(_)),
            keys,
        }
    }

    fn users_of_type(&self) -> Vec<ObjectKey> {
        let name = match &self.subject.change.action {
            Action::Drop(dropped) => Some(&dropped.name),
            _ => altered_domain(self.subject),
        };
        let Some(key) = name.map(|name| self.before.key(name)) else {
            return Vec::new();
        };
        let is_of_type = |table: &&Table| {
            table.columns.iter().any(|column| {
                let data_type = column.data_type.as_ref();
                data_type.is_some_and(|data_type| data_type.name == key.name)
            })
        };
        let tables = self.before.tables().map(|(_, table)| table);
        tables.filter(is_of_type).map(|table| table.key.clone()).collect()
    }

    fn users_of_function(&self) -> Vec<ObjectKey> {
        let Action::Drop(dropped) = &self.subject.change.action else {
            return Vec::new();
        };
        let key = self.before.key(&dropped.name);
        let calls = |table: &&Table| {
            table
                .triggers
                .iter()
                .any(|trigger| trigger.function.as_ref() == Some(&key))
        };
        let tables = self.before.tables().map(|(_, table)| table);
        tables.filter(calls).map(|table| table.key.clone()).collect()
    }

    fn in_schema(&self) -> Resolved {
        let Action::Drop(dropped) = &self.subject.change.action else {
            return Resolved::all(Vec::new());
        };
        let schema = dropped.name.ident.folded(self.before.dialect());
        let inside = self.before.all_relations().map(|(_, relation)| relation.key());
        let mut keys: Vec<ObjectKey> = inside.filter(|key| key.schema == schema).cloned().collect();
        for key in keys.clone() {
            let readers = self.before.readers(&key);
            let referrers = self.before.dependents(&key, Dependency::ForeignKey).cloned();
            for dependent in readers.into_iter().chain(referrers) {
                push(&mut keys, dependent);
            }
            let table = self.before.table_at(&key).seen();
            for (_, reference) in table.into_iter().flat_map(Table::foreign_keys) {
                push(&mut keys, reference.table.clone());
            }
        }
        Resolved::all(keys)
    }

    fn body(&self, role: NameRole) -> Vec<ObjectKey> {
        let mut keys = Vec::new();
        if is_sql_body(self.subject) != Some(true) {
            return keys;
        }
        let is_dml = |kind: Kind| {
            let kinds = [
                Kind::Select,
                Kind::Insert,
                Kind::Update,
                Kind::Delete,
                Kind::Merge,
                Kind::Values,
            ];
            kinds.contains(&kind)
        };
        for inner in &self.subject.statement.body {
            inner.walk(&mut |statement| {
                let uses = statement
                    .uses
                    .iter()
                    .filter(|used| used.role == role && is_dml(statement.kind));
                for used in uses {
                    push(&mut keys, self.before.key(&used.name));
                }
            });
        }
        keys
    }
}

/// The engine's own catalogues are read by the way.
fn is_of_the_system(key: &ObjectKey) -> bool {
    key.schema == "pg_catalog" || key.schema == "information_schema" || key.name.starts_with("pg_")
}

fn push(keys: &mut Vec<ObjectKey>, key: ObjectKey) {
    if !keys.contains(&key) {
        keys.push(key);
    }
}

/// Whether a thing is one of the kinds that `COMMENT ON` locks as a relation.
pub(super) const fn is_commented_as_relation(kind: ObjectKind) -> bool {
    kind.is_relation() || matches!(kind, ObjectKind::Column)
}
