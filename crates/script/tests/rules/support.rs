use std::sync::Arc;

use engine::{Outcome, Project, RuleSet, Settings};
use lockgate_script::{ScriptRule, load};
use schema::Dialect;
use source::{MemoryFiles, SourceFile, Sources};

/// The example of the manual.
pub(crate) const INSTANT_SUFFIX: &str = r#"//! id = "instant-suffix"
//! summary = "columns that hold an instant end in `_at`"
//! category = "naming"
//! severity = "warning"
//! on = ["create_table", "add_column"]
//!
//! [options]
//! suffix = "_at"

fn check(change, options, cx) {
    for column in change.added_columns {
        if column.type.is_timestamp && !column.name.ends_with(options.suffix) {
            cx.report(column, `${column.name} holds an instant but does not end in ${options.suffix}`)
              .help("a reader can then tell an instant from a date")
              .rename(column.name + options.suffix);
        }
    }
}

/*!
## Why
A reader sees what a column holds.
## Flagged
```sql
alter table orders add column created timestamptz; -- finds: "does not end in"
```
## Not flagged
```sql
create table orders (created_at timestamptz, created boolean);
```
*/
"#;

/// A rule with this subject and body.
pub(crate) fn rule(on: &str, body: &str) -> String {
    format!(
        "//! id = \"a-rule\"\n//! summary = \"a rule\"\n//! category = \"design\"\n//! on = {on}\n\
         fn check(it, options, cx) {{\n{body}\n}}\n"
    )
}

pub(crate) fn loaded(text: &str) -> ScriptRule {
    load("rules/a-rule.rhai", text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The message of a rule that does not load.
pub(crate) fn load_error(text: &str) -> String {
    load("r.rhai", text)
        .err()
        .unwrap_or_else(|| panic!("it loads:\n{text}"))
        .to_string()
}

pub(crate) fn project(rules: Vec<ScriptRule>, files: &[(&str, &str)]) -> Project {
    let rules = rules.into_iter().map(|rule| -> Arc<dyn lint::Rule> { Arc::new(rule) });
    project_with(RuleSet::new(rules.collect()), files)
}

pub(crate) fn project_with(rules: RuleSet, files: &[(&str, &str)]) -> Project {
    project_in(Dialect::Postgres, rules, files)
}

pub(crate) fn project_in(dialect: Dialect, rules: RuleSet, files: &[(&str, &str)]) -> Project {
    let mut memory = MemoryFiles::default();
    let mut sources = Sources::default();
    let mut ids = Vec::new();
    for (path, text) in files {
        memory.add(*path, *text);
        ids.push(sources.add(SourceFile::from_text(*path, *text)));
    }
    let mut settings = Settings {
        dialect: Some(dialect),
        rules,
        ..Settings::default()
    };
    settings.migrations.tool = Some(migrations::Tool::Psql);
    Project::load(&memory, sources, &ids, settings)
}

pub(crate) fn check(rule: &str, sql: &str) -> Outcome {
    project(vec![loaded(rule)], &[("a.sql", sql)]).check(None)
}

/// The messages of what was found; a rule that failed is a failed test.
pub(crate) fn messages(rule: &str, sql: &str) -> Vec<String> {
    let outcome = check(rule, sql);
    assert_eq!(outcome.run_errors, [], "the rule failed");
    outcome
        .findings
        .into_iter()
        .map(|finding| finding.message.into_owned())
        .collect()
}
