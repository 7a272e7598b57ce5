//! Conditions on what a change reaches beyond its table: heirs, partitions, triggers on them.

use compact_str::CompactString;
use schema::catalog::{Dependency, Relation, Table};
use schema::{Action, ConstraintKind, Kind, Lookup, Name};

use crate::Fact;
use crate::conditions::table_before;
use crate::postgres::conditions::added_constraint;
use crate::rows::Subject;

/// `CREATE TABLE IF NOT EXISTS` of a relation that is there.
pub(in crate::postgres) fn skips_table(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::CreateTable(table) if table.if_not_exists => is_there(subject, &table.name),
        _ => Some(false),
    }
}

/// `CREATE MATERIALIZED VIEW IF NOT EXISTS` of a relation that is there.
pub(in crate::postgres) fn skips_view(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::CreateView(view) if view.if_not_exists => is_there(subject, &view.name),
        _ => Some(false),
    }
}

fn is_there(subject: &Subject<'_>, name: &Name) -> Fact {
    // What the history never made is taken to be absent: that is what the statement is for.
    Some(matches!(subject.before?.relation(name), Lookup::Known(_)))
}

/// The relation is a view without rows.
pub(in crate::postgres) fn is_of_view(subject: &Subject<'_>) -> Fact {
    let Action::Maintenance(maintenance) = &subject.change.action else {
        return Some(false);
    };
    let before = subject.before?;
    let is_view =
        |name: &Name| matches!(before.relation(name).seen(), Some(Relation::View(view)) if !view.is_materialized);
    Some(!maintenance.names.is_empty() && maintenance.names.iter().all(is_view))
}

/// `REINDEX TABLE` of a relation without any index.
pub(in crate::postgres) fn has_no_index(subject: &Subject<'_>) -> Fact {
    let Action::Maintenance(maintenance) = &subject.change.action else {
        return Some(false);
    };
    let (Some(name), Some(before)) = (maintenance.names.first(), subject.before) else {
        return Some(false);
    };
    Some(match before.relation(name) {
        Lookup::Known(Relation::Table(table)) => {
            let may_inherit = table.partition_of.is_some() || table.is_partitioned() != Some(false);
            table.is_complete && table.indexes.is_empty() && !may_inherit
        }
        Lookup::Known(Relation::View(view)) => view.indexes.is_empty(),
        _ => false,
    })
}

/// The column of a partitioned table is required already, and so in every partition.
pub(in crate::postgres) fn is_required_in_all_partitions(subject: &Subject<'_>) -> Fact {
    let is_set = subject.change.kind == Kind::SetNotNull;
    let (true, Lookup::Known(table)) = (is_set, table_before(subject)) else {
        return Some(false);
    };
    if table.is_partitioned() != Some(true) {
        return Some(false);
    }
    let name = subject.change.column()?.folded(subject.engine.dialect);
    Some(is_required(table, &name))
}

fn is_required(table: &Table, column: &str) -> bool {
    let found = table.column(column).seen();
    found.is_some_and(|column| column.nullable == Some(false))
}

/// A primary key makes its columns required, in heirs and partitions too.
pub(in crate::postgres) fn key_makes_required(subject: &Subject<'_>) -> Fact {
    let Some(constraint) = added_constraint(subject) else {
        return Some(false);
    };
    let ConstraintKind::PrimaryKey { keys, .. } = &constraint.kind else {
        return Some(false);
    };
    let table = table_before(subject).seen();
    let is_partitioned = table.is_some_and(|table| table.is_partitioned() == Some(true));
    let all_required = table.is_some_and(|table| {
        let mut names = keys.iter().filter_map(schema::IndexKey::column);
        !keys.is_empty() && names.all(|name| is_required(table, &name.folded(subject.engine.dialect)))
    });
    Some(!(is_partitioned && all_required))
}

/// A unique constraint on an index that exists.
pub(in crate::postgres) fn claims_index(subject: &Subject<'_>) -> Fact {
    let kind = added_constraint(subject).map(|constraint| &constraint.kind);
    Some(matches!(
        kind,
        Some(ConstraintKind::Unique {
            using_index: Some(_),
            ..
        })
    ))
}

