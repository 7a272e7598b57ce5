//! The packs inside the program: their pages hold, and each is a pack like one of a team's.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeSet;
use std::path::Path;

use lockgate_workspace::{WorkingDir, test_rules};

#[test]
fn every_page_of_every_pack_holds() {
    let here = WorkingDir::current().unwrap();
    let mut names = BTreeSet::new();
    for pack in packs::PACKS {
        let tests = test_rules(&here, &[format!("pack:{}", pack.name)], None);
        assert_eq!(tests.errors, []);
        for rule in &tests.rules {
            assert!(rule.cases > 1, "{} has cases", rule.path);
            let said: Vec<_> = rule.failures.iter().map(|failure| &failure.message).collect();
            assert!(said.is_empty(), "{}: {said:#?}", rule.path);
            assert!(rule.id.starts_with(&format!("{}/", pack.name)), "{}", rule.id);
            assert!(names.insert(rule.id.clone()), "{} is there twice", rule.id);
        }
        let rules = tests.rules.len();
        assert!((4..=8).contains(&rules), "{} holds {rules} rules", pack.name);
    }
}

#[test]
fn the_list_holds_the_files_that_are_there() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    for pack in packs::PACKS {
        let listed: BTreeSet<String> = pack.files.iter().map(|(name, _)| (*name).to_owned()).collect();
        let there = std::fs::read_dir(folder.join(pack.name)).unwrap();
        let there: BTreeSet<String> = there
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(listed, there, "{}", pack.name);
    }
}
