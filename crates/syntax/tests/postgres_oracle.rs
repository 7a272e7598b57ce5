//! Against `PostgreSQL`'s own parser: where statements begin and end, and what they are.
#![allow(clippy::unwrap_used)]

#[path = "support/corpus.rs"]
mod corpus;

use std::collections::BTreeMap;
use std::path::Path;

use corpus::{Corpus, TextFile};
use lockgate_syntax::{ReadOptions, read};
use schema::{Dialect, Kind, ObjectKind, Statement, Verb};

/// A statement as the other parser sees it: where it begins, how long it is, what it is.
struct Expected {
    start: usize,
    length: usize,
    tag: String,
}

#[derive(Default)]
struct Tally {
    statements: usize,
    split: usize,
    same_kind: usize,
    misses: Vec<String>,
    pairs: BTreeMap<(String, Kind), (usize, String)>,
}

#[test]
fn statements_are_those_of_postgres() {
    let Some(corpus) = Corpus::find() else { return };
    let mut tally = Tally::default();
    for row in corpus.rows("oracle/pg18_parse.jsonl") {
        if row["ok"] != true {
            continue;
        }
        let file = corpus.read(Path::new(row["path"].as_str().unwrap()));
        let expected = row["stmts"].as_array().unwrap().iter().map(|statement| Expected {
            start: usize::try_from(statement[0].as_u64().unwrap()).unwrap(),
            length: usize::try_from(statement[1].as_u64().unwrap()).unwrap(),
            tag: statement[2].as_str().unwrap().to_owned(),
        });
        compare(&file, &expected.collect::<Vec<_>>(), &mut tally);
    }
    tally.misses.iter().take(60).for_each(|miss| println!("split: {miss}"));
    for ((tag, kind), (count, place)) in &tally.pairs {
        println!("kind: {tag} is {kind} {count} times   {place}");
    }
    println!(
        "{} statements: {} split alike, {} of a matching kind",
        tally.statements, tally.split, tally.same_kind
    );
    assert!(
        tally.split * 1000 >= tally.statements * 999,
        "statements are split in another way"
    );
    assert!(
        tally.same_kind * 1000 >= tally.statements * 999,
        "statements have other kinds"
    );
}

fn compare(file: &TextFile, expected: &[Expected], tally: &mut Tally) {
    let script = read(&file.text, &ReadOptions::whole(&file.text, Dialect::Postgres));
    let mut ours: BTreeMap<u32, &Statement> = script
        .statements
        .iter()
        .map(|statement| (statement.range.start, statement))
        .collect();
    for expected in expected {
        tally.statements += 1;
        let (start, end) = without_margins(&file.text, expected);
        let found = u32::try_from(start).ok().and_then(|start| ours.remove(&start));
        let Some(statement) = found else {
            tally
                .misses
                .push(format!("{}:{start} {} begins elsewhere", file.path, expected.tag));
            continue;
        };
        if statement.range.end as usize == end {
            tally.split += 1;
        } else {
            let ours = statement.range.end;
            tally.misses.push(format!(
                "{}:{start} {} ends at {ours}, not {end}",
                file.path, expected.tag
            ));
        }
        if is_same(&expected.tag, statement) {
            tally.same_kind += 1;
        } else {
            let place = format!("{}:{start}", file.path);
            tally
                .pairs
                .entry((expected.tag.clone(), statement.kind))
                .or_insert((0, place))
                .0 += 1;
        }
    }
    for (start, statement) in ours {
        if statement.kind != Kind::ClientCommand {
            tally.statements += 1;
            tally
                .misses
                .push(format!("{}:{start} {} is none", file.path, statement.kind));
        }
    }
}

/// The other parser's range begins at the statement's first word, or at a comment before it, and ends before
/// the semicolon: blanks and comments on both sides are left out here, as they are in ours.
fn without_margins(text: &str, expected: &Expected) -> (usize, usize) {
    let whole = &text[expected.start..expected.start + expected.length];
    let script = read(whole, &ReadOptions::whole(whole, Dialect::Postgres));
    let inside = |offset: usize| {
        script
            .comments
            .iter()
            .find(|comment| comment.range.start as usize == offset)
    };
    let mut start = 0;
    loop {
        start += whole[start..].len() - whole[start..].trim_start().len();
        match inside(start) {
            Some(comment) => start = comment.range.end as usize,
            None => break,
        }
    }
    let mut end = whole.len();
    loop {
        end = whole[..end].trim_end().len();
        match script.comments.iter().find(|comment| comment.range.end as usize == end) {
            Some(comment) if end > start => end = comment.range.start as usize,
            _ => break,
        }
    }
    (expected.start + start, expected.start + end.max(start))
}

