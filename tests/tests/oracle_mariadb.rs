//! MariaDB, asked: with `ALGORITHM=` and `LOCK=` forced the server itself says what a change needs; whether it
//! commits is seen from a second session, and what a second run does from the tables.
#![allow(unreachable_pub, missing_docs, dead_code, clippy::print_stderr, clippy::unwrap_used)]

#[path = "oracle/exceptions.rs"]
mod exceptions;
#[path = "oracle/family.rs"]
mod family;

use exceptions::Exceptions;
use family::Family;
use impact::{Algorithm, Engine, Impact, ImpactContext, Session as RunBy, Transaction};
use lockgate_tests::engines::mariadb::{Mariadb, Session, shared};
use lockgate_tests::engines::{Row, only};
use schema::{Catalog, Dialect};

/// A schema with its statements each, by name.
const FAMILIES: &[(&str, &str)] = &[
    ("mariadb", include_str!("oracle/mariadb/family.sql")),
    ("school", include_str!("oracle/mariadb/school.sql")),
    ("depot", include_str!("oracle/mariadb/depot.sql")),
];
const REFUSED: &str = include_str!("oracle/mariadb/refused.sql");
const EXCEPTIONS: &str = include_str!("oracle/mariadb/exceptions.tsv");

/// The algorithms, the cheapest first.
const ALGORITHMS: &[(&str, Algorithm)] = &[
    ("instant", Algorithm::Instant),
    ("nocopy", Algorithm::Nocopy),
    ("inplace", Algorithm::Inplace),
    ("copy", Algorithm::Copy),
];

/// The locks, the weakest first.
const LOCKS: &[&str] = &["none", "shared", "exclusive"];

#[test]
fn predicts_what_the_server_says_it_supports() {
    let Some(server) = shared() else { return };
    let exceptions = Exceptions::read(EXCEPTIONS);
    let engine = version_of(server);
    for (name, text) in FAMILIES {
        let family = Family::read(name, text, Dialect::Mariadb);
        check(server, &family, engine, &exceptions);
    }
    let stale = exceptions.stale();
    assert!(
        stale.is_empty(),
        "exceptions that no statement needs:\n{}",
        stale.join("\n")
    );
}

