use std::fmt::Write as _;

use migrations::{Delivery, OptOut, RunnerPolicy, Tool, TransactionMode};
use tests::runners::{Ending, Outcome, Runner};

/// The experiments that nearly every tool was given, and what they ask.
const QUESTIONS: &[(&str, &str)] = &[
    (
        "concurrently-alone",
        "`create index concurrently`, alone in its migration",
    ),
    ("concurrently-with-another", "the same below another statement"),
    ("second-statement-fails", "of two statements the second fails"),
    ("second-migration-fails", "of two pending migrations the second fails"),
    ("own-begin-and-commit", "`begin; A; commit; B; C`, and C fails"),
    (
        "opt-out-concurrently-alone",
        "with the way out: `create index concurrently`, alone",
    ),
    (
        "opt-out-concurrently-with-another",
        "with the way out: the same below another statement",
    ),
    (
        "opt-out-second-statement-fails",
        "with the way out: of two statements the second fails",
    ),
    (
        "opt-out-own-begin-and-commit",
        "with the way out: `begin; A; commit; B; C`, and C fails",
    ),
];

const INTRODUCTION: &str = "# Runners

What a migration's statements share, a transaction or nothing, is decided by the tool that runs them. This page says
what Lockgate takes each tool to do, and what real runs showed. For tools whose migrations are programs and print
scripts (Alembic, Django, EF Core), the row is about the printed script, which holds its own transactions.

";

const MEASURED: &str = "
## What was measured

`cargo dev runners` gave these tools small histories to run against a PostgreSQL server of its own, which wrote down
what it was sent. *Remains* is what was left in the database. A test holds the model against every line of
`tests/runners/outcomes.tsv`. Tools that are not listed were read in their sources and documentation, not run.
";

/// The page's text.
pub(super) fn text(runners: &[Runner], outcomes: &[Outcome]) -> String {
    let mut page = INTRODUCTION.to_owned();
    page.push_str("| tool | transaction | sends | way out | keeps its books in | run |\n|---|---|---|---|---|---|\n");
    for tool in Tool::ALL.iter().filter(|tool| **tool != Tool::Plain) {
        let policy = tool.policy();
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} |",
            tool.title(),
            transaction(policy.transaction),
            delivery(&policy),
            way_out(&policy.opt_out),
            code(tool.history_tables()),
            version(*tool, runners, outcomes).unwrap_or("–"),
        );
    }
    page.push_str(MEASURED);
    for runner in runners {
        section(&mut page, runner, outcomes);
    }
    page
}

fn version<'a>(tool: Tool, runners: &[Runner], outcomes: &'a [Outcome]) -> Option<&'a str> {
    let is_of_tool = |outcome: &&Outcome| {
        let runner = runners.iter().find(|runner| runner.name == outcome.runner);
        runner.is_some_and(|runner| runner.tool == tool.id())
    };
    outcomes.iter().find(is_of_tool).map(|outcome| outcome.version.as_str())
}

const fn transaction(mode: TransactionMode) -> &'static str {
    match mode {
        TransactionMode::PerMigration => "each migration",
        TransactionMode::AllPending => "all pending migrations together",
        TransactionMode::ImplicitBatch => "none of its own; PostgreSQL makes one of several statements",
        TransactionMode::StatementByStatement => "none",
        TransactionMode::Unknown => "not known",
    }
}

const fn delivery(policy: &RunnerPolicy) -> &'static str {
    match policy.delivery {
        Delivery::WholeFile => "the whole text",
        Delivery::Statements => "statements",
        Delivery::Batches => "batches",
    }
}

fn way_out(opt_out: &OptOut) -> String {
    match opt_out {
        OptOut::Line { text, place, .. } => format!("`{text}` {place}"),
        OptOut::File { text, .. } => format!("`{text}` in a file beside it"),
        OptOut::Setting(text) => (*text).to_owned(),
        OptOut::Automatic => "it sees such statements itself".to_owned(),
        OptOut::None(instead) => format!("none; {instead}"),
        OptOut::NotNeeded => "not needed".to_owned(),
    }
}

fn code(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn section(page: &mut String, runner: &Runner, outcomes: &[Outcome]) {
    let of_runner: Vec<&Outcome> = outcomes
        .iter()
        .filter(|outcome| outcome.runner == runner.name)
        .collect();
    let Some(first) = of_runner.first() else {
        return;
    };
    let _ = write!(
        page,
        "\n### {}\n\nVersion {}, PostgreSQL {}, {}, run as `{}`.\n\n| tried | outcome | remains |\n|---|---|---|\n",
        runner.name, first.version, first.postgres, first.date, runner.run
    );
    for (experiment, question) in QUESTIONS {
        if let Some(outcome) = of_runner.iter().find(|outcome| outcome.experiment == *experiment) {
            row(page, question, outcome);
        }
    }
    let is_common = |outcome: &&&Outcome| QUESTIONS.iter().any(|(known, _)| *known == outcome.experiment);
    for outcome in of_runner.iter().filter(|outcome| !is_common(outcome)) {
        row(page, &outcome.experiment.replace('-', " "), outcome);
    }
}

fn row(page: &mut String, question: &str, outcome: &Outcome) {
    let ending = match outcome.ending {
        Ending::Ran => "runs".to_owned(),
        Ending::Failed => format!("fails: {}", outcome.error.replace('|', "\\|")),
        Ending::Refused => "the tool refuses it".to_owned(),
        Ending::Hung => "never ends".to_owned(),
    };
    let remains: Vec<&str> = outcome.remains.iter().map(String::as_str).collect();
    let remains = if remains.is_empty() {
        "nothing".to_owned()
    } else {
        code(&remains)
    };
    let _ = writeln!(page, "| {question} | {ending} | {remains} |");
}
