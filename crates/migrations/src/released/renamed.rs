use std::collections::{BTreeMap, BTreeSet};

use source::{FileId, Sources};

use super::{Released, comparable};
use crate::History;
use crate::names::file_name;

impl Released {
    /// By today's file, the path at the base of those that only lie elsewhere now: files that version control takes for
    /// renamed, and files with the very text of one that is gone.
    pub(super) fn moved(
        &self,
        histories: &[History],
        sources: &Sources,
        present: &BTreeSet<&str>,
    ) -> BTreeMap<FileId, String> {
        let mut gone: BTreeMap<&str, String> = self
            .gone(present)
            .map(|(path, file)| (path, comparable(file.file.text())))
            .collect();
        let mut moved = BTreeMap::new();
        if gone.is_empty() {
            return moved;
        }
        let files = histories.iter().flat_map(|history| &history.migrations);
        let files: BTreeSet<FileId> = files.map(|migration| migration.file).collect();
        let new = files
            .into_iter()
            .filter(|file| !self.files.contains_key(sources.get(*file).path()));
        let new: Vec<FileId> = new.collect();
        for file in &new {
            let old = self.renamed.get(sources.get(*file).path());
            if let Some(old) = old.filter(|old| gone.remove(old.as_str()).is_some()) {
                moved.insert(*file, old.clone());
            }
        }
        for file in &new {
            let text = comparable(sources.get(*file).text());
            if text.is_empty() || moved.contains_key(file) {
                continue;
            }
            let name = file_name(sources.get(*file).path());
            let same = |(_, old): &(&&str, &String)| **old == text;
            let alike = gone.iter().filter(same).map(|(path, _)| *path);
            // Of several with one text, the one of the same name.
            let old = alike.min_by_key(|path| (file_name(path) != name, *path));
            if let Some(old) = old {
                gone.remove(old);
                moved.insert(*file, old.to_owned());
            }
        }
        moved
    }
}
