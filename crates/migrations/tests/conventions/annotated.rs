//! Tools whose annotations cut a file into sections.

use lockgate_migrations::{PolicyOrigin, Tool};
use source::TextRange;

use super::{see, see_as};

#[test]
fn goose() {
    let seen = see(&[
        (
            "db/2_people.sql",
            "-- people\n-- +goose Up\ncreate table people (id int);\n-- +goose StatementBegin\ncreate function f() returns int as $$ select 1; $$ language sql;\n-- +goose StatementEnd\n-- +goose Down\ndrop table people;\n",
        ),
        (
            "db/10_index.sql",
            "-- +goose NO TRANSACTION\n-- +goose up\ncreate index concurrently i on people (id);\n",
        ),
    ]);
    assert_eq!(seen.tool(), Tool::Goose);
    assert_eq!(
        seen.lines(),
        [
            "up 2 PerMigration: create table people (id int); -- +goose StatementBegin create function f() returns int as $$ select 1; $$ language sql; -- +goose StatementEnd",
            "down 2 PerMigration: drop table people;",
            "up 10 StatementByStatement: create index concurrently i on people (id);",
        ]
    );
    let first = &seen.only().migrations[0];
    let held_together = first.section.single_statements[0];
    let file = seen.sources.get(first.file);
    assert_eq!(
        file.slice(held_together),
        "create function f() returns int as $$ select 1; $$ language sql;\n"
    );
    assert_eq!(file.slice(first.section.header.unwrap()), "-- +goose Up");
}

#[test]
fn goose_substitutes_only_where_it_is_asked() {
    let seen = see(&[
        ("db/1_a.sql", "-- +goose Up\nselect '${A}';\n"),
        (
            "db/2_b.sql",
            "-- +goose Up\n-- +goose ENVSUB ON\nselect '${A}';\n-- +goose ENVSUB OFF\n",
        ),
    ]);
    let placeholders: Vec<_> = seen
        .only()
        .migrations
        .iter()
        .map(|m| m.placeholders.is_some())
        .collect();
    assert_eq!(placeholders, [false, true]);
}

#[test]
fn goose_mistakes() {
    let table: &[(&str, &[&str])] = &[
        (
            "  -- +goose Up\nselect 1;\n",
            &[
                "! Annotation 1_a.sql:1: goose refuses a file without `-- +goose Up`",
                "! Annotation 1_a.sql:1: goose refuses an annotation that is indented",
            ],
        ),
        (
            "-- +goose NO TRANSACTIONS\n-- +goose Up\nselect 1;\n",
            &["! Annotation 1_a.sql:1: goose knows no annotation `+goose NO TRANSACTIONS`"],
        ),
        (
            "-- +goose Up\n-- +goose StatementBegin\nselect 1;\n",
            &["! Annotation 1_a.sql:2: `-- +goose StatementBegin` has no `-- +goose StatementEnd`"],
        ),
        (
            "-- +goose Up\nselect 1;\n-- +goose StatementEnd\n",
            &["! Annotation 1_a.sql:3: `-- +goose StatementEnd` has no `-- +goose StatementBegin`"],
        ),
        (
            "select 0;\n-- +goose Up\nselect 1;\n",
            &["! Annotation 1_a.sql:1: goose refuses text before `-- +goose Up`"],
        ),
        (
            "-- +goose Up\nselect 1;\n-- +goose Up\nselect 2;\n",
            &["! Annotation 1_a.sql:3: `-- +goose Up` stands twice"],
        ),
        (
            "-- +goose Down\nselect 1;\n-- +goose Up\nselect 2;\n",
            &["! Annotation 1_a.sql:1: `-- +goose Down` does not follow `-- +goose Up`"],
        ),
    ];
    for (text, expected) in table {
        assert_eq!(
            see_as(Tool::Goose, &[("db/1_a.sql", text)]).problems(),
            *expected,
            "{text}"
        );
    }
}

#[test]
fn sql_migrate() {
    let seen = see(&[
        (
            "db/2024-02-01.1-b.sql",
            "-- +migrate Up notransaction\ncreate index concurrently i on t (a);\n\n-- +migrate Down\ndrop index i;\n",
        ),
        ("db/2024-02-01.0-a.sql", "-- +migrate Up\ncreate table t (a int);\n"),
        ("db/7-first.sql", "-- +migrate Up\nselect 1;\n"),
    ]);
    assert_eq!(seen.tool(), Tool::SqlMigrate);
    assert_eq!(
        seen.lines(),
        [
            "up 7 PerMigration: select 1;",
            "up 2024 PerMigration: create table t (a int);",
            "up 2024 StatementByStatement: create index concurrently i on t (a);",
            "down 2024 PerMigration: drop index i;",
        ]
    );
}

#[test]
fn sql_migrate_mistakes() {
    let seen = see(&[
        (
            "db/1.sql",
            "select 0;\n-- +migrate Up no-transaction\nselect 1;\n-- +migrate up\n",
        ),
        ("db/2.sql", "--+migrate Up\nselect 1;\n"),
        ("db/3.sql", "-- +migrate Up\n-- +migrate StatementBegin\nselect 1;\n"),
    ]);
    assert_eq!(
        seen.problems(),
        [
            "! Annotation 1.sql:1: sql-migrate skips text before the first `-- +migrate Up` or `Down`",
            "! Annotation 1.sql:2: sql-migrate knows no option `no-transaction`",
            "! Annotation 1.sql:4: sql-migrate knows no annotation `+migrate up`",
            "! Annotation 2.sql:1: sql-migrate refuses a file without `-- +migrate Up`",
            "! Annotation 2.sql:1: sql-migrate does not see this annotation",
            "! Annotation 3.sql:2: `-- +migrate StatementBegin` has no `-- +migrate StatementEnd`",
        ]
    );
}

