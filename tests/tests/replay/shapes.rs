//! Short scripts about what real histories seldom hold: tables made like others, from queries, as heirs and partitions,
//! rebuilt. Each is run on the engine and replayed, and both must know the same.

use schema::catalog::Start;
use schema::{Catalog, Dialect, Origin};
use source::FileId;

use super::{Target, differences, ours};

/// The scripts of one dialect, each below a line that names it.
fn scripts(dialect: Dialect) -> Vec<(&'static str, &'static str)> {
    let text = match dialect {
        Dialect::Postgres => include_str!("shapes/postgres.sql"),
        Dialect::Mariadb => include_str!("shapes/mariadb.sql"),
        _ => include_str!("shapes/sqlite.sql"),
    };
    let parts = text.split("-- script: ").skip(1);
    parts.filter_map(|part| part.split_once('\n')).collect()
}

/// Runs the scripts of a dialect, each on a database of its own, and says what the engine and the catalogue disagree on.
pub(crate) fn wrong(dialect: Dialect, open: &mut dyn FnMut() -> Option<Box<dyn Target>>) -> Option<Vec<String>> {
    let mut wrong = Vec::new();
    for (name, sql) in scripts(dialect) {
        let mut target = open()?;
        let script = syntax::read(sql, &syntax::ReadOptions::whole(sql, dialect));
        let mut catalog = Catalog::new(dialect, Start::Empty);
        target.start_session();
        for (at, statement) in (0u32..).zip(&script.statements) {
            let text = &sql[statement.range.slice()];
            if let Err(error) = target.run(text) {
                wrong.push(format!("{name}: the engine refuses `{text}`: {error}"));
            }
            catalog.apply(statement, Origin::new(FileId(0), 0, at));
        }
        let theirs = target.lines();
        assert!(!theirs.is_empty(), "{name}: the engine holds nothing");
        let differences = differences(&theirs, &ours::lines(&catalog, &mut *target));
        wrong.extend(differences.into_iter().map(|line| format!("{name}: {line}")));
    }
    Some(wrong)
}
