//! Tools whose folders say what a file is.

use lockgate_migrations::{OptOut, Tool};

use super::see;

#[test]
fn diesel() {
    let seen = see(&[
        ("diesel.toml", "[migrations_directory]\ndir = \"migrations\"\n"),
        (
            "migrations/2024-01-02-000000_index/up.sql",
            "create index concurrently i on t (a);",
        ),
        ("migrations/2024-01-02-000000_index/down.sql", "drop index i;"),
        (
            "migrations/2024-01-02-000000_index/metadata.toml",
            "run_in_transaction = false\n",
        ),
        ("migrations/00000000000000_setup/up.sql", "select 1;"),
        ("migrations/2024-01-03-000000_bad/up.sql", "select 3;"),
        (
            "migrations/2024-01-03-000000_bad/metadata.toml",
            "run_in_transaction = \"false\"\n",
        ),
        ("migrations/2024-01-03-000000_bad/data.sql", "select 4;"),
    ]);
    assert_eq!(seen.folders(), [(Tool::Diesel, "migrations")]);
    assert_eq!(
        seen.lines(),
        [
            "up 00000000000000 PerMigration: select 1;",
            "up 20240102000000 ImplicitBatch: create index concurrently i on t (a);",
            "down 20240102000000 ImplicitBatch: drop index i;",
            "up 20240103000000 PerMigration: select 3;",
            "loose  Unknown: select 4;",
            "! Settings up.sql:1: `run_in_transaction` in `migrations/2024-01-03-000000_bad/metadata.toml` is neither `true` nor `false`",
            "! FileName data.sql:1: Diesel skips `data.sql` because of its name",
        ]
    );
    assert_eq!(
        seen.only().migrations[0].policy.opt_out,
        OptOut::File {
            path: "migrations/00000000000000_setup/metadata.toml".to_owned(),
            text: "run_in_transaction = false",
            is_there: false,
        }
    );
}

#[test]
fn hasura() {
    let seen = see(&[
        ("hasura/config.yaml", "version: 3\nmetadata_directory: metadata\n"),
        ("hasura/migrations/default/1700000000001_b/up.sql", "select 2;"),
        ("hasura/migrations/default/1700000000000_a/up.sql", "select 1;"),
        ("hasura/migrations/default/1700000000000_a/down.sql", "select -1;"),
        ("hasura/migrations/other/1700000000000_a/up.sql", "select 3;"),
    ]);
    assert_eq!(
        seen.folders(),
        [
            (Tool::Hasura, "hasura/migrations/default"),
            (Tool::Hasura, "hasura/migrations/other")
        ]
    );
    assert_eq!(seen.histories[0].migrations.len(), 3);
}

