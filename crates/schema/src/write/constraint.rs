//! Constraints: of a table, of a column, and what is done to one.

use super::words::{Words, behaviour, is_place_in_mssql};
use super::{SqlWriter, Unwritable, Written};
use crate::{
    Constraint, ConstraintAction, ConstraintKind, ConstraintState, Dialect, Family, ForeignKey, Ident, IndexKey, Kind,
    Name, ObjectKind, TableSetting,
};

/// Whether a constraint stands with its column or apart from it.
#[derive(Clone, Copy)]
enum Place<'c> {
    Column(&'c Ident),
    Table,
}

impl SqlWriter<'_> {
    /// A constraint that stands apart from the columns.
    pub(super) fn table_constraint(self, constraint: &Constraint) -> Written {
        self.constraint(constraint, Place::Table)
    }

    /// A constraint behind the column that it is about.
    pub(super) fn column_constraint(self, column: &Ident, constraint: &Constraint) -> Written {
        self.constraint(constraint, Place::Column(column))
    }

    fn constraint(self, constraint: &Constraint, place: Place<'_>) -> Written {
        let mut words = Words::default();
        if let Some(name) = &constraint.name {
            words.say("constraint").say(&self.ident(name));
        }
        // These two stand before the columns.
        let (order, options): (Vec<_>, Vec<_>) = constraint
            .options
            .iter()
            .partition(|option| matches!(option.name.as_str(), "clustered" | "nonclustered"));
        let order = order.first().map(|option| option.name.as_str());
        match &constraint.kind {
            ConstraintKind::PrimaryKey { keys, using_index } | ConstraintKind::Unique { keys, using_index, .. } => {
                let is_unique = matches!(constraint.kind, ConstraintKind::Unique { .. });
                words.say(if is_unique { "unique" } else { "primary key" }).maybe(order);
                let is_distinct = matches!(
                    constraint.kind,
                    ConstraintKind::Unique {
                        nulls_not_distinct: true,
                        ..
                    }
                );
                words.maybe(is_distinct.then_some("nulls not distinct"));
                match (using_index, place) {
                    (Some(index), _) => words.say("using index").say(&self.ident(index)),
                    (None, Place::Column(column)) if is_only(keys, column) => {
                        words.maybe(keys.iter().any(|key| key.is_descending).then_some("desc"))
                    }
                    // SQL Server needs no comma between a column and a constraint of the table.
                    (None, _) => words.enclosed(&self.keys(keys)?),
                };
            }
            ConstraintKind::ForeignKey(key) => {
                if matches!(place, Place::Table) {
                    words.say("foreign key").enclosed(&self.idents(&key.columns));
                }
                self.references(key, &mut words);
            }
            ConstraintKind::Check { expr, no_inherit } => {
                words.say("check").enclosed(&self.expr(expr)?);
                words.maybe(no_inherit.then_some("no inherit"));
            }
            ConstraintKind::NotNull { column } => {
                words
                    .say("not null")
                    .maybe((matches!(place, Place::Table)).then(|| self.ident(column)));
            }
            ConstraintKind::Default { expr, column } => {
                words.say("default").say(&self.expr(expr)?);
                if matches!(place, Place::Table) {
                    words.say("for").say(&self.ident(column));
                }
            }
            // An exclusion's operators are not in the model.
            ConstraintKind::Exclude { .. } | ConstraintKind::Other => {
                let text = self.text(constraint.range).map(str::to_owned);
                return text.ok_or(Unwritable("what the constraint demands is in its script only"));
            }
        }
        self.constraint_options(&options, &mut words)?;
        self.state(constraint.state, &mut words);
        Ok(words.end())
    }

    fn constraint_options(self, options: &[&TableSetting], words: &mut Words) -> Result<(), Unwritable> {
        let (listed, apart): (Vec<&TableSetting>, Vec<&TableSetting>) = options
            .iter()
            .partition(|option| self.family() == Family::Mssql && !is_place_in_mssql(option));
        let texts: Result<Vec<String>, Unwritable> = listed.into_iter().map(|option| self.option(option)).collect();
        let texts = texts?;
        if !texts.is_empty() {
            words.say("with").enclosed(&texts.join(", "));
        }
        for option in apart {
            words.say(&self.option(option)?);
        }
        Ok(())
    }

    fn references(self, key: &ForeignKey, words: &mut Words) {
        words.say("references").say(&self.name(&key.table));
        if !key.referred.is_empty() {
            words.enclosed(&self.idents(&key.referred));
        }
        words.maybe(key.match_full.then_some("match full"));
        for (when, action) in [("on delete", key.on_delete), ("on update", key.on_update)] {
            if let Some(action) = action {
                words.say(when).say(action.as_str());
            }
        }
    }

    fn state(self, state: ConstraintState, words: &mut Words) {
        let is_oracle = self.family() == Family::Oracle;
        words.maybe(state.deferrable.then_some("deferrable"));
        words.maybe(state.initially_deferred.then_some("initially deferred"));
        words.maybe(
            state
                .not_enforced
                .then_some(if is_oracle { "disable" } else { "not enforced" }),
        );
        words.maybe(state.not_valid.map(|_| "not valid"));
        words.maybe((state.no_check && is_oracle).then_some("novalidate"));
    }

    pub(super) fn add_constraint(self, table: &Name, constraint: &Constraint, if_not_exists: bool) -> Written {
        if self.family() == Family::Sqlite {
            return Err(Unwritable("the dialect adds no constraint to a table"));
        }
        let mut words = Words::of("alter table");
        words.say(&self.name(table));
        let is_unchecked = constraint.state.no_check && self.family() == Family::Mssql;
        words.maybe(is_unchecked.then_some("with nocheck")).say("add");
        let written = self.table_constraint(constraint)?;
        match written.strip_prefix("constraint ").filter(|_| if_not_exists) {
            Some(rest) => words.say("constraint if not exists").say(rest),
            None => words.say(&written),
        };
        Ok(words.end())
    }

    pub(super) fn alter_constraint(self, kind: Kind, action: &ConstraintAction) -> Written {
        if self.family() == Family::Sqlite {
            return Err(Unwritable("the dialect changes no constraint of a table"));
        }
        let mut words = Words::of("alter table");
        words.say(&self.name(&action.table));
        let name = action.name.as_ref().map(|name| self.ident(name));
        match kind {
            Kind::DropConstraint => {
                words.say("drop").say(self.constraint_words(action)?);
                words.maybe(action.if_exists.then_some("if exists")).maybe(name);
                words.maybe(behaviour(action.behaviour));
            }
            Kind::ValidateConstraint => {
                words.say("validate constraint").maybe(name);
            }
            Kind::EnableConstraint | Kind::DisableConstraint if self.family() == Family::Mssql => {
                let verb = if kind == Kind::EnableConstraint {
                    "check"
                } else {
                    "nocheck"
                };
                let with = action
                    .with_check
                    .map(|checks| if checks { "with check" } else { "with nocheck" });
                let name = name.unwrap_or_else(|| "all".to_owned());
                words.maybe(with).say(verb).say("constraint").say(&name);
            }
            Kind::EnableConstraint | Kind::DisableConstraint if self.family() == Family::Oracle && name.is_some() => {
                let verb = if kind == Kind::EnableConstraint {
                    "enable"
                } else {
                    "disable"
                };
                let with = action
                    .with_check
                    .map(|checks| if checks { "validate" } else { "novalidate" });
                words.say(verb).maybe(with).say("constraint").maybe(name);
            }
            Kind::AlterConstraint => {
                words.say("alter constraint").maybe(name);
                for option in self.options(&action.options)? {
                    words.say(&option);
                }
            }
            _ => return Err(Unwritable("the dialect has no such statement")),
        }
        Ok(words.end())
    }

    /// What a constraint is called where it is dropped.
    fn constraint_words(self, action: &ConstraintAction) -> Result<&'static str, Unwritable> {
        match (action.object_kind, self.dialect, &action.name) {
            (ObjectKind::PrimaryKey, Dialect::Mysql | Dialect::Mariadb | Dialect::Oracle, None) => Ok("primary key"),
            (ObjectKind::ForeignKey, Dialect::Mysql | Dialect::Mariadb, Some(_)) => Ok("foreign key"),
            (ObjectKind::Check, Dialect::Mysql | Dialect::Mariadb, Some(_)) => Ok("check"),
            (_, _, Some(_)) => Ok("constraint"),
            (_, _, None) => Err(Unwritable("which constraint it is is not in the model")),
        }
    }
}

/// Whether a key is the column that it stands behind.
fn is_only(keys: &[IndexKey], column: &Ident) -> bool {
    matches!(keys, [key] if key.column().is_some_and(|key| key.text == column.text))
}
