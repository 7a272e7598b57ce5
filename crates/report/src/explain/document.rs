use std::io::{self, Write};

use impact::{Algorithm, Fact, Impact, OpenedBy, Phase, RelationLock, StatementTransaction, Transaction, UnknownList};
use lint::{MigrationFacts, Rebuild, StatementFacts};
use migrations::{Direction, TransactionMode};
use schema::{Catalog, Change, Dialect, Guard, GuardKind, Runs, Statement};
use serde::Serialize;
use serde::ser::Serializer;
use source::StatementPath;

use super::{Explained, ExplainedFile, names};
use crate::json::write_document;
use crate::place::{FilePlaces, Range};

/// The version of the document's shape: it grows when a key changes its meaning or goes away.
const SCHEMA: u32 = 1;

pub(super) fn write(explained: &Explained<'_>, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: SCHEMA,
        files: Files(explained),
    };
    write_document(out, &document, 6)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    files: Files<'a>,
}

/// A list of [`FileEntry`], made one by one while it is written.
struct Files<'a>(&'a Explained<'a>);

impl Serialize for Files<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.files.iter().map(FileEntry::new))
    }
}

#[derive(Serialize)]
struct FileEntry<'a> {
    path: &'a str,
    dialect: Dialect,
    engine_version: String,
    tool: &'static str,
    migrations: Vec<MigrationEntry<'a>>,
}

#[derive(Serialize)]
struct MigrationEntry<'a> {
    version: Option<&'a str>,
    direction: Direction,
    transaction: TransactionMode,
    statements: Vec<StatementEntry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rebuilds: Vec<RebuildEntry>,
}

/// A table that several statements make anew under its own name: one change in truth.
#[derive(Serialize)]
struct RebuildEntry {
    table: String,
    statements: Vec<StatementPath>,
}

#[derive(Serialize)]
struct StatementEntry<'a> {
    index: StatementPath,
    kind: &'static str,
    range: Range,
    runs: Runs,
    guard: Option<GuardEntry>,
    objects: Vec<String>,
    reads: Vec<String>,
    writes: Vec<String>,
    changes: Vec<ChangeEntry<'a>>,
    impact: Option<ImpactEntry<'a>>,
    transaction: Option<TransactionEntry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    opaque: Vec<Range>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    body: Vec<StatementEntry<'a>>,
}

#[derive(Serialize)]
struct GuardEntry {
    kind: GuardKind,
    object_kind: Option<&'static str>,
    object: Option<String>,
    column: Option<String>,
    range: Range,
}

#[derive(Serialize)]
struct ChangeEntry<'a> {
    kind: &'static str,
    object: Option<String>,
    range: Range,
    impact: Option<ImpactEntry<'a>>,
}

#[derive(Serialize)]
struct ImpactEntry<'a> {
    transactional: Fact,
    refused_in_transaction: Fact,
    implicit_commit: Fact,
    idempotent: Fact,
    destructive: Fact,
    reversible: Fact,
    phase: Option<Phase>,
    rewrites: Vec<&'a str>,
    scans: Vec<&'a str>,
    locks: &'a [RelationLock],
    algorithm: Option<Algorithm>,
    metadata_lock: Fact,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<&'static str>,
    #[serde(skip_serializing_if = "<[UnknownList]>::is_empty")]
    unknown: &'a [UnknownList],
}

#[derive(Serialize)]
struct TransactionEntry {
    state: &'static str,
    opened_by: Option<&'static str>,
    group: u32,
}

impl<'a> FileEntry<'a> {
    fn new(file: &'a ExplainedFile<'a>) -> Self {
        let migrations = file.migrations.iter().map(|migration| MigrationEntry::new(migration));
        Self {
            path: file.path,
            dialect: file.dialect,
            engine_version: file.engine_version.to_string(),
            tool: file.tool.id(),
            migrations: migrations.collect(),
        }
    }
}

impl<'a> MigrationEntry<'a> {
    fn new(facts: &'a MigrationFacts) -> Self {
        let migration = &facts.migration;
        let mut reader = Reader {
            places: FilePlaces::new(&facts.file),
            start: &facts.before,
        };
        Self {
            version: Some(migration.version_text.as_str()).filter(|version| !version.is_empty()),
            direction: migration.direction,
            transaction: migration.policy.transaction,
            statements: reader.statements(&facts.script.statements, |at| facts.statement(at), &[]),
            rebuilds: facts.rebuilds().into_iter().map(RebuildEntry::new).collect(),
        }
    }
}

