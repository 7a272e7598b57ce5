use std::io::{self, Write};

use impact::{Algorithm, Fact, Impact, OpenedBy, Phase, RelationLock, Transaction, UnknownList};
use lint::{MigrationFacts, StatementFacts};
use migrations::{Direction, TransactionMode};
use schema::{Action, Change, Dialect, Kind, Runs, Statement};

use super::{Detail, ExplainedFile, names};
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
    let (engine, version, tool) = (file.dialect.title(), file.engine_version, file.tool.title());
    writeln!(
        out,
        "{}  {engine} {version}, {tool}",
        terminal.paint(Style::Bold, &path)
    )?;
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
    let direction = match migration.direction {
        Direction::Up => "up",
        Direction::Down => "down",
        Direction::Repeatable => "repeatable",
        Direction::Baseline => "baseline",
        Direction::Callback => "callback",
    };
    let version = on_one_line(&migration.version_text);
    let space = if version.is_empty() { "" } else { " " };
    let transaction = in_words(migration.policy.transaction);
    writeln!(out, "  {direction}{space}{version}: {transaction}")?;

    let mut table = Table {
        places: FilePlaces::new(&facts.file),
        migration: facts,
        dialect: facts.engine.dialect,
        detail,
        rows: Vec::new(),
    };
    table.add_statements(&facts.script.statements, &|at| facts.statement(at), &[]);
    if table.rows.is_empty() {
        return writeln!(out, "  no statement");
    }
    table.write(terminal, out)
}

const fn in_words(transaction: TransactionMode) -> &'static str {
    match transaction {
        TransactionMode::PerMigration => "the tool runs it in a transaction",
        TransactionMode::AllPending => "the tool runs all pending migrations in one transaction",
        TransactionMode::ImplicitBatch => "the tool sends the file as one query",
        TransactionMode::StatementByStatement => "each statement commits alone",
        TransactionMode::Unknown => "how it is run is not known",
    }
}

