use engine::{Project, RuleSet, Settings};
use migrations::Tool;
use schema::Dialect;
use source::{MemoryFiles, SourceFile, Sources};

use super::support::{loaded, messages, rule};

/// What an expression about a migration comes to, for each migration of a tool's files.
fn of_files(tool: Tool, dialect: Dialect, files: &[(&str, &str)], expression: &str) -> Vec<String> {
    let text = rule("\"migration\"", &format!("cx.report(it, `${{{expression}}}`);"));
    run(tool, dialect, files, &text)
}

fn run(tool: Tool, dialect: Dialect, files: &[(&str, &str)], rule: &str) -> Vec<String> {
    let (mut memory, mut sources, mut ids) = (MemoryFiles::default(), Sources::default(), Vec::new());
    for (path, text) in files {
        memory.add(*path, *text);
        if path.ends_with(".sql") {
            ids.push(sources.add(SourceFile::from_text(*path, *text)));
        }
    }
    let mut settings = Settings {
        dialect: Some(dialect),
        rules: RuleSet::new(vec![std::sync::Arc::new(loaded(rule))]),
        ..Settings::default()
    };
    settings.migrations.tool = Some(tool);
    let values = [("schema".to_owned(), "app".to_owned())];
    settings.migrations.placeholders = Some(values.into());
    let outcome = Project::load(&memory, sources, &ids, settings).check(None);
    assert_eq!(outcome.run_errors, [], "the rule failed");
    outcome
        .findings
        .into_iter()
        .map(|finding| finding.message.into_owned())
        .collect()
}

#[test]
fn placeholders_are_shown_and_never_filled_in() {
    let files = [(
        "V1__a.sql",
        "create table ${schema}.t (a int);\ncreate table ${other}.u (a int);",
    )];
    let answers = [
        ("it.placeholders.join(\" \")", "${schema} ${other}"),
        ("it.placeholders.map(|one| one.name)", "[\"schema\", \"other\"]"),
        ("it.placeholders.map(|one| one.is_replaced)", "[true, false]"),
        ("it.placeholders.first.value", "app"),
        ("it.placeholders[1].line", "2"),
        ("it.placeholder_names.join(\" \")", "schema"),
        ("it.statements[1].placeholders.join(\" \")", "${other}"),
        ("it.statements[1].changes[0].table.schema.has_placeholder", "true"),
    ];
    for (expression, answer) in answers {
        assert_eq!(
            of_files(Tool::Flyway, Dialect::Postgres, &files, expression),
            [answer],
            "{expression}"
        );
    }
}

#[test]
fn suppressions_are_shown() {
    let sql = "-- lockgate: allow drop-table, truncate until 2030-01-31 (moved to the archive)\ndrop table t;\n\
        -- squawk-ignore ban-drop-column\nalter table u drop column c;\n";
    let answers = [
        ("it.suppressions.len", "2"),
        ("it.suppressions[0].rules.join(\" \")", "drop-table truncate"),
        ("it.suppressions[0].reason", "moved to the archive"),
        ("it.suppressions[0].last_day", "2030-01-31"),
        (
            "it.suppressions[0].tool + \" \" + it.suppressions[1].tool",
            "lockgate squawk",
        ),
        ("it.suppressions[0].scope", "within"),
        ("it.suppressions[1].range.contains(\"drop column\")", "true"),
        ("it.suppressions[1].reason == ()", "true"),
        ("it.suppressions[1].flaw == ()", "true"),
        ("it.suppressions[1].line", "3"),
    ];
    for (expression, answer) in answers {
        let found = messages(
            &rule("\"migration\"", &format!("cx.report(it, `${{{expression}}}`);")),
            sql,
        );
        assert_eq!(found, [answer], "{expression}");
    }
}

