//! Which tool is detected for each real history, without configuration, and how its files are cut.
//!
//! Needs the corpus, whose folder `LOCKGATE_CORPUS` names.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lockgate_migrations::{Direction, History, MigrationKind, ProblemKind, Settings, Tool, TransactionMode, recognise};
use source::{FileId, Files, SourceFile, Sources};

struct Disk;

impl Files for Disk {
    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let mut paths: Vec<String> = below(Path::new(folder))?
            .into_iter()
            .map(|path| path.to_string_lossy().into_owned())
            .collect();
        paths.sort();
        Ok(paths)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}

fn below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            paths.extend(below(&entry.path())?);
        } else {
            paths.push(entry.path());
        }
    }
    Ok(paths)
}

/// The corpus, or nothing where the test is to be skipped.
fn corpus() -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("LOCKGATE_CORPUS") else {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "LOCKGATE_CORPUS is not set: name the folder of the corpus"
        );
        println!("skipped: LOCKGATE_CORPUS is not set");
        return None;
    };
    Some(folder.into())
}

/// One history of the corpus.
struct Found {
    sources: Sources,
    ids: Vec<FileId>,
    histories: Vec<History>,
    took: Duration,
}

impl Found {
    fn read(root: &str) -> Self {
        let mut sources = Sources::default();
        let ids: Vec<FileId> = Disk
            .list(root)
            .unwrap()
            .into_iter()
            .map(|path| sources.add(SourceFile::from_bytes(path.clone(), Disk.read(&path).unwrap())))
            .collect();
        let settings = Settings {
            root: root.to_owned(),
            ..Settings::default()
        };
        let start = Instant::now();
        let recognised = recognise(&Disk, &sources, &ids, &settings);
        Self {
            sources,
            ids,
            histories: recognised.histories,
            took: start.elapsed(),
        }
    }

    /// The tool of the history with the most migrations.
    fn tool(&self) -> Tool {
        self.main().tool
    }

    fn main(&self) -> &History {
        self.histories
            .iter()
            .max_by_key(|history| history.migrations.len())
            .unwrap()
    }

    fn problems(&self, kind: ProblemKind) -> usize {
        let problems = self.histories.iter().flat_map(|history| &history.problems);
        problems.filter(|problem| problem.kind == kind).count()
    }
}

fn recognise_corpus(corpus: &Path) -> BTreeMap<String, Found> {
    let index = std::fs::read_to_string(corpus.join("index.json")).unwrap();
    let index: serde_json::Value = serde_json::from_str(&index).unwrap();
    let dirs = index
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["dir"].as_str().unwrap().to_owned());
    dirs.map(|dir| {
        let found = Found::read(&corpus.join(&dir).to_string_lossy());
        (dir, found)
    })
    .collect()
}

