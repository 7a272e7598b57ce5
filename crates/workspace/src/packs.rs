//! The packs inside the program, read as if they were folders: `pack:house/pack.toml`.

use std::io;

use source::Files;

/// What stands before a pack's name in `extends`, and before the paths of its files.
pub(crate) const PREFIX: &str = "pack:";

/// Some files, and those of the packs inside the program.
#[derive(Clone, Copy)]
pub(crate) struct WithPacks<'a>(pub(crate) &'a dyn Files);

/// The names of the packs inside the program.
pub(crate) fn names() -> impl Iterator<Item = &'static str> + Clone {
    packs::PACKS.iter().map(|pack| pack.name)
}

/// The files of the pack that a path leads into, and the rest of the path.
fn packed(path: &str) -> Option<(&'static [(&'static str, &'static str)], &str)> {
    let path = path.strip_prefix(PREFIX)?;
    let (name, rest) = path.split_once('/').unwrap_or((path, ""));
    let pack = packs::PACKS.iter().find(|pack| pack.name == name)?;
    Some((pack.files, rest))
}

impl Files for WithPacks<'_> {
    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        match packed(folder) {
            Some((files, "")) => Ok(files.iter().map(|(name, _)| format!("{folder}/{name}")).collect()),
            _ => self.0.list(folder),
        }
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let Some((files, name)) = packed(path) else {
            return self.0.read(path);
        };
        let file = files.iter().find(|(known, _)| *known == name);
        let (_, text) = file.ok_or(io::ErrorKind::NotFound)?;
        Ok(text.as_bytes().to_vec())
    }
}
