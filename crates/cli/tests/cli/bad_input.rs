//! What is wrong is answered with its place and what to do, nothing is lost, and the run exits with 2.

use std::fs;

use super::support::Place;

/// A configuration, where the error stands in it, and what is said.
const CONFIGURATIONS: &[(&str, &str, &str)] = &[
    // Keys, tables, and what is no TOML.
    (
        "dialct = 'x'",
        "1:1",
        "unknown key `dialct`; `dialect` is the nearest name",
    ),
    ("[runer]\n", "1:2", "unknown key `runer`; `runner` is the nearest name"),
    (
        "[scripts]\npath = ['x']",
        "2:1",
        "unknown key `path`; `paths` is the nearest name",
    ),
    (
        "dialect = 'postgres'\ndialect = 'mysql'",
        "2:1",
        "this key is there already; keep one of the two",
    ),
    ("dialect = \"postgres", "1:20", "write the closing quote"),
    ("[[overrides]]\nrules = {}", "1:1", "the key `paths` is missing; add it"),
    // Types.
    ("dialect = 3", "1:11", "this is no text; write one in quotes"),
    (
        "engine-version = true",
        "1:18",
        "this is `true`; write a text in quotes or a whole number",
    ),
    ("tool = 1", "1:8", "this is the number 1; write a text in quotes"),
    ("migrations = 'db'", "1:14", "this is the text \"db\"; write a list"),
    (
        "migrations = [1]",
        "1:15",
        "this is the number 1; write a text in quotes",
    ),
    ("extends = 'team.toml'", "1:11", "write a list"),
    (
        "fail-on-unknown = 'yes'",
        "1:19",
        "this is the text \"yes\"; write `true` or `false`",
    ),
    ("deployed-through = []", "1:20", "this is a list; write "),
    (
        "[runner]\nplaceholders = ['x']",
        "2:16",
        "this is a list; write one table",
    ),
    (
        "[runner]\nplaceholders = { a = 1 }",
        "2:22",
        "this is the number 1; write a text in quotes",
    ),
    ("[tables]\nlarge = 'a'", "2:9", "write a list"),
    (
        "[tables]\nstatistics = 'sizes.csv'\nlarge-from = -1",
        "3:14",
        "this is the number -1; write a whole number, 0 or more",
    ),
    ("[overrides]\npaths = []", "1:1", "this is a table; write a list"),
    (
        "[rules]\ndrop-table = 1",
        "2:14",
        "this is the number 1; write a severity or a table",
    ),
    (
        "[rules]\ndrop-table = { severity = 1 }",
        "2:27",
        "a severity is one of ",
    ),
    (
        "[rules]\ndrop-table = { ignore = 'x' }",
        "2:25",
        "`ignore` is a list of patterns in quotes",
    ),
    (
        "[rules]\nlarge-migration = { lines = 'x' }",
        "2:21",
        "this is the text \"x\"; write a whole number, 0 or more",
    ),
    // Values.
    (
        "dialect = 'postgresql'",
        "1:11",
        "unknown value `postgresql`; `postgres` is the nearest name",
    ),
    (
        "engine-version = 'new'",
        "1:18",
        "`new` is no version; write it like \"15\" or \"8.0.29\"",
    ),
    (
        "tool = 'flywy'",
        "1:8",
        "no tool is called `flywy`; `flyway` is the nearest name",
    ),
    (
        "fail-on = 'eror'",
        "1:11",
        "unknown value `eror`; `error` is the nearest name",
    ),
    (
        "[runner]\ntransaction = 'x'",
        "2:15",
        "unknown value `x`; there are `per-migration`",
    ),
    (
        "[schema]\nlower-case-table-names = 4",
        "2:26",
        "`lower-case-table-names` is 0, 1 or 2",
    ),
    (
        "[tables]\nlarge-from = 5",
        "2:14",
        "`large-from` says nothing without `statistics`",
    ),
    (
        "[rules]\nkeyword-case = { case = 'uper' }",
        "2:18",
        "unknown value `uper`; `upper` is the nearest name",
    ),
    (
        "[rules]\nbanned-statement = { kinds = ['drop_tabel'] }",
        "2:22",
        "no kind is called `drop_tabel`; `drop_table` is the nearest name",
    ),
    // Names of rules and their options.
    ("[rules]\ndrop-tabel = 'off'", "2:1", "`drop-table` is the nearest name"),
    (
        "[rules]\n'house/none' = 'off'",
        "2:1",
        "no rule, category or pack is called `house/none`; `lockgate rules` lists them",
    ),
    (
        "[rules]\ndrop-table = 'of'",
        "2:14",
        "no severity is called `of`; `off` is the nearest name",
    ),
    (
        "[rules]\ndrop-table = { sizes = 1 }",
        "2:16",
        "`drop-table` has no options; take `sizes` out",
    ),
    (
        "[rules]\ndrop-table = { severty = 'error' }",
        "2:16",
        "unknown key `severty`; `severity` is the nearest name",
    ),
    (
        "[rules]\ntable-rewrite = { severty = 'error' }",
        "2:19",
        "unknown key `severty`; `severity` is the nearest name",
    ),
    (
        "[rules]\n\"squawk:ban-drop-tabl\" = 'off'",
        "2:1",
        "no rule, category or pack is called `squawk:ban-drop-tabl`; `squawk:ban-drop-table` is the nearest name",
    ),
    (
        "[[allow]]\nrules = [\"destructive\"]",
        "2:10",
        "`destructive` is a category, and this list names rules; `lockgate rules --category destructive` lists them",
    ),
    (
        "[rules]\nlocking = { sizes = 1 }",
        "2:13",
        "`locking` names more than one rule and takes only a severity",
    ),
    (
        "[rules]\nlarge-migration = { line = 1 }",
        "2:21",
        "unknown key `line`; `lines` is the nearest name",
    ),
    (
        "[rules]\nname-pattern = { tabel = 'x' }",
        "2:18",
        "unknown key `tabel`; `table` is the nearest name",
    ),
    (
        "[[overrides]]\npaths = ['a']\nrules = { drop-tabel = 'off' }",
        "3:11",
        "`drop-table` is the nearest name",
    ),
    // Patterns, regular expressions, templates.
    (
        "[tables]\nlarge = ['a[']",
        "2:10",
        "`a[` is no pattern: unclosed character class",
    ),
    (
        "[[overrides]]\npaths = ['a[']\nrules = {}",
        "2:10",
        "this is no pattern: unclosed character class",
    ),
    (
        "[rules]\ndrop-table = { ignore = ['x['] }",
        "2:16",
        "`x[` is no pattern: unclosed character class",
    ),
    (
        "[rules]\nname-pattern = { table = '(' }",
        "2:18",
        "`(` is no regular expression: unclosed group",
    ),
    (
        "[rules]\nname-template = { index = '{tabel}' }",
        "2:19",
        "`{tabel}` stands for nothing; there are `{schema}`",
    ),
    // Files and folders that are named.
    (
        "migrations = ['nowhere']",
        "1:15",
        "there is no folder `nowhere`; correct the path",
    ),
    (
        "extends = ['nowhere.toml']",
        "1:12",
        "`nowhere.toml` cannot be read: there is no such file; correct the path",
    ),
    (
        "extends = ['lockgate.toml']",
        "1:12",
        "`lockgate.toml` extends itself; take it out of `extends`",
    ),
    (
        "extends = ['preset:strickt']",
        "1:12",
        "no preset is called `strickt`; `strict` is the nearest name",
    ),
    (
        "[schema]\nstart = 'x.sql'",
        "2:9",
        "`x.sql` cannot be read: there is no such file; correct the path",
    ),
    (
        "[tables]\nstatistics = 'x.csv'",
        "2:14",
        "`x.csv` cannot be read: there is no such file; correct the path",
    ),
    (
        "[scripts]\npaths = ['nowhere']",
        "2:10",
        "`nowhere` cannot be read: there is no such file; correct the path",
    ),
    ("[scripts]\npaths = ['empty']", "2:10", "`empty` holds no rule file"),
    (
        "deployed-through = '0'",
        "1:20",
        "no migration has the version `0` or an earlier one; correct it",
    ),
];

