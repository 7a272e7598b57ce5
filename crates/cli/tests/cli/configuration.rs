use super::support::Place;

const DROP: &str = "drop table orders;\n";

#[test]
fn unknown_names_are_refused_at_their_place() {
    let place = Place::new(&[
        ("lockgate.toml", "[rules]\nlocking = \"off\"\ndrop-tabel = \"off\"\n"),
        ("a.sql", DROP),
    ]);
    let said = place.concise(&["a.sql"]);
    assert_eq!(
        (said.code, said.err.as_str()),
        (
            Some(2),
            "lockgate.toml:3:1: error: no rule, category or pack is called `drop-tabel`; `drop-table` is the nearest name\n"
        )
    );
    assert_eq!(said.files_with("drop-table"), ["a.sql"], "the rest of the table holds");
    place.write("lockgate.toml", b"[rules]\ndrop-table = { sizes = 3 }\n");
    let said = place.concise(&["a.sql"]);
    assert!(said.err.starts_with("lockgate.toml:2:16: error: "), "{}", said.err);
    assert_eq!(said.code, Some(2));
}

#[test]
fn a_broken_configuration_stops_its_project_and_no_other() {
    let place = Place::new(&[
        ("one/lockgate.toml", "dialct = \"postgres\"\n"),
        ("one/a.sql", DROP),
        ("two/a.sql", DROP),
    ]);
    let said = place.concise(&["."]);
    assert_eq!(
        said.err,
        "one/lockgate.toml:1:1: error: unknown key `dialct`; `dialect` is the nearest name\n"
    );
    assert_eq!((said.code, said.files_with("drop-table")), (Some(2), vec!["two/a.sql"]));
}

#[test]
fn the_nearest_file_governs() {
    let place = Place::new(&[
        ("lockgate.toml", "[rules]\ndrop-table = \"off\"\n"),
        ("a.sql", DROP),
        ("strict/lockgate.toml", "[rules]\ndrop-table = \"info\"\n"),
        ("strict/deep/a.sql", DROP),
    ]);
    let said = place.concise(&["."]);
    assert_eq!(
        (said.code, said.files_with("drop-table")),
        (Some(0), vec!["strict/deep/a.sql"])
    );
    assert!(said.out.contains("info[drop-table]"));
    let said = place.run_in("strict/deep", &["--format", "concise", "a.sql"]);
    assert_eq!((said.code, said.files_with("drop-table")), (Some(0), vec!["a.sql"]));
    let said = place.concise(&[".", "--config", "lockgate.toml"]);
    assert_eq!((said.code, said.out.as_str()), (Some(0), ""));
    let said = place.concise(&[".", "--config", "other.toml"]);
    assert_eq!(
        (said.code, said.err.as_str()),
        (Some(2), "other.toml: error: there is no such file; correct the path\n")
    );
}

#[test]
fn overrides_hold_for_their_paths_from_wherever_they_are_seen() {
    let config =
        "[rules]\ndrop-table = \"off\"\n[[overrides]]\npaths = [\"app/seed/**\"]\nrules = { drop-table = \"error\" }\n";
    let place = Place::new(&[("lockgate.toml", config), ("app/a.sql", DROP), ("app/seed/b.sql", DROP)]);
    assert_eq!(place.concise(&["."]).files_with("drop-table"), ["app/seed/b.sql"]);
    let said = place.run_in("app", &[".", "--format", "concise"]);
    assert_eq!(said.files_with("drop-table"), ["seed/b.sql"]);
    let absolute = place.path().join("app");
    let said = place.concise(&[absolute.to_str().unwrap()]);
    assert_eq!(
        said.files_with("drop-table"),
        [absolute.join("seed/b.sql").to_str().unwrap()]
    );
}

#[test]
fn bases_that_extend_each_other_are_refused() {
    let place = Place::new(&[
        ("lockgate.toml", "extends = [\"team.toml\"]\n"),
        ("team.toml", "extends = [\"lockgate.toml\"]\n"),
        ("a.sql", DROP),
    ]);
    let said = place.concise(&["a.sql"]);
    assert_eq!(
        (said.code, said.err.as_str()),
        (
            Some(2),
            "team.toml:1:12: error: `lockgate.toml` → `team.toml` → `lockgate.toml`: these files extend each other in a circle; \
             take one out of `extends`\n"
        )
    );
}

