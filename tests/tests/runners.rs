//! What real migration tools did to a real server, against what our model says they do: each recorded history is read
//! from memory, and the model's prediction compared with the outcome. `docs/runners.md` shows both.

use std::collections::BTreeSet;
use std::sync::Arc;

use impact::transactions::walk;
use impact::{Engine, InTransaction, StatementTransaction, Transaction, statement_in_transaction};
use lockgate_tests::runners::{Ending, Experiment, Outcome, Runner, outcomes, runners};
use migrations::{
    Delivery, Direction, History, Migration, MigrationKind, RunnerPolicy, Settings, Tool, TransactionMode, recognise,
};
use schema::{Dialect, Statement};
use source::{FileId, MemoryFiles, SourceFile, Sources};

/// What the model expects of a run.
#[derive(PartialEq, Eq, Debug)]
struct Prediction {
    ending: Ending,
    remains: BTreeSet<String>,
}

/// A history, as `recognise` reads an experiment's files.
struct Recognised {
    sources: Sources,
    history: History,
}

fn recognised(runner: &Runner, experiment: &Experiment) -> Recognised {
    let mut files = MemoryFiles::default();
    let mut sources = Sources::default();
    let mut ids: Vec<FileId> = Vec::new();
    for (path, text) in runner.files(experiment) {
        files.add(path.as_str(), text.as_str());
        if path.ends_with(".sql") {
            ids.push(sources.add(SourceFile::from_bytes(path.as_str(), text.clone().into_bytes())));
        }
    }
    let settings = settings(runner);
    let mut histories = recognise(&files, &sources, &ids, &settings).histories;
    assert_eq!(histories.len(), 1, "{} {} is one history", runner.name, experiment.name);
    Recognised {
        sources,
        history: histories.remove(0),
    }
}

fn settings(runner: &Runner) -> Settings {
    let mut settings = Settings::default();
    for (key, value) in &runner.settings {
        match key.as_str() {
            "tool" => settings.tool = Tool::from_id(value),
            "transaction" => settings.transaction = Some(mode(value)),
            _ => panic!("{} sets `{key}`, which is no setting", runner.name),
        }
    }
    settings
}

fn mode(text: &str) -> TransactionMode {
    serde_json::from_value(serde_json::Value::from(text)).expect("a transaction mode")
}

fn postgres() -> Engine {
    Engine::new(Dialect::Postgres, None)
}

impl Recognised {
    /// What runs on a database that has seen nothing of the history.
    fn pending(&self) -> impl Iterator<Item = &Arc<Migration>> {
        self.history.migrations.iter().filter(|migration| {
            migration.kind != MigrationKind::Loose
                && matches!(migration.direction, Direction::Up | Direction::Repeatable)
        })
    }

    fn statements(&self, migration: &Migration) -> Vec<Statement> {
        let section = &migration.section;
        let options = syntax::ReadOptions {
            dialect: Dialect::Postgres,
            range: section.range,
            delimiter: section.delimiter.as_deref(),
            single_statements: &section.single_statements,
            placeholders: None,
            client: syntax::Client::Native,
        };
        syntax::read(self.sources.get(migration.file).text(), &options).statements
    }

    /// Runs the history on a database that knows of objects only whether they are there.
    fn predict(&self) -> Prediction {
        let mut database = Database::default();
        for migration in self.pending() {
            let statements = self.statements(migration);
            if refuses_mixture(&migration.policy, &statements) {
                return database.end(Ending::Refused);
            }
            let steps = walk(&statements, &migration.policy, postgres());
            for (statement, step) in statements.iter().zip(&steps) {
                if !database.run(statement, step, self.sources.get(migration.file)) {
                    return database.end(Ending::Failed);
                }
            }
            if migration.policy.transaction != TransactionMode::AllPending {
                database.commit();
            }
        }
        database.commit();
        database.end(Ending::Ran)
    }
}

fn refuses_mixture(policy: &RunnerPolicy, statements: &[Statement]) -> bool {
    let is_refused = |statement: &&Statement| refused_in_transaction(statement);
    policy.refuses_mixed && (1..statements.len()).contains(&statements.iter().filter(is_refused).count())
}

fn refused_in_transaction(statement: &Statement) -> bool {
    statement_in_transaction(statement, postgres(), None) == Some(InTransaction::Refused)
}

/// Objects that are there for good, and those that the open transaction made.
#[derive(Default)]
struct Database {
    committed: BTreeSet<String>,
    open: BTreeSet<String>,
    group: Option<u32>,
}

