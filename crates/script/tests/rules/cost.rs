use std::time::Instant;

use super::support::{loaded, project, rule};

/// Prints what a call costs that looks and leaves; run it with `--release -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn what_a_call_costs_that_wants_nothing() {
    let text: String = (0..20_000)
        .map(|at| format!("alter table t add column c{at} int;\n"))
        .collect();
    let bodies = [
        ("empty", ""),
        ("kind", "if it.kind == \"drop_table\" { cx.report(it, \"x\"); }"),
        ("table name", "if it.table == \"orders\" { cx.report(it, \"x\"); }"),
        (
            "added columns",
            "for c in it.added_columns { if c.type.is_timestamp && !c.name.ends_with(\"_at\") { cx.report(c, \"x\"); } }",
        ),
    ];
    let time = |rules: Vec<_>| {
        let project = project(rules, &[("a.sql", &text)]);
        let start = Instant::now();
        let outcome = project.check(None);
        assert_eq!((outcome.findings.len(), outcome.run_errors.len()), (0, 0));
        start.elapsed()
    };
    let without = (0..3).map(|_| time(Vec::new())).min().unwrap();
    for (name, body) in bodies {
        let run = || {
            let rules = (0..10).map(|at| loaded(&rule("[\"add_column\"]", body).replace("a-rule", &format!("r{at}"))));
            time(rules.collect())
        };
        let with = (0..3).map(|_| run()).min().unwrap();
        let each = (with.saturating_sub(without)).as_nanos() / 200_000;
        eprintln!("{name}: {each} ns for each rule and change");
    }
}
