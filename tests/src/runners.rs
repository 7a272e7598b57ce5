//! Experiments with real migration tools: what each was given to run, and what a PostgreSQL server then held.
//!
//! One file of `tests/runners` for each tool says how it is installed and run, and holds the histories it runs.
//! `cargo dev runners` runs them and writes `outcomes.tsv`; a test holds our model against that file.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::workspace_root;

/// A tool, how to run it, and what it is given.
#[derive(Clone, Debug, Default)]
pub struct Runner {
    /// The name of its file: the tool's, with a suffix where there are several.
    pub name: String,
    /// The tool's identifier, as in `tool = "…"`, which its files alone must show.
    pub tool: String,
    /// What a `lockgate.toml` says where the files alone do not show it: `tool`, `transaction`.
    pub settings: Vec<(String, String)>,
    /// A shell line that prints the version.
    pub version: String,
    /// A shell line that runs the migrations of the working directory against `$DATABASE_URL`.
    pub run: String,
    /// Files of every experiment: settings of the tool.
    pub shared: Vec<(String, String)>,
    /// What is tried.
    pub experiments: Vec<Experiment>,
}

/// One history that a tool is given, in a folder of its own and on a database of its own.
#[derive(Clone, Debug, Default)]
pub struct Experiment {
    /// What it tries: `concurrently-alone`.
    pub name: String,
    /// Paths and texts.
    pub files: Vec<(String, String)>,
}

/// How a run ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// The tool said that all went well.
    Ran,
    /// The server refused a statement, and the tool said so.
    Failed,
    /// The tool refused before the server did.
    Refused,
    /// The tool never came to an end.
    Hung,
}

/// What a run showed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// The tool.
    pub runner: String,
    /// What was tried.
    pub experiment: String,
    /// How it ended.
    pub ending: Ending,
    /// The tables and indexes in schema `shop` that the migrations made and that are left, in order.
    pub remains: Vec<String>,
    /// What the server was sent, in order: transaction control by name, everything else as the number of the
    /// history's statements in that message.
    pub sent: Vec<String>,
    /// The server's first error.
    pub error: String,
    /// The version that the tool said it was.
    pub version: String,
    /// The server's version.
    pub postgres: String,
    /// The day of the run.
    pub date: String,
}

const COLUMNS: &str = "runner\texperiment\tending\tremains\tsent\terror\tversion\tpostgres\tdate";

/// The folder with the experiments.
#[must_use]
pub fn folder() -> PathBuf {
    workspace_root().join("tests/runners")
}

/// Every tool's experiments, in the order of their names.
///
/// # Errors
/// Where a file cannot be read, or is not in the form that `tests/runners/README.md` describes.
pub fn runners() -> Result<Vec<Runner>, String> {
    let folder = folder();
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("cannot list {}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "runner"));
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path);
            let text = text.map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            Runner::parse(&name, &text).map_err(|message| format!("{}: {message}", path.display()))
        })
        .collect()
}

impl Runner {
    /// Reads a tool's file: `key: value` lines, `>>> path` before each file, `=== name` before each experiment. One
    /// blank line before an experiment belongs to no file.
    fn parse(name: &str, text: &str) -> Result<Self, String> {
        let mut runner = Self {
            name: name.to_owned(),
            ..Self::default()
        };
        for (number, line) in (1..).zip(text.split_inclusive('\n')) {
            if let Some(name) = line.strip_prefix("=== ") {
                if let Some((_, text)) = runner.last_file().filter(|(_, text)| text.ends_with("\n\n")) {
                    text.pop();
                }
                runner.experiments.push(Experiment {
                    name: name.trim().to_owned(),
                    files: Vec::new(),
                });
            } else if let Some(path) = line.strip_prefix(">>> ") {
                runner.files_at_hand().push((path.trim().to_owned(), String::new()));
            } else if let Some((_, text)) = runner.last_file() {
                text.push_str(line);
            } else if !line.trim().is_empty() && !line.starts_with('#') {
                runner
                    .set(line)
                    .ok_or_else(|| format!("line {number} sets nothing that is known"))?;
            }
        }
        if runner.tool.is_empty() || runner.version.is_empty() || runner.run.is_empty() {
            return Err("it needs `tool: `, `version: ` and `run: ` above the first file".to_owned());
        }
        Ok(runner)
    }