#[test]
fn configured_folders_form_one_history() {
    let place = Place::new(&[
        (
            "lockgate.toml",
            "tool = \"flyway\"\ndialect = \"postgres\"\nmigrations = [\"old\", \"new\"]\n",
        ),
        ("old/V1__a.sql", "create table orders (id int);"),
        ("new/V2__b.sql", DROP),
        ("queries/c.sql", DROP),
    ]);
    let said = place.concise(&["."]);
    assert_eq!(said.files_with("drop-table"), ["new/V2__b.sql"]);
    assert_eq!(place.concise(&[]).files_with("drop-table"), ["new/V2__b.sql"]);
    assert_eq!(
        place.concise(&["queries/c.sql"]).files_with("drop-table"),
        ["queries/c.sql"]
    );
    let said = place.concise(&["queries"]);
    assert_eq!(said.code, Some(2));
    assert!(
        said.err.starts_with("lockgate.toml:3:15: error: none of the folders"),
        "{}",
        said.err
    );
    place.write("lockgate.toml", b"migrations = [\"nowhere\"]\n");
    let said = place.concise(&["queries/c.sql"]);
    assert_eq!(
        said.err,
        "lockgate.toml:1:15: error: there is no folder `nowhere`; correct the path\n"
    );
    assert_eq!(said.code, Some(2));
}

#[test]
fn what_is_deployed_is_replayed_and_not_reported() {
    let place = Place::new(&[
        ("lockgate.toml", "deployed-through = \"2\"\ntool = \"flyway\"\n"),
        ("db/V1__a.sql", DROP),
        ("db/V2__b.sql", DROP),
        ("db/V3__c.sql", DROP),
    ]);
    let said = place.concise(&["db"]);
    assert_eq!(
        (said.files_with("drop-table"), said.err.as_str()),
        (vec!["db/V3__c.sql"], "")
    );
    place.write("lockgate.toml", b"deployed-through = \"0\"\ntool = \"flyway\"\n");
    let said = place.concise(&["db"]);
    assert_eq!(
        (said.code, said.err.as_str()),
        (
            Some(2),
            "lockgate.toml:1:20: error: no migration has the version `0` or an earlier one; correct it\n"
        )
    );
}

#[test]
fn placeholders_that_are_configured_stand_for_what_they_will_be() {
    let place = Place::new(&[
        ("lockgate.toml", "[runner]\nplaceholders = { schema = \"app\" }\n"),
        (
            "db/migration/V1__a.sql",
            "create table ${schema}.orders (id bigint primary key);\ncreate table ${shema}.lines (id bigint primary key);\n",
        ),
        ("db/migration/V2__b.sql", "drop table app.orders;\n"),
    ]);
    let said = place.run(&["explain", "--format", "json", "db/migration/V1__a.sql"]);
    assert!(said.out.contains("\"objects\":[\"app.orders\"]"), "{}", said.out);
    let said = place.concise(&["db/migration"]);
    assert!(
        said.out.contains(
            "V1__a.sql:2:14: error[unresolved-placeholder] no value is configured for the placeholder `shema`"
        ),
        "{}",
        said.out
    );
    assert_eq!(said.files_with("unresolved-placeholder").len(), 1);
}

#[test]
fn tables_that_statistics_count_are_large() {
    let place = Place::new(&[
        (
            "lockgate.toml",
            "dialect = \"postgres\"\n[tables]\nstatistics = \"sizes.csv\"\nlarge-from = 1000\n",
        ),
        ("sizes.csv", "table,rows\npublic.orders,5000\npublic.colours,12\n"),
        (
            "a.sql",
            "create index a on orders (b);\ncreate index c on colours (b);\n",
        ),
    ]);
    let said = place.concise(&["a.sql"]);
    assert_eq!(
        ["error", "warning"].map(|word| said.out.matches(&format!("{word}[blocking-index-build]")).count()),
        [1, 1],
        "{}",
        said.out
    );
}

