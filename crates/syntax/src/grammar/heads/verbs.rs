//! The verbs that begin a statement, one table for each family and one for what they have in common.
//! The vendors' lists of statements are the source:
//! <https://www.postgresql.org/docs/current/sql-commands.html>,
//! <https://dev.mysql.com/doc/refman/8.4/en/sql-statements.html>, <https://mariadb.com/kb/en/sql-statements/>,
//! <https://learn.microsoft.com/sql/t-sql/statements/statements>, <https://www.sqlite.org/lang.html>,
//! <https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/SQL-Statements.html>.

use schema::{Family, Keyword as K, Kind};

use super::{Reader, comment, copy, execute, grant, maintenance, other, procedural, rename, session, transaction};
use crate::cursor::Cursor;

pub(super) type Verb = (&'static [K], Kind, Reader);

/// The first entry whose words begin the statement.
pub(super) fn find(cursor: &Cursor<'_>) -> Option<&'static Verb> {
    let first = cursor.keyword();
    if first == K::NotAKeyword {
        return None;
    }
    lists(cursor.family())
        .iter()
        .flat_map(|list| list.iter())
        .find(|(words, _, _)| words[0] == first && cursor.looks_at(words))
}

/// Whether a statement that begins like one about rows is another: `UPDATE STATISTICS`.
pub(super) fn is_named(cursor: &Cursor<'_>) -> bool {
    cursor.family() == Family::Mssql && cursor.looks_at(&[K::UPDATE, K::STATISTICS])
}

fn lists(family: Family) -> &'static [&'static [Verb]] {
    match family {
        Family::Postgres => &[POSTGRES, COMMON],
        Family::Mysql => &[MYSQL, COMMON],
        Family::Mssql => &[MSSQL, COMMON],
        Family::Sqlite => &[SQLITE, COMMON],
        Family::Oracle => &[ORACLE, COMMON],
        Family::Generic => &[COMMON, POSTGRES, MYSQL, MSSQL, ORACLE, SQLITE],
    }
}

/// Longer before shorter, in each list.
const COMMON: &[Verb] = &[
    (&[K::SET, K::CONSTRAINTS], Kind::SetConstraints, other::words),
    (&[K::SET, K::CONSTRAINT], Kind::SetConstraints, other::words),
    (&[K::SET, K::NAMES], Kind::SetNames, session::names),
    (&[K::SET, K::ROLE], Kind::SetRole, session::role),
    (&[K::SET], Kind::Set, session::set),
    (&[K::BEGIN], Kind::Begin, transaction::begin),
    (&[K::START, K::TRANSACTION], Kind::Begin, transaction::start),
    (&[K::COMMIT], Kind::Commit, transaction::end),
    (&[K::ROLLBACK], Kind::Rollback, transaction::rollback),
    (&[K::SAVEPOINT], Kind::Savepoint, transaction::savepoint),
    (
        &[K::RELEASE, K::SAVEPOINT],
        Kind::ReleaseSavepoint,
        transaction::savepoint,
    ),
    (&[K::RELEASE], Kind::ReleaseSavepoint, transaction::savepoint),
    (&[K::GRANT], Kind::Grant, grant::read),
    (&[K::REVOKE], Kind::Revoke, grant::read),
    (&[K::DENY], Kind::Deny, grant::read),
    (&[K::COMMENT, K::ON], Kind::Comment, comment::read),
    (&[K::COMMENT, K::IF, K::EXISTS, K::ON], Kind::Comment, comment::read),
    (&[K::TRUNCATE, K::TABLE], Kind::Truncate, other::truncate),
    (&[K::TRUNCATE, K::CLUSTER], Kind::Truncate, other::words),
    (&[K::TRUNCATE], Kind::Truncate, other::truncate),
    (&[K::LOCK, K::TABLES], Kind::Lock, other::lock),
    (&[K::LOCK, K::TABLE], Kind::Lock, other::lock),
    (&[K::LOCK], Kind::Lock, other::lock),
    (&[K::UNLOCK], Kind::Unlock, other::words),
    (&[K::CALL], Kind::Call, execute::call),
    (&[K::EXECUTE, K::IMMEDIATE], Kind::ExecuteImmediate, other::words),
    (&[K::EXECUTE], Kind::Execute, execute::read),
    (&[K::EXEC], Kind::Execute, execute::read),
    (&[K::EXPLAIN], Kind::Explain, other::explain),
    (&[K::DESCRIBE], Kind::Describe, other::words),
    (&[K::DESC], Kind::Describe, other::words),
    (&[K::SHOW], Kind::Show, other::words),
    (&[K::HELP], Kind::Help, other::words),
    (&[K::USE], Kind::Use, session::use_database),
    (&[K::PREPARE], Kind::Prepare, other::prepare),
    (&[K::DEALLOCATE], Kind::Deallocate, other::words),
    (&[K::RENAME, K::TABLE], Kind::RenameTable, rename::tables),
    (&[K::ANALYZE], Kind::Analyze, maintenance::relations),
    (&[K::DECLARE], Kind::Declare, procedural::declare),
    (&[K::IF], Kind::If, other::words),
    (&[K::CASE], Kind::CaseStatement, other::words),
    (&[K::WHILE], Kind::While, other::words),
    (&[K::LOOP], Kind::Loop, other::words),
    (&[K::REPEAT], Kind::Repeat, other::words),
    (&[K::FOR], Kind::For, other::words),
    (&[K::FORALL], Kind::ForEach, other::words),
    (&[K::FOREACH], Kind::ForEach, other::words),
    (&[K::RETURN], Kind::Return, other::query),
    (&[K::FETCH], Kind::Fetch, other::words),
    (&[K::OPEN], Kind::Open, other::query),
    (&[K::CLOSE], Kind::Close, other::words),
    (&[K::RAISE], Kind::Raise, other::words),
    (&[K::RAISERROR], Kind::Raise, other::words),
    (&[K::SIGNAL], Kind::Signal, other::words),
    (&[K::RESIGNAL], Kind::Resignal, other::words),
    (&[K::GET], Kind::GetDiagnostics, other::words),
    (&[K::LEAVE], Kind::Leave, other::words),
    (&[K::ITERATE], Kind::Iterate, other::words),
    (&[K::EXIT], Kind::Exit, other::words),
    (&[K::CONTINUE], Kind::Continue, other::words),
    (&[K::GOTO], Kind::Goto, other::words),
    (&[K::NULL], Kind::NullStatement, other::words),
    (&[K::PERFORM], Kind::Perform, other::query),
];

const POSTGRES: &[Verb] = &[
    (&[K::END], Kind::Commit, transaction::end),
    (&[K::ABORT], Kind::Rollback, transaction::rollback),
    (&[K::COMMIT, K::PREPARED], Kind::CommitPrepared, transaction::prepared),
    (
        &[K::ROLLBACK, K::PREPARED],
        Kind::RollbackPrepared,
        transaction::prepared,
    ),
    (
        &[K::PREPARE, K::TRANSACTION],
        Kind::PrepareTransaction,
        transaction::prepared,
    ),
    (
        &[K::SET, K::SESSION, K::AUTHORIZATION],
        Kind::SetSessionAuthorization,
        session::role,
    ),
    (
        &[K::SET, K::LOCAL, K::SESSION, K::AUTHORIZATION],
        Kind::SetSessionAuthorization,
        session::role,
    ),
    (
        &[K::SET, K::SESSION, K::SESSION, K::AUTHORIZATION],
        Kind::SetSessionAuthorization,
        session::role,
    ),
    (&[K::SET, K::SESSION, K::ROLE], Kind::SetRole, session::role),
    (&[K::SET, K::LOCAL, K::ROLE], Kind::SetRole, session::role),
    (
        &[K::SET, K::TRANSACTION],
        Kind::SetTransaction,
        transaction::characteristics,
    ),
    (
        &[K::SET, K::LOCAL, K::TRANSACTION],
        Kind::SetTransaction,
        transaction::characteristics,
    ),
    (&[K::RESET, K::ROLE], Kind::SetRole, session::role),
    (
        &[K::RESET, K::SESSION, K::AUTHORIZATION],
        Kind::SetSessionAuthorization,
        session::role,
    ),
    (&[K::RESET], Kind::Reset, session::reset),
    (&[K::DISCARD], Kind::Discard, session::discard),
    (&[K::LISTEN], Kind::Listen, other::words),
    (&[K::NOTIFY], Kind::Notify, other::words),
    (&[K::UNLISTEN], Kind::Unlisten, other::words),
    (&[K::LOAD], Kind::Load, other::words),
    (&[K::CHECKPOINT], Kind::Checkpoint, other::words),
    (&[K::DECLARE], Kind::DeclareCursor, procedural::declare),
    (&[K::MOVE], Kind::Move, other::words),
    (&[K::COPY], Kind::Copy, copy::copy),
    (&[K::VACUUM], Kind::Vacuum, maintenance::relations),
    (&[K::ANALYSE], Kind::Analyze, maintenance::relations),
    (&[K::REINDEX], Kind::Reindex, maintenance::reindex),
    (&[K::CLUSTER], Kind::Cluster, maintenance::cluster),
    (&[K::REPACK], Kind::Cluster, maintenance::cluster),
    (
        &[K::REFRESH, K::MATERIALIZED, K::VIEW],
        Kind::RefreshMaterializedView,
        maintenance::refresh,
    ),
    (&[K::DO], Kind::Do, execute::anonymous),
    (
        &[K::IMPORT, K::FOREIGN, K::SCHEMA],
        Kind::ImportForeignSchema,
        other::words,
    ),
    (&[K::SECURITY, K::LABEL], Kind::SecurityLabel, other::words),
    (&[K::REASSIGN, K::OWNED], Kind::ReassignOwned, other::words),
    (&[K::TABLE], Kind::TableRows, other::table_rows),
    (&[K::ASSERT], Kind::Assert, other::query),
    (&[K::EXECUTE], Kind::Execute, execute::prepared),
    (&[K::WAIT, K::FOR], Kind::WaitFor, other::words),
];

const MYSQL: &[Verb] = &[
    (&[K::START, K::REPLICA], Kind::StartReplica, other::words),
    (&[K::START, K::SLAVE], Kind::StartReplica, other::words),
    (&[K::START, K::ALL, K::SLAVES], Kind::StartReplica, other::words),
    (&[K::START, K::GROUP_REPLICATION], Kind::StartReplica, other::words),
    (&[K::STOP], Kind::StopReplica, other::words),
    (&[K::CHANGE], Kind::ChangeReplication, other::words),
    (&[K::RESET], Kind::Reset, other::words),
    (&[K::PURGE], Kind::Purge, other::words),
    (&[K::BINLOG], Kind::Binlog, other::words),
    (&[K::CLONE], Kind::Clone, other::words),
    (&[K::RESTART], Kind::Restart, other::words),
    (&[K::SHUTDOWN], Kind::Shutdown, other::words),
    (&[K::KILL], Kind::Kill, other::words),
    (&[K::FLUSH], Kind::Flush, maintenance::flush),
    (&[K::CACHE, K::INDEX], Kind::CacheIndex, other::words),
    (&[K::LOAD, K::INDEX], Kind::CacheIndex, other::words),
    (&[K::LOAD], Kind::LoadData, copy::load_data),
    (&[K::IMPORT, K::TABLE], Kind::ImportTable, other::words),
    (&[K::INSTALL], Kind::Install, other::words),
    (&[K::UNINSTALL], Kind::Uninstall, other::words),
    (&[K::LOCK, K::INSTANCE], Kind::Lock, other::words),
    (&[K::HANDLER], Kind::Handler, other::words),
    (&[K::XA], Kind::Xa, other::words),
    (&[K::DO], Kind::Do, other::query),
    (&[K::OPTIMIZE], Kind::Optimize, maintenance::relations),
    (&[K::ANALYZE, K::FORMAT], Kind::Explain, other::explain),
    (&[K::ANALYZE, K::SELECT], Kind::Explain, other::explain),
    (&[K::ANALYZE, K::UPDATE], Kind::Explain, other::explain),
    (&[K::ANALYZE, K::DELETE], Kind::Explain, other::explain),
    (&[K::ANALYZE, K::INSERT], Kind::Explain, other::explain),
    (&[K::CHECK], Kind::CheckTable, maintenance::relations),
    (&[K::CHECKSUM], Kind::ChecksumTable, maintenance::relations),
    (&[K::REPAIR], Kind::Repair, maintenance::relations),
    (&[K::RENAME, K::TABLES], Kind::RenameTable, rename::tables),
    (&[K::RENAME, K::USER], Kind::RenameUser, rename::users),
    (
        &[K::SET, K::TRANSACTION],
        Kind::SetTransaction,
        transaction::characteristics,
    ),
    (
        &[K::SET, K::SESSION, K::TRANSACTION],
        Kind::SetTransaction,
        transaction::characteristics,
    ),
    (
        &[K::SET, K::LOCAL, K::TRANSACTION],
        Kind::SetTransaction,
        transaction::characteristics,
    ),
    (
        &[K::SET, K::GLOBAL, K::TRANSACTION],
        Kind::SetTransaction,
        transaction::characteristics,
    ),
    (&[K::SET, K::PASSWORD], Kind::SetPassword, other::words),
    (&[K::SET, K::DEFAULT, K::ROLE], Kind::SetRole, session::role),
    (&[K::SET, K::CHARACTER, K::SET], Kind::SetNames, session::names),
    (&[K::SET, K::CHARSET], Kind::SetNames, session::names),
    (&[K::BACKUP], Kind::Backup, other::words),
    (&[K::TABLE], Kind::TableRows, other::table_rows),
    (&[K::UNTIL], Kind::Repeat, other::words),
];

const MSSQL: &[Verb] = &[
    (&[K::BEGIN, K::TRY], Kind::Try, other::words),
    (&[K::BEGIN, K::CATCH], Kind::Try, other::words),
    (&[K::BEGIN, K::DIALOG], Kind::BeginConversation, other::words),
    (&[K::BEGIN, K::CONVERSATION], Kind::BeginConversation, other::words),
    (&[K::END, K::CONVERSATION], Kind::EndConversation, other::words),
    (&[K::GET, K::CONVERSATION], Kind::GetConversation, other::words),
    (&[K::MOVE, K::CONVERSATION], Kind::MoveConversation, other::words),
    (&[K::SEND], Kind::Send, other::words),
    (&[K::RECEIVE], Kind::Receive, other::words),
    (&[K::SAVE], Kind::Savepoint, transaction::savepoint),
    (
        &[K::SET, K::TRANSACTION],
        Kind::SetTransaction,
        transaction::characteristics,
    ),
    (&[K::PRINT], Kind::Print, other::words),
    (&[K::THROW], Kind::Throw, other::words),
    (&[K::WAITFOR], Kind::WaitFor, other::words),
    (&[K::BREAK], Kind::Break, other::words),
    (&[K::DBCC], Kind::Dbcc, other::words),
    (&[K::BACKUP], Kind::Backup, other::words),
    (&[K::RESTORE], Kind::Restore, other::words),
    (&[K::KILL], Kind::Kill, other::words),
    (&[K::CHECKPOINT], Kind::Checkpoint, other::words),
    (&[K::SHUTDOWN], Kind::Shutdown, other::words),
    (&[K::RECONFIGURE], Kind::Reconfigure, other::words),
    (
        &[K::UPDATE, K::STATISTICS],
        Kind::UpdateStatistics,
        maintenance::relations,
    ),
    (&[K::BULK, K::INSERT], Kind::BulkInsert, copy::bulk_insert),
    (&[K::ENABLE, K::TRIGGER], Kind::EnableTrigger, other::switch_trigger),
    (&[K::DISABLE, K::TRIGGER], Kind::DisableTrigger, other::switch_trigger),
    (
        &[K::ADD, K::SENSITIVITY],
        Kind::AddSensitivityClassification,
        other::words,
    ),
    (&[K::ADD, K::SIGNATURE], Kind::AddSignature, other::words),
    (&[K::ADD, K::COUNTER, K::SIGNATURE], Kind::AddSignature, other::words),
    (&[K::REVERT], Kind::Revert, other::words),
    (&[K::SETUSER], Kind::SetUser, other::words),
    (&[K::EXECUTE, K::AS], Kind::ExecuteAs, other::words),
    (&[K::EXEC, K::AS], Kind::ExecuteAs, other::words),
    (&[K::READTEXT], Kind::ReadText, other::words),
    (&[K::WRITETEXT], Kind::WriteText, other::words),
    (&[K::UPDATETEXT], Kind::UpdateText, other::words),
    // Azure Synapse.
    (&[K::COPY, K::INTO], Kind::Copy, copy::bulk_insert),
    (&[K::RENAME, K::OBJECT], Kind::RenameTable, rename::tables),
    (&[K::USE, K::PLAN], Kind::Use, other::words),
];

const SQLITE: &[Verb] = &[
    (&[K::END], Kind::Commit, transaction::end),
    (&[K::PRAGMA], Kind::Pragma, session::pragma),
    (&[K::ATTACH], Kind::Attach, other::words),
    (&[K::DETACH], Kind::Detach, other::words),
    (&[K::VACUUM], Kind::Vacuum, maintenance::sqlite_vacuum),
    (&[K::REINDEX], Kind::Reindex, maintenance::reindex),
];

const ORACLE: &[Verb] = &[
    (
        &[K::SET, K::TRANSACTION],
        Kind::SetTransaction,
        transaction::characteristics,
    ),
    (&[K::RENAME], Kind::RenameTable, rename::tables),
    (&[K::FLASHBACK], Kind::Flashback, maintenance::flashback),
    (&[K::PURGE], Kind::Purge, other::words),
    (&[K::AUDIT], Kind::Audit, other::words),
    (&[K::NOAUDIT], Kind::NoAudit, other::words),
    (&[K::ASSOCIATE, K::STATISTICS], Kind::AssociateStatistics, other::words),
    (
        &[K::DISASSOCIATE, K::STATISTICS],
        Kind::DisassociateStatistics,
        other::words,
    ),
    (&[K::ADMINISTER, K::KEY], Kind::AdministerKeyManagement, other::words),
    (&[K::PIPE], Kind::PipeRow, other::words),
    (&[K::FUNCTION], Kind::Declare, other::words),
    (&[K::PROCEDURE], Kind::Declare, other::words),
    (&[K::TYPE], Kind::Declare, other::words),
    (&[K::SUBTYPE], Kind::Declare, other::words),
    (&[K::CURSOR], Kind::DeclareCursor, other::query),
    (&[K::PRAGMA], Kind::Pragma, other::words),
];
