use super::support::{INSTANT_SUFFIX, check, load_error, rule};

/// The example with one thing changed.
fn changed(from: &str, to: &str) -> String {
    assert!(INSTANT_SUFFIX.contains(from), "{from} is not in the example");
    INSTANT_SUFFIX.replacen(from, to, 1)
}

#[test]
fn each_broken_copy_is_named_at_its_place() {
    let cases = [
        (
            "severity =",
            "severty =",
            "r.rhai:4:5: unknown key `severty`; did you mean `severity`?",
        ),
        (
            "in change",
            "of change",
            "r.rhai:11:16: expecting 'in' after the iteration variable",
        ),
        (
            "options.suffix)",
            "option.suffix)",
            "r.rhai:12:63: there is no variable `option`; did you mean `options`?",
        ),
        (
            "column.type.",
            "column.typ.",
            "r.rhai:12:19: `Column` has no property `typ`; did you mean `type`?",
        ),
        (
            "ends_with",
            "end_with",
            "r.rhai:12:53: `Name` has no function `end_with`; did you mean `ends_with`?",
        ),
        (
            "options.suffix)",
            "options.sufix)",
            "r.rhai:12:71: the rule has no option `sufix`; did you mean `suffix`?",
        ),
        (
            "change.added_columns",
            "change.added_columns()",
            "r.rhai:11:26: `added_columns` is a property of `Change`: leave the parentheses out",
        ),
        (
            "fn check(change, options, cx)",
            "fn chek(change, options, cx)",
            "r.rhai:1:1: the rule has no `fn check(…)`; did you mean `chek`?",
        ),
        (
            "fn check(change, options, cx)",
            "fn check(change, cx, options, more)",
            "r.rhai:10:37: `check` takes three values: what the rule looks at, its options, and the context",
        ),
        (
            ".rename(column.name + options.suffix)",
            ".rename()",
            "r.rhai:15:16: `rename` of `Finding` is called so: `rename(new_name: string)`",
        ),
        (
            "fn check",
            "const LIMIT = 3;\nfn check",
            "r.rhai:10:1: only functions stand at the top of a rule; functions cannot read `LIMIT`: make it an option, or write `fn limit() { … }` and call `limit()`",
        ),
    ];
    let found = cases.map(|(from, to, _)| load_error(&changed(from, to)));
    assert_eq!(found, cases.map(|(_, _, message)| message));
}

#[test]
fn a_constant_that_is_read_is_refused_where_it_stands() {
    let reading = |read: &str| {
        let text = INSTANT_SUFFIX.replace("fn check", "const LIMIT = 3;\nfn check");
        load_error(&text.replace("options.suffix)", &format!("{read})")))
    };
    let error = reading("LIMIT");
    assert!(
        error.starts_with("r.rhai:10:1: only functions stand at the top of a rule; functions cannot read `LIMIT`"),
        "{error}"
    );
    let error = reading("global::LIMIT");
    assert!(error.contains("functions read nothing but their parameters"), "{error}");
}

#[test]
fn options_that_no_script_can_read_are_refused() {
    for (name, message) in [
        (
            "ignore-tables",
            "a script cannot read `options.ignore-tables`; call the option `ignore_tables`",
        ),
        (
            "default",
            "a script cannot read `options.default`; call the option `the_default`",
        ),
        ("2nd", "a script cannot read `options.2nd`; call the option `the_2nd`"),
        (
            "severity",
            "`severity` is a key that every rule has in the configuration; call the option otherwise: `severity_names`",
        ),
    ] {
        let error = load_error(&changed("suffix =", &format!("{name} =")));
        assert_eq!(error, format!("r.rhai:8:5: {message}"));
    }
}

#[test]
fn kinds_that_no_change_has_are_refused() {
    let error = load_error(&rule("[\"create_table\", \"alter_table\"]", ""));
    assert!(
        error.starts_with("r.rhai:4:27: changes of an `alter_table` are called by what they do"),
        "{error}"
    );
    super::support::loaded(&rule("\"statement\"\n//! kinds = [\"alter_table\"]", ""));
}

#[test]
fn names_that_stand_for_several_rules_are_refused() {
    for name in ["all", "design", "style/short"] {
        let error = load_error(&changed("instant-suffix", name));
        assert!(
            error.contains("stands for more than one rule already"),
            "{name}: {error}"
        );
    }
}

