use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// How long anything may take on a machine that does other things at the same time.
const PATIENCE: Duration = Duration::from_secs(60);

/// The binary's language server and a strict client: a byte outside the protocol, an answer to no question or a second
/// answer to one fails the test.
pub(crate) struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    incoming: Receiver<Value>,
    /// Messages that came while the test waited for another.
    waiting: VecDeque<Value>,
    /// What the server asked of the editor, all of it granted.
    pub(crate) asked_of_editor: Vec<Value>,
    /// The diagnostics that the editor shows now, by file.
    pub(crate) shown: BTreeMap<String, Vec<Value>>,
    next_id: u64,
    open_ids: Vec<u64>,
}

/// A folder of files, gone at the end of the test.
pub(crate) struct Folder {
    folder: TempDir,
}

impl Folder {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self {
            folder: TempDir::new().unwrap(),
        };
        files.iter().for_each(|(path, text)| folder.write(path, text));
        folder
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        uri(&self.path().join(path))
    }
}

/// The program to test: the one that was built with the tests unless another is named.
pub(crate) fn binary() -> PathBuf {
    std::env::var_os("LOCKGATE_BIN").map_or_else(|| env!("CARGO_BIN_EXE_lockgate").into(), PathBuf::from)
}

pub(crate) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

impl Client {
    /// A server that nobody has spoken to yet.
    pub(crate) fn start() -> Self {
        let mut child = Command::new(binary())
            .args(["lsp"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, incoming) = mpsc::channel();
        std::thread::spawn(move || {
            while let Some(message) = read_message(&mut stdout) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            stdin: child.stdin.take(),
            child,
            incoming,
            waiting: VecDeque::new(),
            asked_of_editor: Vec::new(),
            shown: BTreeMap::new(),
            next_id: 0,
            open_ids: Vec::new(),
        }
    }

    /// A server for a folder and an editor with these capabilities.
    pub(crate) fn in_folder(folder: &Folder, capabilities: &Value) -> Self {
        Self::in_folders(&[folder], capabilities)
    }

    pub(crate) fn in_folders(folders: &[&Folder], capabilities: &Value) -> Self {
        let mut client = Self::start();
        let folders: Vec<Value> = folders
            .iter()
            .map(|folder| json!({"uri": uri(&folder.path()), "name": "folder"}))
            .collect();
        client.request(
            "initialize",
            json!({"processId": null, "rootUri": null, "workspaceFolders": folders, "capabilities": capabilities}),
        );
        client.notify("initialized", json!({}));
        client
    }

    /// Sends a request and waits for its result.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "`{method}` failed: {answer}");
        answer["result"].clone()
    }

    /// Sends a request and does not wait.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> u64 {
        self.next_id += 1;
        self.open_ids.push(self.next_id);
        let mut message = json!({"jsonrpc": "2.0", "id": self.next_id, "method": method});
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message);
        self.next_id
    }

    /// Makes known a request that was written by hand.
    pub(crate) fn expect_answer_to(&mut self, id: u64) {
        self.open_ids.push(id);
    }

    /// The whole answer to a request, an error perhaps.
    pub(crate) fn answer(&mut self, id: u64) -> Value {
        self.wait_for(&format!("the answer to request {id}"), |message| {
            message.get("method").is_none() && message["id"] == id
        })
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        let mut message = json!({"jsonrpc": "2.0", "method": method});
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message);
    }

    pub(crate) fn open(&mut self, uri: &str, text: &str) {
        let is_sql = uri.ends_with(".sql") || uri.starts_with("untitled:");
        let language = if is_sql { "sql" } else { "plaintext" };
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Puts a new text in the place of a file's old one.
    pub(crate) fn change(&mut self, uri: &str, version: i32, text: &str) {
        self.notify(
            "textDocument/didChange",
            json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]}),
        );
    }

    /// Replaces what stands between two positions.
    pub(crate) fn edit(&mut self, uri: &str, version: i32, start: (u32, u32), end: (u32, u32), text: &str) {
        let position = |(line, character): (u32, u32)| json!({"line": line, "character": character});
        let range = json!({"start": position(start), "end": position(end)});
        self.notify(
            "textDocument/didChange",
            json!({
                "textDocument": {"uri": uri, "version": version},
                "contentChanges": [{"range": range, "text": text}],
            }),
        );
    }

    /// The diagnostics that the server publishes next for a file, of this version where one is given.
    pub(crate) fn diagnostics(&mut self, uri: &str, version: Option<i32>) -> Vec<Value> {
        let published = self.wait_for(&format!("diagnostics of {uri}"), |message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && version.is_none_or(|version| message["params"]["version"] == version)
        });
        published["params"]["diagnostics"].as_array().unwrap().clone()
    }

    /// Everything that came and nobody waited for, once the server has been quiet for this long.
    pub(crate) fn drain(&mut self, quiet: Duration) -> Vec<Value> {
        while let Ok(message) = self.incoming.recv_timeout(quiet) {
            self.take_in(message);
        }
        self.waiting.drain(..).collect()
    }

    /// Ends the server as the protocol wants it; the answer is its exit code.
    pub(crate) fn shut_down(mut self) -> i32 {
        let id = self.ask("shutdown", Value::Null);
        assert_eq!(self.answer(id)["result"], Value::Null);
        self.notify("exit", Value::Null);
        self.exit_code()
    }

    /// Waits for the end of the process.
    pub(crate) fn exit_code(&mut self) -> i32 {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().expect("the server ends by itself");
            }
            assert!(begun.elapsed() < PATIENCE, "the server does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The memory that the server holds now, in megabytes, as Linux counts it.
    pub(crate) fn memory(&self) -> u64 {
        self.status("VmRSS:")
    }

    /// The most memory that the server held so far, in megabytes.
    pub(crate) fn peak_memory(&self) -> u64 {
        self.status("VmHWM:")
    }

    fn status(&self, key: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(key));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        kilobytes.unwrap_or_default() / 1024
    }

    /// Closes the server's input without a word.
    pub(crate) fn hang_up(&mut self) {
        self.stdin = None;
    }

    pub(crate) fn send(&mut self, message: &Value) {
        self.send_bytes(&frame(&message.to_string()));
    }

    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().expect("nobody hung up");
        stdin.write_all(bytes).unwrap();
        stdin.flush().unwrap();
    }

    pub(crate) fn wait_for(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.waiting.iter().position(&is_it) {
            return self.waiting.remove(at).expect("it was found there");
        }
        let begun = Instant::now();
        loop {
            let left = PATIENCE.saturating_sub(begun.elapsed());
            let message = self
                .incoming
                .recv_timeout(left)
                .unwrap_or_else(|_| panic!("no {what}; these are unread: {:?}", self.waiting));
            let known = self.waiting.len();
            self.take_in(message);
            if self.waiting.len() > known && is_it(&self.waiting[known]) {
                return self.waiting.remove(known).expect("it came just now");
            }
        }
    }

    /// Grants what the server asks; keeps everything else.
    fn take_in(&mut self, message: Value) {
        assert_eq!(message["jsonrpc"], "2.0", "{message}");
        let has_method = message.get("method").is_some();
        if message["method"] == "textDocument/publishDiagnostics" {
            let shown = message["params"]["diagnostics"].as_array().unwrap().clone();
            let uri = message["params"]["uri"].as_str().unwrap().to_owned();
            self.shown.insert(uri, shown);
        }
        match (has_method, message.get("id").filter(|id| !id.is_null())) {
            (true, Some(id)) => {
                self.send(&json!({"jsonrpc": "2.0", "id": id, "result": null}));
                self.asked_of_editor.push(message);
            }
            (false, Some(id)) => {
                let at = self.open_ids.iter().position(|open| *id == *open);
                let at = at.unwrap_or_else(|| panic!("an answer to no question: {message}"));
                self.open_ids.remove(at);
                self.waiting.push_back(message);
            }
            _ => self.waiting.push_back(message),
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A message with its header.
pub(crate) fn frame(body: &str) -> Vec<u8> {
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// The next message; `None` at the end. Anything else than a message fails.
fn read_message(stdout: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if stdout.read_line(&mut line).unwrap() == 0 {
            assert!(length.is_none(), "the output ends within a message");
            return None;
        }
        let line = line.strip_suffix("\r\n").expect("headers end in CRLF");
        if line.is_empty() {
            break;
        }
        let (name, value) = line
            .split_once(": ")
            .unwrap_or_else(|| panic!("not the protocol: {line}"));
        match name {
            "Content-Length" => length = value.parse().ok(),
            "Content-Type" => {}
            _ => panic!("not the protocol: {line}"),
        }
    }
    let mut body = vec![0; length.expect("a message has a length")];
    stdout.read_exact(&mut body).unwrap();
    Some(serde_json::from_slice(&body).expect("a message is JSON"))
}
