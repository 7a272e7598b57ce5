use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{Client, Folder};

const REQUEST_CANCELLED: i64 = -32800;
/// What a person does not notice.
const AT_ONCE: Duration = Duration::from_millis(50);

#[test]
fn quick_edits_give_no_stale_and_no_reordered_result() {
    let folder = Folder::new(&[("db/V1__a.sql", "create table orders (id bigint primary key);\n")]);
    let mut client = Client::in_folder(&folder, &json!({}));
    let uri = folder.uri("db/V2__b.sql");
    client.open(&uri, "");
    for version in 2..=301 {
        // The number of statements tells which text a result is about.
        client.edit(&uri, version, (0, 0), (0, 0), "drop table orders;\n");
    }
    let mut last = 0;
    while last < 301 {
        let published = client.wait_for("diagnostics", |message| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
        });
        let version = published["params"]["version"].as_i64().unwrap();
        assert!(version > last, "version {version} comes behind {last}");
        let found = published["params"]["diagnostics"].as_array().unwrap();
        let drops = found.iter().filter(|finding| finding["code"] == "drop-table").count();
        assert_eq!(
            i64::try_from(drops).unwrap(),
            version - 1,
            "the findings are of another text"
        );
        last = version;
    }
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn a_request_is_cancelled_at_once_while_a_check_runs() {
    let folder = Folder::new(&[]);
    let mut client = Client::in_folder(&folder, &json!({}));
    let uri = folder.uri("a.sql");
    let mut text = String::new();
    for number in 0..20_000 {
        writeln!(text, "create table t{number} (id bigint primary key, name text);").unwrap();
    }
    client.open(&uri, &text);
    // More questions than a small queue would hold, none of which can be answered before the check is done.
    let position = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 3}});
    let ids: Vec<u64> = (0..40)
        .map(|_| client.ask("textDocument/hover", position.clone()))
        .collect();
    let asked = Instant::now();
    client.notify("$/cancelRequest", json!({"id": ids[39]}));
    let answer = client.answer(ids[39]);
    let waited = asked.elapsed();
    assert_eq!(answer["error"]["code"], REQUEST_CANCELLED, "{answer}");
    for id in &ids[..39] {
        assert_ne!(client.answer(*id)["result"], Value::Null);
    }
    // Against the check itself, for a busy machine makes both slower.
    let checked = asked.elapsed();
    assert!(
        waited < AT_ONCE.max(checked / 5),
        "cancelled after {waited:?}, where the check took {checked:?}"
    );
    assert_eq!(client.shut_down(), 0);
}
