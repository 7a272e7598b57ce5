//! Real files to read: the folder that `LOCKGATE_CORPUS` names.
#![allow(
    dead_code,
    clippy::print_stdout,
    reason = "each test uses a part of it, and says when it is skipped"
)]

use std::fs;
use std::path::{Path, PathBuf};

use schema::Dialect;

/// The folder of real files.
pub(crate) struct Corpus {
    root: PathBuf,
}

/// One real history.
pub(crate) struct History {
    pub(crate) dialect: Dialect,
    pub(crate) dir: String,
}

/// One file.
pub(crate) struct TextFile {
    /// Its path in the corpus.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Corpus {
    /// `None`, and a line that says so, where the folder is not named; a failure where CI wants it.
    pub(crate) fn find() -> Option<Self> {
        if let Some(root) = std::env::var_os("LOCKGATE_CORPUS") {
            return Some(Self { root: root.into() });
        }
        assert_ne!(
            std::env::var("CI").as_deref(),
            Ok("true"),
            "LOCKGATE_CORPUS is not set: point it to the corpus of real files"
        );
        println!("skipped: LOCKGATE_CORPUS is not set");
        None
    }

    /// The rows of a file of JSON lines.
    pub(crate) fn rows(&self, path: &str) -> Vec<serde_json::Value> {
        let text = fs::read_to_string(self.root.join(path)).expect(path);
        text.lines()
            .map(|line| serde_json::from_str(line).expect(path))
            .collect()
    }

    /// The real histories.
    pub(crate) fn histories(&self) -> Vec<History> {
        let text = fs::read_to_string(self.root.join("index.json")).expect("index.json");
        let rows: Vec<serde_json::Value> = serde_json::from_str(&text).expect("index.json");
        rows.iter()
            .map(|row| History {
                dialect: dialect_of(row["dialect"].as_str().expect("dialect")),
                dir: row["dir"].as_str().expect("dir").to_owned(),
            })
            .collect()
    }

    /// Every SQL file below a folder, decoded, in the order of their paths.
    pub(crate) fn sql_files(&self, dir: &str) -> Vec<TextFile> {
        let mut paths = Vec::new();
        collect(&self.root.join(dir), &mut paths);
        paths.sort();
        paths.iter().map(|path| self.read(path)).collect()
    }

    /// One file, decoded.
    pub(crate) fn read(&self, path: &Path) -> TextFile {
        let bytes = fs::read(self.root.join(path)).expect("a file of the corpus");
        let path = path.strip_prefix(&self.root).unwrap_or(path);
        TextFile {
            path: path.to_string_lossy().into_owned(),
            text: source::decode(bytes).text,
        }
    }
}

/// The folders of `migrations` with their dialects.
pub(crate) const FOLDERS: &[(&str, Dialect)] = &[
    ("postgresql", Dialect::Postgres),
    ("mysql", Dialect::Mysql),
    ("tsql", Dialect::Mssql),
    ("sqlite", Dialect::Sqlite),
    ("oracle", Dialect::Oracle),
];

/// The folders of `parser` with their dialects.
pub(crate) const PARSER_FOLDERS: &[(&str, Dialect)] = &[
    ("ansi", Dialect::Generic),
    ("mariadb", Dialect::Mariadb),
    ("mysql", Dialect::Mysql),
    ("oracle", Dialect::Oracle),
    ("postgresql", Dialect::Postgres),
    ("sqlite", Dialect::Sqlite),
    ("tsql", Dialect::Mssql),
];

/// The dialect that a folder of the corpus is named after.
pub(crate) fn dialect_of(folder: &str) -> Dialect {
    match folder {
        "postgresql" => Dialect::Postgres,
        "mysql" => Dialect::Mysql,
        "mariadb" => Dialect::Mariadb,
        "tsql" => Dialect::Mssql,
        "sqlite" => Dialect::Sqlite,
        "oracle" => Dialect::Oracle,
        _ => Dialect::Generic,
    }
}

fn collect(dir: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a folder of the corpus") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("sql"))
        {
            paths.push(path);
        }
    }
}
