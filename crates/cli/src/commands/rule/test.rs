use std::io::{IsTerminal, Write};
use std::time::Duration;

use anyhow::Result;
use clap::Args;
use report::{on_one_line, write_findings};
use workspace::{RuleTests, TestedRule, WorkingDir, test_rules};

use crate::FAILED;
use crate::arguments::Global;
use crate::commands::{tell, working_dir};
use crate::terminal;

#[derive(Args, Debug)]
pub(crate) struct TestArguments {
    /// Rule files and folders of them [default: those of `[scripts] paths`, or `lockgate/rules`]
    #[arg(value_name = "PATHS")]
    paths: Vec<String>,
    /// Run again whenever one of the files changes, until it is interrupted
    #[arg(long)]
    watch: bool,
    /// Use this configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<String>,
}

/// How often `--watch` looks whether a file has changed.
const PAUSE: Duration = Duration::from_millis(200);

/// Runs the pages of rules and says where page and rule disagree.
pub(crate) fn run(arguments: &TestArguments, global: Global) -> Result<u8> {
    let here = working_dir()?;
    let test = || test_rules(&here, &arguments.paths, arguments.config.as_deref());
    if !arguments.watch {
        let tests = test();
        write(&tests, global)?;
        return Ok(exit_code(&tests));
    }
    watch(&here, test, global)
}

fn exit_code(tests: &RuleTests) -> u8 {
    if !tests.errors.is_empty() {
        return FAILED;
    }
    u8::from(tests.fail())
}

/// Runs the tests whenever what they read has changed.
fn watch(here: &WorkingDir, test: impl Fn() -> RuleTests, global: Global) -> Result<u8> {
    let clears = std::io::stdout().is_terminal();
    loop {
        let tests = test();
        if clears {
            write!(std::io::stdout(), "\x1b[2J\x1b[H")?;
        }
        write(&tests, global)?;
        writeln!(std::io::stdout(), "watching; interrupt to stop")?;
        while !tests.is_outdated(here) {
            std::thread::sleep(PAUSE);
        }
    }
}

fn write(tests: &RuleTests, global: Global) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    let terminal = terminal::of_stdout(global.color);
    for rule in &tests.rules {
        write_findings(&rule.failures, &tests.sources, &terminal, &mut stdout)?;
    }
    if !global.quiet {
        let width = tests.rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
        for rule in &tests.rules {
            writeln!(stdout, "{}", line(rule, width))?;
        }
    }
    writeln!(stdout, "{}", summary(tests))?;
    drop(stdout);
    tell(&tests.errors, &[], global)
}

fn line(rule: &TestedRule, width: usize) -> String {
    let verdict = if rule.failures.is_empty() { "ok    " } else { "failed" };
    let cases = count(rule.cases, "case", "cases");
    format!(
        "{verdict}  {:<width$}  {cases:>8}  {}",
        rule.id,
        on_one_line(&rule.path)
    )
}

fn summary(tests: &RuleTests) -> String {
    let rules = count(tests.rules.len(), "rule", "rules");
    let cases = count(tests.rules.iter().map(|rule| rule.cases).sum(), "case", "cases");
    let mut parts: Vec<String> = Vec::new();
    for kind in RuleTests::KINDS {
        let failures = tests.rules.iter().flat_map(|rule| &rule.failures);
        let number = failures.filter(|failure| failure.rule == kind).count();
        if number > 0 {
            parts.push(format!("{number} {kind}"));
        }
    }
    if !tests.errors.is_empty() {
        parts.push(count(tests.errors.len(), "error", "errors"));
    }
    if parts.is_empty() {
        parts.push("all as the pages say".to_owned());
    }
    format!("{cases} of {rules}: {}", parts.join(", "))
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
