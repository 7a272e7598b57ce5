//! Real histories, run on the engine they were written for and replayed by Lockgate: both must know the same tables,
//! columns, constraints, indexes, views and enumerations. What differs is listed with its reason in
//! `replay/histories.rs`; anything else fails.

#![expect(clippy::print_stdout, reason = "a test says what it skipped and compared")]

#[path = "replay/histories.rs"]
mod histories;
#[path = "replay/mariadb.rs"]
mod mariadb;
#[path = "replay/ours.rs"]
mod ours;
#[path = "replay/postgres.rs"]
mod postgres;
#[path = "replay/shapes.rs"]
mod shapes;
#[path = "replay/sqlite.rs"]
mod sqlite;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use histories::{HISTORIES, NOT_RUN, RealHistory};
use lint::MigrationFacts;
use lockgate_tests::engines::{EngineError, Row};
use migrations::TransactionMode;
use schema::{Catalog, Dialect, Kind, Statement};
use workspace::{Overrides, Request, WorkingDir, Workspace};

/// What a schema holds, a line for each part of it.
type Lines = BTreeSet<String>;

/// A session of the engine that a history is run on.
trait Target {
    /// Begins a session of its own for the next migration.
    fn start_session(&mut self);
    fn run(&mut self, sql: &str) -> Result<Vec<Row>, EngineError>;
    /// What the engine's own catalogue holds.
    fn lines(&mut self) -> Lines;
    /// The types as the engine spells them.
    fn spelt(&mut self, types: &[String]) -> Vec<String>;
}

