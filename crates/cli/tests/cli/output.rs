use std::io::Read;
use std::process::Stdio;

use super::support::Place;

const DROP: &str = "drop table orders;\n";

#[test]
fn formats_go_where_they_are_sent() {
    let place = Place::new(&[("a.sql", DROP)]);
    let said = place.run(&[
        "a.sql",
        "--format",
        "concise",
        "--format",
        "json=out.json",
        "--format",
        "sarif=out.sarif",
    ]);
    assert_eq!(
        said.out,
        "a.sql:1:1: error[drop-table] dropping table `orders` loses its rows\n"
    );
    let json: serde_json::Value =
        serde_json::from_slice(&std::fs::read(place.path().join("out.json")).unwrap()).unwrap();
    assert_eq!(json["findings"][0]["rule"], "drop-table");
    let sarif: serde_json::Value =
        serde_json::from_slice(&std::fs::read(place.path().join("out.sarif")).unwrap()).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "drop-table");
}

#[test]
fn usage_errors_exit_2() {
    let place = Place::new(&[("a.sql", DROP)]);
    for (arguments, message) in [
        (
            vec!["a.sql", "--format", "jsn"],
            "unknown format `jsn`; did you mean `json`?",
        ),
        (vec!["a.sql", "--format", "json="], "a file name has to follow the `=`"),
        (
            vec!["a.sql", "--format", "json", "--format", "sarif"],
            "only one format can go to standard output",
        ),
        (
            vec!["a.sql", "--dialect", "postgre"],
            "a similar value exists: 'postgres'",
        ),
        (vec!["a.sql", "--threads", "0"], "invalid value '0'"),
        (
            vec!["a.sql", "--engine-version", "new"],
            "write a version like 15 or 8.0.29",
        ),
        (
            vec!["a.sql", "--format", "json=no/such/folder.json"],
            "`no/such/folder.json` cannot be written",
        ),
        (
            vec!["rule", "drop-tabel"],
            "no rule is called `drop-tabel`; `drop-table` is the nearest name",
        ),
        (vec!["check", ""], "an empty path names nothing"),
        (vec![], "Usage: lockgate"),
    ] {
        let said = place.run(&arguments);
        assert_eq!(said.code, Some(2), "{arguments:?}");
        assert!(said.err.contains(message), "{arguments:?}: {}", said.err);
    }
}