#[test]
fn dbmate() {
    let seen = see(&[
        (
            "db/migrations/20240102030405_index.sql",
            "-- about\n\n-- migrate:up transaction:false\ncreate index concurrently i on t (a);\n-- migrate:up\ninsert into t values (1);\n-- migrate:down\ndrop index i;\n",
        ),
        (
            "db/migrations/20240101000000_t.sql",
            "--migrate:up\ncreate table t (a int);\n--migrate:down\n",
        ),
    ]);
    assert_eq!(seen.tool(), Tool::Dbmate);
    assert_eq!(
        seen.lines(),
        [
            "up 20240101000000 PerMigration: create table t (a int);",
            "down 20240101000000 PerMigration: ",
            "up 20240102030405 ImplicitBatch: create index concurrently i on t (a);",
            "up 20240102030405 PerMigration: insert into t values (1);",
            "down 20240102030405 PerMigration: drop index i;",
        ]
    );
    let origin = seen.only().migrations[2].policy.origin;
    let PolicyOrigin::Annotation(span) = origin else {
        panic!("{origin:?}");
    };
    assert_eq!(seen.sources.get(span.file).slice(span.range), "transaction:false");
}

#[test]
fn dbmate_mistakes() {
    let table: &[(&str, &[&str])] = &[
        (
            "create type a as enum ();\n-- migrate:up\nselect 1;\n-- migrate:down\n",
            &["! Annotation 1_a.sql:1: dbmate refuses statements before `-- migrate:up`"],
        ),
        (
            "-- migrate:up\nselect 1;\n",
            &["! Annotation 1_a.sql:1: dbmate refuses a file without `-- migrate:down`"],
        ),
        (
            "-- migrate:up transaction: false\nselect 1;\n-- migrate:down\n",
            &[
                "! Annotation 1_a.sql:1: dbmate reads `transaction:` as `transaction:true`",
                "! Annotation 1_a.sql:1: dbmate knows no option `false`",
            ],
        ),
        (
            "-- migrate:up\nselect 1;\n -- migrate:down\nselect 2;\n",
            &[
                "! Annotation 1_a.sql:1: dbmate refuses a file without `-- migrate:down`",
                "! Annotation 1_a.sql:3: dbmate does not see this block's header",
            ],
        ),
        (
            "-- migrate:down\nselect 1;\n-- migrate:up\nselect 2;\n",
            &["! Annotation 1_a.sql:1: `-- migrate:down` stands before `-- migrate:up`"],
        ),
    ];
    for (text, expected) in table {
        assert_eq!(see(&[("db/1_a.sql", text)]).problems(), *expected, "{text}");
    }
}

#[test]
fn tern() {
    let seen = see(&[
        (
            "m/001_t.sql",
            "create table t (a int);\n\n---- create above / drop below ----\n\ndrop table t;\n",
        ),
        (
            "m/002_i.sql",
            "---- tern: disable-tx ----\ncreate index concurrently i on t (a);\n---- create above / drop below ----\ndrop index i;\n",
        ),
        (
            "m/004_x.sql",
            "select 1;\n--- create above / drop below ---\nselect 2;\n",
        ),
        ("m/shared.sql", "select 3;\n"),
    ]);
    assert_eq!(seen.tool(), Tool::Tern);
    assert_eq!(
        seen.lines(),
        [
            "up 001 PerMigration: create table t (a int);",
            "down 001 PerMigration: drop table t;",
            "up 002 StatementByStatement: ---- tern: disable-tx ---- create index concurrently i on t (a);",
            "down 002 PerMigration: drop index i;",
            "up 004 PerMigration: select 1; --- create above / drop below --- select 2;",
            "loose  Unknown: select 3;",
            "! FileName 004_x.sql:1: tern refuses the folder: there is no migration 3 before `004`",
            "! Annotation 004_x.sql:2: tern does not see this separator, and runs what stands below it as part of the migration",
            "! FileName shared.sql:1: tern skips `shared.sql` because of its name",
        ]
    );
    assert_eq!(seen.only().migrations[1].section.range, TextRange::new(60, 76));
}

#[test]
fn node_pg_migrate() {
    let seen = see(&[
        (
            "m/1700000000001_b.sql",
            "-- Up Migration\ncreate table b ();\n\n-- Down Migration\ndrop table b;\n",
        ),
        (
            "m/1700000000000_a.sql",
            "---- down migration\ndrop table a;\n---- UP  MIGRATION\ncreate table a ();\n",
        ),
    ]);
    assert_eq!(seen.tool(), Tool::NodePgMigrate);
    assert_eq!(
        seen.lines(),
        [
            "up 1700000000000 AllPending: create table a ();",
            "down 1700000000000 AllPending: drop table a;",
            "up 1700000000001 AllPending: create table b ();",
            "down 1700000000001 AllPending: drop table b;",
        ]
    );
}

#[test]
fn node_pg_migrate_prose_is_no_evidence() {
    let seen = see(&[("m/1_a.up.sql", "-- Up migration for the people table\nselect 1;\n")]);
    assert_ne!(seen.tool(), Tool::NodePgMigrate);
}
