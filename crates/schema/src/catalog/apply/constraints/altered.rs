//! Constraints that are there already: validated, disabled, dropped.

use std::sync::Arc;

use compact_str::CompactString;

use super::super::Applier;
use super::is_key;
use crate::catalog::{Constraint, Dependency, Existence, ObjectKey};
use crate::{Behaviour, ConstraintAction, ConstraintKind, Dialect, Family, Kind, ObjectKind};

impl Applier<'_> {
    pub(in crate::catalog::apply) fn alter_constraint(&mut self, kind: Kind, action: &ConstraintAction) {
        let name = action.name.as_ref().map(|name| name.folded(self.catalog.dialect));
        if kind == Kind::DropConstraint {
            self.drop_constraint(action, name.as_ref());
            return;
        }
        let existence = self.existence;
        let with_check = action.with_check;
        let dialect = self.catalog.dialect;
        let state = action.options.iter().find(|option| option.name == "state");
        let state = state.and_then(|state| state.value.as_deref()).unwrap_or_default();
        self.edit_family(&action.table, &mut |table| {
            for constraint in &mut table.constraints {
                if name.is_some() && constraint.name != name {
                    continue;
                }
                let constraint = Arc::make_mut(constraint);
                if existence == Existence::Perhaps {
                    constraint.is_valid = None;
                    constraint.is_deferred = false;
                    continue;
                }
                // What it says of `deferred` is not read.
                constraint.is_deferred &= kind == Kind::ValidateConstraint;
                match kind {
                    Kind::ValidateConstraint => constraint.is_valid = Some(true),
                    Kind::EnableConstraint => {
                        constraint.is_valid = match (dialect, with_check) {
                            (_, Some(checks)) => Some(checks),
                            // One that is enabled already stays as it is, and another is not checked.
                            (Dialect::Mssql, None) if constraint.is_enforced => constraint.is_valid,
                            (Dialect::Mssql, None) => Some(false),
                            (_, None) => Some(true),
                        };
                        constraint.is_enforced = true;
                    }
                    Kind::AlterConstraint if dialect == Dialect::Oracle => set_state(constraint, state),
                    Kind::DisableConstraint => {
                        constraint.is_enforced = false;
                        constraint.is_valid = Some(false);
                    }
                    _ => {}
                }
            }
        });
    }

    pub(super) fn drop_constraint(&mut self, action: &ConstraintAction, name: Option<&CompactString>) {
        let key = self.key(&action.table);
        let is_primary = action.object_kind == ObjectKind::PrimaryKey && name.is_none();
        let wanted = |constraint: &Constraint| match name {
            Some(name) => constraint.name.as_ref() == Some(name),
            None => is_primary && matches!(constraint.kind, ConstraintKind::PrimaryKey { .. }),
        };
        let dropped = self.seen_table(&key).and_then(|table| {
            let found = table.constraints.iter().find(|constraint| wanted(constraint))?;
            Some(Arc::clone(found))
        });
        let Some(dropped) = dropped else {
            self.doubt_unnamed_foreign_keys(&key);
            return;
        };
        let existence = self.existence;
        let drops_index = !matches!(dropped.kind, ConstraintKind::ForeignKey(_));
        self.edit_family(&action.table, &mut |table| {
            if existence == Existence::Perhaps {
                for constraint in table.constraints.iter_mut().filter(|known| known.name == dropped.name) {
                    Arc::make_mut(constraint).existence = Existence::Perhaps;
                }
                return;
            }
            // A partition has the key under a name of its own.
            let is_part = table.partition_of.is_some() && is_key(&dropped.kind);
            let is_it = |known: &Arc<Constraint>| known.kind == dropped.kind && (is_part || known.name == dropped.name);
            let name = table
                .constraints
                .iter()
                .find(|known| is_it(known))
                .map(|known| known.name.clone());
            table.constraints.retain(|known| !is_it(known));
            if let Some(name) = name.filter(|_| drops_index) {
                table
                    .indexes
                    .retain(|index| index.constraint.is_none() || index.constraint != name);
            }
            if let ConstraintKind::Default { column, .. } = &dropped.kind {
                for found in table.columns.iter_mut().filter(|known| known.name == column.text) {
                    Arc::make_mut(found).default = None;
                }
            }
        });
        if matches!(action.behaviour, Some(Behaviour::Cascade(_))) {
            self.drop_foreign_keys_to(&key, &dropped.columns);
        }
    }

    /// A foreign key that the history does not know by this name may be one whose name the server made up otherwise than was
    /// guessed (MySQL counts on from what was there before).
    fn doubt_unnamed_foreign_keys(&mut self, key: &ObjectKey) {
        let is_guess = |known: &Constraint| known.is_name_implicit && known.reference.is_some();
        let table = self.seen_table(key);
        let has_such = table.is_some_and(|table| table.constraints.iter().any(|known| is_guess(known)));
        if self.catalog.dialect.family() != Family::Mysql || !has_such {
            return;
        }
        self.edit_table(key, |table| {
            for known in table.constraints.iter_mut().filter(|known| is_guess(known)) {
                Arc::make_mut(known).existence = Existence::Perhaps;
            }
        });
    }

    /// `CASCADE` takes the foreign keys that rest on the key that goes.
    pub(super) fn drop_foreign_keys_to(&mut self, key: &ObjectKey, columns: &[CompactString]) {
        let referrers: Vec<ObjectKey> = self.catalog.dependents(key, Dependency::ForeignKey).cloned().collect();
        for referrer in referrers {
            self.edit_table(&referrer, |table| {
                table.constraints.retain(|constraint| {
                    let reference = constraint.reference.as_ref();
                    !reference.is_some_and(|reference| reference.table == *key && reference.columns == columns)
                });
            });
        }
    }
}

/// Oracle's `MODIFY CONSTRAINT c ENABLE NOVALIDATE`, where `ENABLE` alone looks at the rows and `DISABLE` alone does not
/// (<https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/constraint.html>).
fn set_state(constraint: &mut Constraint, state: &str) {
    let says = |word: &str| state.split_whitespace().any(|said| said.eq_ignore_ascii_case(word));
    if says("enable") || says("disable") {
        constraint.is_enforced = says("enable");
        constraint.is_valid = Some(says("enable"));
    }
    if says("validate") || says("novalidate") {
        constraint.is_valid = Some(says("validate"));
    }
}
