use super::support::Place;

const DROP: &str = "drop table orders;\n";

#[test]
fn paths_alone_are_checked_and_findings_fail() {
    let place = Place::new(&[("db/V1__a.sql", "create table a (id int);"), ("db/V2__b.sql", DROP)]);
    let said = place.run(&["--format", "concise", "db"]);
    assert_eq!(said.files_with("drop-table"), ["db/V2__b.sql"]);
    assert_eq!((said.code, said.err.as_str()), (Some(1), ""));
    assert_eq!(place.run(&["db/V1__a.sql"]).code, Some(0));
    assert_eq!(place.run(&["db", "--exit-zero"]).code, Some(0));
    assert_eq!(place.run(&["db", "--fail-on", "never"]).code, Some(0));
}

#[test]
fn what_cannot_be_found_is_said_and_the_rest_is_checked() {
    let place = Place::new(&[("a.sql", DROP)]);
    place.folder("empty");
    let said = place.concise(&["a.sql", "b.sql", "empty", "x/*.sql"]);
    assert_eq!(said.files_with("drop-table"), ["a.sql"]);
    assert_eq!(
        said.err.lines().collect::<Vec<_>>(),
        [
            "b.sql: error: there is no such file or folder; check the spelling",
            "empty: error: the folder holds no SQL files that `.gitignore` does not exclude; name the folder of the \
             migrations",
            "x/*.sql: error: no file matches this pattern; check it, and quote it against the shell",
        ]
    );
    assert_eq!(said.code, Some(2));
}

#[test]
fn nothing_checked_is_no_clean_bill() {
    let place = Place::new(&[]);
    let said = place.run(&["check", "a.sql"]);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
    let said = place.run(&["check", "a.sql", "--format", "json"]);
    assert_eq!(said.code, Some(2));
    assert!(said.out.starts_with("{\"schema\":1,"), "{}", said.out);
}