#[test]
fn the_file_beside_a_migration_is_told_of() {
    let sql = "create index concurrently i on t (a);";
    let files = [
        ("V1__a.sql", sql),
        ("V1__a.sql.conf", "executeInTransaction=false\n"),
        ("V2__b.sql", sql),
    ];
    let answers = [
        ("it.transaction_set_by", ["sidecar", "default"]),
        ("it.sidecar", ["V1__a.sql.conf", "V2__b.sql.conf"]),
        ("it.has_sidecar", ["true", "false"]),
        ("it.leaves_transaction_by_itself", ["false", "true"]),
        ("it.transaction", ["statement_by_statement", "per_migration"]),
    ];
    for (expression, answer) in answers {
        assert_eq!(
            of_files(Tool::Flyway, Dialect::Postgres, &files, expression),
            answer,
            "{expression}"
        );
    }
    let annotated = [(
        "001_a.sql",
        "-- +goose NO TRANSACTION\n-- +goose Up\ncreate index concurrently i on t (a);\n",
    )];
    let answers = [
        ("it.transaction_set_by", "annotation"),
        ("it.transaction_annotation.line", "1"),
        ("it.sidecar == ()", "true"),
        ("it.has_sidecar == ()", "true"),
    ];
    for (expression, answer) in answers {
        assert_eq!(
            of_files(Tool::Goose, Dialect::Postgres, &annotated, expression),
            [answer],
            "{expression}"
        );
    }
}

#[test]
fn variables_and_encodings_are_told_of() {
    let files = [("V1__a.sql", "declare @n int;\nselect @n, @m;\nGO\nprint @n;\n")];
    let answers = [
        ("it.variables.join(\" \")", "@n @n @m @n"),
        ("it.variables.map(|one| one.is_declared)", "[true, false, false, false]"),
        ("it.variables[3].batch", "1"),
        ("it.variables[3].line", "4"),
        ("it.encoding", "UTF-8"),
        ("it.first_bad_byte == ()", "true"),
        ("it.dialects.is_empty", "true"),
        (
            "it.released_text == () && it.released_path == () && it.overtaken_by == ()",
            "true",
        ),
    ];
    for (expression, answer) in answers {
        assert_eq!(
            of_files(Tool::Flyway, Dialect::Mssql, &files, expression),
            [answer],
            "{expression}"
        );
    }
}

#[test]
fn a_history_tells_what_its_tool_trips_over() {
    let rule = rule("\"history\"", "").replace(
        "fn check(it, options, cx) {",
        "fn conclude(it, options, cx) {\nfor problem in cx.history.problems { cx.report(cx.history.last, problem.kind + \": \" + \
         problem); }\ncx.report(cx.history.last, `${cx.history.base == ()} ${cx.history.gone.len}`);",
    );
    let files = [("V1__a.sql", "select 1;"), ("V1__b.sql", "select 2;")];
    let found = run(Tool::Flyway, Dialect::Postgres, &files, &rule);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("duplicate_version: "), "{found:?}");
    assert_eq!(found[1], "true 0");
}

#[test]
fn names_are_looked_up_along_the_search_path() {
    let sql = "begin;\nset search_path = shop;\nalter table orders rename to old;\nupdate t set a = 1;\nalter table t add b int;\ncommit;\n";
    let files = [("V1__a.sql", sql)];
    let full = "it.changes.filter(|one| one.table != ()).map(|one| one.table.full_name)";
    assert_eq!(
        of_files(Tool::Plain, Dialect::Postgres, &files, full),
        ["[\"shop.orders\", \"shop.t\", \"shop.t\"]"]
    );
    let locked = "it.changes.filter(|one| one.table == \"t\").map(|one| one.table.is_locked_anyway)";
    assert_eq!(
        of_files(Tool::Plain, Dialect::Postgres, &files, locked),
        ["[true, false]"]
    );
}

#[test]
fn a_rebuilt_table_and_a_later_pitfall_are_told_of() {
    let sql = "create table new_t (a int);\ninsert into new_t select a from t;\ndrop table t;\nalter table new_t rename to t;\n";
    let files = [("V1__a.sql", "create table t (a int);"), ("V2__b.sql", sql)];
    let rebuilds = of_files(
        Tool::Flyway,
        Dialect::Sqlite,
        &files,
        "it.statements.map(|one| one.rebuilds)",
    );
    assert_eq!(rebuilds, ["[()]", "[\"t\", \"t\", \"t\", \"t\"]"]);
    let later = "create table a (b int);\nupdate u set v = 1;\n";
    let files = [("V1__a.sql", later)];
    let pitfall = of_files(
        Tool::Flyway,
        Dialect::Mysql,
        &files,
        "it.statements[0].pitfall_below.kind",
    );
    assert_eq!(pitfall, ["update"]);
}

