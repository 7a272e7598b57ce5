//! Changes in few words.

use lockgate_syntax::{ReadOptions, read};
use schema::{
    Action, Behaviour, Change, Column, ColumnAction, Constraint, ConstraintKind, CreateTable, DataType, Dialect,
    Generated, GeneratedKind, Index, IndexKey, IndexShape, Persistence, TableSetting,
};

/// A line for each change of each statement, one for the modifiers where there are any, and one for what was
/// left over.
pub(crate) fn describe(sql: &str, dialect: Dialect) -> Vec<String> {
    let script = read(sql, &ReadOptions::whole(sql, dialect));
    let mut lines = Vec::new();
    for statement in &script.statements {
        lines.extend(
            statement
                .changes
                .iter()
                .map(|change| format!("{} {}", change.kind, action(change))),
        );
        let modifiers = &statement.modifiers;
        let mut said: Vec<String> = Vec::new();
        let flags = [(modifiers.if_exists, "if exists"), (modifiers.only, "only")];
        said.extend(
            flags
                .iter()
                .filter(|(is_set, _)| *is_set)
                .map(|(_, text)| (*text).to_owned()),
        );
        said.extend(modifiers.concurrently.map(|range| sql[range.slice()].to_lowercase()));
        said.extend(modifiers.wait.map(|range| sql[range.slice()].to_lowercase()));
        said.extend(modifiers.algorithm.iter().map(|value| format!("algorithm {value}")));
        said.extend(modifiers.lock.iter().map(|value| format!("lock {value}")));
        said.extend(modifiers.online.map(|online| format!("online {online}")));
        said.extend(modifiers.with_check.map(|checks| format!("with check {checks}")));
        if !said.is_empty() {
            lines.push(format!("modifiers: {}", said.join(", ")));
        }
        let left: Vec<&str> = statement.opaque.iter().map(|range| &sql[range.slice()]).collect();
        if !left.is_empty() {
            lines.push(format!("opaque: {left:?}"));
        }
    }
    lines
}

fn action(change: &Change) -> String {
    match &change.action {
        Action::CreateTable(created) => table(created),
        Action::CreateIndex(created) => index(created),
        Action::AddColumn {
            table,
            column: added,
            has_exists_clause,
            place,
            old_name,
        } => {
            let old = old_name.as_ref().map_or(String::new(), |old| format!("{old} → "));
            let mut text = format!("{table}: {old}{}", column(added));
            flag(&mut text, *has_exists_clause, " if-exists");
            flag(&mut text, place.is_some(), " placed");
            text
        }
        Action::AddConstraint {
            table,
            constraint: added,
            if_not_exists,
        } => {
            let mut text = format!("{table}: {}", constraint(added));
            flag(&mut text, *if_not_exists, " if-exists");
            text
        }
        Action::Column(done) => column_action(done),
        Action::Constraint(done) => {
            let name = done.name.as_ref().map_or("", |name| name.text.as_str());
            let mut text = format!("{}: {} {name}", done.table, done.object_kind.as_str());
            flag(&mut text, done.if_exists, " if-exists");
            flag(
                &mut text,
                matches!(done.behaviour, Some(Behaviour::Cascade(_))),
                " cascade",
            );
            flag(&mut text, done.with_check == Some(true), " checked");
            flag(&mut text, done.with_check == Some(false), " unchecked");
            text + &options(&done.options)
        }
        Action::Rename(rename) => {
            let parent = rename.parent.as_ref().map_or(String::new(), |name| format!("{name}: "));
            format!("{parent}{} → {}", rename.from, rename.to)
        }
        Action::Partition(done) => {
            let names: Vec<String> = done.partitions.iter().map(ToString::to_string).collect();
            let mut text = format!("{}: [{}]", done.table, names.join(", "));
            flag(&mut text, done.is_default, " default");
            flag(&mut text, done.finalize, " finalize");
            flag(&mut text, done.has_exists_clause, " if-exists");
            flag(&mut text, done.definition.is_some(), " …");
            text + &options(&done.options)
        }
        Action::Table(done) => {
            let argument = done.argument.as_ref().map_or(String::new(), |name| format!(" {name}"));
            format!("{}{argument}{}", done.name, options(&done.options))
        }
        Action::Drop(dropped) => {
            let mut text = dropped.name.to_string();
            flag(&mut text, dropped.if_exists, " if-exists");
            text
        }
        _ => "?".to_owned(),
    }
}

