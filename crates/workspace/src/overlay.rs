use std::collections::BTreeMap;
use std::io;

use source::{Files, name_in, names_in};

/// Texts that are not on the disk yet, over the files that are: an editor's buffers, standard input.
pub struct Overlay<'a> {
    below: &'a dyn Files,
    texts: &'a BTreeMap<String, Vec<u8>>,
}

impl<'a> Overlay<'a> {
    /// Lays `texts`, by their paths, over the files `below`.
    #[must_use]
    pub const fn new(below: &'a dyn Files, texts: &'a BTreeMap<String, Vec<u8>>) -> Self {
        Self { below, texts }
    }
}

impl Files for Overlay<'_> {
    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let mut paths = self.below.list(folder)?;
        let below = self.texts.keys().filter(|path| name_in(path, folder).is_some());
        paths.extend(below.cloned());
        paths.sort_unstable();
        paths.dedup();
        Ok(paths)
    }

    fn names(&self, folder: &str) -> Option<Vec<String>> {
        let mut names = self.below.names(folder)?;
        names.extend(names_in(self.texts.keys(), folder).map(str::to_owned));
        Some(names)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match self.texts.get(path) {
            Some(text) => Ok(text.clone()),
            None => self.below.read(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use source::MemoryFiles;

    use super::*;

    #[test]
    fn a_text_hides_the_file_below() {
        let mut disk = MemoryFiles::default();
        disk.add("db/a.sql", "old");
        disk.add("db/b.sql", "b");
        let texts = BTreeMap::from([
            ("db/a.sql".to_owned(), b"new".to_vec()),
            ("db/c.sql".to_owned(), b"c".to_vec()),
        ]);
        let files = Overlay::new(&disk, &texts);
        assert_eq!(files.list("db").unwrap(), ["db/a.sql", "db/b.sql", "db/c.sql"]);
        assert!(files.names("db").unwrap().contains(&"c.sql".to_owned()));
        assert_eq!(files.read("db/a.sql").unwrap(), b"new");
        assert_eq!(files.read("db/b.sql").unwrap(), b"b");
    }
}
