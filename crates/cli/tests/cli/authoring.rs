//! What a person who writes rules does: a new rule, its tests, again and again.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use super::support::Place;

#[test]
fn a_new_rule_passes_its_own_page_and_is_never_written_over() {
    let place = Place::new(&[]);
    let new = place.run(&["rule", "new", "vague-name"]);
    assert_eq!(new.code, Some(0), "{new:?}");
    assert!(new.out.starts_with("wrote lockgate/rules/vague-name.rhai\n"), "{new:?}");
    assert!(
        new.out.contains("[scripts]"),
        "says how `check` comes to run it: {new:?}"
    );
    assert!(!place.path().join("lockgate.toml").exists());
    let test = place.run(&["rule", "test"]);
    assert_eq!(test.code, Some(0), "{test:?}");
    assert!(test.out.contains("3 cases of 1 rule: all as the pages say"), "{test:?}");

    place.write("lockgate/rules/vague-name.rhai", b"mine");
    let again = place.run(&["rule", "new", "vague-name"]);
    assert_eq!(again.code, Some(2));
    assert!(
        again.err.contains("vague-name.rhai: error: the file is there already"),
        "{again:?}"
    );
    let kept = std::fs::read(place.path().join("lockgate/rules/vague-name.rhai")).unwrap();
    assert_eq!(kept, b"mine");
}

#[test]
fn a_new_rule_is_named_in_the_configuration_and_runs() {
    let place = Place::new(&[
        ("lockgate.toml", "dialect = \"postgres\"\n"),
        ("1.sql", "create table t (id bigint primary key, data text);\n"),
    ]);
    let new = place.run(&["rule", "new", "vague-name"]);
    assert!(new.out.contains("added to lockgate.toml"), "{new:?}");
    assert_eq!(place.concise(&["1.sql"]).files_with("vague-name"), ["1.sql"]);
    let second = place.run(&["rule", "new", "another-name"]);
    assert!(
        !second.out.contains("lockgate.toml"),
        "the folder is named already: {second:?}"
    );
    let elsewhere = place.run(&["rule", "new", "third-name", "--folder", "other"]);
    assert!(elsewhere.out.contains("put into lockgate.toml"), "{elsewhere:?}");
    assert!(place.path().join("other/third-name.rhai").exists());
}

#[test]
fn names_that_cannot_be_are_refused() {
    let place = Place::new(&[]);
    for (name, reason) in [
        ("Vague Name", "is no rule name"),
        ("drop-table", "is taken by a built-in rule"),
        ("house/mine", "`house` is a pack inside Lockgate"),
        ("../up", "is no rule name"),
        ("all", "stands for more than one rule already"),
        ("design", "stands for more than one rule already"),
    ] {
        let new = place.run(&["rule", "new", name]);
        assert_eq!(new.code, Some(2));
        assert!(new.err.contains(reason), "{new:?}");
    }
    assert!(!place.path().join("lockgate").exists());
}

const RULE: &str = "//! id = \"house-name\"
//! summary = \"a table is not called t\"
//! category = \"naming\"
//! on = [\"create_table\"]
fn check(change, options, cx) {
    if change.table == \"t\" {
        cx.report(change.table, \"the table is called t\").help(\"call it by what it holds\");
    }
}
";

fn page(flagged: &str, not_flagged: &str) -> String {
    format!("{RULE}/*!\n## Why\n## Flagged\n```sql\n{flagged}\n```\n## Not flagged\n```sql\n{not_flagged}\n```\n*/\n")
}

