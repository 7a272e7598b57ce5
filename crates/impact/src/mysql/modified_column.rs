//! What `MODIFY`, `CHANGE` and `CONVERT TO CHARACTER SET` make of a column that the history knows. Each condition answers
//! "not known" where the old column is not.

use compact_str::CompactString;
use schema::catalog::{Column, Table};
use schema::{Action, CharsetOption, ColumnPlace, DataType, GeneratedKind, IndexKey};

use super::charset::TextEncoding;
use super::column_values::{Values, is_same_shape, values};
use super::storage::is_rebuilt_under_lock;
use crate::conditions::table_before;
use crate::rows::Subject;
use crate::{Engine, Fact};

/// One column before and after.
struct Modified<'a> {
    table: &'a Table,
    before: &'a Column,
    old: &'a DataType,
    new: DataType,
    /// Whether it takes nulls, before and after.
    nullable: (bool, bool),
}

fn modified<'a>(subject: &Subject<'a>) -> Option<Modified<'a>> {
    let Action::AddColumn { column, old_name, .. } = &subject.change.action else {
        return None;
    };
    let name = old_name.as_ref().unwrap_or(&column.name).folded(subject.engine.dialect);
    let table = table_before(subject).known()?;
    let before = table.column(&name).known()?;
    let is_key = in_primary_key(table, &before.name);
    Some(Modified {
        table,
        before,
        old: before.data_type.as_ref()?,
        new: column.data_type.clone()?,
        nullable: (before.nullable?, column.nullable.unwrap_or(true) && !is_key),
    })
}

fn in_primary_key(table: &Table, column: &CompactString) -> bool {
    let key = table.primary_key().known();
    key.is_some_and(|key| key.columns.contains(column))
}

fn is_indexed(table: &Table, column: &CompactString) -> bool {
    let mut keys = table
        .indexes
        .iter()
        .flat_map(|index| index.keys.iter())
        .filter_map(IndexKey::column);
    in_primary_key(table, column) || keys.any(|key| key.text == *column)
}

impl Modified<'_> {
    fn values(&self, engine: Engine) -> Values {
        let written = TextEncoding::written(self.new.charset.as_deref(), self.new.collation.as_deref(), engine);
        let old = TextEncoding::of_column(self.old, Some(self.table), engine);
        let new = written.unwrap_or_else(|| {
            let plain = DataType {
                charset: None,
                collation: None,
                ..self.new.clone()
            };
            TextEncoding::of_column(&plain, Some(self.table), engine)
        });
        values(self.old, &self.new, (&old, &new), engine)
    }

    fn changes_nulls(&self) -> bool {
        self.nullable.0 != self.nullable.1
    }
}

/// `MODIFY` after which rows and indexes are what they were: another name, default, comment or place, a longer text.
pub(super) fn touches_nothing(subject: &Subject<'_>) -> Fact {
    let modified = modified(subject)?;
    let values = modified.values(subject.engine);
    let is_ordered = values <= Values::Widen || !is_indexed(modified.table, &modified.before.name);
    Some(values < Values::Convert && is_ordered && !modified.changes_nulls())
}

/// `MODIFY` after which the rows are what they were, while an index that is not the primary key is built anew.
pub(super) fn reorders_index(subject: &Subject<'_>) -> Fact {
    let modified = modified(subject)?;
    let reorders = modified.values(subject.engine) == Values::Reorder;
    let name = &modified.before.name;
    let is_of_other = is_indexed(modified.table, name) && !in_primary_key(modified.table, name);
    Some(reorders && is_of_other && !modified.changes_nulls())
}

/// `MODIFY` that changes the order of texts in an index and puts the column elsewhere.
pub(super) fn reorders_index_and_moves(subject: &Subject<'_>) -> Fact {
    Some(reorders_index(subject)? && place(subject).is_some())
}

/// `MODIFY` that only changes whether nulls are taken, of values that stay.
pub(super) fn changes_only_nulls(subject: &Subject<'_>) -> Fact {
    let modified = modified(subject)?;
    let values = modified.values(subject.engine);
    let is_kept = values <= Values::Widen
        || (values == Values::Reorder && !in_primary_key(modified.table, &modified.before.name));
    Some(modified.changes_nulls() && is_kept)
}

/// The same in a table whose rebuild keeps writers out.
pub(super) fn changes_nulls_under_lock(subject: &Subject<'_>) -> Fact {
    Some(is_rebuilt_under_lock(subject) == Some(true) && changes_only_nulls(subject)?)
}

