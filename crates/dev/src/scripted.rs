//! Built-in rules translated to Rhai: a script can do what they do.

#![cfg(test)]

use std::sync::Arc;

use lint::{Rule, RuleSet, Setting};

use crate::histories::CheckedHistory;

/// The rules of each kind: on changes, on statements, on migrations and over the history, with options and fixes.
const TRANSLATED: &[(&str, &str)] = &[
    ("char-type", include_str!("scripted/char-type.rhai")),
    ("implicit-join", include_str!("scripted/implicit-join.rhai")),
    ("missing-terminator", include_str!("scripted/missing-terminator.rhai")),
    ("large-migration", include_str!("scripted/large-migration.rhai")),
    (
        "missing-row-security",
        include_str!("scripted/missing-row-security.rhai"),
    ),
];

fn built_in() -> Vec<Arc<dyn Rule>> {
    let is_translated = |rule: &Arc<dyn Rule>| TRANSLATED.iter().any(|(id, _)| *id == rule.info().id);
    rules::all().into_iter().filter(is_translated).collect()
}

fn scripted() -> Vec<Arc<dyn Rule>> {
    let load = |(id, text): &(&str, &str)| -> Arc<dyn Rule> {
        let rule = script::load(&format!("{id}.rhai"), text);
        Arc::new(rule.unwrap_or_else(|error| panic!("{error}")))
    };
    let mut all: Vec<_> = TRANSLATED.iter().map(load).collect();
    // In the order of the built-in ones, which decides between findings at one place.
    let order: Vec<String> = built_in().iter().map(|rule| rule.info().id.to_string()).collect();
    all.sort_by_key(|rule| order.iter().position(|id| *id == rule.info().id));
    all
}

/// All of them, and the options of one set.
fn set(rules: Vec<Arc<dyn Rule>>, statements: i64) -> RuleSet {
    let mut set = RuleSet::new(rules);
    let mut options = toml::Table::new();
    options.insert("statements".to_owned(), toml::Value::Integer(statements));
    let settings = TRANSLATED.iter().map(|(id, _)| Setting {
        name: (*id).to_owned(),
        severity: None,
        ignore: Vec::new(),
        options: if *id == "large-migration" {
            options.clone()
        } else {
            toml::Table::new()
        },
    });
    let refused = set.configure(None, settings.collect());
    assert!(refused.is_ok(), "{refused:?}");
    set
}

#[test]
fn a_translated_rule_finds_the_same_byte_for_byte() {
    if std::env::var_os("LOCKGATE_CORPUS").is_none() {
        assert!(std::env::var_os("CI").is_none(), "LOCKGATE_CORPUS is not set");
        println!("skipped: LOCKGATE_CORPUS is not set");
        return;
    }
    let check = |rules: fn() -> Vec<Arc<dyn Rule>>| {
        let checked = CheckedHistory::all_by(&|| set(rules(), 20));
        checked.unwrap_or_else(|error| panic!("{error:?}"))
    };
    let (ours, theirs) = (check(built_in), check(scripted));
    let mut found = std::collections::BTreeMap::new();
    for (ours, theirs) in ours.iter().zip(&theirs) {
        for (rule, count) in ours.counts() {
            *found.entry(rule.to_owned()).or_insert(0) += count;
        }
        let (ours, theirs) = (ours.json(), theirs.json());
        let mut lines = ours.lines().zip(theirs.lines()).enumerate();
        if let Some((at, (ours, theirs))) = lines.find(|(_, (ours, theirs))| ours != theirs) {
            panic!("line {at}:\n  Rust: {ours}\n  Rhai: {theirs}");
        }
        assert_eq!(ours, theirs);
    }
    println!("findings that are the same: {found:?}");
    for (id, _) in TRANSLATED {
        assert!(
            found.get(*id).is_some_and(|count| *count > 0),
            "`{id}` finds nothing in the corpus"
        );
    }
}