fn check(dialect: Dialect, open: &mut dyn FnMut() -> Option<Box<dyn Target>>) {
    let Some(wrong) = shapes::wrong(dialect, open) else {
        println!("skipped: {} is not installed", dialect.title());
        return;
    };
    assert!(
        wrong.is_empty(),
        "the engine (-) and the catalogue (+) differ:\n{}",
        wrong.join("\n")
    );
    let Some(corpus) = lockgate_tests::corpus() else {
        println!("skipped: LOCKGATE_CORPUS is not set");
        return;
    };
    let mut wrong = Vec::new();
    for history in HISTORIES.iter().filter(|history| history.dialect == dialect) {
        let Some(mut target) = open() else {
            println!("skipped: {} is not installed", dialect.title());
            return;
        };
        if let Err(what) = compare(&corpus, history, &mut *target) {
            wrong.push(format!("{}: {what}", history.folder));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_history_that_an_engine_here_speaks_is_listed() {
    let Some(corpus) = lockgate_tests::corpus() else {
        println!("skipped: LOCKGATE_CORPUS is not set");
        return;
    };
    let index = std::fs::read(corpus.join("index.json")).expect("the corpus holds an index");
    let index: serde_json::Value = serde_json::from_slice(&index).expect("the index is JSON");
    let entries = index.as_array().expect("a list of histories");
    assert!(!entries.is_empty());
    for entry in entries {
        let folder = entry["dir"].as_str().expect("each entry names its folder");
        let folder = folder.strip_prefix("migrations/").expect("a folder of migrations");
        let is_spoken = ["postgresql/", "mysql/", "sqlite/"]
            .iter()
            .any(|dialect| folder.starts_with(dialect));
        let is_run = HISTORIES.iter().any(|history| history.folder.starts_with(folder));
        let is_left_out = NOT_RUN.iter().any(|(left_out, _)| folder.starts_with(left_out));
        assert!(
            !is_spoken || is_run != is_left_out,
            "{folder} is to be in one of the two lists"
        );
    }
}

fn compare(corpus: &Path, history: &RealHistory, target: &mut dyn Target) -> Result<(), String> {
    let request = Request {
        paths: vec![corpus.join("migrations").join(history.folder).display().to_string()],
        overrides: Overrides {
            dialect: Some(history.dialect),
            ..Overrides::default()
        },
        ..Request::default()
    };
    let here = WorkingDir::current().map_err(|error| error.to_string())?;
    let workspace = Workspace::open(here, request);
    let migrations: Vec<&Arc<MigrationFacts>> = workspace
        .projects()
        .iter()
        .flat_map(|project| project.histories().migrations())
        .filter(|facts| facts.migration.leads_on())
        .collect();
    let (stop, reached) = run(&migrations, target).ok_or("it holds no migrations")?;
    match (&stop, history.stops) {
        (None, None) => {}
        (Some(error), Some(known)) if error.contains(known) => {}
        (Some(error), _) => return Err(format!("the engine refuses {error}")),
        (None, Some(known)) => return Err(format!("it runs now, and was to stop at `{known}`")),
    }
    target.start_session();
    history.judge(&target.lines(), &ours::lines(reached, target))
}

/// Runs the migrations up to the end or the first statement that the engine refuses: what it says, and the schema as
/// we know it at that point.
fn run<'a>(migrations: &[&'a Arc<MigrationFacts>], target: &mut dyn Target) -> Option<(Option<String>, &'a Catalog)> {
    for facts in migrations {
        target.start_session();
        let is_wrapped = facts.engine.dialect == Dialect::Postgres && wraps(facts);
        if is_wrapped {
            target.run("begin").expect("a session without a transaction");
        }
        let text = facts.file.text();
        for (statement, known) in facts.iter() {
            if let Err(error) = target.run(&text[statement.range.slice()]) {
                let line = facts.file.line_column(statement.range.start).line;
                let name = facts.file.path().rsplit('/').next().unwrap_or_default();
                let before = if is_wrapped { &facts.before } else { known.before() };
                return Some((Some(format!("{name}:{line}: {error}")), before));
            }
        }
        if is_wrapped {
            target.run("commit").expect("every statement ran");
        }
    }
    Some((None, &migrations.last()?.after))
}

/// Whether the runner puts the migration in a transaction of its own, and no statement of it ends that or is refused in
/// it: the settings that take such a migration out lie beside the SQL, and not in the corpus.
fn wraps(facts: &MigrationFacts) -> bool {
    let opens = matches!(
        facts.migration.policy.transaction,
        TransactionMode::PerMigration | TransactionMode::AllPending
    );
    let ends = |statement: &Statement| {
        let is_refused = statement.modifiers.concurrently.is_some() && statement.kind != Kind::RefreshMaterializedView;
        is_refused || matches!(statement.kind, Kind::Begin | Kind::Commit | Kind::Rollback)
    };
    opens && !facts.script.statements.iter().any(ends)
}

impl RealHistory {
    fn judge(&self, theirs: &Lines, ours: &Lines) -> Result<(), String> {
        if theirs.is_empty() {
            return Err("the engine holds nothing: the history did not run".to_owned());
        }
        let differences = differences(theirs, ours);
        let is_known = |line: &&String| self.differences.iter().any(|(known, _)| line.contains(known));
        let mut wrong: Vec<String> = differences.iter().filter(|line| !is_known(line)).cloned().collect();
        for (known, _) in self.differences {
            if !differences.iter().any(|line| line.contains(known)) {
                wrong.push(format!("no longer differs: {known}"));
            }
        }
        if !wrong.is_empty() {
            wrong.insert(0, "the engine (-) and the catalogue (+) differ:".to_owned());
            return Err(wrong.join("\n    "));
        }
        println!(
            "{}: {} lines, {} known differences",
            self.folder,
            theirs.len(),
            differences.len()
        );
        Ok(())
    }
}

/// What only the engine holds (-) and what only the catalogue does (+).
fn differences(theirs: &Lines, ours: &Lines) -> Vec<String> {
    let missing = theirs.difference(ours).map(|line| format!("- {line}"));
    let made_up = ours.difference(theirs).map(|line| format!("+ {line}"));
    missing.chain(made_up).collect()
}

/// The columns of a constraint or an index as both sides print them.
fn listed(columns: &[impl AsRef<str>]) -> String {
    let columns: Vec<&str> = columns.iter().map(AsRef::as_ref).collect();
    format!("({})", columns.join(", "))
}

fn of(catalog: &Catalog) -> Dialect {
    catalog.dialect()
}