/// Every prediction about this family is the server's answer, or is listed with the reason.
fn check(server: &Mariadb, family: &Family, engine: Engine, exceptions: &Exceptions<'_>) {
    let before = family.catalog(Dialect::Mariadb);
    let (mut right, mut refused, mut excused, mut wrong) = (0, Vec::new(), Vec::new(), Vec::new());
    // A narrower run while looking for one mistake: LOCKGATE_ORACLE=`lat`.
    let only = std::env::var("LOCKGATE_ORACLE").unwrap_or_default();
    let asked: Vec<&String> = family.statements.iter().filter(|sql| sql.contains(&only)).collect();
    let answers = ask_all(server, family, &asked);
    for (sql, measured) in asked.into_iter().zip(answers) {
        let impact = impact(sql, &before, engine);
        let Some(measured) = measured else {
            refused.push(sql);
            continue;
        };
        let mut differences = measured.differences(&impact);
        differences.extend(misjudged_clauses(sql, &measured, &before, engine));
        if differences.is_empty() {
            right += 1;
        }
        for (fact, what) in differences {
            let line = format!("{fact}: {what}\t{sql}");
            match exceptions.hold(&family.name, fact, sql) {
                true => excused.push(line),
                false => wrong.push(line),
            }
        }
    }
    eprintln!(
        "{}: {} statements, {right} exact, {} excused facts, {} that it refuses as they are: {refused:?}",
        family.name,
        family.statements.len(),
        excused.len(),
        refused.len()
    );
    assert!(right >= 180 || !only.is_empty(), "only {right} statements are exact");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn knows_what_is_refused() {
    let Some(server) = shared() else { return };
    let family = Family::read("refused", REFUSED, Dialect::Mariadb);
    let (before, engine) = (family.catalog(Dialect::Mariadb), version_of(server));
    let (database, mut session) = server.new_database();
    session.run(&family.setup).unwrap();
    let mut is_wrong = |sql: &&String| {
        let is_refused = session.run(sql).is_err();
        !is_refused || impact(sql, &before, engine).outcome.refusal.is_none()
    };
    let wrong: Vec<&String> = family.statements.iter().filter(|sql| is_wrong(sql)).collect();
    clear_away(&mut session, &database);
    assert!(wrong.is_empty(), "not refused, or not known to be: {wrong:#?}");
}

fn version_of(server: &Mariadb) -> Engine {
    let (_, mut session) = server.new_database();
    let version = session.run("select version()").unwrap();
    let version = only(&version).split('-').next().unwrap_or_default().to_owned();
    Engine::new(Dialect::Mariadb, version.parse().ok())
}

/// What the server says of a statement.
#[derive(Debug)]
struct Measured {
    /// The cheapest algorithm and the weakest lock with it, where the statement takes such clauses.
    online: Option<(Algorithm, &'static str)>,
    commits: bool,
    idempotent: bool,
}

impl Measured {
    fn differences(&self, impact: &Impact) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        if let Some((algorithm, lock)) = self.online {
            if impact.algorithm != Some(algorithm) {
                found.push((
                    "algorithm",
                    format!("predicted {:?}, measured {algorithm:?}", impact.algorithm),
                ));
            }
            let locks = impact.locks.iter().map(|lock| lock.mode.to_ascii_lowercase());
            let predicted = locks.max_by_key(|lock| LOCKS.iter().position(|known| known == lock));
            let predicted = predicted.unwrap_or_else(|| "none".to_owned());
            if predicted != lock {
                found.push(("lock", format!("predicted {predicted}, measured {lock}")));
            }
        }
        if let Some(reason) = impact.outcome.refusal {
            found.push(("refusal", format!("predicted, since {reason}, and it runs")));
        }
        if impact.outcome.implicit_commit != Some(self.commits) {
            found.push((
                "commit",
                format!(
                    "predicted {:?}, measured {}",
                    impact.outcome.implicit_commit, self.commits
                ),
            ));
        }
        if impact.outcome.idempotent != Some(self.idempotent) {
            found.push((
                "idempotent",
                format!(
                    "predicted {:?}, measured {}",
                    impact.outcome.idempotent, self.idempotent
                ),
            ));
        }
        found
    }
}

fn impact(sql: &str, before: &Catalog, engine: Engine) -> Impact {
    let script = syntax::read(sql, &syntax::ReadOptions::whole(sql, engine.dialect));
    let cx = ImpactContext {
        before,
        engine,
        session: RunBy {
            transaction: Transaction::None,
            settings: &[],
        },
    };
    impact::of_statement(&script.statements[0], &cx).0
}

/// How many questions are put at once: the server is waiting for its files most of the time.
const AT_ONCE: usize = 4;

/// What concerns the whole server, and so what others see: it is asked alone.
const OF_SERVER: &[&str] = &[
    "fresh_database",
    "fresh_user",
    "global",
    "user",
    "role",
    "grant",
    "revoke",
    "kill",
    "flush",
];

fn ask_all(server: &Mariadb, family: &Family, asked: &[&String]) -> Vec<Option<Measured>> {
    let is_of_server = |sql: &str| OF_SERVER.iter().any(|word| sql.contains(word));
    let next = std::sync::atomic::AtomicUsize::new(0);
    let answers: Vec<std::sync::Mutex<Option<Measured>>> = asked.iter().map(|_| std::sync::Mutex::default()).collect();
    let work = || {
        loop {
            let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(sql) = asked.get(at) else { return };
            if !is_of_server(sql) {
                *answers[at].lock().unwrap() = ask(server, family, sql);
            }
        }
    };
    std::thread::scope(|scope| {
        (0..AT_ONCE).for_each(|_| {
            scope.spawn(work);
        });
    });
    let answers = answers
        .into_iter()
        .zip(asked)
        .map(|(answer, sql)| match is_of_server(sql) {
            true => ask(server, family, sql),
            false => answer.into_inner().unwrap(),
        });
    answers.collect()
}

/// Each question is put to a database of its own; `None` where the statement does not run at all.
fn ask(server: &Mariadb, family: &Family, sql: &str) -> Option<Measured> {
    let (database, mut session) = made(server, family, sql);
    session
        .run("create table oracle_mark (id int) engine = innodb")
        .unwrap();
    session.run("begin; insert into oracle_mark values (1)").unwrap();
    session.run(sql).ok()?;
    let mut other = server.session(&database).unwrap();
    let seen = other.run("select count(*) from oracle_mark").unwrap();
    let commits = only(&seen) == "1";
    session.run("commit").unwrap();
    let first = state(&mut session, &database);
    let again = session.run(sql);
    let idempotent = again.is_ok() && state(&mut session, &database) == first;
    for rest in [
        "unlock tables",
        "drop database if exists fresh_database",
        "drop user if exists fresh_user",
    ] {
        session.run(rest).unwrap();
    }
    clear_away(&mut session, &database);
    Some(Measured {
        online: online(server, family, sql),
        commits,
        idempotent,
    })
}

/// Saves room, which is all that it does: the server refuses while a file of a statement that failed still lies there.
fn clear_away(session: &mut Session, database: &str) {
    if let Err(error) = session.run(&format!("drop database {database}")) {
        eprintln!("{database} stays: {error}");
    }
}

fn made(server: &Mariadb, family: &Family, sql: &str) -> (String, Session) {
    let (database, mut session) = server.new_database();
    let setup = setup_for(family, sql);
    let made = if setup.is_empty() {
        Ok(Vec::new())
    } else {
        session.run(&setup)
    };
    assert!(made.is_ok(), "MariaDB refuses the schema: {made:?}");
    (database, session)
}

/// The parts of the schema that a statement names, those that refer to them, and what all these name: making tables is
/// what takes time.
fn setup_for(family: &Family, sql: &str) -> String {
    let lines: Vec<&str> = family.setup.lines().filter(|line| !line.starts_with("--")).collect();
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        words.map(str::to_owned).collect()
    };
    // `create table x`, `insert into x`, `create unique index i on x`, `create view x`.
    let object = |line: &str| {
        let words = words(line);
        let place = words
            .iter()
            .position(|word| ["table", "into", "on", "view"].contains(&word.as_str()));
        place
            .and_then(|place| words.get(place + 1).cloned())
            .unwrap_or_default()
    };
    let mut wanted = words(sql);
    let refers = |line: &str| {
        let targets = line.split(" references ").skip(1);
        let mut targets = targets.filter_map(|target| target.split_whitespace().next());
        targets.any(|target| wanted.iter().any(|word| word == target))
    };
    let referrers = lines.iter().filter(|line| refers(line));
    let referrers: Vec<String> = referrers.map(|line| object(line)).collect();
    wanted.extend(referrers);
    for line in lines.iter().rev().filter(|line| line.starts_with("create")) {
        if wanted.contains(&object(line)) {
            wanted.extend(words(line));
        }
    }
    let kept = lines.into_iter().filter(|line| wanted.contains(&object(line)));
    kept.collect::<Vec<_>>().join("\n")
}

