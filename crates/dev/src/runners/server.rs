use std::net::TcpListener;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use tests::engines::EngineError;
use tests::engines::postgres::Postgres;

/// A PostgreSQL server in a temporary folder, which writes down everything it is sent. It stops when dropped.
pub(crate) struct Server {
    postgres: Postgres,
    port: u16,
    /// Its version: `15.20`.
    pub(crate) version: String,
}

/// A database of one experiment, with one table, `shop.orders`.
pub(crate) struct Database<'a> {
    server: &'a Server,
    pub(crate) name: String,
}

/// One message that a client sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Message {
    pub(crate) text: String,
    /// What the server said, where it refused it.
    pub(crate) error: Option<String>,
}

/// The name under which our own questions reach the server.
const OURS: &str = "lockgate";

const BASE: &str = "create schema shop; create table shop.orders (id int, note text)";

const END: &str = "select 'the experiment ends here'";

impl Server {
    pub(crate) fn start() -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let settings = [
            "listen_addresses=127.0.0.1",
            "logging_collector=on",
            "log_destination=jsonlog",
            "log_directory=.",
            "log_filename=server.log",
            "log_statement=all",
        ];
        let postgres = Postgres::start_with(port, &settings);
        let postgres = postgres.context("no PostgreSQL server is installed: install the package `postgresql`")?;
        let mut server = Self {
            postgres,
            port,
            version: String::new(),
        };
        let version = server.query("postgres", "show server_version")?.concat();
        version
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .clone_into(&mut server.version);
        Ok(server)
    }

    /// What a tool needs to know to find a database.
    pub(crate) fn environment(&self, database: &str) -> Vec<(&'static str, String)> {
        let port = self.port;
        vec![
            (
                "DATABASE_URL",
                format!("postgresql://postgres@127.0.0.1:{port}/{database}?sslmode=disable"),
            ),
            ("PGHOST", "127.0.0.1".to_owned()),
            ("PGPORT", port.to_string()),
            ("PGUSER", "postgres".to_owned()),
            ("PGDATABASE", database.to_owned()),
        ]
    }

    /// A new database.
    pub(crate) fn database(&self, name: &str) -> anyhow::Result<Database<'_>> {
        let name = name.replace('-', "_");
        self.query("postgres", &format!("create database {name}"))?;
        self.query(&name, BASE)?;
        Ok(Database { server: self, name })
    }

    /// The first column of what a question gives.
    fn query(&self, database: &str, sql: &str) -> anyhow::Result<Vec<String>> {
        let refused = |error: EngineError| anyhow::anyhow!("{sql}: {}", error.message);
        let mut session = self.postgres.session(database).map_err(refused)?;
        session
            .run(&format!("set application_name = '{OURS}'"))
            .map_err(refused)?;
        let rows = session.run(sql).map_err(refused)?;
        Ok(rows.into_iter().filter_map(|row| row.into_iter().next()?).collect())
    }
}

impl Database<'_> {
    /// The first column of what a question gives.
    pub(crate) fn query(&self, sql: &str) -> anyhow::Result<Vec<String>> {
        self.server.query(&self.name, sql)
    }

    /// What clients other than ours have sent, in order. The collector writes behind, so a last message is waited for.
    pub(crate) fn messages(&self) -> anyhow::Result<Vec<Message>> {
        self.query(END)?;
        let path = self.server.postgres.folder().join("data/server.json");
        let start = Instant::now();
        loop {
            let log = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let entries = String::from_utf8_lossy(&log);
            let entries = entries
                .lines()
                .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
                .filter(|entry| entry["dbname"] == self.name.as_str());
            let entries: Vec<_> = entries.collect();
            if entries
                .iter()
                .any(|entry| entry["message"].as_str().is_some_and(|text| text.ends_with(END)))
            {
                return Ok(messages(&entries));
            }
            ensure!(
                start.elapsed() < Duration::from_secs(10),
                "the server's log stays behind"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

fn messages(entries: &[serde_json::Value]) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    // Some tools keep their books over a connection of its own, in transactions that say nothing of the history's.
    let is_of_history = |entry: &&serde_json::Value| {
        ["message", "statement"]
            .iter()
            .any(|key| entry[key].as_str().is_some_and(|text| text.contains("shop.")))
    };
    let theirs = || entries.iter().filter(|entry| entry["application_name"] != OURS);
    let sessions: Vec<_> = theirs().filter(is_of_history).map(|entry| &entry["pid"]).collect();
    for entry in theirs().filter(|entry| sessions.contains(&&entry["pid"])) {
        let text = entry["message"].as_str().unwrap_or_default();
        if entry["error_severity"] == "LOG" {
            let sent = text.strip_prefix("statement: ");
            let executed = || text.strip_prefix("execute ")?.split_once(": ").map(|(_, sql)| sql);
            messages.extend(sent.or_else(executed).map(|sql| Message {
                text: sql.to_owned(),
                error: None,
            }));
        } else if entry["error_severity"] == "ERROR" {
            let refused = entry["statement"].as_str().unwrap_or_default();
            if !refused.contains("shop.") {
                continue;
            }
            // A statement that is refused before it is executed is not written down as sent.
            match messages.last_mut().filter(|message| message.text == refused) {
                Some(message) => message.error = Some(text.to_owned()),
                None => messages.push(Message {
                    text: refused.to_owned(),
                    error: Some(text.to_owned()),
                }),
            }
        }
    }
    messages
}

impl Message {
    /// Transaction control by name, statements of the history as their number in each message. Transactions around
    /// nothing of the history are the tool's book-keeping, and left out.
    pub(crate) fn summary(messages: &[Self]) -> Vec<String> {
        let mut summary: Vec<String> = Vec::new();
        for word in messages.iter().filter_map(Self::word) {
            let closes = matches!(word.as_str(), "commit" | "rollback");
            if closes && summary.last().is_some_and(|last| last == "begin") {
                summary.pop();
            } else {
                summary.push(word);
            }
        }
        summary
    }

    /// Each statement of a history names one object of the schema `shop`.
    fn word(&self) -> Option<String> {
        let statements = self.text.matches("shop.").count();
        if statements > 0 {
            return Some(statements.to_string());
        }
        let text = self.text.trim_start().to_ascii_lowercase();
        let words = [
            ("begin", "begin"),
            ("start transaction", "begin"),
            ("commit", "commit"),
            ("end", "commit"),
            ("rollback", "rollback"),
        ];
        words
            .into_iter()
            .find(|(start, _)| text.starts_with(start) && !text.contains("savepoint"))
            .map(|(_, word)| word.to_owned())
    }
}