struct Table<'a> {
    places: FilePlaces<'a>,
    migration: &'a MigrationFacts,
    dialect: Dialect,
    detail: Detail,
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
        let objects = names::of_statement(statement, self.dialect);
        let indent = "  ".repeat(path.len() - 1);
        let impact = facts.map(|facts| facts.impact());
        let fact = |of: fn(&Impact) -> Fact| impact.map_or_else(String::new, |impact| yes_or_no(of(impact)).to_owned());
        let cells = [
            number.join("."),
            format!("{}:{}", start.line, start.column),
            format!("{indent}{}", title(statement, &objects, self.dialect)),
            impact.map_or_else(
                || when(statement.runs).to_owned(),
                |impact| locks_or_refusal(impact, &objects),
            ),
            impact.map(work).unwrap_or_default(),
            impact.map(rolls_back).unwrap_or_default().to_owned(),
            fact(|impact| impact.idempotent),
            impact.map(phase).unwrap_or_default(),
        ];
        let details = match self.detail {
            Detail::Brief => Vec::new(),
            Detail::Verbose => self.details(statement, facts),
        };
        self.rows.push(Row {
            cells: cells.map(|cell| cut(&on_one_line(&self.without_default_schema(&cell)), WIDEST_COLUMN).into_owned()),
            details,
            style: style_of(statement, impact),
        });
    }

    /// For people, the schema that everything lies in is noise.
    fn without_default_schema(&self, text: &str) -> String {
        let Some(schema) = self.dialect.default_schema() else {
            return text.to_owned();
        };
        let prefix = format!("{schema}.");
        let words = text.split(' ').map(|word| word.strip_prefix(&prefix).unwrap_or(word));
        words.collect::<Vec<_>>().join(" ")
    }

    fn details(&self, statement: &Statement, facts: Option<StatementFacts<'_>>) -> Vec<String> {
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
                details.push(self.change(change, impact));
            }
        }
        let (reads, writes) = (
            names::reads(statement, self.dialect),
            names::relations(statement.writes(), self.dialect),
        );
        for (what, names) in [("reads", reads), ("writes", writes)] {
            if !names.is_empty() {
                details.push(format!("{what} {}", names.join(", ")));
            }
        }
        for range in &statement.opaque {
            details.push(format!("not understood: {}", self.migration.file.slice(*range)));
        }
        let details = details
            .into_iter()
            .map(|line| cut(&on_one_line(&line), WIDEST_DETAIL).into_owned());
        details.collect()
    }

    fn change(&self, change: &Change, impact: Option<&Impact>) -> String {
        let object = names::of_change(change, self.dialect).unwrap_or_default();
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

/// What the statement is called and about, and which parts of it change: `alter_table users: add_column email`,
/// `create_index concurrently by_email on users`.
fn title(statement: &Statement, objects: &[String], dialect: Dialect) -> String {
    let mut title = statement.kind.as_str().to_owned();
    if statement.modifiers.concurrently.is_some() {
        title.push_str(" concurrently");
    }
    if let [change] = statement.changes.as_slice()
        && let Action::Maintenance(maintenance) = &change.action
        && maintenance.is_full
    {
        title.push_str(" full");
    }
    match belonging(statement, dialect) {
        Some((name, table)) => title.push_str(&format!(" {name} on {table}")),
        None if !objects.is_empty() => {
            title.push(' ');
            title.push_str(&objects.join(", "));
        }
        None => {}
    }
    let parts = statement.changes.iter().filter(|change| change.kind != statement.kind);
    let parts: Vec<String> = parts.map(|change| part(change, objects, dialect)).collect();
    if !parts.is_empty() {
        title.push_str(": ");
        title.push_str(&parts.join(", "));
    }
    if let [change] = statement.changes.as_slice()
        && let Action::Rename(rename) = &change.action
    {
        title.push_str(&format!(" to {}", rename.to));
    }
    title
}

/// An index, trigger, policy or rule that a statement of its own makes or drops, and its table.
fn belonging(statement: &Statement, dialect: Dialect) -> Option<(String, String)> {
    let [change] = statement.changes.as_slice() else {
        return None;
    };
    let name = match &change.action {
        Action::CreateIndex(index) if change.kind == statement.kind => index.name.as_ref()?.ident.folded(dialect),
        Action::CreateTrigger(trigger) => trigger.name.ident.folded(dialect),
        Action::CreatePolicy(policy) => policy.name.folded(dialect),
        Action::Drop(dropped) if dropped.table.is_some() => dropped.name.ident.folded(dialect),
        _ => return None,
    };
    Some((name.to_string(), change.table()?.resolved(dialect)))
}

/// A change within a statement, without the object that the statement names already.
fn part(change: &Change, objects: &[String], dialect: Dialect) -> String {
    let kind = change.kind;
    let Some(object) = names::of_change(change, dialect) else {
        return kind.to_string();
    };
    let below = |whole: &String| {
        object
            .strip_prefix(whole.as_str())
            .and_then(|rest| rest.strip_prefix('.'))
    };
    match objects.iter().find_map(below) {
        Some(part) => format!("{kind} {part}"),
        None if objects.contains(&object) => kind.to_string(),
        None => format!("{kind} {object}"),
    }
}

fn locks_or_refusal(impact: &Impact, objects: &[String]) -> String {
    match impact.refusal {
        Some(reason) => format!("refused: {reason}"),
        None => locks(impact, objects),
    }
}

/// Whether a rollback undoes it and, where not, why.
const fn rolls_back(impact: &Impact) -> &'static str {
    match (impact.refused_in_transaction, impact.implicit_commit) {
        (Some(true), _) => "no, runs outside only",
        (_, Some(true)) => "no, commits",
        _ => yes_or_no(impact.transactional),
    }
}

/// The strongest lock and what it blocks. Of equals the first counts. On what it is need not be said where
/// the statement is about nothing else.
fn locks(impact: &Impact, objects: &[String]) -> String {
    // Of equals, that on what the statement is about comes first.
    let strength = |lock: &&RelationLock| {
        let is_own = objects.iter().any(|object| *object == lock.relation);
        (lock.blocks_reads, lock.blocks_writes, is_own)
    };
    let mut locks: Vec<&RelationLock> = impact.locks.iter().collect();
    locks.sort_by_key(|lock| std::cmp::Reverse(strength(lock)));
    let Some(strongest) = locks.first() else {
        return nothing_in(impact, UnknownList::Locks).to_owned();
    };
    let others = match locks.len() - 1 {
        0 => String::new(),
        others => format!(", and {others} more"),
    };
    if objects.iter().any(|object| *object == strongest.relation) {
        return format!("{}: {}{others}", strongest.mode, blocked(strongest));
    }
    format!("{}{others}", lock(strongest))
}

