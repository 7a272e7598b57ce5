use std::fmt;
use std::sync::{Arc, OnceLock};

use lint::{Gathered, HistoryFacts, Inspected, MigrationFacts, Position, RuleSet, Stops};
use migrations::Migration;
use rayon::prelude::*;
use source::{FileId, Files, Sources};

use crate::beginning::Beginning;
use crate::check::Only;
use crate::draft::{Draft, Place, Waiting, blanked_texts, read_migration};
use crate::read::Reading;
use crate::replay::{Keep, Replay};
use crate::{Outcome, Settings};

/// The files of a run, read and replayed. What rules said of a migration is kept until the migration changes.
#[derive(Debug)]
pub struct Project {
    pub(crate) settings: Arc<Settings>,
    sources: Sources,
    ids: Vec<FileId>,
    pub(crate) states: Vec<HistoryState>,
}

/// A history and what rules said of its migrations.
#[derive(Debug)]
pub(crate) struct HistoryState {
    pub(crate) facts: HistoryFacts,
    pub(crate) beginning: Beginning,
    pub(crate) results: Vec<Results>,
}

/// What rules said of one migration, when they have been asked; mostly that is nothing.
#[derive(Default)]
pub(crate) struct Results {
    pub(crate) inspected: OnceLock<Option<Box<Inspected>>>,
    pub(crate) gathered: OnceLock<Option<Box<Gathered>>>,
}

/// A project whose histories are recognised, but not read yet.
pub struct Recognised {
    settings: Settings,
    sources: Sources,
    ids: Vec<FileId>,
    pub(crate) drafts: Vec<Draft>,
    /// The histories that were checked last, once.
    last: Vec<HistoryState>,
}

impl Recognised {
    /// Recognises the files with these numbers as histories.
    #[must_use]
    pub fn new(files: &dyn Files, sources: Sources, ids: &[FileId], settings: Settings) -> Self {
        Self {
            drafts: Draft::recognise(files, &sources, ids, &settings),
            last: Vec::new(),
            ids: ids.to_vec(),
            sources,
            settings,
        }
    }

    /// The rules, and what the configuration says about them.
    #[must_use]
    pub const fn rules(&self) -> &RuleSet {
        &self.settings.rules
    }

    /// All migrations, history by history, in the order in which they run.
    pub fn migrations(&self) -> impl Iterator<Item = &Arc<Migration>> {
        self.drafts.iter().flat_map(|draft| &draft.history.migrations)
    }

    /// Reads the histories in parallel, replays each in order, and keeps them.
    #[must_use]
    pub fn load(self) -> Project {
        let mut project = Project {
            settings: Arc::new(self.settings),
            sources: self.sources,
            ids: self.ids,
            states: Vec::new(),
        };
        project.read(self.drafts);
        project
    }

    /// Says what [`Project::check`] says, and keeps nothing of a history once that is said: memory that has been used is
    /// cheaper than memory that has to be asked for. Only the last ones stay as long as this, for no other needs their
    /// memory.
    #[must_use]
    pub fn check_once(&mut self, only: Option<&(dyn Fn(FileId) -> bool + Sync)>) -> Outcome {
        let drafts = std::mem::take(&mut self.drafts);
        let waiting = Waiting::of(drafts.len());
        let timings = self.settings.rules.timings();
        let stops = Stops::none(&self.settings.rules);
        let holds = only.unwrap_or(&|_| true);
        let checked = drafts.into_par_iter().enumerate().map(|(number, draft)| {
            waiting.take();
            let ask = |at: usize, facts: &mut Arc<MigrationFacts>| {
                let (rules, position) = (&self.settings.rules, Position::new(number, at));
                let results = Results::default();
                if holds(facts.migration.file) && !facts.migration.provenance.is_settled() {
                    results.inspect(rules, facts, &stops, position);
                }
                results.gather(rules, facts, &stops, position);
                // Rules may hold on to it, and hardly anybody asks again.
                if let Some(facts) = Arc::get_mut(facts) {
                    facts.found.forget();
                }
                results
            };
            let mut state = draft.finish_asking(&self.sources, Keep::All, timings, &waiting, ask);
            let outcome = state.check_once(&self.settings, Only::Where(holds), number, &stops);
            let is_last = waiting.is_over();
            (outcome, is_last.then_some(state))
        });
        let (outcomes, last): (Vec<_>, Vec<_>) = checked.unzip();
        self.last.extend(last.into_iter().flatten());
        Outcome::of_all(outcomes.into_iter().flatten().collect())
    }
}

