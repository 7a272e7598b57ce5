//! Packs: folders of rules that a project extends.

use super::support::Place;

const RULE: &str = "//! id = \"no-t\"\n//! summary = \"a table is not called t\"\n//! category = \"naming\"\n\
    //! on = [\"create_table\"]\n//!\n//! [options]\n//! name = \"t\"\n\
    fn check(change, options, cx) {\n    if change.table == options.name { cx.report(change.table, \"called so\"); }\n}\n";

fn project(config: &str, pack: &str) -> Place {
    Place::new(&[
        ("lockgate.toml", &format!("dialect = \"postgres\"\n{config}")),
        ("team/pack.toml", pack),
        ("team/no-t.rhai", RULE),
        ("1.sql", "create table t (id bigint primary key);\n"),
    ])
}

const PACK: &str = "name = \"ours\"\nversion = \"1.0.0\"\n\n[rules]\nno-t = \"error\"\n";

#[test]
fn a_folder_with_a_manifest_is_extended_and_its_rules_bear_its_name() {
    let place = project("extends = [\"./team\"]\n", PACK);
    let said = place.concise(&["--select", "ours/no-t", "1.sql"]);
    assert_eq!(said.out, "1.sql:1:14: error[ours/no-t] called so\n", "{said:?}");
    place.write(
        "1.sql",
        b"-- lockgate: allow ours/no-t\ncreate table t (id bigint primary key);\n",
    );
    assert_eq!(place.concise(&["--select", "ours/no-t", "1.sql"]).out, "");
    place.write(
        "lockgate.toml",
        b"extends = [\"team/pack.toml\"]\n[rules]\n\"ours/no-t\" = { severity = \"info\", name = \"u\" }\n",
    );
    place.write("1.sql", b"create table u (id bigint primary key);\n");
    let said = place.concise(&["--select", "ours/no-t", "1.sql"]);
    assert_eq!(said.out, "1.sql:1:14: info[ours/no-t] called so\n", "{said:?}");
    assert!(place.run(&["rule", "ours/no-t"]).out.contains("from team/no-t.rhai"));
    let test = place.run(&["rule", "test", "team"]);
    assert!(test.out.contains("failed  ours/no-t"), "it has no page: {test:?}");
}

#[test]
fn packs_inside_the_program_are_listed_and_off_until_they_are_extended() {
    let place = Place::new(&[
        ("lockgate.toml", "dialect = \"postgres\"\n"),
        ("1.sql", "create table t (id bigint primary key);\n"),
    ]);
    let listed = place.run(&["rules", "--disabled"]);
    for pack in ["house", "mssql", "row-security", "warehouse"] {
        let rules = listed.out.lines().filter(|line| line.starts_with(&format!("{pack}/")));
        assert!(rules.count() >= 4, "{pack}: {listed:?}");
    }
    assert!(
        place
            .run(&["rules", "--format", "json"])
            .out
            .contains("\"pack:house/ticket-in-header.rhai\"")
    );
    assert!(!place.concise(&["1.sql"]).out.contains('/'));
    let selected = place.concise(&["--select", "house/ticket-in-header", "1.sql"]);
    assert_eq!(selected.files_with("house/ticket-in-header"), ["1.sql"]);
    place.write("lockgate.toml", b"[rules]\n\"house/ticket-in-header\" = \"error\"\n");
    assert_eq!(
        place.concise(&["1.sql"]).files_with("house/ticket-in-header"),
        ["1.sql"]
    );
    place.write("lockgate.toml", b"extends = [\"pack:house\"]\n");
    let said = place.concise(&["1.sql"]);
    assert_eq!(said.files_with("house/audit-columns").len(), 2, "{said:?}");
}

#[test]
fn the_name_of_a_pack_stands_for_its_rules() {
    let place = project("extends = [\"./team\"]\n", PACK);
    let found = "1.sql:1:14: error[ours/no-t] called so\n";
    assert_eq!(place.concise(&["--select", "ours", "1.sql"]).out, found);
    assert_eq!(place.concise(&["--ignore", "ours", "1.sql"]).out, "");
    place.write("lockgate.toml", b"extends = [\"./team\"]\n[rules]\nours = \"info\"\n");
    assert!(place.concise(&["1.sql"]).out.contains("info[ours/no-t]"));
    let inside = place.concise(&["--select", "house", "1.sql"]);
    assert_eq!(inside.files_with("house/ticket-in-header"), ["1.sql"], "{inside:?}");
    let unknown = place.concise(&["--select", "ourz", "1.sql"]);
    let error = "error: `--select`: no rule, category or pack is called `ourz`; `ours` is the nearest name\n";
    assert_eq!((unknown.code, unknown.err.as_str()), (Some(2), error));
}

