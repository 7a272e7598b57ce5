//! A first `lockgate.toml`: what was detected, and what the configuration of other tools says already.

mod ci;
mod peers;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;

use engine::Detected;
use lint::{RuleInfo, RunError};
use migrations::{Tool, TransactionMode};
use schema::Dialect;
use source::Severity;

pub use ci::CiSystem;

use crate::config::FILE_NAME;
use crate::paths::{join, shown_folder, tidy};
use crate::read_error::{about, why_unwritten};
use crate::{DiskFiles, FailOn, Prepared, Request, WorkingDir};
use peers::Peer;

/// A configuration that is not written yet.
#[derive(Clone, Debug)]
pub struct FirstConfig {
    /// Where it will stand.
    pub path: String,
    /// Its text.
    pub text: String,
    /// The histories that were found.
    pub histories: Vec<Detected>,
    /// What became of the configuration of other tools.
    pub taken_over: Vec<TakenOver>,
    /// What is worth knowing of the rest.
    pub notes: Vec<String>,
    /// The CI systems and hooks that the folder is set up for.
    pub ci: Vec<CiSystem>,
}

/// What became of one file of another tool.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TakenOver {
    /// The file.
    pub file: String,
    /// What was taken over.
    pub taken: Vec<String>,
    /// What was not, and why.
    pub left: Vec<String>,
}

/// What the file will say.
#[derive(Debug, Default)]
struct Draft {
    dialect: Option<(Dialect, String)>,
    engine_version: Option<(String, String)>,
    tool: Option<(Tool, String)>,
    migrations: Option<(Vec<String>, String)>,
    deployed_through: Option<(String, String)>,
    /// A version that could stand there.
    last_version: Option<String>,
    transaction: Option<(TransactionMode, String)>,
    fail_on: Option<(FailOn, String)>,
    placeholders: BTreeMap<String, String>,
    /// By rule: its severity, and the names that it has elsewhere.
    rules: BTreeMap<String, (Severity, BTreeSet<String>)>,
    excluded_paths: Vec<String>,
}

/// Looks at a folder and makes a first configuration of what is found there.
///
/// # Errors
/// Where there is no such folder, or a configuration stands there already.
pub fn first_config(here: &WorkingDir, folder: &str) -> Result<FirstConfig, Vec<RunError>> {
    let disk = DiskFiles::new(here.clone());
    let folder = tidy(folder);
    let path = join(&folder, FILE_NAME);
    if !disk.place(&folder).is_dir() {
        return Err(vec![about(&folder, "there is no such folder; check the spelling")]);
    }
    if disk.place(&path).exists() {
        let message = "the file is there already, and is left as it is; `lockgate config` shows what it says";
        return Err(vec![about(&path, message)]);
    }
    let histories = Seen::of(here, &folder, &path, "").histories;
    let (peers, mut notes) = peers::find(&disk, &folder);
    if histories.is_empty() {
        notes.push("no SQL files were found here; add `migrations` once there are some".to_owned());
    }
    let mut draft = Draft::default();
    let mut taken_over: Vec<TakenOver> = Vec::new();
    let rules = rules::all();
    let rules: Vec<&RuleInfo> = rules.iter().map(|rule| rule.info()).collect();
    for peer in &peers {
        taken_over.push(draft.take_peer(peer, &rules));
    }
    draft.take_detected(&folder, &histories, &mut notes);
    draft.settle_transaction(&peers, &mut taken_over);
    let mut first = FirstConfig {
        text: draft.text(),
        ci: ci::seen(&disk, &folder),
        path,
        histories,
        taken_over,
        notes,
    };
    first.hold_against_files(here, &folder, draft);
    Ok(first)
}

