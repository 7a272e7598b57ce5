//! What is no migration of the folder's: rules of Flyway's, buffers without a file.

use serde_json::{Value, json};

use crate::client::{Client, Folder};

fn codes(found: &[Value]) -> Vec<&str> {
    found
        .iter()
        .map(|found| found["code"].as_str().unwrap_or_default())
        .collect()
}

#[test]
fn rules_of_flyways_are_read_as_they_are_typed() {
    let rule = "code = \"RX001\"\ndescription = \"Words\"\ndialects = [\"TEXT\"]\nrules = [\"FORBIDDEN\"]\n";
    let sql = "select FORBIDDEN;\n";
    let folder = Folder::new(&[
        (
            "flyway.toml",
            "[flyway]\nlocations = [\"filesystem:sql\"]\n[flyway.check]\nrulesLocation = \"fw\"\n",
        ),
        ("fw/RX001_words.toml", rule),
        ("sql/V1__a.sql", sql),
    ]);
    let mut client = Client::in_folder(&folder, &json!({}));
    let (rules, migration) = (folder.uri("fw/RX001_words.toml"), folder.uri("sql/V1__a.sql"));
    client.open(&migration, sql);
    let found = client.diagnostics(&migration, Some(1));
    assert!(codes(&found).contains(&"RX001"), "{found:?}");
    client.open(&rules, rule);
    assert_eq!(client.diagnostics(&rules, Some(1)), Vec::<Value>::new());
    client.change(&rules, 2, &rule.replace("FORBIDDEN", "("));
    let errors = client.diagnostics(&rules, Some(2));
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0]["range"]["start"]["line"], 3, "{errors:?}");
    assert!(!codes(&client.diagnostics(&migration, Some(1))).contains(&"RX001"));
    client.change(&rules, 3, rule);
    assert_eq!(client.diagnostics(&rules, Some(3)), Vec::<Value>::new());
    assert!(codes(&client.diagnostics(&migration, Some(1))).contains(&"RX001"));
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn a_buffer_without_a_file_is_checked_in_the_dialect_of_the_folder() {
    // Only PostgreSQL builds an index while others write, and only where it is told to.
    let text = "create index by_note on orders (note);\n";
    let uri = "untitled:Untitled-1";
    for (config, is_found) in [("dialect = \"postgres\"\n", true), ("dialect = \"sqlite\"\n", false)] {
        let folder = Folder::new(&[("lockgate.toml", config), ("db/V1__a.sql", "select 1;\n")]);
        let mut client = Client::in_folder(&folder, &json!({}));
        client.open(uri, text);
        let found = client.diagnostics(uri, Some(1));
        assert_eq!(
            codes(&found).contains(&"blocking-index-build"),
            is_found,
            "{config}{found:?}"
        );
        client.change(uri, 2, "drop table 'a;\n");
        let found = client.diagnostics(uri, Some(2));
        assert!(codes(&found).contains(&"unterminated-text"), "{found:?}");
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
        assert_eq!(client.diagnostics(uri, None), Vec::<Value>::new());
        assert_eq!(client.shut_down(), 0);
    }
    let mut client = Client::in_folders(&[], &json!({}));
    client.open(uri, "drop table orders;\n");
    assert!(codes(&client.diagnostics(uri, Some(1))).contains(&"drop-table"));
    let at = json!({"line": 0, "character": 6});
    let params =
        json!({"textDocument": {"uri": uri}, "range": {"start": at, "end": at}, "context": {"diagnostics": []}});
    let actions = client.request("textDocument/codeAction", params);
    let titles: Vec<&str> = actions
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|action| action["title"].as_str())
        .collect();
    assert!(titles.contains(&"Allow drop-table for this statement"), "{titles:?}");
    assert!(
        titles.iter().all(|title| !title.contains("lockgate.toml")),
        "{titles:?}"
    );
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn a_comment_that_names_a_half_typed_rule_is_left_alone() {
    let rule = "//! id = \"no-json\"\n//! summary = \"s\"\n//! category = \"design\"\n//! on = [\"create_table\"]\n\
                fn check(change, options, cx) { cx.report(change, \"x\"); }\n";
    let sql = "-- lockgate: allow no-json (raw payload, DB-7)\ncreate table t (id bigint primary key);\n";
    let folder = Folder::new(&[
        (
            "lockgate.toml",
            "dialect = \"postgres\"\n[scripts]\npaths = [\"rules\"]\n",
        ),
        ("rules/no-json.rhai", rule),
        ("sql/1_a.sql", sql),
    ]);
    let mut client = Client::in_folder(&folder, &json!({}));
    let (rules, migration) = (folder.uri("rules/no-json.rhai"), folder.uri("sql/1_a.sql"));
    client.open(&migration, sql);
    assert_eq!(client.diagnostics(&migration, Some(1)), Vec::<Value>::new());
    client.open(&rules, rule);
    assert_eq!(client.diagnostics(&rules, Some(1)), Vec::<Value>::new());
    client.change(&rules, 2, &rule.replace("report", "reprt"));
    assert_eq!(client.diagnostics(&rules, Some(2)).len(), 1);
    let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": 2, "character": 0}});
    let params = json!({
        "textDocument": {"uri": migration}, "range": whole,
        "context": {"diagnostics": [], "only": ["source.fixAll.lockgate"]},
    });
    assert_eq!(client.request("textDocument/codeAction", params), json!([]));
    assert_eq!(client.shut_down(), 0);
}
