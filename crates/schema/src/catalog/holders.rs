//! What keeps PostgreSQL from dropping something (<https://www.postgresql.org/docs/current/ddl-depend.html>).

use std::sync::Arc;

use compact_str::CompactString;

use super::{
    Catalog, Column, Constraint, Dependency, Entry, Existence, Index, ObjectKey, Policy, Relation, Table, Trigger, View,
};
use crate::{
    Action, Change, ColumnAction, ConstraintAction, ConstraintKind, DropObject, Expr, ExprKind, KeyTarget, Kind,
    Literal, Name, ObjectKind, Statement, Truncate,
};

/// What needs something for certain, so that PostgreSQL does not drop it alone.
#[derive(Clone, Copy, Debug)]
pub enum Holder<'a> {
    /// A foreign key of this table refers to it.
    ForeignKey(&'a Table),
    /// The column is computed from it, or takes its default from it.
    Column(&'a Table, &'a Column),
    /// A check of this table calls it.
    Check(&'a Table),
    /// The index is over it.
    Index(&'a Table, &'a Index),
    /// The policy asks for it.
    Policy(&'a Table, &'a str),
    /// The trigger calls it.
    Trigger(&'a Table, &'a str),
    /// The view reads or calls it.
    View(&'a View),
    /// The table inherits from it.
    Heir(&'a Table),
    /// It lies in the schema.
    Inside(&'a ObjectKey),
}

impl Catalog {
    /// What keeps PostgreSQL from running a change that drops or empties something; `None` where nothing is known, and where
    /// `CASCADE` takes it along.
    #[must_use]
    pub fn holder<'a>(&'a self, change: &Change, statement: &Statement) -> Option<Holder<'a>> {
        if change.cascades() {
            return None;
        }
        match &change.action {
            Action::Drop(dropped) => self.holder_of_object(dropped, statement),
            Action::Column(action) if change.kind == Kind::DropColumn => self.holder_of_column(action, statement),
            Action::Constraint(action) if change.kind == Kind::DropConstraint => {
                self.holder_of_constraint(action, statement)
            }
            Action::Truncate(truncate) => self.holder_of_rows(truncate, statement),
            _ => None,
        }
    }

    fn holder_of_object(&self, dropped: &DropObject, statement: &Statement) -> Option<Holder<'_>> {
        let key = self.key(&dropped.name);
        match dropped.object_kind {
            ObjectKind::Table => self.heir_of(&key, statement),
            ObjectKind::Sequence => self.holder_of_sequence(&self.sequence_at(&key).known()?.key),
            ObjectKind::Function => {
                let [only] = self.routines_at(&key).known()? else {
                    return None;
                };
                self.caller_of(&only.key)
            }
            ObjectKind::Schema => self.inside(&dropped.name.ident.folded(self.dialect)),
            _ => None,
        }
    }

    fn heir_of(&self, key: &ObjectKey, statement: &Statement) -> Option<Holder<'_>> {
        let mut heirs = self.dependents(key, Dependency::Inherits);
        let heir = heirs.find_map(|heir| {
            self.table_at(heir)
                .known()
                .filter(|heir| !self.drops(&heir.key, statement))
        })?;
        Some(Holder::Heir(heir))
    }

    /// Whether the statement drops or empties that relation as well.
    fn drops(&self, key: &ObjectKey, statement: &Statement) -> bool {
        let mut named = statement.changes.iter().filter_map(Change::object);
        named.any(|name| self.key(name) == *key)
    }

    fn holder_of_rows(&self, truncate: &Truncate, statement: &Statement) -> Option<Holder<'_>> {
        let key = &self.table(&truncate.table).known()?.key;
        self.foreign_keys_to(key)
            .find(|(table, ..)| table.key != *key && !self.drops(&table.key, statement))
            .map(|(table, ..)| Holder::ForeignKey(table))
    }

    /// The foreign keys that refer to a table for certain, each with its columns there.
    pub fn foreign_keys_to<'a>(
        &'a self,
        key: &'a ObjectKey,
    ) -> impl Iterator<Item = (&'a Table, &'a Constraint, Vec<CompactString>)> {
        let target = self.table_at(key).known();
        let referrers = self.dependents(key, Dependency::ForeignKey);
        let tables = referrers.filter_map(|referrer| self.table_at(referrer).known());
        tables.flat_map(move |table| {
            let keys = table.foreign_keys();
            let keys = keys.filter(|(constraint, _)| constraint.existence == Existence::Certain);
            keys.filter(|(_, reference)| reference.table == *key)
                .map(move |(constraint, reference)| {
                    let primary = || Some(target?.primary_key().known()?.columns.clone());
                    let columns = match reference.columns.as_slice() {
                        [] => primary().unwrap_or_default(),
                        columns => columns.to_vec(),
                    };
                    (table, constraint, columns)
                })
        })
    }

    fn holder_of_constraint(&self, action: &ConstraintAction, statement: &Statement) -> Option<Holder<'_>> {
        let table = self.table(&action.table).known()?;
        let name = action.name.as_ref()?.folded(self.dialect);
        let dropped = table.constraint(&name).known()?;
        let is_key =
            |kind: &ConstraintKind| matches!(kind, ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. });
        let is_same = |columns: &[CompactString]| {
            columns.len() == dropped.columns.len() && columns.iter().all(|column| dropped.columns.contains(column))
        };
        // A foreign key depends on one of several keys over the same columns: on which is not known.
        let mut indexes = table
            .indexes
            .iter()
            .filter(|index| index.is_unique && is_same(&index.columns()));
        let stands_alone = indexes.by_ref().count() <= 1 && statement.changes.len() == 1;
        if !is_key(&dropped.kind) || !stands_alone {
            return None;
        }
        let mut foreign = self.foreign_keys_to(&table.key);
        foreign
            .find(|(.., columns)| is_same(columns))
            .map(|(referrer, ..)| Holder::ForeignKey(referrer))
    }

    fn holder_of_column(&self, action: &ColumnAction, statement: &Statement) -> Option<Holder<'_>> {
        let table = self.table(&action.table).known()?;
        let column = table.column(&action.column.folded(self.dialect)).known()?;
        let goes = |name: &str| {
            let mut changes = statement.changes.iter();
            changes.any(|change| match &change.action {
                Action::Column(other) => change.kind == Kind::DropColumn && other.column.folded(self.dialect) == name,
                _ => false,
            })
        };
        let mut changes = statement.changes.iter();
        let drops_constraint = changes.any(|change| change.kind == Kind::DropConstraint);
        let computed = table
            .columns_computed_from(&column.name)
            .find(|other| !goes(&other.name));
        if let Some(computed) = computed {
            return Some(Holder::Column(table, computed));
        }
        let mut foreign = self.foreign_keys_to(&table.key);
        let foreign = foreign.find(|(referrer, constraint, columns)| {
            // A foreign key that is itself of the column goes along.
            let goes_along = referrer.key == table.key && constraint.columns.iter().any(|own| goes(own));
            columns.contains(&column.name) && !goes_along && !drops_constraint
        });
        if let Some((referrer, ..)) = foreign {
            return Some(Holder::ForeignKey(referrer));
        }
        if let Some(policy) = table.policies_asking(&column.name).next() {
            return Some(Holder::Policy(table, &policy.name));
        }
        let view = self.views_using(&table.key, &column.name).next()?;
        Some(Holder::View(view))
    }

    fn holder_of_sequence(&self, key: &ObjectKey) -> Option<Holder<'_>> {
        let sequence = self.sequence_at(key).known()?;
        let is_own = |table: &Table, column: &Column| {
            let owner = sequence.owned_by.as_ref();
            let is_owner = owner.is_some_and(|(owner, owned)| *owner == table.key && *owned == column.name);
            is_owner && column.identity.is_some()
        };
        let takes = |expr: &Expr| {
            let mut found = false;
            expr.walk(&mut |part| found |= self.sequence_asked(part).is_some_and(|asked| asked == *key));
            found
        };
        self.certain_columns()
            .find(|(table, column)| is_own(table, column) || column.default.as_deref().is_some_and(takes))
            .map(|(table, column)| Holder::Column(table, column))
    }

    /// The sequence of `nextval('s')`.
    fn sequence_asked(&self, expr: &Expr) -> Option<ObjectKey> {
        let ExprKind::Call { name, args } = &expr.kind else {
            return None;
        };
        let text = match &args.first().filter(|_| name.ident.text == "nextval")?.kind {
            ExprKind::Cast { expr, .. } => &expr.kind,
            other => other,
        };
        let ExprKind::Literal(Literal::Text(text)) = text else {
            return None;
        };
        if text.contains('"') {
            return None;
        }
        let mut parts = text
            .rsplit('.')
            .map(|part| crate::Ident::synthetic(part.to_lowercase()));
        let bare = Name::bare(parts.next()?);
        let qualifiers = parts.next().into_iter().collect();
        Some(self.key(&Name { qualifiers, ..bare }))
    }

    fn certain_tables(&self) -> impl Iterator<Item = &Table> {
        let tables = self.tables().filter(|(existence, _)| *existence == Existence::Certain);
        tables.map(|(_, table)| table)
    }

    fn certain_columns(&self) -> impl Iterator<Item = (&Table, &Column)> {
        self.certain_tables().flat_map(|table| {
            let columns = table.columns.iter().map(|column| &**column);
            let columns = columns.filter(|column| column.existence == Existence::Certain && !column.is_inherited);
            columns.map(move |column| (table, column))
        })
    }

    /// What calls a function that has one list of parameters.
    fn caller_of(&self, key: &ObjectKey) -> Option<Holder<'_>> {
        let is_it = |part: &Expr| match &part.kind {
            ExprKind::Call { name, .. } => name.ident.text == key.name && self.key(name) == *key,
            _ => false,
        };
        let calls = |expr: &Expr| {
            let mut found = false;
            expr.walk(&mut |part| found |= is_it(part));
            found
        };
        // To put all relations in order for the few that call something would take longer.
        let callers = self
            .relations
            .keys_where(|_, entry| certain(entry).is_some_and(|relation| caller_in(relation, key, &calls).is_some()));
        let found = callers.first().and_then(|caller| self.relations.get(caller));
        found
            .and_then(certain)
            .and_then(|relation| caller_in(relation, key, &calls))
    }

    fn inside(&self, schema: &str) -> Option<Holder<'_>> {
        let is_certain = |existence: Existence| existence == Existence::Certain;
        let relations = self.all_relations().filter(|(existence, _)| is_certain(*existence));
        let relations = relations.map(|(_, relation)| relation.key());
        let sequences = self.all_sequences().filter(|(existence, _)| is_certain(*existence));
        let types = self.all_types().filter(|(existence, _)| is_certain(*existence));
        let routines = self.all_routines().filter(|(existence, _)| is_certain(*existence));
        let others = sequences
            .map(|(_, known)| &known.key)
            .chain(types.map(|(_, known)| &known.key));
        let others = others.chain(routines.map(|(_, known)| &known.key));
        let mut keys = relations.chain(others);
        keys.find(|key| key.schema == schema).map(Holder::Inside)
    }
}

