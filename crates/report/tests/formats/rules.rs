//! The list of the rules, and the page of one.

use lint::RuleInfo;
use lockgate_report::{ListedRule, Terminal, write_rule_page, write_rules, write_rules_json};
use source::Severity;

use crate::sample::rules;

fn written(write: impl FnOnce(&[&RuleInfo], &mut Vec<u8>)) -> String {
    let rules = rules();
    let rules: Vec<&RuleInfo> = rules.iter().collect();
    let mut out = Vec::new();
    write(&rules, &mut out);
    String::from_utf8(out).unwrap()
}

fn listed(info: &RuleInfo) -> ListedRule<'_> {
    let severity = if info.default_on { info.severity } else { Severity::Off };
    ListedRule { info, severity }
}

#[test]
fn the_table_is_as_it_was() {
    insta::assert_snapshot!(
        "rules-table",
        written(|rules, out| {
            let rules: Vec<ListedRule<'_>> = rules.iter().map(|info| listed(info)).collect();
            write_rules(&rules, &Terminal::plain(), out).unwrap();
        })
    );
}

#[test]
fn the_document_is_as_it_was() {
    let document = written(|rules, out| write_rules_json(rules, out).unwrap());
    let read: serde_json::Value = serde_json::from_str(&document).unwrap();
    assert_eq!(read["rules"][0]["on"], serde_json::json!(["drop_column"]));
    insta::assert_snapshot!("rules-json", document);
}

#[test]
fn a_page_is_as_it_was() {
    insta::assert_snapshot!(
        "rule-page",
        written(|rules, out| write_rule_page(rules[0], &Terminal::plain(), out).unwrap())
    );
}
