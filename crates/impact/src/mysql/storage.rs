//! Conditions on what the table already holds, which decide whether `InnoDB` can spare a rebuild.
//!
//! A table that the history does not know is taken for an ordinary one: `InnoDB`, dynamic rows, neither full-text
//! indexes nor virtual columns.

use compact_str::CompactString;
use schema::catalog::Table;
use schema::{Action, Change, ConstraintKind, ExprKind, IndexKey, IndexShape, Kind, ObjectKind};

use super::conditions::{added, brings_key, changes_layout, drops_virtual, is_same_engine, nullability};
use super::virtual_columns::adds_virtual;
use crate::Fact;
use crate::conditions::table_before;
use crate::rows::Subject;

/// Functions whose value is one for the whole statement, so that they count as a constant default.
const CONSTANT: &[&str] = &[
    "now",
    "current_timestamp",
    "current_date",
    "current_time",
    "curdate",
    "curtime",
    "localtime",
    "localtimestamp",
    "sysdate",
    "utc_timestamp",
    "utc_date",
    "utc_time",
    "unix_timestamp",
    "user",
    "current_user",
    "session_user",
    "system_user",
    "current_role",
    "database",
    "schema",
    "connection_id",
];

fn table<'a>(subject: &Subject<'a>) -> Option<&'a Table> {
    table_before(subject).seen()
}

fn option<'a>(table: &'a Table, name: &str) -> Option<&'a str> {
    let (_, value) = table.options.iter().find(|(known, _)| known == name)?;
    value.as_deref()
}

/// The table is not one of `InnoDB`.
pub(super) fn is_of_other_engine(subject: &Subject<'_>) -> Fact {
    Some(table(subject).is_some_and(|table| !is_innodb(table)))
}

/// Whether the table is one of `InnoDB`, as one of which nothing is said.
pub(super) fn is_innodb(table: &Table) -> bool {
    option(table, "engine").is_none_or(|engine| is_name_of_innodb(Some(engine)))
}

pub(super) fn is_name_of_innodb(engine: Option<&str>) -> bool {
    engine.is_some_and(|engine| engine.trim_matches(['\'', '"']).eq_ignore_ascii_case("innodb"))
}

/// The change asks for what is there already, or drops what is not: `ADD COLUMN IF NOT EXISTS`.
pub(super) fn has_nothing_to_do(subject: &Subject<'_>) -> Fact {
    let Some(table) = table(subject).filter(|table| table.is_complete && subject.change.has_exists_clause()) else {
        return Some(false);
    };
    let dialect = subject.engine.dialect;
    let has_index = |name: &str| table.indexes.iter().any(|index| index.name.eq_ignore_ascii_case(name));
    let has_constraint = |name: &str| {
        let mut names = table
            .constraints
            .iter()
            .filter_map(|constraint| constraint.name.as_ref());
        names.any(|known| known.eq_ignore_ascii_case(name))
    };
    let has_column = |name: &CompactString| table.column(name).seen().is_some();
    Some(match &subject.change.action {
        Action::AddColumn { column, old_name, .. } => match old_name.as_ref() {
            Some(old) => !has_column(&old.folded(dialect)),
            None if subject.change.kind == Kind::AddColumn => has_column(&column.name.folded(dialect)),
            None => !has_column(&column.name.folded(dialect)),
        },
        Action::Column(action) => !has_column(&action.column.folded(dialect)),
        Action::CreateIndex(index) => {
            !index.or_replace && index.name.as_ref().is_some_and(|name| has_index(&name.ident.text))
        }
        Action::Drop(dropped) => !has_index(&dropped.name.ident.text),
        Action::AddConstraint { constraint, .. } => constraint
            .name
            .as_ref()
            .is_some_and(|name| has_index(&name.text) || has_constraint(&name.text)),
        Action::Constraint(action) => action.name.as_ref().is_some_and(|name| !has_constraint(&name.text)),
        _ => false,
    })
}

pub(super) fn fulltext_indexes(table: &Table) -> usize {
    table
        .indexes
        .iter()
        .filter(|index| index.shape == IndexShape::Fulltext)
        .count()
}

/// A `SPATIAL` index, or a `FULLTEXT` one where there is one already: the first makes room for a hidden column.
pub(super) fn is_spatial_or_next_fulltext(subject: &Subject<'_>) -> Fact {
    let Action::CreateIndex(index) = &subject.change.action else {
        return Some(false);
    };
    let has_fulltext = table(subject).is_some_and(|table| fulltext_indexes(table) > 0);
    Some(index.shape == IndexShape::Spatial || (index.shape == IndexShape::Fulltext && has_fulltext))
}

