use std::fs;

use crate::disk::DiskFiles;
use crate::paths::parent;

/// Whether a file may be made at `path` by a fix of the file `home`: it lies in the project's folder, or beside `home`, and
/// no link leads from there to somewhere else.
pub(crate) fn may_be_made(disk: &DiskFiles, project: &str, home: &str, path: &str) -> bool {
    let here = disk.working_dir();
    let folders = [project, parent(home)];
    if !folders
        .iter()
        .any(|folder| here.absolute(path).starts_with(here.absolute(folder)))
    {
        return false;
    }
    let Ok(place) = fs::canonicalize(disk.place(parent(path))) else {
        // In a folder that is not there nothing is made: whoever tries gets the error.
        return true;
    };
    let mut real = folders
        .iter()
        .filter_map(|folder| fs::canonicalize(disk.place(folder)).ok());
    real.any(|folder| place.starts_with(folder))
}