#[test]
fn missing_noisy_and_wrong_are_shown_with_the_sql_and_a_caret() {
    let flagged = "create table t (id int); -- finds: \"called t\"\n\
        create table u (id int); -- finds: \"called u\"\n\
        create table t (é int); -- finds: \"called it\"";
    let place = Place::new(&[("rules/house-name.rhai", &page(flagged, "create table t (id bigint);"))]);
    let said = place.run(&["rule", "test", "rules"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    for expected in [
        "error[missing]: the rule finds nothing here that says \"called u\"\n   ┌─ rules/house-name.rhai:15:36\n",
        "15 │ create table u (id int); -- finds: \"called u\"\n   │                                    ^^^^^^^^^^\n",
        "error[wrong]: the message is \"the table is called t\", without \"called it\"\n   ┌─ rules/house-name.rhai:16:35\n",
        "error[noisy]: the page does not demand this finding: the table is called t\n   ┌─ rules/house-name.rhai:20:14\n",
        "20 │ create table t (id bigint);\n   │              ^\n",
        "failed  house-name   2 cases  rules/house-name.rhai\n2 cases of 1 rule: 1 missing, 1 noisy, 1 wrong\n",
    ] {
        assert!(said.out.contains(expected), "{expected}\n\n{}", said.out);
    }
}

#[test]
fn a_rule_without_a_page_fails_and_a_broken_one_is_an_error() {
    let place = Place::new(&[("rules/house-name.rhai", RULE)]);
    let said = place.run(&["rule", "test", "rules/house-name.rhai"]);
    assert_eq!(said.code, Some(1));
    assert!(said.out.contains("error[refused]: the rule has no page"), "{said:?}");
    assert_eq!(place.run(&["check", "rules"]).err.matches("page").count(), 0);

    place.write(
        "rules/broken.rhai",
        RULE.replace("change.table", "change.tabel").as_bytes(),
    );
    let said = place.run(&["rule", "test", "rules"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("rules/broken.rhai:6:15: error: "), "{said:?}");
    assert!(
        said.out.contains("failed  house-name"),
        "the others are tested: {said:?}"
    );

    for (arguments, reason) in [
        (["rule", "test", "nowhere"], "nowhere: error: there is no such file"),
        (["rule", "test", "empty"], "empty: error: the folder holds no rule file"),
    ] {
        place.folder("empty");
        let said = place.run(&arguments);
        assert_eq!(said.code, Some(2));
        assert!(said.err.contains(reason), "{said:?}");
    }
    let nothing = Place::new(&[]).run(&["rule", "test"]);
    assert_eq!(nothing.code, Some(2));
    assert!(
        nothing.err.contains("`lockgate rule new ID` writes a first rule"),
        "{nothing:?}"
    );
}

#[test]
fn watching_runs_the_pages_again_when_a_file_changes() {
    let good = page(
        "create table t (id int); -- finds: \"called t\"",
        "create table u (id int);",
    );
    let place = Place::new(&[("rules/house-name.rhai", &good)]);
    let mut command = place.command(&["rule", "test", "--watch", "rules"]);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next_summary = || {
        lines
            .find_map(|line| line.ok().filter(|line| line.contains(" of 1 rule: ")))
            .unwrap()
    };
    assert_eq!(next_summary(), "2 cases of 1 rule: all as the pages say");
    place.write(
        "rules/house-name.rhai",
        good.replace("\"called t\"", "\"called t, or so\"").as_bytes(),
    );
    assert_eq!(next_summary(), "2 cases of 1 rule: 1 wrong");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn explaining_for_rules_shows_what_a_script_sees() {
    let place = Place::new(&[
        ("1_a.sql", "create table orders (id bigint primary key);\n"),
        (
            "2_b.sql",
            "-- TICKET-7\nalter table orders add column created timestamptz not null;\n",
        ),
    ]);
    let said = place.run(&["explain", "--for-rules", "--dialect", "postgres", "2_b.sql"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let lines: Vec<&str> = said.out.lines().map(str::trim).collect();
    for line in [
        "migration: 2_b.sql  on = \"migration\"",
        "cx  what each rule knows besides",
        "statement 0: alter_table  on = \"statement\"",
        "change 0: orders.created  on = [\"add_column\"]",
        "before: public.orders (CatalogTable)",
    ] {
        assert!(lines.contains(&line), "{line}\n{}", said.out);
    }
    assert!(said.out.contains("is_timestamp"), "{}", said.out);
    assert!(!said.out.contains("is_boolean"), "{}", said.out);
    assert!(
        !said.out.contains("1_a.sql  on"),
        "only what was asked for: {}",
        said.out
    );

    let all = place.run(&[
        "explain",
        "--for-rules",
        "--verbose",
        "--dialect",
        "postgres",
        "2_b.sql",
    ]);
    assert!(all.out.contains("is_boolean: false"), "{}", all.out);
    let json = place.run(&[
        "explain",
        "--for-rules",
        "--format",
        "json",
        "--dialect",
        "postgres",
        "2_b.sql",
    ]);
    let document: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let change = &document["migrations"][0]["parts"][0]["parts"][0]["subject"];
    assert_eq!(change["type"], "Change");
    assert_eq!(change["properties"]["type"]["properties"]["is_timestamp"], true);
    assert_eq!(change["properties"]["new_name"], serde_json::Value::Null);
}

#[test]
fn why_a_traced_rule_does_not_load_is_said_first() {
    let broken = RULE.replace("change.table ==", "change.tabel ==");
    let place = Place::new(&[
        ("lockgate.toml", "dialect = \"postgres\"\n[scripts]\npaths = [\"r\"]\n"),
        ("r/house-name.rhai", &broken),
        ("1.sql", "create table t (id bigint primary key);\n"),
    ]);
    let said = place.run(&["check", "--trace", "house-name", "1.sql"]);
    let why = said.err.find("`Change` has no property `tabel`");
    assert!(why < said.err.find("`--trace`") && why.is_some(), "{said:?}");
}

#[test]
fn a_trace_shows_what_values_hold() {
    let traced = RULE.replace(
        "    if change",
        "    cx.trace(change.added_columns);\n    cx.trace([1, change.added_columns]);\n    cx.trace(options);\n    \
         cx.trace(cx.impact);\n    cx.trace(cx.transaction);\n    if change",
    );
    let traced = traced.replace("fn check", "//!\n//! [options]\n//! most = 3\nfn check");
    let place = Place::new(&[
        ("lockgate.toml", "dialect = \"postgres\"\n[scripts]\npaths = [\"r\"]\n"),
        ("r/house-name.rhai", &traced),
        ("1.sql", "create table u (id bigint primary key, n int);\n"),
    ]);
    let said = place.run(&["check", "--select", "house-name", "--trace", "house-name", "1.sql"]);
    for shown in [
        ": [id, n]\n",
        ": [1, [id, n]]\n",
        ": #{\"most\": 3}\n",
        ": expand {transactional: true, ",
        ": unknown\n",
    ] {
        assert!(said.err.contains(shown), "{shown}: {}", said.err);
    }
}
