use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Client, binary, uri};

/// A finding in the words that both have: the file, the rule, where it begins, and the first line of what is said.
type Told = (String, String, u64, u64, String);

#[test]
fn the_server_finds_what_the_command_line_finds() {
    let Some(corpus) = std::env::var_os("LOCKGATE_CORPUS") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "CI must set LOCKGATE_CORPUS to the corpus"
        );
        eprintln!("skipped: LOCKGATE_CORPUS is not set");
        return;
    };
    let corpus = Path::new(&corpus);
    let index = std::fs::read_to_string(corpus.join("index.json")).unwrap();
    let histories: Vec<Value> = serde_json::from_str(&index).unwrap();
    let mut compared = 0;
    for history in histories {
        let folder = corpus.join(history["dir"].as_str().unwrap());
        let by_command = by_command(&folder);
        let by_server = by_server(&folder);
        for told in by_command.keys().chain(by_server.keys()) {
            assert_eq!(
                by_command.get(told),
                by_server.get(told),
                "the command line and the server do not agree in {}: {told:?}",
                folder.display()
            );
        }
        compared += by_command.len();
    }
    assert!(compared > 1000, "the corpus has more than {compared} findings");
    println!("{compared} places with findings are the same");
}

fn by_command(folder: &Path) -> BTreeMap<Told, usize> {
    let output = Command::new(binary())
        .args(["check", "--exit-zero", "--format", "json"])
        .current_dir(folder)
        .output()
        .unwrap();
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut told = BTreeMap::new();
    for finding in said["findings"].as_array().unwrap() {
        let text = |key: &str| finding[key].as_str().unwrap().to_owned();
        let start = &finding["range"]["start"];
        let number = |key: &str| start[key].as_u64().unwrap() - 1;
        let key = (
            text("path"),
            text("rule"),
            number("line"),
            number("column"),
            text("message"),
        );
        *told.entry(key).or_default() += 1;
    }
    told
}

fn by_server(folder: &Path) -> BTreeMap<Told, usize> {
    let mut client = Client::start();
    let folders = json!([{"uri": uri(folder), "name": "history"}]);
    let capabilities = json!({"general": {"positionEncodings": ["utf-32"]}});
    client.request(
        "initialize",
        json!({"processId": null, "rootUri": null, "workspaceFolders": folders, "capabilities": capabilities}),
    );
    client.notify("initialized", json!({}));
    client.request("workspace/symbol", json!({"query": "nothing is called so"}));
    client.drain(Duration::from_millis(300));
    let mut told = BTreeMap::new();
    for (file, diagnostics) in &client.shown {
        let path = percent_decoded(file);
        let path = Path::new(path.strip_prefix("file://").unwrap());
        let Ok(path) = path.strip_prefix(folder) else { continue };
        for diagnostic in diagnostics {
            let start = &diagnostic["range"]["start"];
            let message = diagnostic["message"].as_str().unwrap();
            let message = message.split("\nhelp: ").next().unwrap();
            let key = (
                path.to_str().unwrap().to_owned(),
                diagnostic["code"].as_str().unwrap_or_default().to_owned(),
                start["line"].as_u64().unwrap(),
                start["character"].as_u64().unwrap(),
                message.to_owned(),
            );
            *told.entry(key).or_default() += 1;
        }
    }
    assert_eq!(client.shut_down(), 0);
    told
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let code = behind.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        match code
            .and_then(|code| u8::from_str_radix(code, 16).ok())
            .filter(|_| *first == b'%')
        {
            Some(byte) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).unwrap()
}