#[test]
fn colours_are_for_terminals() {
    let place = Place::new(&[("a.sql", DROP)]);
    assert!(!place.run(&["a.sql"]).out.contains('\u{1b}'));
    assert!(place.run(&["a.sql", "--color", "always"]).out.contains('\u{1b}'));
    let mut command = place.command(&["a.sql"]);
    let output = command
        .env("CLICOLOR_FORCE", "1")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert!(!String::from_utf8(output.stdout).unwrap().contains('\u{1b}'));
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let statements = DROP.repeat(20_000);
    let place = Place::new(&[("a.sql", statements.as_str())]);
    let mut command = place.command(&["a.sql", "--format", "json"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn every_file_is_explained_once() {
    let place = Place::new(&[
        ("db/migration/V1__a.sql", "create table orders (id int);"),
        ("db/migration/V2__b.sql", ""),
        ("db/migration/misfit.sql", "select 1;"),
    ]);
    let said = place.run(&["explain", "db", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let files = json["files"].as_array().unwrap();
    let paths: Vec<&str> = files.iter().filter_map(|file| file["path"].as_str()).collect();
    assert_eq!(
        paths,
        [
            "db/migration/V1__a.sql",
            "db/migration/V2__b.sql",
            "db/migration/misfit.sql"
        ]
    );
    let statement = &files[0]["migrations"][0]["statements"][0];
    assert_eq!(
        (statement["kind"].as_str(), files[0]["tool"].as_str()),
        (Some("create_table"), Some("flyway"))
    );
    assert_eq!(said.code, Some(0));
    let said = place.run(&["explain", "db/migration/V1__a.sql"]);
    assert!(said.out.contains("create_table"), "{}", said.out);
    assert_eq!(place.run(&["explain", "nowhere.sql"]).code, Some(2));
}

#[test]
fn completions_are_printed() {
    let place = Place::new(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = place.run(&["completions", shell]);
        assert_eq!(said.code, Some(0));
        assert!(said.out.contains("stdin-filename"), "{shell}");
    }
}

/// Reports every table that is created.
const NO_TABLES: &str = r#"//! id = "house/no-tables"
//! summary = "tables are made elsewhere"
//! category = "design"
//! severity = "warning"
//! on = ["create_table"]

fn check(change, options, cx) {
    cx.report(change, "a table");
}
"#;

#[test]
fn timings_name_each_step_and_each_rule_that_ran() {
    let place = Place::new(&[
        ("lockgate.toml", "[scripts]\npaths = [\"house\"]\n"),
        ("house/no-tables.rhai", NO_TABLES),
        ("a.sql", "create table orders (id int);\ndrop table invoices;\n"),
    ]);
    let plain = place.run(&["a.sql", "--format", "concise", "--exit-zero"]);
    let timed = place.run(&["a.sql", "--format", "concise", "--exit-zero", "--timings"]);
    assert_eq!(timed.out, plain.out);
    assert_eq!(plain.err, "");
    let (head, lines) = timed.err.split_once('\n').unwrap();
    assert_eq!(
        head.split_whitespace().collect::<Vec<_>>(),
        ["time", "share", "calls", "each"]
    );
    for name in [
        "reading SQL",
        "replaying the schema",
        "reporting",
        "drop-cascade",
        "house/no-tables",
    ] {
        let line = lines.lines().find(|line| line.ends_with(&format!("  {name}")));
        let calls = line.and_then(|line| line.split_whitespace().nth(4));
        assert_eq!(calls, Some("1"), "{name} in {}", timed.err);
    }
    let times = lines
        .lines()
        .map(|line| line.split_whitespace().next().unwrap().parse::<f64>().unwrap());
    let times: Vec<f64> = times.collect();
    let (sum, times) = times.split_last().unwrap();
    assert!(times.is_sorted_by(|one, next| one >= next), "{}", timed.err);
    assert!(*sum > 0.0, "{}", timed.err);
}

/// `lockgate … | head` is how people look at long documents.
#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let place = Place::new(&[("1.sql", "create table t (id bigint primary key);\n")]);
    for words in [
        &["rule", "api", "--format", "json"][..],
        &["explain", "--for-rules", "--format", "json", "1.sql"],
        &["explain", "--format", "json", "1.sql"],
        &["rules", "--format", "json"],
        &["config", "--schema"],
    ] {
        let mut command = place.command(words);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            (output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()),
            (Some(0), ""),
            "{words:?}"
        );
    }
}

/// Those who show findings beside the text know files by their paths in the repository.
#[test]
fn paths_for_reviews_are_seen_from_the_repository() {
    let place = Place::new(&[("services/orders/db/1_a.sql", "drop table t;\n"), (".git/HEAD", "")]);
    let said = place.run_in("services/orders", &["check", "--format", "github"]);
    assert!(said.out.contains("file=services/orders/db/1_a.sql,line=1"), "{said:?}");
    let said = place.run_in("services/orders", &["check", "--format", "gitlab"]);
    assert!(said.out.contains("\"path\":\"services/orders/db/1_a.sql\""), "{said:?}");
    let said = place.run_in("services/orders", &["check", "--format", "sarif"]);
    assert!(said.out.contains("\"uri\":\"services/orders/db/1_a.sql\""), "{said:?}");
    assert!(!said.out.contains("\"uri\":\"db/"), "{said:?}");
    let said = place.run_in("services/orders", &["check", "--format", "concise"]);
    assert!(said.out.starts_with("db/1_a.sql:1:"), "{said:?}");
    // What is checked out without its `.git` lies where the system says.
    std::fs::remove_dir_all(place.path().join(".git")).unwrap();
    let mut command = place.command(&["check", "--format", "github"]);
    command.current_dir(place.path().join("services"));
    let out = command
        .env("GITHUB_WORKSPACE", place.path().canonicalize().unwrap())
        .output()
        .unwrap();
    let out = String::from_utf8(out.stdout).unwrap();
    assert!(out.contains("file=services/orders/db/1_a.sql,line=1"), "{out}");
}