#[test]
fn an_empty_file_is_said_and_fails_nothing() {
    let place = Place::new(&[("db/1_a.up.sql", ""), ("db/2_b.up.sql", "select 1;")]);
    let said = place.concise(&["db"]);
    assert_eq!(
        (said.code, said.err.as_str()),
        (Some(0), "db/1_a.up.sql: note: the file is empty\n")
    );
    assert_eq!(place.concise(&["db", "-q"]).err, "");
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_or_in_a_circle_are_said() {
    use std::os::unix::fs::symlink;
    let place = Place::new(&[("db/a.sql", DROP)]);
    symlink("..", place.path().join("db/up")).unwrap();
    symlink("nowhere.sql", place.path().join("db/broken.sql")).unwrap();
    symlink("self.sql", place.path().join("db/self.sql")).unwrap();
    let said = place.concise(&["db"]);
    assert_eq!(said.files_with("drop-table"), ["db/a.sql"]);
    assert_eq!(
        said.err.lines().collect::<Vec<_>>(),
        [
            "db/broken.sql: error: this is a link to something that does not exist, or it vanished; mend or remove it",
            "db/self.sql: error: symbolic links lead in a circle; remove one of them",
            "db/up: error: this link leads back to `.`, which holds it; remove the link or exclude it in `.gitignore`",
        ]
    );
    assert_eq!(said.code, Some(2));
    let said = place.concise(&["db/broken.sql"]);
    assert_eq!(
        said.err,
        "db/broken.sql: error: this is a symbolic link to something that does not exist; mend or remove it\n"
    );
}

#[cfg(unix)]
#[test]
fn a_file_or_folder_that_may_not_be_read_is_said() {
    use std::fs::{File, Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new(&[("db/a.sql", DROP), ("db/b.sql", DROP), ("db/sub/c.sql", DROP)]);
    let closed = [place.path().join("db/b.sql"), place.path().join("db/sub")];
    for path in &closed {
        set_permissions(path, Permissions::from_mode(0o000)).unwrap();
    }
    if File::open(&closed[0]).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    let said = place.concise(&["db"]);
    assert_eq!(said.files_with("drop-table"), ["db/a.sql"]);
    assert_eq!(
        said.err.lines().collect::<Vec<_>>(),
        [
            "db/sub: error: permission denied; make it readable for the user who runs the check",
            "db/b.sql: error: permission denied; make it readable for the user who runs the check",
        ]
    );
    assert_eq!(said.code, Some(2));
    set_permissions(&closed[1], Permissions::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_file_of_four_gigabytes_is_refused_unread() {
    let place = Place::new(&[("a.sql", DROP)]);
    let file = std::fs::File::create(place.path().join("huge.sql")).unwrap();
    file.set_len(1 << 32).unwrap();
    let said = place.concise(&["a.sql", "huge.sql"]);
    assert_eq!(said.err, "huge.sql: error: the file holds 4 GiB or more; split it\n");
    assert_eq!((said.code, said.files_with("drop-table")), (Some(2), vec!["a.sql"]));
}

#[test]
fn gitignore_is_honoured_and_a_named_file_is_not_asked() {
    let place = Place::new(&[
        (".gitignore", "build/\nscratch.sql\n"),
        ("build/a.sql", DROP),
        ("scratch.sql", DROP),
        ("notes.txt", DROP),
        ("db.sql", DROP),
    ]);
    assert_eq!(place.concise(&["."]).files_with("drop-table"), ["db.sql"]);
    assert_eq!(
        place.concise(&["scratch.sql"]).files_with("drop-table"),
        ["scratch.sql"]
    );
    assert_eq!(place.concise(&["notes.txt"]).files_with("drop-table"), ["notes.txt"]);
    assert_eq!(place.concise(&["**/*.sql"]).files_with("drop-table"), ["db.sql"]);
    assert_eq!(place.concise(&["build"]).files_with("drop-table"), ["build/a.sql"]);
}

#[test]
fn a_path_that_exists_is_no_pattern() {
    let place = Place::new(&[("a[1].sql", DROP), ("a1.sql", DROP)]);
    assert_eq!(place.concise(&["a[1].sql"]).files_with("drop-table"), ["a[1].sql"]);
    assert_eq!(place.concise(&["a?.sql"]).files_with("drop-table"), ["a1.sql"]);
}

#[test]
fn a_file_that_is_named_twice_is_checked_once() {
    let place = Place::new(&[("db/a.sql", DROP)]);
    let absolute = place.path().join("db/a.sql");
    let said = place.concise(&["db", "./db/a.sql", "db/a.sql", absolute.to_str().unwrap()]);
    assert_eq!(said.files_with("drop-table").len(), 1);
}

#[test]
fn a_file_is_judged_within_its_history() {
    let place = Place::new(&[
        ("db/migration/V1__a.sql", "create table orders (id int);"),
        ("db/migration/V2__b.sql", "create index orders_id on orders (id);"),
        ("db/migration/more/V2__c.sql", "select 1;"),
    ]);
    let whole = place.concise(&["db", "--dialect", "postgres"]);
    let one = place.concise(&["db/migration/V2__b.sql", "--dialect", "postgres"]);
    assert!(
        whole
            .files_with("duplicate-version")
            .contains(&"db/migration/more/V2__c.sql"),
        "{whole:?}"
    );
    assert_eq!(one.files_with("blocking-index-build"), ["db/migration/V2__b.sql"]);
    let within: Vec<&str> = whole
        .out
        .lines()
        .filter(|line| line.starts_with("db/migration/V2__b.sql"))
        .collect();
    assert_eq!(one.out.lines().collect::<Vec<_>>(), within);
}

#[test]
fn loose_scripts_beside_a_file_are_none_of_its_history() {
    let place = Place::new(&[("a.sql", "create table orders (id int);"), ("b.sql", DROP)]);
    let said = place.run(&["explain", "b.sql", "--format", "json"]);
    assert!(!said.out.contains("a.sql"), "{}", said.out);
    assert_eq!(place.concise(&["b.sql"]).files_with("drop-table"), ["b.sql"]);
}

#[test]
fn standard_input_is_one_migration() {
    let place = Place::new(&[("db/migration/V1__a.sql", "select 1;")]);
    let said = place.run_with(&["-", "--format", "concise"], DROP);
    assert_eq!((said.code, said.files_with("drop-table")), (Some(1), vec!["-"]));
    let named = ["--stdin-filename", "db/migration/V2__b.sql", "--format", "concise"];
    let said = place.run_with(&named, DROP);
    assert_eq!(
        (said.code, said.files_with("drop-table")),
        (Some(1), vec!["db/migration/V2__b.sql"])
    );
    let said = place.run(&["check", "db", "--stdin-filename", "a.sql"]);
    assert_eq!(
        (said.code, said.err.as_str()),
        (
            Some(2),
            "error: `--stdin-filename` names standard input, which is not checked; add the path `-`\n"
        )
    );
}

#[test]
fn migrations_in_other_languages_are_named_as_not_read() {
    let place = Place::new(&[
        ("migrations/0001_a.py", "x = 1"),
        ("migrations/0002_b.sql", "select 1;"),
    ]);
    let said = place.concise(&["."]);
    assert_eq!(said.files_with("not-sql"), ["migrations/0001_a.py"]);
    let place = Place::new(&[("pom.xml", "<project/>"), ("V1__a.sql", "select 1;")]);
    let said = place.concise(&["--tool", "flyway", "pom.xml"]);
    assert!(said.out.contains("`pom.xml` is XML and was not read"), "{said:?}");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let files: Vec<(String, String)> = (0..60)
        .map(|at| {
            (
                format!("db/migration/V{at}__x.sql"),
                format!("create table t{at} (id int);\ndrop table t{at};"),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let place = Place::new(&files);
    let one = place.run(&["db", "--threads", "1", "--format", "json"]);
    let many = place.run(&["db", "--threads", "7", "--format", "json"]);
    assert_eq!(one.out, many.out);
}