#[test]
fn a_history_starts_from_a_dump() {
    let place = Place::new(&[
        (
            "lockgate.toml",
            "dialect = \"postgres\"\ntool = \"dbmate\"\nmigrations = [\"db/migrations\"]\n[schema]\nstart = \"db/schema.sql\"\n",
        ),
        (
            "db/schema.sql",
            "CREATE TABLE public.orders (id bigint NOT NULL, total numeric(10,4));\n\
             INSERT INTO public.schema_migrations (version) VALUES ('1'), ('2');\n",
        ),
        (
            "db/migrations/1_a.sql",
            "-- migrate:up\ndrop table gone;\n-- migrate:down\n",
        ),
        (
            "db/migrations/2_b.sql",
            "-- migrate:up\ndrop table orders;\n-- migrate:down\n",
        ),
        (
            "db/migrations/3_c.sql",
            "-- migrate:up\nalter table orders alter column total type numeric(10,2);\n-- migrate:down\n",
        ),
    ]);
    let said = place.concise(&["."]);
    assert_eq!((said.code, said.err.as_str()), (Some(1), ""));
    assert_eq!(
        said.files_with("lossy-type-change"),
        ["db/migrations/3_c.sql"],
        "{}",
        said.out
    );
    assert!(
        !said.out.contains("drop-table"),
        "what the dump holds is history: {}",
        said.out
    );
    place.write(
        "lockgate.toml",
        b"dialect = \"postgres\"\n[schema]\nstart = \"db/scheme.sql\"\n",
    );
    let said = place.concise(&["."]);
    assert_eq!(said.code, Some(2));
    assert!(
        said.err
            .starts_with("lockgate.toml:3:9: error: `db/scheme.sql` cannot be read: "),
        "{}",
        said.err
    );
}

#[test]
fn a_rule_leaves_alone_what_it_is_told_to_ignore() {
    let place = Place::new(&[
        (
            "lockgate.toml",
            "[rules]\ndrop-table = { ignore = [\"tmp_*\", \"audit.*\"] }\n",
        ),
        ("a.sql", "drop table TMP_orders;\ndrop table audit.log;\n"),
        ("b.sql", "drop table orders;\ndrop table tmp_a, orders_tmp;\n"),
    ]);
    let said = place.concise(&["."]);
    assert_eq!((said.code, said.err.as_str()), (Some(1), ""));
    assert_eq!(said.out.matches("drop-table").count(), 2, "{}", said.out);
    assert_eq!(said.files_with("drop-table"), ["b.sql", "b.sql"]);
    place.write("lockgate.toml", b"[rules]\ndrop-table = { ignore = [\"tmp_[\"] }\n");
    let said = place.concise(&["a.sql"]);
    assert!(
        said.err.starts_with("lockgate.toml:2:16: error: `tmp_[` is no pattern"),
        "{}",
        said.err
    );
    place.write("lockgate.toml", b"[rules]\ndrop-table = { ignore = \"tmp_*\" }\n");
    let said = place.concise(&["a.sql"]);
    assert_eq!(
        (said.code, said.err.as_str()),
        (
            Some(2),
            "lockgate.toml:2:25: error: `ignore` is a list of patterns in quotes, not a text\n"
        )
    );
}

#[test]
fn locks_on_tables_that_are_not_large_matter_less() {
    let place = Place::new(&[
        (
            "lockgate.toml",
            "dialect = \"postgres\"\n[tables]\nlarge = [\"orders\", \"events_*\"]\n",
        ),
        (
            "a.sql",
            "create index a on orders (b);\ncreate index b on public.events_2024 (b);\ncreate index c on colours (b);\n",
        ),
    ]);
    let said = place.concise(&["a.sql"]);
    assert_eq!(
        ["error", "warning"].map(|word| said.out.matches(&format!("{word}[blocking-index-build]")).count()),
        [2, 1],
        "{}",
        said.out
    );
}

