//! Real histories, read where `LOCKGATE_CORPUS` says they lie: nothing breaks, and threads make no difference.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on fails, and says when it is skipped"
)]

use std::path::{Path, PathBuf};

use lint::RuleSet;
use lockgate_engine::{Outcome, Project, Settings};
use source::{FileId, Files, MemoryFiles, SourceFile, Sources};

/// The folder of the corpus; `None` where it is not at hand and need not be.
fn corpus() -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("LOCKGATE_CORPUS") else {
        let must_run = std::env::var("CI").is_ok_and(|value| value == "true");
        assert!(!must_run, "set LOCKGATE_CORPUS to the folder of the corpus");
        println!("skipped: LOCKGATE_CORPUS is not set");
        return None;
    };
    Some(Path::new(&folder).join("migrations"))
}

fn collect(folder: &Path, root: &Path, files: &mut MemoryFiles) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, root, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.add(name, std::fs::read(&path).unwrap());
        }
    }
}

fn load(files: &MemoryFiles) -> Project {
    let mut sources = Sources::default();
    let mut ids: Vec<FileId> = Vec::new();
    for path in files
        .list("")
        .unwrap()
        .into_iter()
        .filter(|path| path.ends_with(".sql"))
    {
        let bytes = files.read(&path).unwrap();
        ids.push(sources.add(SourceFile::from_bytes(path, bytes)));
    }
    let settings = Settings {
        rules: RuleSet::new(rules::all()),
        ..Settings::default()
    };
    Project::load(files, sources, &ids, settings)
}

fn check(files: &MemoryFiles, threads: usize) -> (Project, Outcome) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let project = load(files);
        let outcome = project.check(None);
        (project, outcome)
    })
}

#[test]
fn any_number_of_threads_says_the_same_of_real_histories() {
    let Some(root) = corpus() else {
        return;
    };
    let mut files = MemoryFiles::default();
    collect(&root, &root, &mut files);
    let (project, alone) = check(&files, 1);
    assert_eq!(alone.run_errors, []);
    assert!(alone.summary.statements > 10_000, "{:?}", alone.summary);
    for finding in &alone.findings {
        let file = project.sources().get(finding.span.file);
        let range = finding.span.range;
        let is_in_text = file.text().get(range.slice()).is_some();
        assert!(is_in_text, "{}: {range:?} is no range of the text", file.path());
    }
    let (_, together) = check(&files, 7);
    assert_eq!(together, alone);
}