/// Whether our kind is what the other parser's node stands for.
fn is_same(tag: &str, statement: &Statement) -> bool {
    let kind = statement.kind;
    if let Some((_, kinds)) = SAME.iter().find(|(same, _)| *same == tag) {
        return kinds.contains(&kind);
    }
    let verb = kind.verb_object().map(|(verb, _)| verb);
    let changes = |wanted: fn(Kind) -> bool| statement.changes.iter().any(|change| wanted(change.kind));
    match tag {
        "DropStmt" => verb == Some(Verb::Drop),
        "RenameStmt" => {
            verb == Some(Verb::Alter) && changes(|kind| matches!(kind.verb_object(), Some((Verb::Rename, _))))
        }
        "AlterOwnerStmt" => verb == Some(Verb::Alter) && changes(|kind| kind == Kind::OwnerTo),
        "AlterObjectSchemaStmt" => verb == Some(Verb::Alter) && changes(|kind| kind == Kind::SetSchema),
        "AlterObjectDependsStmt" => verb == Some(Verb::Alter),
        "AlterTableStmt" => matches!(
            kind.verb_object(),
            Some((
                Verb::Alter,
                ObjectKind::Table
                    | ObjectKind::Index
                    | ObjectKind::View
                    | ObjectKind::MaterializedView
                    | ObjectKind::ForeignTable
                    | ObjectKind::Sequence
                    | ObjectKind::Type
            ))
        ),
        "DefineStmt" => verb == Some(Verb::Create),
        _ => false,
    }
}

