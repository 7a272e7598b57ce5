//! `docs/writing-rules.md`, followed to the letter in an empty folder, and the recipes that it lists.

use std::path::{Path, PathBuf};

use super::support::Place;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A fenced block: what stands behind its fence, and its text.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let fence: String = line.chars().take_while(|letter| *letter == '`').collect();
        if fence.len() < 3 {
            continue;
        }
        let text: Vec<&str> = lines.by_ref().take_while(|line| *line != fence).collect();
        blocks.push((line[fence.len()..].to_owned(), text.join("\n") + "\n"));
    }
    blocks
}

fn said_of<'i>(info: &'i str, key: &str) -> Option<&'i str> {
    info.split_whitespace()
        .find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
}

#[test]
fn the_tutorial_works_as_it_is_written() {
    let page = std::fs::read_to_string(root().join("docs/writing-rules.md")).unwrap();
    let place = Place::new(&[]);
    let mut commands = Vec::new();
    for (info, text) in blocks(&page) {
        if let Some(path) = said_of(&info, "file") {
            place.write(path, text.as_bytes());
        }
        if !info.starts_with("sh") {
            continue;
        }
        for line in text.lines() {
            let words: Vec<&str> = line.strip_prefix("lockgate ").unwrap().split(' ').collect();
            let said = place.run(&words);
            let wanted = said_of(&info, "exit").map_or(0, |code| code.parse().unwrap());
            assert_eq!(said.code, Some(wanted), "{line}: {said:?}");
            commands.push((line.to_owned(), said));
        }
    }
    let said = |at: usize| format!("{}\n{}", commands[at].1.out, commands[at].1.err);
    assert_eq!(commands.len(), 7, "{commands:?}");
    assert!(
        said(1).contains("3 cases of 1 rule: all as the pages say"),
        "{}",
        said(1)
    );
    assert!(
        said(2).contains("2 cases of 1 rule: all as the pages say"),
        "{}",
        said(2)
    );
    assert!(said(3).contains("name: total, is_required"), "{}", said(3));
    assert!(said(4).contains("`total` does not say its currency"), "{}", said(4));
    let traced = "lockgate/rules/clear-amount.rhai:16: trace[clear-amount] migrations/1_orders.sql:1: total";
    assert!(commands[5].1.err.contains(traced), "{}", said(5));
    assert!(said(6).contains("error[clear-amount]"), "{}", said(6));
}

#[test]
fn every_recipe_holds_and_the_page_lists_all() {
    let folder = root().join("examples/rules");
    let place = Place::new(&[]);
    let said = place.run(&["rule", "test", folder.to_str().unwrap()]);
    assert_eq!(said.code, Some(0), "{}\n{}", said.out, said.err);
    let page = std::fs::read_to_string(root().join("docs/writing-rules.md")).unwrap();
    let mut recipes = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(page.contains(&format!("| `{name}` |")), "{name} is not in the table");
        recipes += 1;
    }
    assert_eq!(recipes, 12);
    assert!(said.out.contains("of 12 rules: all as the pages say"), "{}", said.out);
}

#[test]
fn only_a_rule_of_ones_own_is_traced() {
    let place = Place::new(&[("1.sql", "select 1;\n")]);
    let said = place.run(&["check", "--trace", "drop-table", "1.sql"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("built-in rules show nothing"), "{said:?}");
}