impl Project {
    /// Recognises the files with these numbers as histories, reads them in parallel and replays each in order.
    #[must_use]
    pub fn load(files: &dyn Files, sources: Sources, ids: &[FileId], settings: Settings) -> Self {
        Recognised::new(files, sources, ids, settings).load()
    }

    /// Puts a new text in the place of a file's old one, and reads and replays what depends on it.
    ///
    /// # Panics
    /// Where `file` is not a number that the project's sources gave.
    pub fn replace(&mut self, files: &dyn Files, file: FileId, text: impl Into<String>) {
        let new = self.sources.get(file).with_text(text);
        self.sources.replace(file, Arc::new(new));
        let Some(at) = self.states.iter().position(|state| state.holds(file)) else {
            self.recognise(files);
            return;
        };
        let state = &mut self.states[at];
        if !state
            .facts
            .history
            .reread(files, &self.sources, file, &self.settings.migrations)
        {
            self.recognise(files);
            return;
        }
        state.facts.history.adapt_to(state.facts.engine.dialect.id());
        state.beginning.mark(&mut state.facts.history);
        state.update(file, &self.sources);
    }

    /// The files, by their numbers.
    #[must_use]
    pub const fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The settings that it was loaded with.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The histories, in the order of their folders.
    pub fn histories(&self) -> impl Iterator<Item = &HistoryFacts> {
        self.states.iter().map(|state| &state.facts)
    }

    /// All migrations, history by history, in the order in which they run.
    pub fn migrations(&self) -> impl Iterator<Item = &Arc<MigrationFacts>> {
        self.histories().flat_map(|history| &history.migrations)
    }

    /// The migrations in one file, in the order in which they run.
    pub fn migrations_in(&self, file: FileId) -> impl Iterator<Item = &Arc<MigrationFacts>> {
        self.states.iter().flat_map(move |state| {
            let numbers = state.facts.migrations_in(file);
            numbers.map(|number| &state.facts.migrations[number])
        })
    }

    fn recognise(&mut self, files: &dyn Files) {
        let drafts = Draft::recognise(files, &self.sources, &self.ids, &self.settings);
        self.read(drafts);
    }

    fn read(&mut self, drafts: Vec<Draft>) {
        self.states = drafts
            .into_par_iter()
            .map(|draft| draft.finish(&self.sources, Keep::Ends, self.settings.rules.timings()))
            .collect();
    }
}

impl HistoryState {
    fn holds(&self, file: FileId) -> bool {
        self.facts.migrations_in(file).next().is_some()
    }

    /// Reads the migrations of a file again and replays from the first of them, until nothing changes any more.
    fn update(&mut self, file: FileId, sources: &Sources) {
        let facts = &mut self.facts;
        let edited: Vec<usize> = facts.migrations_in(file).collect();
        let (Some(first), Some(last)) = (edited.first().copied(), edited.last().copied()) else {
            return;
        };
        let texts = edited.iter().map(|at| &facts.history.migrations[*at]);
        let blanked = blanked_texts(texts, sources);
        let mut replay = Replay::resume(&self.beginning, facts, first);
        for at in first..facts.migrations.len() {
            let old = &facts.migrations[at];
            let migration = &facts.history.migrations[at];
            if at > last && replay.is_at(migration, &old.before) {
                break;
            }
            let number = old.index_in_file;
            let (engine, reading) = if migration.file == file {
                read_migration(migration, number, facts.engine, sources, &blanked)
            } else {
                (old.engine, Reading::of(old))
            };
            let replayed = replay.run(migration, number, &reading.script, Keep::Ends);
            let place = Place {
                migration,
                index_in_file: number,
                tool: old.tool,
                engine,
                pending: old.pending.clone(),
                release: old.release.clone(),
                timings: None,
            };
            let new = place.facts(sources, reading, replayed);
            facts.replace(at, new);
            self.results[at] = Results::default();
        }
    }
}

impl fmt::Debug for Results {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Results")
            .field("inspected", &self.inspected.get().is_some())
            .field("gathered", &self.gathered.get().is_some())
            .finish()
    }
}
