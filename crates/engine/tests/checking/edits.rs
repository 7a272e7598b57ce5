use lint::FixEdit;
use lockgate_engine::{Interrupt, Only, Reach};
use source::{Applicability, TextRange};

use super::*;

const FILES: &[(&str, &str)] = &[
    (
        "1_a.sql",
        "-- +goose Up\ncreate table a (id int);\n-- +goose Down\ndrop table a;\n",
    ),
    (
        "2_b.sql",
        "-- +goose Up\ncreate index i on a (id);\n-- +goose Down\ndrop index i;\n",
    ),
    ("3_c.sql", "-- +goose Up\ndrop table b;\n"),
];

/// After any edit the project is what it would be if it were loaded afresh.
#[test]
fn an_edited_project_equals_a_new_one() {
    let edits: &[(u32, &str)] = &[
        (2, "-- +goose Up\ndrop table b;\ndrop table c;\n"),
        (
            0,
            "-- +goose Up\n-- lockgate: allow drop-table\ndrop table a;\n-- +goose Down\nselect 1;\n",
        ),
        (
            1,
            "-- +goose NO TRANSACTION\n-- +goose Up\nvacuum a;\n-- +goose Down\nselect 1;\n",
        ),
        (1, "no section"),
        (1, ""),
        (2, "-- +goose Up\ndrop table 'b;\n"),
        (0, FILES[0].1),
    ];
    let mut bench = Bench::new(Tool::Goose, FILES, rules::all());
    let mut project = bench.load();
    for (number, text) in edits {
        bench.files.add(FILES[*number as usize].0, *text);
        project.replace(&bench.files, file(*number), *text);
        let fresh = bench.load();
        let whole = fresh.check(None);
        for number in 0..3 {
            let few = project.check_unless(Only::Files(&[file(number)].into()), &Interrupt::default());
            let mut findings = whole.findings.clone();
            findings.retain(|finding| finding.span.file == file(number));
            assert_eq!(few.unwrap().findings, findings, "in {number}, after {text}");
        }
        assert_eq!(project.check(None), whole, "after {number}: {text}");
        let statements = |project: &Project| -> Vec<String> {
            project
                .migrations()
                .map(|facts| {
                    let known = facts
                        .iter()
                        .map(|(_, known)| (known.impact(), known.changes(), known.transaction(), known.before()));
                    format!("{:?}", known.collect::<Vec<_>>())
                })
                .collect()
        };
        assert_eq!(statements(&project), statements(&fresh));
    }
}

#[test]
fn what_was_checked_stays_until_it_changes() {
    let bench = Bench::new(Tool::Goose, FILES, rules::all());
    let mut project = bench.load();
    let before = project.check(None);
    project.replace(&bench.files, file(2), FILES[2].1);
    assert_eq!(project.check(None), before);
}

#[test]
fn an_interrupted_check_says_nothing_and_the_next_one_everything() {
    let bench = Bench::new(Tool::Goose, FILES, rules::all());
    let project = bench.load();
    let interrupt = Interrupt::default();
    interrupt.raise();
    assert_eq!(project.check_unless(Only::Where(&|_| true), &interrupt), None);
    assert_eq!(project.check(None), bench.load().check(None));
}

#[test]
fn a_text_read_as_psql_has_no_sections() {
    let bench = Bench::new(Tool::Psql, FILES, rules::all());
    assert_eq!(bench.load().migrations().count(), 3);
    let bench = Bench::new(Tool::Goose, FILES, rules::all());
    let project = bench.load();
    let directions: Vec<_> = project.migrations().map(|facts| facts.migration.direction).collect();
    assert_eq!(directions.len(), 5);
    assert_eq!(project.migrations_in(file(0)).count(), 2);
}

#[test]
fn fixes_are_applied_in_rounds() {
    let text = "-- lockgate: allow drop-tabel\ndrop table a;\ncreate index i on b (c);\n";
    let bench = Bench::new(Tool::Psql, &[("1.sql", text)], rules::all());
    let mut project = bench.load();
    assert_eq!(
        project
            .fix(&bench.files, Applicability::Safe, &Reach::EVERYTHING)
            .applied,
        0
    );
    let fixed = project.fix(&bench.files, Applicability::Unsafe, &Reach::EVERYTHING);
    assert_eq!(fixed.applied, 2);
    assert_eq!(
        fixed.changed[&file(0)],
        "-- lockgate: allow drop-table\ndrop table a;\ncreate index concurrently i on b (c);\n"
    );
    assert_eq!(project.check(None).findings, []);
}

