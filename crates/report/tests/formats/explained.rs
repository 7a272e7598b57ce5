//! A migration of which everything is known, made by hand: what is shown is under test here, not what is found out.

use std::sync::{Arc, OnceLock};

use impact::{Engine, Impact, OpenedBy, Outcome, Phase, RelationLock, StatementTransaction, Transaction, UnknownList};
use lint::{FoundFacts, KnownFacts, MigrationFacts, Pending};
use lockgate_report::ExplainedFile;
use migrations::{History, recognise};
use schema::catalog::Start;
use schema::{
    Action, Catalog, Change, ColumnAction, Dialect, DropObject, EngineVersion, Guard, GuardKind, Ident, KeywordSet,
    Kind, Modifiers, Name, NameRole, NameUse, ObjectKind, Runs, Script, Statement, TokenRange,
};
use source::{MemoryFiles, SourceFile, Sources, TextRange};

pub(crate) const PATH: &str = "db/1_users.sql";

pub(crate) const TEXT: &str = "\
-- +goose Up
/* é */ alter table Users drop column naïve, drop column email;
drop index concurrently by_id;
drop role reader;
do $$ begin
  if exists (select 1 from users) then
    drop table shop.orders;
  end if;
end $$;
frobnicate the widgets;
";

/// Everything but the migration's own facts.
pub(crate) fn explained_file(facts: &MigrationFacts) -> ExplainedFile<'_> {
    ExplainedFile {
        path: facts.file.path(),
        dialect: facts.engine.dialect,
        engine_version: facts.engine.version,
        tool: facts.tool,
        notes: vec!["goose, because of its annotations".to_owned()],
        migrations: vec![facts],
    }
}

pub(crate) fn facts() -> MigrationFacts {
    repeated_facts(1)
}

/// The statements of the migration so many times over, all at the places of the first.
pub(crate) fn repeated_facts(times: usize) -> MigrationFacts {
    let mut on_disk = MemoryFiles::default();
    on_disk.add(PATH, TEXT);
    let mut sources = Sources::default();
    let file = sources.add(SourceFile::from_text(PATH, TEXT));
    let recognised = recognise(&on_disk, &sources, &[file], &migrations::Settings::default());
    let history: &History = &recognised.histories[0];

    let rows = || [alter_table(), drop_index(), drop_role(), do_block(), unknown()];
    let rows = std::iter::repeat_with(rows).take(times).flatten();
    let (statements, facts): (Vec<Statement>, Vec<KnownFacts>) = rows.unzip();
    MigrationFacts {
        file: Arc::clone(sources.get(file)),
        migration: history.migrations[0].clone(),
        index_in_file: 0,
        tool: history.tool,
        engine: Engine::new(Dialect::Postgres, Some(EngineVersion::new(15, 0, 0))),
        script: Arc::new(Script {
            dialect: Dialect::Postgres,
            tokens: Vec::new(),
            nested_from: 0,
            comments: Vec::new(),
            problems: Vec::new(),
            keywords: KeywordSet::EMPTY,
            statements,
            batches: Vec::new(),
        }),
        head: Arc::new([]),
        suppressions: Arc::new([]),
        before: catalog(),
        after: catalog(),
        release: lint::Release::default(),
        pending: Pending::Alone,
        found: FoundFacts::of(facts),
        created: OnceLock::new(),
    }
}

fn alter_table() -> (Statement, KnownFacts) {
    let drop = |column: &str| Change {
        kind: Kind::DropColumn,
        range: range(&format!("drop column {column}")),
        action: Action::Column(Box::new(ColumnAction::new(name("Users"), ident(column)))),
    };
    let mut statement = statement(
        Kind::AlterTable,
        "alter table Users drop column naïve, drop column email",
    );
    statement.changes = vec![drop("naïve"), drop("email")];
    statement.uses = [used("Users", NameRole::Writes), used("accounts", NameRole::Reads)]
        .into_iter()
        .collect();
    let lock = |relation: &str, mode: &'static str, blocks_reads: bool| RelationLock {
        relation: relation.into(),
        mode,
        blocks_reads,
        blocks_writes: true,
    };
    let loses = Outcome {
        destructive: Some(true),
        phase: Some(Phase::Contract),
        ..Outcome::default()
    };
    let of_change = Impact {
        outcome: loses,
        ..Impact::default()
    };
    let impact = Impact {
        outcome: Outcome {
            transactional: Some(true),
            refused_in_transaction: Some(false),
            implicit_commit: Some(false),
            idempotent: Some(false),
            reversible: Some(false),
            ..loses
        },
        locks: vec![
            lock("public.accounts", "SHARE ROW EXCLUSIVE", false),
            lock("public.users", "ACCESS EXCLUSIVE", true),
        ],
        rewrites: vec!["public.users".into()],
        scans: vec!["public.users".into(), "public.accounts".into()],
        ..of_change.clone()
    };
    let mut facts = known(impact, Transaction::Open(OpenedBy::Runner), 0);
    facts.changes = vec![of_change; 2];
    facts.transaction.settings = vec![("lock_timeout".into(), Some("2s".into()))];
    (statement, facts)
}

