use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use impact::Engine;
use lint::{FoundFacts, HistoryFacts, MigrationFacts, Pending, Release, Step, Timings};
use migrations::{History, Migration, ProblemKind};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use source::{FileId, Files, Sources, TextRange};

use crate::beginning::Beginning;
use crate::project::{HistoryState, Results};
use crate::read::{Blanked, Reading, blank_outside, read};
use crate::replay::{Keep, Replay, Replayed};
use crate::{Settings, dialect};

/// A history whose texts are not read yet.
pub(crate) struct Draft {
    pub(crate) history: History,
    pub(crate) engine: Engine,
    pub(crate) dialect_detected_by: String,
    /// Why that version, where the tool's settings name it.
    pub(crate) version_detected_by: Option<String>,
    beginning: Beginning,
}

impl Draft {
    /// The histories that these files make.
    pub(crate) fn recognise(files: &dyn Files, sources: &Sources, ids: &[FileId], settings: &Settings) -> Vec<Self> {
        let recognised = migrations::recognise(files, sources, ids, &settings.migrations);
        let drafts = recognised.histories.into_par_iter().map(|history| {
            let (dialect, reason) = dialect::of_history(&history, sources, settings.dialect);
            let named_version = dialect::version_named(&history, dialect).filter(|_| settings.version.is_none());
            let version = settings.version.or(named_version.as_ref().map(|(version, _)| *version));
            let engine = Engine::new(dialect, version);
            let beginning = match settings.start {
                Some(dump) => {
                    let file = sources.get(dump);
                    Beginning::of_dump(dump, file, engine, settings.table_names, history.tool)
                }
                None => Beginning::unknown(engine, settings.table_names),
            };
            let is_unread = |problem: &migrations::Problem| problem.kind == ProblemKind::NotSql;
            let beginning = match history.is_order_guessed || history.problems.iter().any(is_unread) {
                true => beginning.with_gaps(),
                false => beginning,
            };
            Self::new(
                history,
                engine,
                reason,
                named_version.map(|(_, reason)| reason),
                beginning,
            )
        });
        drafts.collect()
    }

    fn new(
        mut history: History,
        engine: Engine,
        dialect_detected_by: String,
        version_detected_by: Option<String>,
        beginning: Beginning,
    ) -> Self {
        history.adapt_to(engine.dialect.id());
        beginning.mark(&mut history);
        Self {
            history,
            engine,
            dialect_detected_by,
            version_detected_by,
            beginning,
        }
    }

    /// Reads the history and replays it.
    pub(crate) fn finish(self, sources: &Sources, keep: Keep, timings: Option<&Arc<Timings>>) -> HistoryState {
        let nobody = Waiting::default();
        self.finish_asking(sources, keep, timings, &nobody, |_, _| Results::default())
    }

    /// Reads the history and replays it, and asks at once about each migration, by its number: what is known of it is at
    /// hand then, and what is found out for the answer need not be kept for longer. While other histories wait, other
    /// threads take those rather than a part of this one.
    pub(crate) fn finish_asking(
        self,
        sources: &Sources,
        keep: Keep,
        timings: Option<&Arc<Timings>>,
        waiting: &Waiting,
        ask: impl Fn(usize, &mut Arc<MigrationFacts>) -> Results + Sync,
    ) -> HistoryState {
        let Self {
            history,
            engine,
            dialect_detected_by,
            beginning,
            ..
        } = self;
        let numbers = numbers_in_files(&history);
        let blanked = blanked_texts(history.migrations.iter(), sources);
        let slots: Vec<Slot<'_>> = history.migrations.iter().zip(numbers).collect();
        let pending = pending(&slots, &beginning, history.base.as_deref());
        let mut replay = Replay::new(&beginning, engine);
        let mut migrations = Vec::with_capacity(slots.len());
        let mut results = Vec::with_capacity(slots.len());
        for some in slots.chunks(AT_A_TIME) {
            let first = migrations.len();
            let least = if waiting.is_over() { 1 } else { AT_A_TIME };
            let read = |(migration, number): &Slot<'_>| {
                let read = || read_migration(migration, *number, engine, sources, &blanked);
                Timings::spend(timings.map(|timings| &**timings), Step::Reading, read)
            };
            let readings: Vec<(Engine, Reading)> = some.par_iter().with_min_len(least).map(read).collect();
            let replay = |((migration, number), (_, reading)): (&Slot<'_>, &(Engine, Reading))| {
                let run = || replay.run(migration, *number, &reading.script, keep);
                Timings::spend(timings.map(|timings| &**timings), Step::Replaying, run)
            };
            let replayed: Vec<Replayed> = some.iter().zip(&readings).map(replay).collect();
            let known = some
                .par_iter()
                .with_min_len(least)
                .zip(readings)
                .zip(replayed)
                .enumerate();
            let asked = known.map(|(at, (((migration, number), (engine, reading)), replayed))| {
                let at = first + at;
                let place = Place {
                    migration,
                    index_in_file: *number,
                    tool: history.tool,
                    engine,
                    pending: pending.clone(),
                    release: release(&slots, at),
                    timings,
                };
                let mut facts = Arc::new(place.facts(sources, reading, replayed));
                let results = ask(at, &mut facts);
                (facts, results)
            });
            let (facts, said): (Vec<_>, Vec<_>) = asked.unzip();
            migrations.extend(facts);
            results.extend(said);
        }
        HistoryState {
            beginning,
            results,
            facts: HistoryFacts::new(history, engine, dialect_detected_by, migrations),
        }
    }
}