impl FirstConfig {
    /// Writes it; nothing that is there is overwritten.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn write(&self, here: &WorkingDir) -> Result<(), RunError> {
        let place = DiskFiles::new(here.clone()).place(&self.path);
        let made = File::options().write(true).create_new(true).open(place);
        let written = made.and_then(|mut file| file.write_all(self.text.as_bytes()));
        written.map_err(|error| {
            about(
                &self.path,
                format!("the file cannot be written: {}", why_unwritten(&error)),
            )
        })
    }

    /// Reads what would be written, and drops what does not fit: a version up to which everything is deployed may be one
    /// of another history.
    fn hold_against_files(&mut self, here: &WorkingDir, folder: &str, mut draft: Draft) {
        let mut prepared = Seen::of(here, folder, &self.path, &self.text);
        if !prepared.errors.is_empty()
            && let Some((version, _)) = draft.deployed_through.take()
        {
            self.text = draft.text();
            self.notes.push(format!(
                "`deployed-through = \"{version}\"` was left out: no migration here has that version"
            ));
            prepared = Seen::of(here, folder, &self.path, &self.text);
        }
        self.notes.extend(prepared.errors.iter().map(ToString::to_string));
        self.histories = prepared.histories;
    }
}

/// What a folder looks like under a configuration that is not on the disk. Files that others govern are left out.
struct Seen {
    histories: Vec<Detected>,
    /// What is wrong with the configuration.
    errors: Vec<RunError>,
}

impl Seen {
    fn of(here: &WorkingDir, folder: &str, path: &str, text: &str) -> Self {
        let request = Request {
            paths: vec![shown_folder(folder).to_owned()],
            texts: BTreeMap::from([(path.to_owned(), text.as_bytes().to_vec())]),
            ..Request::default()
        };
        let prepared = Prepared::new(here.clone(), request);
        let is_own = |own: Option<&str>| own == Some(path);
        let own = prepared
            .projects
            .iter()
            .filter(|(scope, _)| is_own(scope.config.path.as_deref()));
        let histories = own.flat_map(|(_, histories)| histories.detected()).collect();
        let errors = prepared
            .errors
            .into_iter()
            .filter(|error| is_own(error.path.as_deref()));
        Self {
            histories,
            errors: errors.collect(),
        }
    }
}

impl Draft {
    fn take_peer(&mut self, peer: &Peer, rules: &[&RuleInfo]) -> TakenOver {
        let mut told = TakenOver {
            file: peer.file.clone(),
            taken: peer.also.clone(),
            left: peer.left.clone(),
        };
        let why = format!("as {} has it", peer.file);
        if let Some(dialect) = peer.dialect.filter(|_| self.dialect.is_none()) {
            told.taken.push(format!("dialect: {}", dialect.title()));
            self.dialect = Some((dialect, why.clone()));
        }
        if let Some(version) = peer.engine_version.clone().filter(|_| self.engine_version.is_none()) {
            told.taken.push(format!("version of the database: {version}"));
            self.engine_version = Some((version, why.clone()));
        }
        if let Some(tool) = peer.tool.filter(|_| self.tool.is_none()) {
            told.taken.push(format!("tool: {}", tool.title()));
            self.tool = Some((tool, why.clone()));
        }
        if !peer.migrations.is_empty() && self.migrations.is_none() {
            told.taken.push(format!("folders: {}", peer.migrations.join(", ")));
            self.migrations = Some((peer.migrations.iter().map(|folder| tidy(folder)).collect(), why.clone()));
        }
        if let Some(version) = peer
            .deployed_through
            .clone()
            .filter(|_| self.deployed_through.is_none())
        {
            told.taken.push(format!("deployed through: {version}"));
            self.deployed_through = Some((version, why.clone()));
        }
        if let Some(fail_on) = peer.fail_on.filter(|_| self.fail_on.is_none()) {
            told.taken.push(format!("what fails the run: {}", fail_on.as_str()));
            self.fail_on = Some((fail_on, why));
        }
        if !peer.placeholders.is_empty() {
            let names: Vec<&str> = peer.placeholders.keys().map(String::as_str).collect();
            told.taken.push(format!("placeholders: {}", names.join(", ")));
            self.placeholders.extend(peer.placeholders.clone());
        }
        if !peer.excluded_paths.is_empty() {
            told.taken
                .push(format!("excluded paths: {}", peer.excluded_paths.join(", ")));
            self.excluded_paths.extend(peer.excluded_paths.iter().cloned());
        }
        self.take_rules(peer, &peer.excluded_rules, Choice::Off, rules, &mut told);
        self.take_rules(peer, &peer.included_rules, Choice::On, rules, &mut told);
        for (name, severity) in &peer.graded_rules {
            self.take_rules(
                peer,
                std::slice::from_ref(name),
                Choice::As(*severity),
                rules,
                &mut told,
            );
        }
        told
    }