/// Words on the command line, and what is said.
const COMMANDS: &[(&[&str], &str)] = &[
    (
        &["check", "nowhere.sql"],
        "nowhere.sql: error: there is no such file or folder; check the spelling",
    ),
    (
        &["check", "x*.sql"],
        "x*.sql: error: no file matches this pattern; check it",
    ),
    (
        &["check", "a["],
        "a[: error: there is no such file, and it is no pattern either",
    ),
    (&["check", "empty"], "empty: error: the folder holds no SQL files"),
    (&["check", ""], "error: an empty path names nothing; write `.`"),
    (
        &["check", "--select", "drop-tabel"],
        "error: `--select`: no rule, category or pack is called `drop-tabel`; `drop-table` is",
    ),
    (
        &["check", "--ignore", "x"],
        "error: `--ignore`: no rule, category or pack is called `x`; `lockgate rules` lists them",
    ),
    (
        &["check", "--config", "x.toml"],
        "x.toml: error: there is no such file; correct the path",
    ),
    (&["check", "--max-findings=-1"], "write a whole number, 0 or more"),
    (&["check", "--threads", "0"], "write a whole number from 1 to 1024"),
    (&["check", "--threads", "100000"], "write a whole number from 1 to 1024"),
    (
        &["check", "--format", "json=y", "--format", "sarif=./y"],
        "`json` and `sarif` go to the same file",
    ),
    (
        &["baseline", "-"],
        "what is found in standard input cannot be recorded; name a file",
    ),
    (&["chekc", "nowhere.sql"], "a similar subcommand exists: 'check'"),
    (
        &["check", "--format", "json=empty"],
        "error: `empty` cannot be written: this is a folder; name a file",
    ),
    (
        &["check", "--format", "json", "--show-suppressed", "--format", "xml"],
        "unknown format `xml`",
    ),
    (&["check", "--since", "main"], "is not in a git repository"),
    (&["check", "--format", "jsn"], "unknown format `jsn`"),
    (
        &["check", "--format", "json", "--format", "sarif"],
        "only one format can go to standard output; write the others as",
    ),
    (
        &["check", "--format", "json=nowhere/x.json"],
        "error: `nowhere/x.json` cannot be written: there is no such folder; make it first",
    ),
    (&["check", "--tool", "x"], "possible values: psql, plain, flyway"),
    (
        &["check", "--engine-version", "new"],
        "write a version like 15 or 8.0.29",
    ),
    (
        &["check", "--fix", "-"],
        "standard input cannot be fixed in place; show the fixes with `--diff`",
    ),
    (
        &["check", "--watch", "-"],
        "standard input cannot be watched; name a file",
    ),
    (
        &["explain", "nowhere"],
        "nowhere: error: there is no such file or folder",
    ),
    (
        &["config", "nowhere"],
        "nowhere: error: there is no such file or folder",
    ),
    (
        &["config", ".", "--config", "x.toml"],
        "x.toml: error: there is no such file",
    ),
    (&["init", "nowhere"], "nowhere: error: there is no such folder"),
    (&["rules", "--config", "x.toml"], "x.toml: error: there is no such file"),
    (
        &["rule", "drop-tabel"],
        "no rule is called `drop-tabel`; `drop-table` is the nearest name",
    ),
    (&["completions", "ksh"], "possible values: bash"),
    (
        &["man", "--output", "db/1_a.sql/x"],
        "error: `db/1_a.sql/x` cannot be made: ",
    ),
];

