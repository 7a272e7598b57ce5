//! Taking the schema one statement further.

mod charsets;
mod columns;
mod constraints;
mod copies;
mod from_query;
mod grants;
mod idle;
mod indexes;
mod objects;
mod partitions;
mod pending;
mod removal;
mod renames;
mod rows;
mod store;
mod tables;
mod taken_over;
mod triggers;

use smallvec::SmallVec;

pub(super) use self::grants::GrantKey;
pub(super) use self::idle::leaves_as_is;
use super::placeless::Placeless;
use super::{Catalog, Existence, ObjectKey, Origin};
use crate::{Action, Change, Dialect, Family, GuardKind, Kind, Name, ObjectKind, Runs, Statement, search_path_set_by};

/// Applies a statement and those inside it that run with the script.
pub(super) fn statement(catalog: &mut Catalog, statement: &Statement, origin: Origin) {
    let mut part = 0;
    nested(catalog, statement, origin, Existence::Certain, Level::Script, &mut part);
}

/// Takes a relation out as if it had never been there.
pub(super) fn forget_relation(catalog: &mut Catalog, key: &ObjectKey) {
    if let Some(super::Entry::There(_, relation)) = catalog.relations.get(key) {
        catalog.edges.replace(key, Some(relation), None);
    }
    catalog.relations.remove(key);
}

/// Where a statement stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Script,
    /// In a block: `DO`, `IF`, `BEGIN … END`.
    Block,
}

fn nested(
    catalog: &mut Catalog,
    statement: &Statement,
    origin: Origin,
    outer: Existence,
    level: Level,
    part: &mut u32,
) {
    let guard = statement.guard.as_deref().map(|guard| guard.kind);
    let existence = match statement.runs {
        Runs::PerRow | Runs::WhenCalled => return,
        Runs::Now => outer,
        // "If it is not there, make it" leaves it there; "if it is there, drop it" leaves it gone.
        Runs::If if asks_for_object(guard) => outer,
        Runs::If => Existence::Perhaps,
    };
    for (at, change) in in_order_of_passes(catalog.dialect, statement) {
        let mut applier = Applier {
            catalog,
            statement,
            origin: origin.with_part(*part + at),
            existence,
            level,
            keeps_existing: matches!(guard, Some(GuardKind::Absent | GuardKind::CaughtError)),
        };
        applier.change(change);
    }
    *part += u32::try_from(statement.changes.len()).unwrap_or(u32::MAX);
    let guards_changes = statement.kind == Kind::CreateProcedure && catalog.dialect.family() == Family::Mysql;
    for inner in &statement.body {
        if guards_changes {
            inner.walk(&mut |inner| may_run(catalog, inner, origin, part));
        }
        nested(catalog, inner, origin, existence, Level::Block, part);
    }
}

/// What a procedure does to tables when it is called: scripts of MySQL make one for what the language cannot make
/// conditional, `IF NOT EXISTS (SELECT … FROM information_schema.columns …) THEN ALTER TABLE …`, and call it.
fn may_run(catalog: &mut Catalog, statement: &Statement, origin: Origin, part: &mut u32) {
    let of_tables = |change: &&Change| {
        let is_of_tables = matches!(statement.kind, Kind::AlterTable | Kind::CreateTable | Kind::DropTable);
        // What the script itself calls is done where it stands.
        statement.runs == Runs::WhenCalled && is_of_tables && change.table().is_some()
    };
    for change in statement.changes.iter().filter(of_tables) {
        let mut applier = Applier {
            catalog,
            statement,
            origin: origin.with_part(*part),
            existence: Existence::Perhaps,
            level: Level::Block,
            keeps_existing: false,
        };
        applier.change(change);
        *part += 1;
    }
}

/// PostgreSQL takes the actions of one `ALTER TABLE` in passes, so that a constraint may name a column that is added
/// behind it: `AT_PASS_DROP` first, then types, columns, constraints and indexes (`src/backend/commands/tablecmds.c`).
fn in_order_of_passes(dialect: Dialect, statement: &Statement) -> SmallVec<[(u32, &Change); 4]> {
    let mut changes: SmallVec<[(u32, &Change); 4]> = (0..).zip(&statement.changes).collect();
    if dialect == Dialect::Postgres && statement.kind == Kind::AlterTable && changes.len() > 1 {
        changes.sort_by_key(|(_, change)| match change.kind {
            Kind::DropColumn | Kind::DropConstraint => 0,
            Kind::AlterColumnType => 1,
            Kind::AddColumn => 2,
            _ => 3,
        });
    }
    changes
}

