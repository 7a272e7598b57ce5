use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{Client, Folder};

const FILES: &[&str] = &["db/V1__a.sql", "db/V2__b.sql", "db/V3__c.sql", "lockgate.toml"];
const SNIPPETS: &[&str] = &[
    "create table orders (id bigint primary key, note text);\n",
    "alter table orders add column é𐐀 int not null;\r\n",
    "drop table orders;\n",
    "alter table orders drop column note;\n",
    "create index by_note on orders (note);\r",
    "-- lockgate: allow drop-table (gone)\n",
    "do $$ begin drop table orders; end $$;\n",
    "insert into orders values (1, 'a');\n",
    "/*",
    "*/",
    "'",
    "\"",
    "$$",
    "(",
    ")",
    ";",
    "\n",
    "\t",
    "é",
    "𐐀",
    "-- ",
    "[rules]\ndrop-table = \"info\"\n",
    "dialect = \"mysql\"\n",
];
const CONFIG: &str = "dialect = \"postgres\"\ntool = \"flyway\"\n";

/// A generator of numbers that are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

struct Session {
    client: Client,
    texts: BTreeMap<String, (i32, String)>,
}

/// Random edits; for `LOCKGATE_FUZZ_SECONDS` instead of a few seconds.
#[test]
fn random_edits_leave_the_findings_of_a_fresh_check() {
    let seconds = std::env::var("LOCKGATE_FUZZ_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok());
    let limit = Duration::from_secs(seconds.unwrap_or(4));
    let seed = std::env::var("LOCKGATE_FUZZ_SEED")
        .ok()
        .and_then(|text| text.parse().ok());
    let mut numbers = Numbers(seed.unwrap_or(0x2545_F491_4F6C_DD1D));
    let folder = Folder::new(&[]);
    for path in FILES {
        folder.write(path, if path.ends_with(".toml") { CONFIG } else { "select 1;\n" });
    }
    let mut session = Session {
        client: Client::in_folder(&folder, &json!({})),
        texts: BTreeMap::new(),
    };
    let begun = Instant::now();
    let (mut edits, mut rounds, mut early_memory) = (0_u32, 0_u32, 0);
    while begun.elapsed() < limit {
        for _ in 0..60 {
            session.step(&mut numbers, &folder);
            edits += 1;
        }
        session.settle();
        let fresh = fresh(&folder, &session.texts);
        let shown = said(&session.client, &folder);
        assert_eq!(shown, fresh, "after {edits} edits, of {:#?}", session.texts);
        rounds += 1;
        if rounds == 10 {
            early_memory = session.client.memory();
        }
    }
    let memory = session.client.memory();
    println!(
        "{edits} edits, {rounds} times compared with a fresh check; {early_memory} MB early, {memory} MB at the end"
    );
    if rounds > 40 {
        assert!(
            memory < early_memory * 3 / 2 + 16,
            "memory grew from {early_memory} to {memory} MB"
        );
    }
    assert_eq!(session.client.shut_down(), 0);
}

impl Session {
    fn step(&mut self, numbers: &mut Numbers, folder: &Folder) {
        let path = FILES[if numbers.below(12) == 0 { 3 } else { numbers.below(3) }];
        let uri = folder.uri(path);
        let Some((version, text)) = self.texts.get_mut(path) else {
            let text = std::fs::read_to_string(folder.path().join(path)).unwrap();
            self.client.open(&uri, &text);
            self.texts.insert(path.to_owned(), (1, text));
            return;
        };
        match numbers.below(20) {
            0 => {
                self.client
                    .notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
                self.texts.remove(path);
            }
            1 => {
                *version += 1;
                *text = if path.ends_with(".toml") {
                    CONFIG.to_owned()
                } else {
                    SNIPPETS[numbers.below(5)].to_owned()
                };
                self.client.change(&uri, *version, text);
            }
            2..=4 => {
                let position = position(text, boundary(text, numbers.below(text.len() + 1)));
                let methods = ["hover", "definition", "references", "completion", "documentHighlight"];
                let method = format!("textDocument/{}", methods[numbers.below(methods.len())]);
                let context = json!({"includeDeclaration": true, "triggerKind": 1});
                let params = json!({"textDocument": {"uri": uri}, "position": position, "context": context});
                let id = self.client.ask(&method, params);
                if numbers.below(3) == 0 {
                    self.client.notify("$/cancelRequest", json!({"id": id}));
                }
            }
            5 => {
                let whole = json!({"start": position(text, 0), "end": position(text, text.len())});
                for method in ["textDocument/codeAction", "textDocument/inlayHint"] {
                    let context = json!({"diagnostics": [], "only": ["source.fixAll", "quickfix"]});
                    let params = json!({"textDocument": {"uri": uri}, "range": whole, "context": context});
                    self.client.ask(method, params);
                }
                for method in ["codeLens", "foldingRange", "documentSymbol"] {
                    self.client
                        .ask(&format!("textDocument/{method}"), json!({"textDocument": {"uri": uri}}));
                }
            }
            _ => {
                let start = boundary(text, numbers.below(text.len() + 1));
                let length = if numbers.below(3) == 0 { numbers.below(30) } else { 0 };
                let end = boundary(text, (start + length).min(text.len())).max(start);
                let new = if numbers.below(4) == 0 {
                    ""
                } else {
                    SNIPPETS[numbers.below(SNIPPETS.len())]
                };
                let range = json!({"start": position(text, start), "end": position(text, end)});
                *version += 1;
                text.replace_range(start..end, new);
                if text.len() > 2000 {
                    text.truncate(boundary(text, 500));
                    self.client.change(&uri, *version, text);
                    return;
                }
                let change = json!({"range": range, "text": new});
                self.client.notify(
                    "textDocument/didChange",
                    json!({"textDocument": {"uri": uri, "version": *version}, "contentChanges": [change]}),
                );
            }
        }
    }

    /// Waits until everything that was sent has been looked at.
    fn settle(&mut self) {
        self.client.request("workspace/symbol", json!({"query": "o"}));
        self.client.drain(Duration::from_millis(700));
    }
}

/// What a server says that knows nothing but the texts as they are.
fn fresh(folder: &Folder, texts: &BTreeMap<String, (i32, String)>) -> BTreeMap<String, Vec<Value>> {
    let mut client = Client::start();
    let folders = json!([{"uri": crate::client::uri(&folder.path()), "name": "folder"}]);
    client.request(
        "initialize",
        json!({"processId": null, "rootUri": null, "workspaceFolders": folders, "capabilities": {}}),
    );
    // The texts come before the first check, so that nothing is left of those on the disk.
    for (path, (_, text)) in texts {
        client.open(&folder.uri(path), text);
    }
    client.notify("initialized", json!({}));
    client.request("workspace/symbol", json!({"query": "o"}));
    client.drain(Duration::from_millis(500));
    let said = said(&client, folder);
    assert_eq!(client.shut_down(), 0);
    said
}

/// What is shown of the migrations. A configuration that is half typed governs nothing for a server that never saw a whole
/// one, so there is nothing to compare then.
fn said(client: &Client, folder: &Folder) -> BTreeMap<String, Vec<Value>> {
    let config = folder.uri("lockgate.toml");
    let is_broken = client.shown.get(&config).is_some_and(|shown| !shown.is_empty());
    let shown = client
        .shown
        .iter()
        .filter(|(uri, shown)| !shown.is_empty() && (!is_broken || **uri == config));
    shown.map(|(uri, shown)| (uri.clone(), shown.clone())).collect()
}

fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    // Between the two characters of a line end there is no position.
    if at > 0 && text.as_bytes()[at - 1] == b'\r' && text.as_bytes().get(at) == Some(&b'\n') {
        at -= 1;
    }
    at
}

fn position(text: &str, at: usize) -> Value {
    let before = &text[..at];
    let ends = before.replace("\r\n", "\n").replace('\r', "\n");
    let line = ends.matches('\n').count();
    let start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    json!({"line": line, "character": before[start..].encode_utf16().count()})
}