#[test]
fn what_is_wrong_with_a_pack_is_said_with_its_place() {
    let extends = "extends = [\"./team\"]\n";
    for (config, pack, expected) in [
        (
            "extends = [\"pack:hose\"]\n",
            PACK,
            "lockgate.toml:2:12: error: no pack is called `hose`; `house` is the nearest name",
        ),
        (
            extends,
            "name = \"ours\"\nversion = \"1\"\n[rules]\nno-tt = \"error\"\n",
            "team/pack.toml:4:1: error: the pack has no file `no-tt.rhai`; `no-t` is",
        ),
        (
            extends,
            "name = \"ours\"\nversion = \"1\"\n[rules]\n",
            "team/pack.toml:1:8: error: `[rules]` does not name `no-t`",
        ),
        (
            extends,
            "name = \"Ours!\"\nversion = \"1\"\n[rules]\n",
            "team/pack.toml:1:8: error: `Ours!` is no name of a pack",
        ),
        (
            extends,
            "name = \"ours\"\n[rules]\n",
            "the key `version` is missing; add it",
        ),
        (
            extends,
            "name = \"ours\"\nversion = \"1\"\n[rules]\nno-t = \"fatal\"\n",
            "team/pack.toml:4:",
        ),
        (
            extends,
            "name = \"ours\"\nversion = \"1\"\n[rules]\nno-t = { nam = \"x\" }\n",
            "team/pack.toml:4:10: error: `ours/no-t` has no option `nam`",
        ),
    ] {
        let said = project(config, pack).concise(&["1.sql"]);
        assert_eq!(said.code, Some(2), "{expected}: {said:?}");
        assert!(said.err.contains(expected), "{expected}: {said:?}");
    }
}

/// Of a table without row level security two rules could speak; a down migration brings back what was there.
#[test]
fn rules_of_one_pack_yield_to_each_other() {
    let place = Place::new(&[
        (
            "lockgate.toml",
            "dialect = \"postgres\"\nextends = [\"pack:row-security\"]\n",
        ),
        (
            "V1__a.sql",
            "create table a (id bigint primary key, tenant_id uuid not null);\n\
             create table b (id bigint primary key, tenant_id uuid not null);\n\
             alter table b enable row level security, force row level security;\n",
        ),
        ("U1__a.sql", "create view v as select id from a;\n"),
    ]);
    let said = place.concise(&["."]);
    let found = said.out.lines().filter(|line| line.contains("[row-security/"));
    let found: Vec<&str> = found.filter_map(|line| line.split(']').next()).collect();
    assert_eq!(
        found,
        [
            "V1__a.sql:1:14: error[row-security/row-security-forced",
            "V1__a.sql:2:14: error[row-security/policy-with-table"
        ],
        "{said:?}"
    );
}

#[test]
fn the_name_behind_the_slash_leads_to_the_rule() {
    let place = project("extends = [\"./team\"]\n", PACK);
    place.write(
        "1.sql",
        b"-- lockgate: allow-file no-t (x)\ncreate table t (id bigint primary key);\n",
    );
    let said = place.run(&["check", "1.sql"]);
    assert!(said.out.contains("`ours/no-t`"), "{said:?}");
    let said = place.run(&["check", "--select", "no-t", "1.sql"]);
    assert!(said.err.contains("`ours/no-t` is the nearest name"), "{said:?}");
    let said = place.run(&["check", "--select", "pack:house", "1.sql"]);
    assert!(said.err.contains("`house` is the nearest name"), "{said:?}");
}

#[test]
fn a_mistake_in_a_pack_is_said_once() {
    let place = project("", &PACK.replace("version", "verison"));
    place.write("team/other.rhai", RULE.replace("no-t", "other").as_bytes());
    let said = place.run(&["rule", "test", "team"]);
    assert!(said.out.contains("1 error"), "{said:?}");
    assert_eq!(said.err.matches("verison").count(), 1, "{said:?}");
    let named = project("extends = [\"./team\"]\n", &PACK.replace("\"ours\"", "\"design\""));
    let said = named.run(&["check", "1.sql"]);
    assert!(
        said.err.contains("`design` stands for more than one rule already"),
        "{said:?}"
    );
}

#[test]
fn a_rule_yields_only_to_rules_that_are_there() {
    let place = project("extends = [\"./team\"]\n", PACK);
    for (yields_to, code) in [
        ("drop-table", 1),
        ("nosuchrule", 2),
        ("ours/drop-table", 2),
        ("theirs/no-t", 1),
        ("drop-tabel", 2),
    ] {
        let key = format!("//! yields-to = [\"{yields_to}\"]\n//! on = ");
        place.write("team/no-t.rhai", RULE.replace("//! on = ", &key).as_bytes());
        let said = place.concise(&["--select", "ours/no-t", "1.sql"]);
        assert_eq!(said.code, Some(code), "{yields_to}: {said:?}");
        let place = said
            .err
            .contains("team/no-t.rhai:4:18: error: `yields-to`: no rule is called");
        assert_eq!(place, code == 2, "{said:?}");
    }
}
