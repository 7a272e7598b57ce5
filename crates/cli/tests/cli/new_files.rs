//! Files that fixes of a team's own rules make: in the project, never elsewhere.

use super::support::Place;

/// A rule that takes away `table a` and makes a file at this path.
fn maker(path: &str, safe: &str) -> String {
    format!(
        "//! id = \"maker\"\n//! summary = \"makes a file\"\n//! category = \"design\"\n//! on = [\"create_table\"]\n\n\
         fn check(change, options, cx) {{\n    if change.table == \"a\" {{\n        \
         cx.report(change, \"x\").fix(\"f\"){safe}.edit(change.table, \"b\").create_file(\"{path}\", \"made\");\n    }}\n}}\n"
    )
}

fn place(path: &str, safe: &str) -> Place {
    Place::new(&[
        (
            "p/lockgate.toml",
            "dialect = \"postgres\"\n[scripts]\npaths = [\"r\"]\n",
        ),
        ("p/r/maker.rhai", &maker(path, safe)),
        ("p/db/V1__a.sql", "create table a (id int);\n"),
    ])
}

const FIX: [&str; 5] = ["check", "--select", "maker", "--unsafe-fixes", "p/db"];

#[test]
fn a_path_that_leads_out_is_an_error_of_the_rule() {
    for path in ["../evil", "p/db/../../evil", "/tmp/evil-of-lockgate", "C:\\\\evil"] {
        let place = place(path, "");
        let said = place.run(&FIX);
        assert_eq!(said.code, Some(2), "{path}: {said:?}");
        assert!(
            said.err.contains("a fix makes files in the project only"),
            "{path}: {said:?}"
        );
        assert!(!place.path().parent().unwrap().join("evil").exists());
        assert!(!std::path::Path::new("/tmp/evil-of-lockgate").exists());
    }
}

#[test]
fn a_file_in_another_project_s_folder_is_left_out() {
    let place = place("q/new", "");
    place.write("q/lockgate.toml", b"");
    let said = place.run(&FIX);
    assert_eq!(
        said.err,
        "note: 1 fix was left out, since it makes files outside the project\n"
    );
    assert!(!place.path().join("q/new").exists());
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out() {
    let place = place("p/link/new", "");
    std::fs::create_dir(place.path().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink(place.path().join("elsewhere"), place.path().join("p/link")).unwrap();
    let said = place.run(&FIX);
    assert_eq!(
        said.err,
        "note: 1 fix was left out, since it makes files outside the project\n"
    );
    assert!(!place.path().join("elsewhere/new").exists());
}

#[test]
fn what_makes_a_file_is_unsafe_whatever_the_rule_says() {
    let place = place("p/db/new.txt", ".safe()");
    let shown = place.run(&["check", "--select", "maker", "p/db"]);
    assert!(shown.out.contains("unsafe fix: f"), "{shown:?}");
    let said = place.run(&["check", "--select", "maker", "--fix", "p/db"]);
    assert_eq!(
        said.err,
        "note: 1 finding has a fix that may change behaviour; `--unsafe-fixes` applies such fixes\n"
    );
    let said = place.run(&FIX);
    assert_eq!(said.err, "note: 1 fix changed 1 file and made 1 file\n");
    assert!(place.path().join("p/db/new.txt").exists());
}

#[test]
fn a_safe_fix_that_was_taken_back_does_not_ask_for_unsafe_ones() {
    let place = place("p/db/new.txt", "");
    let rule = maker("x", ".safe()").replace(
        ".edit(change.table, \"b\").create_file(\"x\", \"made\")",
        ".replace(\"creat table ((\")",
    );
    place.write("p/r/maker.rhai", rule.as_bytes());
    let said = place.run(&["check", "--select", "maker", "--fix", "p/db"]);
    assert_eq!(said.err, "note: 1 fix was left out, since the result would be worse\n");
}
