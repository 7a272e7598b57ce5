use std::sync::Arc;

use source::{FileId, Files, Sources};

use crate::group::{Group, Script};
use crate::neighbours::{AskedBy, Neighbours};
use crate::reading::Reading;
use crate::tools::convention;
use crate::{History, Migration, Problem, ProblemKind, Settings};

impl History {
    /// Reads one file of the history again after its text has changed, and tells whether that was enough: the file
    /// still holds the same migrations, with other text and perhaps other annotations. Where it does not, nothing
    /// is changed, and [`crate::recognise`] has to be asked again.
    pub fn reread(&mut self, files: &dyn Files, sources: &Sources, file: FileId, settings: &Settings) -> bool {
        let near = Neighbours::new(files, &settings.root, AskedBy::OneFile);
        let mut group = Group::new(self.folder.clone());
        let convention = convention(self.tool);
        let script = Script::new(file, sources.get(file));
        group.add(match settings.tool {
            Some(_) => script.of_tool(convention),
            None => script,
        });
        let mut reading = Reading::new(convention, settings);
        (convention.read)(&group, &near, &mut reading);
        let (read, problems) = reading.arranged();
        let places: Vec<usize> = (0..self.migrations.len())
            .filter(|at| self.migrations[*at].file == file)
            .collect();
        let is_alike = |(at, new): (&usize, &Arc<Migration>)| is_same_migration(&self.migrations[*at], new);
        if read.is_empty() || places.len() != read.len() || !places.iter().zip(&read).all(is_alike) {
            return false;
        }
        for (at, new) in places.into_iter().zip(read) {
            let new = Arc::unwrap_or_clone(new);
            let old = Arc::make_mut(&mut self.migrations[at]);
            old.section = new.section;
            old.policy = new.policy;
            old.placeholders = new.placeholders;
            old.dialects = new.dialects;
            old.description = new.description;
        }
        self.replace_problems(file, problems);
        if let Some(released) = &settings.released {
            released.mark_again(self, file, sources);
        }
        true
    }

    /// What is wrong with names and versions takes the other files to know, and stays.
    fn replace_problems(&mut self, file: FileId, problems: Vec<Problem>) {
        let is_of_text = |problem: &Problem| matches!(problem.kind, ProblemKind::Annotation | ProblemKind::Settings);
        self.problems
            .retain(|problem| problem.span.file != file || !is_of_text(problem));
        self.problems.extend(problems.into_iter().filter(is_of_text));
        self.problems.sort_by_key(|problem| (problem.span, problem.kind));
    }
}

/// Versions are compared as written: positions in a plan take the other files to know.
fn is_same_migration(old: &Migration, new: &Migration) -> bool {
    old.kind == new.kind && old.direction == new.direction && old.version_text == new.version_text
}