fn place() -> Place {
    let place = Place::new(&[("db/1_a.sql", "drop table orders;\n"), ("sizes.csv", "orders,1\n")]);
    place.folder("empty");
    place
}

#[test]
fn every_mistake_in_the_configuration_is_answered_at_its_place() {
    let place = place();
    let mut wrong = Vec::new();
    for (config, at, message) in CONFIGURATIONS {
        place.write("lockgate.toml", format!("{config}\n").as_bytes());
        let said = place.concise(&["db"]);
        let begins = format!("lockgate.toml:{at}: error: ");
        let is_right = said.code == Some(2) && said.err.starts_with(&begins) && said.err.contains(message);
        if !is_right || said.err.lines().count() != 1 {
            wrong.push(format!(
                "{config:?}\n  wanted {begins}{message}\n  got    {:?} {}",
                said.code, said.err
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Windows' line ends and a byte order mark do not move a place.
#[test]
fn places_are_the_same_whatever_ends_the_lines() {
    let place = place();
    let config = "\u{feff}fail-on = 'error'\r\n\r\n[rules]\r\ndrop-tabel = 'off'\r\n";
    place.write("lockgate.toml", config.as_bytes());
    let said = place.concise(&["db"]);
    assert!(said.err.starts_with("lockgate.toml:4:1: error: "), "{}", said.err);
}

#[test]
fn every_mistake_on_the_command_line_is_answered() {
    let place = place();
    let mut wrong = Vec::new();
    for (words, message) in COMMANDS {
        let said = place.run(words);
        if said.code != Some(2) || !said.err.contains(message) {
            wrong.push(format!(
                "{words:?}\n  wanted {message}\n  got    {:?} {}",
                said.code, said.err
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Findings of what could be read are reported beside the error of what could not.
#[test]
fn nothing_is_lost_beside_an_error() {
    let place = place();
    place.write("lockgate.toml", b"[rules]\ndrop-tabel = 'off'\n");
    assert_eq!(place.concise(&["db"]).files_with("drop-table"), ["db/1_a.sql"]);
    fs::remove_file(place.path().join("lockgate.toml")).unwrap();
    let said = place.concise(&["db", "nowhere.sql"]);
    assert_eq!(
        (said.code, said.files_with("drop-table")),
        (Some(2), vec!["db/1_a.sql"])
    );
}
