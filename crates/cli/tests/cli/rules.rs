use super::support::Place;

fn ids(place: &Place, filters: &[&str]) -> Vec<String> {
    let said = place.run(&[&["rules", "--format", "json"], filters].concat());
    let document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let rules = document["rules"].as_array().unwrap();
    rules
        .iter()
        .map(|rule| rule["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_table_has_a_head_a_line_for_each_rule_and_a_sum() {
    let place = Place::new(&[]);
    let said = place.run(&["rules"]);
    let head = said.out.lines().next().unwrap();
    let columns: Vec<&str> = head.split_whitespace().collect();
    assert_eq!(columns[..5], ["rule", "category", "severity", "fix", "dialects"]);
    assert_eq!(said.out.lines().count(), ids(&place, &[]).len() + 3);
    let drop_table = said.out.lines().find(|line| line.starts_with("drop-table ")).unwrap();
    let cells: Vec<&str> = drop_table.split_whitespace().take(3).collect();
    assert_eq!(cells, ["drop-table", "destructive", "error"]);
}

#[test]
fn the_list_is_narrowed() {
    let place = Place::new(&[(
        "lockgate.toml",
        "[rules]\ndrop-table = \"off\"\nlarge-transaction = \"info\"\n",
    )]);
    let all = ids(&place, &[]);
    let of_category = ids(&place, &["--category", "destructive"]);
    assert!(of_category.contains(&"drop-table".to_owned()) && of_category.len() < all.len());
    let two = ids(&place, &["--category", "destructive", "--category", "locking"]);
    assert!(two.len() > of_category.len());
    let (on, off) = (ids(&place, &["--enabled"]), ids(&place, &["--disabled"]));
    assert_eq!(on.len() + off.len(), all.len());
    assert!(off.contains(&"drop-table".to_owned()) && on.contains(&"large-transaction".to_owned()));
    let oracle = ids(&place, &["--dialect", "oracle"]);
    assert!(!oracle.contains(&"missing-xact-abort".to_owned()) && oracle.contains(&"drop-table".to_owned()));
    assert!(!place.run(&["rules", "--category", "none"]).err.is_empty());
}

#[test]
fn forty_rules_and_more_offer_fixes() {
    let place = Place::new(&[]);
    let fixable = ids(&place, &["--fixable"]);
    assert!(fixable.len() >= 40, "{} {fixable:?}", fixable.len());
}

#[test]
fn a_page_is_found_by_any_name_that_the_rule_has() {
    let place = Place::new(&[]);
    let own = place.run(&["rule", "blocking-index-build"]);
    assert_eq!(own.code, Some(0));
    assert!(
        own.out.contains("-- fixed:\n    create index concurrently"),
        "{}",
        own.out
    );
    for name in [
        "squawk:require-concurrent-index-creation",
        "require-concurrent-index-creation",
    ] {
        assert_eq!(place.run(&["rule", name]).out, own.out);
    }
    let coloured = place.run(&["--color", "always", "rule", "blocking-index-build"]);
    assert!(coloured.out.contains("\u{1b}["));
}

#[test]
fn presets_choose_the_rules() {
    let with = |preset: &str| Place::new(&[("lockgate.toml", &format!("extends = [\"preset:{preset}\"]\n"))]);
    // Rules of packs are a matter of the packs.
    let mut all = ids(&with("strict"), &[]);
    all.retain(|id| !id.contains('/'));
    assert_eq!(ids(&with("strict"), &["--enabled"]), all);
    let plain = Place::new(&[]);
    assert_eq!(ids(&with("recommended"), &["--enabled"]), ids(&plain, &["--enabled"]));
    let squawk = ids(&with("squawk"), &["--enabled"]);
    assert!(squawk.contains(&"blocking-index-build".to_owned()) && squawk.len() < all.len());
    let place = with("stict");
    place.write("1.sql", b"select 1;\n");
    let unknown = place.run(&["check", "1.sql"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.contains("lockgate.toml:1:12"), "{unknown:?}");
    let shown = with("strict").run(&["config", "."]);
    assert!(shown.out.contains("extends = [\"preset:strict\"]"), "{shown:?}");
}
