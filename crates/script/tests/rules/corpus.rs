use std::fs;
use std::path::{Path, PathBuf};

use lockgate_script::{MemberKind, api};

use super::support::{INSTANT_SUFFIX, loaded, project, rule};

/// The SQL files of the PostgreSQL histories, or `None` where the corpus is not at hand.
#[expect(clippy::print_stderr, reason = "a test that did not run says so")]
fn files() -> Option<Vec<(String, String)>> {
    let Some(corpus) = std::env::var_os("LOCKGATE_CORPUS") else {
        assert!(
            std::env::var_os("CI").is_none_or(|ci| ci != "true"),
            "LOCKGATE_CORPUS is not set"
        );
        eprintln!("skipped: LOCKGATE_CORPUS is not set");
        return None;
    };
    let mut paths = Vec::new();
    walk(&Path::new(&corpus).join("migrations/postgresql"), &mut paths);
    paths.sort();
    let read = |path: PathBuf| {
        let text = String::from_utf8_lossy(&fs::read(&path).ok()?).into_owned();
        Some((path.to_string_lossy().into_owned(), text))
    };
    let files: Vec<_> = paths.into_iter().step_by(20).filter_map(read).collect();
    assert!(files.len() > 100, "only {} files", files.len());
    Some(files)
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "sql") {
            paths.push(path);
        }
    }
}

/// Code that reads every property of `name`, which is of this type.
fn ask_all(name: &str, of_type: &str) -> String {
    let described = api()
        .iter()
        .find(|described| described.name == of_type)
        .expect("the type is described");
    let properties = described
        .members
        .iter()
        .filter(|member| member.kind == MemberKind::Property);
    properties.map(|member| format!("{name}.{};\n", member.name)).collect()
}

#[test]
fn everything_that_can_be_asked_has_an_answer_in_real_files() {
    let Some(files) = files() else {
        return;
    };
    let ask = |opening: &str, name: &str, of_type: &str, closing: &str| {
        format!("{opening}{}{closing}", ask_all(name, of_type))
    };
    let body = [
        ask("", "it", "Statement", ""),
        ask("if it.impact != () {", "it.impact", "Impact", "}"),
        ask("for change in it.changes {", "change", "Change", ""),
        ask("if change.table != () {", "change.table", "Table", "}"),
        ask("if change.object != () {", "change.object", "Object", "}"),
        ask("if change.column != () {", "change.column", "Column", "}"),
        ask("for column in change.added_columns {", "column", "Column", ""),
        ask("if column.type != () {", "column.type", "Type", "} } }"),
    ]
    .concat();
    let rules = vec![loaded(INSTANT_SUFFIX), loaded(&rule("\"statement\"", &body))];
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let outcome = project(rules, &files).check(None);
    let errors: Vec<String> = outcome.run_errors.iter().map(ToString::to_string).collect();
    assert_eq!(errors, Vec::<String>::new());
    eprintln!(
        "{} files, {} statements, {} findings",
        files.len(),
        outcome.summary.statements,
        outcome.findings.len()
    );
    for finding in outcome.findings.iter().take(10) {
        eprintln!("    {}", finding.message);
    }
    assert!(!outcome.findings.is_empty());
}
