mod for_rules;

use std::collections::BTreeMap;
use std::ffi::OsString;

use anyhow::Result;
use clap::Args;
use engine::HistoryFacts;
use report::{Detail, Explained, ExplainedFile, write_explanation, write_explanation_json};
use source::FileId;
use workspace::{Project, Workspace};

use super::{request, tell, working_dir};
use crate::FAILED;
use crate::arguments::{Document, Global, InputArguments};
use crate::progress::Progress;
use crate::terminal;

#[derive(Args, Debug)]
pub(crate) struct ExplainArguments {
    /// Files, folders, patterns, or `-` for standard input [default: the folders that the configuration names, or `.`]
    #[arg(value_name = "PATHS")]
    pub(crate) paths: Vec<OsString>,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) format: Document,
    /// Also show changes, locks and transactions
    #[arg(long, short, help_heading = "Output")]
    pub(crate) verbose: bool,
    /// Show what rules of your own will see, in the names of their API; with `--verbose` also what is false, empty or not there
    #[arg(long, help_heading = "Output")]
    pub(crate) for_rules: bool,
    #[command(flatten)]
    pub(crate) input: InputArguments,
}

/// Shows what each statement of some files does.
pub(crate) fn run(arguments: &ExplainArguments, global: Global) -> Result<u8> {
    let mut request = request(&arguments.paths, &arguments.input)?;
    request.overrides = arguments.input.overrides();
    let progress = Progress::start(global, "reading");
    let workspace = Workspace::open(working_dir()?, request);
    drop(progress);
    tell(workspace.errors(), &[], global)?;
    let code = if workspace.errors().is_empty() { 0 } else { FAILED };
    let mut stdout = std::io::stdout().lock();
    if arguments.for_rules {
        for_rules::write(&workspace, arguments, &terminal::of_stdout(global.color), &mut stdout)?;
        return Ok(code);
    }
    let mut explained = explained(&workspace);
    explained.files.sort_by(|left, right| left.path.cmp(right.path));
    match arguments.format {
        Document::Json => write_explanation_json(&explained, &mut stdout)?,
        Document::Full => {
            let detail = if arguments.verbose {
                Detail::Verbose
            } else {
                Detail::Brief
            };
            write_explanation(&explained, detail, &terminal::of_stdout(global.color), &mut stdout)?;
        }
    }
    Ok(code)
}

/// What the files that were asked for do, in the order of their histories.
pub(super) fn explained(workspace: &Workspace) -> Explained<'_> {
    Explained {
        files: workspace.projects().iter().flat_map(explained_files).collect(),
    }
}

/// The files of a project that were asked for, each with its migrations in the order of its text.
fn explained_files(project: &Project) -> Vec<ExplainedFile<'_>> {
    let sources = project.histories().sources();
    let is_wanted = |file: &FileId| project.wanted().contains(file);
    let mut files: Vec<ExplainedFile<'_>> = Vec::new();
    let mut positions: BTreeMap<FileId, usize> = BTreeMap::new();
    for history in project.histories().histories() {
        let problems = history.history.problems.iter().map(|problem| problem.span.file);
        let members = history.migrations.iter().map(|facts| facts.migration.file);
        for file in members.chain(problems).filter(is_wanted) {
            positions.entry(file).or_insert_with(|| {
                files.push(ExplainedFile {
                    path: sources.get(file).path(),
                    dialect: history.engine.dialect,
                    engine_version: history.engine.version,
                    tool: history.history.tool,
                    notes: notes(history, file),
                    migrations: Vec::new(),
                });
                files.len() - 1
            });
        }
        for facts in &history.migrations {
            if let Some(at) = positions.get(&facts.migration.file) {
                files[*at].migrations.push(facts);
            }
        }
    }
    for file in &mut files {
        file.migrations.sort_by_key(|facts| facts.index_in_file);
        if let Some(first) = file.migrations.first() {
            file.dialect = first.engine.dialect;
            file.engine_version = first.engine.version;
        }
    }
    files
}

fn notes(history: &HistoryFacts, file: FileId) -> Vec<String> {
    let mut notes = vec![
        format!("{}: {}", history.engine.dialect.title(), history.dialect_detected_by),
        format!("{}: {}", history.history.tool.title(), history.history.detected_by),
    ];
    let problems = history
        .history
        .problems
        .iter()
        .filter(|problem| problem.span.file == file);
    notes.extend(problems.map(|problem| problem.message.clone()));
    notes
}
