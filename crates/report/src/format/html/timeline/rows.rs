//! One line of a migration's timeline for each statement, and for those that a block runs at once.

use std::io::{self, Write};

use impact::{Impact, Phase, RelationLock, Transaction, UnknownList};
use lint::{Created, MigrationFacts, StatementFacts};
use schema::{Kind, Runs, Statement};
use source::{Finding, StatementPath};

use super::Tone;
use crate::explain::words;
use crate::format::html::lanes::{Strength, Taken};
use crate::format::html::prose::text;
use crate::text::{cut, on_one_line};

/// How much of a statement stands in its line.
const WIDEST: usize = 120;
/// How much of a statement is shown when it is opened.
const LONGEST: usize = 3_000;

pub(super) struct Row<'a> {
    path: Vec<u32>,
    statement: &'a Statement,
    impact: Option<&'a Impact>,
    /// The locks for which anybody waits: nobody knows yet of what the migration itself creates.
    locks: Vec<&'a RelationLock>,
    rewrites: Vec<&'a str>,
    scans: Vec<&'a str>,
    transaction: Transaction,
    group: u32,
    pub(super) findings: Vec<(usize, &'a Finding)>,
}

/// Something that a statement may do, in the words for one and for several.
pub(super) struct EffectKind {
    pub(super) one: &'static str,
    pub(super) many: &'static str,
    pub(super) tone: Tone,
    pub(super) holds: fn(&Row<'_>) -> bool,
}

/// What is counted for the whole page, the gravest first.
pub(super) const EFFECTS: [EffectKind; 7] = [
    EffectKind {
        one: "statement loses data",
        many: "statements lose data",
        tone: Tone::Grave,
        holds: |row| {
            row.impact
                .is_some_and(|impact| impact.outcome.destructive == Some(true))
        },
    },
    EffectKind {
        one: "statement stops reads and writes",
        many: "statements stop reads and writes",
        tone: Tone::Grave,
        holds: |row| row.strongest() == Some(Strength::All),
    },
    EffectKind {
        one: "statement stops writes",
        many: "statements stop writes",
        tone: Tone::Notable,
        holds: |row| row.strongest() == Some(Strength::Writes),
    },
    EffectKind {
        one: "statement rewrites a table",
        many: "statements rewrite a table",
        tone: Tone::Grave,
        holds: |row| !row.rewrites.is_empty(),
    },
    EffectKind {
        one: "statement may break the release that serves",
        many: "statements may break the release that serves",
        tone: Tone::Notable,
        holds: |row| {
            row.impact
                .is_some_and(|impact| impact.outcome.phase == Some(Phase::Contract))
        },
    },
    EffectKind {
        one: "statement is not undone by a rollback",
        many: "statements are not undone by a rollback",
        tone: Tone::Plain,
        holds: |row| {
            row.impact
                .is_some_and(|impact| impact.outcome.transactional == Some(false))
        },
    },
    EffectKind {
        one: "statement is not understood",
        many: "statements are not understood",
        tone: Tone::Notable,
        holds: |row| row.statement.kind == Kind::Unknown,
    },
];

/// The lines of a migration, with what was found in each, and what was found in its file otherwise.
pub(super) fn rows<'a>(
    facts: &'a MigrationFacts,
    found: &[(usize, &'a Finding)],
) -> (Vec<Row<'a>>, Vec<(usize, &'a Finding)>) {
    let mut reader = Reader {
        created: facts.created(),
        rows: Vec::new(),
    };
    reader.read(&facts.script.statements, &|at| facts.statement(at), &[]);
    let mut rows = reader.rows;
    let mut of_file = Vec::new();
    for (number, finding) in found {
        match &finding.statement {
            None if facts.index_in_file == 0 => of_file.push((*number, *finding)),
            None => {}
            Some(StatementPath(path)) => {
                let own = (1..=path.len()).rev().find_map(|depth| at_path(&rows, &path[..depth]));
                // Another migration of the same file has statements with the same numbers.
                let is_here = |at: &usize| {
                    let top = at_path(&rows, &rows[*at].path[..1]).map(|top| rows[top].statement.range);
                    top.is_some_and(|top| (top.start..=top.end).contains(&finding.span.range.start))
                };
                if let Some(at) = own.filter(is_here) {
                    rows[at].findings.push((*number, *finding));
                }
            }
        }
    }
    (rows, of_file)
}

/// Where the row of a statement stands: they are in the order of their paths.
fn at_path(rows: &[Row<'_>], path: &[u32]) -> Option<usize> {
    rows.binary_search_by(|row| row.path.as_slice().cmp(path)).ok()
}

struct Reader<'a> {
    created: &'a Created,
    rows: Vec<Row<'a>>,
}

impl<'a> Reader<'a> {
    fn read(
        &mut self,
        statements: &'a [Statement],
        facts: &dyn Fn(usize) -> Option<StatementFacts<'a>>,
        outer: &[u32],
    ) {
        for (statement, index) in statements.iter().zip(0..) {
            let mut path = outer.to_vec();
            path.push(index);
            let known = facts(index as usize);
            let transaction = known.map(|known| known.transaction());
            let impact = known.map(|known| known.impact());
            let created = self.created;
            let at = self.rows.len();
            self.rows.push(Row {
                path,
                statement,
                impact,
                locks: impact.map_or_else(Vec::new, |impact| {
                    let locks = impact.locks.iter();
                    locks.filter(|lock| !created.makes(&lock.relation)).collect()
                }),
                rewrites: impact.map_or_else(Vec::new, |impact| not_of(created, &impact.rewrites)),
                scans: impact.map_or_else(Vec::new, |impact| not_of(created, &impact.scans)),
                transaction: transaction.map_or(Transaction::Unknown, |known| known.transaction),
                group: transaction.map_or(0, |known| known.group),
                findings: Vec::new(),
            });
            let runs_now = |inner: &Statement| matches!(inner.runs, Runs::Now | Runs::If);
            if statement.body.iter().any(runs_now) {
                let path = self.rows[at].path.clone();
                self.read(&statement.body, &|at| known?.inner(at), &path);
            }
        }
    }
}

/// The relations that were there before.
fn not_of<'a, R: AsRef<str>>(created: &Created, relations: &'a [R]) -> Vec<&'a str> {
    let relations = relations.iter().map(AsRef::as_ref);
    relations.filter(|relation| !created.makes(relation)).collect()
}

