use std::collections::BTreeMap;

use lint::{RuleSet, RunError};

use crate::config::Config;
use crate::disk::DiskFiles;
use crate::flyway_rules::add_flyway_rules;
use crate::packs;
use crate::paths::{WorkingDir, join, parent, tidy};
use crate::projects::{Governors, check_explicit};
use crate::read_error::about;
use crate::rule_set::rule_set;

/// The rules that hold in the working directory, and what is wrong with them or the configuration.
#[must_use]
pub fn configured_rules(here: &WorkingDir, config: Option<&str>) -> (RuleSet, Vec<RunError>) {
    let disk = DiskFiles::new(here.clone());
    let (mut config, mut errors) = match configuration(&disk, config) {
        Ok(config) => (config, Vec::new()),
        Err(errors) => (Config::default(), errors),
    };
    add_settings_rules(&disk, &mut config);
    let packed: Vec<String> = packs::names().map(|name| format!("{name}/")).collect();
    config.add_packs_of(packed.iter().map(String::as_str));
    let (rules, wrong) = rule_set(&disk, here, &config);
    errors.extend(wrong);
    (rules, errors)
}

/// Adds the rules that Flyway's settings name, where they lie beside the folders of migrations or above them.
pub(crate) fn add_settings_rules(disk: &DiskFiles, config: &mut Config) {
    let mut folders: Vec<String> = config.migrations.iter().map(|set| set.value.clone()).collect();
    folders.push(config.folder.clone());
    let migrations: Vec<String> = folders.iter().map(|folder| join(folder, "V__.sql")).collect();
    add_flyway_rules(disk, config, migrations.iter().map(String::as_str));
}

/// The configuration that governs a file or folder, or the one in `file` where it is named.
///
/// # Errors
/// Where there is no such path, or the configuration is broken.
pub fn configuration_of(here: &WorkingDir, path: &str, file: Option<&str>) -> Result<Config, Vec<RunError>> {
    let disk = DiskFiles::new(here.clone());
    let path = tidy(path);
    let place = disk.place(&path);
    if !place.exists() {
        return Err(vec![about(
            &path,
            "there is no such file or folder; check the spelling",
        )]);
    }
    if let Some(file) = file {
        return read_explicit(&disk, &tidy(file));
    }
    let folder = if place.is_dir() { path.as_str() } else { parent(&path) };
    governing(&disk, folder)
}

/// What the named file says, or the one that governs the working directory.
pub(crate) fn configuration(disk: &DiskFiles, config: Option<&str>) -> Result<Config, Vec<RunError>> {
    match config {
        Some(path) => read_explicit(disk, &tidy(path)),
        None => governing(disk, ""),
    }
}

fn governing(disk: &DiskFiles, folder: &str) -> Result<Config, Vec<RunError>> {
    let texts = BTreeMap::new();
    let mut governors = Governors::new(disk, disk, &texts);
    let config = governors.config_for(folder);
    config.ok_or(governors.errors)
}

fn read_explicit(disk: &DiskFiles, path: &str) -> Result<Config, Vec<RunError>> {
    check_explicit(disk, path).map_err(|error| vec![error])?;
    let texts = BTreeMap::new();
    let mut governors = Governors::new(disk, disk, &texts);
    let config = governors.config(path);
    config.ok_or(governors.errors)
}