/// The nodes of the other parser, and the kinds that each may have here.
const SAME: &[(&str, &[Kind])] = &[
    ("AlterDatabaseSetStmt", &[Kind::AlterDatabase]),
    ("AlterDatabaseStmt", &[Kind::AlterDatabase]),
    ("AlterDatabaseRefreshCollStmt", &[Kind::AlterDatabase]),
    ("AlterDefaultPrivilegesStmt", &[Kind::AlterDefaultPrivileges]),
    ("AlterDomainStmt", &[Kind::AlterDomain]),
    ("AlterEnumStmt", &[Kind::AlterType]),
    ("AlterEventTrigStmt", &[Kind::AlterEventTrigger]),
    ("AlterExtensionContentsStmt", &[Kind::AlterExtension]),
    ("AlterExtensionStmt", &[Kind::AlterExtension]),
    ("AlterFdwStmt", &[Kind::AlterForeignDataWrapper]),
    ("AlterForeignServerStmt", &[Kind::AlterServer]),
    (
        "AlterFunctionStmt",
        &[Kind::AlterFunction, Kind::AlterProcedure, Kind::AlterRoutine],
    ),
    ("AlterOpFamilyStmt", &[Kind::AlterOperatorFamily]),
    ("AlterOperatorStmt", &[Kind::AlterOperator]),
    ("AlterPolicyStmt", &[Kind::AlterPolicy]),
    ("AlterPublicationStmt", &[Kind::AlterPublication]),
    ("AlterRoleSetStmt", &[Kind::AlterRole, Kind::AlterUser]),
    ("AlterRoleStmt", &[Kind::AlterRole, Kind::AlterUser, Kind::AlterGroup]),
    ("AlterSeqStmt", &[Kind::AlterSequence]),
    ("AlterStatsStmt", &[Kind::AlterStatistics]),
    ("AlterSubscriptionStmt", &[Kind::AlterSubscription]),
    ("AlterSystemStmt", &[Kind::AlterSystem]),
    ("AlterTSConfigurationStmt", &[Kind::AlterTextSearchConfiguration]),
    ("AlterTSDictionaryStmt", &[Kind::AlterTextSearchDictionary]),
    (
        "AlterTableMoveAllStmt",
        &[Kind::AlterTable, Kind::AlterIndex, Kind::AlterMaterializedView],
    ),
    ("AlterTableSpaceOptionsStmt", &[Kind::AlterTablespace]),
    ("AlterTypeStmt", &[Kind::AlterType]),
    ("AlterUserMappingStmt", &[Kind::AlterUserMapping]),
    ("CallStmt", &[Kind::Call]),
    ("CheckPointStmt", &[Kind::Checkpoint]),
    ("ClosePortalStmt", &[Kind::Close]),
    ("ClusterStmt", &[Kind::Cluster]),
    ("CommentStmt", &[Kind::Comment]),
    ("CompositeTypeStmt", &[Kind::CreateType]),
    ("ConstraintsSetStmt", &[Kind::SetConstraints]),
    ("CopyStmt", &[Kind::Copy]),
    ("CreateAmStmt", &[Kind::CreateAccessMethod]),
    ("CreateCastStmt", &[Kind::CreateCast]),
    ("CreateConversionStmt", &[Kind::CreateConversion]),
    ("CreateDomainStmt", &[Kind::CreateDomain]),
    ("CreateEnumStmt", &[Kind::CreateType]),
    ("CreateEventTrigStmt", &[Kind::CreateEventTrigger]),
    ("CreateExtensionStmt", &[Kind::CreateExtension]),
    ("CreateFdwStmt", &[Kind::CreateForeignDataWrapper]),
    ("CreateForeignServerStmt", &[Kind::CreateServer]),
    ("CreateForeignTableStmt", &[Kind::CreateForeignTable]),
    ("CreateFunctionStmt", &[Kind::CreateFunction, Kind::CreateProcedure]),
    ("CreateOpClassStmt", &[Kind::CreateOperatorClass]),
    ("CreateOpFamilyStmt", &[Kind::CreateOperatorFamily]),
    ("CreatePLangStmt", &[Kind::CreateLanguage]),
    ("CreatePolicyStmt", &[Kind::CreatePolicy]),
    ("CreatePublicationStmt", &[Kind::CreatePublication]),
    ("CreateRangeStmt", &[Kind::CreateType]),
    (
        "CreateRoleStmt",
        &[Kind::CreateRole, Kind::CreateUser, Kind::CreateGroup],
    ),
    ("CreateSchemaStmt", &[Kind::CreateSchema]),
    ("CreateSeqStmt", &[Kind::CreateSequence]),
    ("CreateStatsStmt", &[Kind::CreateStatistics]),
    ("CreateStmt", &[Kind::CreateTable]),
    ("CreateSubscriptionStmt", &[Kind::CreateSubscription]),
    ("CreateTableAsStmt", &[Kind::CreateTable, Kind::CreateMaterializedView]),
    ("CreateTableSpaceStmt", &[Kind::CreateTablespace]),
    ("CreateTransformStmt", &[Kind::CreateTransform]),
    ("CreateTrigStmt", &[Kind::CreateTrigger]),
    ("CreateUserMappingStmt", &[Kind::CreateUserMapping]),
    ("CreatedbStmt", &[Kind::CreateDatabase]),
    ("DeallocateStmt", &[Kind::Deallocate]),
    ("DeclareCursorStmt", &[Kind::DeclareCursor]),
    ("DeleteStmt", &[Kind::Delete]),
    ("DiscardStmt", &[Kind::Discard]),
    ("DoStmt", &[Kind::Do]),
    ("DropOwnedStmt", &[Kind::DropOwned]),
    ("DropRoleStmt", &[Kind::DropRole, Kind::DropUser, Kind::DropGroup]),
    ("DropSubscriptionStmt", &[Kind::DropSubscription]),
    ("DropTableSpaceStmt", &[Kind::DropTablespace]),
    ("DropUserMappingStmt", &[Kind::DropUserMapping]),
    ("DropdbStmt", &[Kind::DropDatabase]),
    ("ExecuteStmt", &[Kind::Execute]),
    ("ExplainStmt", &[Kind::Explain]),
    ("FetchStmt", &[Kind::Fetch, Kind::Move]),
    ("GrantRoleStmt", &[Kind::Grant, Kind::Revoke]),
    ("GrantStmt", &[Kind::Grant, Kind::Revoke]),
    ("ImportForeignSchemaStmt", &[Kind::ImportForeignSchema]),
    ("IndexStmt", &[Kind::CreateIndex]),
    ("InsertStmt", &[Kind::Insert]),
    ("ListenStmt", &[Kind::Listen]),
    ("LoadStmt", &[Kind::Load]),
    ("LockStmt", &[Kind::Lock]),
    ("MergeStmt", &[Kind::Merge]),
    ("NotifyStmt", &[Kind::Notify]),
    ("PrepareStmt", &[Kind::Prepare]),
    ("ReassignOwnedStmt", &[Kind::ReassignOwned]),
    ("RefreshMatViewStmt", &[Kind::RefreshMaterializedView]),
    ("ReindexStmt", &[Kind::Reindex]),
    ("RuleStmt", &[Kind::CreateRule]),
    ("SecLabelStmt", &[Kind::SecurityLabel]),
    ("SelectStmt", &[Kind::Select, Kind::Values, Kind::TableRows]),
    (
        "TransactionStmt",
        &[
            Kind::Begin,
            Kind::Commit,
            Kind::Rollback,
            Kind::Savepoint,
            Kind::ReleaseSavepoint,
            Kind::RollbackToSavepoint,
            Kind::PrepareTransaction,
            Kind::CommitPrepared,
            Kind::RollbackPrepared,
        ],
    ),
    ("TruncateStmt", &[Kind::Truncate]),
    ("UnlistenStmt", &[Kind::Unlisten]),
    ("UpdateStmt", &[Kind::Update]),
    ("VacuumStmt", &[Kind::Vacuum, Kind::Analyze]),
    (
        "VariableSetStmt",
        &[
            Kind::Set,
            Kind::Reset,
            Kind::SetRole,
            Kind::SetSessionAuthorization,
            Kind::SetTransaction,
            Kind::SetNames,
        ],
    ),
    ("VariableShowStmt", &[Kind::Show]),
    ("ViewStmt", &[Kind::CreateView]),
];
