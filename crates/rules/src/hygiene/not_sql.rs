use std::cell::LazyCell;
use std::collections::BTreeSet;

use lint::{Collected, HistoryContext, MigrationFacts, On, Rule, RuleInfo};
use migrations::ProblemKind;
use schema::{Dialect, Kind, Statement};
use source::{Category, Severity, StatementPath};

static INFO: RuleInfo = RuleInfo::new(
    "not-sql",
    Category::Hygiene,
    Severity::Info,
    On::History,
    include_str!("not_sql.md"),
);

/// Reports migrations in other languages and files that psql includes, which are not read.
pub(crate) struct NotSql;

impl Rule for NotSql {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn conclude(&self, _: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        cx.report_problems(ProblemKind::NotSql);
        let history = cx.history;
        if history.engine.dialect != Dialect::Postgres || !history.history.tool.runs_psql() {
            return;
        }
        // Few scripts include anything.
        let read = LazyCell::new(|| {
            let files = history.migrations.iter().map(|facts| file_name(facts.file.path()));
            files.collect::<BTreeSet<&str>>()
        });
        for (number, facts) in history.migrations.iter().enumerate() {
            let mut statements = facts.script.statements.iter().enumerate();
            let unread = statements.find_map(|(at, statement)| {
                let name = included(statement, facts)?;
                (!read.contains(file_name(name))).then_some((at, statement.range, name))
            });
            let Some((at, range, name)) = unread else { continue };
            let path = StatementPath(vec![u32::try_from(at).unwrap_or(u32::MAX)]);
            cx.report_in(
                number,
                path,
                range,
                format!("`{name}` is run here by psql and was not read"),
            )
            .about(name.to_owned())
            .help("check it together with this file, so that what it does is known");
        }
    }
}

/// The file that a line of psql includes (<https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-META-COMMAND-INCLUDE>).
fn included<'a>(statement: &Statement, facts: &'a MigrationFacts) -> Option<&'a str> {
    if statement.kind != Kind::ClientCommand {
        return None;
    }
    let mut words = facts.file.slice(statement.range).split_whitespace();
    let is_include = matches!(words.next()?, "\\i" | "\\ir" | "\\include" | "\\include_relative");
    let name = words.next().filter(|_| is_include)?.trim_matches('\'');
    // What a variable holds is not known.
    (!name.is_empty() && !name.starts_with(':')).then_some(name)
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
