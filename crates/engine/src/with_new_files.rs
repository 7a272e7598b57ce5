use std::collections::BTreeMap;
use std::io;

use source::{Files, name_in, names_in};

/// Files that fixes make, over those that are there.
pub(crate) struct WithNewFiles<'a> {
    below: &'a dyn Files,
    /// By path, the texts.
    pub(crate) new: BTreeMap<String, String>,
}

impl<'a> WithNewFiles<'a> {
    pub(crate) const fn new(below: &'a dyn Files) -> Self {
        Self {
            below,
            new: BTreeMap::new(),
        }
    }
}

impl Files for WithNewFiles<'_> {
    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let mut paths = self.below.list(folder)?;
        let below = self.new.keys().filter(|path| name_in(path, folder).is_some());
        paths.extend(below.cloned());
        paths.sort_unstable();
        Ok(paths)
    }

    fn names(&self, folder: &str) -> Option<Vec<String>> {
        let mut names = self.below.names(folder)?;
        names.extend(names_in(self.new.keys(), folder).map(str::to_owned));
        Some(names)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match self.new.get(path) {
            Some(text) => Ok(text.clone().into_bytes()),
            None => self.below.read(path),
        }
    }
}
