use std::fs::{self, OpenOptions};
use std::io::{self, Write};

use lint::RunError;

use crate::config::{Config, FILE_NAME};
use crate::configured::configuration;
use crate::disk::DiskFiles;
use crate::packs;
use crate::paths::{WorkingDir, is_within, join, tidy};
use crate::read_error::{about, of_run, why, why_unwritten};
use crate::rule_set::rule_set;
use crate::rule_tests::RULE_FOLDER;

/// A rule that was written for a team to go on with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewRule {
    /// Its file.
    pub path: String,
    /// Whether `check` runs it, and thanks to what.
    pub configured: Configured,
}

/// Whether a configuration names the folder of a new rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Configured {
    /// It did before.
    Already,
    /// It does now: these lines were added to the file.
    Added(String, String),
    /// It does not: these lines are to be put into the file, which there may not be yet.
    Missing(String, String),
}

/// Writes a rule with a page that passes. `folder` is where it goes; else the first folder that the configuration names.
///
/// # Errors
/// Where the name is none or is taken, and where the file is there or cannot be written.
pub fn new_rule(
    here: &WorkingDir,
    id: &str,
    folder: Option<&str>,
    config_path: Option<&str>,
) -> Result<NewRule, Vec<RunError>> {
    let disk = DiskFiles::new(here.clone());
    let one = |error: RunError| vec![error];
    let config = configuration(&disk, config_path)?;
    script::check_id(id).map_err(|message| one(of_run(message)))?;
    let (rules, _) = rule_set(&disk, here, &config);
    if let Some(taken) = rules.rules().iter().find(|rule| rule.info().id == id) {
        let owner = match &taken.info().path {
            Some(path) => format!("`{path}`"),
            None => "a built-in rule".to_owned(),
        };
        return Err(one(of_run(format!(
            "the name `{id}` is taken by {owner}; choose another"
        ))));
    }
    let pack = id.split_once('/').map(|(pack, _)| pack);
    if let Some(pack) = pack.filter(|pack| packs::names().any(|name| name == *pack)) {
        return Err(one(of_run(format!(
            "`{pack}` is a pack inside Lockgate; choose another name for what stands before the slash"
        ))));
    }
    let folder = match folder {
        Some(folder) => tidy(folder),
        None => default_folder(&disk, &config),
    };
    let name = id.rsplit('/').next().unwrap_or(id);
    let path = join(&folder, &format!("{name}.rhai"));
    write_new(&disk, &folder, &path, &text(id)).map_err(one)?;
    let configured = configure(&disk, &config, &folder).map_err(one)?;
    Ok(NewRule { path, configured })
}

/// The first folder that `[scripts]` names.
fn default_folder(disk: &DiskFiles, config: &Config) -> String {
    let named = config.scripts.iter().map(|set| &set.value);
    let mut folders = named.filter(|path| !path.ends_with(".rhai") && !disk.place(path).is_file());
    let beside_config = || join(&config.folder, RULE_FOLDER);
    folders.next().cloned().unwrap_or_else(beside_config)
}

/// Writes a file that is not there yet.
fn write_new(disk: &DiskFiles, folder: &str, path: &str, text: &str) -> Result<(), RunError> {
    let failed = |error: &io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => about(
            path,
            "the file is there already, and stays as it is; choose another name",
        ),
        _ => about(path, format!("the file cannot be written: {}", why_unwritten(error))),
    };
    fs::create_dir_all(disk.place(folder)).map_err(|error| failed(&error))?;
    let file = OpenOptions::new().write(true).create_new(true).open(disk.place(path));
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| failed(&error))
}

/// Names the folder in the configuration, where there is one that names none yet.
fn configure(disk: &DiskFiles, config: &Config, folder: &str) -> Result<Configured, RunError> {
    let here = disk.working_dir();
    let absolute = |path: &str| here.shown(&here.absolute(path));
    let holds = |named: &str| is_within(&absolute(folder), &absolute(named));
    if config.scripts.iter().any(|set| holds(&set.value)) {
        return Ok(Configured::Already);
    }
    let path = match &config.path {
        Some(path) => path.to_string(),
        None => FILE_NAME.to_owned(),
    };
    let from_config = folder
        .strip_prefix(&config.folder)
        .filter(|_| !config.folder.is_empty())
        .map_or(folder, |rest| rest.trim_start_matches('/'));
    let lines = format!("[scripts]\npaths = [{}]\n", toml::Value::String(from_config.to_owned()));
    if config.path.is_none() || !config.scripts.is_empty() {
        return Ok(Configured::Missing(path, lines));
    }
    let old = fs::read_to_string(disk.place(&path)).map_err(|error| about(&path, why(&error)))?;
    let has_table = toml::from_str::<toml::Table>(&old).is_ok_and(|table| table.contains_key("scripts"));
    if has_table || old.contains('\r') {
        return Ok(Configured::Missing(path, lines));
    }
    let gap = if old.is_empty() || old.ends_with("\n\n") {
        ""
    } else if old.ends_with('\n') {
        "\n"
    } else {
        "\n\n"
    };
    let mut file = OpenOptions::new().append(true).open(disk.place(&path));
    let written = file
        .as_mut()
        .map_err(|error| why(error))
        .and_then(|file| write!(file, "{gap}{lines}").map_err(|error| why(&error)));
    match written {
        Ok(()) => Ok(Configured::Added(path, lines)),
        // The rule is there; the rest is said instead of done.
        Err(_) => Ok(Configured::Missing(path, lines)),
    }
}

fn text(id: &str) -> String {
    TEMPLATE.replace("rule-id", id)
}

const TEMPLATE: &str = include_str!("new_rule.rhai");