/// A migration of a history, and which of its file's it is.
type Slot<'a> = (&'a Arc<Migration>, u32);

/// So many migrations are read, replayed and asked about before the next ones: enough for several threads, few enough that
/// what is known of them stays in a processor's cache from one step to the next. Measured: `docs/decisions.md`.
const AT_A_TIME: usize = 32;

/// How many histories wait for a thread.
#[derive(Debug, Default)]
pub(crate) struct Waiting(AtomicUsize);

impl Waiting {
    pub(crate) const fn of(histories: usize) -> Self {
        Self(AtomicUsize::new(histories))
    }

    /// A thread has taken one.
    pub(crate) fn take(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    /// Whether none waits any more.
    pub(crate) fn is_over(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

/// What is known of a migration before it is read.
pub(crate) struct Place<'a> {
    pub(crate) migration: &'a Arc<Migration>,
    pub(crate) index_in_file: u32,
    pub(crate) tool: migrations::Tool,
    pub(crate) engine: Engine,
    pub(crate) pending: Pending,
    pub(crate) release: Release,
    pub(crate) timings: Option<&'a Arc<Timings>>,
}

impl Place<'_> {
    pub(crate) fn facts(self, sources: &Sources, reading: Reading, replayed: Replayed) -> MigrationFacts {
        MigrationFacts {
            file: Arc::clone(sources.get(self.migration.file)),
            migration: Arc::clone(self.migration),
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
            found: FoundFacts::new(replayed.between, self.timings),
            created: OnceLock::new(),
        }
    }
}

/// The engine that runs a migration, which its tool's marks may say is another one than the history's; and its text.
pub(crate) fn read_migration(
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
    let reading = read(file, migration, number == 0, engine.dialect, blanked);
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
    let number = |migration: &Arc<Migration>| {
        let start = migration.section.range.start;
        let before = starts[&migration.file].partition_point(|other| *other < start);
        let taken = taken.entry((migration.file, start)).or_default();
        *taken += 1;
        u32::try_from(before).unwrap_or(u32::MAX) + *taken - 1
    };
    history.migrations.iter().map(number).collect()
}

pub(crate) fn blanked_texts<'a>(migrations: impl Iterator<Item = &'a Arc<Migration>>, sources: &Sources) -> Blanked {
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

/// Where it is known what counts as deployed, everything else is pending, and runs in one go.
fn pending(slots: &[Slot<'_>], beginning: &Beginning, base: Option<&str>) -> Pending {
    let is_released = |(migration, _): &&Slot<'_>| migration.provenance.is_released;
    if !beginning.is_known() && base.is_none() && !slots.iter().any(|slot| is_released(&slot)) {
        return Pending::Alone;
    }
    let open = slots.iter().filter(|slot| !is_released(slot));
    let open: BTreeSet<(FileId, u32)> = open.map(|(migration, number)| (migration.file, *number)).collect();
    Pending::Together(Arc::new(open))
}

/// So many are looked at: thousands of stamps within hours come from a generator, not from people.
const MOST_OF_ONE_RELEASE: usize = 100;

/// The earlier migrations that go out together with the one with this number.
fn release(slots: &[Slot<'_>], at: usize) -> Release {
    let goes_out = |migration: &Migration, earlier: &Migration| {
        let versions = migration.version.as_ref().zip(earlier.version.as_ref());
        versions.is_some_and(|(version, earlier)| version.goes_out_with(earlier))
    };
    let earlier = slots[..at].iter().rev();
    let together = earlier.take_while(|(earlier, _)| goes_out(slots[at].0, earlier));
    let together = together.take(MOST_OF_ONE_RELEASE);
    Release::of(together.map(|(earlier, number)| (earlier.file, *number)))
}
