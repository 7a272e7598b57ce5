use std::io::{self, Write};

use impact::{Impact, transactions};
use lint::{MigrationFacts, Rebuild, StatementFacts};
use migrations::TransactionMode;
use schema::{Catalog, Change, Dialect, Kind, Runs, Statement};

use super::words::{
    in_words, lock, locks, locks_or_refusal, needs_edition, phase, reruns, rolls_back, title, transaction, when,
    without_default_schema, work,
};
use super::{Detail, ExplainedFile, engine, names};
use crate::Terminal;
use crate::place::FilePlaces;
use crate::terminal::Style;
use crate::text::{cut, on_one_line};

/// How wide a column gets before its longest cells are cut.
const WIDEST_COLUMN: usize = 60;

/// How much of a line below a statement is shown.
const WIDEST_DETAIL: usize = 140;

const HEADINGS: [&str; 8] = ["#", "at", "statement", "locks", "work", "rolls back", "reruns", "phase"];

/// What was `told` of the file before holds for this one too where nothing else is said.
pub(super) fn write_file(
    file: &ExplainedFile<'_>,
    told: &[String],
    detail: Detail,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    let path = on_one_line(file.path);
    let engine = engine(file.dialect, file.engine_version);
    let tool = file.tool.title();
    writeln!(out, "{}  {engine}, {tool}", terminal.paint(Style::Bold, &path))?;
    for note in file.notes.iter().filter(|note| !told.contains(note)) {
        writeln!(out, "  {}", terminal.paint(Style::Dim, &on_one_line(note)))?;
    }
    if file.migrations.is_empty() {
        writeln!(out, "  no migration")?;
    }
    for facts in &file.migrations {
        write_migration(facts, detail, terminal, out)?;
    }
    Ok(())
}

fn write_migration(facts: &MigrationFacts, detail: Detail, terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let migration = &facts.migration;
    let direction = migration.direction.as_str();
    let version = on_one_line(&migration.version_text);
    let space = if version.is_empty() { "" } else { " " };
    let opens = matches!(
        migration.policy.transaction,
        TransactionMode::PerMigration | TransactionMode::AllPending
    );
    let is_detected = |statement: &Statement| transactions::is_detected(statement, &migration.policy, facts.engine);
    let transaction = if migration.is_passed_over() {
        "the tool passes it over"
    } else if opens && facts.script.statements.iter().any(is_detected) {
        "the tool runs it outside a transaction, for it sees what cannot run in one"
    } else {
        in_words(migration.policy.transaction)
    };
    writeln!(out, "  {direction}{space}{version}: {transaction}")?;

    let mut table = Table {
        places: FilePlaces::new(&facts.file),
        migration: facts,
        dialect: facts.engine.dialect,
        detail,
        rebuilds: facts.rebuilds(),
        rows: Vec::new(),
    };
    table.add_statements(&facts.script.statements, &|at| facts.statement(at), &[]);
    if table.rows.is_empty() {
        return writeln!(out, "  no statement");
    }
    table.write(terminal, out)
}

struct Table<'a> {
    places: FilePlaces<'a>,
    migration: &'a MigrationFacts,
    dialect: Dialect,
    detail: Detail,
    rebuilds: Vec<Rebuild>,
    rows: Vec<Row>,
}

/// A line for a statement, and the lines below it.
struct Row {
    cells: [String; HEADINGS.len()],
    details: Vec<String>,
    style: Option<Style>,
}

