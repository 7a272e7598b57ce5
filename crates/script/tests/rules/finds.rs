use std::sync::Arc;

use lint::{RuleSet, Setting};
use source::{Edit, Replacement, Severity};

use super::support::{INSTANT_SUFFIX, check, loaded, messages, project, project_with, rule};

#[test]
fn the_example_finds_what_its_page_says() {
    let sql = "create table orders (created_at timestamptz, created boolean);\n\
               alter table orders add column created timestamptz;\n";
    let outcome = check(INSTANT_SUFFIX, sql);
    assert_eq!(outcome.run_errors, []);
    let [finding] = &outcome.findings[..] else {
        panic!("{:?}", outcome.findings);
    };
    assert_eq!(finding.rule, "instant-suffix");
    assert_eq!(finding.severity, Severity::Warning);
    assert_eq!(finding.message, "created holds an instant but does not end in _at");
    assert_eq!(
        finding.help.as_deref(),
        Some("a reader can then tell an instant from a date")
    );
    assert_eq!(finding.statement.as_ref().unwrap().to_string(), "1");
    assert_eq!(&sql[finding.span.range.slice()], "created timestamptz");
    let [fix] = &finding.fixes[..] else {
        panic!("{:?}", finding.fixes);
    };
    assert_eq!(fix.title, "rename `created` to `created_at`");
    let [Edit::Replace(Replacement { span, text })] = &fix.edits[..] else {
        panic!("{:?}", fix.edits);
    };
    assert_eq!((&sql[span.range.slice()], text.as_str()), ("created", "created_at"));
}

#[test]
fn the_page_and_the_fixes_are_known() {
    let rule = loaded(INSTANT_SUFFIX);
    assert!(lint::Rule::info(&rule).fixable);
    let replaces_in_a_text = super::support::rule("[\"create_table\"]", "let s = \"a\"; s.replace(\"a\", \"b\");");
    assert!(!lint::Rule::info(&loaded(&replaces_in_a_text)).fixable);
    let page = rule.page().unwrap().to_owned();
    assert!(page.starts_with("\n## Why\n") && page.ends_with("```\n"), "{page:?}");
}

#[test]
fn options_take_the_place_of_defaults() {
    let mut rules = RuleSet::new(vec![Arc::new(loaded(INSTANT_SUFFIX))]);
    let setting = |options: &str| Setting {
        ignore: Vec::new(),
        name: "instant-suffix".to_owned(),
        severity: Some(Severity::Error),
        options: toml::from_str(options).unwrap(),
    };
    let refused = rules.configure(None, vec![setting("suffix = 3")]).unwrap_err();
    assert_eq!(refused[0].message, "expected a text, found a whole number");
    rules.configure(None, vec![setting("suffix = '_on'")]).unwrap();
    let outcome = project_with(rules, &[("a.sql", "create table t (a_on timestamp, b_at timestamp);")]).check(None);
    let found: Vec<_> = outcome
        .findings
        .iter()
        .map(|finding| (finding.severity, &*finding.message))
        .collect();
    assert_eq!(
        found,
        [(Severity::Error, "b_at holds an instant but does not end in _on")]
    );
}

#[test]
fn a_rule_looks_at_statements_and_migrations() {
    let sql = "begin; insert into t select * from s; create index concurrently i on t (a);";
    let on_statement = rule(
        "\"statement\"",
        "cx.report(it, `${it.kind} ${it.is_concurrent} ${it.text.len}`);",
    );
    assert_eq!(
        messages(&on_statement, sql),
        ["begin false 5", "insert false 29", "create_index true 36"]
    );
    let on_migration = rule(
        "\"migration\"",
        "let kinds = it.statements.map(|s| s.kind); cx.report(it, `${it.direction} ${kinds.len()} of ${it.file_name}`);",
    );
    let outcome = check(&on_migration, sql);
    assert_eq!(outcome.run_errors, []);
    assert_eq!(outcome.findings[0].message, "up 3 of a.sql");
    assert_eq!(outcome.findings[0].statement, None);
}

#[test]
fn a_finding_points_elsewhere_and_offers_edits() {
    let body = "if cx.is_created_here(it) { return; }\n\
        cx.report(it.column.name, `${it.table.full_name}`).related(it.table, \"the table\")\n\
        .fix(\"say if exists\").insert_before(it.column, \"if exists \").safe();";
    let sql = "create table t (a int); alter table t add column b int; alter table t drop column b; alter table u drop column c;";
    let outcome = check(&rule("[\"drop_column\"]", body), sql);
    assert_eq!(outcome.run_errors, []);
    let [finding] = &outcome.findings[..] else {
        panic!("{:?}", outcome.findings);
    };
    assert_eq!(finding.message, "public.u");
    assert_eq!(&sql[finding.span.range.slice()], "c");
    assert_eq!(&sql[finding.related[0].span.range.slice()], "u");
    assert_eq!(finding.fixes[0].title, "say if exists");
    assert_eq!(finding.fixes[0].applicability, source::Applicability::Safe);
}

#[test]
fn names_are_compared_as_they_are_meant() {
    let body = "if it.table == \"orders\" && it.table != \"public.bills\" && it.table == \"public.Orders\" {\n\
        cx.report(it.table.name, `${it.table.name == \"Orders\"} ${it.table.name.folded} ${it.table.name.matches(\"^[A-Z]\")}`); }";
    assert_eq!(
        messages(&rule("[\"create_table\"]", body), "create table Orders (a int)"),
        ["true orders true"]
    );
}