fn lock(lock: &RelationLock) -> String {
    format!("{} on {}: {}", lock.mode, lock.relation, blocked(lock))
}

const fn blocked(lock: &RelationLock) -> &'static str {
    match (lock.blocks_reads, lock.blocks_writes) {
        (true, true) => "blocks reads and writes",
        (true, false) => "blocks reads",
        (false, true) => "blocks writes",
        (false, false) => "blocks DDL only",
    }
}

/// Which relations are rewritten or read in full.
fn work(impact: &Impact) -> String {
    let mut work: Vec<String> = impact.algorithm.map(algorithm).into_iter().map(str::to_owned).collect();
    if !impact.rewrites.is_empty() {
        work.push(format!("rewrites {}", impact.rewrites.join(", ")));
    }
    let scans = impact.scans.iter().filter(|scanned| !impact.rewrites.contains(scanned));
    let scans: Vec<&str> = scans.map(AsRef::as_ref).collect();
    if !scans.is_empty() {
        work.push(format!("scans {}", scans.join(", ")));
    }
    if work.is_empty() {
        let of_rewrites = nothing_in(impact, UnknownList::Rewrites);
        return if of_rewrites == "?" {
            of_rewrites.to_owned()
        } else {
            nothing_in(impact, UnknownList::Scans).to_owned()
        };
    }
    work.join(", ")
}

/// As the `ALGORITHM=` clause of MySQL and MariaDB says it.
const fn algorithm(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Instant => "instant",
        Algorithm::Nocopy => "nocopy",
        Algorithm::Inplace => "inplace",
        Algorithm::Copy => "copy",
    }
}

/// What stands for an empty list.
fn nothing_in(impact: &Impact, list: UnknownList) -> &'static str {
    if impact.unknown.contains(&list) { "?" } else { "-" }
}

fn phase(impact: &Impact) -> String {
    let phase = match impact.phase {
        Some(Phase::Neutral) => "neutral",
        Some(Phase::Data) => "data",
        Some(Phase::Expand) => "expand",
        Some(Phase::Contract) => "contract",
        None => "?",
    };
    match (impact.destructive, impact.reversible) {
        (Some(true), _) => format!("{phase}, loses data"),
        (_, Some(false)) => format!("{phase}, cannot be undone"),
        _ => phase.to_owned(),
    }
}

const fn yes_or_no(fact: Fact) -> &'static str {
    match fact {
        Some(true) => "yes",
        Some(false) => "no",
        None => "?",
    }
}

const fn when(runs: Runs) -> &'static str {
    match runs {
        Runs::Now => "runs now",
        Runs::If => "runs if a condition holds",
        Runs::PerRow => "runs for each row",
        Runs::WhenCalled => "runs when called",
    }
}

const fn transaction(transaction: Transaction) -> &'static str {
    match transaction {
        Transaction::None => "in no transaction",
        Transaction::Unknown => "whether it runs in a transaction is not known",
        Transaction::Open(OpenedBy::Runner) => "in the tool's transaction",
        Transaction::Open(OpenedBy::Script(_)) => "in the script's transaction",
        Transaction::Open(OpenedBy::Engine) => "in the transaction of the one query",
    }
}

/// What stops production or loses data stands out; what is not understood does too.
fn style_of(statement: &Statement, impact: Option<&Impact>) -> Option<Style> {
    let Some(impact) = impact else {
        return Some(Style::Dim);
    };
    let stops_all = impact.locks.iter().any(|lock| lock.blocks_reads && lock.blocks_writes);
    let is_long = !impact.rewrites.is_empty() || !impact.scans.is_empty();
    if impact.refusal.is_some() || impact.destructive == Some(true) || (stops_all && is_long) {
        return Some(Style::Error);
    }
    let stops_writes = impact.locks.iter().any(|lock| lock.blocks_writes);
    (statement.kind == Kind::Unknown || stops_writes).then_some(Style::Warning)
}
