//! Flyway's rule files run unchanged, and are rules like any other.

use super::support::Place;

const LINKS: &str = r#"code        = "ACME001"
description = "Database links must not be created from a migration"
dialects    = ["ORACLE", "POSTGRES"]
rules       = ["(?i)\\bCREATE\\s+(SHARED\\s+)?DATABASE\\s+LINK\\b", "(?i)\\bdblink_connect\\s*\\("]
severity    = "error"
"#;
/// Before version 12: the pattern has to be there.
const TICKET: &str = r#"dialects         = ["TEXT"]
rules            = ["(?m)^--\\s*Ticket:\\s*[A-Z]+-\\d+"]
passOnRegexMatch = "true"
"#;
const MIGRATION: &str = "-- dblink_connect(\nselect dblink_connect('x');\nselect 'dblink_connect(';\n";

fn project(config: &str) -> Place {
    Place::new(&[
        (
            "flyway.toml",
            "[flyway]\nlocations = [\"filesystem:sql\"]\n[flyway.check]\nrulesLocation = \"fw\"\n",
        ),
        ("fw/ACME001__No_links.toml", LINKS),
        ("fw/ACME002__Ticket_in_header.toml", TICKET),
        ("fw/below/broken.toml", "Flyway does not look into folders below"),
        ("sql/V1__a.sql", MIGRATION),
        ("lockgate.toml", config),
    ])
}

#[test]
fn the_rules_that_flyways_settings_name_find_what_they_find_there() {
    let place = project("dialect = \"postgres\"\n[rules]\nall = \"off\"\nACME001 = \"error\"\nACME002 = \"warning\"\n");
    let said = place.concise(&["sql"]);
    assert_eq!(
        said.out,
        "sql/V1__a.sql:1:1: warning[ACME002] Ticket in header\n\
         sql/V1__a.sql:1:4: error[ACME001] Database links must not be created from a migration\n\
         sql/V1__a.sql:2:8: error[ACME001] Database links must not be created from a migration\n\
         sql/V1__a.sql:3:9: error[ACME001] Database links must not be created from a migration\n",
        "{said:?}"
    );
    assert_eq!(said.code, Some(1));
    let listed = place.run(&["rules"]);
    assert!(
        listed.out.lines().any(|line| line.starts_with("ACME002 ")),
        "{listed:?}"
    );
    let page = place.run(&["rule", "ACME001"]);
    assert!(page.out.contains("from fw/ACME001__No_links.toml"), "{page:?}");
    let sqlite = place.concise(&["--dialect", "sqlite", "sql"]);
    assert_eq!(sqlite.files_with("ACME001"), [""; 0], "not for this dialect");
}

#[test]
fn they_are_suppressed_and_configured_like_any_other() {
    let place =
        project("dialect = \"postgres\"\n[rules]\nACME001 = { severity = \"info\", mask = \"comments+strings\" }\n");
    let said = place.concise(&["sql"]);
    assert!(said.out.contains("sql/V1__a.sql:2:8: info[ACME001]"), "{said:?}");
    assert_eq!(
        said.out.matches("[ACME001]").count(),
        1,
        "not in comments and strings: {said:?}"
    );
    place.write(
        "sql/V1__a.sql",
        b"-- Ticket: AB-1\n-- lockgate: allow ACME001\nselect dblink_connect('x');\n",
    );
    let said = place.concise(&["--select", "ACME001,ACME002", "sql"]);
    assert_eq!(said.out, "", "{said:?}");
    place.write("lockgate.toml", b"[rules]\nACME001 = { mask = \"all\" }\n");
    let said = place.concise(&["sql"]);
    assert_eq!(said.code, Some(2));
    assert!(
        said.err.contains("lockgate.toml:2:13: error: `mask` is one of"),
        "{said:?}"
    );
}