#[test]
fn patterns_are_about_names_as_they_are_found() {
    let place = Place::new(&[
        (
            "lockgate.toml",
            "dialect = \"postgres\"\n[rules]\ndrop-table = { ignore = [\"audit.*\"] }\n[tables]\nlarge = [\"shop.*\"]\n",
        ),
        (
            "a.sql",
            "set search_path = audit;\ndrop table log;\nset search_path = shop;\ndrop table log;\ncreate index a on orders (b);\n",
        ),
    ]);
    let said = place.concise(&["a.sql"]);
    let lines = |rule: &str| said.out.lines().filter(|line| line.contains(rule)).collect::<Vec<_>>();
    assert!(
        matches!(lines("[drop-table]").as_slice(), [one] if one.starts_with("a.sql:4:")),
        "{}",
        said.out
    );
    assert_eq!(lines("error[blocking-index-build]").len(), 1, "{}", said.out);
}

#[test]
fn findings_fail_from_the_configured_severity_on() {
    let place = Place::new(&[
        ("lockgate.toml", "[rules]\ndrop-table = \"warning\"\n"),
        ("a.sql", DROP),
    ]);
    assert_eq!(place.concise(&["a.sql"]).code, Some(0));
    assert_eq!(place.concise(&["a.sql", "--fail-on", "warning"]).code, Some(1));
    place.write(
        "lockgate.toml",
        b"fail-on = \"warning\"\n[rules]\ndrop-table = \"warning\"\n",
    );
    assert_eq!(place.concise(&["a.sql"]).code, Some(1));
    assert_eq!(place.concise(&["a.sql", "--fail-on", "never"]).code, Some(0));
}

#[test]
fn rules_are_selected_and_left_out_by_name() {
    let place = Place::new(&[("a.sql", "drop table orders;\ncreate index i on customers (id);\n")]);
    let check = |more: &[&str]| place.concise(&[&["a.sql", "--dialect", "postgres"], more].concat());
    assert_eq!(check(&["--select", "locking"]).files_with("drop-table"), [""; 0]);
    assert_eq!(
        check(&["--ignore", "locking"]).files_with("blocking-index-build"),
        [""; 0]
    );
    assert_eq!(
        check(&["--select", "destructive,blocking-index-build"])
            .out
            .lines()
            .count(),
        2
    );
    let said = check(&["--select", "drop-tabel"]);
    assert_eq!(
        (said.code, said.out.as_str(), said.err.as_str()),
        (
            Some(2),
            "",
            "error: `--select`: no rule, category or pack is called `drop-tabel`; `drop-table` is the nearest name\n"
        )
    );
}

const RULE: &str = r#"//! id = "house/no-tables"
//! summary = "nobody makes tables here"
//! category = "design"
//! severity = "warning"
//! on = ["create_table"]

fn check(change, options, cx) {
    cx.report(change, "a table is made");
}
"#;

#[test]
fn a_rule_of_the_team_takes_part() {
    let place = Place::new(&[
        (
            "lockgate.toml",
            "[scripts]\npaths = [\"house\"]\n[rules]\n\"house/no-tables\" = \"error\"\n",
        ),
        ("house/no-tables.rhai", RULE),
        ("a.sql", "create table a (id int);"),
    ]);
    let said = place.concise(&["a.sql"]);
    assert_eq!(
        (said.code, said.files_with("house/no-tables"), said.err.as_str()),
        (Some(1), vec!["a.sql"], "")
    );
    assert!(place.run(&["rules"]).out.contains("house/no-tables"));
    assert_eq!(place.run(&["rule", "house/no-tables"]).code, Some(0));
}

#[test]
fn a_broken_rule_is_said_once_and_the_others_run() {
    let place = Place::new(&[
        ("lockgate.toml", "[scripts]\npaths = [\"house\"]\n"),
        ("house/broken.rhai", "fn check(change) { let x = ; }"),
        ("a.sql", DROP),
        ("b.sql", DROP),
    ]);
    let said = place.concise(&["."]);
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    assert!(said.err.starts_with("house/broken.rhai:1:"), "{}", said.err);
    assert_eq!(
        (said.code, said.files_with("drop-table")),
        (Some(2), vec!["a.sql", "b.sql"])
    );
    place.write("lockgate.toml", b"[scripts]\npaths = [\"nowhere\"]\n");
    let said = place.concise(&["a.sql"]);
    assert_eq!(
        said.err,
        "lockgate.toml:2:10: error: `nowhere` cannot be read: there is no such file; correct the path\n"
    );
}

