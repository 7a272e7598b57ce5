use lockgate_script::{MemberKind, api};

use super::support::{messages, rule};

/// Every property and function of the API says what it is, once.
#[test]
fn the_reference_is_whole() {
    assert!(api().len() >= 14);
    for described in api() {
        assert!(described.summary.ends_with('.'), "{}", described.name);
        let mut names: Vec<_> = described.members.iter().map(|member| member.name).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count, "{} names a member twice", described.name);
        for member in &described.members {
            let ends_well = member.summary.ends_with(['.', '…']);
            assert!(ends_well, "{}.{}", described.name, member.name);
            let is_property = member.kind == MemberKind::Property;
            assert!(
                member.takes.is_empty() || !is_property,
                "{}.{}",
                described.name,
                member.name
            );
            assert!(
                member.gives.name != "()" || !is_property,
                "{}.{}",
                described.name,
                member.name
            );
        }
    }
}

fn one(on: &str, expression: &str, sql: &str) -> String {
    let found = messages(&rule(on, &format!("cx.report(it, `${{{expression}}}`);")), sql);
    found.join(" | ")
}

#[test]
fn changes_answer() {
    let create = "create table shop.t (id bigint generated always as identity primary key, n varchar(10) not null default 'x', \
        p numeric(8, 2)[] , constraint c check (p is not null));";
    let cases = [
        ("it.kind", "create_table"),
        ("it.table", "shop.t"),
        ("it.table.name", "t"),
        ("it.table.schema", "shop"),
        ("it.table.full_name", "shop.t"),
        ("it.object.kind", "table"),
        ("it.table.has_primary_key", "true"),
        ("it.table.columns.len", "3"),
        ("it.column == ()", "true"),
        ("it.creates", "true"),
        ("it.has_exists_clause", "false"),
        ("it.added_columns.map(|c| c.name.to_string())", "[\"id\", \"n\", \"p\"]"),
        ("it.added_columns.join(\", \")", "id, n, p"),
        ("it.added_columns.filter(|c| c.is_required).len", "2"),
        ("it.added_columns[1].type", "varchar(10)"),
        ("it.added_columns[1].type.length", "10"),
        ("it.added_columns[1].type == \"varchar\"", "true"),
        ("it.added_columns[1].default_value", "'x'"),
        ("it.added_columns[1].default_value.literal", "x"),
        ("it.added_columns[0].is_identity", "true"),
        ("it.added_columns[-1].type.is_array", "true"),
        ("it.added_columns[-1].table", "shop.t"),
        ("it.added_columns.contains(\"n\")", "true"),
        ("\"n\" in it.added_columns", "true"),
        ("it.statement.kind", "create_table"),
        ("it.statement.migration.tool", "psql"),
        ("it.added_columns.first.name", "id"),
        ("it.added_columns.all(|c| c.table == \"shop.t\")", "true"),
        ("it.added_columns.find(|c| c.type.is_text).name", "n"),
        ("it.text.starts_with(\"create\")", "true"),
        ("it.constraints.map(|c| c.kind)", "[\"check\", \"primary_key\"]"),
        ("it.constraints[0].text", "constraint c check (p is not null)"),
        ("it.added_columns[1].text", "n varchar(10) not null default 'x'"),
        ("it.added_columns", "[id, n, p]"),
        ("\"n \" + it.added_columns", "n [id, n, p]"),
        ("it.table.sql", "shop.t"),
    ];
    for (expression, value) in cases {
        assert_eq!(one("[\"create_table\"]", expression, create), value, "{expression}");
    }
}

#[test]
fn names_are_printed_as_sql() {
    let sql = "create table \"My Table\" (\"a b\" int check (\"a b\" > 0), e int unique, exclude (e with =));";
    let cases = [
        ("it.table", "My Table"),
        ("it.table.sql", "\"My Table\""),
        ("it.object.sql", "\"My Table\""),
        ("it.table.after.sql", "public.\"My Table\""),
        ("it.added_columns[0].name.sql", "\"a b\""),
        (
            "cx.quote(it.table) + cx.quote(it.table.name) + cx.quote(it.object)",
            "\"My Table\"\"My Table\"\"My Table\"",
        ),
        (
            "it.constraints.map(|c| c.kind + c.columns)",
            "[\"exclusion[e]\", \"check[a b]\", \"unique[e]\"]",
        ),
        ("it.indexes.len", "0"),
    ];
    for (expression, value) in cases {
        assert_eq!(one("[\"create_table\"]", expression, sql), value, "{expression}");
    }
    let unquoted = "create table Foo.BAR (id int);";
    assert_eq!(one("[\"create_table\"]", "cx.quote(it.table)", unquoted), "Foo.BAR");
}

#[test]
fn comments_and_routines_answer() {
    for (sql, text) in [
        (
            "comment on table t is 'deprecated: it''s old';",
            "deprecated: it''s old",
        ),
        ("comment on column t.a is $c$gone$c$;", "gone"),
        ("comment on table t is '';", ""),
    ] {
        assert_eq!(one("[\"comment\"]", "it.comment", sql), text);
    }
    assert_eq!(
        one("[\"comment\"]", "it.comment == ()", "comment on table t is null;"),
        "true"
    );
    let function =
        "create function f() returns int language sql security definer set search_path = pg_catalog as 'select 1';";
    let settings = "it.routine.settings.map(|s| s.name + \": \" + s.value + \": \" + s.text)";
    assert_eq!(
        one("[\"create_function\"]", settings, function),
        "[\"search_path: pg_catalog: set search_path = pg_catalog\"]"
    );
}

#[test]
fn alterations_answer() {
    let sql = "alter table t alter column a type text, alter column a set not null, drop column if exists b, \
        rename column c to d;";
    let on = "[\"alter_column_type\", \"set_not_null\", \"drop_column\", \"rename_column\"]";
    assert_eq!(one(on, "it.column", sql), "a | a | b | c");
    assert_eq!(one(on, "it.type", sql).split(" | ").next(), Some("text"));
    assert_eq!(one(on, "it.column.is_required", sql).split(" | ").nth(1), Some("true"));
    assert_eq!(one(on, "it.has_exists_clause", sql), "false | false | true | false");
    assert_eq!(one("[\"rename_column\"]", "it.new_name", sql), "d");
    assert_eq!(
        one("[\"drop_index\"]", "it.object.kind + it.object.name", "drop index i;"),
        "indexi"
    );
}

#[test]
fn the_context_answers() {
    let cases = [
        ("cx.dialect", "postgres"),
        ("cx.at_least(\"11\")", "true"),
        ("cx.at_least(\"99\")", "false"),
        ("cx.tool", "psql"),
        ("cx.direction", "up"),
        ("cx.statement.index", "0"),
        ("cx.migration.path", "a.sql"),
        ("cx.quote(\"a b\")", "\"a b\""),
        ("\"abc\".matches(\"^a.c$\")", "true"),
        ("\"idx_a\".remove_prefix(\"idx_\")", "a"),
    ];
    for (expression, value) in cases {
        assert_eq!(
            one("[\"create_table\"]", expression, "create table t (a int);"),
            value,
            "{expression}"
        );
    }
}
