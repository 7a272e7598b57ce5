//! What is found when a rule loads because the types of its values are known, and what is left alone.

use super::support::{load_error, loaded, rule};

fn wrong(body: &str, message: &str) {
    let error = load_error(&rule("[\"create_table\"]", body));
    assert_eq!(
        error.split_once(": ").map(|(_, message)| message),
        Some(message),
        "{body}"
    );
}

#[test]
fn members_that_are_not_there_are_named() {
    wrong("it.kin;", "`Change` has no property `kin`; did you mean `kind`?");
    wrong(
        "for c in it.added_columns { c.nmae; }",
        "`Column` has no property `nmae`; did you mean `name`?",
    );
    wrong(
        "it.added_columns[0].tpye;",
        "`Column` has no property `tpye`; did you mean `type`?",
    );
    wrong(
        "it.added_columns.filter(|c| c.is_requierd);",
        "`Column` has no property `is_requierd`; did you mean `is_required`?",
    );
    wrong(
        "let t = it.table ?? return; t.fullname;",
        "`Table` has no property `fullname`; did you mean `full_name`?",
    );
    wrong(
        "cx.before.tabel(\"t\");",
        "`Catalog` has no function `tabel`; did you mean `table`?",
    );
    wrong("cx.before.table(\"t\").column(3);", COLUMN);
    wrong(
        "it.statement.migration.path();",
        "`path` is a property of `Migration`: leave the parentheses out",
    );
    wrong(
        "cx.report(it, 3);",
        "`report` of `Context` is called so: `report(place: any place, message: string)`; value 2 here is of the type `int`",
    );
    wrong(
        "cx.report(cx.before, \"x\");",
        "`report` of `Context` is called so: `report(place: any place, message: string)`; value 1 here is of the type `Catalog`, which is no place",
    );
    wrong(
        "it.kind = \"x\";",
        "`kind` of `Change` cannot be set: what the API gives is only read",
    );
    wrong(
        "helper(it.table); } fn helper(t) { t.nme;",
        "`Table` has no property `nme`; did you mean `name`?",
    );
    wrong("it.starts_with;", "`Change` has no property `starts_with`");
    wrong(
        "it.table.name.starts_with;",
        "`starts_with` is a function of `Name`: call it, as in `starts_with(…)`",
    );
}

const COLUMN: &str = "`column` of `CatalogTable` is called so: `column(name: string or Name or Column)`; value 1 here is of the type `int`";

#[test]
fn comparisons_that_always_have_one_answer_are_named() {
    wrong(
        "it.kind == \"craete_table\";",
        "this is never `craete_table`; did you mean `create_table`?",
    );
    wrong(
        "\"intger\" != it.added_columns[0].type.family;",
        "this is never `intger`; did you mean `integer`?",
    );
    wrong(
        "cx.dialect == \"postgresql\";",
        "this is never `postgresql`; did you mean `postgres`?",
    );
    wrong(
        "it.kind in [\"add_column\", \"drop_colum\"];",
        "this is never `drop_colum`; did you mean `drop_column`?",
    );
    wrong(
        "it.statement.changes.some(|c| c.kind == \"index\");",
        "this is never `index`; the reference lists the words",
    );
    wrong(
        "it.added_columns > 0;",
        "`>` between `[Column]` and `int` always has the same answer; ask for the list's `.len`",
    );
    wrong(
        "it.added_columns.len > \"0\";",
        "`>` between `int` and `string` always has the same answer",
    );
    wrong(
        "it.table.name > \"A\";",
        "`>` between `Name` and `string` always has the same answer; make a text of it: `.to_string()`",
    );
    wrong(
        "it.added_columns[0] == it.table;",
        "`==` between `Column` and `Table` always has the same answer",
    );
    wrong(
        "switch it.kind { \"create_table\" => 1, \"add_colum\" => 2, _ => 3 }",
        "the value of this case is none of the words that stand behind `switch`; the reference lists them",
    );
    wrong(
        "switch it.table.name { \"a\" => 1, _ => 2 }",
        "`switch` finds no `Name` among its cases; hand it a text: `.to_string()`",
    );
}

#[test]
fn what_may_be_right_is_left_alone() {
    for body in [
        // Comparisons with both answers.
        "it.kind == \"add_column\" || it.column == () || it.table.name == it.object.name || it.table == \"a.b\";",
        "it.kind > \"b\"; it.kind in [\"create_table\"]; it.table.name in [\"a\"]; \"a\" in it.added_columns;",
        "it.impact.phase == \"expand\"; it.impact.phase == (); cx.tool == \"flyway\"; it.table.columns.len > 3;",
        "let k = it.kind; k = \"x\"; k == \"x\"; it.added_columns[0].type == \"varchar\"; it.text == \"x\";",
        "it.definitions.all(|d| d.kind == \"table\"); it.constraints.some(|c| c.kind == \"exclusion\");",
        "switch it.impact.phase { \"expand\" | \"contract\" => 1, () => 2, \"data\" if it.creates => 3, _ => 4 }",
        "switch it.table.name.folded { \"a\" => 1, _ => 2 } switch it.added_columns.len { 1 => 2, _ => 3 }",
        // A variable that holds different things.
        "let x = it.table; x = #{colour: 1}; x.colour;",
        "let x = (); if it.creates { x = it.column; } x.name;",
        "let x = it.table; let f = || { x = #{colour: 1}; }; f.call(); x.colour;",
        // A name that hides another.
        "let cx = #{colour: 1}; cx.colour;",
        "for it in [#{colour: 1}] { it.colour; }",
        "it.added_columns.map(|it| #{colour: it.name}).map(|m| m.colour);",
        // A function that is called with different things.
        "helper(it.table); helper(#{colour: 1}); } fn helper(t) { if type_of(t) == \"map\" { t.colour; }",
        "let f = Fn(\"helper\"); helper(it.table); f.call(#{colour: 1}); } fn helper(t) { t.colour;",
        // The script's own functions, called as if they were the value's.
        "it.helper(1); } fn helper(x) { this.kind;",
        // Lists and texts have Rhai's own functions, too.
        "it.text.to_lower().index_of(\"x\"); it.kind.pad(9, \" \"); it.added_columns.to_array().sort(|a, b| 0);",
        "it.table ?? it.object; (it.table ?? it.object).full_name;",
        "if it.impact != () { it.impact.locks[0].mode; }",
        "switch it.kind { \"create_table\" => it.table.name, _ => () }",
        "let n = it.kind + it.table + \"x\"; n.len; n.to_upper();",
        "it.table.name.to_string().len(); it.table.type_of(); `${it.table.line}`;",
        "cx.fill(\"{table}\", #{table: it.table.name}); for d in it.definitions { cx.fill(\"{table}\", d); }",
    ] {
        loaded(&rule("[\"create_table\"]", body));
    }
}
