//! `lockgate baseline`: what is known already is not reported.

use crate::support::{Place, Said};

const OLD: &str = "create table users (id bigint primary key, email text);\nalter table users drop column email;\n\
                   alter table users drop column id;\n";

fn team() -> Place {
    Place::new(&[
        ("lockgate.toml", "tool = \"flyway\"\n"),
        ("db/V1__old.sql", OLD),
        ("db/V2__lost.sql", "drop table gone;\n"),
    ])
}

fn check(place: &Place) -> Said {
    place.concise(&["--fail-on", "info"])
}

fn recorded(place: &Place) -> String {
    std::fs::read_to_string(place.path().join("lockgate-baseline.json")).unwrap()
}

#[test]
fn what_is_recorded_is_not_reported_again() {
    let place = team();
    assert_eq!(check(&place).code, Some(1));
    let said = place.run(&["baseline"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(
        said.out.starts_with("lockgate-baseline.json: ") && said.out.contains("recorded"),
        "{said:?}"
    );
    let clean = check(&place);
    assert_eq!((clean.code, clean.out.as_str()), (Some(0), ""), "{clean:?}");
    let json = place.run(&["check", "--format", "json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let lines = recorded(&place).matches("fingerprint").count();
    assert_eq!(json["summary"]["baselined"], lines);
    assert!(json["findings"].as_array().unwrap().is_empty());
    // From a folder below, and with all of it asked for once more.
    assert_eq!(place.run_in("db", &["check", ".", "--fail-on", "info"]).code, Some(0));
    assert_eq!(place.concise(&["--no-baseline"]).code, Some(1));
    place.write("db/V3__new.sql", b"drop table users;\n");
    let new = check(&place);
    assert_eq!(new.files_with("drop-table"), ["db/V3__new.sql"], "{new:?}");
    assert_eq!(new.out.lines().count(), new.out.matches("V3__new").count(), "{new:?}");
}

#[test]
fn it_outlives_edits_elsewhere_renames_and_reformatting() {
    let place = team();
    place.run(&["baseline"]);
    let edits = [
        ("an edit elsewhere", "db/V1__old.sql", format!("-- a new head\nselect 1;\n{OLD}select 2;\n")),
        (
            "reformatting",
            "db/V1__old.sql",
            "CREATE   TABLE users\n(\n  id BIGINT PRIMARY KEY, -- who\n  email TEXT\n);\n\nALTER TABLE users\n  DROP COLUMN email;\r\n\
             /* and */ Alter Table users Drop Column id;"
                .to_owned(),
        ),
        ("another name", "db/V1__quite_another.sql", OLD.to_owned()),
    ];
    for (what, path, text) in edits {
        std::fs::remove_file(place.path().join("db/V1__old.sql")).unwrap();
        place.write(path, text.as_bytes());
        let said = check(&place);
        assert!(said.files_with("drop-column").is_empty(), "{what}: {said:?}");
        assert!(!said.err.contains("gone"), "{what}: {said:?}");
        std::fs::remove_file(place.path().join(path)).unwrap();
        place.write("db/V1__old.sql", OLD.as_bytes());
    }
}

#[test]
fn it_only_shrinks_unless_it_is_asked_to_grow() {
    let place = team();
    place.run(&["baseline"]);
    let first = recorded(&place);
    place.write("db/V3__new.sql", b"drop table users;\n");
    let again = place.run(&["baseline"]);
    assert_eq!(again.code, Some(2));
    assert!(
        again.err.contains("there is a baseline already; `--update`"),
        "{again:?}"
    );
    assert_eq!(recorded(&place), first);
    place.write("db/V2__lost.sql", b"select 1;\n");
    let stale = check(&place);
    assert!(
        stale.err.contains("lockgate-baseline.json: note: ") && stale.err.contains("baseline --update"),
        "{stale:?}"
    );
    // Rules that did not run, and files that nobody asked for, say nothing of it.
    for arguments in [&["--select", "truncate"][..], &["db/V3__new.sql"]] {
        let said = place.concise(arguments);
        assert!(!said.err.contains("baseline"), "{said:?}");
    }
    let updated = place.run(&["baseline", "--update"]);
    assert!(updated.out.contains("removed"), "{updated:?}");
    let shrunk = recorded(&place);
    assert!(shrunk.len() < first.len() && !shrunk.contains("V3__new"), "{shrunk}");
    assert_eq!(check(&place).files_with("drop-table"), ["db/V3__new.sql"]);
    assert_eq!(place.run(&["baseline", "--add"]).code, Some(0));
    assert_eq!(check(&place).code, Some(0));
    assert!(recorded(&place).contains("\"path\":\"db/V3__new.sql\""));
}

#[test]
fn findings_about_files_are_known_again_whatever_else_is_asked_for() {
    let place = Place::new(&[
        ("m/1_a.up.sql", "create table a (id bigint primary key);\n"),
        ("m/1_a.down.sql", "drop table a;\n"),
        ("m/2_b.up.sql", "create table b (id bigint primary key);\n"),
        ("m/2_b.down.sql", "drop table b;\n"),
        ("m/3_c.up.sql", "create table c (id bigint primary key);\n"),
        ("m/3_c.down.sql", "drop table c;\n"),
        ("m/4_d.up.sql", "create table d (id bigint primary key);\n"),
        ("m/5_e.up.sql", "create table e (id bigint primary key);\n"),
        (
            "lockgate.toml",
            "tool = \"golang-migrate\"\n[rules]\nmissing-down-migration = { severity = \"error\", always = true }\n",
        ),
    ]);
    let before = place.concise(&["m"]);
    assert_eq!(before.files_with("missing-down-migration").len(), 2, "{before:?}");
    place.run(&["baseline", "m"]);
    place.write("m/6_f.up.sql", b"create table f (id bigint primary key);\n");
    assert_eq!(
        place.concise(&["m/6_f.up.sql"]).files_with("missing-down-migration"),
        ["m/6_f.up.sql"]
    );
    assert_eq!(
        place.concise(&["m"]).files_with("missing-down-migration"),
        ["m/6_f.up.sql"]
    );
}

#[test]
fn a_broken_one_is_an_error_with_a_place() {
    let place = team();
    for (text, wanted) in [
        ("{", "lockgate-baseline.json:1:"),
        ("{\"schema\": 9, \"findings\": []}", "of form 9"),
        (
            "{\"schema\": 1, \"findings\": [{\"fingerprint\": \"x\"}]}",
            "`x` is no fingerprint",
        ),
    ] {
        place.write("lockgate-baseline.json", text.as_bytes());
        let said = check(&place);
        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(said.err.contains(wanted), "{said:?}");
    }
    place.write(
        "lockgate.toml",
        b"tool = \"flyway\"\nbaseline = \"known/findings.json\"\n",
    );
    place.folder("known");
    std::fs::remove_file(place.path().join("lockgate-baseline.json")).unwrap();
    assert_eq!(place.run(&["baseline"]).code, Some(0));
    assert!(place.path().join("known/findings.json").is_file());
    assert_eq!(check(&place).code, Some(0));
    let clean = Place::new(&[("1.sql", "select 1;\n")]);
    let said = clean.run(&["baseline"]);
    assert!(said.out.contains("no baseline is needed"), "{said:?}");
    assert!(!clean.path().join("lockgate-baseline.json").exists());
}
