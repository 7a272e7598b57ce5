use globset::{Glob, GlobSet, GlobSetBuilder};
use lint::{Options, OptionsError, Setting};
use schema::Kind;

use super::*;

fn set() -> RuleSet {
    let rule = |id, on: bool| {
        let mut rule = Echo::new(id, Category::Design, &[Kind::DropTable]);
        rule.info.default_on = on;
        rule
    };
    let mut loud = rule("loud", true);
    loud.info.outlasts_selection = true;
    loud.info.category = Category::Correctness;
    RuleSet::new(vec![
        rule("usual", true).shared(),
        rule("rare", false).shared(),
        loud.shared(),
    ])
}

fn setting(name: &str, severity: Option<Severity>) -> Setting {
    Setting {
        name: name.to_owned(),
        severity,
        ignore: Vec::new(),
        options: toml::Table::new(),
    }
}

fn paths(glob: &str) -> Option<GlobSet> {
    let mut paths = GlobSetBuilder::new();
    paths.add(Glob::new(glob).unwrap());
    Some(paths.build().unwrap())
}

/// The severities of `usual`, `rare` and `loud` in a file.
fn severities(set: &RuleSet, path: &str) -> [Severity; 3] {
    let profile = set.profile(path);
    [0, 1, 2].map(|rule| profile.severity(rule))
}

use Severity::{Error, Info, Off, Warning};

#[test]
fn a_rule_beats_its_category_and_a_category_turns_nothing_on() {
    let table: &[(&[Setting], [Severity; 3])] = &[
        (&[], [Warning, Off, Warning]),
        (&[setting("design", Some(Error))], [Error, Off, Warning]),
        (
            &[setting("rare", Some(Info)), setting("design", Some(Error))],
            [Error, Info, Warning],
        ),
        (
            &[setting("design", Some(Off)), setting("usual", Some(Info))],
            [Info, Off, Warning],
        ),
        (&[setting("rare", None)], [Warning, Warning, Warning]),
        (&[setting("all", Some(Error))], [Error, Error, Error]),
    ];
    for (settings, expected) in table {
        let mut set = set();
        set.configure(None, settings.to_vec()).unwrap();
        assert_eq!(severities(&set, "1.sql"), *expected, "{settings:?}");
    }
}

#[test]
fn a_later_table_lies_over_an_earlier_one() {
    let mut set = set();
    set.configure(None, vec![setting("usual", Some(Error))]).unwrap();
    set.configure(paths("seed/**"), vec![setting("design", Some(Off))])
        .unwrap();
    set.configure(paths("**/old.sql"), vec![setting("rare", Some(Info))])
        .unwrap();
    assert_eq!(severities(&set, "db/1.sql"), [Error, Off, Warning]);
    assert_eq!(severities(&set, "seed/1.sql"), [Off, Off, Warning]);
    assert_eq!(severities(&set, "seed/old.sql"), [Off, Info, Warning]);
    assert_eq!(severities(&set, "db/old.sql"), [Error, Info, Warning]);
}

#[test]
fn a_selection_replaces_the_set_but_for_rules_that_outlast_it() {
    let mut only = set();
    only.select(["rare"]).unwrap();
    assert_eq!(severities(&only, "1.sql"), [Off, Warning, Warning]);
    let mut category = set();
    category.select(["design"]).unwrap();
    assert_eq!(severities(&category, "1.sql"), [Warning, Warning, Warning]);
    let mut all = set();
    all.select(["all"]).unwrap();
    all.ignore(["usual", "loud"]).unwrap();
    assert_eq!(severities(&all, "1.sql"), [Off, Warning, Off]);
}

#[test]
fn an_unknown_name_is_an_error_with_the_nearest_one() {
    let mut set = set();
    let errors = set
        .configure(None, vec![setting("usaul", None), setting("usual", Some(Error))])
        .unwrap_err();
    assert_eq!(
        errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>(),
        ["no rule, category or pack is called `usaul`; `usual` is the nearest name"]
    );
    assert_eq!(severities(&set, "1.sql")[0], Error, "the rest of the table holds");
    assert!(set.select(["nothing"]).is_err());
}

#[test]
fn options_are_read_when_the_configuration_is() {
    let mut set = set();
    let mut wrong = setting("usual", None);
    wrong.options.insert("limit".to_owned(), toml::Value::Integer(3));
    let errors = set.configure(None, vec![wrong]).unwrap_err();
    assert_eq!(errors[0].key.as_deref(), Some("limit"));
    assert_eq!(errors[0].message, "`usual` has no options; take `limit` out");
}

/// Reports where a table's name is longer than its option allows.
struct Limit(RuleInfo);

impl Rule for Limit {
    fn info(&self) -> &RuleInfo {
        &self.0
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let limit = *cx.options::<i64>();
        if let Subject::Change(change, _) = subject {
            cx.report(change.range, format!("the limit is {limit}")).help("nothing");
        }
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        let limit = table.get("limit").and_then(toml::Value::as_integer);
        Ok(Options::of(limit.unwrap_or(10)))
    }
}

#[test]
fn each_file_has_the_options_of_the_tables_that_match_it() {
    let on = On::Changes(KindSet::of(&[Kind::DropTable]));
    let info = RuleInfo::new("limit", Category::Design, Warning, on, "Limits.");
    let mut set = RuleSet::new(vec![Arc::new(Limit(info))]);
    let mut options = setting("limit", None);
    options.options.insert("limit".to_owned(), toml::Value::Integer(3));
    set.configure(paths("short*.sql"), vec![options]).unwrap();
    let files = [("1.sql", "drop table a;"), ("short.sql", "drop table b;")];
    assert_eq!(
        Bench::with(Tool::Psql, &files, set).findings(),
        ["1.sql:1: limit: the limit is 10", "short.sql:1: limit: the limit is 3"]
    );
}
