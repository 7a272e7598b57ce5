use schema::Kind;

use super::*;

const MIXED: &str = "create table a (id int);
alter table b add column c int, drop column d, add column e int;
insert into a values (1);
drop table a; drop table f, g;
do $$ begin drop table h; end $$;
create function i() returns void language plpgsql as $$ begin drop table j; end $$;
begin; update a set id = 2; commit;
";

/// A rule that is shown everything and picks for itself finds what one finds that is shown only what it wants.
#[test]
fn filtered_and_unfiltered_dispatch_agree() {
    for kinds in [
        &[Kind::DropTable][..],
        &[Kind::AddColumn, Kind::DropColumn],
        &[Kind::AlterTable, Kind::Insert, Kind::Update],
        Kind::ALL,
    ] {
        let wanted = KindSet::of(kinds);
        for on in [On::Changes as fn(KindSet) -> On, On::Statements] {
            let mut filtered = Echo::new("echo", Category::Style, kinds);
            filtered.info.on = on(wanted);
            let mut unfiltered = Echo::new("echo", Category::Style, kinds);
            unfiltered.info.on = on(KindSet::ALL);
            if on(wanted) == On::Statements(wanted) && kinds.contains(&Kind::AddColumn) {
                // A statement is shown for its changes' kinds, which are not its own.
                continue;
            }
            let bench = |rule: Echo| Bench::new(Tool::Psql, &[("1.sql", MIXED)], vec![rule.shared()]).check();
            assert_eq!(bench(filtered).findings, bench(unfiltered).findings, "{kinds:?}");
        }
    }
}

#[test]
fn a_statement_is_shown_once_however_many_of_its_changes_are_wanted() {
    let mut rule = Echo::new("echo", Category::Style, &[Kind::AddColumn, Kind::DropColumn]);
    rule.info.on = On::Statements(rule.reports);
    rule.reports = KindSet::ALL;
    let bench = Bench::new(Tool::Psql, &[("1.sql", MIXED)], vec![rule.shared()]);
    assert_eq!(bench.findings(), ["1.sql:2: echo: alter_table "]);
}

#[test]
fn routine_bodies_are_shown_to_those_who_ask() {
    let drops = |in_bodies| {
        let mut rule = Echo::new("echo", Category::Style, &[Kind::DropTable]);
        rule.info.in_bodies = in_bodies;
        Bench::new(Tool::Psql, &[("1.sql", MIXED)], vec![rule.shared()]).findings()
    };
    let with_script = [
        "1.sql:4: echo: drop_table a",
        "1.sql:4: echo: drop_table f",
        "1.sql:4: echo: drop_table g",
        "1.sql:5: echo: drop_table h",
    ];
    assert_eq!(drops(false), with_script);
    let [first, second, third, fourth] = with_script;
    assert_eq!(
        drops(true),
        [first, second, third, fourth, "1.sql:6: echo: drop_table j"]
    );
}

#[test]
fn nested_statements_have_paths() {
    let rule = Echo::new("echo", Category::Style, &[Kind::DropTable]).shared();
    let outcome = Bench::new(Tool::Psql, &[("1.sql", MIXED)], vec![rule]).check();
    let paths: Vec<String> = outcome
        .findings
        .iter()
        .map(|finding| finding.statement.as_ref().unwrap().to_string())
        .collect();
    assert_eq!(paths[..3], ["3", "4", "4"]);
    assert!(paths[3].starts_with("5."), "{paths:?}");
}

#[test]
fn other_dialects_rules_do_not_run() {
    let mut rule = Echo::new("echo", Category::Style, &[Kind::DropTable]);
    rule.info.dialects = vec![Dialect::Mysql].into();
    let bench = Bench::new(Tool::Psql, &[("1.sql", MIXED)], vec![rule.shared()]);
    assert!(bench.findings().is_empty());
}

const UP_AND_DOWN: &str = "-- +goose Up
drop table a;
-- +goose Down
drop table b;
";

#[test]
fn down_migrations_have_their_own_rules() {
    let rule = |id, category| Echo::new(id, category, &[Kind::DropTable]).shared();
    let rules = vec![
        rule("destroys", Category::Destructive),
        rule("breaks", Category::Compatibility),
        rule("locks", Category::Locking),
        rule("commits", Category::Transaction),
    ];
    let bench = Bench::new(Tool::Goose, &[("1_a.sql", UP_AND_DOWN)], rules);
    let down: Vec<String> = bench
        .findings()
        .into_iter()
        .filter(|found| found.contains(":4:"))
        .collect();
    assert_eq!(
        down,
        ["1_a.sql:4: locks: drop_table b", "1_a.sql:4: commits: drop_table b"]
    );
    assert_eq!(bench.findings().len(), 6);
}

#[test]
fn what_the_same_migration_created_is_exempt_from_locking_and_destructive_rules() {
    let text = "create table a (id int);
create index i on a (id);
alter table b add column c int;
alter table b drop column c;
drop index i;
alter table a rename to d;
drop table d;
drop table e; create table e (id int);
";
    let kinds = [Kind::CreateIndex, Kind::DropColumn, Kind::DropIndex, Kind::DropTable];
    let rule = |id, category| Echo::new(id, category, &kinds).shared();
    let findings = |category| Bench::new(Tool::Psql, &[("1.sql", text)], vec![rule("echo", category)]).findings();
    assert_eq!(findings(Category::Destructive), ["1.sql:8: echo: drop_table e"]);
    assert_eq!(
        findings(Category::Locking),
        [
            "1.sql:4: echo: drop_column b",
            "1.sql:5: echo: drop_index i",
            "1.sql:8: echo: drop_table e"
        ]
    );
    assert_eq!(findings(Category::Style).len(), 5);
}

#[test]
fn what_any_pending_migration_created_is_exempt_once_something_is_deployed() {
    let files = [
        ("V1__a.sql", "create table a (id int); drop table gone;"),
        ("V2__b.sql", "create table b (id int);\nalter table a add column c int;"),
        (
            "V3__c.sql",
            "create index i on a (id);\ncreate index j on b (id);\nalter table a drop column c;",
        ),
    ];
    let kinds = [Kind::CreateIndex, Kind::DropColumn, Kind::DropTable];
    let rules = || {
        let locks = Echo::new("locks", Category::Locking, &kinds).shared();
        vec![
            locks,
            Echo::new("destroys", Category::Destructive, &[Kind::DropColumn]).shared(),
        ]
    };
    let mut bench = Bench::new(Tool::Flyway, &files, rules());
    assert_eq!(
        bench.findings(),
        [
            "V1__a.sql:1: locks: drop_table gone",
            "V3__c.sql:1: locks: create_index i",
            "V3__c.sql:2: locks: create_index j",
            "V3__c.sql:3: locks: drop_column a",
            "V3__c.sql:3: destroys: drop_column a",
        ]
    );
    bench.settings.migrations.deployed_through = Some("1".to_owned());
    assert_eq!(
        bench.findings(),
        [
            "V3__c.sql:1: locks: create_index i",
            "V3__c.sql:3: locks: drop_column a"
        ]
    );
    assert_eq!(bench.check().summary.files, 2);
}
