use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::CompactString;
use rustc_hash::FxHashSet;
use source::{FileId, Files, Sources};

use crate::choice::{Choice, choose};
use crate::duplicates;
use crate::group::{Group, Script};
use crate::grouping;
use crate::history_table;
use crate::names::{is_numbered, version_in_name};
use crate::neighbours::{AskedBy, Neighbours};
use crate::reading::Reading;
use crate::tools::convention;
use crate::{History, NamedEngine, Problem, ProblemKind, Released, Tool, TransactionMode};

/// What the configuration says; everything else is detected.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The tool, where it is named.
    pub tool: Option<Tool>,
    /// The transaction mode, where it is named.
    pub transaction: Option<TransactionMode>,
    /// What the runner puts in the place of placeholders, by their names, where that is said.
    pub placeholders: Option<BTreeMap<String, String>>,
    /// The project's folder; empty for the working directory.
    pub root: String,
    /// The folders of migrations, where they are named: what they hold is one history.
    pub folders: Vec<String>,
    /// The version up to which everything counts as deployed.
    pub deployed_through: Option<String>,
    /// What the base of the branch holds, where it is compared with one.
    pub released: Option<Arc<Released>>,
}

/// What was made of the files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Recognised {
    /// The histories, in the order of their folders. Every SQL file is in exactly one of them; files in
    /// other languages are named by problems of kind [`ProblemKind::NotSql`].
    pub histories: Vec<History>,
}

/// Turns the files of a project into histories, one for each database or group of folders.
#[must_use]
pub fn recognise(files: &dyn Files, sources: &Sources, ids: &[FileId], settings: &Settings) -> Recognised {
    let near = Neighbours::new(files, &settings.root, AskedBy::Project);
    let scripts = ids.iter().map(|id| Script::new(*id, sources.get(*id)));
    let groups = grouping::group(scripts.collect(), &near, settings);
    let chosen = choose(groups, &near, settings);
    let mut histories: Vec<History> = chosen.into_iter().map(|choice| read(choice, &near, settings)).collect();
    if let Some(released) = &settings.released {
        released.mark(&mut histories, sources);
    }
    if let Some(through) = &settings.deployed_through {
        histories.iter_mut().for_each(|history| history.mark_deployed(through));
    }
    Recognised { histories }
}

fn read(choice: Choice<'_>, near: &Neighbours<'_>, settings: &Settings) -> History {
    let convention = convention(choice.tool);
    let mut reading = Reading::new(convention, settings);
    reading.history_table = history_table::renamed(choice.tool, &choice.group.home, near);
    (convention.read)(&choice.group, near, &mut reading);
    take_in_the_rest(&choice.group, &mut reading);
    reading.problems.extend(choice.problem);
    report_other_languages(&choice.group, convention.tool, &mut reading.problems);
    let is_order_guessed = reading.is_order_guessed;
    let (migrations, mut problems) = reading.arranged();
    duplicates::find(&migrations, &paths(&choice.group)).judged(choice.tool, &mut problems);
    problems.sort_by_key(|problem| (problem.span, problem.kind));
    let versions = choice
        .group
        .others
        .iter()
        .filter_map(|script| version_in_name(script.name()));
    let unread_versions = versions.map(CompactString::from).collect();
    History {
        named_engine: NamedEngine::find(choice.tool, &choice.group.home, near),
        tool: choice.tool,
        folder: choice.group.home,
        detected_by: choice.reason,
        migrations,
        problems,
        unread_versions,
        is_order_guessed,
        base: None,
        gone: Vec::new(),
    }
}

/// A file of which the tool runs nothing is still part of the history.
fn take_in_the_rest(group: &Group<'_>, reading: &mut Reading<'_>) {
    let taken: FxHashSet<FileId> = reading.migrations.iter().map(|migration| migration.file).collect();
    for script in group.scripts.iter().filter(|script| !taken.contains(&script.id)) {
        reading.add_loose(script);
    }
}

fn paths<'a>(group: &Group<'a>) -> BTreeMap<FileId, &'a str> {
    group.scripts.iter().map(|script| (script.id, script.path())).collect()
}

fn report_other_languages(group: &Group<'_>, tool: Tool, problems: &mut Vec<Problem>) {
    for script in &group.others {
        let Some(language) = script.other_language() else {
            continue;
        };
        // Other files come here only where somebody names them: `pom.xml`.
        let message = if tool == Tool::Plain || !is_numbered(script.name()) {
            format!("`{}` is {language} and was not read", script.name())
        } else {
            format!(
                "`{}` is a migration of {} in {language} and was not read",
                script.name(),
                tool.title()
            )
        };
        problems.push(Problem {
            kind: ProblemKind::NotSql,
            span: script.start(),
            message,
            help: "check the SQL that it runs, for example as the tool prints it".to_owned(),
        });
    }
}
