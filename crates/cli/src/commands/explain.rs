use anyhow::Result;
use engine::HistoryFacts;
use report::{Detail, Explained, ExplainedFile, write_explanation, write_explanation_json};
use source::FileId;
use workspace::{Project, Workspace};

use super::{request, tell, working_dir};
use crate::FAILED;
use crate::arguments::{Document, ExplainArguments, Global};
use crate::progress::Progress;
use crate::terminal;

/// Shows what each statement of some files does.
pub(crate) fn run(arguments: &ExplainArguments, global: Global) -> Result<u8> {
    let mut request = request(&arguments.paths, &arguments.input)?;
    request.overrides = arguments.input.overrides();
    let progress = Progress::start(global, "reading");
    let workspace = Workspace::open(working_dir()?, request);
    drop(progress);
    tell(workspace.errors(), &[], global)?;
    let explained = explained(&workspace);
    let mut stdout = std::io::stdout().lock();
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
    Ok(if workspace.errors().is_empty() { 0 } else { FAILED })
}

fn explained(workspace: &Workspace) -> Explained<'_> {
    let projects = workspace.projects().iter();
    let mut files: Vec<ExplainedFile<'_>> = projects
        .flat_map(|project| {
            project
                .wanted()
                .iter()
                .filter_map(|file| explained_file(project, *file))
        })
        .collect();
    files.sort_by(|left, right| left.path.cmp(right.path));
    Explained { files }
}

fn explained_file(project: &Project, file: FileId) -> Option<ExplainedFile<'_>> {
    let histories = project.histories();
    let mut migrations: Vec<_> = histories.migrations_in(file).map(AsRef::as_ref).collect();
    migrations.sort_by_key(|facts| facts.index_in_file);
    let is_told_of = |history: &&HistoryFacts| {
        let problems = history.history.problems.iter().map(|problem| problem.span.file);
        let files = history.migrations.iter().map(|facts| facts.migration.file);
        files.chain(problems).any(|known| known == file)
    };
    let history = histories.histories().find(is_told_of)?;
    let engine = migrations.first().map_or(history.engine, |facts| facts.engine);
    Some(ExplainedFile {
        path: histories.sources().get(file).path(),
        dialect: engine.dialect,
        engine_version: engine.version,
        tool: history.history.tool,
        notes: notes(history, file),
        migrations,
    })
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
