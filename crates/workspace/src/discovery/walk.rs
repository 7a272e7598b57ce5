use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};
use lint::RunError;
use schema::Dialect;

use crate::disk::DiskFiles;
use crate::paths::{file_name, join, parent, shown_folder, slashed};
use crate::read_error::{about, why};

/// What lies below a folder and is not excluded, in the order of the paths.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    pub(crate) files: Vec<(String, Kind)>,
    pub(crate) errors: Vec<RunError>,
}

/// What a file is, by its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Sql,
    /// A migration in another language, which will be named as not read.
    OtherLanguage,
    Other,
}

/// Lists a folder. `.gitignore`, `.ignore` and hidden files are honoured; links are followed.
pub(crate) fn walk(disk: &DiskFiles, folder: &str) -> Walked {
    walk_where(disk, folder, |_| true)
}

/// Lists a folder without the folders that are known already and, where the wanted files lie in folders that are
/// called by an engine, without those that are called by another.
pub(crate) fn walk_outside(disk: &DiskFiles, folder: &str, known: &[String], engines: &[Dialect]) -> Walked {
    let known: Vec<PathBuf> = known.iter().map(|folder| disk.place(folder)).collect();
    let engines = engines.to_vec();
    walk_where(disk, folder, move |entry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        if !is_folder || entry.depth() == 0 {
            return true;
        }
        let engine = entry.file_name().to_str().and_then(engine::dialect_named);
        let is_of_another = engine.is_some_and(|engine| !engines.is_empty() && !engines.contains(&engine));
        !is_of_another && !known.iter().any(|known| known == entry.path())
    })
}

/// Whether a walk from the working directory, or from the file's own folder where it lies elsewhere, leaves a file out.
pub(crate) fn is_ignored(disk: &DiskFiles, path: &str) -> bool {
    let here = disk.working_dir();
    let target = here.absolute(path);
    let root = if target.starts_with(here.path()) {
        here.path().to_owned()
    } else {
        target.parent().map(Path::to_path_buf).unwrap_or_default()
    };
    let wanted = target.clone();
    let mut builder = WalkBuilder::new(root);
    builder.follow_links(true).require_git(false);
    builder.filter_entry(move |entry| wanted.starts_with(entry.path()));
    !builder.build().flatten().any(|entry| entry.path() == target)
}

fn walk_where(disk: &DiskFiles, folder: &str, is_wanted: impl Fn(&DirEntry) -> bool + Send + Sync + 'static) -> Walked {
    let root = disk.place(folder);
    let mut builder = WalkBuilder::new(&root);
    builder.follow_links(true).require_git(false);
    let leaving = Arc::new(Mutex::new(Vec::new()));
    let stays_below = stays_below(&root, Arc::clone(&leaving));
    builder.filter_entry(move |entry| is_wanted(entry) && stays_below(entry));
    let walked = Mutex::new(Walked::default());
    // The walk for several threads reads a folder whole, so that it looks for no ignore file that is not there; one thread
    // is enough.
    builder.threads(1).build_parallel().run(|| {
        Box::new(|entry| {
            let mut walked = walked.lock().unwrap_or_else(PoisonError::into_inner);
            match entry {
                Ok(entry) => take(&entry, folder, &root, &mut walked),
                Err(error) => walked.errors.push(refused(&error, folder, &root)),
            }
            WalkState::Continue
        })
    });
    let mut walked = walked.into_inner().unwrap_or_else(PoisonError::into_inner);
    for (link, target) in leaving.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        walked.errors.push(leads_back(
            &shown(link, folder, &root),
            &disk.working_dir().shown(target),
        ));
    }
    walked.files.sort_unstable_by(|left, right| left.0.cmp(&right.0));
    find_programs(&mut walked.files);
    walked
        .errors
        .sort_by(|left, right| (&left.path, left.line).cmp(&(&right.path, right.line)));
    walked
}

/// Links to a folder that holds the one that is walked lead in a circle, though not before they have left it.
fn stays_below(
    root: &Path,
    leaving: Arc<Mutex<Vec<(PathBuf, PathBuf)>>>,
) -> impl Fn(&DirEntry) -> bool + Send + Sync + 'static {
    let root = root.canonicalize().ok();
    move |entry| {
        if entry.depth() == 0 || !entry.path_is_symlink() {
            return true;
        }
        let (Some(root), Ok(target)) = (&root, entry.path().canonicalize()) else {
            return true;
        };
        if !root.starts_with(&target) {
            return true;
        }
        let mut leaving = leaving.lock().unwrap_or_else(PoisonError::into_inner);
        leaving.push((entry.path().to_owned(), target));
        false
    }
}

fn leads_back(link: &str, target: &str) -> RunError {
    let target = shown_folder(target);
    about(
        link,
        format!("this link leads back to `{target}`, which holds it; remove the link or exclude it in `.gitignore`"),
    )
}

fn take(entry: &DirEntry, folder: &str, root: &Path, walked: &mut Walked) {
    if let Some(error) = entry.error() {
        walked.errors.push(refused(error, folder, root));
    }
    if !entry.file_type().is_some_and(|kind| kind.is_file()) {
        return;
    }
    let path = shown(entry.path(), folder, root);
    let kind = kind_of(&path);
    if kind != Kind::Other && entry.path().to_str().is_none() {
        walked
            .errors
            .push(about(&path, "the name is not valid UTF-8; rename the file"));
        return;
    }
    walked.files.push((path, kind));
}

