use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use engine::{Project, RuleSet, Settings};
use schema::Dialect;
use source::{FileId, MemoryFiles, SourceFile, Sources};

use crate::slowness::Slowness;

/// How many migrations the synthetic history has.
const MIGRATIONS: usize = 10_000;
/// How often the last of them is edited.
const EDITS: usize = 200;
/// What the targets may be exceeded by on a machine that does other things at the same time.
const SLACK: f64 = 2.0;

/// Reads and replays a history of 10,000 migrations of three statements each, edits the last one again and again, and
/// says how long that took and how much memory it needed.
///
/// # Errors
/// Where a figure misses its target by more than the slack for busy machines.
pub(crate) fn run() -> anyhow::Result<()> {
    let mut sources = Sources::default();
    let ids: Vec<FileId> = (0..MIGRATIONS)
        .map(|number| {
            let path = format!("db/migration/V{}__step.sql", number + 1);
            sources.add(SourceFile::from_text(path, text(number)))
        })
        .collect();
    let settings = Settings {
        rules: RuleSet::new(rules::all()),
        dialect: Some(Dialect::Postgres),
        ..Settings::default()
    };
    let files = MemoryFiles::default();
    let slowness = Slowness::measure();
    let begun = Instant::now();
    let mut project = Project::load(&files, sources, &ids, settings);
    let loading = begun.elapsed();
    let memory = peak_memory()?;
    let mut last_explained = Vec::with_capacity(EDITS);
    let mut last_checked = Vec::with_capacity(EDITS);
    let last = *ids.last().context("there are migrations")?;
    let _ = project.check(Some(&|file| file == last));
    for edit in 0..EDITS {
        let text = format!("{}\ncreate index on t{} (c{edit});\n", text(MIGRATIONS - 1), edit % 7);
        let begun = Instant::now();
        project.replace(&files, last, text);
        let statements: usize = project
            .migrations_in(last)
            .map(|facts| {
                let found = facts.iter().map(|(_, statement)| statement.impact().locks.len());
                found.count()
            })
            .sum();
        last_explained.push(begun.elapsed());
        ensure!(statements == 4, "the last migration has {statements} statements, not 4");
        let outcome = project.check(Some(&|file| file == last));
        last_checked.push(begun.elapsed());
        ensure!(
            !outcome.findings.is_empty(),
            "the new index of edit {edit} was not found"
        );
    }
    println!("{MIGRATIONS} migrations: read and replayed in {loading:.0?}, {memory} MB; the target is 500 ms, 200 MB");
    let explained = Quantiles::of(&mut last_explained);
    let checked = Quantiles::of(&mut last_checked);
    println!(
        "the last of them after an edit: explained in {explained}, checked in {checked}; the target is 10 ms, p99 30 ms"
    );
    let slowness = slowness.or(Slowness::measure());
    println!("{slowness}");
    let most = |milliseconds: u64| Duration::from_millis(milliseconds).mul_f64(SLACK * slowness.clock);
    let is_late = |quantiles: &Quantiles| quantiles.median > most(10) || quantiles.p99 > most(30);
    ensure!(loading <= most(500), "reading and replaying took {loading:.0?}");
    ensure!(memory <= 200, "the history needed {memory} MB");
    ensure!(
        !is_late(&explained) && !is_late(&checked),
        "an edit was answered too late"
    );
    Ok(())
}

/// A table with a column more, an index on an earlier one, and a row.
fn text(number: usize) -> String {
    let earlier = number / 2;
    format!(
        "create table t{number} (id bigint primary key, name text not null, made timestamptz default now());\n\
         alter table t{earlier} add column extra{number} integer;\n\
         insert into t{number} (id, name) values (1, 'first');\n"
    )
}

struct Quantiles {
    median: Duration,
    p99: Duration,
}

impl Quantiles {
    fn of(times: &mut [Duration]) -> Self {
        times.sort_unstable();
        Self {
            median: times[times.len() / 2],
            p99: times[times.len() * 99 / 100],
        }
    }
}

impl std::fmt::Display for Quantiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.1?} (p99 {:.1?})", self.median, self.p99)
    }
}

/// The most memory that this process held so far, in megabytes, as Linux counts it.
fn peak_memory() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status").context("cannot read /proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    Ok(kilobytes.context("/proc/self/status has no VmHWM")? / 1024)
}
