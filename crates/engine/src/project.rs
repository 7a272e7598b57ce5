use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, OnceLock};

use impact::Engine;
use lint::{FoundFacts, Gathered, HistoryFacts, Inspected, MigrationFacts, Pending, Release};
use migrations::{History, Migration};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use source::{FileId, Files, Sources, TextRange};

use crate::beginning::Beginning;
use crate::read::{Blanked, Reading, blank_outside, read};
use crate::replay::{Replay, Replayed};
use crate::{Settings, dialect};

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
    beginning: Beginning,
    pub(crate) results: Vec<Results>,
}

/// What rules said of one migration, when they have been asked.
#[derive(Default)]
pub(crate) struct Results {
    pub(crate) inspected: OnceLock<Arc<Inspected>>,
    pub(crate) gathered: OnceLock<Arc<Gathered>>,
}

impl Project {
    /// Recognises the files with these numbers as histories, reads them in parallel and replays each in order.
    #[must_use]
    pub fn load(files: &dyn Files, sources: Sources, ids: &[FileId], settings: Settings) -> Self {
        let mut project = Self {
            settings: Arc::new(settings),
            sources,
            ids: ids.to_vec(),
            states: Vec::new(),
        };
        project.recognise(files);
        project
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
        self.migrations().filter(move |facts| facts.migration.file == file)
    }

    fn recognise(&mut self, files: &dyn Files) {
        let settings = &self.settings;
        let recognised = migrations::recognise(files, &self.sources, &self.ids, &settings.migrations);
        let drafts = recognised.histories.into_par_iter().map(|history| {
            let (dialect, reason) = dialect::of_history(&history, &self.sources, settings.dialect);
            let engine = Engine::new(dialect, settings.version);
            let beginning = match settings.start {
                Some(dump) => {
                    let file = self.sources.get(dump);
                    Beginning::of_dump(dump, file, engine, settings.table_names, history.tool)
                }
                None => Beginning::unknown(engine, settings.table_names),
            };
            Draft::new(history, engine, reason, beginning)
        });
        let drafts: Vec<Draft> = drafts.collect();
        self.states = drafts
            .into_par_iter()
            .map(|draft| draft.finish(&self.sources))
            .collect();
    }
}

/// A history whose texts are not read yet.
struct Draft {
    history: History,
    engine: Engine,
    dialect_detected_by: String,
    beginning: Beginning,
}

impl Draft {
    fn new(mut history: History, engine: Engine, dialect_detected_by: String, beginning: Beginning) -> Self {
        history.adapt_to(engine.dialect.id());
        beginning.mark(&mut history);
        Self {
            history,
            engine,
            dialect_detected_by,
            beginning,
        }
    }

    fn finish(self, sources: &Sources) -> HistoryState {
        let Self {
            history,
            engine,
            dialect_detected_by,
            beginning,
        } = self;
        let numbers = numbers_in_files(&history);
        let blanked = blanked_texts(history.migrations.iter(), sources);
        let slots: Vec<(&Migration, u32)> = history.migrations.iter().zip(numbers).collect();
        let readings: Vec<(Engine, Reading)> = slots
            .par_iter()
            .map(|(migration, number)| read_migration(migration, *number, engine, sources, &blanked))
            .collect();
        let mut replay = Replay::new(&beginning, engine);
        let replayed: Vec<Replayed> = slots
            .iter()
            .zip(&readings)
            .map(|((migration, number), (_, reading))| replay.run(migration, *number, &reading.script))
            .collect();
        let pending = pending(&slots, &beginning);
        let releases = releases(&slots);
        let migrations: Vec<Arc<MigrationFacts>> = slots
            .par_iter()
            .zip(readings)
            .zip(replayed)
            .zip(releases)
            .map(|((((migration, number), (engine, reading)), replayed), release)| {
                let place = Place {
                    migration,
                    index_in_file: *number,
                    tool: history.tool,
                    engine,
                    pending: pending.clone(),
                    release,
                };
                Arc::new(place.facts(sources, reading, replayed))
            })
            .collect();
        HistoryState {
            beginning,
            results: migrations.iter().map(|_| Results::default()).collect(),
            facts: HistoryFacts {
                history,
                engine,
                dialect_detected_by,
                migrations,
            },
        }
    }
}

/// What is known of a migration before it is read.
struct Place<'a> {
    migration: &'a Migration,
    index_in_file: u32,
    tool: migrations::Tool,
    engine: Engine,
    pending: Pending,
    release: Release,
}

impl Place<'_> {
    fn facts(self, sources: &Sources, reading: Reading, replayed: Replayed) -> MigrationFacts {
        MigrationFacts {
            file: Arc::clone(sources.get(self.migration.file)),
            migration: self.migration.clone(),
            index_in_file: self.index_in_file,
            tool: self.tool,
            engine: self.engine,
            script: reading.script,
            head: reading.head,
            suppressions: reading.suppressions,
            before: replayed.before,
            after: replayed.after,
            pending: self.pending,
            release: self.release,
            found: FoundFacts::default(),
            created: OnceLock::new(),
        }
    }
}

impl HistoryState {
    fn holds(&self, file: FileId) -> bool {
        self.facts.migrations.iter().any(|facts| facts.migration.file == file)
    }