const fn asks_for_object(guard: Option<GuardKind>) -> bool {
    matches!(
        guard,
        Some(GuardKind::Absent | GuardKind::Present | GuardKind::CaughtError)
    )
}

/// One change on its way into the catalogue.
struct Applier<'a> {
    catalog: &'a mut Catalog,
    statement: &'a Statement,
    origin: Origin,
    /// Whether the change runs for certain.
    existence: Existence,
    level: Level,
    /// Whether a guard keeps it from running where its object is there already.
    keeps_existing: bool,
}

impl Applier<'_> {
    fn change(&mut self, change: &Change) {
        match &change.action {
            Action::CreateTable(table) => self.create_table(table),
            Action::CreateIndex(index) => self.create_index(index),
            Action::CreateView(view) => self.create_view(view),
            Action::CreateRoutine(routine) => self.create_routine(routine),
            Action::CreateTrigger(trigger) => self.create_trigger(trigger),
            Action::CreateSequence(sequence) => self.create_sequence(change.kind, sequence),
            Action::CreateType(created) => self.create_type(created),
            Action::CreatePolicy(policy) => self.create_policy(change.kind, policy),
            Action::CreateObject(created) => self.create_object(created),
            Action::Drop(dropped) => self.drop_object(dropped),
            Action::Rename(rename) => self.rename(rename),
            Action::AddColumn {
                table,
                column,
                has_exists_clause,
                place,
                ..
            } if change.kind == Kind::AddColumn => {
                self.add_column(table, column, *has_exists_clause, place.as_ref());
            }
            Action::AddColumn {
                table,
                column,
                place,
                old_name,
                ..
            } => self.modify_column(table, column, old_name.as_ref(), place.as_ref()),
            Action::Column(action) => self.alter_column(change.kind, action),
            Action::AddConstraint { table, constraint, .. } => self.add_constraint(table, constraint),
            Action::Constraint(action) => self.alter_constraint(change.kind, action),
            Action::Partition(action) => self.alter_partition(change.kind, action),
            Action::Table(action) => self.alter_relation(change.kind, action),
            Action::AddEnumValue(added) => self.add_enum_value(added),
            Action::Maintenance(maintenance) => self.maintain(change.kind, maintenance),
            Action::Session(_) => self.set_search_path(change),
            Action::Select(select) => {
                self.select_into_table(select);
                self.set_search_path(change);
            }
            Action::Grant(grant) => self.grant(change.kind, grant),
            Action::Insert(insert) => self.note_copy(insert),
            _ => {}
        }
        if self.catalog.has_deferred {
            self.note_pending(change);
        }
        self.note_rows(change);
    }

    const fn placeless(&self) -> Placeless {
        Placeless(self.catalog.dialect)
    }

    fn key(&self, name: &Name) -> ObjectKey {
        self.catalog.key(name)
    }

    /// The change itself says that it leaves an existing object alone, or its guard does.
    const fn skips_existing(&self, if_not_exists: bool) -> bool {
        if_not_exists || self.keeps_existing
    }

    fn create_object(&mut self, created: &crate::CreateObject) {
        if created.object_kind == ObjectKind::Rule {
            return self.create_rule(created);
        }
        if let (ObjectKind::Statistics, Some(name), Some(table)) = (created.object_kind, &created.name, &created.table)
        {
            let table = self.key(table);
            self.catalog.statistics.insert(self.catalog.new_key(name), table);
        }
        let is_schema = matches!(created.object_kind, ObjectKind::Schema | ObjectKind::Database);
        let Some(name) = created.name.as_ref().filter(|_| is_schema) else {
            return;
        };
        let schema = name.ident.folded(self.catalog.dialect);
        let is_new = !created.if_not_exists && !self.keeps_existing && self.existence == Existence::Certain;
        if is_new {
            self.catalog.schemas.insert(schema, super::SchemaState::Made);
        } else {
            // A schema that may have been there before can hold anything.
            self.catalog.schemas.remove(&schema);
        }
    }

    fn set_search_path(&mut self, change: &Change) {
        if let Some(path) = search_path_set_by(change, self.catalog.dialect) {
            self.catalog.search_path = path.into();
        }
    }

    fn select_into_table(&mut self, select: &crate::Select) {
        // In a block of PL/pgSQL it fills a variable.
        let fills_variable = self.level == Level::Block && self.catalog.dialect == Dialect::Postgres;
        if let Some(into) = select.into.as_ref().filter(|_| !fills_variable) {
            self.select_into(select, into);
        }
    }
}
