use lint::{Collected, Failure, HistoryContext, RunError};
use schema::Kind;

use super::*;

/// A rule that breaks on tables called `broken`.
struct Fragile {
    info: RuleInfo,
    breaks: fn(&mut Context<'_>),
}

impl Rule for Fragile {
    fn info(&self) -> &RuleInfo {
        &self.info
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        cx.report(change.range, "seen").help("nothing");
        if change.object().is_some_and(|name| name.ident.text == "broken") {
            (self.breaks)(cx);
        }
    }
}

fn fragile(breaks: fn(&mut Context<'_>)) -> Arc<dyn Rule> {
    let on = On::Changes(KindSet::of(&[Kind::DropTable]));
    let info = RuleInfo::new("fragile", Category::Style, Severity::Warning, on, "Breaks.");
    Arc::new(Fragile { info, breaks })
}

const FILES: &[(&str, &str)] = &[
    ("1.sql", "drop table fine;"),
    ("2.sql", "drop table broken;\ndrop table later;"),
    ("3.sql", "drop table broken;"),
];

#[test]
fn a_panic_is_an_error_of_the_run_and_the_others_go_on() {
    let echo = Echo::new("echo", Category::Style, &[Kind::DropTable]).shared();
    let outcome = Bench::new(Tool::Psql, FILES, vec![fragile(|_| panic!("out of luck")), echo]).check();
    let [error] = outcome.run_errors.as_slice() else {
        panic!("once, not {:?}", outcome.run_errors);
    };
    assert_eq!(error.rule.as_deref(), Some("fragile"));
    assert!(
        error
            .message
            .starts_with("the rule `fragile` failed on `2.sql`: it panicked at "),
        "{error}"
    );
    assert!(error.message.ends_with(", out of luck"), "{error}");
    let of = |rule: &str| outcome.findings.iter().filter(|finding| finding.rule == rule).count();
    assert_eq!(of("echo"), 4);
    assert_eq!(of("fragile"), 3, "what it said before it broke stands");
}

#[test]
fn a_rule_can_say_that_it_failed_and_where() {
    let fails = |cx: &mut Context<'_>| {
        cx.fail(Failure {
            message: "no such property".to_owned(),
            path: Some("rules/fragile.rhai".into()),
            line: Some(3),
            column: Some(9),
            is_exhausted: false,
        });
    };
    let outcome = Bench::new(Tool::Psql, FILES, vec![fragile(fails)]).check();
    let shown: Vec<String> = outcome.run_errors.iter().map(RunError::to_string).collect();
    assert_eq!(
        shown,
        ["rules/fragile.rhai:3:9: the rule `fragile` failed on `2.sql`: no such property"]
    );
}

/// Counts tables that are dropped in the whole history.
struct Count(RuleInfo);

impl Rule for Count {
    fn info(&self) -> &RuleInfo {
        &self.0
    }

    fn collect(&self, migration: &lint::MigrationFacts, _: &mut Context<'_>) -> Option<Collected> {
        let is_drop = |statement: &&schema::Statement| statement.kind == Kind::DropTable;
        let drops = migration.script.statements.iter().filter(is_drop).count();
        (drops > 0).then(|| Arc::new(drops) as Collected)
    }

    fn conclude(&self, collected: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        let counts = collected.iter().filter_map(|(_, count)| count.downcast_ref::<usize>());
        let sum: usize = counts.sum();
        let Some((last, _)) = collected.last() else {
            return;
        };
        let range = cx.history.migrations[*last].script.statements[0].range;
        cx.report_in(
            *last,
            source::StatementPath(vec![0]),
            range,
            format!("{sum} tables dropped"),
        )
        .help("count them");
    }
}

#[test]
fn rules_over_the_history_collect_and_conclude() {
    let info = RuleInfo::new("count", Category::Design, Severity::Info, On::History, "Counts.");
    let bench = Bench::new(Tool::Psql, FILES, vec![Arc::new(Count(info))]);
    assert_eq!(bench.findings(), ["3.sql:1: count: 4 tables dropped"]);
    let narrowed = bench.load().check(Some(&|file| file.0 < 2));
    assert_eq!(
        narrowed.findings,
        [],
        "the finding lies in a file that nobody asked for"
    );
}

#[test]
fn any_number_of_threads_says_the_same() {
    let files: Vec<(String, String)> = (0..60)
        .map(|at| {
            (
                format!("{at:03}.sql"),
                format!("drop table t{at}, broken;\ndrop table t{};", at % 7),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let info = RuleInfo::new("count", Category::Design, Severity::Info, On::History, "Counts.");
    let mut rules = rules::all();
    rules.push(fragile(|_| panic!("no")));
    rules.push(Arc::new(Count(info)));
    let bench = Bench::new(Tool::Psql, &files, rules);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| bench.check())
    };
    let alone = with(1);
    assert!(alone.findings.len() > 180);
    for threads in [2, 5, 16] {
        assert_eq!(with(threads), alone);
    }
}
