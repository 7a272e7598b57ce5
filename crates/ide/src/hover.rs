use engine::{Project, StatementFacts};
use schema::Statement;
use source::{FileId, TextRange};

/// What is known of the statement at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hover {
    /// The statement.
    pub range: TextRange,
    /// What it does, in a few words.
    pub title: String,
    /// What it does to the database, one fact each.
    pub facts: Vec<String>,
}

/// What the innermost statement at `offset` does; `None` between statements.
#[must_use]
pub fn hover(project: &Project, file: FileId, offset: u32) -> Option<Hover> {
    let mut at = project.migrations_in(file).flat_map(|facts| facts.iter());
    let (statement, facts) = at.find(|(statement, _)| holds(statement, offset))?;
    Some(innermost(statement, Some(facts), offset))
}

fn holds(statement: &Statement, offset: u32) -> bool {
    statement.range.contains(offset) || statement.range.end == offset
}

fn innermost(statement: &Statement, facts: Option<StatementFacts<'_>>, offset: u32) -> Hover {
    let inner = statement
        .body
        .iter()
        .enumerate()
        .find(|(_, inner)| holds(inner, offset));
    if let Some((at, inner)) = inner {
        return innermost(inner, facts.and_then(|facts| facts.inner(at)), offset);
    }
    Hover {
        range: statement.range,
        title: statement.kind.as_str().replace('_', " "),
        facts: facts.map(told).unwrap_or_default(),
    }
}

fn told(facts: StatementFacts<'_>) -> Vec<String> {
    let impact = facts.impact();
    let mut told = Vec::new();
    for lock in &impact.locks {
        let waits = match (lock.blocks_reads, lock.blocks_writes) {
            (true, _) => "; reads and writes wait",
            (false, true) => "; writes wait",
            (false, false) => "",
        };
        told.push(format!("locks `{}`: {}{waits}", lock.relation, lock.mode));
    }
    told.extend(impact.rewrites.iter().map(|relation| format!("rewrites `{relation}`")));
    let read_only = impact
        .scans
        .iter()
        .filter(|relation| !impact.rewrites.contains(relation));
    told.extend(read_only.map(|relation| format!("reads all of `{relation}` under its lock")));
    let known = [
        (impact.refused_in_transaction, "cannot run in a transaction", ""),
        (impact.implicit_commit, "commits the open transaction", ""),
        (impact.destructive, "loses stored data", ""),
        (impact.reversible, "", "cannot be undone by another statement"),
        (impact.idempotent, "can be run twice", "cannot be run twice"),
    ];
    for (fact, when_true, when_false) in known {
        let text = match fact {
            Some(true) => when_true,
            Some(false) => when_false,
            None => "",
        };
        if !text.is_empty() {
            told.push(text.to_owned());
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use engine::Settings;
    use schema::Dialect;
    use source::{MemoryFiles, SourceFile, Sources};

    use super::*;

    #[test]
    fn the_statement_under_the_cursor_is_told() {
        let text = "create table a (id int);\ndrop table b;";
        let mut sources = Sources::default();
        let file = sources.add(SourceFile::from_text("a.sql", text));
        let settings = Settings {
            dialect: Some(Dialect::Postgres),
            ..Settings::default()
        };
        let project = Project::load(&MemoryFiles::default(), sources, &[file], settings);
        let hover = hover(&project, file, 30).unwrap();
        assert_eq!(hover.title, "drop table");
        assert_eq!(&text[hover.range.slice()], "drop table b");
    }

    #[test]
    fn nothing_stands_between_statements() {
        let mut sources = Sources::default();
        let file = sources.add(SourceFile::from_text("a.sql", "   \n\n"));
        let project = Project::load(&MemoryFiles::default(), sources, &[file], Settings::default());
        assert_eq!(hover(&project, file, 1), None);
    }
}