/// `MODIFY … NOT NULL` of a `TIMESTAMP`, in which a null stood for the time of writing.
pub(super) fn requires_timestamp(subject: &Subject<'_>) -> Fact {
    let Action::AddColumn { column, .. } = &subject.change.action else {
        return Some(false);
    };
    let is_timestamp = column
        .data_type
        .as_ref()
        .is_some_and(|data_type| data_type.name == "timestamp");
    if !is_timestamp || column.nullable != Some(false) {
        return Some(false);
    }
    modified(subject).map(|modified| modified.changes_nulls())
}

/// A column is made to refuse nulls, by itself or as part of a new primary key, in a table with a stored computed one.
pub(super) fn requires_beside_stored(subject: &Subject<'_>) -> Fact {
    let Some(table) = table_before(subject).seen() else {
        return Some(false);
    };
    let is_stored = |column: &Column| column.is_stored();
    if !table.columns.iter().any(|column| is_stored(column)) {
        return Some(false);
    }
    let takes_nulls = |column: &CompactString| {
        table
            .column(column)
            .known()
            .is_some_and(|known| known.nullable == Some(true))
    };
    match &subject.change.action {
        Action::AddColumn { .. } => modified(subject).map(|modified| modified.nullable == (true, false)),
        Action::AddConstraint { constraint, .. } => Some(match &constraint.kind {
            schema::ConstraintKind::PrimaryKey { keys, .. } => {
                let mut keys = keys.iter().filter_map(IndexKey::column);
                keys.any(|column| takes_nulls(&column.folded(subject.engine.dialect)))
            }
            _ => false,
        }),
        _ => Some(false),
    }
}

/// `MODIFY` that gives a computed and stored column another expression.
pub(super) fn recomputes_stored(subject: &Subject<'_>) -> Fact {
    let Action::AddColumn { column, .. } = &subject.change.action else {
        return Some(false);
    };
    let Some(generated) = &column.generated else {
        return Some(false);
    };
    let modified = modified(subject)?;
    let is_stored = modified.before.is_stored();
    Some(is_stored || generated.kind == GeneratedKind::Stored)
}

/// `MODIFY` that leaves a column computed when it is read, whatever from.
pub(super) fn stays_virtual(subject: &Subject<'_>) -> Fact {
    let Action::AddColumn { column, .. } = &subject.change.action else {
        return Some(false);
    };
    let Some(generated) = &column.generated else {
        return Some(false);
    };
    let modified = modified(subject)?;
    let was_virtual = modified.before.is_virtual();
    let is_same = is_same_shape(modified.old, &modified.new, subject.engine.dialect);
    Some(was_virtual && generated.kind != GeneratedKind::Stored && is_same)
}

/// MySQL's `MODIFY` that changes how unindexed texts are compared, or widens them from `utf8mb3` to `utf8mb4`.
pub(super) fn changes_unindexed_encoding(subject: &Subject<'_>) -> Fact {
    let modified = modified(subject)?;
    let values = modified.values(subject.engine);
    let is_free = !is_indexed(modified.table, &modified.before.name);
    Some(matches!(values, Values::Widen | Values::Reorder) && is_free && !modified.changes_nulls())
}

/// `MODIFY` that keeps the type with its length and encoding, and whether nulls are taken.
pub(super) fn keeps_type_and_nulls(subject: &Subject<'_>) -> Fact {
    let modified = modified(subject)?;
    Some(modified.values(subject.engine) == Values::Stay && !modified.changes_nulls())
}

/// `MODIFY` that only makes a text longer or appends values to a list.
pub(super) fn only_grows(subject: &Subject<'_>) -> Fact {
    let modified = modified(subject)?;
    let is_longer = !is_same_shape(modified.old, &modified.new, subject.engine.dialect);
    Some(is_longer && modified.values(subject.engine) == Values::Widen && !modified.changes_nulls())
}

/// `MODIFY` after which the values are stored otherwise, but for texts that only become longer.
pub(super) fn converts_values(subject: &Subject<'_>) -> Fact {
    const TEXTS: &[&str] = &["char", "varchar", "binary", "varbinary"];
    let modified = modified(subject)?;
    let dialect = subject.engine.dialect;
    let (old, new) = (
        modified.old.canonical_name(dialect),
        modified.new.canonical_name(dialect),
    );
    let length = |data_type: &DataType| data_type.args.first().and_then(|length| length.parse::<u32>().ok());
    let is_longer = old == new && TEXTS.contains(&old) && length(modified.old) < length(&modified.new);
    Some(!is_longer && modified.values(subject.engine) == Values::Convert)
}