fn table(created: &CreateTable) -> String {
    let mut parts: Vec<String> = created.columns.iter().map(column).collect();
    parts.extend(created.constraints.iter().map(constraint));
    parts.extend(created.indexes.iter().map(index));
    let mut text = format!("{}({})", created.name, parts.join(", "));
    if created.persistence != Persistence::Permanent {
        text = format!("{:?} {text}", created.persistence).to_lowercase();
    }
    flag(&mut text, created.if_not_exists, " if-exists");
    flag(&mut text, created.or_replace, " or-replace");
    let names = |names: &[schema::Name]| {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        names.join(", ")
    };
    flag(
        &mut text,
        !created.like.is_empty(),
        &format!(
            " like {}",
            names(&created.like.iter().map(|like| like.table.clone()).collect::<Vec<_>>())
        ),
    );
    let inherits = format!(" inherits {}", names(&created.inherits));
    flag(&mut text, !created.inherits.is_empty(), &inherits);
    if let Some(of) = &created.partition_of {
        text.push_str(&format!(" of {}", of.parent));
        flag(&mut text, of.is_default, " default");
        flag(&mut text, of.bounds.is_some(), " bounds");
    }
    if let Some(by) = &created.partition_by {
        let partitions: Vec<&str> = by.partitions.iter().map(|name| name.text.as_str()).collect();
        text.push_str(&format!(
            " by {}/{} [{}]",
            by.strategy,
            by.keys.len(),
            partitions.join(" ")
        ));
    }
    flag(&mut text, created.as_query.is_some(), " as-query");
    flag(&mut text, created.with_no_data, " no-data");
    text + &options(&created.options)
}

fn flag(text: &mut String, is_set: bool, word: &str) {
    if is_set {
        text.push_str(word);
    }
}

fn options(options: &[TableSetting]) -> String {
    if options.is_empty() {
        return String::new();
    }
    let each = options.iter().map(|option| match &option.value {
        Some(value) => format!("{}={value}", option.name),
        None => option.name.to_string(),
    });
    format!(" <{}>", each.collect::<Vec<_>>().join("; "))
}

fn data_type(data_type: &DataType) -> String {
    let mut text = data_type
        .schema
        .as_ref()
        .map_or(String::new(), |schema| format!("{schema}."));
    text.push_str(&data_type.name);
    if !data_type.args.is_empty() {
        text.push_str(&format!("({})", data_type.args.join(",")));
    }
    text.push_str(&"[]".repeat(data_type.dimensions.into()));
    flag(&mut text, data_type.is_unsigned, " unsigned");
    if let Some(charset) = &data_type.charset {
        text.push_str(&format!(" charset {charset}"));
    }
    if let Some(collation) = &data_type.collation {
        text.push_str(&format!(" collate {collation}"));
    }
    text
}

/// `name type`, then `!` for not null, `?` for null, `=` for a default, `#` for an identity, `@` for computed.
fn column(column: &Column) -> String {
    let mut text = column.name.text.to_string();
    if let Some(written) = &column.data_type {
        text.push_str(&format!(" {}", data_type(written)));
    }
    match column.nullable {
        Some(false) => text.push_str(" !"),
        Some(true) => text.push_str(" ?"),
        None => {}
    }
    flag(&mut text, column.default.is_some(), " =");
    flag(&mut text, column.on_update.is_some(), " on-update");
    if let Some(identity) = column.identity {
        text.push_str(if identity.is_always { " #always" } else { " #" });
    }
    if let Some(Generated { kind, .. }) = column.generated.as_deref() {
        text.push_str(match kind {
            GeneratedKind::Stored => " @stored",
            GeneratedKind::Virtual => " @virtual",
            GeneratedKind::Unspecified => " @",
        });
    }
    if let Some(comment) = &column.comment {
        text.push_str(&format!(" '{comment}'"));
    }
    for written in &column.constraints {
        text.push_str(&format!(" {{{}}}", constraint(written)));
    }
    text + &options(&column.options)
}

fn column_action(done: &ColumnAction) -> String {
    let mut text = format!("{}: {}", done.table, done.column);
    flag(&mut text, done.if_exists, " if-exists");
    flag(
        &mut text,
        matches!(done.behaviour, Some(Behaviour::Cascade(_))),
        " cascade",
    );
    if let Some(written) = &done.data_type {
        text.push_str(&format!(" {}", data_type(written)));
    }
    match done.nullable {
        Some(false) => text.push_str(" !"),
        Some(true) => text.push_str(" ?"),
        None => {}
    }
    flag(&mut text, done.expr.is_some(), " (expr)");
    text + &options(&done.options)
}