impl Table<'_> {
    fn add_statements<'f>(
        &mut self,
        statements: &[Statement],
        facts: &dyn Fn(usize) -> Option<StatementFacts<'f>>,
        outer: &[u32],
    ) {
        for (statement, index) in statements.iter().zip(0..) {
            let mut path = outer.to_vec();
            path.push(index);
            let facts = facts(index as usize);
            self.add_statement(statement, facts, &path);
            // What a block runs at once is worth a line; what a routine holds is a detail.
            let runs_now = |inner: &Statement| matches!(inner.runs, Runs::Now | Runs::If);
            if self.detail == Detail::Verbose || statement.body.iter().any(runs_now) {
                self.add_statements(&statement.body, &|at| facts?.inner(at), &path);
            }
        }
    }

    fn add_statement(&mut self, statement: &Statement, facts: Option<StatementFacts<'_>>, path: &[u32]) {
        let number: Vec<String> = path.iter().map(u32::to_string).collect();
        let start = self.places.position(statement.range.start);
        let before = facts.map_or(&self.migration.before, |facts| facts.before());
        let objects = names::of_statement(statement, before);
        let indent = "  ".repeat(path.len() - 1);
        let impact = facts.map(|facts| facts.impact());
        let rebuild = self.rebuild(path);
        let of_impact = |word: fn(&Statement, &Impact) -> &'static str| {
            impact.map_or_else(String::new, |impact| word(statement, impact).to_owned())
        };
        let cells = [
            number.join("."),
            format!("{}:{}", start.line, start.column),
            format!("{indent}{}", title(statement, &objects, before)),
            impact.map_or_else(
                || when(statement.runs).to_owned(),
                |impact| locks_or_refusal(impact, &objects),
            ),
            impact.map(work).unwrap_or_default(),
            of_impact(rolls_back),
            of_impact(reruns),
            rebuild.clone().or_else(|| impact.map(phase)).unwrap_or_default(),
        ];
        let details = match self.detail {
            Detail::Brief => Vec::new(),
            Detail::Verbose => self.details(statement, facts),
        };
        self.rows.push(Row {
            cells: cells.map(|cell| {
                cut(
                    &on_one_line(&without_default_schema(&cell, self.dialect)),
                    WIDEST_COLUMN,
                )
                .into_owned()
            }),
            details,
            // The rows of a table that is rebuilt are kept.
            style: match rebuild {
                Some(_) => Some(Style::Warning),
                None => style_of(statement, impact),
            },
        });
    }

    /// Which step of making a table anew a statement of the migration is: `rebuilds users, step 3 of 4`.
    fn rebuild(&self, path: &[u32]) -> Option<String> {
        let [index] = path else {
            return None;
        };
        self.rebuilds.iter().find_map(|rebuild| {
            let step = rebuild.statements.iter().position(|at| *at == *index as usize)?;
            let steps = rebuild.statements.len();
            Some(format!("rebuilds {}, step {} of {steps}", rebuild.table, step + 1))
        })
    }

    fn details(&self, statement: &Statement, facts: Option<StatementFacts<'_>>) -> Vec<String> {
        let before = facts.map_or(&self.migration.before, |facts| facts.before());
        let mut details = Vec::new();
        if let Some(guard) = &statement.guard {
            details.push(format!("runs only when: {}", self.migration.file.slice(guard.range)));
        }
        if let Some(facts) = facts {
            details.push(transaction(facts.transaction().transaction).to_owned());
            for (name, value) in &facts.transaction().settings {
                details.push(format!("{name} = {}", value.as_deref().unwrap_or("default")));
            }
            if facts.impact().locks.len() > 1 {
                details.extend(facts.impact().locks.iter().map(lock));
            }
        }
        let is_itself = |change: &Change| change.kind == statement.kind && statement.changes.len() == 1;
        for (at, change) in statement.changes.iter().enumerate() {
            if !is_itself(change) {
                let impact = facts.and_then(|facts| facts.changes().get(at));
                details.push(self.change(change, impact, before));
            }
        }
        let (reads, writes) = (
            names::reads(statement, before),
            names::relations(statement.writes(), before),
        );
        for (what, names) in [("reads", reads), ("writes", writes)] {
            if !names.is_empty() {
                details.push(format!("{what} {}", names.join(", ")));
            }
        }
        if needs_edition(statement, self.dialect) {
            details
                .push("`online = on` needs the Enterprise or Developer edition, or Azure: others refuse it".to_owned());
        }
        let mut sources: Vec<&str> = Vec::new();
        for source in facts
            .iter()
            .flat_map(|facts| statement.changes.iter().flat_map(|change| facts.sources(change)))
        {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        details.extend(sources.iter().map(|source| format!("source: {source}")));
        for range in &statement.opaque {
            details.push(format!("not understood: {}", self.migration.file.slice(*range)));
        }
        let details = details
            .into_iter()
            .map(|line| cut(&on_one_line(&line), WIDEST_DETAIL).into_owned());
        details.collect()
    }

    fn change(&self, change: &Change, impact: Option<&Impact>, before: &Catalog) -> String {
        let object = names::of_change(change, before).unwrap_or_default();
        let what = format!("{} {object}", change.kind);
        let Some(impact) = impact else {
            return what;
        };
        let facts = [locks(impact, &[]), work(impact), phase(impact)];
        let facts: Vec<String> = facts.into_iter().filter(|fact| fact != "-").collect();
        format!("{what}: {}", facts.join("; "))
    }

    fn write(&self, terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
        let mut widths = HEADINGS.map(|heading| heading.chars().count());
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(&row.cells) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let heading = aligned(&HEADINGS.map(str::to_owned), &widths);
        writeln!(out, "    {}", terminal.paint(Style::Dim, &heading))?;
        let below = " ".repeat(4 + widths[0] + 2 + widths[1] + 2);
        for row in &self.rows {
            let line = aligned(&row.cells, &widths);
            match row.style {
                Some(style) => writeln!(out, "    {}", terminal.paint(style, &line))?,
                None => writeln!(out, "    {line}")?,
            }
            for detail in &row.details {
                writeln!(out, "{below}  {}", terminal.paint(Style::Dim, detail))?;
            }
        }
        Ok(())
    }
}

fn aligned(cells: &[String; HEADINGS.len()], widths: &[usize; HEADINGS.len()]) -> String {
    let mut line = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        line.push_str(cell);
        line.extend(std::iter::repeat_n(' ', width + 2 - cell.chars().count()));
    }
    line.truncate(line.trim_end().len());
    line
}

/// What stops production or loses data stands out; what is not understood does too.
fn style_of(statement: &Statement, impact: Option<&Impact>) -> Option<Style> {
    let Some(impact) = impact else {
        return Some(Style::Dim);
    };
    let stops_all = impact.locks.iter().any(|lock| lock.blocks_reads && lock.blocks_writes);
    let is_long = !impact.rewrites.is_empty() || !impact.scans.is_empty();
    if impact.outcome.refusal.is_some() || impact.outcome.destructive == Some(true) || (stops_all && is_long) {
        return Some(Style::Error);
    }
    let stops_writes = impact.locks.iter().any(|lock| lock.blocks_writes);
    (statement.kind == Kind::Unknown || stops_writes).then_some(Style::Warning)
}
