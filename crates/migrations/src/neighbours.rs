use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use source::Files;

use crate::names::{file_name, is_within, join, parent};

/// How far up settings files are looked for where the project's own folder is not known.
const FARTHEST: usize = 8;

/// The files around the migrations: settings, lock files, sidecars. Each is read once, when first asked for.
pub(crate) struct Neighbours<'a> {
    files: &'a dyn Files,
    root: &'a str,
    asked_by: AskedBy,
    texts: RefCell<FxHashMap<String, Option<Rc<str>>>>,
    /// What lies in each folder that was asked about, in lower case: some systems find files however they are written.
    names: RefCell<FxHashMap<String, Option<Rc<Listing>>>>,
    ancestors: RefCell<FxHashMap<String, Rc<[String]>>>,
}

/// What lies in a folder.
struct Listing {
    /// The names, in lower case.
    lower: FxHashSet<String>,
    /// Those of .NET project files, as they are written: any name will do for one.
    dotnet_projects: Vec<String>,
}

impl Listing {
    fn of(names: Vec<String>) -> Self {
        let is_project = |name: &&String| DOTNET_PROJECTS.iter().any(|ending| name.ends_with(ending));
        let mut dotnet_projects: Vec<String> = names.iter().filter(is_project).cloned().collect();
        dotnet_projects.sort_unstable();
        Self {
            dotnet_projects,
            lower: names.into_iter().map(|name| lower(name.into()).into_owned()).collect(),
        }
    }
}

/// How the names of .NET project files end.
const DOTNET_PROJECTS: &[&str] = &[".csproj", ".fsproj", ".vbproj"];

/// For whom files are looked for, which tells how they are found at the least cost.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum AskedBy {
    /// All migrations of a project: a listing of each folder tells of most files that they are not there.
    Project,
    /// One file that was edited: it asks for a few, and its folder may hold ten thousand others.
    OneFile,
}

impl<'a> Neighbours<'a> {
    pub(crate) fn new(files: &'a dyn Files, root: &'a str, asked_by: AskedBy) -> Self {
        Self {
            files,
            root: root.trim_end_matches('/'),
            asked_by,
            texts: RefCell::default(),
            names: RefCell::default(),
            ancestors: RefCell::default(),
        }
    }

    /// The text of a file, or nothing where there is none.
    pub(crate) fn text(&self, path: &str) -> Option<Rc<str>> {
        if !self.may_be_there(path) {
            return None;
        }
        if let Some(known) = self.texts.borrow().get(path) {
            return known.clone();
        }
        let bytes = self.files.read(path).ok();
        let text = bytes.map(|bytes| Rc::from(source::decode(bytes).text));
        self.texts.borrow_mut().insert(path.to_owned(), text.clone());
        text
    }

    fn may_be_there(&self, path: &str) -> bool {
        let folder = parent(path);
        let is_at_root = folder.is_empty() && path.starts_with('/');
        is_at_root || self.may_hold(folder, file_name(path))
    }

    /// Whether the file `name` may lie in the folder, or below it where the name has parts.
    fn may_hold(&self, folder: &str, name: &str) -> bool {
        let first = name.split_once('/').map_or(name, |(first, _)| first);
        self.names(folder)
            .is_none_or(|names| names.lower.contains(&*lower(first.into())))
    }

    /// What lies in a folder, where that is to be listed. Dozens of files are looked for in each, and hardly one is there.
    fn names(&self, folder: &str) -> Option<Rc<Listing>> {
        if self.asked_by == AskedBy::OneFile {
            return None;
        }
        if let Some(known) = self.names.borrow().get(folder) {
            return known.clone();
        }
        let listed = self.files.names(folder);
        let names = listed.map(|names| Rc::new(Listing::of(names)));
        self.names.borrow_mut().insert(folder.to_owned(), names.clone());
        names
    }

    /// The text of the file `name` in `folder`.
    pub(crate) fn in_folder(&self, folder: &str, name: &str) -> Option<Rc<str>> {
        self.may_hold(folder, name).then(|| self.text(&join(folder, name)))?
    }

    /// The file `name` in `folder` or the nearest folder above that has one: its path and text.
    pub(crate) fn nearest(&self, folder: &str, name: &str) -> Option<(String, Rc<str>)> {
        self.above(folder, name).next()
    }

