//! Which tool is detected for each real history, without configuration.
//!
//! Needs the corpus, whose folder `LOCKGATE_CORPUS` names.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lockgate_migrations::{History, MigrationKind, ProblemKind, Settings, recognise};
use source::{FileId, Files, SourceFile, Sources};

struct Disk;

impl Files for Disk {
    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let mut paths: Vec<String> = below(Path::new(folder))?
            .into_iter()
            .map(|path| path.to_string_lossy().into_owned())
            .collect();
        paths.sort();
        Ok(paths)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}

fn below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            paths.extend(below(&entry.path())?);
        } else {
            paths.push(entry.path());
        }
    }
    Ok(paths)
}

/// The corpus, or nothing where the test is to be skipped.
fn corpus() -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("LOCKGATE_CORPUS") else {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "LOCKGATE_CORPUS is not set: name the folder of the corpus"
        );
        println!("skipped: LOCKGATE_CORPUS is not set");
        return None;
    };
    Some(folder.into())
}

struct Found {
    dir: String,
    ids: Vec<FileId>,
    histories: Vec<History>,
    took: Duration,
}

fn recognise_corpus(corpus: &Path) -> Vec<Found> {
    let index = std::fs::read_to_string(corpus.join("index.json")).unwrap();
    let index: serde_json::Value = serde_json::from_str(&index).unwrap();
    let entries = index.as_array().unwrap();
    entries
        .iter()
        .map(|entry| {
            let dir = entry["dir"].as_str().unwrap().to_owned();
            let root = corpus.join(&dir).to_string_lossy().into_owned();
            let mut sources = Sources::default();
            let ids: Vec<FileId> = Disk
                .list(&root)
                .unwrap()
                .into_iter()
                .map(|path| sources.add(SourceFile::from_bytes(path.clone(), Disk.read(&path).unwrap())))
                .collect();
            let settings = Settings {
                root,
                ..Settings::default()
            };
            let start = Instant::now();
            let recognised = recognise(&Disk, &sources, &ids, &settings);
            let took = start.elapsed();
            Found {
                dir,
                ids,
                histories: recognised.histories,
                took,
            }
        })
        .collect()
}

#[test]
fn look() {
    let Some(corpus) = corpus() else {
        return;
    };
    let found = recognise_corpus(&corpus);
    let mut total = Duration::ZERO;
    for found in &found {
        println!("== {} ({} files, {:?})", found.dir, found.ids.len(), found.took);
        total += found.took;
        for history in &found.histories {
            let root = corpus.join(&found.dir).to_string_lossy().into_owned();
            let loose = history
                .migrations
                .iter()
                .filter(|m| m.kind == MigrationKind::Loose)
                .count();
            println!(
                "   {:<16} {:<60} {} migrations, {} loose; {}",
                history.tool.id(),
                history.folder.trim_start_matches(&root),
                history.migrations.len(),
                loose,
                history.detected_by
            );
            let mut kinds: std::collections::BTreeMap<ProblemKind, Vec<&str>> = Default::default();
            for problem in &history.problems {
                kinds.entry(problem.kind).or_default().push(&problem.message);
            }
            for (kind, messages) in kinds {
                println!(
                    "      {kind:?} {}: {}",
                    messages.len(),
                    messages[..messages.len().min(2)].join(" | ")
                );
            }
        }
    }
    println!("total {total:?}");
}