#[test]
fn the_effective_configuration_is_shown_with_its_places() {
    let place = Place::new(&[
        (
            "lockgate.toml",
            "extends = [\"team.toml\"]\ndialect = \"postgres\"\n[rules]\nlocking = \"info\"\n",
        ),
        (
            "team.toml",
            "tool = \"goose\"\n[runner]\ntransaction = \"statement-by-statement\"\n",
        ),
        ("db/a.sql", ""),
    ]);
    let said = place.run(&["config", "db/a.sql"]);
    let lines: Vec<Vec<&str>> = said
        .out
        .lines()
        .map(|line| line.split("  #").map(str::trim).collect())
        .collect();
    assert_eq!(lines[0], ["# lockgate.toml governs `db/a.sql`"]);
    assert!(
        lines.contains(&vec!["dialect = \"postgres\"", "lockgate.toml:2:11"]),
        "{lines:?}"
    );
    assert!(lines.contains(&vec!["tool = \"goose\"", "team.toml:1:8"]));
    assert!(lines.contains(&vec![
        "runner.transaction = \"statement-by-statement\"",
        "team.toml:3:15"
    ]));
    assert!(lines.contains(&vec!["fail-on = \"error\"", "the default"]));
    assert!(lines.contains(&vec!["rules.locking = \"info\"", "lockgate.toml:4:1"]));
}

#[test]
fn a_version_is_one_of_the_engine() {
    let place = Place::new(&[("db/1_a.sql", "create table t (id int primary key);\n")]);
    let said_of = |dialect: &str, version: &str| {
        place.write(
            "lockgate.toml",
            format!("dialect = \"{dialect}\"\nengine-version = \"{version}\"\n").as_bytes(),
        );
        place.concise(&["db"])
    };
    let said = said_of("mysql", "10.11");
    assert_eq!(said.code, Some(2), "{said:?}");
    let wanted = "lockgate.toml:2:18: error: MySQL has no version 10.11; MariaDB has it: `dialect = \"mariadb\"`";
    assert!(said.err.starts_with(wanted), "{said:?}");
    let said = said_of("postgres", "9.6");
    let wanted = "lockgate.toml:2: note: PostgreSQL 9.6 is older than what Lockgate knows, and counts as 11\n";
    assert_eq!((said.code, said.err.as_str()), (Some(0), wanted));
    assert_eq!(said_of("mssql", "2019").err, "");
    // Of a dialect that is only found out, the version may not be meant.
    place.write("lockgate.toml", b"engine-version = \"15\"\n");
    place.write("db/1_a.sql", b"create table t (id int primary key) engine = InnoDB;\n");
    let said = place.concise(&["db"]);
    assert!(
        said.code != Some(2) && said.err.starts_with("lockgate.toml:1: note: MySQL 15 is newer"),
        "{said:?}"
    );
    place.write("lockgate.toml", b"");
    let said = place.concise(&["db", "--dialect", "sqlite", "--engine-version", "8"]);
    assert!(
        said.err
            .starts_with("error: `--engine-version`: SQLite has no version 8; write one from 3.25 to"),
        "{said:?}"
    );
}

#[test]
fn what_is_found_out_is_shown_as_it_would_be_written() {
    let place = Place::new(&[("db/x.sql", "select 1;\n")]);
    let said = place.run(&["config", "db"]);
    assert!(
        said.out.contains("tool = \"plain\"") && said.out.contains("dialect = \"generic\""),
        "{said:?}"
    );
    assert!(!said.out.contains("engine-version"), "{said:?}");
    let said = place.run(&["explain", "db"]);
    assert!(said.out.starts_with("db/x.sql  generic SQL, "), "{said:?}");
}
