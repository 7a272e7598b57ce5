//! Every change of schema of the real histories: written, read again, and applied beside the original.
#![expect(clippy::print_stdout, reason = "a test says when it is skipped and what it measured")]

#[path = "common/corpus.rs"]
mod corpus;
#[path = "common/support.rs"]
mod support;

use std::collections::BTreeMap;

use corpus::{History, histories};
use schema::catalog::Start;
use schema::write::SqlWriter;
use schema::{Action, Catalog, Change, Dialect, Origin, Script, Statement};
use source::FileId;
use support::read;

/// What became of the changes.
#[derive(Default)]
struct Count {
    written: u32,
    same: u32,
    refused: BTreeMap<String, u32>,
    different: Vec<String>,
}

/// Changes that alter the schema and so the catalogue; those of data, of sessions and of blocks are left out.
fn is_of_schema(change: &Change) -> bool {
    matches!(
        change.action,
        Action::CreateTable(_)
            | Action::CreateIndex(_)
            | Action::CreateView(_)
            | Action::CreateRoutine(_)
            | Action::CreateTrigger(_)
            | Action::CreateSequence(_)
            | Action::CreateType(_)
            | Action::CreatePolicy(_)
            | Action::CreateObject(_)
            | Action::Drop(_)
            | Action::Rename(_)
            | Action::AddColumn { .. }
            | Action::Column(_)
            | Action::AddConstraint { .. }
            | Action::Constraint(_)
            | Action::Partition(_)
            | Action::Table(_)
            | Action::AddEnumValue(_)
    )
}

fn after(catalog: &Catalog, statement: &Statement, change: &Change) -> Catalog {
    let alone = Statement {
        changes: vec![change.clone()],
        ..statement.clone()
    };
    let mut after = catalog.clone();
    after.apply(&alone, Origin::new(FileId(0), 0, 0));
    after
}

fn measure(history: &History, count: &mut Count) {
    let mut catalog = Catalog::new(history.dialect, Start::Unknown);
    for (path, text) in &history.files {
        let script = read(text, history.dialect);
        for statement in &script.statements {
            for change in statement.changes.iter().filter(|change| is_of_schema(change)) {
                one(&catalog, (statement, change), (path, text), count);
            }
            if !path.contains("down") {
                catalog.apply(statement, Origin::new(FileId(0), 0, 0));
            }
        }
        catalog.start_session();
    }
}

fn one(catalog: &Catalog, (statement, change): (&Statement, &Change), (path, script): (&str, &str), count: &mut Count) {
    let dialect = catalog.dialect();
    let text = match SqlWriter::of_script(dialect, script).change(change) {
        Ok(text) => text,
        Err(error) => {
            let what = format!("{dialect} {}: {}", change.kind.as_str(), error.reason());
            *count.refused.entry(what).or_default() += 1;
            return;
        }
    };
    count.written += 1;
    let again = read(&text, dialect);
    let differs = match single(&again) {
        None => Some("is not read as one change".to_owned()),
        Some((only, same)) => {
            let expected = after(catalog, statement, change);
            let found = expected.diff(&after(catalog, only, same));
            found
                .iter()
                .find(|difference| difference.is_certain)
                .map(ToString::to_string)
        }
    };
    match differs {
        None => count.same += 1,
        Some(why) => count.different.push(format!("{dialect} {path}: {why}: {text:.300}")),
    }
}

fn single(script: &Script) -> Option<(&Statement, &Change)> {
    let [statement] = script.statements.as_slice() else {
        return None;
    };
    let [change] = statement.changes.as_slice() else {
        return None;
    };
    Some((statement, change))
}

#[test]
fn what_is_written_does_the_same() {
    let Some(histories) = histories() else {
        return;
    };
    let mut count = Count::default();
    for history in &histories {
        measure(history, &mut count);
    }
    let refused: u32 = count.refused.values().sum();
    println!("{} written, {} the same, {refused} refused", count.written, count.same);
    for (why, times) in &count.refused {
        println!("  {times:5} {why}");
    }
    for different in count.different.iter().take(200) {
        println!("  {different}");
    }
    assert!(
        count.same == count.written,
        "{} of {} do the same",
        count.same,
        count.written
    );
    let all = count.written + refused;
    assert!(
        count.written * 1000 >= all * 999,
        "{} of {all} are written",
        count.written
    );
    assert!(histories.iter().any(|history| history.dialect == Dialect::Oracle));
}
