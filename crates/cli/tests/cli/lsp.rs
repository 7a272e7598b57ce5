use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};

use super::support::Place;

/// An editor that talks to the server.
struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Editor {
    fn start(place: &Place, encodings: &[&str]) -> Self {
        let mut child = place
            .command(&["lsp"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut editor = Self {
            input: child.stdin.take(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
        };
        let root = uri(place, "");
        let capabilities = json!({"general": {"positionEncodings": encodings}});
        let folders = json!([{"uri": root, "name": "root"}]);
        editor.request(
            1,
            "initialize",
            json!({"capabilities": capabilities, "workspaceFolders": folders, "processId": null}),
        );
        let answer = editor.receive();
        let agreed = &answer["result"]["capabilities"]["positionEncoding"];
        assert_eq!(agreed, encodings.first().unwrap_or(&"utf-16"));
        editor.notify("initialized", json!({}));
        editor
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        let input = self.input.as_mut().unwrap();
        write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        input.flush().unwrap();
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn request(&mut self, id: u32, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
    }

    /// The next message; anything else on standard output is a failure.
    fn receive(&mut self) -> Value {
        let mut length = None;
        loop {
            let mut line = String::new();
            assert_ne!(self.output.read_line(&mut line).unwrap(), 0, "the server went away");
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(": ").expect("a header");
            if name == "Content-Length" {
                length = Some(value.parse().unwrap());
            }
        }
        let mut body = vec![0; length.expect("a length")];
        self.output.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    fn open(&mut self, uri: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": "sql", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    fn change(&mut self, uri: &str, version: i32, changes: Value) {
        let document = json!({"uri": uri, "version": version});
        self.notify(
            "textDocument/didChange",
            json!({"textDocument": document, "contentChanges": changes}),
        );
    }

    fn published(&mut self) -> Value {
        loop {
            let message = self.receive();
            if message["method"] == "textDocument/publishDiagnostics" {
                return message["params"].clone();
            }
        }
    }

    /// What is published of this version; earlier ones may come first.
    fn published_of(&mut self, version: i32) -> Value {
        loop {
            let params = self.published();
            if params["version"] == version {
                return params;
            }
        }
    }

    fn stop(mut self) -> Option<i32> {
        self.request(99, "shutdown", Value::Null);
        while self.receive()["id"] != 99 {}
        self.notify("exit", Value::Null);
        self.child.wait().unwrap().code()
    }
}

fn uri(place: &Place, path: &str) -> String {
    let root = place.path().canonicalize().unwrap();
    let path = if path.is_empty() {
        root
    } else {
        root.join(Path::new(path))
    };
    format!("file://{}", path.to_str().unwrap())
}

fn history() -> Place {
    Place::new(&[
        ("lockgate.toml", "dialect = \"postgres\"\n"),
        ("db/migration/V1__a.sql", "create table orders (id int);\n"),
        (
            "db/migration/V2__b.sql",
            "-- é𐐀\ncreate index by_id on orders (id);\r\ndrop table orders;\n",
        ),
    ])
}

#[test]
fn an_open_file_has_the_findings_of_the_command_line() {
    let place = history();
    let said = place.run(&["db/migration/V2__b.sql", "--format", "json"]);
    let json: Value = serde_json::from_str(&said.out).unwrap();
    let expected: Vec<(String, u64, u64)> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let start = &finding["range"]["start"];
            let number = |key: &str| start[key].as_u64().unwrap() - 1;
            (
                finding["rule"].as_str().unwrap().to_owned(),
                number("line"),
                number("column"),
            )
        })
        .collect();
    assert_eq!(expected.len(), 2, "{json}");
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let mut editor = Editor::start(&place, &[encoding]);
        let file = uri(&place, "db/migration/V2__b.sql");
        // What the editor shows hides what the disk holds.
        place.write("db/migration/V2__b.sql", b"select 1;");
        editor.open(
            &file,
            "-- é𐐀\ncreate index by_id on orders (id);\r\ndrop table orders;\n",
        );
        let params = editor.published_of(1);
        let found: Vec<(String, u64, u64)> = params["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .map(|diagnostic| {
                let start = &diagnostic["range"]["start"];
                let number = |key: &str| start[key].as_u64().unwrap();
                (
                    diagnostic["code"].as_str().unwrap().to_owned(),
                    number("line"),
                    number("character"),
                )
            })
            .collect();
        assert_eq!(found, expected);
        editor.notify("textDocument/didClose", json!({"textDocument": {"uri": file}}));
        assert_eq!(editor.published()["diagnostics"], json!([]));
        assert_eq!(editor.stop(), Some(0));
    }
}

#[test]
fn columns_are_counted_as_agreed() {
    let place = Place::new(&[("lockgate.toml", "dialect = \"postgres\"\n")]);
    for (encoding, column) in [("utf-8", 13), ("utf-16", 10), ("utf-32", 9)] {
        let mut editor = Editor::start(&place, &[encoding]);
        editor.open(&uri(&place, "a.sql"), "/* é𐐀 */ drop table a;");
        let params = editor.published_of(1);
        assert_eq!(
            params["diagnostics"][0]["range"]["start"],
            json!({"line": 0, "character": column})
        );
        assert_eq!(editor.stop(), Some(0));
    }
}

#[test]
fn quick_edits_are_answered_in_order_with_the_last_word_last() {
    let place = history();
    let mut editor = Editor::start(&place, &["utf-16"]);
    let file = uri(&place, "db/migration/V2__b.sql");
    editor.open(&file, "select 1;\n");
    let last = 301;
    for version in 2..=last {
        // Each edit adds a line at the top; the last text has 300 of them.
        let start = json!({"line": 0, "character": 0});
        let change = json!([{"range": {"start": start, "end": start}, "text": "drop table orders;\n"}]);
        editor.change(&file, version, change);
    }
    let mut seen = 0;
    loop {
        let params = editor.published();
        let version = params["version"].as_i64().unwrap();
        assert!(version > seen, "{version} after {seen}");
        seen = version;
        let dropped = params["diagnostics"].as_array().unwrap();
        let dropped = dropped
            .iter()
            .filter(|diagnostic| diagnostic["code"] == "drop-table")
            .count();
        assert_eq!(dropped as i64, version - 1, "the findings are those of the version");
        if version == i64::from(last) {
            break;
        }
    }
    assert_eq!(editor.stop(), Some(0));
}

#[test]
fn another_file_of_the_history_is_checked_again() {
    let place = history();
    let mut editor = Editor::start(&place, &[]);
    let (first, second) = (
        uri(&place, "db/migration/V1__a.sql"),
        uri(&place, "db/migration/V2__b.sql"),
    );
    editor.open(&first, "create table orders (id int primary key, placed date);\n");
    assert_eq!(editor.published_of(1)["uri"], first.as_str());
    editor.open(&second, "create index by_date on orders (placed);\n");
    let mut codes = Vec::new();
    for _ in 0..2 {
        let params = editor.published_of(1);
        codes.extend(
            params["diagnostics"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["code"].clone()),
        );
    }
    assert_eq!(codes, ["blocking-index-build"]);
    assert_eq!(editor.stop(), Some(0));
}

#[test]
fn outline_and_hover_tell_what_statements_do() {
    let place = history();
    let mut editor = Editor::start(&place, &["utf-8"]);
    let file = uri(&place, "db/migration/V2__b.sql");
    editor.open(&file, "drop table orders;\n");
    editor.request(2, "textDocument/documentSymbol", json!({"textDocument": {"uri": file}}));
    editor.request(
        3,
        "textDocument/hover",
        json!({"textDocument": {"uri": file}, "position": {"line": 0, "character": 3}}),
    );
    let (mut symbols, mut hover) = (Value::Null, Value::Null);
    while symbols.is_null() || hover.is_null() {
        let message = editor.receive();
        if message["id"] == 2 {
            symbols = message["result"].clone();
        } else if message["id"] == 3 {
            hover = message["result"].clone();
        }
    }
    assert_eq!(
        (&symbols[0]["name"], &symbols[0]["detail"]),
        (&json!("orders"), &json!("drop table"))
    );
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(
        text.contains("ACCESS EXCLUSIVE") && text.contains("loses stored data"),
        "{text}"
    );
    assert_eq!(editor.stop(), Some(0));
}

#[test]
fn a_broken_configuration_is_shown_where_it_is_broken() {
    let place = history();
    place.write("lockgate.toml", b"dialct = \"postgres\"\n");
    let mut editor = Editor::start(&place, &[]);
    editor.open(&uri(&place, "db/migration/V2__b.sql"), "drop table orders;\n");
    let config = uri(&place, "lockgate.toml");
    let params = loop {
        let params = editor.published();
        if params["uri"] == config.as_str() {
            break params;
        }
    };
    let message = params["diagnostics"][0]["message"].as_str().unwrap();
    assert_eq!(message, "unknown key `dialct`; `dialect` is the nearest name");
    place.write("lockgate.toml", b"dialect = \"postgres\"\n");
    let file = uri(&place, "db/migration/V2__b.sql");
    editor.notify("textDocument/didSave", json!({"textDocument": {"uri": file}}));
    let (mut is_mended, mut is_checked) = (false, false);
    while !(is_mended && is_checked) {
        let params = editor.published();
        is_mended |= params["uri"] == config.as_str() && params["diagnostics"] == json!([]);
        is_checked |= params["uri"] == file.as_str() && params["diagnostics"][0]["code"] == "drop-table";
    }
    assert_eq!(editor.stop(), Some(0));
}

#[test]
fn an_editor_that_goes_away_without_a_word_is_a_failure() {
    let place = history();
    let mut editor = Editor::start(&place, &[]);
    drop(editor.input.take());
    assert_eq!(editor.child.wait().unwrap().code(), Some(1));
}
