use engine::{Project, StatementFacts};
use impact::{Phase, RelationLock};
use schema::Statement;
use source::{FileId, TextRange};

use crate::occurrences::OccurrenceRole;
use crate::references::name_at;
use crate::shape::shape;

/// What is known of what stands at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hover {
    /// What it is about.
    pub range: TextRange,
    /// What it is, or does, in a few words.
    pub title: String,
    /// Its definition, a line each.
    pub definition: Vec<String>,
    /// What else is known, one fact each.
    pub facts: Vec<String>,
    /// A page, in Markdown.
    pub page: Option<String>,
}

/// What is known at `offset`: of a rule that a comment names, of a table, a column or another thing of the database as
/// it is at this point of the history, else of the innermost statement. `None` between statements.
#[must_use]
pub fn hover(project: &Project, file: FileId, offset: u32) -> Option<Hover> {
    suppression_hover(project, file, offset)
        .or_else(|| name_hover(project, file, offset))
        .or_else(|| statement_hover(project, file, offset))
}

/// The page of the rule that a suppressing comment names here.
fn suppression_hover(project: &Project, file: FileId, offset: u32) -> Option<Hover> {
    let mut suppressions = project.migrations_in(file).flat_map(|facts| facts.suppressions.iter());
    let holds = |range: TextRange| range.start <= offset && offset <= range.end;
    let suppression = suppressions.find(|suppression| holds(suppression.range))?;
    let named = suppression.names.iter().find(|named| holds(named.range))?;
    let name = match suppression.spelling.tool() {
        Some(tool) => format!("{tool}:{}", named.text),
        None => named.text.clone(),
    };
    let rules = &project.settings().rules;
    let rule = rules.named(&name).first().map(|index| rules.info(*index))?;
    Some(of_rule(rule, named.range))
}

/// The page of a rule.
#[must_use]
pub fn of_rule(info: &lint::RuleInfo, range: TextRange) -> Hover {
    Hover {
        range,
        title: info.id.to_string(),
        definition: Vec::new(),
        facts: vec![format!("{}, {}", info.category, info.severity)],
        page: Some(info.page.trim().to_owned()),
    }
}

fn name_hover(project: &Project, file: FileId, offset: u32) -> Option<Hover> {
    let (facts, at, occurrence) = name_at(project, file, offset)?;
    let after = facts.schema_before(at + 1);
    let before = facts.schema_before(at);
    let (first, second) = match occurrence.role {
        OccurrenceRole::Defines => (after, before),
        OccurrenceRole::Uses => (before, after),
    };
    let shape = shape(&occurrence.thing, first).or_else(|| shape(&occurrence.thing, second))?;
    let mut known = shape.facts;
    let origin = shape.origin.and_then(|origin| made_at(project, origin));
    known.extend(origin);
    if occurrence.is_guess {
        known.push("other tables of this statement have one of this name too".to_owned());
    }
    Some(Hover {
        range: occurrence.range,
        title: shape.title,
        definition: shape.definition,
        facts: known,
        page: None,
    })
}

/// Where something was made, for people.
fn made_at(project: &Project, origin: schema::Origin) -> Option<String> {
    let mut migrations = project.migrations_in(origin.file);
    let facts = migrations.find(|facts| facts.index_in_file == origin.migration)?;
    let statement = facts.script.statements.get(origin.statement as usize)?;
    let line = facts.file.line_column(statement.range.start).line;
    Some(format!("made in `{}`, line {line}", facts.file.path()))
}

fn statement_hover(project: &Project, file: FileId, offset: u32) -> Option<Hover> {
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
        definition: Vec::new(),
        facts: facts.map(told).unwrap_or_default(),
        page: None,
    }
}

/// A lock and who waits for it.
pub(crate) fn lock(lock: &RelationLock) -> String {
    let waits = match (lock.blocks_reads, lock.blocks_writes) {
        (true, _) => "; reads and writes wait",
        (false, true) => "; writes wait",
        (false, false) => "",
    };
    format!("locks `{}`: {}{waits}", lock.relation, lock.mode)
}

fn told(facts: StatementFacts<'_>) -> Vec<String> {
    let impact = facts.impact();
    let mut told: Vec<String> = impact.locks.iter().map(lock).collect();
    told.extend(impact.rewrites.iter().map(|relation| format!("rewrites `{relation}`")));
    let read_only = impact
        .scans
        .iter()
        .filter(|relation| !impact.rewrites.contains(relation));
    told.extend(read_only.map(|relation| format!("reads all of `{relation}` under its lock")));
    let known = [
        (impact.outcome.refused_in_transaction, "cannot run in a transaction", ""),
        (impact.outcome.implicit_commit, "commits the open transaction", ""),
        (
            impact.outcome.transactional,
            "undone by a rollback",
            "not undone by a rollback",
        ),
        (impact.outcome.destructive, "loses stored data", ""),
        (impact.outcome.reversible, "", "cannot be undone by another statement"),
        (impact.outcome.idempotent, "can be run twice", "cannot be run twice"),
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
    told.extend(impact.outcome.phase.map(|phase| {
        let said = match phase {
            Phase::Neutral => "changes neither schema nor rows",
            Phase::Data => "changes rows only",
            Phase::Expand => "expands: code of the last release keeps working",
            Phase::Contract => "contracts: code of the last release may break",
        };
        said.to_owned()
    }));
    told.extend(impact.outcome.refusal.map(|reason| format!("refused: {reason}")));
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
