//! A family's statements, run by PostgreSQL: each in a transaction, twice, and rolled back.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::family::Family;
use crate::measured::{Effect, Measured, strongest_locks, texts};

const OBSERVE: &str = include_str!("postgres/observe.sql");

/// `active_sql_transaction`: not inside a transaction block.
const REFUSED: &str = "25001";
const SUCCESS: &str = "00000";

/// Where a server listens.
pub struct Server<'a> {
    pub socket: &'a Path,
    pub port: u16,
}

impl Server<'_> {
    /// Runs a script through `psql`, in a database, and gives what it printed.
    pub fn run(&self, database: &str, script: &str) -> String {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), script).unwrap();
        let output = Command::new("psql")
            .args(["-X", "-q", "-A", "-t", "-U", "postgres", "-d", database, "-p"])
            .arg(self.port.to_string())
            .arg("-h")
            .arg(self.socket)
            .arg("-f")
            .arg(file.path())
            .stderr(Stdio::null())
            .output()
            .expect("psql is installed along with the server");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What each statement of a family does, in a database of its own.
    pub fn measure(&self, family: &Family) -> Vec<Measured> {
        let database = format!("family_{}", family.name);
        self.run(
            "postgres",
            &format!("drop database if exists {database};\ncreate database {database};"),
        );
        let setup = format!(
            "\\set ON_ERROR_STOP on\n{OBSERVE}\n{}\n;analyze;\n\\echo the schema stands",
            family.setup
        );
        let printed = self.run(&database, &setup);
        assert!(
            printed.contains("the schema stands"),
            "{}: PostgreSQL refuses the schema; {}",
            family.name,
            self.first_error(&database, &family.setup)
        );
        let printed = self.run(&database, &script(family));
        let answers: Vec<&str> = printed.split("\n@@\n").skip(1).collect();
        assert_eq!(answers.len(), family.statements.len(), "{}: psql stopped", family.name);
        answers.into_iter().map(read_answer).collect()
    }

    fn first_error(&self, database: &str, setup: &str) -> String {
        self.run(
            "postgres",
            &format!("drop database {database};\ncreate database {database};"),
        );
        let script = format!("{OBSERVE}\n\\set ON_ERROR_STOP off\n{setup}\n\\echo :LAST_ERROR_MESSAGE");
        self.run(database, &script)
    }
}

fn script(family: &Family) -> String {
    // Whole reads go through the table, so that they are seen as such.
    let mut script = String::from(
        "set enable_indexscan = off;\nset enable_indexonlyscan = off;\nset enable_bitmapscan = off;\n\\set VERBOSITY terse\n\\echo\n",
    );
    for statement in &family.statements {
        writeln!(
            script,
            "\\echo @@\nbegin;\n\\o /dev/null\nselect oracle.remember();\n{statement}\n;\n\\o\n\
             \\echo first :SQLSTATE\n\\echo message :LAST_ERROR_MESSAGE\n\
             select 'observed ' || oracle.observed(pg_backend_pid());\n\
             select 'digest ' || oracle.digest();\n\
             \\o /dev/null\n{statement}\n;\n\\o\n\\echo second :SQLSTATE\n\
             select 'again ' || oracle.digest();\nrollback;"
        )
        .expect("a string takes everything");
    }
    script
}

fn read_answer(answer: &str) -> Measured {
    let line = |name: &str| {
        let mut lines = answer.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
    };
    match line("first") {
        Some(SUCCESS) => {}
        Some(REFUSED) => return Measured::RefusedInTransaction,
        _ => return Measured::Failed(line("message").unwrap_or_default().to_owned()),
    }
    let observed: Value = serde_json::from_str(line("observed").expect("it was observed")).expect("JSON");
    let rewrites = texts(&observed["rewrites"]);
    let mut scans = texts(&observed["scans"]);
    scans.extend(rewrites.iter().cloned());
    scans.sort();
    scans.dedup();
    Measured::Ran(Effect {
        locks: strongest_locks(&observed["locks"]),
        rewrites,
        scans,
        idempotent: line("second") == Some(SUCCESS) && line("digest") == line("again"),
    })
}
