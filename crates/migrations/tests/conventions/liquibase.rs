//! Formatted SQL changelogs.

use lockgate_migrations::{Direction, Tool};

use super::see;

const FIRST: &str = "--liquibase formatted sql\n";

#[test]
fn changesets() {
    let text = format!(
        "{FIRST}\n--changeset alice:1 dbms:postgresql,mysql context:\"a and b\"\n--comment: people\ncreate table people (id int);\n--rollback drop table people;\n\n-- changeSet bob:index-1 runInTransaction:false endDelimiter:\\n/\ncreate index concurrently i on people (id)\n/\n/* liquibase rollback\ndrop index i;\n*/\n--changeset bob:view runOnChange:true splitStatements:false\ncreate or replace view v as select 1;\n--rollback not required\n"
    );
    let seen = see(&[("db/changelog/001.sql", &text)]);
    assert_eq!(seen.tool(), Tool::Liquibase);
    assert_eq!(
        seen.lines(),
        [
            "up alice:1 PerMigration: --comment: people create table people (id int); --rollback drop table people;",
            "down alice:1 PerMigration: drop table people;",
            "up bob:index-1 StatementByStatement: create index concurrently i on people (id) / /* liquibase rollback drop index i; */",
            "down bob:index-1 StatementByStatement: drop index i;",
            "repeatable bob:view PerMigration: create or replace view v as select 1; --rollback not required",
        ]
    );
    let migrations = &seen.only().migrations;
    assert_eq!(migrations[0].dialects, ["postgresql", "mysql"]);
    assert_eq!(migrations[0].description, "people");
    assert_eq!(migrations[2].section.delimiter.as_deref(), Some("\n/"));
    assert_eq!(migrations[4].section.single_statements, [migrations[4].section.range]);
    let file = seen.sources.get(migrations[0].file);
    assert_eq!(file.slice(migrations[1].section.range), "drop table people;");
    assert!(
        file.slice(migrations[0].section.header.unwrap())
            .starts_with("--changeset alice:1")
    );
}

#[test]
fn rollback_lines_make_one_script() {
    let text = format!(
        "{FIRST}--changeset a:1\ndrop table t;\n--rollback create table t (\n--rollback   a int\n--rollback );\n-- a remark\n--rollback select 1;\n"
    );
    let seen = see(&[("c/1.sql", &text)]);
    let down = &seen.only().migrations[1];
    assert_eq!(down.direction, Direction::Down);
    assert_eq!(down.section.pieces.len(), 4);
    let file = seen.sources.get(down.file);
    let run = down.section.text(file.text());
    assert_eq!(run.len() as u32, down.section.range.len(), "offsets stay");
    assert_eq!(
        run.split_whitespace().collect::<Vec<_>>().join(" "),
        "create table t ( a int ); select 1;"
    );
}

#[test]
fn ignored_lines_do_not_run() {
    let text = format!(
        "{FIRST}--changeset a:1\nselect 1;\n--ignoreLines:start\nselect 2;\n--ignoreLines:end\nselect 3;\n--ignoreLines:1\nselect 4;\nselect 5;\n"
    );
    assert_eq!(
        see(&[("c/1.sql", &text)]).lines(),
        ["up a:1 PerMigration: select 1; select 3; select 5;"]
    );
}

#[test]
fn mistakes() {
    let table: &[(&str, &[&str])] = &[
        (
            "--changeset alice\nselect 1;\n",
            &["! Annotation 1.sql:2: Liquibase refuses this line: it is not a changeset"],
        ),
        (
            "-changeset alice:1\nselect 1;\n",
            &["! Annotation 1.sql:2: Liquibase refuses this line: it is not a changeset"],
        ),
        (
            "--changeset a:1 runInTransaction: false\nselect 1;\n",
            &["! Annotation 1.sql:2: Liquibase does not see the value of `runInTransaction`"],
        ),
        (
            "--changeset a:1 runInTransaction=false\nselect 1;\n",
            &["! Annotation 1.sql:2: Liquibase does not see `runInTransaction=`"],
        ),
        (
            "--changeset a:1 runsAlways:true\nselect 1;\n",
            &["! Annotation 1.sql:2: Liquibase knows no attribute `runsAlways` of a changeset"],
        ),
        (
            "--changeset a:1\nselect 1;\n--changeset a:1\nselect 2;\n",
            &["! DuplicateVersion 1.sql:4: changeset `a:1` stands twice in this file"],
        ),
        (
            "select 0;\n--changeset a:1\nselect 1;\n",
            &["! Annotation 1.sql:2: Liquibase does not run text outside a changeset"],
        ),
        (
            "--changeset a:1\nselect 1;\n/* liquibase rollback\nselect 2;\n",
            &["! Annotation 1.sql:4: this rollback block is not closed"],
        ),
    ];
    for (text, expected) in table {
        let text = format!("{FIRST}{text}");
        assert_eq!(see(&[("c/1.sql", &text)]).problems(), *expected, "{text}");
    }
}

#[test]
fn a_file_without_the_first_line_is_one_changeset() {
    let seen = see(&[
        (
            "db/changelog/1.sql",
            "--liquibase formatted sql\n--changeset a:1\nselect 1;\n",
        ),
        (
            "db/changelog/2.sql",
            "-- about\n--liquibase formatted sql\n--changeset a:1\nselect 2;\n",
        ),
    ]);
    assert_eq!(
        seen.lines(),
        [
            "up a:1 PerMigration: select 1;",
            "up 2 PerMigration: -- about --liquibase formatted sql --changeset a:1 select 2;",
            "! Annotation 2.sql:3: Liquibase sees no changesets here: the first line is not `--liquibase formatted sql`",
        ]
    );
}

#[test]
fn the_root_changelog_gives_the_order() {
    let changeset = |id: &str| format!("{FIRST}--changeset a:{id}\nselect 1;\n");
    let roots = [
        (
            "db/changelog/db.changelog-master.xml",
            "<databaseChangeLog><include file=\"v2/z.sql\" relativeToChangelogFile=\"true\"/><includeAll path=\"db/changelog/v1\"/></databaseChangeLog>",
        ),
        (
            "db/changelog/db.changelog-master.yaml",
            "databaseChangeLog:\n  - include:\n      file: db/changelog/v2/z.sql\n  - includeAll:\n      path: v1/\n",
        ),
        (
            "db/changelog/db.changelog-master.json",
            r#"{"databaseChangeLog": [{"include": {"file": "v2/z.sql"}}, {"includeAll": {"path": "v1"}}]}"#,
        ),
    ];
    for (path, root) in roots {
        let (a, b, z) = (changeset("a"), changeset("b"), changeset("z"));
        let seen = see(&[
            (path, root),
            ("db/changelog/v1/a.sql", &a),
            ("db/changelog/v1/b.sql", &b),
            ("db/changelog/v2/z.sql", &z),
        ]);
        let versions: Vec<_> = seen.only().migrations.iter().map(|m| m.version_text.as_str()).collect();
        assert_eq!(versions, ["a:z", "a:a", "a:b"], "{path}");
    }
}
