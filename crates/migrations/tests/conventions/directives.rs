//! Tools whose annotations say how a whole file runs.

use lockgate_migrations::{LinePlace, OptOut, Tool};

use super::see;

#[test]
fn atlas() {
    let seen = see(&[
        ("m/atlas.sum", "h1:x\n"),
        (
            "m/20240102_index.sql",
            "-- atlas:txmode none\n\ncreate index concurrently i on t (a);\n",
        ),
        ("m/20240101.sql", "create table t (a int);\n"),
        ("m/20240103_d.sql", "-- atlas:delimiter \\n\\n\\n\ncreate trigger x;\n"),
        ("m/20240104_c.sql", "-- atlas:checkpoint\n\ncreate table t (a int);\n"),
    ]);
    assert_eq!(seen.tool(), Tool::Atlas);
    assert_eq!(
        seen.lines(),
        [
            "up 20240101 PerMigration: create table t (a int);",
            "up 20240102 StatementByStatement: -- atlas:txmode none create index concurrently i on t (a);",
            "up 20240103 PerMigration: -- atlas:delimiter \\n\\n\\n create trigger x;",
            "baseline 20240104 PerMigration: -- atlas:checkpoint create table t (a int);",
        ]
    );
    assert_eq!(seen.only().migrations[2].section.delimiter.as_deref(), Some("\n\n\n"));
}

#[test]
fn atlas_mistakes() {
    let table: &[(&str, &[&str])] = &[
        (
            "-- atlas:txmode none\ncreate index concurrently i on t (a);\n",
            &["! Annotation 1.sql:1: this directive has no effect: no blank line follows the comments at the top"],
        ),
        (
            "select 1;\n\n-- atlas:txmode none\nselect 2;\n",
            &["! Annotation 1.sql:3: this directive has no effect: it does not stand in the comments at the top"],
        ),
        (
            "-- atlas:txmode off\n\nselect 1;\n",
            &["! Annotation 1.sql:1: Atlas knows no transaction mode `off` for a file"],
        ),
        (
            "-- atlas:txnode none\n\nselect 1;\n",
            &["! Annotation 1.sql:1: Atlas knows no directive `atlas:txnode`"],
        ),
        ("select 1;\n-- atlas:nolint destructive\ndrop table t;\n", &[]),
    ];
    for (text, expected) in table {
        assert_eq!(
            see(&[("m/atlas.sum", ""), ("m/1.sql", text)]).problems(),
            *expected,
            "{text}"
        );
    }
}

#[test]
fn atlas_refuses_a_mode_per_file_where_the_project_says_all() {
    let seen = see(&[
        (
            "atlas.hcl",
            "env \"local\" {\n  migration {\n    tx_mode = \"all\"\n  }\n}\n",
        ),
        ("m/atlas.sum", ""),
        ("m/1.sql", "-- atlas:txmode none\n\nselect 1;\n"),
    ]);
    assert_eq!(
        seen.lines(),
        [
            "up 1 AllPending: -- atlas:txmode none select 1;",
            "! Annotation 1.sql:1: Atlas refuses `atlas:txmode` in a file while the project says `all`",
        ]
    );
}

#[test]
fn sqlx() {
    let cargo = ("Cargo.toml", "[dependencies]\nsqlx = \"0.8\"\n");
    let seen = see(&[
        cargo,
        (
            "migrations/2_i.up.sql",
            "-- no-transaction\ncreate index concurrently i on t (a);\n",
        ),
        (
            "migrations/2_i.down.sql",
            "\n-- no-transaction\ndrop index concurrently i;\n",
        ),
        (
            "migrations/1_t.up.sql",
            "\u{FEFF}-- no-transaction\ncreate table t (a int);\n",
        ),
        ("migrations/1_t.down.sql", "drop table t;\n"),
        ("migrations/three.sql", "select 3;\n"),
    ]);
    assert_eq!(seen.tool(), Tool::Sqlx);
    assert_eq!(
        seen.lines(),
        [
            "up 1 PerMigration: -- no-transaction create table t (a int);",
            "down 1 PerMigration: drop table t;",
            "up 2 ImplicitBatch: -- no-transaction create index concurrently i on t (a);",
            "down 2 PerMigration: -- no-transaction drop index concurrently i;",
            "loose  Unknown: select 3;",
            "! Annotation 2_i.down.sql:2: sqlx does not see `-- no-transaction` here",
            "! Annotation 1_t.up.sql:1: the byte order mark before `-- no-transaction` hides it from sqlx",
            "! FileName three.sql:1: SQLx skips `three.sql` because of its name",
        ]
    );
    let opt_out = &seen.only().migrations[0].policy.opt_out;
    assert!(
        matches!(
            opt_out,
            OptOut::Line {
                text: "-- no-transaction",
                at: LinePlace::FileStart,
                ..
            }
        ),
        "{opt_out:?}"
    );
}

