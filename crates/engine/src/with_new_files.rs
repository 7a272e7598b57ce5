use std::collections::BTreeMap;
use std::io;

use source::Files;

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
        let is_below = |path: &&String| {
            let folder = folder.trim_end_matches('/');
            folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        };
        paths.extend(self.new.keys().filter(is_below).cloned());
        paths.sort_unstable();
        Ok(paths)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match self.new.get(path) {
            Some(text) => Ok(text.clone().into_bytes()),
            None => self.below.read(path),
        }
    }
}
