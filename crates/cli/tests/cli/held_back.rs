//! `--show-suppressed`: what is not reported, for those who ask.

use serde_json::Value;

use crate::support::Place;

const OLD: &str = "drop table legacy;\n";
const NEW: &str = "-- lockgate: allow drop-table (kept in the archive, DB-12)\ndrop table users;\ntruncate orders;\n";

/// A team that knows of its past, has suppressed one finding and allowed another.
fn team() -> Place {
    let place = Place::new(&[("lockgate.toml", "tool = \"flyway\"\n"), ("db/V1__old.sql", OLD)]);
    assert_eq!(place.run(&["baseline"]).code, Some(0));
    let allow = "tool = \"flyway\"\n\n[[allow]]\nrules = [\"truncate\"]\nreason = \"it is filled again, DB-13\"\n";
    place.write("lockgate.toml", allow.as_bytes());
    place.write("db/V2__new.sql", NEW.as_bytes());
    place
}

fn document(place: &Place, arguments: &[&str]) -> Value {
    let said = place.run(arguments);
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {said:?}"))
}

fn list<'a>(document: &'a Value, name: &str) -> &'a [Value] {
    document[name].as_array().unwrap()
}

#[test]
fn json_lists_it_apart_and_the_rest_stays_as_it_is() {
    let place = team();
    let plain = document(&place, &["check", "--format", "json"]);
    let shown = document(&place, &["check", "--format", "json", "--show-suppressed"]);
    assert_eq!(plain["findings"], shown["findings"]);
    assert_eq!(plain["summary"], shown["summary"]);
    assert!(plain.get("suppressed").is_none() && plain.get("baselined").is_none());
    assert_eq!(list(&shown, "suppressed").len(), shown["summary"]["suppressed"]);
    assert_eq!(list(&shown, "baselined").len(), shown["summary"]["baselined"]);
    let told = |rule: &str| {
        let of_rule = |it: &&Value| it["rule"] == rule;
        list(&shown, "suppressed").iter().find(of_rule).unwrap()["held_back"].clone()
    };
    assert_eq!(
        told("drop-table"),
        serde_json::json!({
            "by": "comment", "path": "db/V2__new.sql", "line": 1, "reason": "kept in the archive, DB-12",
        })
    );
    assert_eq!(
        told("truncate"),
        serde_json::json!({
            "by": "configuration", "path": "lockgate.toml", "line": 4, "reason": "it is filled again, DB-13",
        })
    );
    let baselined = list(&shown, "baselined");
    assert!(!baselined.is_empty());
    assert!(
        baselined
            .iter()
            .all(|it| it["held_back"]["path"] == "lockgate-baseline.json")
    );
}

#[test]
fn sarif_says_what_is_new() {
    let place = team();
    let shown = document(&place, &["check", "--format", "sarif", "--show-suppressed"]);
    let results = list(&shown["runs"][0], "results");
    assert!(results.iter().any(|result| result["baselineState"] == "unchanged"));
    for result in results {
        let is_known = result["baselineState"] == "unchanged";
        let path = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str();
        assert_eq!(path == Some("db/V1__old.sql"), is_known, "{result}");
        let held = list(result, "suppressions");
        let is_held = is_known || result["ruleId"] == "drop-table" || result["ruleId"] == "truncate";
        assert_eq!(held.len(), usize::from(is_held), "{result}");
    }
    let shown = document(
        &place,
        &["check", "--format", "sarif", "--show-suppressed", "--no-baseline"],
    );
    let results = list(&shown["runs"][0], "results");
    assert!(
        results.iter().all(|result| result.get("baselineState").is_none()),
        "there is no baseline to be new to"
    );
}

#[test]
fn a_suppressed_finding_takes_no_fingerprint_from_another() {
    let twice = "drop table a; drop table a;\n";
    let place = Place::new(&[("lockgate.toml", "tool = \"flyway\"\n"), ("db/V1__a.sql", twice)]);
    let prints = |findings: &[Value]| -> Vec<String> {
        let of_rule = findings.iter().filter(|it| it["rule"] == "drop-table");
        of_rule.map(|it| it["fingerprint"].to_string()).collect()
    };
    let open = document(&place, &["check", "--format", "json"]);
    let open = prints(list(&open, "findings"));
    place.write(
        "db/V1__a.sql",
        format!("-- lockgate: allow drop-table\n{}", twice.replace("; ", ";\n")).as_bytes(),
    );
    let shown = document(&place, &["check", "--format", "json", "--show-suppressed"]);
    assert_eq!(prints(list(&shown, "suppressed")), open[..1]);
    assert_eq!(prints(list(&shown, "findings")), open[1..]);
}

#[test]
fn a_format_for_people_cannot_show_it() {
    let said = team().run(&["check", "--show-suppressed"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("add `--format json` or `--format sarif`"), "{said:?}");
}