    /// The files of the last experiment; before the first, those that all share.
    fn files_at_hand(&mut self) -> &mut Vec<(String, String)> {
        match self.experiments.last_mut() {
            Some(experiment) => &mut experiment.files,
            None => &mut self.shared,
        }
    }

    fn last_file(&mut self) -> Option<&mut (String, String)> {
        self.files_at_hand().last_mut()
    }

    fn set(&mut self, line: &str) -> Option<()> {
        let (key, value) = line.split_once(": ")?;
        let value = value.trim().to_owned();
        match key {
            "tool" => self.tool = value,
            "version" => self.version = value,
            "run" => self.run = value,
            "setting" => {
                let (key, value) = value.split_once(" = ")?;
                self.settings.push((key.to_owned(), value.to_owned()));
            }
            _ => return None,
        }
        Some(())
    }

    /// All files of an experiment, those that every experiment of the tool has included.
    pub fn files<'a>(&'a self, experiment: &'a Experiment) -> impl Iterator<Item = &'a (String, String)> {
        self.shared.iter().chain(&experiment.files)
    }
}

/// What was recorded.
///
/// # Errors
/// Where `outcomes.tsv` cannot be read, or is not what [`write`] writes.
pub fn outcomes() -> Result<Vec<Outcome>, String> {
    let path = folder().join("outcomes.tsv");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let mut lines = text.lines();
    if lines.next() != Some(COLUMNS) {
        return Err(format!("{} does not begin with its columns' names", path.display()));
    }
    lines
        .map(|line| Outcome::parse(line).ok_or_else(|| format!("{}: not an outcome: {line}", path.display())))
        .collect()
}

/// Writes what was recorded, in the order of tools and experiments.
///
/// # Errors
/// Where the file cannot be written.
pub fn write(outcomes: &[Outcome]) -> std::io::Result<()> {
    let mut text = format!("{COLUMNS}\n");
    for outcome in outcomes {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", outcome.line());
    }
    std::fs::write(folder().join("outcomes.tsv"), text)
}

impl Ending {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Ran, "ran"),
        (Self::Failed, "failed"),
        (Self::Refused, "refused"),
        (Self::Hung, "hung"),
    ];

    /// As it stands in the file.
    #[must_use]
    pub fn id(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(ending, _)| *ending == self)
            .map_or("", |(_, id)| id)
    }

    fn from_id(id: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == id)
            .map(|(ending, _)| *ending)
    }
}

impl Outcome {
    fn parse(line: &str) -> Option<Self> {
        let columns: Vec<&str> = line.split('\t').collect();
        let [
            runner,
            experiment,
            ending,
            remains,
            sent,
            error,
            version,
            postgres,
            date,
        ] = columns[..]
        else {
            return None;
        };
        let list = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        Some(Self {
            runner: runner.to_owned(),
            experiment: experiment.to_owned(),
            ending: Ending::from_id(ending)?,
            remains: list(remains),
            sent: list(sent),
            error: error.to_owned(),
            version: version.to_owned(),
            postgres: postgres.to_owned(),
            date: date.to_owned(),
        })
    }

    fn line(&self) -> String {
        [
            self.runner.as_str(),
            &self.experiment,
            self.ending.id(),
            &self.remains.join(" "),
            &self.sent.join(" "),
            &self.error,
            &self.version,
            &self.postgres,
            &self.date,
        ]
        .join("\t")
    }

    /// Whether another run showed the same, whatever the versions and the day.
    #[must_use]
    pub fn shows_the_same_as(&self, other: &Self) -> bool {
        (self.ending, &self.remains, &self.sent, &self.error)
            == (other.ending, &other.remains, &other.sent, &other.error)
    }
}