fn shown(path: &Path, folder: &str, root: &Path) -> String {
    // The walk puts names behind its root and changes nothing else.
    let texts = path.to_str().zip(root.to_str()).filter(|_| !cfg!(windows));
    let below = texts.and_then(|(path, root)| path.strip_prefix(root)?.strip_prefix('/'));
    if let Some(below) = below.filter(|_| !folder.is_empty() && !folder.ends_with('/')) {
        return format!("{folder}/{below}");
    }
    let below = path.strip_prefix(root).unwrap_or(path);
    join(folder, &slashed(below))
}

/// The endings of SQL files, in any case.
const SQL: &[&str] = &["sql", "ddl", "pgsql", "psql", "plsql", "tsql", "mysql"];

/// Whether a file is SQL by the ending of its name.
#[must_use]
pub fn is_sql(path: &str) -> bool {
    let ending = file_name(path).rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| SQL.iter().any(|known| known.eq_ignore_ascii_case(ending)))
}

fn kind_of(path: &str) -> Kind {
    if is_sql(path) {
        return Kind::Sql;
    }
    let is_migration = migrations::other_language(path).is_some_and(|language| language != "JSON")
        && migrations::is_numbered(file_name(path))
        && lies_among_migrations(path);
    if is_migration { Kind::OtherLanguage } else { Kind::Other }
}

/// Numbered programs of Go, Java and Kotlin beside scripts are migrations too, whatever their folder is called.
fn find_programs(files: &mut [(String, Kind)]) {
    let is_numbered = |path: &str| migrations::is_numbered(file_name(path));
    let is_program = |(path, kind): &(String, Kind)| {
        let language = migrations::other_language(path);
        let is_known = matches!(language, Some("Go" | "Java" | "Kotlin"));
        is_known && *kind == Kind::Other && is_numbered(path) && !path.ends_with("_test.go")
    };
    if !files.iter().any(is_program) {
        return;
    }
    let scripts = files
        .iter()
        .filter(|(path, kind)| *kind == Kind::Sql && is_numbered(path));
    let folders: BTreeSet<String> = scripts.map(|(path, _)| parent(path).to_owned()).collect();
    for file in files.iter_mut().filter(|file| is_program(file)) {
        if folders.contains(parent(&file.0)) {
            file.1 = Kind::OtherLanguage;
        }
    }
}

fn lies_among_migrations(path: &str) -> bool {
    let mut folders = parent(path).split('/');
    folders.any(|folder| {
        let folder = folder.to_ascii_lowercase();
        folder.contains("migrat") || folder == "versions" || folder == "changelog"
    })
}

fn refused(error: &ignore::Error, folder: &str, root: &Path) -> RunError {
    match error {
        ignore::Error::WithPath { path, err } => {
            // What the walk says of a link is wrapped; the system says it plainly.
            let plain = fs::symlink_metadata(path).and_then(|_| fs::metadata(path)).err();
            let mut inner = match plain {
                Some(plain) if err.is_io() => refused(&ignore::Error::Io(plain), folder, root),
                _ => refused(err, folder, root),
            };
            inner.path = Some(shown(path, folder, root).into());
            inner
        }
        ignore::Error::WithDepth { err, .. } => refused(err, folder, root),
        ignore::Error::WithLineNumber { line, err } => {
            let mut inner = refused(err, folder, root);
            inner.line = Some(u32::try_from(*line).unwrap_or(u32::MAX));
            inner
        }
        ignore::Error::Loop { ancestor, child } => {
            leads_back(&shown(child, folder, root), &shown(ancestor, folder, root))
        }
        ignore::Error::Io(error) if error.kind() == std::io::ErrorKind::NotFound => about(
            folder,
            "this is a link to something that does not exist, or it vanished; mend or remove it",
        ),
        ignore::Error::Io(error) => about(folder, why(error)),
        ignore::Error::Glob { glob, err } => about(
            folder,
            format!(
                "`{}` is no pattern: {err}; correct it",
                glob.as_deref().unwrap_or_default()
            ),
        ),
        ignore::Error::Partial(errors) => match errors.first() {
            Some(first) => refused(first, folder, root),
            None => about(folder, error.to_string()),
        },
        error => about(folder, error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_their_names() {
        assert_eq!(kind_of("a.SQL"), Kind::Sql);
        assert_eq!(kind_of("migrations/0001_initial.py"), Kind::OtherLanguage);
        assert_eq!(kind_of("migration/src/m20240131_users.rs"), Kind::OtherLanguage);
        assert_eq!(kind_of("migrations/mod.rs"), Kind::Other);
        assert_eq!(kind_of("src/01_intro.py"), Kind::Other);
        assert_eq!(kind_of("drizzle/migrations/meta/0000_snapshot.json"), Kind::Other);
    }

    #[test]
    fn numbered_programs_beside_scripts_are_migrations() {
        let paths = ["db/1_a.sql", "db/2_b.go", "db/2_b_test.go", "db/main.go", "go/3_c.go"];
        let mut files: Vec<_> = paths.iter().map(|path| ((*path).to_owned(), kind_of(path))).collect();
        find_programs(&mut files);
        let kinds: Vec<Kind> = files.into_iter().map(|(_, kind)| kind).collect();
        assert_eq!(
            kinds,
            [Kind::Sql, Kind::OtherLanguage, Kind::Other, Kind::Other, Kind::Other]
        );
    }
}