#[test]
fn several_rules_in_a_file_and_windows_1252() {
    let several = "# the rules\n[[rules]]\ndialects = [\"TSQL\"]\nrules = [\"\\\\bTEXT\\\\b\"]\npassOnRegexMatch = \"false\"\n\
        description = \"use VARCHAR(MAX)\"\n[[rules]]\ndialects = [\"text\"]\nrules = [\"caf\u{e9}\"]\n\
        passOnRegexMatch = \"Use it\"\ndescription = \"\"\n";
    let place = Place::new(&[("lockgate.toml", "dialect = \"mssql\"\n[scripts]\npaths = [\"rules\"]\n")]);
    let bytes: Vec<u8> = several
        .chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap())
        .collect();
    place.write("rules/Code.toml", &bytes);
    place.write("1.sql", "create table t (note TEXT, caf\u{e9} int);\n".as_bytes());
    let said = place.concise(&["--select", "Code-1,Code-2", "1.sql"]);
    assert_eq!(
        said.out, "1.sql:1:22: warning[Code-1] use VARCHAR(MAX)\n1.sql:1:28: warning[Code-2] Code-2\n",
        "{said:?}"
    );
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_place() {
    let table = [
        (
            "rules = [\"a\", \"(b\"]",
            "r.toml:1:15: error: the pattern `(b` cannot be read, at its character 3: ",
        ),
        (
            "rules = [\"\\\\y\"]",
            "r.toml:1:10: error: the pattern `\\y` cannot be read, at its character 1: ",
        ),
        ("rules = []", "r.toml:1:9: error: the rule holds no pattern"),
        (
            "rules = [\"a\"]\nseverty = \"error\"",
            "r.toml:2:1: error: unknown key `severty`; did you mean `severity`?",
        ),
        (
            "rules = [\"a\"]\nseverity = \"fatal\"",
            "r.toml:2:12: error: unknown severity `fatal`",
        ),
        (
            "rules = [\"a\"]\ndialects = [\"postgre\"]",
            "r.toml:2:13: error: Flyway has no dialect `postgre`; did you mean `postgres`?",
        ),
        ("name = \"x\"", "r.toml:1:1: error: this is no file of Flyway's rules"),
        ("rules = [", "r.toml:1:"),
    ];
    for (text, expected) in table {
        let place = Place::new(&[
            ("lockgate.toml", "[scripts]\npaths = [\"r.toml\"]\n"),
            ("r.toml", text),
            ("1.sql", "drop table t;\n"),
        ]);
        let said = place.concise(&["1.sql"]);
        assert_eq!(said.code, Some(2), "{text}: {said:?}");
        assert!(said.err.contains(expected), "{text}: {said:?}");
        assert_eq!(said.files_with("drop-table"), ["1.sql"], "the other rules still run");
    }
    let place = project("");
    place.write("flyway.toml", b"[flyway.check]\nrulesLocation = \"gone\"\n");
    let said = place.concise(&["sql"]);
    assert_eq!(said.code, Some(2));
    assert!(
        said.err.contains("flyway.toml:2:1: error: `gone` cannot be read"),
        "{said:?}"
    );
}

#[test]
fn other_toml_may_lie_among_the_rules() {
    let place = project("");
    place.write("fw/Cargo.toml", b"[package]\nname = \"x\"\n");
    place.write("fw/lockgate.toml", b"[rules]\ndrop-table = \"off\"\n");
    let said = place.run(&["rule", "test", "fw"]);
    assert!(!said.err.contains("no file of Flyway"), "{said:?}");
    place.write("fw/MINE__slip.toml", b"rule = [\"x\"]\n");
    let said = place.run(&["rule", "test", "fw"]);
    assert!(
        said.err
            .contains("MINE__slip.toml:1:1: error: this is no file of Flyway's rules"),
        "{said:?}"
    );
}

#[test]
fn a_page_beside_a_rule_is_its_test() {
    let page = "## Why\n## Flagged\n```sql\nselect 1; -- finds: \"Ticket\"\n```\n## Not flagged\n```sql\n-- Ticket: AB-1\nselect 1;\n```\n";
    let place = project("");
    place.write("fw/ACME002__Ticket_in_header.md", page.as_bytes());
    let said = place.run(&["rule", "test"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("2 cases of 1 rule"), "{said:?}");
    place.write(
        "fw/ACME002__Ticket_in_header.md",
        page.replace("AB-1", "none").as_bytes(),
    );
    let said = place.run(&["rule", "test"]);
    assert!(said.out.contains("┌─ fw/ACME002__Ticket_in_header.md:8:1"), "{said:?}");
}

#[test]
fn a_name_that_is_taken_is_refused_where_it_stands() {
    let rhai = "//! id = \"drop-column\"\n//! summary = \"a\"\n//! category = \"naming\"\n//! on = [\"create_table\"]\n\
                fn check(change, options, cx) { }\n";
    let place = Place::new(&[
        (
            "lockgate.toml",
            "dialect = \"postgres\"\n[scripts]\npaths = [\"house\"]\n",
        ),
        (
            "house/H1__shell.toml",
            "description = \"x\"\ncode = \"drop-table\"\nrules = [\"a\"]\n",
        ),
        ("house/drop-column.rhai", rhai),
        ("1.sql", "select 1;\n"),
    ]);
    let said = place.concise(&["1.sql"]);
    let taken = "is taken by a built-in rule; choose another\n";
    let expected = format!(
        "house/H1__shell.toml:2:8: error: the name `drop-table` {taken}\
         house/drop-column.rhai:1:10: error: the name `drop-column` {taken}"
    );
    assert_eq!((said.code, said.err), (Some(2), expected));
}

#[test]
fn the_configuration_of_a_path_knows_them() {
    let place = project("dialect = \"postgres\"\n[rules]\nACME001 = \"error\"\n");
    for path in [".", "sql"] {
        let said = place.run(&["config", path, "--rules"]);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(said.out.contains("ACME001") && said.out.contains("ACME002"), "{said:?}");
    }
}
