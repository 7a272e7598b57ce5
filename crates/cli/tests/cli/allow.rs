//! `[[allow]]`: findings that are allowed from outside their files.

use crate::support::Place;

const DROPS: &str = "alter table users drop column email;\nalter table users drop column name;\n";

fn with(allow: &str) -> Place {
    Place::new(&[
        ("lockgate.toml", &format!("tool = \"flyway\"\n{allow}")),
        ("db/V1__a.sql", DROPS),
        ("db/V2__b.sql", "alter table users drop column phone;\n"),
    ])
}

#[test]
fn it_holds_by_rule_path_and_fingerprint() {
    let place = with("[[allow]]\nrules = [\"drop-column\"]\npaths = [\"db/V1__*.sql\"]\nreason = \"archived\"\n");
    let said = place.concise(&[]);
    assert_eq!(said.files_with("drop-column"), ["db/V2__b.sql"], "{said:?}");
    assert_eq!(
        place
            .run_in("db", &["check", "--format", "concise"])
            .files_with("drop-column"),
        ["V2__b.sql"]
    );
    let shown = place.run(&["config"]);
    assert!(
        shown.out.contains("allow = ") && shown.out.contains("archived"),
        "{shown:?}"
    );
    let json = with("").run(&["check", "--format", "json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let findings = json["findings"].as_array().unwrap();
    let second = findings
        .iter()
        .find(|it| it["rule"] == "drop-column" && it["statement"] == 1)
        .unwrap();
    let fingerprint = second["fingerprint"].as_str().unwrap();
    let place = with(&format!(
        "[[allow]]\nrules = [\"squawk:ban-drop-column\"]\nfingerprints = [\"{fingerprint}\"]\n"
    ));
    let said = place.concise(&[]);
    assert_eq!(
        said.files_with("drop-column"),
        ["db/V1__a.sql", "db/V2__b.sql"],
        "{said:?}"
    );
    // Another name and other spacing are nothing to it.
    std::fs::remove_file(place.path().join("db/V1__a.sql")).unwrap();
    place.write(
        "db/V1__other.sql",
        DROPS.replace("drop column", "DROP  COLUMN -- not used\n").as_bytes(),
    );
    assert_eq!(place.concise(&[]).files_with("drop-column").len(), 2);
}

#[test]
fn it_ends_on_its_day_and_is_told_of_when_it_is_idle() {
    let place = with("[[allow]]\nrules = [\"drop-column\"]\nuntil = 2024-01-31\n");
    let said = place.concise(&[]);
    assert_eq!(said.files_with("drop-column").len(), 3, "{said:?}");
    assert!(
        said.err.contains("lockgate.toml:3: note: ") && said.err.contains("held until 2024-01-31"),
        "{said:?}"
    );
    let place = with("[[allow]]\nrules = [\"drop-column\"]\nuntil = \"2924-01-31\"\n");
    assert!(place.concise(&[]).files_with("drop-column").is_empty());
    let place = with("[[allow]]\nrules = [\"truncate\"]\n");
    assert!(place.concise(&[]).err.contains("allows nothing that is found"));
    assert!(!place.concise(&["db/V1__a.sql"]).err.contains("allows nothing"));
}

#[test]
fn slips_are_errors_with_their_place() {
    let table = [
        (
            "rules = [\"drop-colum\"]\n",
            "lockgate.toml:3:10: error: no rule is called `drop-colum`; `drop-column` is the nearest name",
        ),
        (
            "rules = [\"drop-column\"]\nuntil = \"soon\"\n",
            "lockgate.toml:4:9: error: `soon` is no day",
        ),
        (
            "rules = [\"drop-column\"]\nfingerprints = [\"x\"]\n",
            "`x` is no fingerprint",
        ),
        (
            "rules = [\"drop-column\"]\npaths = [\"db/[\"]\n",
            "lockgate.toml:4:10: error: this is no pattern",
        ),
        ("rules = []\n", "lockgate.toml:3:9: error: the entry names no rule"),
        ("paths = [\"db\"]\n", "the key `rules` is missing; add it"),
        (
            "rules = [\"drop-column\"]\n[rules]\nsuppression-without-reason = \"error\"\n",
            "this entry says no `reason`",
        ),
    ];
    for (allow, wanted) in table {
        let said = with(&format!("[[allow]]\n{allow}")).concise(&[]);
        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(said.err.contains(wanted), "{allow}: {said:?}");
    }
}
