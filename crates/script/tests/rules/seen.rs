use lockgate_script::{MemberKind, SeenSubject, SeenThing, SeenValue, Thoroughness, api, seen};

use super::support::project;

const SQL: &str = "create table orders (id bigint primary key, created timestamptz not null);\n\
    create index orders_created on orders (created);\n\
    create function f() returns int language sql as $$ select 1 $$;\n";

fn of(sql: &str, thoroughness: Thoroughness) -> SeenSubject {
    let project = project(Vec::new(), &[("a.sql", sql)]);
    let history = project.histories().next().expect("there is a history");
    seen(&history.migrations[0], thoroughness)
}

fn member<'a>(thing: &'a SeenThing, path: &str) -> &'a SeenValue {
    let (first, rest) = path
        .split_once('.')
        .map_or((path, None), |(first, rest)| (first, Some(rest)));
    let (name, index) = first.split_once('[').map_or((first, None), |(name, rest)| {
        (
            name,
            rest.strip_suffix(']').and_then(|number| number.parse::<usize>().ok()),
        )
    });
    let found = thing.members.iter().find(|member| member.name == name);
    let mut value = &found
        .unwrap_or_else(|| panic!("{} has no {name}", thing.type_name))
        .value;
    if let (Some(index), SeenValue::List(items)) = (index, value) {
        value = &items[index];
    }
    match (rest, value) {
        (None, value) => value,
        (Some(rest), SeenValue::Thing(thing)) => member(thing, rest),
        (Some(rest), value) => panic!("{rest} of {value:?}"),
    }
}

/// Every property that the reference names, of each type that is told, and no property fails.
#[test]
fn all_that_the_reference_names_is_told() {
    fn check(thing: &SeenThing, told: &mut Vec<&'static str>) {
        if thing.members.is_empty() {
            return;
        }
        told.push(thing.type_name);
        let described = api()
            .iter()
            .find(|described| described.name == thing.type_name)
            .unwrap();
        let properties = described
            .members
            .iter()
            .filter(|member| member.kind == MemberKind::Property);
        let (wanted, found): (Vec<_>, Vec<_>) = (
            properties.map(|member| member.name).collect(),
            thing.members.iter().map(|member| member.name).collect(),
        );
        assert_eq!(wanted, found, "{}", thing.type_name);
        thing.members.iter().for_each(|member| check_value(&member.value, told));
    }
    fn check_value(value: &SeenValue, told: &mut Vec<&'static str>) {
        match value {
            SeenValue::Thing(thing) => check(thing, told),
            SeenValue::List(items) => items.iter().for_each(|item| check_value(item, told)),
            SeenValue::Failed(why) => panic!("{why}"),
            _ => {}
        }
    }
    fn walk(subject: &SeenSubject, told: &mut Vec<&'static str>) {
        check(&subject.thing, told);
        subject.context.iter().for_each(|context| check(context, told));
        subject.parts.iter().for_each(|part| walk(part, told));
    }
    let mut told = Vec::new();
    walk(&of(SQL, Thoroughness::Full), &mut told);
    let wanted =
        "Migration Context Statement Change Table Column Type Index Impact CatalogTable CatalogColumn Name Routine";
    for name in wanted.split(' ') {
        assert!(told.contains(&name), "{name} is not told: {told:?}");
    }
}

#[test]
fn the_answers_are_those_that_a_script_gets() {
    let seen = of(SQL, Thoroughness::Full);
    assert_eq!(seen.on, "on = \"migration\"");
    let on: Vec<&str> = seen
        .parts
        .iter()
        .flat_map(|part| &part.parts)
        .map(|part| part.on.as_str())
        .collect();
    let wanted = [
        "on = [\"create_table\"]",
        "on = [\"create_index\"]",
        "on = [\"create_function\"]",
    ];
    assert_eq!(on[..3], wanted, "what stands inside the function follows");
    let create = &seen.parts[0].parts[0].thing;
    let text = |text: &str| SeenValue::Text(text.to_owned());
    let cases = [
        ("kind", text("create_table")),
        ("table.full_name", text("public.orders")),
        ("table.is_created_above", SeenValue::Flag(false)),
        ("table.before", SeenValue::Nothing),
        ("table.after.is_certain", SeenValue::Flag(true)),
        ("added_columns[1].type.is_timestamp", SeenValue::Flag(true)),
        ("added_columns[1].line", SeenValue::Number(1)),
        ("impact.phase", text("expand")),
        ("goes_through_many_rows", SeenValue::Flag(false)),
    ];
    for (path, value) in cases {
        assert_eq!(*member(create, path), value, "{path}");
    }
}

/// In brief the same is not told twice, and what is nearer to the subject is told.
#[test]
fn in_brief_nothing_is_told_twice() {
    let seen = of(SQL, Thoroughness::Brief);
    let create = &seen.parts[0].parts[0].thing;
    let SeenValue::Thing(column) = member(create, "added_columns[1]") else {
        panic!("a column is a thing");
    };
    assert!(!column.members.is_empty());
    assert!(
        !column.members.iter().any(|member| member.name == "line"),
        "its line is that of the change"
    );
    let SeenValue::Thing(again) = member(create, "table.columns[1]") else {
        panic!("a column is a thing");
    };
    assert_eq!((again.printed.as_str(), again.members.len()), ("created", 0));
}