/// Columns come or go by a rebuild, and that keeps writers out.
pub(super) fn rebuilds_under_lock(subject: &Subject<'_>) -> Fact {
    Some(cannot_be_instant(subject) == Some(true) && is_rebuilt_under_lock(subject) == Some(true))
}

/// MySQL adds and drops no column at once in a compressed table or one with a `FULLTEXT` index, nor beside what is not
/// done at once (<https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-column-operations>).
pub(super) fn is_refused_instantly(subject: &Subject<'_>) -> Fact {
    let forbids = |table: &Table| is_compressed(table) || fulltext_indexes(table) > 0;
    Some(table(subject).is_some_and(forbids) || builds_index(subject))
}

/// Columns come or go by a rebuild of a table with a `FULLTEXT` index, which keeps writers out.
pub(super) fn rebuilds_with_fulltext(subject: &Subject<'_>) -> Fact {
    Some(table(subject).is_some_and(|table| fulltext_indexes(table) > 0))
}

/// The whole table is built anew, and has a `FULLTEXT` index, so that it is copied.
pub(super) fn rebuilds_whole_with_fulltext(subject: &Subject<'_>) -> Fact {
    let rebuilds = subject.change.kind == Kind::ForceRebuild
        || is_same_engine(subject) == Some(true)
        || changes_layout(subject) == Some(true);
    Some(rebuilds && rebuilds_with_fulltext(subject) == Some(true))
}

fn virtual_columns(table: &Table) -> impl Iterator<Item = &schema::catalog::Column> {
    table
        .columns
        .iter()
        .map(AsRef::as_ref)
        .filter(|column| column.is_virtual())
}

pub(super) fn has_indexed_virtual(table: &Table) -> bool {
    let mut keys = table
        .indexes
        .iter()
        .flat_map(|index| index.keys.iter())
        .filter_map(IndexKey::column);
    keys.any(|key| virtual_columns(table).any(|column| column.name == key.text))
}

/// A rebuild keeps writers out: there is a `FULLTEXT` or `SPATIAL` index, or one on a virtual column, that does not go
/// along with the dropped column.
pub(super) fn is_rebuilt_under_lock(subject: &Subject<'_>) -> Fact {
    let dropped = match subject.change.kind {
        Kind::DropColumn => subject.change.column().map(|name| name.folded(subject.engine.dialect)),
        _ => None,
    };
    let stays = |index: &schema::catalog::Index| {
        let mut keys = index.keys.iter().filter_map(IndexKey::column);
        dropped.is_none() || keys.any(|key| Some(&key.text) != dropped.as_ref())
    };
    let special = |table: &Table| {
        let mut indexes = table.indexes.iter().filter(|index| stays(index));
        indexes.any(|index| matches!(index.shape, IndexShape::Fulltext | IndexShape::Spatial))
    };
    Some(table(subject).is_some_and(|table| special(table) || has_indexed_virtual(table)))
}

/// Columns cannot come or go by a note in the dictionary: the table is compressed or has a `FULLTEXT` index or one on
/// a virtual column, or the statement builds an index as well.
pub(super) fn cannot_be_instant(subject: &Subject<'_>) -> Fact {
    if adds_virtual(subject) == Some(true) || drops_virtual(subject) == Some(true) {
        return Some(false);
    }
    let table_forbids = table(subject)
        .is_some_and(|table| is_compressed(table) || fulltext_indexes(table) > 0 || has_indexed_virtual(table));
    Some(table_forbids || builds_index(subject))
}

pub(super) fn is_compressed(table: &Table) -> bool {
    option(table, "row_format").is_some_and(|format| format.eq_ignore_ascii_case("compressed"))
}

/// Another part of the statement builds an index.
fn builds_index(subject: &Subject<'_>) -> bool {
    let builds = |change: &Change| match &change.action {
        Action::CreateIndex(_) => true,
        Action::AddConstraint { constraint, .. } => is_key(constraint),
        Action::AddColumn { .. } => {
            let subject = Subject { change, ..*subject };
            brings_key(&subject) == Some(true)
        }
        _ => false,
    };
    subject.statement.changes.iter().any(builds)
}

fn is_key(constraint: &schema::Constraint) -> bool {
    matches!(
        constraint.kind,
        ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. }
    )
}

