use std::fs;

use super::support::Place;

/// goose opens a transaction around it, and commits where this says so: a safe fix takes the pair out.
const PAIR: &str = "-- +goose Up\nbegin;\ncreate table a (id bigint primary key);\ncommit;\n";
const WITHOUT_PAIR: &str = "-- +goose Up\ncreate table a (id bigint primary key);\n";
/// Only an unsafe fix goes with it.
const CASCADE: &str = "drop table a cascade;\n";

fn text(place: &Place, path: &str) -> String {
    String::from_utf8(fs::read(place.path().join(path)).unwrap()).unwrap()
}

#[test]
fn safe_fixes_are_written_and_what_is_left_is_reported() {
    let place = Place::new(&[
        ("db/00001_a.sql", PAIR),
        ("db/00002_b.sql", "-- +goose Up\ndrop table a;\n"),
    ]);
    let said = place.run(&[
        "check",
        "--fix",
        "--format",
        "concise",
        "--select",
        "transaction-control,drop-table",
        "db",
    ]);
    assert_eq!(text(&place, "db/00001_a.sql"), WITHOUT_PAIR, "{said:?}");
    assert_eq!(
        said.out,
        "db/00002_b.sql:2:1: error[drop-table] dropping table `a` loses its rows\n"
    );
    assert_eq!(said.err, "note: 1 fix changed 1 file\n");
    assert_eq!(said.code, Some(1));
    let again = place.run(&["check", "--fix", "--select", "transaction-control", "db"]);
    assert_eq!((again.code, again.err.as_str()), (Some(0), ""));
}

#[test]
fn unsafe_fixes_are_applied_on_demand_only() {
    let place = Place::new(&[("1.sql", CASCADE)]);
    let select = ["--select", "drop-cascade", "--format", "concise"];
    let said = place.run(&[&["check", "--fix"], &select[..], &["1.sql"]].concat());
    assert_eq!(text(&place, "1.sql"), CASCADE);
    let note = "note: 1 finding has a fix that may change behaviour; `--unsafe-fixes` applies such fixes\n";
    assert_eq!(said.err, note);
    let said = place.run(&[&["check", "--unsafe-fixes"], &select[..], &["1.sql"]].concat());
    assert_eq!(text(&place, "1.sql"), "drop table a;\n");
    assert_eq!((said.code, said.out.as_str()), (Some(0), ""));
}

#[test]
fn a_diff_shows_the_fixes_and_writes_nothing() {
    let place = Place::new(&[("db/00001_a.sql", PAIR)]);
    let said = place.run(&["check", "--diff", "--select", "transaction-control", "db"]);
    let expected = "--- a/db/00001_a.sql\n+++ b/db/00001_a.sql\n@@ -1,4 +1,2 @@\n -- +goose Up\n-begin;\n \
                    create table a (id bigint primary key);\n-commit;\n";
    assert_eq!(said.out, expected);
    assert_eq!(
        (said.code, said.err.as_str()),
        (Some(1), "note: 1 fix would change 1 file\n")
    );
    assert_eq!(text(&place, "db/00001_a.sql"), PAIR);
    let nothing = place.run(&["check", "--diff", "--select", "drop-table", "db"]);
    assert_eq!(
        (nothing.code, nothing.out.as_str(), nothing.err.as_str()),
        (Some(0), "", "")
    );
}

#[test]
fn standard_input_is_shown_but_never_written() {
    let place = Place::new(&[]);
    let select = ["--select", "drop-cascade", "-"];
    let said = place.run_with(&[&["check", "--diff", "--unsafe-fixes"], &select[..]].concat(), CASCADE);
    assert!(
        said.out.contains("-drop table a cascade;\n+drop table a;\n"),
        "{said:?}"
    );
    let said = place.run_with(&[&["check", "--unsafe-fixes"], &select[..]].concat(), CASCADE);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("show the fixes with `--diff`"), "{said:?}");
}