#[test]
fn what_a_value_is_not_is_said_in_words_of_the_reference() {
    for (body, message) in [
        ("let x = [()]; if x[0] { }", "`()` stands where `bool` is needed"),
        (
            "let x = (); if !x { }",
            "`!` is given `()`, which says that nothing is there or known",
        ),
        ("let x = [()]; cx.report(x[0], \"y\");", "`report` is given `()`"),
        (
            "let m = #{}; m[it.table.name] = 1;",
            "`Name` stands where `string` is needed; make a text of it: `.to_string()`",
        ),
        (
            "let m = #{}; let k = \"zz\"; m[k];",
            "the map has no property `zz`; ask first whether it has: `\"zz\" in map`",
        ),
        ("loop { }", "ran out of steps, of which this call had 100"),
    ] {
        let errors = check(&rule("[\"create_table\"]", body), "create table t (a int);").run_errors;
        assert!(
            errors.len() == 1 && errors[0].message.contains(message),
            "{body}: {errors:?}"
        );
    }
}

#[test]
fn a_variable_in_use_is_named() {
    let body = "let f = it.added_columns.all(|c|\n  c.table == it.table);";
    let error = load_error(&rule("[\"create_table\"]", body));
    assert!(
        error.starts_with("r.rhai:7:14: `it` cannot be read by a function inside a chain"),
        "{error}"
    );
    let mended = "let all = it.added_columns; if !all.all(|c| c.table == it.table) { throw \"x\"; }";
    assert_eq!(
        check(&rule("[\"create_table\"]", mended), "create table t (a int);").run_errors,
        []
    );
}

#[test]
fn what_only_shows_when_it_runs_is_named_too() {
    let sql = "create table t (a int);";
    let cases = [
        ("[it][0].table.name.ends_with(3);", "rules/a-rule.rhai:6:"),
        ("let m = #{a: 1}; let n = #{b: 2};\nm.b;", "rules/a-rule.rhai:7:3: "),
        ("let f = 1;\nf.name;", "rules/a-rule.rhai:7:3: "),
        ("loop { }", "rules/a-rule.rhai:6:6: "),
    ];
    for (body, place) in cases {
        let outcome = check(&rule("[\"create_table\"]", body), sql);
        let errors: Vec<String> = outcome.run_errors.iter().map(ToString::to_string).collect();
        assert!(errors.len() == 1 && errors[0].starts_with(place), "{body}: {errors:?}");
    }
}

#[test]
fn the_doors_are_shut() {
    let cases = [
        (
            "eval(\"1\");",
            "r.rhai:6:1: `eval` is not available in rules: write the code where it is needed",
        ),
        (
            "import \"x\" as y;",
            "r.rhai:6:1: `import` is not available in rules: a rule is one file",
        ),
        (
            "print(\"x\");",
            "r.rhai:6:1: `print` is not available in rules: `cx.trace(value)` shows a value to whoever runs with `--trace`",
        ),
        (
            "sleep(1);",
            "r.rhai:6:1: `sleep` is not available in rules: a rule knows no time, so that it always finds the same",
        ),
        (
            "timestamp();",
            "r.rhai:6:1: `timestamp` is not available in rules: a rule knows no time, so that it always finds the same",
        ),
        ("exit(1);", "r.rhai:6:1: `exit` is not available in rules: use `return`"),
    ];
    let found = cases.map(|(body, _)| load_error(&rule("[\"create_table\"]", body)));
    assert_eq!(found, cases.map(|(_, message)| message));
}

#[test]
fn what_is_asked_of_nothing_says_so() {
    let text = rule(
        "[\"create_table\"]",
        "for c in it.added_columns { if c.default_value.is_literal {} }",
    );
    let errors = check(&text, "create table t (a int);").run_errors;
    assert!(
        errors[0]
            .message
            .contains("`is_literal` is asked of `()`, which says that nothing is there"),
        "{errors:?}"
    );
}

#[test]
fn a_value_that_is_no_place_and_a_name_that_others_have_are_told() {
    let error = load_error(&rule(
        "[\"create_table\"]",
        "let t = cx.before.table(\"t\") ?? return; cx.report(it, \"x\").related(t, \"y\");",
    ));
    assert!(
        error.ends_with("; value 1 here is of the type `CatalogTable`, which is no place"),
        "{error}"
    );
    let history = "//! id = \"r\"\n//! summary = \"s\"\n//! category = \"design\"\n//! on = \"history\"\n\
                   fn conclude(collected, options, cx) { cx.after; }\n";
    let error = load_error(history);
    assert!(
        error.ends_with(
            "`HistoryContext` has no property `after`; the schema behind the last migration is `cx.history.at_end`"
        ),
        "{error}"
    );
}
