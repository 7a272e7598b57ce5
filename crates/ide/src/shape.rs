use schema::catalog::{Constraint, Existence, Relation, Table, View};
use schema::write::SqlWriter;
use schema::{Catalog, ConstraintKind, DataType};

use crate::Thing;

/// How a thing looks at one point of the history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shape {
    /// What it is: "table `public.orders`".
    pub title: String,
    /// Its definition, as SQL where there is more than one line to say.
    pub definition: Vec<String>,
    /// What else is known, one fact each.
    pub facts: Vec<String>,
    /// The statement that made it.
    pub origin: Option<schema::Origin>,
}

/// The most columns that are listed: a person reads no more.
const MOST_COLUMNS: usize = 60;

/// How a thing looks in this schema; `None` where the history does not know it.
pub(crate) fn shape(thing: &Thing, catalog: &Catalog) -> Option<Shape> {
    match thing {
        Thing::Relation(key) => match catalog.relation_at(key).seen()? {
            Relation::Table(table) => Some(of_table(table, catalog)),
            Relation::View(view) => Some(of_view(view)),
        },
        Thing::Column(key, name) => {
            let column = thing.column(catalog)?;
            let table = catalog.table_at(key).seen()?;
            let keyed = table
                .constraints
                .iter()
                .filter(|constraint| constraint.columns.contains(name));
            let indexed = table.indexes.iter().filter(|index| {
                index
                    .keys
                    .iter()
                    .any(|key| key.column().is_some_and(|own| own.text == *name))
            });
            let mut facts: Vec<String> = keyed.map(|constraint| told(constraint)).collect();
            facts.extend(indexed.map(|index| format!("in index `{}`", index.name)));
            facts.extend(perhaps(column.existence));
            Some(Shape {
                title: format!("column `{key}.{name}`"),
                definition: vec![of_column(column, catalog)],
                facts,
                origin: Some(column.origin),
            })
        }
        Thing::Index(key, name) => {
            let table = catalog.table_at(key).seen()?;
            let index = table.index(name).seen()?;
            let keys: Vec<&str> = index
                .keys
                .iter()
                .filter_map(|key| key.column())
                .map(|own| &*own.text)
                .collect();
            let mut facts = vec![format!("on `{key}` ({})", keys.join(", "))];
            facts.extend(index.is_unique.then(|| "unique".to_owned()));
            facts.extend(index.method.as_ref().map(|method| format!("method `{method}`")));
            facts.extend(index.predicate.is_some().then(|| "partial".to_owned()));
            facts.extend((index.is_valid == Some(false)).then(|| "not valid".to_owned()));
            Some(Shape {
                title: format!("index `{name}`"),
                definition: Vec::new(),
                facts,
                origin: Some(index.origin),
            })
        }
        Thing::Constraint(key, name) => {
            let constraint = catalog.table_at(key).seen()?.constraint(name).seen()?;
            Some(Shape {
                title: format!("constraint `{name}` of `{key}`"),
                definition: Vec::new(),
                facts: vec![told(constraint)],
                origin: Some(constraint.origin),
            })
        }
        Thing::Trigger(key, name) => {
            let trigger = catalog.table_at(key).seen()?.trigger(name).seen()?;
            Some(Shape {
                title: format!("trigger `{name}` of `{key}`"),
                definition: Vec::new(),
                facts: vec![format!("fires on {}", trigger.events.join(", ").to_lowercase())],
                origin: Some(trigger.origin),
            })
        }
        Thing::Routine(key) => {
            let (_, routine) = catalog.all_routines().find(|(_, routine)| routine.key == *key)?;
            Some(Shape {
                title: format!("{} `{key}`", routine.object_kind),
                definition: Vec::new(),
                facts: vec![format!("takes ({})", routine.parameters.join(", "))],
                origin: Some(routine.origin),
            })
        }
        Thing::Sequence(key) => {
            let (_, sequence) = catalog.all_sequences().find(|(_, sequence)| sequence.key == *key)?;
            let owner = sequence.owned_by.as_ref();
            Some(Shape {
                title: format!("sequence `{key}`"),
                definition: Vec::new(),
                facts: owner
                    .map(|(table, column)| format!("goes with `{table}.{column}`"))
                    .into_iter()
                    .collect(),
                origin: Some(sequence.origin),
            })
        }
        Thing::Type(key) => {
            let (_, found) = catalog.all_types().find(|(_, found)| found.key == *key)?;
            Some(Shape {
                title: format!("type `{key}`"),
                definition: Vec::new(),
                facts: Vec::new(),
                origin: Some(found.origin),
            })
        }
    }
}