impl Table {
    /// The columns that are for certain computed from a column.
    pub fn columns_computed_from<'a>(&'a self, column: &'a str) -> impl Iterator<Item = &'a Column> {
        let others = self.columns.iter().map(|other| &**other);
        others.filter(move |other| {
            let expr = other.generated.as_ref().map(|generated| &generated.expr);
            let is_other = other.name != column && other.existence == Existence::Certain;
            is_other && expr.is_some_and(|expr| names(expr, self, column))
        })
    }

    /// The policies that for certain ask for a column.
    pub fn policies_asking<'a>(&'a self, column: &'a str) -> impl Iterator<Item = &'a Policy> {
        let policies = self.policies.iter().map(|policy| &**policy);
        let policies = policies.filter(|policy| policy.existence == Existence::Certain);
        policies.filter(move |policy| policy.exprs.iter().any(|expr| names(expr, self, column)))
    }
}

fn certain(entry: &Entry<Relation>) -> Option<&Relation> {
    match entry {
        Entry::There(Existence::Certain, relation) => Some(relation),
        _ => None,
    }
}

/// What of a relation calls a function.
fn caller_in<'a>(relation: &'a Relation, function: &ObjectKey, calls: &dyn Fn(&Expr) -> bool) -> Option<Holder<'a>> {
    match relation {
        Relation::Table(table) => caller_in_table(table, function, calls),
        Relation::View(view) => view.calls.contains(function).then_some(Holder::View(view)),
    }
}