/// `CHECK (…) NO INHERIT`.
pub(in crate::postgres) fn is_not_inherited(subject: &Subject<'_>) -> Fact {
    let kind = added_constraint(subject).map(|constraint| &constraint.kind);
    Some(matches!(kind, Some(ConstraintKind::Check { no_inherit: true, .. })))
}

fn named_constraint<'a>(subject: &Subject<'a>) -> Option<CompactString> {
    let dialect = subject.engine.dialect;
    match &subject.change.action {
        Action::Constraint(action) => action.name.as_ref().map(|name| name.folded(dialect)),
        Action::Rename(rename) => Some(rename.from.ident.folded(dialect)),
        _ => None,
    }
}

/// The constraint that the change names is a check that heirs have too.
pub(in crate::postgres) fn is_inherited_by_heirs(subject: &Subject<'_>) -> Fact {
    let (Some(before), Some(table)) = (subject.before, table_before(subject).seen()) else {
        return Some(false);
    };
    let below = [Dependency::Inherits, Dependency::Partition];
    if !below
        .iter()
        .any(|why| before.dependents(&table.key, *why).next().is_some())
    {
        return Some(false);
    }
    match table.constraint(&named_constraint(subject)?) {
        Lookup::Known(constraint) | Lookup::Perhaps(constraint) => Some(matches!(
            constraint.kind,
            ConstraintKind::Check { no_inherit: false, .. }
        )),
        Lookup::Absent => Some(false),
        Lookup::Unknown => None,
    }
}

/// `DROP CONSTRAINT IF EXISTS` of one that is not there.
pub(in crate::postgres) fn constraint_is_absent(subject: &Subject<'_>) -> Fact {
    let (Lookup::Known(table), Some(name)) = (table_before(subject), named_constraint(subject)) else {
        return Some(false);
    };
    Some(table.constraint(&name).is_absent())
}

/// The trigger fires for each row, so that every partition has one of its own.
pub(in crate::postgres) fn trigger_fires_for_rows(subject: &Subject<'_>) -> Fact {
    let dialect = subject.engine.dialect;
    let name = match &subject.change.action {
        Action::CreateTrigger(trigger) => return Some(trigger.for_each_row),
        Action::Drop(dropped) => dropped.name.ident.folded(dialect),
        Action::Rename(rename) => rename.from.ident.folded(dialect),
        Action::Table(action) => match &action.argument {
            Some(name) => name.ident.folded(dialect),
            None => CompactString::const_new("all"),
        },
        _ => return Some(false),
    };
    let (Some(before), Some(table)) = (subject.before, table_before(subject).seen()) else {
        return Some(false);
    };
    // A partition has those of the tables above it.
    let parent = |table: &&Table| before.table_at(table.partition_of.as_ref()?).seen();
    let lineage = std::iter::successors(Some(table), parent);
    let mut triggers = lineage.flat_map(|table| &table.triggers);
    Some(match name.as_str() {
        // Foreign keys are held by triggers too.
        "all" => {
            triggers.any(|trigger| trigger.for_each_row)
                || table.foreign_keys().next().is_some()
                || before.dependents(&table.key, Dependency::ForeignKey).next().is_some()
        }
        "user" => triggers.any(|trigger| trigger.for_each_row),
        name => triggers.any(|trigger| trigger.name == name && trigger.for_each_row),
    })
}

/// `WHERE false`.
pub(in crate::postgres) fn changes_no_row(subject: &Subject<'_>) -> Fact {
    let condition = match &subject.change.action {
        Action::Update(update) => update.condition.as_ref(),
        Action::Delete(delete) => delete.condition.as_ref(),
        _ => None,
    };
    Some(condition.is_some_and(|condition| condition.kind == schema::WhereKind::AlwaysFalse))
}

/// `MERGE … WHEN MATCHED THEN DELETE`.
pub(in crate::postgres) fn merge_deletes(subject: &Subject<'_>) -> Fact {
    match &subject.change.action {
        Action::Merge(merge) => Some(merge.deletes),
        _ => Some(false),
    }
}
