//! What the runner says of pages that do not hold.

use std::sync::Arc;

use lint::{Context, Rule, RuleInfo, Subject};
use lockgate_cases::run;

/// A built-in rule with another page.
struct Paged {
    rule: Arc<dyn Rule>,
    info: RuleInfo,
}

impl Rule for Paged {
    fn info(&self) -> &RuleInfo {
        &self.info
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        self.rule.check(subject, cx);
    }

    fn read_options(&self, table: &toml::Table) -> Result<lint::Options, lint::OptionsError> {
        self.rule.read_options(table)
    }
}

/// What is said of a page of the rule, whose sections are given.
fn verdict(id: &str, flagged: &str, not_flagged: &str) -> Vec<String> {
    let mut rules = rules::all();
    let at = rules.iter().position(|rule| rule.info().id == id);
    let rule = rules.remove(at.expect("the rule is built in"));
    let page = format!("One sentence.\n\n## Why\n## Flagged\n{flagged}\n## Not flagged\n{not_flagged}\n");
    let info = RuleInfo {
        page: page.into(),
        ..rule.info().clone()
    };
    let paged: Arc<dyn Rule> = Arc::new(Paged { rule, info });
    run(&paged, &rules)
        .disagreements
        .iter()
        .map(ToString::to_string)
        .collect()
}

const FLAGGED: &str = "```sql\ndrop table a; -- finds: \"loses its rows\"\n```";
const NOT_FLAGGED: &str = "```sql\nselect 1;\n```";

fn drop_table(flagged: &str) -> Vec<String> {
    verdict("drop-table", flagged, NOT_FLAGGED)
}

#[test]
fn a_page_that_holds_has_nothing_said_of_it() {
    assert_eq!(drop_table(FLAGGED), Vec::<String>::new());
    let two_lines = "```sql\ndrop table\n  a; -- finds: \"loses its rows\"\n```";
    assert_eq!(drop_table(two_lines), Vec::<String>::new());
}

#[test]
fn findings_and_markers_are_held_against_each_other() {
    let table: &[(&str, &[&str])] = &[
        ("```sql\nselect 1; -- finds: \"loses\"\n```", &["6: missing: loses"]),
        (
            "```sql\ndrop table a; -- finds: \"loses\"\ndrop table b;\n```",
            &["7: noisy: dropping table `b` loses its rows"],
        ),
        (
            "```sql\ndrop table a, b; -- finds: \"loses\"\n```",
            &["6: noisy: dropping table `b` loses its rows"],
        ),
        (
            "```sql\ndrop table a; -- finds: \"wins\"\n```",
            &["6: wrong: the message is \"dropping table `a` loses its rows\", without \"wins\""],
        ),
        ("```sql\ndrop table a, b; -- finds: \"`a`\", \"`b`\"\n```", &[]),
    ];
    for (flagged, expected) in table {
        assert_eq!(drop_table(flagged), *expected, "{flagged}");
    }
    let noisy = verdict("drop-table", FLAGGED, "```sql\ndrop table a;\n```");
    assert_eq!(noisy, ["10: noisy: dropping table `a` loses its rows"]);
}

#[test]
fn pages_that_cannot_be_run_are_refused() {
    let table: &[(&str, &str)] = &[
        ("", "1: refused: the section `## Flagged` has no SQL block"),
        (
            "```sql\nselect 1;\n```",
            "5: refused: nothing in this block demands a finding",
        ),
        ("```sql colour=red\n```", "5: refused: no key is called `colour`"),
        ("```sql dialect=latin\n```", "5: refused: no dialect is called `latin`"),
        ("```sql tool=hammer\n```", "5: refused: no tool is called `hammer`"),
        (
            "```sql\ndrop table a; -- finds: it\n```",
            "6: refused: a marker is written `-- finds: \"text\"`",
        ),
        ("```fixed\n```", "5: refused: a fixed block stands below one SQL block"),
        ("```sql\nfrobnicate a;\n```", "6: refused: the SQL is not understood: "),
        (
            "```toml\nlimit = 3\n```\n```sql\ndrop table a;\n```",
            "5: refused: `drop-table` has no options",
        ),
    ];
    for (flagged, expected) in table {
        let said = drop_table(flagged);
        assert!(
            said.iter().any(|said| said.starts_with(expected)),
            "{flagged}: {said:?}"
        );
    }
    let twice = format!("{FLAGGED}\n{FLAGGED}");
    assert_eq!(
        drop_table(&twice),
        ["8: refused: the block is the same as that of line 5"]
    );
    let unclosed = verdict("drop-table", FLAGGED, "```sql\nselect 1;");
    assert_eq!(unclosed, ["9: refused: the block is never closed"]);
}

#[test]
fn fixes_are_held_against_the_page() {
    let index = |fixed: &str| {
        let flagged = format!("```sql\ncreate index i on a (b); -- finds: \"wait\"\n```\n{fixed}");
        verdict("blocking-index-build", &flagged, NOT_FLAGGED)
    };
    assert_eq!(
        index("```fixed\ncreate index concurrently i on a (b);\n```"),
        Vec::<String>::new()
    );
    assert_eq!(
        index("```fixed\ncreate index i on a (b);\n```"),
        [
            "8: wrong: the fix makes this instead, of which line 1 is \"create index concurrently i on a (b);\" and not \
          \"create index i on a (b);\":\ncreate index concurrently i on a (b);"
        ]
    );
    let said = index("");
    assert!(
        said.contains(&"5: wrong: the rule offers a fix here, and the page does not show what it makes".to_owned()),
        "{said:?}"
    );
    let unneeded = drop_table(&format!("{FLAGGED}\n```fixed\ndrop table a;\n```"));
    assert_eq!(unneeded, ["8: wrong: the fix changes nothing"]);
}

#[test]
fn files_of_one_context_form_one_history() {
    let files = "```sql tool=flyway file=V1__a.sql\ncreate table a (id int);\n```
```sql tool=flyway file=V2__b.sql\ndrop table a; -- finds: \"`a` loses\"\n```
```sql tool=flyway file=V1__a.sql\ncreate table b (id int); drop table b; drop table c; -- finds: \"`c` loses\"\n```";
    assert_eq!(drop_table(files), Vec::<String>::new());
}
