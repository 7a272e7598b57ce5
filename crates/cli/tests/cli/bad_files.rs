//! Files of a project that are no such files: folders, pipes, links to nothing, other encodings, and lists that say less
//! than they seem to.

use super::support::Place;

/// The bytes of `lockgate.toml`, and what is said of them.
const BYTES: &[(&[u8], &str)] = &[
    (
        b"# a\n# caf\xe9\ndialect = 'postgres'\n",
        "lockgate.toml:2:6: error: this byte is not UTF-8",
    ),
    (
        b"dialect = 'x\0'\n",
        "lockgate.toml:1:13: error: a zero byte stands here",
    ),
    (
        b"{\"dialect\": \"postgres\"}",
        "lockgate.toml:1:1: error: this is no TOML; a line is `key = value`",
    ),
    (b"dialect: postgres\n", "this key has no value; write `key = value`"),
    (
        b"[[overrides]]\npaths = []\n",
        "lockgate.toml:2:9: error: this list is empty; name something in it",
    ),
    (
        b"[[overrides]]\npaths = ['../x/**']\n",
        "lockgate.toml:2:10: error: the pattern leads out of the folder",
    ),
    (
        b"[[overrides]]\npaths = ['/srv/x']\n",
        "lockgate.toml:2:10: error: the pattern begins at the root",
    ),
    (
        b"[[overrides]]\npaths = ['']\n",
        "lockgate.toml:2:10: error: the pattern is empty; write `**`",
    ),
    (
        b"[[overrides]]\npaths = ['db\\seed']\n",
        "lockgate.toml:2:10: error: paths are written with forward slashes",
    ),
    (
        b"[[allow]]\nrules = ['drop-table']\nfingerprints = []\n",
        "lockgate.toml:3:16: error: this list is empty; name something in it",
    ),
    (
        b"[[allow]]\nrules = ['xyzzy']\n",
        "lockgate.toml:2:10: error: no rule is called `xyzzy`; `lockgate rules` lists them",
    ),
    (
        b"[allow]\nrules = ['drop-table']\n",
        "lockgate.toml:1:1: error: this is a table; write a list: `[…]`, or of tables",
    ),
    (
        b"deployed-through = 2027-03-01\n",
        "lockgate.toml:1:20: error: this is a date; write a text in quotes",
    ),
    (
        b"extends = ['https://example.com/team.toml']\n",
        "lockgate.toml:1:12: error: nothing is fetched from the network; keep a copy",
    ),
    (
        b"extends = ['db']\n",
        "lockgate.toml:1:12: error: `db` is a folder without a `pack.toml`",
    ),
    (
        b"[scripts]\npaths = ['db/1_a.sql']\n",
        "lockgate.toml:2:10: error: `db/1_a.sql` is no rule file: those end in `.rhai`",
    ),
    (
        b"[tables]\nstatistics = 'db/1_a.sql'\n",
        "db/1_a.sql:1:1: error: this line is no `schema.table,rows`",
    ),
    (
        b"baseline = 'known.json'\n",
        "lockgate.toml:1:12: error: there is no baseline `known.json`; `lockgate baseline` writes it",
    ),
];

fn place() -> Place {
    Place::new(&[("db/1_a.sql", "drop table orders;\n")])
}

