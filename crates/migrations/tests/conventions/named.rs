//! Tools that go by the names of files.

use lockgate_migrations::{OptOut, PolicyOrigin, Settings, Tool, TransactionMode};

use super::{see, see_as, see_with};

#[test]
fn flyway() {
    let seen = see(&[
        ("db/migration/V10__ten.sql", "select 10;"),
        ("db/migration/V2_1__two.SQL", "select 2;"),
        ("db/migration/U2.1__two.sql", "select -2;"),
        ("db/migration/B10__base.sql", "select 0;"),
        ("db/migration/R__views.sql", "select 'r';"),
        ("db/migration/R__functions.sql", "select 'f';"),
        ("db/migration/beforeMigrate__locks.sql", "select 'c';"),
        ("db/migration/more/V3__three.sql", "select 3;"),
        ("db/migration/more/V3.0__again.sql", "select 33;"),
        ("db/migration/V4_four.sql", "select 4;"),
        ("db/migration/notes/remark.sql", "select 5;"),
    ]);
    assert_eq!(seen.tool(), Tool::Flyway);
    assert_eq!(
        seen.lines(),
        [
            "up 2_1 PerMigration: select 2;",
            "down 2.1 PerMigration: select -2;",
            "up 3.0 PerMigration: select 33;",
            "up 3 PerMigration: select 3;",
            "up 10 PerMigration: select 10;",
            "baseline 10 PerMigration: select 0;",
            "repeatable  PerMigration: select 'f';",
            "repeatable  PerMigration: select 'r';",
            "beforeMigrate  PerMigration: select 'c';",
            "loose  Unknown: select 4;",
            "loose  Unknown: select 5;",
            "! DuplicateVersion V3__three.sql:1: version `3` is also that of `db/migration/more/V3.0__again.sql`",
            "! FileName V4_four.sql:1: Flyway skips `V4_four.sql` because of its name",
        ]
    );
    let first = &seen.only().migrations[0];
    assert!(first.policy.detects_non_transactional && first.policy.refuses_mixed);
    assert_eq!(first.placeholders.as_ref().unwrap().open, "${");
    assert_eq!(
        first.policy.opt_out,
        OptOut::File {
            path: "db/migration/V2_1__two.SQL.conf".to_owned(),
            text: "executeInTransaction=false",
            is_there: false,
        }
    );
}

#[test]
fn flyway_sidecars() {
    let seen = see(&[
        ("db/migration/V1__a.sql", "select 1;"),
        (
            "db/migration/V1__a.sql.conf",
            "executeInTransaction=false\nplaceholderReplacement=false\n",
        ),
        ("db/migration/V2__b.sql", "select 2;"),
        (
            "db/migration/V2__b.sql.conf",
            "executeInTransaction=no\nexecuteInTransactions=false\n",
        ),
        ("db/migration/V3__c.sql", "select 3;"),
        ("db/migration/V3__c.sql.conf", "shouldExecute=false\n"),
    ]);
    assert_eq!(
        seen.lines(),
        [
            "up 1 StatementByStatement: select 1;",
            "up 2 PerMigration: select 2;",
            "loose 3 Unknown: ",
            "! Settings V2__b.sql:1: `executeInTransaction` in `db/migration/V2__b.sql.conf` is neither `true` nor `false`",
            "! Settings V2__b.sql:1: Flyway knows no setting `executeInTransactions`, which stands in `db/migration/V2__b.sql.conf`",
        ]
    );
    let first = &seen.only().migrations[0];
    assert_eq!(first.policy.origin, PolicyOrigin::Sidecar(None));
    assert_eq!(first.placeholders, None);
}

#[test]
fn flyway_sidecars_among_many_files_are_found_by_listing() {
    let names: Vec<String> = (1..40).map(|at| format!("db/migration/V{at}__x.sql")).collect();
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "select 1;")).collect();
    files.push(("db/migration/V7__x.sql.conf", "executeInTransaction=false"));
    let seen = see(&files);
    let bare = seen
        .only()
        .migrations
        .iter()
        .filter(|migration| migration.policy.transaction == TransactionMode::StatementByStatement);
    assert_eq!(
        bare.map(|migration| migration.version_text.as_str())
            .collect::<Vec<_>>(),
        ["7"]
    );
}

