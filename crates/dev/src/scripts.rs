use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::ensure;
use engine::{Project, RuleSet, Settings};
use lint::Rule;
use schema::Dialect;
use source::{MemoryFiles, SourceFile, Sources};

/// How many changes the history holds, and how many rules look at each.
const CHANGES: u32 = 20_000;
const RULES: u32 = 10;
/// How often each time is taken; the least counts.
const ROUNDS: usize = 3;
/// What a scripted rule is to take for a change that it does not want.
const TARGET: Duration = Duration::from_micros(1);
/// How often the target may be exceeded, so that only a cost of another order fails on a busy machine.
const SLACK: u32 = 10;

/// Rules that look at a change and leave it, the one that asks for most last.
const BODIES: &[(&str, &str)] = &[
    ("nothing", ""),
    (
        "its kind",
        "if change.kind == \"drop_table\" { cx.report(change, \"x\"); }",
    ),
    (
        "its table",
        "if change.table == \"orders\" { cx.report(change, \"x\"); }",
    ),
    (
        "its columns",
        "for column in change.added_columns { if column.type.is_timestamp { cx.report(column, \"x\"); } }",
    ),
];

/// Runs scripted rules over a history of which they want nothing, and says what a rule costs for each change.
///
/// # Errors
/// Where a rule fails, or looks at the kind of a change for longer than the target.
pub(crate) fn run() -> anyhow::Result<()> {
    let text: String = (0..CHANGES)
        .map(|at| format!("alter table t add column c{at} int;\n"))
        .collect();
    let without = least(&text, || Ok(Vec::new()))?;
    for (asks, body) in BODIES {
        let with = least(&text, || (0..RULES).map(|at| scripted(at, body)).collect())?;
        let each = with.saturating_sub(without) / (CHANGES * RULES);
        println!("a scripted rule that asks for {asks}: {each:.0?} for each change; the target is {TARGET:.0?}");
        let is_held = *asks != "its columns";
        ensure!(
            !is_held || each <= TARGET * SLACK,
            "a scripted rule takes {each:.0?} for each change"
        );
    }
    Ok(())
}

fn least(text: &str, rules: impl Fn() -> anyhow::Result<Vec<Arc<dyn Rule>>>) -> anyhow::Result<Duration> {
    let mut least = Duration::MAX;
    for _ in 0..ROUNDS {
        let mut sources = Sources::default();
        let id = sources.add(SourceFile::from_text("a.sql", text));
        let settings = Settings {
            rules: RuleSet::new(rules()?),
            dialect: Some(Dialect::Postgres),
            ..Settings::default()
        };
        let project = Project::load(&MemoryFiles::default(), sources, &[id], settings);
        let begun = Instant::now();
        let outcome = project.check(None);
        least = least.min(begun.elapsed());
        ensure!(outcome.findings.is_empty(), "a rule reported what it does not want");
        ensure!(outcome.run_errors.is_empty(), "a rule failed: {:?}", outcome.run_errors);
    }
    Ok(least)
}

fn scripted(number: u32, body: &str) -> anyhow::Result<Arc<dyn Rule>> {
    let text = format!(
        "//! id = \"r{number}\"\n//! summary = \"a rule\"\n//! category = \"design\"\n//! on = [\"add_column\"]\n\
         fn check(change, options, cx) {{ {body} }}\n"
    );
    let rule = script::load("rule.rhai", &text).map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(Arc::new(rule))
}