fn drop_index() -> (Statement, KnownFacts) {
    let mut statement = statement(Kind::DropIndex, "drop index concurrently by_id");
    statement.changes[0].action = Action::Drop(Box::new(dropped(ObjectKind::Index, name("by_id"))));
    let impact = Impact {
        outcome: Outcome {
            transactional: Some(false),
            refused_in_transaction: Some(true),
            idempotent: Some(false),
            phase: Some(Phase::Expand),
            ..Outcome::default()
        },
        unknown: vec![UnknownList::Locks],
        ..Impact::default()
    };
    (statement, known(impact, Transaction::None, 1))
}

fn drop_role() -> (Statement, KnownFacts) {
    let mut statement = statement(Kind::DropRole, "drop role reader");
    statement.changes[0].action = Action::Drop(Box::new(dropped(ObjectKind::Role, name("reader"))));
    let impact = Impact {
        outcome: Outcome {
            transactional: Some(true),
            idempotent: Some(false),
            reversible: Some(true),
            phase: Some(Phase::Neutral),
            ..Outcome::default()
        },
        ..Impact::default()
    };
    (statement, known(impact, Transaction::Unknown, 2))
}

fn do_block() -> (Statement, KnownFacts) {
    let start = range("do $$");
    let mut block = statement(Kind::Do, "do $$");
    block.range = start.cover(range("end $$"));
    let mut condition = statement(Kind::If, "if exists (select 1 from users) then");
    condition.range = condition.range.cover(range("end if"));
    condition.opaque = vec![range("select 1")];
    let mut drop = statement(Kind::DropTable, "drop table shop.orders");
    drop.changes[0].action = Action::Drop(Box::new(dropped(
        ObjectKind::Table,
        Name {
            qualifiers: [ident("shop")].into_iter().collect(),
            ident: ident("orders"),
        },
    )));
    drop.runs = Runs::If;
    drop.guard = Some(Box::new(Guard {
        others: Vec::new(),
        kind: GuardKind::Present,
        object_kind: Some(ObjectKind::Table),
        object: Some(name("users")),
        column: None,
        range: range("exists (select 1 from users)"),
    }));
    condition.body = vec![drop];
    block.body = vec![condition];
    let transaction = Transaction::Open(OpenedBy::Runner);
    let mut facts = known(Impact::default(), transaction, 0);
    facts.body = vec![known(Impact::default(), transaction, 0)];
    facts.body[0].body = vec![known(Impact::default(), transaction, 0)];
    (block, facts)
}

fn unknown() -> (Statement, KnownFacts) {
    let impact = Impact {
        unknown: vec![UnknownList::Locks, UnknownList::Rewrites, UnknownList::Scans],
        ..Impact::default()
    };
    let facts = known(impact, Transaction::Open(OpenedBy::Engine), 3);
    (statement(Kind::Unknown, "frobnicate the widgets"), facts)
}

fn known(impact: Impact, transaction: Transaction, group: u32) -> KnownFacts {
    KnownFacts {
        changes: vec![impact.clone()],
        impact,
        transaction: StatementTransaction {
            transaction,
            group,
            settings: Vec::new(),
        },
        before: catalog(),
        body: Vec::new(),
    }
}

fn catalog() -> Catalog {
    Catalog::new(Dialect::Postgres, Start::Unknown)
}

/// A statement of one change of its own kind.
fn statement(kind: Kind, text: &str) -> Statement {
    let range = range(text);
    Statement {
        kind,
        range,
        tokens: TokenRange::default(),
        changes: vec![Change {
            kind,
            range,
            action: Action::None,
        }],
        modifiers: Modifiers::default(),
        uses: schema::NameUses::new(),
        runs: Runs::Now,
        guard: None,
        body: Vec::new(),
        opaque: Vec::new(),
    }
}

fn dropped(object_kind: ObjectKind, name: Name) -> DropObject {
    DropObject {
        object_kind,
        name,
        table: None,
        if_exists: false,
        behaviour: None,
        is_temporary: false,
        purges: false,
    }
}

fn used(text: &str, role: NameRole) -> NameUse {
    NameUse {
        name: name(text),
        role,
        lock_hints: schema::LockHints::NONE,
    }
}

fn name(text: &str) -> Name {
    Name::bare(ident(text))
}

fn ident(text: &str) -> Ident {
    Ident {
        is_quoted: false,
        ..Ident::synthetic(text)
    }
}

fn range(text: &str) -> TextRange {
    let start = u32::try_from(TEXT.find(text).unwrap()).unwrap();
    TextRange::new(start, start + u32::try_from(text.len()).unwrap())
}