#[test]
fn prisma() {
    let seen = see(&[
        ("package.json", r#"{"devDependencies": {"prisma": "^7.4.1"}}"#),
        ("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n"),
        (
            "prisma/migrations/20240102000000_b/migration.sql",
            "-- CreateTable\nselect 2;",
        ),
        ("prisma/migrations/20240101000000_a/migration.sql", "select 1;"),
        ("prisma/migrations/20240101000000_a/down.sql", "select -1;"),
    ]);
    assert_eq!(seen.folders(), [(Tool::Prisma, "prisma/migrations")]);
    assert_eq!(
        seen.lines(),
        [
            "up 20240101000000 ImplicitBatch: select 1;",
            "down 20240101000000 ImplicitBatch: select -1;",
            "up 20240102000000 ImplicitBatch: -- CreateTable select 2;",
        ]
    );
    assert!(seen.only().migrations[0].policy.detects_non_transactional);
    let older = see(&[
        ("package.json", r#"{"devDependencies": {"prisma": "6.19.0"}}"#),
        ("prisma/migrations/20240101000000_a/migration.sql", "select 1;"),
    ]);
    assert!(!older.only().migrations[0].policy.detects_non_transactional);
}

#[test]
fn drizzle_folders() {
    let seen = see(&[
        ("drizzle/20240101000000_a/migration.sql", "select 1;"),
        ("drizzle/20240101000000_a/snapshot.json", "{}"),
    ]);
    assert_eq!(seen.folders(), [(Tool::Drizzle, "drizzle")]);
    assert_eq!(seen.lines(), ["up 20240101000000 AllPending: select 1;"]);
}

#[test]
fn sqitch() {
    let plan = "%syntax-version=1.0.0\n%project=shop\n\nusers 2024-01-01T00:00:00Z A <a@b> # users\norders [users] 2024-01-02T00:00:00Z A <a@b>\n@v1 2024-01-03T00:00:00Z A <a@b>\nusers [users@v1] 2024-01-04T00:00:00Z A <a@b>\n";
    let seen = see(&[
        ("sqitch.plan", plan),
        ("deploy/users@v1.sql", "create table users ();"),
        ("deploy/users.sql", "alter table users add a int;"),
        ("deploy/orders.sql", "create table orders ();"),
        ("deploy/lost.sql", "select 1;"),
        ("revert/users@v1.sql", "drop table users;"),
        ("revert/users.sql", "alter table users drop a;"),
        ("revert/orders.sql", "drop table orders;"),
        ("verify/orders.sql", "select 1 from orders;"),
    ]);
    assert_eq!(seen.folders(), [(Tool::Sqitch, "")]);
    assert_eq!(
        seen.lines(),
        [
            "up users@v1 StatementByStatement: create table users ();",
            "down users@v1 StatementByStatement: drop table users;",
            "up orders StatementByStatement: create table orders ();",
            "down orders StatementByStatement: drop table orders;",
            "up users StatementByStatement: alter table users add a int;",
            "down users StatementByStatement: alter table users drop a;",
            "loose  Unknown: select 1;",
            "loose  Unknown: select 1 from orders;",
            "! FileName lost.sql:1: Sqitch never deploys `lost`: sqitch.plan does not name it",
        ]
    );
}

#[test]
fn sqitch_without_a_plan_goes_by_requirements() {
    let seen = see(&[
        (
            "db/deploy/a.sql",
            "-- Deploy shop:a to pg\n-- requires: b c/d\nselect 'a';",
        ),
        (
            "db/deploy/b.sql",
            "-- Deploy shop:b to pg\n-- requires: c/d\nselect 'b';",
        ),
        (
            "db/deploy/c/d.sql",
            "-- Deploy shop:c/d to pg\n-- requires: a\nselect 'd';",
        ),
        ("other/e.sql", "select 'e';"),
    ]);
    assert_eq!(seen.folders(), [(Tool::Sqitch, "db"), (Tool::Plain, "other")]);
    let versions: Vec<_> = seen.histories[0]
        .migrations
        .iter()
        .map(|m| m.version_text.as_str())
        .collect();
    assert_eq!(versions, ["c/d", "b", "a"]);
}

#[test]
fn grate() {
    let seen = see(&[
        ("db/up/0002_b.sql", "select 2;"),
        ("db/up/0001_a.sql", "select 1;"),
        ("db/sprocs/p.sql", "select 3;"),
        ("db/runBeforeUp/r.sql", "select 4;"),
        ("db/permissions/g.sql", "select 5;"),
        ("db/views/v.EVERYTIME.sql", "select 6;"),
    ]);
    assert_eq!(seen.folders(), [(Tool::Grate, "db")]);
    assert_eq!(
        seen.lines(),
        [
            "repeatable r.sql StatementByStatement: select 4;",
            "up 0001_a.sql StatementByStatement: select 1;",
            "up 0002_b.sql StatementByStatement: select 2;",
            "repeatable p.sql StatementByStatement: select 3;",
            "views v.EVERYTIME.sql StatementByStatement: select 6;",
            "permissions g.sql StatementByStatement: select 5;",
        ]
    );
}

#[test]
fn sql_change_automation() {
    let seen = see(&[
        (
            "Shop/Migrations/002_20240102-0000_a.sql",
            "-- <Migration ID=\"b\" TransactionHandling=\"Custom\" />\nGO\nselect 2;",
        ),
        (
            "Shop/Migrations/001_20240101-0000_a.sql",
            "-- <Migration ID=\"a\" />\nGO\nselect 1;",
        ),
        ("Shop/Migrations/003_20240103-0000_a.sql", "select 3;"),
        ("Shop/Programmable Objects/dbo/Views/v.sql", "select 4;"),
        ("Shop/Post-Deployment/01.sql", "select 5;"),
    ]);
    assert_eq!(seen.folders(), [(Tool::ChangeAutomation, "Shop")]);
    assert_eq!(
        seen.lines(),
        [
            "up 001 AllPending: -- <Migration ID=\"a\" /> GO select 1;",
            "up 002 StatementByStatement: -- <Migration ID=\"b\" TransactionHandling=\"Custom\" /> GO select 2;",
            "up 003 AllPending: select 3;",
            "repeatable  AllPending: select 4;",
            "Post-Deployment  StatementByStatement: select 5;",
            "! Annotation 003_20240103-0000_a.sql:1: SQL Change Automation refuses a migration without `-- <Migration ID=\"…\" />`",
        ]
    );
}

#[test]
fn ssdt() {
    let seen = see(&[
        ("src/Shop/Shop.sqlproj", "<Project />"),
        ("src/Shop/dbo/Tables/Orders.sql", "create table dbo.Orders (Id int);"),
        ("src/Shop/Scripts/Script.PostDeployment.sql", ":r .\\seed.sql"),
    ]);
    assert_eq!(seen.folders(), [(Tool::Ssdt, "src/Shop")]);
    assert_eq!(
        seen.lines(),
        [
            "baseline  StatementByStatement: create table dbo.Orders (Id int);",
            "postDeployment  StatementByStatement: :r .\\seed.sql",
        ]
    );
}

#[test]
fn prisma_wants_its_file_in_each_folder() {
    let seen = see(&[
        ("prisma/migrations/migration_lock.toml", ""),
        ("prisma/migrations/20240101000000_a/migration.sql", "select 1;"),
        ("prisma/migrations/20240102000000_b/up.sql", "select 2;"),
    ]);
    assert_eq!(
        seen.problems(),
        ["! FileName up.sql:1: Prisma Migrate stops: this folder has no `migration.sql` (P3015)"]
    );
}