/// What `collect` gives comes back as what it was: a list of the script's own is one again.
#[test]
fn collected_lists_are_lists() {
    let rule = rule("\"history\"", "").replace(
        "fn check(it, options, cx) {",
        "fn collect(migration, options, cx) {\n\
             #{names: migration.changes.map(|change| change.table.full_name), tables: migration.new_tables}\n}\n\
         fn conclude(it, options, cx) {\n\
             let names = [];\nlet tables = [];\n\
             for part in it { names += part.value.names; tables.append(part.value.tables); }\n\
             let first = it[0].value;\n\
             names.sort();\n\
             let kept = first.names; kept.push(\"more\");\n\
             let folded = first.tables.reduce(|text, table| text + table.name, \"\");\n\
             cx.report(tables[0], `${names} ${kept.len} ${first.names.filter(|name| name.ends_with(\"a\"))} ${folded} \
             ${first.names.index_of(\"public.b\")} ${first.tables.index_of(\"b\")} ${(first.tables + tables).len} ${names.first} ${names.join(\" \")}`);",
    );
    let files = [
        ("V1__a.sql", "create table b (x int); create table a (x int);"),
        ("V2__b.sql", "create table c (x int);"),
    ];
    let found = run(Tool::Flyway, Dialect::Postgres, &files, &rule);
    let wanted =
        "[\"public.a\", \"public.b\", \"public.c\"] 3 [\"public.a\"] ba 0 0 5 public.a public.a public.b public.c";
    assert_eq!(found, [wanted]);
}

#[test]
fn a_statement_is_written_behind_the_last_one() {
    let text = rule("[\"create_table\"]", "cx.report(it, \"x\").append(\"analyze t\");");
    let outcome = super::support::check(&text, "create table t (a int);\n");
    let source::Edit::Replace(edit) = &outcome.findings[0].fixes[0].edits[0] else {
        panic!("{:?}", outcome.findings);
    };
    assert_eq!(edit.text, "\nanalyze t;");
}

#[test]
fn a_batch_says_how_often_it_runs() {
    let files = [(
        "a.sql",
        "insert into t values (1);\ngo 5\ninsert into t values (2);\ngo\n",
    )];
    let counts = "it.statements.map(|one| one.repeats)";
    assert_eq!(of_files(Tool::Psql, Dialect::Mssql, &files, counts), ["[5, 1]"]);
    let without = [("a.sql", "insert into t values (1);\n")];
    assert_eq!(of_files(Tool::Psql, Dialect::Postgres, &without, counts), ["[1]"]);
}

#[test]
fn parts_know_whether_they_go_out_with_the_migration() {
    let files = [
        ("V1__a.sql", "create table t (a int);\n"),
        ("V2__b.sql", "alter table t add b int;\ncreate index i on t (b);\n"),
    ];
    let column = "it.after.table(\"t\").columns.map(|one| one.is_of_same_release)";
    let answers = of_files(Tool::Flyway, Dialect::Postgres, &files, column);
    assert_eq!(answers.last().map(String::as_str), Some("[false, true]"));
    let index = "it.after.table(\"t\").indexes.map(|one| one.is_of_same_release)";
    let answers = of_files(Tool::Flyway, Dialect::Postgres, &files, index);
    assert_eq!(answers, ["[]", "[true]"]);
}

#[test]
fn a_character_set_has_one_name() {
    for (options, charset) in [
        ("default charset=utf8mb4", "utf8mb4 utf8mb4"),
        ("character set utf8mb4", "utf8mb4 utf8mb4"),
        ("default character set = 'utf8mb4'", "utf8mb4 utf8mb4"),
        ("CHARSET \"UTF8MB4\"", "utf8mb4 UTF8MB4"),
        ("charset=latin1 default charset=utf8mb4", "utf8mb4 utf8mb4"),
        ("collate utf8mb4_0900_ai_ci", "utf8mb4 none"),
        ("engine=InnoDB", "none none"),
    ] {
        let expression = "it.statements[0].changes[0].table.after";
        let expression =
            format!("({expression}.charset ?? \"none\") + \" \" + ({expression}.option(\"charset\") ?? \"none\")");
        let sql = format!("create table t (id int) {options};");
        assert_eq!(
            of_files(Tool::Psql, Dialect::Mysql, &[("1.sql", &sql)], &expression),
            [charset],
            "{options}"
        );
    }
}
