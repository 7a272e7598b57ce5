use schema::Kind;

use super::*;

fn rules() -> Vec<Arc<dyn Rule>> {
    rules::all()
}

/// The rules that are left, with their lines, of a file that drops tables.
fn left(text: &str) -> Vec<String> {
    found(&Bench::new(Tool::Psql, &[("1.sql", text)], rules()))
}

fn found(bench: &Bench) -> Vec<String> {
    let project = bench.load();
    let outcome = project.check(None);
    let file = project.sources().get(file(0));
    let show = |finding: &source::Finding| {
        let line = file.line_column(finding.span.range.start).line;
        format!("{line} {}", finding.rule)
    };
    outcome.findings.iter().map(show).collect()
}

#[test]
fn a_comment_holds_for_the_statement_that_follows_or_stands_on_the_line() {
    let table: &[(&str, &[&str])] = &[
        (
            "-- lockgate: allow drop-table (why)\ndrop table a;\ndrop table b;",
            &["3 drop-table"],
        ),
        (
            "drop table a; -- lockgate: allow drop-table\ndrop table b;",
            &["2 drop-table"],
        ),
        ("/* lockgate: allow drop-table */ drop table a;", &[]),
        ("-- lockgate: allow drop-table\n\n-- because\ndrop table a;", &[]),
        ("drop table\n  a; -- lockgate: allow drop-table", &[]),
        ("drop table -- lockgate: allow drop-table\n  a;", &[]),
        ("drop table a; drop table b; -- lockgate: allow drop-table", &[]),
        (
            "do $$ begin\n-- lockgate: allow drop-table\ndrop table a;\ndrop table b;\nend $$;",
            &["4 drop-table"],
        ),
        (
            "drop table a;\n-- lockgate: allow drop-table\n",
            &["1 drop-table", "2 unused-suppression"],
        ),
    ];
    for (text, expected) in table {
        assert_eq!(left(text), *expected, "{text}");
    }
}

#[test]
fn a_comment_may_hold_for_its_line_or_for_a_region() {
    let table: &[(&str, &[&str])] = &[
        (
            "drop table a; drop table b; -- lockgate: allow-line drop-table (both)\ndrop table c;",
            &["2 drop-table"],
        ),
        (
            "-- lockgate: allow-begin drop-table (old ones)\ndrop table a;\ndrop table b;\n-- lockgate: allow-end\ndrop \
             table c;",
            &["5 drop-table"],
        ),
        (
            "-- lockgate: allow-begin drop-table\n-- lockgate: allow-begin truncate\ntruncate a;\n-- lockgate: allow-end \
             truncate\ndrop table a;\n-- lockgate: allow-end drop-table\ndrop table b;",
            &["7 drop-table"],
        ),
        (
            "-- lockgate: allow-begin drop-table\ndrop table a;",
            &["1 unknown-suppression", "1 unused-suppression", "2 drop-table"],
        ),
        (
            "drop table a;\n-- lockgate: allow-end\n",
            &["1 drop-table", "2 unknown-suppression"],
        ),
        (
            "/* lockgate: allow-begin drop-table */\nselect 1;\n/* lockgate: allow-end */",
            &["1 unused-suppression"],
        ),
    ];
    for (text, expected) in table {
        assert_eq!(left(text), *expected, "{text}");
    }
}

#[test]
fn a_suppression_holds_through_its_last_day() {
    let text = "-- lockgate: allow drop-table (soon) until 2024-10-04\ndrop table a;\n-- lockgate: allow drop-table until \
                2024-10-03 (late)\ndrop table b;\n-- lockgate: allow drop-table until 2024-13-01\ndrop table c;";
    let mut bench = Bench::new(Tool::Psql, &[("1.sql", text)], rules());
    assert_eq!(
        found(&bench),
        ["5 unknown-suppression", "5 unused-suppression", "6 drop-table"]
    );
    bench.settings.rules.set_today(lint::Date::of_days_since_1970(20_000));
    let expected = [
        "3 expired-suppression",
        "4 drop-table",
        "5 unknown-suppression",
        "5 unused-suppression",
        "6 drop-table",
    ];
    assert_eq!(found(&bench), expected);
}

#[test]
fn a_comment_for_the_file_stands_above_its_first_statement() {
    assert_eq!(
        left("-- lockgate: allow-file drop-table\ndrop table a;\ndrop table b;"),
        Vec::<String>::new()
    );
    assert_eq!(
        left("select 1;\n-- lockgate: allow-file drop-table\ndrop table a;"),
        ["2 unknown-suppression", "2 unused-suppression", "3 drop-table"]
    );
}

#[test]
fn a_comment_above_the_first_section_holds_for_all_of_the_file() {
    let text = "-- lockgate: allow-file blind\n-- +goose Up\ndrop table a;\n-- +goose Down\ndrop table b;\n";
    let rule = Echo::new("blind", Category::Locking, &[Kind::DropTable]).shared();
    let bench = Bench::new(Tool::Goose, &[("1_a.sql", text)], vec![rule]);
    let outcome = bench.check();
    assert_eq!(outcome.findings, []);
    assert_eq!(outcome.summary.suppressed, 2);
}