#[test]
fn flyway_settings_change_names_and_transactions() {
    let toml = "[flyway]\nsqlMigrationPrefix = \"M\"\nsqlMigrationSeparator = \"-\"\nsqlMigrationSuffixes = [\".ddl\", \".sql\"]\ngroup = true\nplaceholderPrefix = \"#[\"\nplaceholderSuffix = \"]\"\n";
    let seen = see(&[
        ("flyway.toml", toml),
        ("sql/M2-b.sql", "select 2;"),
        ("sql/M1-a.sql", "select 1;"),
        ("sql/V1__c.sql", "select 3;"),
    ]);
    assert_eq!(
        seen.lines(),
        [
            "up 1 AllPending: select 1;",
            "up 2 AllPending: select 2;",
            "loose  Unknown: select 3;",
            "! FileName V1__c.sql:1: Flyway skips `V1__c.sql` because of its name",
        ]
    );
    let placeholders = seen.only().migrations[0].placeholders.clone().unwrap();
    assert_eq!((placeholders.open.as_str(), placeholders.close.as_str()), ("#[", "]"));
    let seen = see(&[("conf/flyway.conf", "flyway.mixed=true\n"), ("V1__a.sql", "select 1;")]);
    assert_eq!(seen.tool(), Tool::Flyway);
    assert!(!seen.only().migrations[0].policy.refuses_mixed);
}

#[test]
fn configuration_beats_the_sidecar() {
    let settings = Settings {
        transaction: Some(TransactionMode::AllPending),
        ..Settings::default()
    };
    let files = [
        ("db/migration/V1__a.sql", "select 1;"),
        ("db/migration/V1__a.sql.conf", "executeInTransaction=false\n"),
    ];
    let seen = see_with(&files, &settings);
    let policy = &seen.only().migrations[0].policy;
    assert_eq!(
        (policy.transaction, policy.origin),
        (TransactionMode::AllPending, PolicyOrigin::Configuration)
    );
}

#[test]
fn golang_migrate() {
    let seen = see(&[
        ("go.mod", "require github.com/golang-migrate/migrate/v4 v4.17.0\n"),
        ("migrations/10_b.up.sql", "select 10;"),
        ("migrations/10_b.down.sql", "select -10;"),
        ("migrations/9_a.up.sql", "select 9;"),
        ("migrations/009_again.up.sql", "select 99;"),
        ("migrations/11_c_up.sql", "select 11;"),
    ]);
    assert_eq!(seen.tool(), Tool::GolangMigrate);
    assert_eq!(
        seen.lines(),
        [
            "up 009 ImplicitBatch: select 99;",
            "up 9 ImplicitBatch: select 9;",
            "up 10 ImplicitBatch: select 10;",
            "down 10 ImplicitBatch: select -10;",
            "loose  Unknown: select 11;",
            "! DuplicateVersion 9_a.up.sql:1: version `9` is also that of `migrations/009_again.up.sql`",
            "! FileName 11_c_up.sql:1: golang-migrate skips `11_c_up.sql` because of its name",
        ]
    );
}

#[test]
fn refinery() {
    let seen = see(&[
        ("Cargo.toml", "refinery = \"0.8\""),
        ("migrations/V2__b.sql", "select 2;"),
        ("migrations/V1.5__a.sql", "select 1;"),
        ("migrations/U3__c.sql", "select 3;"),
        ("migrations/V4__d-e.sql", "select 4;"),
        ("migrations/V5__f.rs", "pub fn migration() -> String"),
    ]);
    assert_eq!(
        seen.problems(),
        [
            "! FileName V4__d-e.sql:1: Refinery skips `V4__d-e.sql` because of its name",
            "! NotSql V5__f.rs:1: `V5__f.rs` is a migration of Refinery in Rust and was not read",
        ]
    );
    let without_manifest = see(&[
        ("migrations/V2__b.sql", "select 2;"),
        ("migrations/V4__d-e.sql", "select 4;"),
    ]);
    assert_eq!(
        without_manifest.folders(),
        [(Tool::Flyway, "migrations")],
        "a name that Refinery skips speaks against it"
    );
    let seen = see(&[
        ("Cargo.toml", "refinery = \"0.8\""),
        ("migrations/V2__b.sql", "select 2;"),
        ("migrations/V1.5__a.sql", "select 1;"),
        ("migrations/U3__c.sql", "select 3;"),
        ("migrations/V5__f.rs", "pub fn migration() -> String"),
    ]);
    assert_eq!(seen.tool(), Tool::Refinery);
    assert_eq!(
        seen.lines(),
        [
            "up 1.5 PerMigration: select 1;",
            "up 2 PerMigration: select 2;",
            "up 3 PerMigration: select 3;",
            "! NotSql V5__f.rs:1: `V5__f.rs` is a migration of Refinery in Rust and was not read",
        ]
    );
}

