use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Client, Folder};
use crate::shared_git::git;

const QUIET: Duration = Duration::from_millis(400);

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics
        .iter()
        .map(|found| found["code"].as_str().unwrap_or_default())
        .collect()
}

fn severity(diagnostics: &[Value]) -> Option<u64> {
    let found = diagnostics.iter().find(|found| found["code"] == "drop-table")?;
    found["severity"].as_u64()
}

#[test]
fn the_whole_folder_is_told_about() {
    let folder = Folder::new(&[
        ("db/V1__a.sql", "create table orders (id bigint primary key);\n"),
        ("db/V2__b.sql", "drop table orders;\n"),
    ]);
    let mut client = Client::in_folder(&folder, &json!({}));
    let found = client.diagnostics(&folder.uri("db/V2__b.sql"), None);
    assert_eq!(codes(&found), ["drop-table"]);
    assert_eq!(found[0]["source"], "lockgate");
    assert_eq!(found[0]["severity"], 1);
    let link = found[0]["codeDescription"]["href"].as_str().unwrap();
    assert!(link.ends_with("drop-table.md"), "{link}");
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn an_edit_is_seen_in_later_migrations() {
    let narrow = "create table orders (id int primary key);\n";
    let wide = "create table orders (id bigint primary key);\n";
    let folder = Folder::new(&[
        ("db/V1__a.sql", narrow),
        ("db/V2__b.sql", "alter table orders alter column id type bigint;\n"),
        ("lockgate.toml", "dialect = \"postgres\"\ntool = \"flyway\"\n"),
    ]);
    let mut client = Client::in_folder(&folder, &json!({}));
    let last = folder.uri("db/V2__b.sql");
    let rewrites = |found: &[Value]| codes(found).contains(&"table-rewrite");
    let found = client.diagnostics(&last, None);
    assert!(rewrites(&found), "{found:?}");
    let first = folder.uri("db/V1__a.sql");
    client.open(&first, narrow);
    client.change(&first, 2, wide);
    assert!(!rewrites(&client.diagnostics(&last, None)));
    // Closed without saving, the file is what the disk holds.
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": first}}));
    assert!(rewrites(&client.diagnostics(&last, None)));
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn other_places_that_explain_a_finding_go_with_it() {
    let folder = Folder::new(&[]);
    let mut client = Client::in_folder(&folder, &json!({}));
    let uri = folder.uri("a.sql");
    client.open(&uri, "insert into orders (id, note)\nvalues (1);\n");
    let found = client.diagnostics(&uri, Some(1));
    let found = found
        .iter()
        .find(|found| found["code"] == "insert-value-count")
        .unwrap();
    let related = &found["relatedInformation"][0];
    assert_eq!(related["message"], "the columns");
    assert_eq!(related["location"]["uri"], uri);
    assert_eq!(related["location"]["range"]["start"]["line"], 0);
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn a_new_file_counts_before_it_is_saved() {
    let folder = Folder::new(&[("db/V1__a.sql", "create table orders (id bigint primary key);\n")]);
    let mut client = Client::in_folder(&folder, &json!({}));
    let uri = folder.uri("db/V2__new.sql");
    client.open(&uri, "drop table orders;\n");
    assert_eq!(codes(&client.diagnostics(&uri, Some(1))), ["drop-table"]);
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    assert_eq!(client.diagnostics(&uri, None), Vec::<Value>::new());
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn folders_have_their_own_settings() {
    let strict = Folder::new(&[("db/V1__a.sql", "drop table orders;\n")]);
    let lax = Folder::new(&[
        ("db/V1__a.sql", "drop table orders;\n"),
        ("lockgate.toml", "[rules]\ndrop-table = \"info\"\n"),
    ]);
    let mut client = Client::in_folders(&[&strict, &lax], &json!({}));
    assert_eq!(
        severity(&client.diagnostics(&strict.uri("db/V1__a.sql"), None)),
        Some(1)
    );
    assert_eq!(severity(&client.diagnostics(&lax.uri("db/V1__a.sql"), None)), Some(3));
    let folder = json!({"uri": format!("file://{}", lax.path().display()), "name": "lax"});
    client.notify(
        "workspace/didChangeWorkspaceFolders",
        json!({"event": {"added": [], "removed": [folder]}}),
    );
    assert_eq!(client.diagnostics(&lax.uri("db/V1__a.sql"), None), Vec::<Value>::new());
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn the_configuration_is_watched_where_the_editor_can() {
    let folder = Folder::new(&[("db/V1__a.sql", "drop table orders;\n")]);
    let capabilities = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    let mut client = Client::in_folder(&folder, &capabilities);
    let uri = folder.uri("db/V1__a.sql");
    assert_eq!(severity(&client.diagnostics(&uri, None)), Some(1));
    folder.write("lockgate.toml", "[rules]\ndrop-table = \"warning\"\n");
    let changed = json!({"uri": folder.uri("lockgate.toml"), "type": 1});
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [changed]}));
    assert_eq!(severity(&client.diagnostics(&uri, None)), Some(2));
    // A file that somebody else changed.
    folder.write("db/V1__a.sql", "select 1;\n");
    let changed = json!({"uri": uri, "type": 2});
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [changed]}));
    assert_eq!(severity(&client.diagnostics(&uri, None)), None);
    let registered: Vec<&str> = client
        .asked_of_editor
        .iter()
        .filter_map(|message| message["params"]["registrations"][0]["method"].as_str())
        .collect();
    assert_eq!(registered, ["workspace/didChangeWatchedFiles"]);
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn what_is_released_meanwhile_is_reported_no_more() {
    let folder = Folder::new(&[
        ("lockgate.toml", "deployed-through = { git = \"HEAD\" }\n"),
        ("db/V1__a.sql", "create table orders (id bigint primary key);\n"),
    ]);
    git(&folder.path(), &["init", "--quiet", "--initial-branch", "main"]);
    git(&folder.path(), &["add", "."]);
    git(&folder.path(), &["commit", "--quiet", "--message", "one"]);
    folder.write("db/V2__b.sql", "drop table orders;\n");
    let capabilities = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    let mut client = Client::in_folder(&folder, &capabilities);
    let uri = folder.uri("db/V2__b.sql");
    assert_eq!(severity(&client.diagnostics(&uri, None)), Some(1));
    git(&folder.path(), &["add", "."]);
    git(&folder.path(), &["commit", "--quiet", "--message", "two"]);
    let moved = json!({"uri": folder.uri(".git/refs/heads/main"), "type": 2});
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [moved]}));
    assert_eq!(client.diagnostics(&uri, None), Vec::<Value>::new());
    let registration = &client.asked_of_editor[0]["params"]["registrations"][0];
    let watched = registration["registerOptions"]["watchers"].to_string();
    assert!(watched.contains(".git/refs/{heads,remotes,tags}/**"), "{watched}");
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn the_configuration_is_read_again_on_saving_where_nothing_is_watched() {
    let folder = Folder::new(&[("db/V1__a.sql", "drop table orders;\n")]);
    let mut client = Client::in_folder(&folder, &json!({}));
    let uri = folder.uri("db/V1__a.sql");
    assert_eq!(severity(&client.diagnostics(&uri, None)), Some(1));
    folder.write("lockgate.toml", "[rules]\ndrop-table = \"info\"\n");
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
    assert_eq!(severity(&client.diagnostics(&uri, None)), Some(3));
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn an_unsaved_configuration_counts_and_a_broken_one_leaves_the_last_good_in_force() {
    let folder = Folder::new(&[
        ("db/V1__a.sql", "drop table orders;\n"),
        ("lockgate.toml", "[rules]\ndrop-table = \"warning\"\n"),
    ]);
    let mut client = Client::in_folder(&folder, &json!({}));
    let (uri, config) = (folder.uri("db/V1__a.sql"), folder.uri("lockgate.toml"));
    assert_eq!(severity(&client.diagnostics(&uri, None)), Some(2));
    client.open(&config, "[rules]\ndrop-table = \"info\"\n");
    assert_eq!(severity(&client.diagnostics(&uri, None)), Some(3));
    client.change(&config, 2, "[rules]\ndrop-tabel = \"info\"\n");
    let found = client.diagnostics(&config, Some(2));
    let message = found[0]["message"].as_str().unwrap();
    assert!(message.contains("drop-table"), "{message}");
    assert_eq!(found[0]["range"]["start"], json!({"line": 1, "character": 0}));
    assert_eq!(found[0]["range"]["end"], json!({"line": 1, "character": 10}));
    client.drain(QUIET);
    client.change(&config, 3, "[rules\n");
    assert_eq!(client.diagnostics(&config, Some(3)).len(), 1);
    let unread = client.drain(QUIET);
    assert!(
        unread.iter().all(|message| message["params"]["uri"] != uri),
        "findings do not vanish while somebody types: {unread:?}"
    );
    client.change(&config, 4, "[rules]\ndrop-table = \"warning\"\n");
    assert_eq!(severity(&client.diagnostics(&uri, None)), Some(2));
    assert_eq!(client.diagnostics(&config, Some(4)), Vec::<Value>::new());
    assert_eq!(client.shut_down(), 0);
}

fn pulling() -> Value {
    json!({
        "textDocument": {"diagnostic": {"dynamicRegistration": true}},
        "workspace": {"diagnostics": {"refreshSupport": true}},
    })
}

#[test]
fn who_can_pull_and_be_told_to_is_sent_nothing() {
    let folder = Folder::new(&[
        ("db/V1__a.sql", "create table orders (id bigint primary key);\n"),
        ("db/V2__b.sql", "drop table orders;\n"),
        ("lockgate.toml", "[rules]\n"),
    ]);
    let mut client = Client::in_folder(&folder, &pulling());
    let uri = folder.uri("db/V2__b.sql");
    client.open(&uri, "drop table orders;\n");
    let params = json!({"textDocument": {"uri": uri}});
    let report = client.request("textDocument/diagnostic", params);
    assert_eq!(report["kind"], "full");
    assert_eq!(codes(report["items"].as_array().unwrap()), ["drop-table"]);
    let known = report["resultId"].clone();
    let params = json!({"textDocument": {"uri": uri}, "previousResultId": known});
    assert_eq!(client.request("textDocument/diagnostic", params)["kind"], "unchanged");

    let all = client.request("workspace/diagnostic", json!({"previousResultIds": []}));
    let items = all["items"].as_array().unwrap();
    assert!(items.iter().any(|item| item["uri"] == uri), "{items:?}");
    // Somebody who knows everything waits for the next change.
    let previous: Vec<Value> = items
        .iter()
        .map(|item| json!({"uri": item["uri"], "value": item["resultId"]}))
        .collect();
    let id = client.ask("workspace/diagnostic", json!({"previousResultIds": previous}));
    assert!(client.drain(QUIET).is_empty());
    let config = folder.uri("lockgate.toml");
    client.open(&config, "[rules]\ndrop-table = \"off\"\n");
    let news = client.answer(id);
    let news = news["result"]["items"].as_array().unwrap();
    let own = news.iter().find(|item| item["uri"] == uri).unwrap();
    assert_eq!(own["items"], json!([]));
    client.drain(QUIET);
    let refreshed = client.asked_of_editor.iter();
    let refreshed = refreshed.filter(|message| message["method"] == "workspace/diagnostic/refresh");
    assert_eq!(refreshed.count(), 1);
    assert_eq!(client.shut_down(), 0);
}
