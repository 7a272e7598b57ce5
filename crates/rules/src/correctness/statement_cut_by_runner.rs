use std::sync::LazyLock;

use lint::{Context, MigrationFacts, On, Rule, RuleInfo, Subject};
use migrations::Tool;
use schema::Statement;
use source::{Applicability, Category, Severity, StatementPath, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    fixable: true,
    ..RuleInfo::new(
        "statement-cut-by-runner",
        Category::Correctness,
        Severity::Error,
        On::Migrations,
        include_str!("statement_cut_by_runner.md"),
    )
});

/// Reports statements that the migration tool cuts in two.
pub(crate) struct StatementCutByRunner;

impl Rule for StatementCutByRunner {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        // Both end a statement at each line that ends in a semicolon, whatever stands around it
        // (<https://github.com/pressly/goose/blob/main/internal/sqlparser/parser.go>,
        // <https://github.com/rubenv/sql-migrate/blob/master/sqlparse/sqlparse.go>).
        let mark = match facts.tool {
            Tool::Goose => "+goose",
            Tool::SqlMigrate => "+migrate",
            _ => return,
        };
        let held_together = &facts.migration.section.single_statements;
        for (at, statement) in (0..).zip(&facts.script.statements) {
            let is_held = |held: &TextRange| held.contains(statement.range.start);
            if held_together.iter().any(is_held) {
                continue;
            }
            let Some(cut) = first_cut(statement, facts) else {
                continue;
            };
            let tool = facts.tool.title();
            let report = cx.report_in(
                StatementPath(vec![at]),
                cut,
                format!("{tool} ends the statement here, and sends what is above and below by themselves"),
            );
            let begin = format!("-- {mark} StatementBegin");
            let end = format!("-- {mark} StatementEnd");
            report.help(format!(
                "write `{begin}` on a line above the statement and `{end}` on one below"
            ));
            let lines = facts.lines_of(statement);
            if is_line(lines, facts) {
                report.fix(
                    "hold the statement together",
                    Applicability::Safe,
                    [
                        (TextRange::empty(lines.start), format!("{begin}\n")),
                        (TextRange::empty(lines.end), format!("{end}\n")),
                    ],
                );
            }
        }
    }
}

/// The first line's end within the statement at which it is cut.
fn first_cut(statement: &Statement, facts: &MigrationFacts) -> Option<TextRange> {
    let text = facts.file.slice(statement.range);
    let mut start = statement.range.start;
    for line in text.split_inclusive('\n') {
        let end = start + u32::try_from(line.len()).ok()?;
        let is_last = end >= statement.range.end;
        let is_comment = line.trim_start().starts_with("--");
        if !is_last
            && !is_comment
            && let Some(semicolon) = final_semicolon(line)
        {
            return Some(TextRange::new(start, start + u32::try_from(semicolon).ok()? + 1));
        }
        start = end;
    }
    None
}

/// Where the semicolon stands that ends the line's last word before a comment.
fn final_semicolon(line: &str) -> Option<usize> {
    let mut end = 0;
    let mut from = 0;
    for word in line.split_whitespace() {
        let at = from + line[from..].find(word)?;
        if word.starts_with("--") {
            break;
        }
        from = at + word.len();
        end = from;
    }
    line[..end].ends_with(';').then(|| end - 1)
}

/// Whether the range begins and ends with lines of its own.
fn is_line(lines: TextRange, facts: &MigrationFacts) -> bool {
    let text = facts.file.text();
    let begins_line = text[..lines.start as usize].ends_with('\n');
    begins_line && text[..lines.end as usize].ends_with('\n')
}