#[test]
fn what_is_no_configuration_is_answered() {
    let place = place();
    let mut wrong = Vec::new();
    for (bytes, message) in BYTES {
        place.write("lockgate.toml", bytes);
        let said = place.concise(&["db"]);
        if said.code != Some(2) || !said.err.contains(message) || said.err.lines().count() != 1 {
            wrong.push(format!("wanted {message}\n  got  {:?} {}", said.code, said.err));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Settings that nobody reads would be believed in.
#[test]
fn a_folder_called_like_the_configuration_is_not_passed_over() {
    let place = place();
    place.folder("lockgate.toml");
    for words in [&["check"][..], &["check", "db"], &["explain", "db"], &["config", "db"]] {
        let said = place.run(words);
        assert_eq!(
            (said.code, said.err.as_str()),
            (
                Some(2),
                "lockgate.toml: error: this is a folder, and the configuration is a file; rename it\n"
            ),
            "{words:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_link_to_nothing_called_like_the_configuration_is_not_passed_over() {
    let place = place();
    let path = place.path().join("lockgate.toml");
    std::os::unix::fs::symlink("nowhere", &path).unwrap();
    let said = place.concise(&["db"]);
    let wanted = "lockgate.toml: error: this is a link to something that does not exist; mend or remove it\n";
    assert_eq!((said.code, said.err.as_str()), (Some(2), wanted));
    std::fs::remove_file(&path).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    if made.is_ok_and(|status| status.success()) {
        let said = place.concise(&["db"]);
        assert_eq!(said.code, Some(2), "{}", said.err);
        assert!(
            said.err.starts_with("lockgate.toml: error: this is no file"),
            "{}",
            said.err
        );
    }
}

/// A baseline that is named is written even where nothing is found, so that the next run has it.
#[test]
fn a_named_baseline_is_there_after_it_was_written() {
    let place = Place::new(&[
        ("db/1_a.sql", "select 1;\n"),
        ("lockgate.toml", "baseline = 'known.json'\n"),
    ]);
    assert_eq!(place.concise(&["db"]).code, Some(2));
    let said = place.run(&["baseline"]);
    assert_eq!(
        (said.code, said.out.as_str()),
        (
            Some(0),
            "known.json: 0 findings recorded; from now on only new ones are reported\n"
        )
    );
    let said = place.concise(&["db"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
}

/// The name of a rule that does not load is not known; that it does not load is what has to be said.
#[test]
fn a_selected_rule_that_does_not_load_says_why() {
    let place = place();
    place.write("lockgate.toml", b"[scripts]\npaths = ['rules']\n");
    let broken = "//! id = \"broken\"\n//! summary = \"s\"\n//! category = \"design\"\n//! on = [\"create_table\"]\n\
                  fn check(change, options, cx) { eval(\"1\"); }\n";
    place.write("rules/broken.rhai", broken.as_bytes());
    let said = place.concise(&["--select", "broken,drop-table"]);
    assert_eq!(
        (said.code, said.files_with("drop-table")),
        (Some(2), vec!["db/1_a.sql"])
    );
    assert!(said.err.starts_with("rules/broken.rhai:5:"), "{}", said.err);
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
}

/// What a comment or the configuration names may be a rule that did not load, so nobody takes it away.
#[test]
fn names_are_not_judged_while_rules_do_not_load() {
    let allowed = "-- lockgate: allow no-json (raw payload, DB-7)\n-- lockgate: allow drop-table\ncreate table t (id bigint primary key);\n";
    let configuration = "dialect = 'postgres'\n[scripts]\npaths = ['rules']\n[rules]\nno-json = 'warning'\n\
                         [[allow]]\nrules = ['no-json']\n";
    let broken = "//! id = \"no-json\"\n//! summary = \"s\"\n//! category = \"design\"\n//! on = [\"create_table\"]\n\
                  fn check(change, options, cx) { cx.reprt(change, \"x\"); }\n";
    let files = [("lockgate.toml", configuration), ("m/1_a.sql", allowed)];
    let submodule = Place::new(&files);
    let typo = Place::new(&files);
    typo.write("rules/no-json.rhai", broken.as_bytes());
    for (place, error) in [(submodule, "`rules` cannot be read"), (typo, "rules/no-json.rhai:5:")] {
        let said = place.run(&["check", "--fix", "--format", "concise", "m"]);
        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(said.err.contains(error) && said.err.lines().count() == 1, "{said:?}");
        assert!(!said.out.contains("suppression]"), "{said:?}");
        assert_eq!(
            std::fs::read_to_string(place.path().join("m/1_a.sql")).unwrap(),
            allowed
        );
    }
}

#[test]
fn a_comment_outlasts_a_rule_that_fails() {
    let allowed = "-- lockgate: allow thrower (why)\ncreate table t (id bigint primary key);\n";
    let thrower = "//! id = \"thrower\"\n//! summary = \"s\"\n//! category = \"design\"\n//! on = [\"create_table\"]\n\
                   fn check(change, options, cx) { throw \"x\"; }\n";
    let place = Place::new(&[
        ("lockgate.toml", "dialect = 'postgres'\n[scripts]\npaths = ['rules']\n"),
        ("rules/thrower.rhai", thrower),
        ("m/1_a.sql", allowed),
    ]);
    let said = place.run(&["check", "--fix", "m"]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert_eq!(
        std::fs::read_to_string(place.path().join("m/1_a.sql")).unwrap(),
        allowed
    );
}

#[test]
fn a_byte_that_ends_a_line_for_others_is_told_once() {
    let place = Place::new(&[(
        "V1__orders.sql",
        "insert into orders (note) values ('a\0b');\nselect \0 2;\n",
    )]);
    let said = place.concise(&["V1__orders.sql", "--select", "file-encoding", "--dialect", "postgres"]);
    let wanted = "V1__orders.sql:1:37: warning[file-encoding] a byte 0 stands here";
    assert!(said.out.starts_with(wanted), "{said:?}");
    assert_eq!(said.out.matches("file-encoding").count(), 1, "{said:?}");
}