/// What is expected of one history: its tool, and how many problems there are of a wrong name, a wrong annotation,
/// a version given twice, and of more than one tool that fits.
struct Expected(&'static str, Tool, [usize; 4]);

/// Apollo, Boulder, Openfire, memos, the FHIR server and tSQLt have runners of their own. Where `.up.sql` and
/// `.down.sql` lie in no place that tells, golang-migrate and SQLx fit alike, which is said. gitness and Concourse
/// have runners of their own too, which take what golang-migrate refuses.
const EXPECTED: &[Expected] = &[
    Expected(
        "migrations/mysql/apollo/apolloconfig__apollo",
        Tool::Plain,
        [0, 0, 0, 0],
    ),
    Expected(
        "migrations/mysql/boulder/letsencrypt__boulder",
        Tool::Plain,
        [0, 0, 0, 0],
    ),
    Expected("migrations/mysql/fizz-pop/ory__kratos", Tool::Pop, [0, 0, 0, 0]),
    Expected("migrations/mysql/flyway/cloudfoundry__uaa", Tool::Flyway, [0, 0, 0, 0]),
    Expected(
        "migrations/mysql/golang-migrate/kubeflow__model-registry",
        Tool::GolangMigrate,
        [0, 0, 0, 0],
    ),
    Expected(
        "migrations/mysql/openfire/igniterealtime__Openfire",
        Tool::Plain,
        [0, 0, 0, 0],
    ),
    Expected("migrations/oracle/flyway/OHDSI__WebAPI", Tool::Flyway, [0, 0, 0, 0]),
    Expected(
        "migrations/oracle/openfire/igniterealtime__Openfire",
        Tool::Plain,
        [0, 0, 0, 0],
    ),
    Expected(
        "migrations/oracle/sqitch/iyantonov__sqitch-oracle-poc",
        Tool::Sqitch,
        [0, 0, 0, 0],
    ),
    Expected(
        "migrations/postgresql/atlas+golang-migrate/openmeterio__openmeter",
        Tool::GolangMigrate,
        [0, 0, 0, 0],
    ),
    Expected(
        "migrations/postgresql/diesel/rust-lang__crates.io",
        Tool::Diesel,
        [1, 0, 0, 0],
    ),
    Expected(
        "migrations/postgresql/drizzle/triggerdotdev__trigger.dev",
        Tool::Drizzle,
        [0, 0, 0, 0],
    ),
    Expected("migrations/postgresql/flyway/OHDSI__WebAPI", Tool::Flyway, [0, 0, 0, 0]),
    Expected(
        "migrations/postgresql/golang-migrate-like/concourse__concourse",
        Tool::GolangMigrate,
        [0, 0, 1, 1],
    ),
    Expected(
        "migrations/postgresql/goose/hatchet-dev__hatchet",
        Tool::Goose,
        [0, 0, 0, 0],
    ),
    Expected(
        "migrations/postgresql/graphile-worker/graphile__worker",
        Tool::Graphile,
        [0, 0, 0, 0],
    ),
    Expected(
        "migrations/postgresql/liquibase-formatted-sql/termx-health__termx-server",
        Tool::Liquibase,
        [0, 0, 0, 0],
    ),
    Expected(
        "migrations/postgresql/postgres-migrations/supabase__storage",
        Tool::PostgresMigrations,
        [0, 0, 0, 0],
    ),
    Expected(
        "migrations/postgresql/prisma/triggerdotdev__trigger.dev",
        Tool::Prisma,
        [0, 0, 0, 0],
    ),
    Expected(
        "migrations/postgresql/sqitch/bcgov__cas-ggircs",
        Tool::Sqitch,
        [0, 0, 0, 0],
    ),
    Expected(
        "migrations/postgresql/sql-migrate/stellar__stellar-disbursement-platform-backend",
        Tool::SqlMigrate,
        [0, 0, 0, 0],
    ),
    Expected(
        "migrations/postgresql/sqlx/rust-lang__docs.rs",
        Tool::Sqlx,
        [0, 0, 0, 0],
    ),
    Expected(
        "migrations/sqlite/golang-migrate/harness__gitness",
        Tool::GolangMigrate,
        [6, 0, 0, 1],
    ),
    Expected(
        "migrations/sqlite/golang-migrate/lightninglabs__taproot-assets",
        Tool::GolangMigrate,
        [0, 0, 0, 1],
    ),
    Expected("migrations/sqlite/memos/usememos__memos", Tool::Plain, [0, 0, 0, 0]),
    Expected(
        "migrations/tsql/fhir-diff/microsoft__fhir-server",
        Tool::Plain,
        [0, 0, 0, 0],
    ),
    Expected("migrations/tsql/flyway/OHDSI__WebAPI", Tool::Flyway, [0, 0, 0, 0]),
    Expected(
        "migrations/tsql/openfire/igniterealtime__Openfire",
        Tool::Plain,
        [0, 0, 0, 0],
    ),
    Expected("migrations/tsql/scripts/tSQLt-org__tSQLt", Tool::Plain, [0, 0, 0, 0]),
];

#[test]
fn the_tool_of_each_history_is_detected() {
    let Some(corpus) = corpus() else {
        return;
    };
    let mut corpus = recognise_corpus(&corpus);
    let files: usize = corpus.values().map(|found| found.ids.len()).sum();
    let took: Duration = corpus.values().map(|found| found.took).sum();
    println!("{files} files of {} histories recognised in {took:?}", corpus.len());
    for Expected(dir, tool, problems) in EXPECTED {
        let found = corpus.remove(*dir).unwrap();
        assert_eq!(found.tool(), *tool, "{dir}");
        let kinds = [
            ProblemKind::FileName,
            ProblemKind::Annotation,
            ProblemKind::DuplicateVersion,
            ProblemKind::AmbiguousTool,
        ];
        assert_eq!(kinds.map(|kind| found.problems(kind)), *problems, "{dir}");
        assert_each_file_has_its_place(dir, &found);
    }
    assert!(
        corpus.is_empty(),
        "histories without an expectation: {:?}",
        corpus.keys()
    );
}

fn assert_each_file_has_its_place(dir: &str, found: &Found) {
    let mut places: BTreeMap<FileId, Vec<usize>> = BTreeMap::new();
    for (at, history) in found.histories.iter().enumerate() {
        for migration in &history.migrations {
            places.entry(migration.file).or_default().push(at);
            let text = found.sources.get(migration.file).text();
            let range = migration.section.range;
            assert!(
                text.get(range.slice()).is_some(),
                "{dir}: {range:?} does not fit the text"
            );
        }
    }
    for id in &found.ids {
        let path = found.sources.get(*id).path();
        let at = places.get(id).unwrap_or_else(|| panic!("{path} is in no history"));
        assert!(
            at.iter().all(|history| *history == at[0]),
            "{path} is in several histories"
        );
    }
}

/// The ranges of the sections are compared with a plain search for the annotations.
#[test]
fn sections_lie_between_the_annotations() {
    let Some(corpus) = corpus() else {
        return;
    };
    let annotated = [
        (
            "postgresql/goose/hatchet-dev__hatchet",
            "-- +goose Up\n",
            "-- +goose Down\n",
        ),
        (
            "postgresql/sql-migrate/stellar__stellar-disbursement-platform-backend",
            "-- +migrate Up",
            "-- +migrate Down",
        ),
    ];
    for (dir, up, down) in annotated {
        let found = Found::read(&corpus.join("migrations").join(dir).to_string_lossy());
        let migrations = found.histories.iter().filter(|history| history.tool != Tool::Plain);
        let mut count = 0;
        for migration in migrations.flat_map(|history| &history.migrations) {
            let file = found.sources.get(migration.file);
            let text = file.text();
            let (header, end) = match migration.direction {
                Direction::Up => (text.find(up).unwrap(), text.find(down).unwrap_or(text.len())),
                _ => (text.find(down).unwrap(), text.len()),
            };
            let start = header + text[header..].find('\n').unwrap() + 1;
            let expected = start..end.max(start);
            assert_eq!(migration.section.range.slice(), expected, "{}", file.path());
            count += 1;
        }
        assert!(count > 200, "{dir}: {count}");
    }
}

#[test]
fn changesets_are_as_many_as_their_headers() {
    let Some(corpus) = corpus() else {
        return;
    };
    let dir = corpus.join("migrations/postgresql/liquibase-formatted-sql/termx-health__termx-server");
    let found = Found::read(&dir.to_string_lossy());
    let formatted = |text: &str| {
        text.lines()
            .next()
            .is_some_and(|line| line.contains("liquibase formatted"))
    };
    let texts = found.ids.iter().map(|id| found.sources.get(*id).text());
    let (with_headers, without): (Vec<&str>, Vec<&str>) = texts.partition(|text| formatted(text));
    let is_header = |line: &&str| {
        line.trim_start_matches(['-', ' '])
            .to_lowercase()
            .starts_with("changeset ")
    };
    let headers: usize = with_headers
        .iter()
        .map(|text| text.lines().filter(is_header).count())
        .sum();
    let changesets = found
        .histories
        .iter()
        .flat_map(|history| &history.migrations)
        .filter(|migration| migration.direction != Direction::Down && migration.kind != MigrationKind::Loose);
    assert_eq!(changesets.count(), headers + without.len());
}

#[test]
fn opt_outs_are_found() {
    let Some(corpus) = corpus() else {
        return;
    };
    let table = [
        (
            "postgresql/goose/hatchet-dev__hatchet",
            "-- +goose no transaction",
            TransactionMode::StatementByStatement,
        ),
        (
            "postgresql/postgres-migrations/supabase__storage",
            "disable-transaction",
            TransactionMode::ImplicitBatch,
        ),
        (
            "postgresql/sql-migrate/stellar__stellar-disbursement-platform-backend",
            "-- +migrate up notransaction",
            TransactionMode::StatementByStatement,
        ),
    ];
    for (dir, annotation, mode) in table {
        let found = Found::read(&corpus.join("migrations").join(dir).to_string_lossy());
        let holds = |id: &&FileId| found.sources.get(**id).text().to_lowercase().contains(annotation);
        let files = found.ids.iter().filter(holds);
        let up = found
            .histories
            .iter()
            .flat_map(|history| &history.migrations)
            .filter(|migration| migration.direction == Direction::Up && migration.policy.transaction == mode);
        assert_eq!(up.count(), files.count(), "{dir}");
    }
}

/// Nothing that stands in a file makes a tool's reader stumble, or cut outside the text.
#[test]
fn every_tool_reads_every_file() {
    let Some(corpus) = corpus() else {
        return;
    };
    let root = corpus.join("migrations").to_string_lossy().into_owned();
    let found = Found::read(&root);
    for tool in Tool::ALL {
        let settings = Settings {
            tool: Some(*tool),
            root: root.clone(),
            ..Settings::default()
        };
        let recognised = recognise(&Disk, &found.sources, &found.ids, &settings);
        let found = Found {
            sources: found.sources.clone(),
            ids: found.ids.clone(),
            histories: recognised.histories,
            took: Duration::ZERO,
        };
        assert_each_file_has_its_place(tool.id(), &found);
    }
}
