use std::thread;
use std::time::{Duration, Instant};

use lockgate_script::load;

use super::support::{project, rule};

/// What a released build may take. One without optimisation is several times slower, and CI's processors at times as well.
const A_SECOND: Duration = Duration::from_secs(if cfg!(debug_assertions) { 5 } else { 1 });

/// What the body of such a rule leads to: an error when it loads, or when it runs. It runs on a thread with as
/// little stack as a worker has.
fn outcome_of(text: String) -> (String, Duration) {
    let run = move || {
        let start = Instant::now();
        let rule = match load("r.rhai", &text) {
            Ok(rule) => rule,
            Err(error) => return (error.to_string(), start.elapsed()),
        };
        let outcome = project(vec![rule], &[("a.sql", "create table t (a int);")]).check(None);
        let errors: Vec<String> = outcome.run_errors.iter().map(ToString::to_string).collect();
        (errors.join("\n"), start.elapsed())
    };
    thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(run)
        .expect("a thread starts")
        .join()
        .expect("the script does not bring its thread down")
}

#[test]
fn every_hostile_script_ends_within_a_second_with_an_error() {
    let nested =
        |open: &str, close: &str, times: usize| format!("let x = {}1{};", open.repeat(times), close.repeat(times));
    let bodies = [
        ("endless loop", "loop { }".to_owned()),
        ("endless while", "let x = 0; while true { x += 1; }".to_owned()),
        ("huge range", "for i in 0..9223372036854775807 { }".to_owned()),
        (
            "huge range with a step",
            "for i in range(0, 9223372036854775807, 1) { let x = i; }".to_owned(),
        ),
        (
            "endless sorting",
            "let a = [3, 1, 2]; a.sort(|x, y| { loop { } });".to_owned(),
        ),
        (
            "endless comparing",
            "let a = [3, 1, 2]; a.dedup(|x, y| { loop { } });".to_owned(),
        ),
        (
            "sorting that contradicts itself",
            "let a = []; for i in 0..5000 { a.push(i * 7919 % 5003); } a.sort(|x, y| x % 3 - y % 2 - 1); throw a.len;"
                .to_owned(),
        ),
        ("growing text", "let s = \"x\"; loop { s += s; }".to_owned()),
        ("growing list", "let a = [1]; loop { a += a; }".to_owned()),
        ("list by pushing", "let a = []; loop { a.push(1); }".to_owned()),
        (
            "growing map",
            "let m = #{}; let i = 0; loop { m[`k${i}`] = i; i += 1; }".to_owned(),
        ),
        ("nested lists", "let a = [1]; loop { a = [a, a]; }".to_owned()),
        (
            "closures in map",
            "let a = []; a.pad(1000, 1); a.map(|x| a.map(|y| a.map(|z| x + y + z)));".to_owned(),
        ),
        (
            "closures that call themselves",
            "let f = |g| g.call(g); f.call(f);".to_owned(),
        ),
        (
            "replacing",
            "let s = \"x\"; s.pad(60000, 'x'); s.replace(\"x\", s);".to_owned(),
        ),
        ("padding", "let s = \"x\"; s.pad(9223372036854775807, 'x');".to_owned()),
        (
            "padding a list",
            "let a = []; a.pad(9223372036854775807, 1);".to_owned(),
        ),
        (
            "sorting for ever",
            "loop { let a = []; a.pad(10000, 1); a.sort(|x, y| x - y); }".to_owned(),
        ),
        ("findings without end", "loop { cx.report(it, \"x\"); }".to_owned()),
        ("catching the end", "loop { try { loop { } } catch { } }".to_owned()),
        ("wild pattern", "it.table.name.matches(\"(a{1000}){1000}\");".to_owned()),
        ("deep parentheses", nested("(", ")", 50_000)),
        ("deep lists", nested("[", "]", 50_000)),
        ("deep maps", nested("#{a: ", "}", 20_000)),
        ("deep negations", nested("!", "", 50_000)),
        ("deep minus", nested("-", "", 50_000)),
        ("deep blocks", "{".repeat(50_000) + "}".repeat(50_000).as_str()),
        ("deep closures", nested("|a| ", "", 20_000)),
        (
            "long else-if",
            format!("if false {{}} {}", "else if false {} ".repeat(10_000)) + " throw 1;",
        ),
        ("long sum", format!("let x = 1{};", " + 1".repeat(50_000)) + " throw x;"),
        (
            "long conjunction",
            format!("let x = true{};", " && true".repeat(20_000)) + " throw x;",
        ),
        ("long chain", format!("let x = #{{a: 1}}; x{};", ".a".repeat(50_000))),
        (
            "long chain of calls",
            format!("let x = \"a\"; x{};", ".to_upper()".repeat(20_000)) + " throw x;",
        ),
        ("long index chain", format!("let x = [1]; x{};", "[0]".repeat(50_000))),
        (
            "nested templates",
            format!("let x = {}1{};", "`${".repeat(5_000), "}`".repeat(5_000)),
        ),
        ("long assignment", format!("let x = 1; {}1;", "x = ".repeat(20_000))),
        ("deep ifs", "if true {".repeat(5_000) + "}".repeat(5_000).as_str()),
        ("eval", "eval(\"1\");".to_owned()),
        ("import", "import \"/etc/passwd\" as p;".to_owned()),
        ("sleep", "sleep(60);".to_owned()),
    ];
    let mut wrong = Vec::new();
    for (name, body) in bodies {
        eprintln!("{name}");
        let (error, took) = outcome_of(rule("[\"create_table\"]", &body));
        let shown: String = error.chars().take(160).collect();
        eprintln!("    {took:?} {shown}");
        if took > A_SECOND || !error.contains(".rhai:") {
            wrong.push((name, took, shown));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn endless_recursion_ends_with_an_error() {
    let recursive = [
        "f(it);\n}\nfn f(x) { f(x) ",
        "f(it);\n}\nfn f(x) { g(x) }\nfn g(x) { 1 + (2 * (3 + [f(x)].len())) ",
        "f(it);\n}\nfn f(x) { if true { for i in 0..9 { switch 1 { 1 => { return [[[[f(x)]]]]; } } } } ",
        "f([1]);\n}\nfn f(a) { [1].map(|x| f(x)) ",
    ];
    let shapes = [
        ("[", "]"),
        ("1 + (", ")"),
        ("if true { ", " }"),
        ("for i in 0..2 { ", " }"),
        ("[1].map(|y| ", ")"),
        ("switch 1 { 1 => ", " }"),
        ("`${", "}`"),
        ("#{a: ", "}"),
        ("try { ", " } catch { }"),
    ];
    let deepest = shapes.map(|(open, close)| deepest_that_loads(open, close));
    for body in recursive.map(str::to_owned).into_iter().chain(deepest) {
        let (error, took) = outcome_of(rule("[\"create_table\"]", &body));
        assert!(
            error.contains("functions call each other deeper") || error.contains("ran out of steps"),
            "{body}: {error}"
        );
        assert!(took < A_SECOND, "{took:?}");
    }
}

/// A function that calls itself from within as many of these as a rule may nest.
fn deepest_that_loads(open: &str, close: &str) -> String {
    let nested = |times| {
        format!(
            "f(it);\n}}\nfn f(x) {{ {}f(x){} ",
            open.repeat(times),
            close.repeat(times)
        )
    };
    let loads = |times: &usize| load("r.rhai", &rule("[\"create_table\"]", &nested(*times))).is_ok();
    let times = (1..64).rev().find(loads).expect("a shape nests at least once");
    nested(times)
}

#[test]
fn work_that_the_host_does_is_counted() {
    let sql: String = (0..400)
        .map(|at| format!("insert into t{at} values ({at}, 'some text that goes on for a while');\n"))
        .collect();
    let bodies = [
        ("lists again and again", "loop { it.changes; }"),
        ("tokens of everything", "loop { for s in it.statements { s.tokens; } }"),
        (
            "patterns over all of it",
            "loop { it.text.matches(\"(a|b)*c{1,9}$\"); }",
        ),
        ("masked again and again", "loop { it.masked_text.len; }"),
        (
            "long lists copied",
            "let a = []; a.pad(9999, 1); loop { let b = a; b.push(1); }",
        ),
        (
            "long texts changed",
            "let s = \"x\"; s.pad(60000, 'x'); loop { let t = s + \"\"; t.make_upper(); }",
        ),
    ];
    for (name, body) in bodies {
        let text = rule("\"migration\"", body);
        let start = Instant::now();
        let rule = load("r.rhai", &text).unwrap_or_else(|error| panic!("{error}"));
        let outcome = project(vec![rule], &[("a.sql", &sql)]).check(None);
        eprintln!("{name}: {:?}", start.elapsed());
        assert_eq!(outcome.run_errors.len(), 1, "{name}");
        // A debug build on a busy machine.
        assert!(
            start.elapsed() < Duration::from_secs(120),
            "{name}: {:?}",
            start.elapsed()
        );
    }
}

/// Limits are named at the line that goes beyond them, in whatever function that is called there.
#[test]
fn the_place_is_where_the_script_went_too_far() {
    let cases = [
        ("let n = 0;\nloop {\n  n += 1;\n}", [7, 8]),
        ("let s = \"x\";\nwhile true {\n  s += s;\n}", [8, 8]),
        ("let n = 1;\nf(n);\n}\nfn f(x) {\n  f(x)", [7, 7]),
        (
            "let n = 1;\nlet a = [];\na.pad(9999, 1);\nloop { let b = a; b.push(1); }",
            [9, 9],
        ),
    ];
    for (body, [first, last]) in cases {
        let (error, _) = outcome_of(rule("[\"create_table\"]", body));
        let line = error
            .split(':')
            .nth(1)
            .and_then(|line| line.parse::<u32>().ok())
            .unwrap_or_default();
        assert!((first..=last).contains(&line), "{error}\n{body}");
    }
}

/// A rule without an end costs its time once, and the others find what they find.
#[test]
fn a_rule_without_an_end_is_not_run_again() {
    let texts: Vec<(String, String)> = (0..300)
        .map(|at| (format!("m/{at:03}.sql"), format!("create table t{at} (a int);")))
        .collect();
    let files: Vec<(&str, &str)> = texts
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let endless = rule(
        "[\"create_table\"]",
        "cx.report(it, \"seen\"); if it.table != \"t0\" { loop { } }",
    );
    let other = rule("[\"create_table\"]", "cx.report(it, \"seen\");").replace("a-rule", "other");
    let run = |threads| {
        let rules = [&endless, &other].map(|text| load("r.rhai", text).unwrap_or_else(|error| panic!("{error}")));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.unwrap_or_else(|error| panic!("{error}"));
        let start = Instant::now();
        let outcome = pool.install(|| project(rules.into(), &files).check(None));
        (outcome, start.elapsed())
    };
    let (one, took) = run(1);
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert_eq!(one.findings.len(), 300, "the findings of the other rule");
    let errors: Vec<String> = one.run_errors.iter().map(ToString::to_string).collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(
        errors[0].contains("failed on `m/001.sql`: ran out of steps"),
        "{errors:?}"
    );
    for threads in [2, 4] {
        assert_eq!(run(threads).0, one);
    }
}

/// The most memory that this process has held so far, in megabytes, where the system says so.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes / 1024)
}

#[test]
fn memory_is_bounded() {
    let Some(before) = peak_memory() else {
        eprintln!("skipped: the system does not say how much memory a process has held");
        return;
    };
    for body in [
        "let s = \"x\"; loop { s += s; }",
        "let a = [1]; loop { a += a; }",
        "let a = [1]; loop { a = [a, a]; }",
        "let m = #{}; let i = 0; loop { m[`k${i}`] = [m, m]; i += 1; }",
        "let a = []; loop { let s = \"x\"; s.pad(60000, 'x'); a.push(s); }",
        "loop { cx.report(it, \"x\").help(\"y\"); }",
        "let a = []; loop { a.push(it.table); }",
    ] {
        let (error, _) = outcome_of(rule("[\"create_table\"]", body));
        assert!(error.contains(".rhai:"), "{body}: {error}");
    }
    let after = peak_memory().unwrap_or_default();
    eprintln!("{before} MB before, {after} MB after");
    assert!(after < before + 150, "{before} MB before, {after} MB after");
}