#[test]
fn encoding_and_line_ends_stay() {
    let utf16 = |text: &str| -> Vec<u8> {
        let units = [0xFEFF].into_iter().chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    let (old, new) = (PAIR.replace('\n', "\r\n"), WITHOUT_PAIR.replace('\n', "\r\n"));
    let latin = |text: &str| [b"-- caf\xE9\r\n".as_slice(), text.as_bytes()].concat();
    let marked = |text: &str| [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
    for (before, after) in [
        (utf16(&old), utf16(&new)),
        (latin(&old), latin(&new)),
        (marked(&old), marked(&new)),
    ] {
        let place = Place::new(&[]);
        place.write("db/00001_a.sql", &before);
        let arguments = [
            "check",
            "--fix",
            "--tool",
            "goose",
            "--select",
            "transaction-control",
            "db",
        ];
        let said = place.run(&arguments);
        assert_eq!(
            fs::read(place.path().join("db/00001_a.sql")).unwrap(),
            after,
            "{said:?}"
        );
    }
}

#[test]
fn what_is_inserted_ends_its_lines_as_the_file_does() {
    let place = Place::new(&[("1.sql", "alter table a add constraint c check (b > 0);\r\n")]);
    let said = place.run(&[
        "check",
        "--unsafe-fixes",
        "--dialect",
        "postgres",
        "--select",
        "constraint-without-not-valid",
        "1.sql",
    ]);
    let text = text(&place, "1.sql");
    assert!(text.contains("not valid;\r\n"), "{text:?} {said:?}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

#[test]
fn released_migrations_are_never_touched() {
    let second = PAIR.replace("table a", "table b");
    let place = Place::new(&[
        ("lockgate.toml", "deployed-through = \"1\"\n"),
        ("db/00001_a.sql", PAIR),
        ("db/00002_b.sql", second.as_str()),
    ]);
    let said = place.run(&["check", "--fix", "--select", "transaction-control", "db"]);
    assert_eq!(text(&place, "db/00001_a.sql"), PAIR, "{said:?}");
    assert_eq!(
        text(&place, "db/00002_b.sql"),
        WITHOUT_PAIR.replace("table a", "table b")
    );
}

#[test]
fn only_what_was_asked_for_is_fixed() {
    let second = PAIR.replace("table a", "table b");
    let place = Place::new(&[("db/00001_a.sql", PAIR), ("db/00002_b.sql", second.as_str())]);
    let said = place.run(&["check", "--fix", "--select", "transaction-control", "db/00002_b.sql"]);
    assert_eq!(text(&place, "db/00001_a.sql"), PAIR, "{said:?}");
    assert_ne!(text(&place, "db/00002_b.sql"), second);
}

#[test]
fn a_read_only_file_is_an_error_and_others_are_fixed() {
    let second = PAIR.replace("table a", "table b");
    let place = Place::new(&[("db/00001_a.sql", PAIR), ("db/00002_b.sql", second.as_str())]);
    let path = place.path().join("db/00001_a.sql");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let said = place.run(&[
        "check",
        "--fix",
        "--format",
        "concise",
        "--select",
        "transaction-control",
        "db",
    ]);
    assert_eq!(said.code, Some(2));
    let message =
        "db/00001_a.sql: error: the file is read-only, so its fixes are not applied; make it writable, or leave it out";
    assert!(said.err.contains(message), "{said:?}");
    assert_eq!(text(&place, "db/00001_a.sql"), PAIR);
    assert_eq!(
        said.files_with("transaction-control"),
        ["db/00001_a.sql"],
        "it is reported as it is"
    );
    assert_ne!(text(&place, "db/00002_b.sql"), second);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let place = Place::new(&[("shared/a.sql", PAIR)]);
    place.folder("db");
    let target = place.path().join("shared/a.sql");
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&target, place.path().join("db/00001_a.sql")).unwrap();
    let said = place.run(&["check", "--fix", "--select", "transaction-control", "db/00001_a.sql"]);
    assert_eq!(text(&place, "shared/a.sql"), WITHOUT_PAIR, "{said:?}");
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(
        fs::symlink_metadata(place.path().join("db/00001_a.sql"))
            .unwrap()
            .is_symlink()
    );
    assert_eq!(
        fs::read_dir(place.path().join("shared")).unwrap().count(),
        1,
        "nothing is left over"
    );
}

const UP: &str = "migrations/2024-01-01-000000_a/up.sql";
const SETTINGS: &str = "migrations/2024-01-01-000000_a/metadata.toml";

fn diesel(up: &str) -> Place {
    Place::new(&[
        ("diesel.toml", "[migrations_directory]\ndir = \"migrations\"\n"),
        (UP, up),
        (
            "migrations/2024-01-01-000000_a/down.sql",
            "drop index concurrently a;\n",
        ),
    ])
}

const INDEX: &str = "create index a on orders (customer_id);\n";
const FIX_INDEX: [&str; 6] = [
    "check",
    "--unsafe-fixes",
    "--dialect",
    "postgres",
    "--select",
    "blocking-index-build",
];

#[test]
fn a_fix_may_make_a_file_and_change_another() {
    let place = diesel(INDEX);
    let shown = place.run(&[&FIX_INDEX[..], &["--diff", "migrations"]].concat());
    assert!(
        shown
            .out
            .contains("+create index concurrently a on orders (customer_id);\n"),
        "{shown:?}"
    );
    let new = "--- /dev/null\n+++ b/migrations/2024-01-01-000000_a/metadata.toml\n@@ -0,0 +1,1 @@\n\
               +run_in_transaction = false\n";
    assert!(shown.out.ends_with(new), "{shown:?}");
    assert_eq!(shown.err, "note: 1 fix would change 1 file and would make 1 file\n");
    assert!(!place.path().join(SETTINGS).exists() && text(&place, UP) == INDEX);
    let said = place.run(&[&FIX_INDEX[..], &["migrations"]].concat());
    assert_eq!(
        text(&place, UP),
        "create index concurrently a on orders (customer_id);\n",
        "{said:?}"
    );
    assert_eq!(text(&place, SETTINGS), "run_in_transaction = false\n");
    assert_eq!(
        (said.code, said.err.as_str()),
        (Some(0), "note: 1 fix changed 1 file and made 1 file\n")
    );
    let again = place.concise(&["--dialect", "postgres", "--select", "transaction,locking", "migrations"]);
    assert_eq!((again.code, again.out.as_str()), (Some(0), ""), "what it made is sound");
}

#[test]
fn a_diff_that_makes_a_file_is_one_that_git_applies() {
    let place = diesel(INDEX);
    let shown = place.run(&[&FIX_INDEX[..], &["--diff", "migrations"]].concat());
    place.write("fix.patch", shown.out.as_bytes());
    let applied = std::process::Command::new("git")
        .args(["apply", "fix.patch"])
        .current_dir(place.path())
        .status()
        .unwrap();
    assert!(applied.success());
    assert_eq!(text(&place, SETTINGS), "run_in_transaction = false\n");
}

#[test]
fn safe_fixes_make_no_files() {
    let place = diesel(INDEX);
    place.run(&[
        "check",
        "--fix",
        "--dialect",
        "postgres",
        "--select",
        "locking",
        "migrations",
    ]);
    assert!(!place.path().join(SETTINGS).exists());
    assert_eq!(text(&place, UP), INDEX);
}

#[test]
fn a_file_that_is_there_is_never_made_anew() {
    let place = diesel(INDEX);
    place.write(SETTINGS, b"# ours\n");
    let said = place.run(&[&FIX_INDEX[..], &["migrations"]].concat());
    assert_eq!(text(&place, SETTINGS), "# ours\n");
    assert_eq!(text(&place, UP), INDEX, "all of a fix or nothing: {said:?}");
}

#[test]
fn where_one_part_of_a_fix_cannot_be_written_none_is() {
    let place = diesel(INDEX);
    let path = place.path().join(UP);
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let said = place.run(&[&FIX_INDEX[..], &["migrations"]].concat());
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.err.contains("the file is read-only"), "{said:?}");
    assert!(!said.err.contains("changed 1 file"), "{said:?}");
    assert_eq!(text(&place, UP), INDEX);
    assert!(!place.path().join(SETTINGS).exists());
}

#[test]
fn a_released_migration_gets_no_file_beside_it() {
    let place = diesel(INDEX);
    place.write("lockgate.toml", b"deployed-through = \"2024-01-01-000000\"\n");
    place.run(&[&FIX_INDEX[..], &["migrations"]].concat());
    assert!(!place.path().join(SETTINGS).exists());
}
