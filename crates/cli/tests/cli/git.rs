//! Only what is new: `--since`, `--staged`, `--changed`, and what git tells of released migrations.

use std::process::Command;

use crate::support::Place;

const FIRST: &str = "create table users (id bigint primary key, email text not null);\n";
const SECOND: &str = "alter table users drop column email;\n";

/// A repository with one released migration on `main`.
fn repository() -> Place {
    let place = Place::new(&[
        ("db/migration/V1__users.sql", FIRST),
        ("db/migration/V2__old.sql", SECOND),
    ]);
    into_repository(&place);
    place
}

fn git(place: &Place, arguments: &[&str]) {
    crate::shared_git::git(place.path(), arguments);
}

fn commit(place: &Place) {
    git(place, &["add", "-A"]);
    git(place, &["commit", "-q", "-m", "step"]);
}

/// Makes a repository of a place, with all of it committed on `main`.
pub(crate) fn into_repository(place: &Place) {
    git(place, &["init", "-q", "-b", "main"]);
    commit(place);
}

fn new_branch(place: &Place) {
    git(place, &["switch", "-q", "-c", "feature"]);
}

#[test]
fn since_reports_on_what_is_new_and_replays_the_rest() {
    let place = repository();
    new_branch(&place);
    place.write("db/migration/V3__new.sql", b"alter table users drop column id;\n");
    let said = place.concise(&["--since", "main"]);
    assert_eq!(said.files_with("drop-column"), ["db/migration/V3__new.sql"], "{said:?}");
    assert_eq!(said.code, Some(1));
    // It is the same when it is committed, and asked for from a folder below.
    commit(&place);
    let said = place.run_in("db", &["check", "--format", "concise", "--since", "main"]);
    assert_eq!(said.files_with("drop-column"), ["migration/V3__new.sql"], "{said:?}");
    let nothing = place.concise(&["--since", "feature"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (Some(0), ""));
    assert!(
        nothing.err.contains("no migration has changed since `feature`"),
        "{nothing:?}"
    );
}

#[test]
fn an_edit_of_a_released_migration_is_told_without_what_was_there_before() {
    let place = Place::new(&[(
        "db/migration/V1__old.sql",
        "drop table a;\ncreate table b (id int);\ndrop table c;\n",
    )]);
    into_repository(&place);
    new_branch(&place);
    let rules = |said: &crate::support::Said| -> Vec<String> {
        let lines = said.out.lines().map(|line| {
            let (place, rest) = line.split_once(": ").unwrap();
            let rule = rest.split(['[', ']']).nth(1).unwrap();
            format!("{} {rule}", place.split(':').nth(1).unwrap())
        });
        lines.collect()
    };
    // What was there is laid out anew, and moves down.
    let edited = "-- a new head\ndrop table a;\nDROP\n  TABLE c;\ncreate table b (id int);\ndrop table new;\n";
    place.write("db/migration/V1__old.sql", edited.as_bytes());
    let said = place.concise(&[
        "--since",
        "main",
        "--fail-on",
        "info",
        "--select",
        "drop-table,edited-migration",
    ]);
    assert_eq!(rules(&said), ["1 edited-migration", "6 drop-table"], "{said:?}");
    assert_eq!(said.code, Some(1));
    let json = place.run(&["check", "--since", "main", "--format", "json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let counted = ["errors", "warnings", "infos"].map(|name| json["summary"][name].as_u64().unwrap());
    let findings = json["findings"].as_array().unwrap();
    assert_eq!(counted.iter().sum::<u64>(), u64::try_from(findings.len()).unwrap());
    // A second one like one that was there is new; one that the edit has made dangerous is new as well.
    let edited = "drop table a;\ndrop table b;\ndrop table c;\ndrop table c;\n";
    place.write("db/migration/V1__old.sql", edited.as_bytes());
    let said = place.concise(&["--since", "main", "--select", "drop-table"]);
    assert_eq!(rules(&said), ["2 drop-table", "4 drop-table"], "{said:?}");
    // Renamed as well.
    git(
        &place,
        &["mv", "db/migration/V1__old.sql", "db/migration/V1__older.sql"],
    );
    let said = place.concise(&["--since", "main", "--select", "drop-table"]);
    assert_eq!(rules(&said), ["2 drop-table", "4 drop-table"], "{said:?}");
    // Without a base, all of it is told.
    let said = place.concise(&["--select", "drop-table"]);
    assert_eq!(rules(&said).len(), 4, "{said:?}");
}

/// They are known by what Flyway calls them, and their suppressions are of use even where no base is known.
#[test]
fn suppressions_of_what_needs_a_base_are_not_unused_without_one() {
    let place = Place::new(&[("lockgate.toml", "tool = \"flyway\"\n"), ("db/V1__users.sql", FIRST)]);
    into_repository(&place);
    new_branch(&place);
    let allowed = format!("-- lockgate: allow-file flyway:CHECKSUM_MISMATCH, drop-schema (nobody has it yet)\n{FIRST}");
    place.write("db/V1__users.sql", allowed.as_bytes());
    let unused = |arguments: &[&str]| {
        let said = place.concise(
            &[
                arguments,
                &["--select", "edited-migration,drop-schema,unused-suppression"],
            ]
            .concat(),
        );
        assert!(!said.out.contains("[edited-migration]"), "{said:?}");
        said.out
            .lines()
            .filter(|line| line.contains("[unused-suppression]"))
            .count()
    };
    assert_eq!(unused(&[]), 1, "of two rules one could not find anything");
    assert_eq!(unused(&["--since", "main"]), 1, "and now it is of use");
}

#[test]
fn released_migrations_stay_as_they_are() {
    let place = repository();
    new_branch(&place);
    place.write("db/migration/V1__users.sql", format!("{FIRST}select 1;\n").as_bytes());
    git(&place, &["mv", "db/migration/V2__old.sql", "db/migration/V9__old.sql"]);
    let said = place.concise(&["--since", "main"]);
    assert_eq!(
        said.files_with("edited-migration"),
        ["db/migration/V1__users.sql"],
        "{said:?}"
    );
    assert_eq!(
        said.files_with("renamed-migration"),
        ["db/migration/V9__old.sql"],
        "{said:?}"
    );
    assert!(said.files_with("drop-column").is_empty(), "{said:?}");
    git(&place, &["rm", "-q", "-f", "db/migration/V9__old.sql"]);
    let said = place.concise(&["--since", "main", "db"]);
    assert_eq!(
        said.files_with("deleted-migration"),
        ["db/migration/V2__old.sql"],
        "{said:?}"
    );
    let json = place.run(&["check", "--since", "main", "--format", "json"]);
    assert!(
        json.out.contains("\"path\": \"db/migration/V2__old.sql\"")
            || json.out.contains("\"path\":\"db/migration/V2__old.sql\"")
    );
    let fixed = place.run(&["check", "--since", "main", "--unsafe-fixes", "--exit-zero"]);
    assert_eq!(fixed.code, Some(0), "{fixed:?}");
    let text = std::fs::read_to_string(place.path().join("db/migration/V1__users.sql")).unwrap();
    assert_eq!(
        text,
        format!("{FIRST}select 1;\n"),
        "released migrations are never fixed"
    );
}

#[test]
fn the_base_may_have_gone_on() {
    let place = repository();
    new_branch(&place);
    place.write(
        "db/migration/V3__mine.sql",
        b"create table mine (id bigint primary key);\n",
    );
    commit(&place);
    git(&place, &["switch", "-q", "main"]);
    place.write(
        "db/migration/V3__theirs.sql",
        b"create table theirs (id bigint primary key);\n",
    );
    commit(&place);
    git(&place, &["switch", "-q", "feature"]);
    let said = place.concise(&["--since", "main"]);
    assert_eq!(
        said.files_with("out-of-order-migration"),
        ["db/migration/V3__mine.sql"],
        "{said:?}"
    );
    assert!(said.out.contains("V3__theirs.sql"), "{said:?}");
    assert!(said.files_with("deleted-migration").is_empty(), "{said:?}");
}

#[test]
fn the_configuration_may_name_the_base() {
    let place = repository();
    new_branch(&place);
    place.write("lockgate.toml", b"deployed-through = { git = \"main\" }\n");
    place.write("db/migration/V3__new.sql", b"alter table users drop column id;\n");
    let said = place.concise(&[]);
    assert_eq!(said.files_with("drop-column"), ["db/migration/V3__new.sql"], "{said:?}");
    let shown = place.run(&["config"]);
    assert!(shown.out.contains("deployed-through = { git = \"main\" }"), "{shown:?}");
    place.write("lockgate.toml", b"deployed-through = { git = \"origin/main\" }\n");
    let said = place.concise(&[]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.starts_with("lockgate.toml:1:20: "), "{said:?}");
    assert!(said.err.contains("git fetch origin main"), "{said:?}");
    place.write("lockgate.toml", b"deployed-through = { tag = \"x\" }\n");
    assert_eq!(place.concise(&[]).code, Some(2));
}

#[test]
fn what_is_staged_is_judged_as_it_is_staged() {
    let place = repository();
    place.write("db/migration/V3__new.sql", b"alter table users drop column id;\n");
    git(&place, &["add", "-A"]);
    place.write("db/migration/V3__new.sql", b"select 1;\n");
    place.write("db/migration/V4__not_staged.sql", b"drop table users;\n");
    let said = place.concise(&["--staged"]);
    assert_eq!(said.files_with("drop-column"), ["db/migration/V3__new.sql"], "{said:?}");
    assert!(!said.out.contains("V4__"), "{said:?}");
    let named = place.concise(&["--staged", "db/migration/V3__new.sql", "db/migration/V1__users.sql"]);
    assert_eq!(
        named.files_with("drop-column"),
        ["db/migration/V3__new.sql"],
        "{named:?}"
    );
    let above = place.run_in("db/migration", &["check", "--format", "concise", "--staged", ".."]);
    assert_eq!(above.files_with("drop-column").len(), 1, "{above:?}");
    // A staged file may be gone from the disk.
    std::fs::remove_file(place.path().join("db/migration/V3__new.sql")).unwrap();
    let said = place.concise(&["--staged"]);
    assert_eq!(said.files_with("drop-column"), ["db/migration/V3__new.sql"], "{said:?}");
    let changed = place.concise(&["--changed"]);
    assert_eq!(
        changed.files_with("drop-table"),
        ["db/migration/V4__not_staged.sql"],
        "{changed:?}"
    );
    git(&place, &["reset", "-q", "--hard"]);
    let nothing = place.concise(&["--staged", "--exit-zero"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (Some(0), ""), "{nothing:?}");
}

#[test]
fn names_may_hold_spaces_and_any_letters() {
    let place = Place::new(&[("my db/V1__größe \"1\".sql", FIRST)]);
    into_repository(&place);
    place.write("my db/V2__naïve 表.sql", SECOND.as_bytes());
    let said = place.concise(&["--changed", "--tool", "flyway", "my db"]);
    assert_eq!(said.files_with("drop-column"), ["my db/V2__naïve 表.sql"], "{said:?}");
    place.write("my db/V1__größe \"1\".sql", b"select 2;");
    let said = place.concise(&["--since", "HEAD", "--tool", "flyway", "my db"]);
    assert_eq!(said.files_with("edited-migration").len(), 1, "{said:?}");
}

#[test]
fn line_ends_alone_are_no_change() {
    let place = repository();
    new_branch(&place);
    place.write("db/migration/V1__users.sql", FIRST.replace('\n', "\r\n").as_bytes());
    let said = place.concise(&["--since", "main"]);
    assert!(said.files_with("edited-migration").is_empty(), "{said:?}");
}

#[test]
fn work_trees_and_submodules_are_repositories_too() {
    let place = repository();
    git(&place, &["worktree", "add", "-q", "-b", "other", "tree"]);
    place.write("tree/db/migration/V3__new.sql", b"alter table users drop column id;\n");
    let said = place.run_in("tree", &["check", "--format", "concise", "--since", "main"]);
    assert_eq!(said.files_with("drop-column"), ["db/migration/V3__new.sql"], "{said:?}");
    // From above, the repository is that of the files.
    let said = place.concise(&["--changed", "tree/db"]);
    assert_eq!(
        said.files_with("drop-column"),
        ["tree/db/migration/V3__new.sql"],
        "{said:?}"
    );
}

#[test]
fn a_shallow_clone_says_what_it_misses() {
    let place = repository();
    new_branch(&place);
    place.write("db/migration/V3__new.sql", b"alter table users drop column id;\n");
    commit(&place);
    // The commit where the branch left is the parent of its last but one.
    place.write("notes.txt", b"later");
    commit(&place);
    let url = format!("file://{}", place.path().display());
    git(
        &place,
        &["clone", "-q", "--depth", "1", "--branch", "feature", &url, "clone"],
    );
    let unknown = place.run_in("clone", &["check", "--since", "origin/main"]);
    assert_eq!(unknown.code, Some(2));
    assert!(
        unknown.err.contains("this clone is shallow") && unknown.err.contains("fetch-depth: 0"),
        "{unknown:?}"
    );
    assert!(unknown.err.contains("git fetch --depth="), "{unknown:?}");
    let clone = place.path().join("clone");
    let in_clone = |arguments: &[&str]| {
        let done = Command::new("git")
            .arg("-C")
            .arg(&clone)
            .args(arguments)
            .status()
            .unwrap();
        assert!(done.success());
    };
    in_clone(&["fetch", "-q", "--depth=1", "origin", "main:refs/remotes/origin/main"]);
    let cut_off = place.run_in("clone", &["check", "--since", "origin/main"]);
    assert_eq!(cut_off.code, Some(2));
    assert!(cut_off.err.contains("git fetch --unshallow"), "{cut_off:?}");
    in_clone(&["fetch", "-q", "--unshallow"]);
    let said = place.run_in("clone", &["check", "--format", "concise", "--since", "origin/main"]);
    assert_eq!(said.files_with("drop-column"), ["db/migration/V3__new.sql"], "{said:?}");
}

#[test]
fn without_git_or_a_commit_it_says_so() {
    let place = Place::new(&[("db/1_x.sql", FIRST)]);
    for (arguments, wanted) in [
        (&["--since", "main", "db"][..], "`--since`: "),
        (&["--staged", "db"], "`--staged`: "),
        (&["--changed", "db"], "`--changed`: "),
    ] {
        let said = place.concise(arguments);
        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(
            said.err.contains(wanted) && said.err.contains("is not in a git repository"),
            "{said:?}"
        );
    }
    git(&place, &["init", "-q", "-b", "main"]);
    place.write("db/2_x.sql", SECOND.as_bytes());
    assert_eq!(place.concise(&["--changed", "db"]).code, Some(1), "everything is new");
    for reference in ["nowhere", "--output=x", ""] {
        let said = place.concise(&[&format!("--since={reference}"), "db"]);
        assert_eq!(said.code, Some(2), "{said:?}");
    }
    assert_eq!(place.run(&["check", "--staged", "--changed"]).code, Some(2));
    assert_eq!(place.run(&["check", "--staged", "--fix"]).code, Some(2));
}