/// `MODIFY` changes whether a column takes nulls from which an indexed virtual one is computed.
pub(super) fn feeds_indexed_virtual(subject: &Subject<'_>) -> Fact {
    let Action::AddColumn { column, old_name, .. } = &subject.change.action else {
        return Some(false);
    };
    let dialect = subject.engine.dialect;
    let name = old_name.as_ref().unwrap_or(&column.name).folded(dialect);
    let feeds = |table: &Table| {
        virtual_columns(table).any(|computed| {
            let mut reads = false;
            if let Some(generated) = &computed.generated {
                generated.expr.walk(&mut |part| {
                    reads |= matches!(&part.kind, ExprKind::Column(read) if read.ident.folded(dialect) == name);
                });
            }
            reads
        })
    };
    let is_fed = table(subject).is_some_and(|table| has_indexed_virtual(table) && feeds(table));
    if !is_fed {
        return Some(false);
    }
    nullability(subject).map(|(before, after)| before != after)
}

/// The default of a new column is computed for each row: `DEFAULT (uuid())`.
pub(super) fn is_filled_by_row(subject: &Subject<'_>) -> Fact {
    let Some(default) = added(subject).and_then(|column| column.default.as_ref()) else {
        return Some(false);
    };
    let mut differs = false;
    default.walk(&mut |part| {
        differs |= match &part.kind {
            ExprKind::Call { name, .. } => !CONSTANT.contains(&name.ident.text.to_ascii_lowercase().as_str()),
            ExprKind::Column(name) => !CONSTANT.contains(&name.ident.text.to_ascii_lowercase().as_str()),
            _ => false,
        };
    });
    Some(differs)
}

/// A new column that refers to another table, while no row is checked.
pub(super) fn refers_unchecked(subject: &Subject<'_>) -> Fact {
    Some(refers(subject) == Some(true) && subject.session.is_on("foreign_key_checks") == Some(false))
}

/// A new column that refers to another table.
pub(super) fn refers(subject: &Subject<'_>) -> Fact {
    let is_reference = |constraint: &schema::Constraint| matches!(constraint.kind, ConstraintKind::ForeignKey(_));
    Some(added(subject).is_some_and(|column| column.constraints.iter().any(is_reference)))
}

fn indexes_of_column<'a>(subject: &Subject<'a>) -> Vec<&'a schema::catalog::Index> {
    let (Some(table), Some(name)) = (table(subject), subject.change.column()) else {
        return Vec::new();
    };
    let name = name.folded(subject.engine.dialect);
    let holds = |index: &&schema::catalog::Index| {
        let mut keys = index.keys.iter().filter_map(IndexKey::column);
        keys.any(|key| key.text == name)
    };
    table.indexes.iter().map(AsRef::as_ref).filter(holds).collect()
}

/// The dropped column is the whole of an index, which goes with it.
pub(super) fn takes_index_along(subject: &Subject<'_>) -> Fact {
    Some(indexes_of_column(subject).iter().any(|index| index.keys.len() == 1))
}

/// The dropped column is one of several of an index, which is built anew without it.
pub(super) fn shortens_index(subject: &Subject<'_>) -> Fact {
    Some(indexes_of_column(subject).iter().any(|index| index.keys.len() > 1))
}

/// `MODIFY` makes a column count by itself, which only a copy can.
pub(super) fn begins_to_count(subject: &Subject<'_>) -> Fact {
    let Action::AddColumn { column, old_name, .. } = &subject.change.action else {
        return Some(false);
    };
    let name = old_name.as_ref().unwrap_or(&column.name).folded(subject.engine.dialect);
    let before = table(subject).and_then(|table| table.column(&name).seen());
    Some(column.identity.is_some() && before.is_some_and(|before| before.identity.is_none()))
}

/// The dropped constraint is a unique key, which is an index.
pub(super) fn drops_unique_key(subject: &Subject<'_>) -> Fact {
    let Action::Constraint(action) = &subject.change.action else {
        return Some(false);
    };
    let Some(name) = action.name.as_ref() else {
        return Some(false);
    };
    if matches!(action.object_kind, ObjectKind::ForeignKey | ObjectKind::Check) {
        return Some(false);
    }
    let is_unique = |table: &Table| {
        let mut indexes = table.indexes.iter();
        indexes.any(|index| index.is_unique && index.name.eq_ignore_ascii_case(&name.text))
    };
    Some(table(subject).is_some_and(is_unique))
}
