use lint::Baseline;
use schema::Kind;

use super::*;

fn rules() -> Vec<Arc<dyn Rule>> {
    vec![Echo::new("echo", Category::Style, &[Kind::DropTable, Kind::CreateIndex]).shared()]
}

fn fingerprints(files: &[(&str, &str)]) -> Vec<String> {
    let outcome = Bench::new(Tool::Psql, files, rules()).check();
    outcome
        .findings
        .iter()
        .map(|finding| finding.fingerprint.to_string())
        .collect()
}

#[test]
fn they_survive_renaming_and_reformatting() {
    let one = fingerprints(&[("1.sql", "drop table a; create index i on b (c);")]);
    let other = fingerprints(&[(
        "2.sql",
        "-- gone\nDROP TABLE a ;\n\ncreate INDEX i -- note\n  on b(c);\n",
    )]);
    assert_eq!(one, other);
    assert_eq!(one.len(), 2);
    assert_ne!(
        one,
        fingerprints(&[("1.sql", "drop table z; create index i on b (d);")])
    );
}

#[test]
fn equals_are_counted_over_the_history() {
    let same = ("drop table a;", "drop table a; drop table a;");
    let all = fingerprints(&[("1.sql", same.0), ("2.sql", same.1)]);
    let mut distinct = all.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), 3);
    let several = fingerprints(&[("1.sql", "drop table a, b;")]);
    assert_ne!(several[0], several[1], "the object tells them apart");
}

#[test]
fn a_narrowed_check_gives_the_same_ones() {
    let files = [
        ("1.sql", "drop table a;"),
        ("2.sql", "drop table a;"),
        ("3.sql", "drop table b;"),
    ];
    let bench = Bench::new(Tool::Psql, &files, rules());
    let whole = bench.check();
    let narrowed = bench.load().check(Some(&|file| file.0 == 1));
    assert_eq!(narrowed.findings, whole.findings[1..2]);
    assert_eq!((narrowed.summary.files, narrowed.summary.statements), (1, 1));
}

#[test]
fn the_baseline_holds_back_what_it_knows() {
    let files = [("1.sql", "drop table a;\ndrop table b;")];
    let mut bench = Bench::new(Tool::Psql, &files, rules());
    let before = bench.check();
    bench.settings.baseline = Baseline {
        fingerprints: [before.findings[0].fingerprint].into(),
        ..Baseline::default()
    };
    let after = bench.check();
    assert_eq!(after.findings, before.findings[1..]);
    assert_eq!((after.summary.baselined, after.summary.warnings), (1, 1));
}