    /// Rules that Lockgate has as well; `told` gets the names of those that it does not have.
    fn take_rules(&mut self, peer: &Peer, names: &[String], choice: Choice, rules: &[&RuleInfo], told: &mut TakenOver) {
        let mut nobodys: Vec<String> = Vec::new();
        for name in names {
            let full = format!("{}:{name}", peer.prefix);
            let same = rules
                .iter()
                .filter(|info| info.aliases.iter().any(|alias| *alias == full));
            let same: Vec<&&RuleInfo> = same.collect();
            if same.is_empty() {
                let partial = rules
                    .iter()
                    .filter(|info| info.partial_aliases.iter().any(|alias| *alias == full));
                let partial: Vec<String> = partial.map(|info| format!("`{}`", info.id)).collect();
                if partial.is_empty() {
                    nobodys.push(format!("`{name}`"));
                } else {
                    told.left
                        .push(format!("`{name}`: it only overlaps with {}", partial.join(", ")));
                }
            }
            for info in same {
                let is_so = choice.is_default(info);
                let anyway = if is_so { " anyway" } else { "" };
                told.taken
                    .push(format!("`{name}`: `{}` is {}{anyway}", info.id, choice.word()));
                if !is_so {
                    let entry = self.rules.entry(info.id.to_string());
                    let entry = entry.or_insert_with(|| (choice.severity(info), BTreeSet::new()));
                    entry.1.insert(full.clone());
                }
            }
        }
        if !nobodys.is_empty() {
            told.left
                .push(format!("{}: no rule here stands for that", nobodys.join(", ")));
        }
    }

    fn take_detected(&mut self, folder: &str, histories: &[Detected], notes: &mut Vec<String>) {
        let Some(first) = histories.first() else {
            return;
        };
        if self.dialect.is_none() && histories.iter().all(|history| history.dialect == first.dialect) {
            self.dialect = Some((first.dialect, first.dialect_because.clone()));
        }
        let is_one_tool = histories.iter().all(|history| history.tool == first.tool);
        if self.tool.is_none() && is_one_tool && first.tool != Tool::Plain {
            self.tool = Some((first.tool, first.tool_because.clone()));
        }
        if let [only] = histories {
            self.last_version.clone_from(&only.last_version);
            let below = only
                .folder
                .strip_prefix(folder)
                .unwrap_or(&only.folder)
                .trim_start_matches('/');
            if self.migrations.is_none() && !below.is_empty() {
                self.migrations = Some((vec![below.to_owned()], migrations_said(only.migrations)));
            }
            return;
        }
        let folders: Vec<String> = histories
            .iter()
            .map(|history| format!("`{}`", shown_folder(&history.folder)))
            .collect();
        notes.push(format!(
            "{} histories were found, in {}; where they are of several databases, run `lockgate init FOLDER` in each",
            histories.len(),
            folders.join(", ")
        ));
    }

    /// What a linter assumes of transactions counts only where no tool says what it does.
    fn settle_transaction(&mut self, peers: &[Peer], told: &mut [TakenOver]) {
        for (peer, told) in peers.iter().zip(told) {
            let Some(mode) = peer.transaction else {
                continue;
            };
            match &self.tool {
                Some((tool, _)) => told.left.push(format!(
                    "what it assumes of transactions: {} decides that, and is known",
                    tool.title()
                )),
                None => {
                    told.taken.push("what it assumes of transactions".to_owned());
                    self.transaction = Some((mode, format!("as {} has it", peer.file)));
                }
            }
        }
    }
}

/// Whether another tool runs a rule.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    On,
    Off,
    /// With this severity.
    As(Severity),
}

impl Choice {
    const fn severity(self, info: &RuleInfo) -> Severity {
        match self {
            Self::On => info.severity,
            Self::Off => Severity::Off,
            Self::As(severity) => severity,
        }
    }

    /// Whether a rule is like that without a word.
    fn is_default(self, info: &RuleInfo) -> bool {
        match self {
            Self::On => info.default_on,
            Self::Off => !info.default_on,
            Self::As(severity) => info.default_on && info.severity == severity,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::As(severity) => severity.as_str(),
        }
    }
}

fn migrations_said(count: usize) -> String {
    format!("{count} {}", if count == 1 { "migration" } else { "migrations" })
}
