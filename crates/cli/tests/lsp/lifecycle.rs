use serde_json::{Value, json};

use crate::client::{Client, Folder, frame};

const METHOD_NOT_FOUND: i64 = -32601;
const NOT_INITIALIZED: i64 = -32002;
const INVALID_REQUEST: i64 = -32600;
const PARSE_ERROR: i64 = -32700;

#[test]
fn an_orderly_end_is_a_success() {
    let folder = Folder::new(&[("a.sql", "select 1;\n")]);
    let client = Client::in_folder(&folder, &json!({}));
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn an_end_without_shutdown_is_a_failure() {
    let mut client = Client::in_folder(&Folder::new(&[]), &json!({}));
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), 1);
    let mut client = Client::in_folder(&Folder::new(&[]), &json!({}));
    client.hang_up();
    assert_eq!(client.exit_code(), 1);
}

#[test]
fn nothing_is_answered_before_the_beginning_or_after_the_end() {
    let mut client = Client::start();
    let early = client.ask("textDocument/hover", json!({}));
    assert_eq!(client.answer(early)["error"]["code"], NOT_INITIALIZED);
    let params = json!({"processId": null, "rootUri": null, "capabilities": {}});
    let said = client.request("initialize", params);
    assert_eq!(said["serverInfo"]["name"], "lockgate");
    client.notify("initialized", json!({}));
    client.request("shutdown", Value::Null);
    let late = client.ask("workspace/symbol", json!({"query": ""}));
    assert_eq!(client.answer(late)["error"]["code"], INVALID_REQUEST);
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), 0);
}

#[test]
fn what_is_not_known_is_refused_and_the_server_goes_on() {
    let folder = Folder::new(&[]);
    let mut client = Client::in_folder(&folder, &json!({}));
    let unknown = client.ask("lockgate/noSuchThing", json!({}));
    assert_eq!(client.answer(unknown)["error"]["code"], METHOD_NOT_FOUND);
    client.notify("lockgate/noSuchThing", json!({}));
    client.notify("$/setTrace", json!({"value": "off"}));
    client.notify("$/cancelRequest", json!({"id": 4711}));
    let uri = folder.uri("a.sql");
    client.open(&uri, "drop table orders;\n");
    assert_eq!(client.diagnostics(&uri, Some(1)).len(), 1);
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn what_is_no_json_is_an_error_and_the_server_goes_on() {
    let folder = Folder::new(&[]);
    let mut client = Client::in_folder(&folder, &json!({}));
    client.send_bytes(&frame("{\"jsonrpc\": \"2.0\", \"method\": "));
    let refused = client.wait_for("a parse error", |message| message["error"]["code"] == PARSE_ERROR);
    assert_eq!(refused["id"], Value::Null);
    // Headers in another case, another order and with a type; a message in two pieces.
    let body = json!({"jsonrpc": "2.0", "id": 900, "method": "lockgate/noSuchThing"}).to_string();
    let message = format!(
        "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let (first, second) = message.as_bytes().split_at(message.len() - 7);
    client.expect_answer_to(900);
    client.send_bytes(first);
    std::thread::sleep(std::time::Duration::from_millis(20));
    client.send_bytes(second);
    assert_eq!(client.answer(900)["error"]["code"], METHOD_NOT_FOUND);
    assert_eq!(client.shut_down(), 0);
}