impl RebuildEntry {
    fn new(rebuild: Rebuild) -> Self {
        let paths =
            (rebuild.statements.into_iter()).filter_map(|at| Some(StatementPath(vec![u32::try_from(at).ok()?])));
        Self {
            table: rebuild.table,
            statements: paths.collect(),
        }
    }
}

/// Turns the statements of one migration into entries.
struct Reader<'a> {
    places: FilePlaces<'a>,
    /// The schema before the migration.
    start: &'a Catalog,
}

impl<'a> Reader<'a> {
    /// Statements that stand side by side. Nothing is known of those in routine bodies, so `facts` is
    /// then empty.
    fn statements(
        &mut self,
        statements: &'a [Statement],
        facts: impl Fn(usize) -> Option<StatementFacts<'a>>,
        outer: &[u32],
    ) -> Vec<StatementEntry<'a>> {
        let entries = statements.iter().zip(0..).map(|(statement, index)| {
            let mut path = outer.to_vec();
            path.push(index);
            self.statement(statement, facts(index as usize), path)
        });
        entries.collect()
    }

    fn statement(
        &mut self,
        statement: &'a Statement,
        facts: Option<StatementFacts<'a>>,
        path: Vec<u32>,
    ) -> StatementEntry<'a> {
        let before = facts.map_or(self.start, |facts| facts.before());
        let of_changes = facts.map_or(&[][..], |facts| facts.changes());
        let changes = statement.changes.iter().enumerate();
        let changes = changes.map(|(at, change)| self.change(change, of_changes.get(at), before));
        let changes = changes.collect();
        StatementEntry {
            kind: statement.kind.as_str(),
            range: self.places.range(statement.range),
            runs: statement.runs,
            guard: statement.guard.as_deref().map(|guard| self.guard(guard, before)),
            objects: names::of_statement(statement, before),
            reads: names::reads(statement, before),
            writes: names::relations(statement.writes(), before),
            changes,
            impact: facts.map(|facts| ImpactEntry::new(facts.impact())),
            transaction: facts.map(|facts| TransactionEntry::new(facts.transaction())),
            opaque: statement.opaque.iter().map(|range| self.places.range(*range)).collect(),
            body: self.statements(&statement.body, |at| facts?.inner(at), &path),
            index: StatementPath(path),
        }
    }

    fn guard(&mut self, guard: &Guard, before: &Catalog) -> GuardEntry {
        GuardEntry {
            kind: guard.kind,
            object_kind: guard.object_kind.map(schema::ObjectKind::as_str),
            object: guard.object.as_ref().map(|name| {
                let kind = guard.object_kind.unwrap_or(schema::ObjectKind::Table);
                names::resolved(name, kind, before)
            }),
            column: guard
                .column
                .as_ref()
                .map(|column| column.folded(before.dialect()).to_string()),
            range: self.places.range(guard.range),
        }
    }

    fn change(&mut self, change: &Change, impact: Option<&'a Impact>, before: &Catalog) -> ChangeEntry<'a> {
        ChangeEntry {
            kind: change.kind.as_str(),
            object: names::of_change(change, before),
            range: self.places.range(change.range),
            impact: impact.map(ImpactEntry::new),
        }
    }
}

impl<'a> ImpactEntry<'a> {
    fn new(impact: &'a Impact) -> Self {
        Self {
            transactional: impact.outcome.transactional,
            refused_in_transaction: impact.outcome.refused_in_transaction,
            implicit_commit: impact.outcome.implicit_commit,
            idempotent: impact.outcome.idempotent,
            destructive: impact.outcome.destructive,
            reversible: impact.outcome.reversible,
            phase: impact.outcome.phase,
            rewrites: impact.rewrites.iter().map(AsRef::as_ref).collect(),
            scans: impact.scans.iter().map(AsRef::as_ref).collect(),
            locks: &impact.locks,
            algorithm: impact.algorithm,
            metadata_lock: impact.metadata_lock,
            refusal: impact.outcome.refusal,
            unknown: &impact.unknown,
        }
    }
}

impl TransactionEntry {
    fn new(transaction: &StatementTransaction) -> Self {
        let (state, opened_by) = match transaction.transaction {
            Transaction::None => ("none", None),
            Transaction::Unknown => ("unknown", None),
            Transaction::Open(OpenedBy::Runner) => ("open", Some("runner")),
            Transaction::Open(OpenedBy::Script(_)) => ("open", Some("script")),
            Transaction::Open(OpenedBy::Engine) => ("open", Some("engine")),
        };
        Self {
            state,
            opened_by,
            group: transaction.group,
        }
    }
}