impl<'a> Row<'a> {
    pub(super) const fn depth(&self) -> usize {
        self.path.len() - 1
    }

    /// As `explain` counts.
    pub(super) fn number(&self) -> String {
        StatementPath(self.path.clone()).to_string()
    }

    /// Locks for which only changes of the schema wait are not drawn.
    pub(super) fn taken(&self) -> Taken<'a> {
        let drawn = self
            .locks
            .iter()
            .copied()
            .filter(|lock| Strength::of(lock) > Strength::Ddl);
        Taken {
            locks: drawn.collect(),
            transaction: self.transaction,
            group: self.group,
        }
    }

    fn strongest(&self) -> Option<Strength> {
        self.locks.iter().map(|lock| Strength::of(lock)).max()
    }

    /// Whether somebody waits for it, something is lost or found, or it is not understood.
    pub(super) fn matters(&self) -> bool {
        let is_grave = |impact: &Impact| impact.outcome.destructive == Some(true) || impact.outcome.refusal.is_some();
        !self.findings.is_empty()
            || self.strongest() > Some(Strength::Ddl)
            || self.impact.is_some_and(is_grave)
            || self.statement.kind == Kind::Unknown
    }

    /// Whether this is the first statement of its transaction, or the first outside of any.
    pub(super) fn begins_transaction(&self, before: Option<&Self>) -> bool {
        let Some(before) = before else {
            return true;
        };
        if self.depth() > 0 {
            return false;
        }
        match (self.transaction.is_open(), before.transaction.is_open()) {
            (true, true) => self.group != before.group,
            (false, false) => self.transaction != before.transaction,
            _ => true,
        }
    }

    pub(super) const fn transaction_words(&self) -> &'static str {
        match self.transaction {
            Transaction::None => "in no transaction, each commits alone",
            open_or_unknown => words::transaction(open_or_unknown),
        }
    }

    pub(super) fn write(
        &self,
        migration: &MigrationFacts,
        held_through: &dyn Fn(&str) -> Option<String>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let sql = migration.file.slice(self.statement.range);
        let words: Vec<&str> = sql.split_whitespace().take(WIDEST).collect();
        let headline = on_one_line(&words.join(" ")).into_owned();
        let shown = cut(&headline, WIDEST);
        let headline = format!("<code>{}</code>", text(&shown));
        let depth = self.depth().min(6);
        writeln!(out, "<div class=\"step depth-{depth}\">")?;
        write!(
            out,
            "<div class=\"head\"><span class=\"n\" title=\"line {}\">{}</span>",
            migration.file.lines().line_of(self.statement.range.start) + 1,
            self.number()
        )?;
        if *shown == *sql.trim() || !self.statement.body.is_empty() {
            write!(out, "{headline}")?;
        } else {
            let whole = text(&cut(sql, LONGEST));
            write!(
                out,
                "<details class=\"whole\"><summary>{headline}</summary><pre>{whole}</pre></details>"
            )?;
        }
        writeln!(out, "{}</div>", self.phase())?;
        self.write_facts(migration, held_through, out)?;
        write_links(&self.findings, out)?;
        writeln!(out, "</div>")
    }

    fn phase(&self) -> String {
        let Some(phase) = self.impact.and_then(|impact| impact.outcome.phase) else {
            return String::new();
        };
        let (class, what) = match phase {
            Phase::Neutral => return String::new(),
            Phase::Data => ("data", "data"),
            Phase::Expand => ("expand", "expand"),
            Phase::Contract => ("contract", "contract"),
        };
        format!("<i class=\"phase {class}\">{what}</i>")
    }

    fn write_facts(
        &self,
        migration: &MigrationFacts,
        held_through: &dyn Fn(&str) -> Option<String>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let facts = self.facts(held_through);
        if facts.is_empty() {
            return Ok(());
        }
        write!(out, "<ul class=\"facts\">")?;
        for (tone, fact) in facts {
            let fact = words::without_default_schema(&fact, migration.engine.dialect);
            write!(out, "<li class=\"{}\">{}</li>", tone.class(), text(&on_one_line(&fact)))?;
        }
        writeln!(out, "</ul>")
    }

    /// What is worth saying of the statement, in words.
    fn facts(&self, held_through: &dyn Fn(&str) -> Option<String>) -> Vec<(Tone, String)> {
        let mut facts = Vec::new();
        let Some(impact) = self.impact else {
            return vec![(Tone::Plain, words::when(self.statement.runs).to_owned())];
        };
        if let Some(reason) = impact.outcome.refusal {
            facts.push((Tone::Grave, format!("refused: {reason}")));
        }
        if impact.outcome.destructive == Some(true) {
            facts.push((Tone::Grave, "loses data".to_owned()));
        } else if impact.outcome.reversible == Some(false) && impact.outcome.phase != Some(Phase::Data) {
            facts.push((Tone::Plain, "cannot be undone".to_owned()));
        }
        for lock in self.locks.iter().filter(|lock| Strength::of(lock) > Strength::Ddl) {
            facts.push((tone_of(lock), lock_words(lock, held_through)));
        }
        if !self.rewrites.is_empty() {
            facts.push((Tone::Grave, format!("rewrites {}", self.rewrites.join(", "))));
        }
        let scans = self.scans.iter().filter(|scanned| !self.rewrites.contains(scanned));
        let scans: Vec<&str> = scans.copied().collect();
        if !scans.is_empty() {
            facts.push((Tone::Notable, format!("reads all of {}", scans.join(", "))));
        }
        if impact.outcome.refused_in_transaction == Some(true) {
            facts.push((Tone::Plain, "runs only outside a transaction".to_owned()));
        } else if impact.outcome.implicit_commit == Some(true) {
            facts.push((Tone::Plain, "commits what went before".to_owned()));
        }
        if self.statement.kind == Kind::Unknown {
            facts.push((Tone::Notable, "not understood".to_owned()));
        } else if impact.unknown.contains(&UnknownList::Locks) {
            facts.push((Tone::Plain, "its locks are not known".to_owned()));
        }
        facts
    }
}

const fn tone_of(lock: &RelationLock) -> Tone {
    match Strength::of(lock) {
        Strength::All => Tone::Grave,
        Strength::Writes => Tone::Notable,
        Strength::Ddl => Tone::Plain,
    }
}

fn lock_words(lock: &RelationLock, held_through: &dyn Fn(&str) -> Option<String>) -> String {
    let held = held_through(&lock.relation).map(|last| format!(", held through {last}"));
    format!("{}{}", words::lock(lock), held.unwrap_or_default())
}

/// Links to findings.
pub(super) fn write_links(findings: &[(usize, &Finding)], out: &mut dyn Write) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    write!(out, "<p class=\"links\">")?;
    for (number, finding) in findings {
        let (severity, rule) = (finding.severity, text(&finding.rule));
        write!(out, "<a class=\"{severity}\" href=\"#finding-{number}\">{rule}</a> ")?;
    }
    writeln!(out, "</p>")
}
