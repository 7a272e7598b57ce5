//! Holds the list of rules, their files, their pages and their names together, and runs every page.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use lint::{On, RuleInfo, holds_in_down};
use source::{Category, Severity};

use lockgate_rules::all;

/// Where a rule's file lies, without its ending.
fn stem(info: &RuleInfo) -> String {
    format!("{}/{}", info.category, info.id.replace('-', "_"))
}

#[test]
fn every_page_holds() {
    let rules = all();
    let mut disagreements = Vec::new();
    for rule in &rules {
        let verdict = cases::run(rule, &rules);
        let path = format!("crates/rules/src/{}.md", stem(rule.info()));
        assert!(verdict.cases > 1, "{path} has cases");
        disagreements.extend(verdict.disagreements.iter().map(|found| format!("{path}:{found}")));
    }
    assert!(disagreements.is_empty(), "\n{}", disagreements.join("\n"));
}

#[test]
fn list_files_and_pages_agree() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut listed: BTreeSet<String> = BTreeSet::new();
    for rule in all() {
        let info = rule.info();
        let stem = stem(info);
        let page = std::fs::read_to_string(source.join(format!("{stem}.md")));
        assert_eq!(Some(&*info.page), page.ok().as_deref(), "{stem} has its page beside it");
        assert!(
            source.join(format!("{stem}.rs")).exists(),
            "{stem} is called like its file"
        );
        listed.insert(stem);
    }
    let mut found: BTreeSet<String> = BTreeSet::new();
    for category in Category::ALL {
        let Ok(folder) = std::fs::read_dir(source.join(category.as_str())) else {
            continue;
        };
        for entry in folder {
            let path = entry.unwrap().path();
            let stem = path.file_stem().unwrap().to_str().unwrap();
            found.insert(format!("{category}/{stem}"));
        }
    }
    assert_eq!(listed, found, "each file is in the list");
}

#[test]
fn the_list_is_in_order() {
    let rules = all();
    let places: Vec<_> = rules
        .iter()
        .map(|rule| (rule.info().category, &rule.info().id))
        .collect();
    assert!(places.is_sorted(), "by category as shown, then by name");
}

#[test]
fn names_mean_one_rule() {
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    for rule in all() {
        let info = rule.info();
        for name in std::iter::once(&info.id).chain(info.aliases.iter()) {
            let other = owners.insert(name.to_string(), info.id.to_string());
            assert_eq!(other, None, "`{name}` is also `{}`", info.id);
        }
        for alias in info.aliases.iter().chain(info.partial_aliases.iter()) {
            assert!(alias.contains(':'), "`{alias}` names its tool");
        }
        let is_category = Category::ALL.iter().any(|category| category.as_str() == info.id);
        assert!(!is_category && info.id != "all", "`{}` is taken", info.id);
    }
}

#[test]
fn what_a_rule_says_of_itself_fits() {
    let rules = all();
    for rule in &rules {
        let info = rule.info();
        assert_ne!(
            info.severity,
            Severity::Off,
            "`{}` is turned off by `default_on`",
            info.id
        );
        assert_eq!(info.path, None);
        if matches!(
            info.category,
            Category::Transaction | Category::Locking | Category::Destructive
        ) {
            assert_eq!(
                info.in_down,
                holds_in_down(info.category),
                "`{}` in down migrations",
                info.id
            );
        }
        if let On::Changes(kinds) | On::Statements(kinds) = info.on {
            assert!(kinds.iter().next().is_some(), "`{}` wants to see something", info.id);
        }
        for stronger in info.yields_to.iter() {
            assert!(
                rules.iter().any(|other| other.info().id == *stronger),
                "`{stronger}` is a rule"
            );
        }
        rule.read_options(&toml::Table::new()).unwrap();
    }
}
