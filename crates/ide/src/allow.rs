use engine::{MigrationFacts, Project};
use lint::{Scope, Spelling};
use schema::Statement;
use source::{FileId, Finding, Replacement, Span, TextRange};

/// The comment that suppresses a finding at its statement: a new one above it, or one more name in the one that is
/// there. `None` for a finding about the file.
#[must_use]
pub fn allow_for_statement(project: &Project, finding: &Finding) -> Option<Replacement> {
    finding.statement.as_ref()?;
    let file = finding.span.file;
    let start = finding.span.range.start;
    let (facts, statement) = statement_at(project, file, start)?;
    let rule = &finding.rule;
    let own = facts.suppressions.iter().find(|suppression| {
        suppression.spelling == Spelling::Lockgate
            && matches!(suppression.scope, Scope::Within(range) if range == statement.range)
    });
    if let Some(last) = own.and_then(|own| own.names.last()) {
        return Some(inserted(file, last.range.end, format!(", {rule}")));
    }
    let text = project.sources().get(file).text();
    let at = statement.range.start;
    let indent = indent_before(text, at);
    let comment = format!("-- lockgate: allow {rule}\n");
    Some(match indent {
        Some(indent) => inserted(file, at - length(indent), format!("{indent}{comment}")),
        None => inserted(file, at, format!("\n{comment}")),
    })
}

/// The comment that suppresses a rule in a file. It stands behind what the migration's runner reads at the beginning of
/// the file, and before the first statement.
#[must_use]
pub fn allow_for_file(project: &Project, file: FileId, rule: &str) -> Replacement {
    let text = project.sources().get(file).text();
    let mut migrations: Vec<_> = project.migrations_in(file).collect();
    migrations.sort_by_key(|facts| facts.migration.section.range.start);
    let suppressions = migrations.iter().flat_map(|facts| facts.suppressions.iter());
    let mut own = suppressions.filter(|own| own.spelling == Spelling::Lockgate && own.scope == Scope::File);
    if let Some(last) = own.find_map(|own| own.names.last()) {
        return inserted(file, last.range.end, format!(", {rule}"));
    }
    let comment = format!("-- lockgate: allow-file {rule}\n");
    let first = migrations.first();
    let has_header = first.is_some_and(|facts| facts.migration.section.header.is_some());
    if has_header {
        let line_end = text.find('\n').map(|at| at + 1);
        return match line_end {
            Some(at) => inserted(file, offset(at), comment),
            None => inserted(file, length(text), format!("\n{comment}")),
        };
    }
    let statement = first.and_then(|facts| facts.script.statements.first());
    let Some(statement) = statement else {
        return inserted(file, 0, comment);
    };
    let at = statement.range.start;
    match indent_before(text, at) {
        Some(indent) => inserted(file, at - length(indent), comment),
        None => inserted(file, at, format!("\n{comment}")),
    }
}

fn statement_at(project: &Project, file: FileId, at: u32) -> Option<(&MigrationFacts, &Statement)> {
    project.migrations_in(file).find_map(|facts| {
        let mut statements = facts.script.statements.iter();
        let statement = statements.find(|statement| statement.range.start <= at && at <= statement.range.end)?;
        Some((&**facts, statement))
    })
}

/// The space between the beginning of the line and `at`; `None` where something else stands there too.
fn indent_before(text: &str, at: u32) -> Option<&str> {
    let before = text.get(..at as usize)?;
    let line = before.rsplit(['\n', '\r']).next()?;
    line.chars().all(char::is_whitespace).then_some(line)
}

fn inserted(file: FileId, at: u32, text: String) -> Replacement {
    Replacement {
        span: Span::new(file, TextRange::empty(at)),
        text,
    }
}

fn length(text: &str) -> u32 {
    offset(text.len())
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