#[test]
fn a_failing_rule_is_one_error_and_the_others_still_find() {
    let broken = rule(
        "[\"create_table\"]",
        "if it.table == \"bad\" {\n  throw `no ${it.table}`;\n}",
    );
    let other = rule("[\"create_table\"]", "cx.report(it.table, \"a table\");").replace("a-rule", "other");
    let rules = vec![loaded(&broken), loaded(&other)];
    let sql = "create table bad (a int); create table good (a int);";
    let outcome = project(rules, &[("a.sql", sql), ("b.sql", sql)]).check(None);
    let errors: Vec<String> = outcome.run_errors.iter().map(ToString::to_string).collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].starts_with("rules/a-rule.rhai:7:3: "), "{errors:?}");
    assert!(errors[0].ends_with(": no bad"), "{errors:?}");
    assert_eq!(outcome.findings.len(), 4);
}

#[test]
fn threads_do_not_change_what_is_found() {
    let texts: Vec<(String, String)> = (0..60)
        .map(|at| {
            (
                format!("m/{at:03}.sql"),
                format!("create table t{at} (a timestamp, b_at timestamp, C timestamp);"),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = texts
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let broken = rule(
        "[\"create_table\"]",
        "if it.table.name.matches(\"[37]$\") { throw `no ${it.table}`; }",
    );
    let rules = || vec![loaded(INSTANT_SUFFIX), loaded(&broken)];
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| project(rules(), &files).check(None))
    };
    let one = run(1);
    assert_eq!(one.findings.len(), 120);
    assert_eq!(one.run_errors.len(), 1, "{:?}", one.run_errors);
    for threads in [2, 4] {
        assert_eq!(run(threads), one);
    }
}

/// Each edit of a statement as a whole is the one that built-in rules offer.
#[test]
fn a_statement_lets_others_write_by_the_word_of_its_engine() {
    use schema::Dialect::{Mssql, Oracle, Postgres};
    for (dialect, sql, fixed) in [
        (
            Mssql,
            "create index i on t (a)",
            Some("create index i on t (a) with (online = on)"),
        ),
        (
            Mssql,
            "create index i on t (a) with (maxdop = 2) on fg",
            Some("create index i on t (a) with (online = on, maxdop = 2) on fg"),
        ),
        (Mssql, "create index i on t (a) with (online = off)", None),
        (
            Oracle,
            "create index i on t (a)",
            Some("create index i on t (a) online"),
        ),
        (Postgres, "create index i on t (a)", None),
    ] {
        let text = rule("\"statement\"", "cx.report(it, \"x\").online();");
        assert!(lint::Rule::info(&loaded(&text)).fixable);
        let rules = RuleSet::new(vec![Arc::new(loaded(&text))]);
        let outcome = super::support::project_in(dialect, rules, &[("a.sql", sql)]).check(None);
        assert_eq!(outcome.run_errors, [], "{sql}");
        let edits = outcome
            .findings
            .iter()
            .flat_map(|finding| &finding.fixes)
            .flat_map(|fix| &fix.edits);
        let texts = edits.map(|edit| match edit {
            Edit::Replace(Replacement { span, text }) => {
                format!(
                    "{}{text}{}",
                    &sql[..span.range.start as usize],
                    &sql[span.range.end as usize..]
                )
            }
            Edit::Create { path, .. } => path.clone(),
        });
        assert_eq!(
            texts.collect::<Vec<_>>(),
            fixed.into_iter().collect::<Vec<_>>(),
            "{sql}"
        );
    }
}

#[test]
fn lists_are_put_in_order_by_what_a_function_says() {
    let said = |body: &str| messages(&rule("\"migration\"", body), "select 1;");
    for (body, wanted) in [
        (
            "let a = [3, 1, 2]; a.sort(|x, y| y - x); cx.report(it, `${a}`);",
            "[3, 2, 1]",
        ),
        (
            "let a = [3, 1, 2, 1]; a.sort(|x, y| x < y); cx.report(it, `${a}`);",
            "[1, 1, 2, 3]",
        ),
        (
            "let a = [\"b\", \"a\"]; a.sort(); cx.report(it, `${a}`);",
            "[\"a\", \"b\"]",
        ),
        (
            "let a = [21, 11, 12]; a.sort(|x, y| x % 10 - y % 10); cx.report(it, `${a}`);",
            "[21, 11, 12]",
        ),
        (
            "let a = [1, 3, 2, 4]; a.dedup(|x, y| x % 2 == y % 2); cx.report(it, `${a}`);",
            "[1, 2]",
        ),
    ] {
        assert_eq!(said(body), [wanted], "{body}");
    }
    for (body, wanted) in [
        ("let a = [3, 1]; a.sort(|x, y| throw \"no order\");", "no order"),
        (
            "let a = [3, 1]; a.sort(|x, y| \"x\");",
            "gives a number or a truth value",
        ),
        ("let a = [3, 1]; a.dedup(|x, y| 1);", "gives a truth value"),
    ] {
        let outcome = check(&rule("\"migration\"", body), "select 1;");
        let [error] = &outcome.run_errors[..] else {
            panic!("{body}: {:?}", outcome.run_errors);
        };
        assert!(error.message.contains(wanted), "{error:?}");
    }
}
