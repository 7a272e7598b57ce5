use std::collections::BTreeMap;
use std::fs;
use std::time::SystemTime;

use crate::config::FILE_NAME;
use crate::discovery::{NAMELESS, is_sql, walk};
use crate::paths::{file_name, parent, tidy};
use crate::{DiskFiles, Request, WorkingDir, configuration_of};

/// When the files that a check reads were saved, and how long they are. Two looks at files that nobody touched are equal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stamps(BTreeMap<String, (Option<SystemTime>, u64)>);

/// The endings of settings and rules beside the SQL.
const BESIDE: &[&str] = &[".toml", ".conf", ".rhai", ".yml", ".yaml", ".json", ".csv", ".plan"];

impl Stamps {
    /// Looks at the files below the paths of a request, and at the configuration that governs them.
    #[must_use]
    pub fn of(here: &WorkingDir, request: &Request) -> Self {
        let disk = DiskFiles::new(here.clone());
        let mut stamps = BTreeMap::new();
        let mut folders: Vec<String> = request.paths.iter().map(|path| tidy(path)).collect();
        if folders.is_empty() {
            folders.push(String::new());
        }
        for path in folders.iter().filter(|path| *path != NAMELESS) {
            // A file is judged within its history, and a pattern matches what its folder holds.
            let folder = if disk.place(path).is_dir() {
                path.as_str()
            } else {
                parent(path)
            };
            for (file, _) in walk(&disk, folder).files {
                if is_sql(&file) || BESIDE.iter().any(|ending| file_name(&file).ends_with(ending)) {
                    stamp(&disk, file, &mut stamps);
                }
            }
            if let Ok(config) = configuration_of(here, path, request.config.as_deref()) {
                let bases = config.extends.into_iter().map(|base| base.value);
                let start = config.schema_start.into_iter().map(|set| set.value);
                let statistics = config.statistics.into_iter().map(|set| set.value);
                for file in config
                    .path
                    .as_deref()
                    .map(str::to_owned)
                    .into_iter()
                    .chain(bases)
                    .chain(start)
                    .chain(statistics)
                {
                    stamp(&disk, file, &mut stamps);
                }
                for scripts in config.scripts {
                    for (file, _) in walk(&disk, &scripts.value).files {
                        stamp(&disk, file, &mut stamps);
                    }
                }
            }
        }
        // A configuration may come into being.
        stamp(&disk, FILE_NAME.to_owned(), &mut stamps);
        Self(stamps)
    }
}

fn stamp(disk: &DiskFiles, path: String, stamps: &mut BTreeMap<String, (Option<SystemTime>, u64)>) {
    if let Ok(metadata) = fs::metadata(disk.place(&path)) {
        stamps.insert(path, (metadata.modified().ok(), metadata.len()));
    }
}