#[test]
fn evolve() {
    let seen = see(&[
        ("App/App.csproj", "<PackageReference Include=\"Evolve\" />"),
        ("App/Scripts/V1_2__b.sql", "-- about\n-- evolve-tx-off\nselect 1;"),
        ("App/Scripts/V1_1__a.sql", "-- evolve-tx-off\nselect 1;"),
        ("App/Scripts/R__v.sql", "select 2;"),
    ]);
    assert_eq!(seen.tool(), Tool::Evolve);
    assert_eq!(
        seen.lines(),
        [
            "up 1_1 ImplicitBatch: -- evolve-tx-off select 1;",
            "up 1_2 PerMigration: -- about -- evolve-tx-off select 1;",
            "repeatable  PerMigration: select 2;",
            "! Annotation V1_2__b.sql:2: Evolve does not see `evolve-tx-off` here",
        ]
    );
}

#[test]
fn supabase() {
    let seen = see(&[
        ("supabase/migrations/20240102000000_b.sql", "select 2;"),
        ("supabase/migrations/20240101000000_a.sql", "select 1;"),
        ("supabase/migrations/c.sql", "select 3;"),
    ]);
    assert_eq!(seen.tool(), Tool::Supabase);
    assert_eq!(
        seen.lines(),
        [
            "up 20240101000000 ImplicitBatch: select 1;",
            "up 20240102000000 ImplicitBatch: select 2;",
            "loose  Unknown: select 3;",
            "! FileName c.sql:1: Supabase CLI skips `c.sql` because of its name",
        ]
    );
    assert!(seen.only().migrations[0].policy.detects_non_transactional);
    let seen = see(&[
        ("package.json", r#"{"devDependencies": {"supabase": "^2.30.4"}}"#),
        ("supabase/migrations/20240101000000_a.sql", "select 1;"),
    ]);
    assert!(!seen.only().migrations[0].policy.detects_non_transactional);
}

#[test]
fn pop() {
    let seen = see(&[
        ("m/20240101_t.mysql.up.sql", "select 'my';"),
        ("m/20240101_t.mysql.down.sql", "select 'my down';"),
        ("m/20240101_t.postgres.up.sql", "select 'pg';"),
        ("m/20240101_t.postgres.down.sql", "select 'pg down';"),
        (
            "m/20240102_i.postgres.autocommit.up.sql",
            "create index concurrently i on t (a);",
        ),
    ]);
    assert_eq!(seen.tool(), Tool::Pop);
    assert_eq!(
        seen.lines(),
        [
            "up 20240101 PerMigration: select 'my';",
            "down 20240101 PerMigration: select 'my down';",
            "up 20240101 PerMigration: select 'pg';",
            "down 20240101 PerMigration: select 'pg down';",
            "up 20240102 ImplicitBatch: create index concurrently i on t (a);",
        ]
    );
    assert_eq!(seen.only().migrations[0].dialects, ["mysql"]);
}

#[test]
fn dbup() {
    let seen = see(&[
        ("App/App.csproj", "<PackageReference Include=\"dbup-sqlserver\" />"),
        ("App/Scripts/Script0002 - b.sql", "select 2;"),
        ("App/Scripts/Script0001 - a.sql", "select 1;"),
    ]);
    assert_eq!(seen.tool(), Tool::DbUp);
    assert_eq!(
        seen.lines(),
        [
            "up Script0001 - a StatementByStatement: select 1;",
            "up Script0002 - b StatementByStatement: select 2;",
        ]
    );
}

#[test]
fn psql_reads_no_annotations() {
    let seen = see_as(
        Tool::Psql,
        &[
            ("10_b.sql", "-- +goose Up\nselect 1;\n-- +goose Down\nselect 2;\n"),
            ("9_a.sql", "select 3;"),
        ],
    );
    assert_eq!(
        seen.lines(),
        [
            "up 9 StatementByStatement: select 3;",
            "up 10 StatementByStatement: -- +goose Up select 1; -- +goose Down select 2;",
        ]
    );
    assert_eq!(seen.only().migrations[0].policy.opt_out, OptOut::NotNeeded);
}

#[test]
fn plain_scripts_are_ordered_as_people_count() {
    let seen = see(&[
        ("upgrade/10/a.sql", "select 10;"),
        ("upgrade/9/a.sql", "select 9;"),
        ("upgrade/0.12/b.sql", "select 12;"),
        ("upgrade/0.5/b.sql", "select 5;"),
    ]);
    assert_eq!(seen.folders(), [(Tool::Plain, "upgrade")]);
    assert_eq!(
        seen.lines(),
        [
            "up  Unknown: select 5;",
            "up  Unknown: select 12;",
            "up  Unknown: select 9;",
            "up  Unknown: select 10;",
        ]
    );
}

#[test]
fn plain_scripts_lead_down_where_their_names_say_so() {
    let seen = see(&[
        ("sql/1_a.sql", "select 1;"),
        ("sql/1_a_down.sql", "select -1;"),
        ("sql/2_b.sql", "select 2;"),
        ("sql/rollback/2_b.sql", "select -2;"),
    ]);
    let directions: Vec<_> = seen
        .histories
        .iter()
        .flat_map(|history| &history.migrations)
        .map(|migration| format!("{:?} {}", migration.direction, migration.version_text))
        .collect();
    assert_eq!(directions, ["Up 1", "Down 1", "Up 2", "Down 2"]);
}

#[test]
fn plain_scripts_lead_down_below_the_marks_of_unknown_tools() {
    let seen = see(&[
        (
            "scripts/20240102000000_users.sql",
            "-- // users\ncreate;\n\n-- //@UNDO\ndrop;\n",
        ),
        (
            "scripts/20240103000000_more.sql",
            "-- rambler up\nadd;\n-- rambler down\nremove;\n",
        ),
        ("scripts/bootstrap.sql", "select 1;"),
    ]);
    assert_eq!(seen.tool(), Tool::Plain);
    assert_eq!(
        seen.lines(),
        [
            "up 20240102000000 Unknown: -- // users create;",
            "down 20240102000000 Unknown: drop;",
            "up 20240103000000 Unknown: -- rambler up add;",
            "down 20240103000000 Unknown: remove;",
            "up  Unknown: select 1;",
        ]
    );
    // psql knows no marks.
    let seen = see_as(Tool::Psql, &[("a.sql", "create;\n-- down\ndrop;\n")]);
    assert_eq!(seen.lines(), ["up  StatementByStatement: create; -- down drop;"]);
}

#[test]
fn flyway_is_told_by_spring_and_maven() {
    let mixed = |file, text| {
        let seen = see(&[("src/main/resources/db/migration/V1__a.sql", "select 1;"), (file, text)]);
        let policy = &seen.only().migrations[0].policy;
        (policy.refuses_mixed, policy.transaction)
    };
    let text = "spring:\n  flyway:\n    mixed: true\n    group: true\n";
    assert_eq!(
        mixed("src/main/resources/application.yml", text),
        (false, TransactionMode::AllPending)
    );
    let text = "spring.flyway.execute-in-transaction=false";
    assert_eq!(
        mixed("src/main/resources/application.properties", text),
        (true, TransactionMode::StatementByStatement)
    );
    let text = "<artifactId>flyway-maven-plugin</artifactId><configuration><mixed>true</mixed></configuration>";
    assert_eq!(mixed("pom.xml", text), (false, TransactionMode::PerMigration));
}

#[test]
fn listed_locations_of_flyway_are_one_history() {
    let files = |settings: &'static str| {
        let common = ("db/migration/common/V1__a.sql", "select 1;");
        let mysql = ("db/migration/mysql/V2__b.sql", "select 2;");
        see(&[common, mysql, ("flyway.toml", settings)])
    };
    let both = "[flyway]\nlocations = [\"filesystem:db/migration/common\", \"filesystem:./db/migration/mysql\"]";
    assert_eq!(files(both).folders(), [(Tool::Flyway, "db/migration")]);
    let vendor = "[environments.a]\nurl = \"jdbc:mysql://x\"\n[flyway]\nlocations = [\"classpath:db/migration/common\", \"classpath:db/migration/{vendor}\"]";
    assert_eq!(files(vendor).folders(), [(Tool::Flyway, "db/migration")]);
    assert_eq!(
        files("[flyway]\nlocations = [\"filesystem:db/migration/common\"]").folders(),
        [(Tool::Flyway, "db/migration"), (Tool::Flyway, "db/migration/mysql")]
    );
}

#[test]
fn flyway_takes_programs_of_the_same_project() {
    let seen = see(&[
        ("app/src/main/resources/db/migration/V1__a.sql", "select 1;"),
        ("app/src/main/java/db/migration/V2__Add.cs", ""),
        ("app/src/main/resources/db/migration/V3__c.sql", "select 3;"),
    ]);
    assert_eq!(seen.folders(), [(Tool::Flyway, "app/src/main/resources/db/migration")]);
    assert_eq!(seen.only().unread_versions, ["2"]);
}