/// What stands between a statement that may say how it is to be done and the clause that says it.
fn glue(sql: &str) -> Option<&'static str> {
    match sql.split_whitespace().next() {
        Some("alter") if !sql.contains(" rename to ") && !sql.contains("partition") => Some(", "),
        Some("create" | "drop") if sql.contains(" index ") => Some(" "),
        _ => None,
    }
}

/// Cheaper algorithms than the one the server needs are predicted to be refused, and that one is not.
fn misjudged_clauses(sql: &str, measured: &Measured, before: &Catalog, engine: Engine) -> Vec<(&'static str, String)> {
    let Some(((needed, lock), glue)) = measured.online.zip(glue(sql)) else {
        return Vec::new();
    };
    let mut wrong = Vec::new();
    for (word, algorithm) in ALGORITHMS.iter().filter(|(_, algorithm)| *algorithm <= needed) {
        let asked = format!("{sql}{glue}algorithm={word}{glue}lock={lock}");
        let predicted = impact(&asked, before, engine).outcome.refusal;
        if predicted.is_some() != (*algorithm < needed) {
            wrong.push((
                "clause",
                format!("algorithm={word}: predicted {predicted:?}, needed {needed:?}"),
            ));
        }
    }
    wrong
}

/// The cheapest algorithm that the server accepts, and the weakest lock that it accepts with it.
fn online(server: &Mariadb, family: &Family, sql: &str) -> Option<(Algorithm, &'static str)> {
    // `ALGORITHM=INSTANT` is accepted in front of a change of engine, and the table is copied all the same.
    if sql.contains(" engine ") || sql.contains(" engine=") {
        return None;
    }
    let glue = glue(sql)?;
    let (database, mut session) = made(server, family, sql);
    // What is refused leaves the database as it was, so the next question can be put to it.
    let mut accepts = |word: &str, lock: &str| {
        let asked = format!("{sql}{glue}algorithm={word}{glue}lock={lock}");
        session.run(&asked).is_ok()
    };
    let accepted = ALGORITHMS.iter().find_map(|(word, algorithm)| {
        let lock = LOCKS.iter().find(|lock| accepts(word, lock))?;
        Some((*algorithm, *lock))
    });
    clear_away(&mut session, &database);
    accepted
}

/// The schema and the rows.
fn state(session: &mut Session, database: &str) -> Vec<Row> {
    let names =
        format!("select table_name from information_schema.tables where table_schema = '{database}' order by 1");
    let mut state = Vec::new();
    for row in session.run(&names).unwrap() {
        let Some(Some(name)) = row.first().cloned() else {
            continue;
        };
        // A view whose table has gone has neither.
        let definition = session.run(&format!("show create table `{name}`")).unwrap_or_default();
        state.extend(definition.into_iter().map(without_counter));
        let mut rows = session.run(&format!("select * from `{name}`")).unwrap_or_default();
        rows.sort();
        state.extend(rows);
    }
    let routines = |kind: &str| format!("show {kind} status where Db = '{database}'");
    for query in ["show triggers".to_owned(), routines("procedure"), routines("function")] {
        let rows = session.run(&query).unwrap();
        state.extend(rows.into_iter().map(|row| row.into_iter().take(3).collect()));
    }
    state
}

/// The number that a table counts up to is neither schema nor row: a refused or repeated row uses one up.
fn without_counter(row: Row) -> Row {
    let cut = |cell: String| match cell.split_once(" AUTO_INCREMENT=") {
        Some((before, behind)) => format!(
            "{before}{}",
            behind.trim_start_matches(|letter: char| letter.is_ascii_digit())
        ),
        None => cell,
    };
    row.into_iter().map(|cell| cell.map(cut)).collect()
}
