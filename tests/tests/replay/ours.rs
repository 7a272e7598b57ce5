//! What the catalogue holds, in the lines that each engine's catalogue is printed in.

use schema::catalog::{Column, Constraint, Existence, Index, Relation, Table, UserTypeDefinition};
use schema::{Catalog, ConstraintKind, DataType, Dialect, KeyTarget};

use super::{Lines, Target, listed, of};

pub(crate) fn lines(catalog: &Catalog, target: &mut dyn Target) -> Lines {
    let mut lines = Lines::new();
    let mut typed: Vec<(String, String, String)> = Vec::new();
    for (existence, relation) in catalog.all_relations() {
        if is_named_when_run(existence, relation) || relation.key().is_temporary() {
            continue;
        }
        let perhaps = match existence {
            Existence::Certain => "",
            Existence::Perhaps => " perhaps",
        };
        match relation {
            Relation::View(view) => {
                lines.insert(format!("view {}{perhaps}", view.key));
            }
            Relation::Table(table) => {
                lines.insert(format!("table {}{perhaps}", table.key));
                let columns = table.columns.iter();
                typed.extend(columns.map(|column| column_line(table, column)));
                for constraint in &table.constraints {
                    lines.extend(constraint_line(catalog, table, constraint));
                }
                let indexes = table.indexes.iter();
                lines.extend(indexes.map(|index| index_line(catalog, table, index)));
            }
        }
    }
    for (_, user_type) in catalog.all_types() {
        if let UserTypeDefinition::Enum(values) = &user_type.definition {
            let values: Vec<_> = values.iter().map(|(value, _)| value).collect();
            lines.insert(format!("enum {} {}", user_type.key, listed(&values)));
        }
    }
    let written = typed.iter().map(|(_, data_type, _)| data_type);
    let written: Vec<String> = written.filter(|data_type| !data_type.is_empty()).cloned().collect();
    let mut spelt = target.spelt(&written).into_iter();
    for (name, data_type, nullable) in typed {
        let data_type = match data_type.is_empty() {
            true => String::new(),
            false => spelt.next().expect("one for each"),
        };
        lines.insert(format!("column {name} {data_type}{nullable}"));
    }
    lines
}

/// Whether only the run knows the name: `execute format('create table events_%s', …)` made it, perhaps.
fn is_named_when_run(existence: Existence, relation: &Relation) -> bool {
    let key = match relation {
        Relation::Table(table) => &table.key,
        Relation::View(view) => &view.key,
    };
    existence == Existence::Perhaps && key.name.contains('%')
}

fn column_line(table: &Table, column: &Column) -> (String, String, String) {
    let nullable = match column.nullable {
        Some(true) => "",
        Some(false) => " not null",
        None => " perhaps not null",
    };
    let written = column.data_type.as_ref().map(written).unwrap_or_default();
    (format!("{}.{}", table.key, column.name), written, nullable.to_owned())
}

fn written(data_type: &DataType) -> String {
    let mut text = String::new();
    if let Some(schema) = &data_type.schema {
        text += &format!("\"{}\".", schema.text);
    }
    let (name, zone) = match data_type.name.split_once(' ') {
        Some((first, rest)) if rest.starts_with("with") => (first, format!(" {rest}")),
        _ => (data_type.name.as_str(), String::new()),
    };
    let is_plain = name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_ ".contains(&byte));
    match is_plain {
        true => text += name,
        false => text += &format!("\"{name}\""),
    }
    if !data_type.args.is_empty() {
        text += &format!("({})", data_type.args.join(","));
    }
    text += &zone;
    if data_type.is_unsigned {
        text += " unsigned";
    }
    if let Some(charset) = &data_type.charset {
        text += &format!(" character set {charset}");
    }
    for _ in 0..data_type.dimensions {
        text += "[]";
    }
    text
}

fn constraint_line(catalog: &Catalog, table: &Table, constraint: &Constraint) -> Option<String> {
    let kind = match &constraint.kind {
        ConstraintKind::PrimaryKey { .. } => "primary key",
        ConstraintKind::Unique { .. } => "unique",
        ConstraintKind::ForeignKey(_) => "foreign key",
        ConstraintKind::Check { .. } => "check",
        ConstraintKind::Exclude { .. } => "exclude",
        ConstraintKind::NotNull { .. } | ConstraintKind::Default { .. } | ConstraintKind::Other => return None,
    };
    match (of(catalog), kind) {
        // Unique constraints and unique indexes are one there, and SQLite does not tell of checks.
        (Dialect::Sqlite | Dialect::Mariadb, "unique") | (Dialect::Sqlite, "check") => return None,
        _ => {}
    }
    let name = match of(catalog) {
        // SQLite keeps no names of constraints that it could be asked for.
        Dialect::Sqlite => "",
        _ => constraint.name.as_deref().unwrap_or("?"),
    };
    let mut columns = constraint.columns.clone();
    if kind == "check" {
        columns.sort();
    }
    let columns = match (of(catalog), kind) {
        // MariaDB keeps a check as a text.
        (Dialect::Mariadb, "check") => String::new(),
        _ => listed(&columns),
    };
    let reference = constraint
        .reference
        .as_ref()
        .map(|to| format!(" to {} {}", to.table, listed(&to.columns)));
    let validity = match constraint.is_valid {
        Some(true) => "",
        Some(false) => " not valid",
        None => " perhaps valid",
    };
    Some(format!(
        "{kind} {}.{name} {columns}{}{validity}",
        table.key,
        reference.unwrap_or_default()
    ))
}

fn index_line(catalog: &Catalog, table: &Table, index: &Index) -> String {
    let mut keys: Vec<String> = index
        .keys
        .iter()
        .map(|key| match &key.target {
            KeyTarget::Column(column) => column.text.to_string(),
            KeyTarget::Expr(_) => "expression".to_owned(),
        })
        .collect();
    if of(catalog) == Dialect::Postgres {
        keys.extend(index.include.iter().map(|column| format!("include {column}")));
    }
    let unique = if index.is_unique { " unique" } else { "" };
    let partial = if index.predicate.is_some() { " where" } else { "" };
    let name = if of(catalog) == Dialect::Sqlite && index.is_name_implicit {
        "auto"
    } else {
        &index.name
    };
    format!("index {}.{name} {}{unique}{partial}", table.key, listed(&keys))
}