#[test]
fn unknown_and_unused_names_are_findings() {
    let table: &[(&str, &[&str])] = &[
        (
            "-- lockgate: allow drop-tabel\ndrop table a;",
            &["1 unknown-suppression", "2 drop-table"],
        ),
        ("-- lockgate: allow drop-table\nselect 1;", &["1 unused-suppression"]),
        (
            "-- lockgate: allow drop-table, file-encoding\ndrop table a;",
            &["1 unused-suppression"],
        ),
        ("-- lockgate: alow drop-table\nselect 1;", &["1 unknown-suppression"]),
        ("-- lockgate: allow\nselect 1;", &["1 unknown-suppression"]),
        ("-- lockgate is a tool\nselect 1;", &[]),
    ];
    for (text, expected) in table {
        assert_eq!(left(text), *expected, "{text}");
    }
}

#[test]
fn a_rule_that_does_not_run_makes_no_suppression_unused() {
    let mut set = RuleSet::new(rules());
    set.ignore(["drop-table"]).unwrap();
    let text = "-- lockgate: allow drop-table\nselect 1;";
    assert!(Bench::with(Tool::Psql, &[("1.sql", text)], set).findings().is_empty());
}

#[test]
fn comments_of_other_tools_are_understood() {
    let table: &[(&str, &[&str])] = &[
        ("-- squawk-ignore ban-drop-table\ndrop table a;", &[]),
        ("-- squawk-ignore ban-drop-column, ban-drop-table\ndrop table a;", &[]),
        ("-- squawk-ignore ban-drop-column\ndrop table a;", &["2 drop-table"]),
        (
            "-- squawk-ignore-file ban-drop-table\ndrop table a;\ndrop table b;",
            &[],
        ),
        ("-- squawk-ignore-file\ndrop table a;", &[]),
        ("-- squawk-ignored\ndrop table a;", &["2 drop-table"]),
        ("-- atlas:nolint DS102\ndrop table a;\ndrop table b;", &["3 drop-table"]),
        ("-- atlas:nolint destructive\ndrop table a;", &[]),
        ("-- atlas:nolint\n\ndrop table a;\ndrop table b;", &[]),
        ("-- atlas:nolint naming\ndrop table a;", &["2 drop-table"]),
        ("drop table a; -- noqa\n", &["1 drop-table"]),
        ("-- lockgate: allow squawk:ban-drop-table\ndrop table a;", &[]),
    ];
    for (text, expected) in table {
        assert_eq!(left(text), *expected, "{text}");
    }
}

#[test]
fn noqa_holds_for_its_line_or_until_it_is_enabled_again() {
    let mut rule = Echo::new("echo", Category::Style, &[Kind::DropTable]);
    rule.info.aliases = lint::names(&["sqlfluff:LT99"]);
    let rule = rule.shared();
    let left = |text: &str| {
        let bench = Bench::new(Tool::Psql, &[("1.sql", text)], vec![Arc::clone(&rule)]);
        bench
            .findings()
            .into_iter()
            .map(|found| found.replace("1.sql:", ""))
            .collect::<Vec<_>>()
    };
    assert!(left("drop table a; -- noqa: LT99").is_empty());
    assert!(left("drop table a; -- noqa").is_empty());
    assert_eq!(left("drop table a; -- noqa: LT01").len(), 1);
    assert_eq!(left("-- noqa: LT99\ndrop table a;").len(), 1);
    let range = "-- noqa: disable=LT99\ndrop table a;\n-- noqa: enable=LT99\ndrop table b;";
    assert_eq!(left(range), ["4: echo: drop_table b"]);
}

#[test]
fn a_rule_yields_also_to_one_that_is_suppressed() {
    let stronger = Echo::new("stronger", Category::Style, &[Kind::DropColumn]).shared();
    let mut weaker = Echo::new("weaker", Category::Style, &[Kind::DropColumn, Kind::AddColumn]);
    weaker.info.yields_to = lint::names(&["stronger"]);
    let rules = vec![stronger, weaker.shared()];
    let findings = |text: &str| Bench::new(Tool::Psql, &[("1.sql", text)], rules.clone()).findings();
    let text = "alter table a drop column b, add column c int;";
    assert_eq!(
        findings(text),
        ["1.sql:1: stronger: drop_column a", "1.sql:1: weaker: add_column a"]
    );
    let suppressed = format!("{text} -- lockgate: allow stronger");
    assert_eq!(findings(&suppressed), ["1.sql:1: weaker: add_column a"]);
    let alone = Bench::new(Tool::Psql, &[("1.sql", text)], rules[1..].to_vec());
    assert_eq!(alone.findings().len(), 2);
}