fn keys(keys: &[IndexKey]) -> String {
    let each = keys.iter().map(|key| {
        let mut text = key.column().map_or("expr".to_owned(), |column| column.text.to_string());
        if let Some(length) = &key.prefix_length {
            text.push_str(&format!("({length})"));
        }
        if let Some(collation) = &key.collation {
            text.push_str(&format!(" collate {collation}"));
        }
        if let Some(class) = &key.operator_class {
            text.push_str(&format!(" {class}"));
        }
        flag(&mut text, key.is_descending, " desc");
        flag(&mut text, key.nulls_first == Some(true), " nulls first");
        flag(&mut text, key.nulls_first == Some(false), " nulls last");
        text
    });
    each.collect::<Vec<_>>().join(", ")
}

fn index(index: &Index) -> String {
    let name = index.name.as_ref().map_or(String::new(), |name| format!("{name} "));
    let mut text = format!("index {name}on {}({})", index.table, keys(&index.keys));
    flag(&mut text, index.is_unique, " unique");
    flag(
        &mut text,
        index.shape != IndexShape::Plain,
        &format!(" {:?}", index.shape).to_lowercase(),
    );
    if let Some(method) = &index.method {
        text.push_str(&format!(" using {method}"));
    }
    if !index.include.is_empty() {
        let include: Vec<&str> = index.include.iter().map(|column| column.text.as_str()).collect();
        text.push_str(&format!(" include {}", include.join(" ")));
    }
    flag(&mut text, index.predicate.is_some(), " where");
    flag(&mut text, index.nulls_not_distinct, " nulls-not-distinct");
    flag(&mut text, index.is_invisible, " invisible");
    flag(&mut text, index.if_not_exists, " if-exists");
    text + &options(&index.options)
}

fn constraint(constraint: &Constraint) -> String {
    let mut text = match &constraint.kind {
        ConstraintKind::PrimaryKey { keys: of, using_index } => {
            let index = using_index
                .as_ref()
                .map_or(String::new(), |index| format!(" using {index}"));
            format!("pk({}){index}", keys(of))
        }
        ConstraintKind::Unique {
            keys: of,
            using_index,
            nulls_not_distinct,
        } => {
            let index = using_index
                .as_ref()
                .map_or(String::new(), |index| format!(" using {index}"));
            let mut text = format!("unique({}){index}", keys(of));
            flag(&mut text, *nulls_not_distinct, " nulls-not-distinct");
            text
        }
        ConstraintKind::ForeignKey(key) => {
            let list = |idents: &[schema::Ident]| {
                let idents: Vec<&str> = idents.iter().map(|ident| ident.text.as_str()).collect();
                idents.join(",")
            };
            let mut text = format!("fk({})→{}({})", list(&key.columns), key.table, list(&key.referred));
            flag(&mut text, key.match_full, " full");
            if let Some(action) = &key.on_delete {
                text.push_str(&format!(" delete {action:?}"));
            }
            if let Some(action) = &key.on_update {
                text.push_str(&format!(" update {action:?}"));
            }
            text
        }
        ConstraintKind::Check { no_inherit: true, .. } => "check no-inherit".to_owned(),
        ConstraintKind::Check { .. } => "check".to_owned(),
        ConstraintKind::Exclude {
            keys: of, predicate, ..
        } => {
            let mut text = format!("exclude({})", keys(of));
            flag(&mut text, predicate.is_some(), " where");
            text
        }
        ConstraintKind::NotNull { column } => format!("not-null({column})"),
        ConstraintKind::Default { column, .. } => format!("default({column})"),
        ConstraintKind::Other => "other".to_owned(),
    };
    if let Some(name) = &constraint.name {
        text = format!("{name}:{text}");
    }
    let state = constraint.state;
    flag(&mut text, state.not_valid.is_some(), " not-valid");
    flag(&mut text, state.no_check, " no-check");
    flag(&mut text, state.not_enforced, " not-enforced");
    flag(&mut text, state.deferrable, " deferrable");
    flag(&mut text, state.initially_deferred, " deferred");
    text + &options(&constraint.options)
}
