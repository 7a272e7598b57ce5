//! Real histories, where `LOCKGATE_CORPUS` says they lie.
#![allow(dead_code, unreachable_pub, clippy::missing_docs_in_private_items)]

use std::path::{Path, PathBuf};

use schema::Dialect;
use source::SourceFile;

/// One history: its folder below the corpus, its dialect, and its SQL files in the order of their paths.
pub struct History {
    pub name: String,
    pub dialect: Dialect,
    pub files: Vec<(String, String)>,
}

/// Every history; `None` where the corpus is not at hand and need not be.
pub fn histories() -> Option<Vec<History>> {
    let Some(folder) = std::env::var_os("LOCKGATE_CORPUS") else {
        let must_run = std::env::var("CI").is_ok_and(|value| value == "true");
        assert!(!must_run, "set LOCKGATE_CORPUS to the folder of the corpus");
        println!("skipped: LOCKGATE_CORPUS is not set");
        return None;
    };
    let root = Path::new(&folder).join("migrations");
    let mut histories = Vec::new();
    for dialect in folders(&root) {
        let spoken = match name_of(&dialect).as_str() {
            "postgresql" => Dialect::Postgres,
            "tsql" => Dialect::Mssql,
            other => other.parse().expect("the corpus names a dialect"),
        };
        for project in folders(&dialect).iter().flat_map(|tool| folders(tool)) {
            let mut files = Vec::new();
            collect(&project, &project, &mut files);
            histories.push(History {
                name: name_of(&project),
                dialect: spoken,
                files,
            });
        }
    }
    Some(histories)
}

fn folders(parent: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(parent).expect("the corpus can be read");
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the corpus can be read").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn collect(folder: &Path, root: &Path, files: &mut Vec<(String, String)>) {
    let entries = std::fs::read_dir(folder).expect("the corpus can be read");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the corpus can be read").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, root, files);
        } else if path.extension().is_some_and(|extension| extension == "sql") {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            let bytes = std::fs::read(&path).expect("the corpus can be read");
            let file = SourceFile::from_bytes(name.clone(), bytes);
            files.push((name, file.text().to_owned()));
        }
    }
}