#[test]
fn drizzle() {
    let journal = r#"{"version":"7","entries":[{"idx":0,"tag":"0001_b"},{"idx":1,"tag":"0000_a"}]}"#;
    let seen = see(&[
        ("drizzle/meta/_journal.json", journal),
        (
            "drizzle/0000_a.sql",
            "create table a ();--> statement-breakpoint\ncreate table b ();\n",
        ),
        (
            "drizzle/0001_b.sql",
            "create table c ();\n-->statement-breakpoint\ncreate table d ();\n",
        ),
        ("drizzle/0002_c.sql", "select 1;\n"),
    ]);
    assert_eq!(seen.tool(), Tool::Drizzle);
    assert_eq!(
        seen.lines(),
        [
            "up 0001 AllPending: create table c (); -->statement-breakpoint create table d ();",
            "up 0000 AllPending: create table a ();--> statement-breakpoint create table b ();",
            "loose  Unknown: select 1;",
            "! Annotation 0001_b.sql:2: Drizzle does not see this breakpoint, and sends the statements around it as one",
            "! FileName 0002_c.sql:1: Drizzle skips `0002_c.sql`: meta/_journal.json does not name it",
        ]
    );
    let delimiters: Vec<_> = seen
        .only()
        .migrations
        .iter()
        .map(|m| m.section.delimiter.as_deref())
        .collect();
    assert_eq!(delimiters, [None, Some("--> statement-breakpoint"), None]);
}

#[test]
fn graphile_migrate() {
    let header = "--! Previous: -\n--! Hash: sha1:ab\n\n";
    let seen = see(&[
        (
            "migrations/committed/000002-index.sql",
            &format!("{header}--! no-transaction\ncreate index concurrently i on t (a);\n"),
        ),
        (
            "migrations/committed/000001.sql",
            &format!("{header}create table t (a int);\n--! no-transaction\n"),
        ),
        ("migrations/current.sql", "create table if not exists u ();\n"),
    ]);
    assert_eq!(seen.folders(), [(Tool::Graphile, "migrations")]);
    assert_eq!(
        seen.lines(),
        [
            "up 000001 PerMigration: --! Previous: - --! Hash: sha1:ab create table t (a int); --! no-transaction",
            "up 000002 ImplicitBatch: --! Previous: - --! Hash: sha1:ab --! no-transaction create index concurrently i on t (a);",
            "repeatable  PerMigration: create table if not exists u ();",
            "! Annotation 000001.sql:5: Graphile Migrate does not see this annotation",
        ]
    );
}

#[test]
fn postgres_migrations() {
    let seen = see(&[
        (
            "m/0002-i.sql",
            "-- postgres-migrations disable-transaction\ncreate index concurrently i on t (a);\n",
        ),
        ("m/0001-t.sql", "create table t (a int);\n"),
    ]);
    assert_eq!(seen.tool(), Tool::PostgresMigrations);
    assert_eq!(
        seen.lines(),
        [
            "up 0001 PerMigration: create table t (a int);",
            "up 0002 ImplicitBatch: -- postgres-migrations disable-transaction create index concurrently i on t (a);",
        ]
    );
}

#[test]
fn plans_and_files_go_together() {
    let problems = |files: super::FileTable<'_>| {
        let found = see(files).histories.remove(0).problems;
        found.into_iter().map(|problem| problem.message).collect::<Vec<_>>()
    };
    assert_eq!(
        problems(&[
            ("m/atlas.sum", "h1:x=\n20240101_a.sql h1:y=\n"),
            ("m/20240101_a.sql", "select 1;"),
            ("m/20240102_b.sql", "select 2;"),
            ("m/20240103_c.sql", "-- atlas:sum ignore\n\nselect 3;"),
        ]),
        ["Atlas refuses the folder: atlas.sum does not list `20240102_b.sql`"]
    );
    assert_eq!(
        problems(&[
            (
                "d/meta/_journal.json",
                "{\"entries\": [{\"tag\": \"0000_a\"}, {\"tag\": \"0001_gone\"}]}"
            ),
            ("d/0000_a.sql", "select 1;"),
        ]),
        ["Drizzle stops: meta/_journal.json names `0001_gone.sql`, and there is no such file"]
    );
    assert_eq!(
        problems(&[
            (
                "sqitch.plan",
                "%project=x\n\na 2024-01-01T00:00:00Z A <a@b.c>\ngone 2024-01-02T00:00:00Z A <a@b.c>\n"
            ),
            ("deploy/a.sql", "select 1;"),
        ]),
        ["Sqitch stops: sqitch.plan names `deploy/gone.sql`, and there is no such file"]
    );
}