/// The same at another place.
pub(super) fn keeps_and_moves(subject: &Subject<'_>) -> Fact {
    Some(place(subject).is_some() && keeps_type_and_nulls(subject)?)
}

/// The same under another name.
pub(super) fn keeps_and_renames(subject: &Subject<'_>) -> Fact {
    let Action::AddColumn {
        column,
        old_name: Some(old),
        ..
    } = &subject.change.action
    else {
        return Some(false);
    };
    let is_renamed = !old.is_same(&column.name, subject.engine.dialect);
    Some(is_renamed && keeps_type_and_nulls(subject)?)
}

/// `MODIFY` that only appends values to an `ENUM` or a `SET`.
pub(super) fn appends_values(subject: &Subject<'_>) -> Fact {
    let modified = modified(subject)?;
    let is_list = matches!(modified.old.name.as_str(), "enum" | "set");
    Some(is_list && only_grows(subject)?)
}

/// `MODIFY` that puts a computed column elsewhere.
pub(super) fn moves_computed(subject: &Subject<'_>) -> Fact {
    let Action::AddColumn { column, .. } = &subject.change.action else {
        return Some(false);
    };
    Some(column.generated.is_some() && place(subject).is_some())
}

/// A foreign key of another table refers to the renamed column.
pub(super) fn is_referred_to(subject: &Subject<'_>) -> Fact {
    let (Some(before), Some(name)) = (subject.before, subject.change.column()) else {
        return Some(false);
    };
    let Some(table) = table_before(subject).seen() else {
        return Some(false);
    };
    let name = name.folded(subject.engine.dialect);
    let refers = |key: &schema::ObjectKey| {
        let other = before.table_at(key).seen();
        other.is_some_and(|other| {
            let mut keys = other.foreign_keys();
            keys.any(|(_, reference)| {
                let is_key = reference.columns.is_empty() && in_primary_key(table, &name);
                reference.table == table.key && (is_key || reference.columns.contains(&name))
            })
        })
    };
    let mut referrers = before.dependents(&table.key, schema::catalog::Dependency::ForeignKey);
    Some(referrers.any(refers))
}

/// Where the changed column goes.
fn place<'a>(subject: &Subject<'a>) -> Option<&'a ColumnPlace> {
    match &subject.change.action {
        Action::AddColumn { place, .. } => place.as_ref(),
        _ => None,
    }
}

/// What `CONVERT TO CHARACTER SET` makes of the texts of the table, the most that happens to any of them.
fn converted(subject: &Subject<'_>) -> Option<(Values, bool)> {
    let Action::Table(action) = &subject.change.action else {
        return None;
    };
    let engine = subject.engine;
    let option = |what| {
        let mut options = action.options.iter();
        let option = options.find(|option| CharsetOption::named(&option.name) == Some(what))?;
        option.value.as_deref()
    };
    let new = TextEncoding::written(option(CharsetOption::Charset), option(CharsetOption::Collation), engine)?;
    let table = table_before(subject).known().filter(|table| table.is_complete)?;
    let mut most = (Values::Stay, false);
    for column in &table.columns {
        let data_type = column.data_type.as_ref()?;
        if !data_type.has_charset() {
            continue;
        }
        let old = TextEncoding::of_column(data_type, Some(table), engine);
        // A `TEXT` whose characters may take more bytes becomes the next longer type.
        let outgrows = data_type.name.ends_with("text") && old.bytes_per_character()? < new.bytes_per_character()?;
        let becomes = match outgrows {
            true => Values::Convert,
            false => values(data_type, data_type, (&old, &new), engine),
        };
        let reorders_key = becomes == Values::Reorder && in_primary_key(table, &column.name);
        let reorders = becomes == Values::Reorder && is_indexed(table, &column.name);
        most.0 = most.0.max(if reorders_key { Values::Convert } else { becomes });
        most.1 |= reorders;
    }
    Some(most)
}

/// `CONVERT TO CHARACTER SET` after which every text is what it was.
pub(super) fn converts_nothing(subject: &Subject<'_>) -> Fact {
    let (values, reorders) = converted(subject)?;
    Some(values < Values::Convert && !reorders)
}

/// `CONVERT TO CHARACTER SET` that only changes the order of texts in indexes.
pub(super) fn converts_only_order(subject: &Subject<'_>) -> Fact {
    let (values, _) = converted(subject)?;
    Some(values < Values::Convert)
}