fn of_table(table: &Table, catalog: &Catalog) -> Shape {
    let width = table
        .columns
        .iter()
        .map(|column| column.name.len())
        .max()
        .unwrap_or_default();
    let mut definition: Vec<String> = table
        .columns
        .iter()
        .take(MOST_COLUMNS)
        .map(|column| format!("{:width$}  {}", column.name, of_column(column, catalog)))
        .collect();
    let left = table.columns.len().saturating_sub(MOST_COLUMNS);
    if left > 0 {
        definition.push(format!("-- and {left} more"));
    }
    let mut facts: Vec<String> = table.constraints.iter().map(|constraint| told(constraint)).collect();
    let own = table.indexes.iter().filter(|index| index.constraint.is_none());
    facts.extend(own.map(|index| {
        let unique = if index.is_unique { "unique index" } else { "index" };
        let keys: Vec<&str> = index
            .keys
            .iter()
            .map(|key| key.column().map_or("…", |column| &*column.text))
            .collect();
        format!("{unique} `{}` ({})", index.name, keys.join(", "))
    }));
    facts.extend(
        table
            .triggers
            .iter()
            .map(|trigger| format!("trigger `{}`", trigger.name)),
    );
    facts.extend(
        table
            .partition_of
            .as_ref()
            .map(|parent| format!("partition of `{parent}`")),
    );
    facts.extend(
        table
            .partition_by
            .as_ref()
            .map(|by| format!("partitioned by {} ({})", by.strategy, by.columns.join(", "))),
    );
    if !table.is_complete {
        facts.push("the history did not make all of it: there may be more".to_owned());
    }
    Shape {
        title: format!("table `{}`", table.key),
        definition,
        facts,
        origin: Some(table.origin),
    }
}

fn of_view(view: &View) -> Shape {
    let kind = if view.is_materialized {
        "materialized view"
    } else {
        "view"
    };
    let reads: Vec<String> = view.reads.iter().map(|key| format!("`{key}`")).collect();
    let mut facts = Vec::new();
    if !reads.is_empty() {
        facts.push(format!("reads {}", reads.join(", ")));
    }
    Shape {
        title: format!("{kind} `{}`", view.key),
        definition: view.columns.iter().map(ToString::to_string).collect(),
        facts,
        origin: Some(view.origin),
    }
}

/// A column without its name: `bigint not null default …`.
pub(crate) fn of_column(column: &schema::catalog::Column, catalog: &Catalog) -> String {
    let writer = SqlWriter::new(catalog.dialect());
    let mut words: Vec<String> = Vec::new();
    let written = |data_type: &DataType| writer.data_type(data_type);
    words.push(column.data_type.as_ref().map_or_else(|| "?".to_owned(), written));
    words.extend((column.nullable == Some(false)).then(|| "not null".to_owned()));
    words.extend(column.identity.is_some().then(|| "identity".to_owned()));
    words.extend(column.default.as_ref().map(|_| "default …".to_owned()));
    words.extend(column.generated.as_ref().map(|_| "generated".to_owned()));
    words.join(" ")
}

fn told(constraint: &Constraint) -> String {
    let columns = constraint.columns.join(", ");
    let mut said = match (&constraint.kind, &constraint.reference) {
        (_, Some(reference)) => {
            let referred = reference.columns.join(", ");
            format!("foreign key ({columns}) → `{}` ({referred})", reference.table)
        }
        (ConstraintKind::PrimaryKey { .. }, _) => format!("primary key ({columns})"),
        (ConstraintKind::Unique { .. }, _) => format!("unique ({columns})"),
        (ConstraintKind::Check { .. }, _) => format!("check ({columns})"),
        (ConstraintKind::NotNull { .. }, _) => format!("not null ({columns})"),
        (ConstraintKind::Exclude { .. }, _) => format!("exclude ({columns})"),
        _ => format!("constraint ({columns})"),
    };
    if let Some(name) = constraint.name.as_ref().filter(|_| !constraint.is_name_implicit) {
        said.push_str(&format!(" `{name}`"));
    }
    if constraint.is_valid == Some(false) {
        said.push_str(", not validated");
    }
    said
}

fn perhaps(existence: Existence) -> Option<String> {
    (existence == Existence::Perhaps).then(|| "perhaps: a statement that may not have run made it".to_owned())
}
