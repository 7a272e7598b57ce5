//! What SQLite refuses of statements about rows, and of tables as they are written, whatever rows there are.

use schema::catalog::Relation;
use schema::{Action, Column, ConstraintKind, CreateTable, Ident, Kind, Lookup};

use crate::Fact;
use crate::conditions::table_before;
use crate::rows::Subject;

/// The types that a strict table takes (<https://www.sqlite.org/stricttables.html>).
const STRICT_TYPES: &[&str] = &["int", "integer", "real", "text", "blob", "any"];

/// A view is written to, and no trigger of it stands in for that.
pub(super) fn writes_to_view(subject: &Subject<'_>) -> Fact {
    let (Some(before), Some(name)) = (subject.before, subject.change.table()) else {
        return Some(false);
    };
    let event = match subject.change.kind {
        Kind::Insert | Kind::Replace => "INSERT",
        Kind::Update => "UPDATE",
        _ => "DELETE",
    };
    let Lookup::Known(Relation::View(view)) = before.relation(name) else {
        return Some(false);
    };
    let stands_in = |trigger: &schema::catalog::Trigger| trigger.events.iter().any(|known| known.starts_with(event));
    Some(!view.triggers.iter().any(|trigger| stands_in(trigger)))
}

/// A relation that is read or written is not there.
pub(super) fn names_absent_relation(subject: &Subject<'_>) -> Fact {
    let Some(before) = subject.before.filter(|before| before.knows_everything()) else {
        return Some(false);
    };
    let is_own = |name: &str| {
        name.starts_with("sqlite_") || name.starts_with("pragma_") || name == "json_each" || name == "json_tree"
    };
    let made = matches!(subject.change.action, Action::CreateTable(_));
    let written = subject.change.table().filter(|_| !made);
    let mut names = subject.statement.reads().chain(written);
    Some(names.any(|name| {
        let is_plain = name.qualifiers.is_empty() && !is_own(&name.ident.text.to_ascii_lowercase());
        is_plain && before.relation(name).is_absent()
    }))
}

/// A value is written to a column that is computed.
pub(super) fn writes_computed_column(subject: &Subject<'_>) -> Fact {
    let computed = |ident: &Ident| {
        let found = table_before(subject)
            .known()?
            .column(&ident.folded(subject.engine.dialect))
            .known()?;
        Some(found.generated.is_some())
    };
    Some(
        written_columns(subject)
            .into_iter()
            .any(|column| computed(column) == Some(true)),
    )
}

/// A value is written to a column that is not there.
pub(super) fn writes_absent_column(subject: &Subject<'_>) -> Fact {
    let Some(table) = table_before(subject).known() else {
        return Some(false);
    };
    // The number of a row is a column of three names.
    let is_row_number = |name: &str| matches!(name, "rowid" | "oid" | "_rowid_");
    Some(written_columns(subject).into_iter().any(|column| {
        let name = column.folded(subject.engine.dialect);
        !is_row_number(&name) && table.column(&name).is_absent()
    }))
}

fn written_columns<'a>(subject: &Subject<'a>) -> Vec<&'a Ident> {
    match &subject.change.action {
        Action::Insert(insert) => {
            let updated = insert.upsert.iter().flat_map(|upsert| &upsert.assignments);
            insert
                .columns
                .iter()
                .chain(updated.map(|set| &set.column.ident))
                .collect()
        }
        Action::Update(update) => update.assignments.iter().map(|set| &set.column.ident).collect(),
        _ => Vec::new(),
    }
}

fn new_table<'a>(subject: &Subject<'a>) -> Option<&'a CreateTable> {
    match &subject.change.action {
        Action::CreateTable(table) if table.query.is_none() => Some(table),
        _ => None,
    }
}

/// Two primary keys.
pub(super) fn has_two_keys(subject: &Subject<'_>) -> Fact {
    let keys = new_table(subject).map_or(0, primary_keys);
    Some(keys > 1)
}

/// `WITHOUT ROWID`, and no primary key to find rows by (<https://www.sqlite.org/withoutrowid.html>).
pub(super) fn has_no_way_to_rows(subject: &Subject<'_>) -> Fact {
    Some(new_table(subject).is_some_and(|table| says(table, "without rowid") && primary_keys(table) == 0))
}

fn primary_keys(table: &CreateTable) -> usize {
    let is_key = |constraint: &&schema::Constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey { .. });
    table.all_constraints().filter(is_key).count()
}

fn says(table: &CreateTable, name: &str) -> bool {
    table.options.iter().any(|option| option.name == name)
}

/// All its columns are computed.
pub(super) fn has_only_computed_columns(subject: &Subject<'_>) -> Fact {
    let is_computed = |table: &CreateTable| {
        !table.columns.is_empty() && table.columns.iter().all(|column| column.generated.is_some())
    };
    Some(new_table(subject).is_some_and(is_computed))
}

/// A column of a strict table without a type that such tables have.
pub(super) fn has_type_of_no_strict_table(subject: &Subject<'_>) -> Fact {
    let is_strange = |column: &Column| {
        let data_type = column.data_type.as_ref();
        data_type.is_none_or(|data_type| !data_type.args.is_empty() || !STRICT_TYPES.contains(&data_type.name.as_str()))
    };
    Some(match &subject.change.action {
        Action::CreateTable(table) => says(table, "strict") && table.columns.iter().any(is_strange),
        Action::AddColumn { column, .. } => {
            let table = table_before(subject).known();
            let is_strict = table.is_some_and(|table| table.options.iter().any(|(name, _)| name == "strict"));
            is_strict && is_strange(column)
        }
        _ => false,
    })
}

/// `INSTEAD OF` is for views alone, `BEFORE` and `AFTER` for tables (<https://www.sqlite.org/lang_createtrigger.html>).
pub(super) fn fires_at_wrong_time(subject: &Subject<'_>) -> Fact {
    let (Action::CreateTrigger(trigger), Some(before)) = (&subject.change.action, subject.before) else {
        return Some(false);
    };
    let stands_in = trigger
        .timing
        .as_deref()
        .is_some_and(|timing| timing.starts_with("INSTEAD"));
    let relation = trigger.table.as_ref().map(|table| before.relation(table));
    Some(match relation {
        Some(Lookup::Known(Relation::View(_))) => !stands_in,
        Some(Lookup::Known(Relation::Table(_))) => stands_in,
        _ => false,
    })
}

/// An index is called like a table.
pub(super) fn takes_name_of_table(subject: &Subject<'_>) -> Fact {
    let (Action::CreateIndex(index), Some(before)) = (&subject.change.action, subject.before) else {
        return Some(false);
    };
    let name = index.name.as_ref();
    Some(name.is_some_and(|name| before.relation(name).known().is_some()))
}