fn caller_in_table<'a>(table: &'a Table, function: &ObjectKey, calls: &dyn Fn(&Expr) -> bool) -> Option<Holder<'a>> {
    let of_column = |column: &&Arc<Column>| {
        let generated = column.generated.iter().map(|generated| &generated.expr);
        let mut exprs = column.default.iter().map(|expr| &**expr).chain(generated);
        column.existence == Existence::Certain && exprs.any(calls)
    };
    let of_check = |constraint: &Arc<Constraint>| {
        let is_certain = constraint.existence == Existence::Certain;
        is_certain && matches!(&constraint.kind, ConstraintKind::Check { expr, .. } if calls(expr))
    };
    let of_index = |index: &&Arc<Index>| {
        let exprs = index.keys.iter().filter_map(|key| match &key.target {
            KeyTarget::Expr(expr) => Some(&**expr),
            KeyTarget::Column(_) => None,
        });
        index.existence == Existence::Certain && exprs.chain(&index.predicate).any(calls)
    };
    let of_policy = |policy: &&Arc<Policy>| policy.existence == Existence::Certain && policy.exprs.iter().any(calls);
    let of_trigger = |trigger: &&Arc<Trigger>| {
        trigger.existence == Existence::Certain && trigger.function.as_ref() == Some(function)
    };
    let column = table.columns.iter().find(of_column);
    let column = column.map(|column| Holder::Column(table, column));
    let check = || table.constraints.iter().any(of_check).then_some(Holder::Check(table));
    let index = || Some(Holder::Index(table, table.indexes.iter().find(of_index)?));
    let policy = || Some(Holder::Policy(table, &table.policies.iter().find(of_policy)?.name));
    let trigger = || Some(Holder::Trigger(table, &table.triggers.iter().find(of_trigger)?.name));
    column.or_else(trigger).or_else(check).or_else(index).or_else(policy)
}

/// Whether an expression over the table's rows names the column.
fn names(expr: &Expr, table: &Table, column: &str) -> bool {
    let mut found = false;
    expr.walk(&mut |part| {
        found |= match &part.kind {
            ExprKind::Column(name) => {
                let of = name.qualifier();
                name.ident.text == column && of.is_none_or(|of| of.text == table.key.name)
            }
            _ => false,
        };
    });
    found
}