    /// Reads the migrations of a file again and replays from the first of them, until nothing changes any more.
    fn update(&mut self, file: FileId, sources: &Sources) {
        let facts = &mut self.facts;
        let is_edited = |migration: &Migration| migration.file == file;
        let edited: Vec<&Migration> = facts.history.migrations.iter().filter(|one| is_edited(one)).collect();
        let blanked = blanked_texts(edited.into_iter(), sources);
        let Some(first) = facts.history.migrations.iter().position(is_edited) else {
            return;
        };
        let last = facts.history.migrations.iter().rposition(is_edited).unwrap_or(first);
        let mut replay = Replay::resume(&self.beginning, facts, first);
        for at in first..facts.migrations.len() {
            let old = &facts.migrations[at];
            let migration = &facts.history.migrations[at];
            if at > last && replay.is_at(migration, &old.before) {
                break;
            }
            let number = old.index_in_file;
            let (engine, reading) = if is_edited(migration) {
                read_migration(migration, number, facts.engine, sources, &blanked)
            } else {
                (old.engine, Reading::of(old))
            };
            let replayed = replay.run(migration, number, &reading.script);
            let place = Place {
                migration,
                index_in_file: number,
                tool: old.tool,
                engine,
                pending: old.pending.clone(),
                release: old.release.clone(),
            };
            facts.migrations[at] = Arc::new(place.facts(sources, reading, replayed));
            self.results[at] = Results::default();
        }
    }
}

/// The engine that runs a migration, which its tool's marks may say is another one than the history's; and its text.
fn read_migration(
    migration: &Migration,
    number: u32,
    engine: Engine,
    sources: &Sources,
    blanked: &Blanked,
) -> (Engine, Reading) {
    let marked = || migration.dialects.iter().filter_map(|name| dialect::named(name));
    let engine = match marked().next() {
        Some(other) if !marked().any(|dialect| dialect == engine.dialect) => Engine::new(other, None),
        _ => engine,
    };
    let file = sources.get(migration.file);
    let blanked = blanked.get(&migration.file);
    let reading = read(file, &migration.section, number == 0, engine.dialect, blanked);
    (engine, reading)
}

/// For each migration, which of its file's it is, in the order of the text.
fn numbers_in_files(history: &History) -> Vec<u32> {
    let mut starts: BTreeMap<FileId, Vec<u32>> = BTreeMap::new();
    for migration in &history.migrations {
        starts
            .entry(migration.file)
            .or_default()
            .push(migration.section.range.start);
    }
    for starts in starts.values_mut() {
        starts.sort_unstable();
    }
    let mut taken: FxHashMap<(FileId, u32), u32> = FxHashMap::default();
    let number = |migration: &Migration| {
        let start = migration.section.range.start;
        let before = starts[&migration.file].partition_point(|other| *other < start);
        let taken = taken.entry((migration.file, start)).or_default();
        *taken += 1;
        u32::try_from(before).unwrap_or(u32::MAX) + *taken - 1
    };
    history.migrations.iter().map(number).collect()
}

fn blanked_texts<'a>(migrations: impl Iterator<Item = &'a Migration>, sources: &Sources) -> Blanked {
    let mut pieces: FxHashMap<FileId, Vec<TextRange>> = FxHashMap::default();
    for migration in migrations.filter(|migration| !migration.section.pieces.is_empty()) {
        pieces
            .entry(migration.file)
            .or_default()
            .extend(&migration.section.pieces);
    }
    let blank = |(file, pieces)| (file, blank_outside(sources.get(file).text(), pieces));
    pieces.into_iter().map(blank).collect()
}

/// Where something counts as deployed, everything else is pending, and runs in one go.
fn pending(slots: &[(&Migration, u32)], beginning: &Beginning) -> Pending {
    let is_released = |(migration, _): &&(&Migration, u32)| migration.provenance.is_released;
    if !beginning.is_known() && !slots.iter().any(|slot| is_released(&slot)) {
        return Pending::Alone;
    }
    let open = slots.iter().filter(|slot| !is_released(slot));
    let open: BTreeSet<(FileId, u32)> = open.map(|(migration, number)| (migration.file, *number)).collect();
    Pending::Together(Arc::new(open))
}

impl fmt::Debug for Results {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Results")
            .field("inspected", &self.inspected.get().is_some())
            .field("gathered", &self.gathered.get().is_some())
            .finish()
    }
}

/// So many are looked at: thousands of stamps within an hour come from a generator, not from people.
const MOST_OF_ONE_RELEASE: usize = 100;

/// For each migration, the earlier ones that go out together with it.
fn releases(slots: &[(&Migration, u32)]) -> Vec<Release> {
    let goes_out = |migration: &Migration, earlier: &Migration| {
        let versions = migration.version.as_ref().zip(earlier.version.as_ref());
        versions.is_some_and(|(version, earlier)| version.goes_out_with(earlier))
    };
    let release = |at: usize| {
        let earlier = slots[..at].iter().rev();
        let together = earlier.take_while(|(earlier, _)| goes_out(slots[at].0, earlier));
        let together = together.take(MOST_OF_ONE_RELEASE);
        Release::of(together.map(|(earlier, number)| (earlier.file, *number)))
    };
    (0..slots.len()).map(release).collect()
}