impl Database {
    /// Whether the statement succeeds. Those of the experiments fail where they name `shop.missing`, and where the
    /// server refuses them in a transaction.
    fn run(&mut self, statement: &Statement, step: &StatementTransaction, file: &SourceFile) -> bool {
        let group = matches!(step.transaction, Transaction::Open(_)).then_some(step.group);
        if group.is_none() || (self.group.is_some() && self.group != group) {
            self.commit();
        }
        self.group = group;
        let text = file.slice(statement.range);
        if text.contains("shop.missing") || (group.is_some() && refused_in_transaction(statement)) {
            self.open.clear();
            return false;
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        let object = match words[..] {
            ["create", "table", name, ..] => name.strip_prefix("shop."),
            ["create", "index", "concurrently", name, ..] => Some(name),
            _ => None,
        };
        self.open.extend(object.map(str::to_owned));
        true
    }

    fn commit(&mut self) {
        self.committed.append(&mut self.open);
        self.group = None;
    }

    fn end(self, ending: Ending) -> Prediction {
        Prediction {
            ending,
            remains: self.committed,
        }
    }
}

/// Each recorded outcome with the history that it is of.
fn recorded() -> Vec<(Runner, Experiment, Outcome)> {
    let runners = runners().expect("the experiments can be read");
    let outcomes = outcomes().expect("the outcomes can be read");
    let of = |outcome: Outcome| {
        let runner = runners.iter().find(|runner| runner.name == outcome.runner);
        let runner = runner.unwrap_or_else(|| panic!("{} has no experiments", outcome.runner));
        let experiment = runner.experiments.iter().find(|known| known.name == outcome.experiment);
        let experiment = experiment.unwrap_or_else(|| panic!("{} knows no {}", runner.name, outcome.experiment));
        (runner.clone(), experiment.clone(), outcome)
    };
    outcomes.into_iter().map(of).collect()
}

#[test]
fn the_model_predicts_what_the_tools_did() {
    let mut wrong = Vec::new();
    for (runner, experiment, outcome) in recorded() {
        let seen = recognised(&runner, &experiment);
        let shown = Prediction {
            ending: outcome.ending,
            remains: outcome.remains.iter().cloned().collect(),
        };
        // What a tool refuses before the server does is for a problem to say: see below.
        let predicted = seen.predict();
        if outcome.ending != Ending::Refused && predicted != shown {
            wrong.push(format!(
                "{} {}: {predicted:?}, and it was {shown:?}",
                runner.name, experiment.name
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_files_show_the_tool() {
    for (runner, experiment, _) in recorded() {
        let seen = recognised(&runner, &experiment);
        assert_eq!(
            seen.history.tool.id(),
            runner.tool,
            "{} {}",
            runner.name,
            experiment.name
        );
    }
}

#[test]
fn traps_are_problems_and_nothing_else_is() {
    let mut wrong = Vec::new();
    for (runner, experiment, outcome) in recorded() {
        let problems = recognised(&runner, &experiment).history.problems;
        let is_trap = experiment.name.starts_with("trap-");
        if is_trap == problems.is_empty() {
            let messages: Vec<_> = problems.iter().map(|problem| &problem.message).collect();
            wrong.push(format!("{} {}: {messages:?}", runner.name, experiment.name));
        }
        if outcome.ending == Ending::Refused && !is_trap {
            wrong.push(format!(
                "{} {} was refused and is no trap",
                runner.name, experiment.name
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn statements_reach_the_server_as_the_model_says() {
    let mut wrong = Vec::new();
    for (runner, experiment, outcome) in recorded() {
        // A driver of Java cuts a query into statements before it sends them, as one pipeline.
        if runner.tool == Tool::Liquibase.id() || outcome.sent.is_empty() {
            continue;
        }
        let seen = recognised(&runner, &experiment);
        let has_several = |migration: &&Arc<Migration>| seen.statements(migration).len() > 1;
        let several: Vec<_> = seen.pending().filter(has_several).collect();
        let whole = several
            .iter()
            .any(|migration| migration.policy.delivery == Delivery::WholeFile);
        let were_whole = outcome
            .sent
            .iter()
            .any(|message| message.parse::<u32>().is_ok_and(|count| count > 1));
        if !several.is_empty() && whole != were_whole {
            wrong.push(format!("{} {}: sent {:?}", runner.name, experiment.name, outcome.sent));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_experiment_is_recorded() {
    let outcomes = outcomes().expect("the outcomes can be read");
    for runner in runners().expect("the experiments can be read") {
        for experiment in &runner.experiments {
            let is_recorded = outcomes
                .iter()
                .any(|outcome| outcome.runner == runner.name && outcome.experiment == experiment.name);
            assert!(
                is_recorded,
                "run `cargo dev runners` for {} {}",
                runner.name, experiment.name
            );
        }
    }
}