/// Offers a fix for each dropped table: a bad one that leaves a parenthesis open for those that begin with `b`.
struct Mender(RuleInfo);

impl Rule for Mender {
    fn info(&self) -> &RuleInfo {
        &self.0
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let name = change.object().unwrap().to_string();
        let text = if name.starts_with('b') { "select (1" } else { "select 1" };
        cx.report(change.range, format!("dropping {name}")).about(name).fix(
            "select instead",
            Applicability::Safe,
            [(statement.range, text.to_owned())],
        );
    }
}

/// Offers a fix for each dropped table that says something else, and still drops it.
struct Idler(RuleInfo);

impl Rule for Idler {
    fn info(&self) -> &RuleInfo {
        &self.0
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let end = TextRange::empty(statement.range.end);
        let fix = [(end, " /* gone */".to_owned())];
        cx.report(change.range, "idle").fix("say so", Applicability::Safe, fix);
    }
}

#[test]
fn a_fix_that_mends_nothing_is_left_out_beside_one_that_does() {
    let on = || On::Changes(KindSet::of(&[Kind::DropTable]));
    let info = |name: &'static str| RuleInfo::new(name, Category::Hygiene, Severity::Warning, on(), "Mends.");
    let text = "drop table a1;\ndrop table b1;\n";
    for rules in [["idler", "mender"], ["mender", "idler"]] {
        let rules: Vec<Arc<dyn Rule>> = rules
            .into_iter()
            .map(|name| match name {
                "idler" => Arc::new(Idler(info(name))) as Arc<dyn Rule>,
                _ => Arc::new(Mender(info(name))),
            })
            .collect();
        let bench = Bench::new(Tool::Psql, &[("1.sql", text)], rules);
        let mut project = bench.load();
        let fixed = project.fix(&bench.files, Applicability::Safe, &Reach::EVERYTHING);
        assert_eq!(fixed.changed[&file(0)], "select 1;\ndrop table b1;\n");
        assert_eq!(
            (fixed.applied, fixed.refused),
            (1, 2),
            "idle ones and one that spoils something"
        );
    }
}

/// Makes a file at this path.
struct Maker(RuleInfo, &'static str);

impl Rule for Maker {
    fn info(&self) -> &RuleInfo {
        &self.0
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(_, statement) = subject else {
            return;
        };
        let new = FixEdit::NewFile {
            path: self.1.to_owned(),
            text: String::new(),
        };
        let edits = [FixEdit::Here(statement.range, "select 1".to_owned()), new];
        cx.report(statement.range, "made")
            .fix("make it", Applicability::Unsafe, edits);
    }
}

#[test]
fn no_fix_makes_a_file_outside() {
    let on = On::Changes(KindSet::of(&[Kind::DropTable]));
    let info = RuleInfo::new("maker", Category::Hygiene, Severity::Warning, on, "Makes.");
    for (path, made) in [("db/new", 1), ("../new", 0), ("/etc/new", 0), ("db/../../new", 0)] {
        let rule: Arc<dyn Rule> = Arc::new(Maker(info.clone(), path));
        let bench = Bench::new(Tool::Psql, &[("db/1.sql", "drop table a;\n")], vec![rule]);
        let mut project = bench.load();
        let fixed = project.fix(&bench.files, Applicability::Unsafe, &Reach::EVERYTHING);
        assert_eq!((fixed.applied, fixed.outside), (made, 1 - made), "{path}");
    }
}

#[test]
fn fixes_that_spoil_something_are_left_out_and_the_others_stay() {
    let on = On::Changes(KindSet::of(&[Kind::DropTable]));
    let info = RuleInfo::new("mender", Category::Hygiene, Severity::Warning, on, "Mends.");
    let files = [
        ("1.sql", "drop table a1;\r\ndrop table a2;\r\n"),
        (
            "2.sql",
            "drop table a3;\ndrop table b1;\ndrop table a4;\ndrop table b2;\n",
        ),
    ];
    let bench = Bench::new(Tool::Psql, &files, vec![Arc::new(Mender(info))]);
    let mut project = bench.load();
    let fixed = project.fix(&bench.files, Applicability::Safe, &Reach::EVERYTHING);
    assert_eq!((fixed.applied, fixed.refused), (4, 2));
    assert_eq!(fixed.changed[&file(0)], "select 1;\r\nselect 1;\r\n");
    assert_eq!(
        fixed.changed[&file(1)],
        "select 1;\ndrop table b1;\nselect 1;\ndrop table b2;\n"
    );
}