    /// The files `name` in `folder` and in the folders above, the nearest first.
    pub(crate) fn above<'b>(&'b self, folder: &str, name: &'b str) -> impl Iterator<Item = (String, Rc<str>)> + 'b {
        let folders = self.folders_above(folder);
        (0..folders.len()).filter_map(move |at| {
            if !self.may_hold(&folders[at], name) {
                return None;
            }
            let path = join(&folders[at], name);
            let text = self.text(&path)?;
            Some((path, text))
        })
    }

    /// The manifest above `folder` that names a dependency: the first of `(file, word)` that holds.
    pub(crate) fn manifest(&self, folder: &str, words: &[(&'static str, &str)]) -> Option<&'static str> {
        words
            .iter()
            .find(|(file, word)| self.above(folder, file).any(|(_, text)| text.contains(word)))
            .map(|(file, _)| *file)
    }

    /// The .NET project files in `folder` and in the folders above, the nearest first: their paths and texts.
    pub(crate) fn dotnet_projects(&self, folder: &str) -> impl Iterator<Item = (String, Rc<str>)> {
        let folders = self.folders_above(folder);
        let paths = folders.iter().filter_map(|folder| {
            let listing = self.names(folder)?;
            Some(
                listing
                    .dotnet_projects
                    .iter()
                    .map(|name| join(folder, name))
                    .collect::<Vec<_>>(),
            )
        });
        let paths: Vec<String> = paths.flatten().collect();
        paths.into_iter().filter_map(|path| {
            let text = self.text(&path)?;
            Some((path, text))
        })
    }

    /// `folder` and the folders above it, up to the project's own: the given root, or one that holds `.git`.
    fn folders_above(&self, folder: &str) -> Rc<[String]> {
        if let Some(known) = self.ancestors.borrow().get(folder) {
            return Rc::clone(known);
        }
        let mut folders = vec![folder.to_owned()];
        let mut at = folder;
        while folders.len() < FARTHEST && at != self.root && !at.is_empty() && is_within(at, self.root) {
            if self.in_folder(at, ".git/HEAD").is_some() {
                break;
            }
            at = parent(at);
            folders.push(at.to_owned());
        }
        let folders: Rc<[String]> = folders.into();
        self.ancestors
            .borrow_mut()
            .insert(folder.to_owned(), Rc::clone(&folders));
        folders
    }

    /// The name of the folder, also where it is written as nothing or a dot.
    pub(crate) fn folder_name<'b>(&'b self, folder: &'b str) -> &'b str {
        file_name(if folder.is_empty() || folder == "." {
            self.root
        } else {
            folder
        })
    }
}

/// Most names are in lower case already, and stay what they are.
fn lower(name: Cow<'_, str>) -> Cow<'_, str> {
    if name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return name;
    }
    Cow::Owned(name.to_lowercase())
}

/// The entries of a Java properties file, such as flyway.conf: `key=value`, `key: value`.
#[must_use]
pub fn properties(text: &str) -> BTreeMap<&str, &str> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.starts_with(['#', '!']))
        .filter_map(|line| line.split_once(['=', ':']))
        .map(|(key, value)| (key.trim(), value.trim()))
        .collect()
}

#[cfg(test)]
mod tests {
    use source::MemoryFiles;

    use super::*;

    #[test]
    fn files_above_are_found_up_to_the_root() {
        let mut files = MemoryFiles::default();
        files.add("Cargo.toml", "[dependencies]\nsqlx = \"1\"");
        files.add("crates/a/Cargo.toml", "");
        files.add("other/.git/HEAD", "");
        let near = Neighbours::new(&files, "", AskedBy::Project);
        assert_eq!(
            near.nearest("crates/a/migrations", "Cargo.toml").unwrap().0,
            "crates/a/Cargo.toml"
        );
        assert_eq!(
            near.manifest("crates/a/migrations", &[("Cargo.toml", "sqlx")]),
            Some("Cargo.toml")
        );
        assert_eq!(near.manifest("other/db", &[("Cargo.toml", "sqlx")]), None);
        for asked_by in [AskedBy::Project, AskedBy::OneFile] {
            let near = Neighbours::new(&files, "crates/a", asked_by);
            assert_eq!(near.manifest("crates/a/migrations", &[("Cargo.toml", "sqlx")]), None);
            assert!(near.nearest("crates/a/migrations", "Cargo.toml").is_some());
        }
    }

    #[test]
    fn properties_are_read() {
        let read = properties("# no\nexecuteInTransaction = false\nencoding:UTF-8\n");
        assert_eq!(read.get("executeInTransaction"), Some(&"false"));
        assert_eq!(read.get("encoding"), Some(&"UTF-8"));
    }
}
