//! The words that name a kind of object. `CREATE`, `ALTER`, `DROP`, `COMMENT ON` and `GRANT … ON` share them.

use schema::{Family, Keyword as K, KeywordSet, ObjectKind as O, TokenKind};
use source::TextRange;

use crate::cursor::Cursor;

/// What stands between the verb and the object's name.
#[derive(Clone, Copy, Debug)]
pub(super) struct ObjectHead {
    /// What kind of object.
    pub(super) kind: O,
    /// `OR REPLACE`, `OR ALTER`.
    pub(super) or_replace: bool,
    /// `TEMPORARY`, in any spelling.
    pub(super) is_temporary: bool,
    /// `SQL SECURITY DEFINER`.
    pub(super) security_definer: Option<TextRange>,
}

/// Takes the words up to and with those that name the kind of object. Where none is named, nothing is taken.
pub(super) fn head(cursor: &mut Cursor<'_>) -> Option<ObjectHead> {
    let start = cursor.position();
    let mut head = ObjectHead {
        kind: O::Object,
        or_replace: false,
        is_temporary: false,
        security_definer: None,
    };
    loop {
        if let Some(kind) = words(cursor) {
            head.kind = kind;
            return Some(head);
        }
        if !modifier(cursor, &mut head) {
            cursor.go_to(start);
            return None;
        }
    }
}

/// Takes the words that name a kind of object.
pub(super) fn words(cursor: &mut Cursor<'_>) -> Option<O> {
    let first = cursor.keyword();
    if first == K::NotAKeyword {
        return None;
    }
    let lists: &[&Kinds] = match cursor.family() {
        Family::Postgres => &[&POSTGRES, &COMMON],
        Family::Mysql => &[&MYSQL, &COMMON],
        Family::Mssql => &[&MSSQL, &COMMON],
        Family::Oracle => &[&ORACLE, &COMMON],
        Family::Sqlite => &[&COMMON],
        Family::Generic => &[&POSTGRES, &MYSQL, &MSSQL, &ORACLE, &COMMON],
    };
    let (words, kind) = lists
        .iter()
        .filter(|kinds| kinds.firsts.contains(first))
        .flat_map(|kinds| kinds.list)
        .find(|(words, _)| words[0] == first && cursor.looks_at(words))?;
    cursor.go_to(cursor.position() + words.len());
    Some(*kind)
}

/// Takes one thing that may stand before the object's kind.
fn modifier(cursor: &mut Cursor<'_>, head: &mut ObjectHead) -> bool {
    let from = cursor.position();
    if cursor.eat_all(&[K::OR, K::REPLACE]) || cursor.eat_all(&[K::OR, K::ALTER]) {
        head.or_replace = true;
        return true;
    }
    if cursor.eat_all(&[K::SQL, K::SECURITY]) {
        if cursor.bump().keyword == K::DEFINER {
            head.security_definer = Some(cursor.range_since(from));
        }
        return true;
    }
    match cursor.keyword() {
        K::TEMP | K::TEMPORARY => {
            head.is_temporary = true;
            cursor.bump();
            true
        }
        K::DEFINER | K::ALGORITHM if cursor.peek_nth(1).kind == TokenKind::Equals => {
            cursor.bump();
            cursor.bump();
            account(cursor);
            true
        }
        keyword if BEFORE_KIND.contains(keyword) => {
            cursor.bump();
            true
        }
        _ => false,
    }
}

/// Takes MySQL's name of an account, `'user'@'host'` or `CURRENT_USER()`; the host is not kept.
pub(super) fn account(cursor: &mut Cursor<'_>) -> Option<schema::Ident> {
    let is_text = cursor.is(TokenKind::String);
    if !is_text && !cursor.is_at_name() {
        return None;
    }
    let token = cursor.bump();
    let ident = cursor.ident_of(token);
    cursor.parens();
    let next = cursor.peek();
    let is_host = matches!(
        next.kind,
        TokenKind::Operator | TokenKind::Parameter | TokenKind::Unknown
    ) && cursor.text_of(next).starts_with('@');
    if is_host {
        let mark = cursor.bump();
        if mark.range.len() == 1 {
            cursor.bump();
        }
        // `'user'@'10.0.0.1'` is one text, but `user@10.0.0.1` or `user@%` are several tokens.
        while cursor.eat_kind(TokenKind::Dot).is_some() || cursor.eat_operator("%") {
            cursor.eat_kind(TokenKind::Word);
        }
    }
    Some(ident)
}

const BEFORE_KIND: KeywordSet = KeywordSet::of(&[
    K::AND,
    K::BIGFILE,
    K::BITMAP,
    K::BLOCKCHAIN,
    K::CLUSTERED,
    K::COLLECTION,
    K::COLUMNSTORE,
    K::COMPILE,
    K::CONSTRAINT,
    K::DEFAULT,
    K::DUALITY,
    K::DUPLICATED,
    K::EDITIONABLE,
    K::EDITIONING,
    K::EXTERNAL,
    K::FLEXIBLE,
    K::FORCE,
    K::FULLTEXT,
    K::GLOBAL,
    K::HYBRID,
    K::IGNORE,
    K::IMMUTABLE,
    K::JSON,
    K::LOCAL,
    K::MULTIVALUE,
    K::NO,
    K::NONCLUSTERED,
    K::NONEDITIONABLE,
    K::OFFLINE,
    K::ONLINE,
    K::PLUGGABLE,
    K::PRIMARY,
    K::PRIVATE,
    K::PROCEDURAL,
    K::PUBLIC,
    K::RECURSIVE,
    K::RELATIONAL,
    K::RESOLVE,
    K::SEARCH,
    K::SELECTIVE,
    K::SHARDED,
    K::SHARED,
    K::SMALLFILE,
    K::SPATIAL,
    K::TRUSTED,
    K::UNDO,
    K::UNIQUE,
    K::UNLOGGED,
    K::USECASE,
    K::VECTOR,
    K::VIRTUAL,
    K::XML,
]);

type Words = (&'static [K], O);

/// The kinds of objects that some engines have.
struct Kinds {
    list: &'static [Words],
    /// The first word of each.
    firsts: KeywordSet,
}

impl Kinds {
    const fn of(list: &'static [Words]) -> Self {
        let mut firsts = KeywordSet::EMPTY;
        let mut at = 0;
        while at < list.len() {
            firsts.insert(list[at].0[0]);
            at += 1;
        }
        Self { list, firsts }
    }
}

/// What several engines have, or one has and no other reads in another way. Longer before shorter.
static COMMON: Kinds = Kinds::of(&[
    (&[K::TABLE], O::Table),
    (&[K::INDEX], O::Index),
    (&[K::MATERIALIZED, K::VIEW], O::MaterializedView),
    (&[K::VIEW], O::View),
    (&[K::SEQUENCE], O::Sequence),
    (&[K::SCHEMA], O::Schema),
    (&[K::DATABASE], O::Database),
    (&[K::TYPE], O::Type),
    (&[K::DOMAIN], O::Domain),
    (&[K::AGGREGATE, K::FUNCTION], O::Function),
    (&[K::FUNCTION], O::Function),
    (&[K::PROCEDURE], O::Procedure),
    (&[K::PROC], O::Procedure),
    (&[K::AGGREGATE], O::Aggregate),
    (&[K::PACKAGE, K::BODY], O::PackageBody),
    (&[K::PACKAGE], O::Package),
    (&[K::TRIGGER], O::Trigger),
    (&[K::EVENT], O::Event),
    (&[K::RULE], O::Rule),
    (&[K::ROLE], O::Role),
    (&[K::USER], O::User),
    (&[K::LOGIN], O::Login),
    (&[K::PROFILE], O::Profile),
    (&[K::TABLESPACE], O::Tablespace),
    (&[K::SERVER], O::Server),
    (&[K::SYNONYM], O::Synonym),
    (&[K::COLUMN], O::Column),
    (&[K::CONSTRAINT, K::TRIGGER], O::Trigger),
    (&[K::CONSTRAINT], O::Constraint),
]);

/// <https://www.postgresql.org/docs/current/sql-commands.html>
static POSTGRES: Kinds = Kinds::of(&[
    (&[K::FOREIGN, K::DATA, K::WRAPPER], O::ForeignDataWrapper),
    (&[K::FOREIGN, K::TABLE], O::ForeignTable),
    (&[K::FOREIGN, K::SERVER], O::Server),
    (&[K::EVENT, K::TRIGGER], O::EventTrigger),
    (&[K::USER, K::MAPPING], O::UserMapping),
    (&[K::GROUP], O::Group),
    (&[K::POLICY], O::Policy),
    (&[K::EXTENSION], O::Extension),
    (&[K::PUBLICATION], O::Publication),
    (&[K::SUBSCRIPTION], O::Subscription),
    (&[K::STATISTICS], O::Statistics),
    (&[K::COLLATION], O::Collation),
    (&[K::DEFAULT, K::CONVERSION], O::Conversion),
    (&[K::CONVERSION], O::Conversion),
    (&[K::CAST], O::Cast),
    (&[K::OPERATOR, K::CLASS], O::OperatorClass),
    (&[K::OPERATOR, K::FAMILY], O::OperatorFamily),
    (&[K::OPERATOR], O::Operator),
    (&[K::ACCESS, K::METHOD], O::AccessMethod),
    (&[K::TRANSFORM], O::Transform),
    (&[K::LANGUAGE], O::Language),
    (&[K::TEXT, K::SEARCH, K::CONFIGURATION], O::TextSearchConfiguration),
    (&[K::TEXT, K::SEARCH, K::DICTIONARY], O::TextSearchDictionary),
    (&[K::TEXT, K::SEARCH, K::PARSER], O::TextSearchParser),
    (&[K::TEXT, K::SEARCH, K::TEMPLATE], O::TextSearchTemplate),
    (&[K::LARGE, K::OBJECT], O::LargeObject),
    (&[K::DEFAULT, K::PRIVILEGES], O::DefaultPrivileges),
    (&[K::SYSTEM], O::System),
    (&[K::ROUTINE], O::Routine),
    (&[K::PARAMETER], O::System),
    (&[K::PROPERTY, K::GRAPH], O::PropertyGraph),
    (&[K::ASSERTION], O::Assertion),
]);

/// <https://dev.mysql.com/doc/refman/8.4/en/sql-data-definition-statements.html>,
/// <https://mariadb.com/kb/en/sql-statements/>
static MYSQL: Kinds = Kinds::of(&[
    (&[K::LOGFILE, K::GROUP], O::LogfileGroup),
    (&[K::INSTANCE], O::Instance),
    (&[K::RESOURCE, K::GROUP], O::ResourceGroup),
    (&[K::SPATIAL, K::REFERENCE, K::SYSTEM], O::SpatialReferenceSystem),
    (&[K::LIBRARY], O::Library),
]);

/// <https://learn.microsoft.com/sql/t-sql/statements/statements>
static MSSQL: Kinds = Kinds::of(&[
    (&[K::APPLICATION, K::ROLE], O::ApplicationRole),
    (&[K::ASSEMBLY], O::Assembly),
    (&[K::ASYMMETRIC, K::KEY], O::AsymmetricKey),
    (&[K::AUTHORIZATION], O::Authorization),
    (&[K::AVAILABILITY, K::GROUP], O::AvailabilityGroup),
    (&[K::BROKER, K::PRIORITY], O::BrokerPriority),
    (&[K::CERTIFICATE], O::Certificate),
    (&[K::COLUMN, K::ENCRYPTION, K::KEY], O::ColumnEncryptionKey),
    (&[K::COLUMN, K::MASTER, K::KEY], O::ColumnMasterKey),
    (&[K::CONTRACT], O::Contract),
    (&[K::CREDENTIAL], O::Credential),
    (&[K::CRYPTOGRAPHIC, K::PROVIDER], O::CryptographicProvider),
    (
        &[K::DATABASE, K::AUDIT, K::SPECIFICATION],
        O::DatabaseAuditSpecification,
    ),
    (&[K::DATABASE, K::ENCRYPTION, K::KEY], O::DatabaseEncryptionKey),
    (
        &[K::DATABASE, K::SCOPED, K::CONFIGURATION],
        O::DatabaseScopedConfiguration,
    ),
    (&[K::DATABASE, K::SCOPED, K::CREDENTIAL], O::DatabaseScopedCredential),
    (&[K::DEFAULT], O::Default),
    (&[K::ENDPOINT], O::Endpoint),
    (&[K::EVENT, K::NOTIFICATION], O::EventNotification),
    (&[K::EVENT, K::SESSION], O::EventSession),
    (&[K::EXTERNAL, K::DATA, K::SOURCE], O::ExternalDataSource),
    (&[K::EXTERNAL, K::FILE, K::FORMAT], O::ExternalFileFormat),
    (&[K::EXTERNAL, K::LANGUAGE], O::ExternalLanguage),
    (&[K::EXTERNAL, K::LIBRARY], O::ExternalLibrary),
    (&[K::EXTERNAL, K::MODEL], O::ExternalModel),
    (&[K::EXTERNAL, K::RESOURCE, K::POOL], O::ExternalResourcePool),
    (&[K::EXTERNAL, K::TABLE], O::ExternalTable),
    (&[K::FULLTEXT, K::CATALOG], O::FulltextCatalog),
    (&[K::FULLTEXT, K::INDEX], O::FulltextIndex),
    (&[K::FULLTEXT, K::STOPLIST], O::FulltextStoplist),
    (&[K::MASTER, K::KEY], O::MasterKey),
    (&[K::MESSAGE, K::TYPE], O::MessageType),
    (&[K::PARTITION, K::FUNCTION], O::PartitionFunction),
    (&[K::PARTITION, K::SCHEME], O::PartitionScheme),
    (&[K::QUEUE], O::Queue),
    (&[K::REMOTE, K::SERVICE, K::BINDING], O::RemoteServiceBinding),
    (&[K::RESOURCE, K::GOVERNOR], O::ResourceGovernor),
    (&[K::RESOURCE, K::POOL], O::ResourcePool),
    (&[K::ROUTE], O::Route),
    (&[K::SEARCH, K::PROPERTY, K::LIST], O::SearchPropertyList),
    (&[K::SECURITY, K::POLICY], O::SecurityPolicy),
    (&[K::SENSITIVITY, K::CLASSIFICATION], O::SensitivityClassification),
    (&[K::SERVER, K::AUDIT, K::SPECIFICATION], O::ServerAuditSpecification),
    (&[K::SERVER, K::AUDIT], O::ServerAudit),
    (&[K::SERVER, K::CONFIGURATION], O::ServerConfiguration),
    (&[K::SERVER, K::ROLE], O::ServerRole),
    (&[K::SERVICE, K::MASTER, K::KEY], O::ServiceMasterKey),
    (&[K::SERVICE], O::Service),
    (&[K::COUNTER, K::SIGNATURE], O::Signature),
    (&[K::SIGNATURE], O::Signature),
    (&[K::STATISTICS], O::Statistics),
    (&[K::SYMMETRIC, K::KEY], O::SymmetricKey),
    (&[K::WORKLOAD, K::CLASSIFIER], O::WorkloadClassifier),
    (&[K::WORKLOAD, K::GROUP], O::WorkloadGroup),
    (&[K::XML, K::SCHEMA, K::COLLECTION], O::XmlSchemaCollection),
    (&[K::OBJECT], O::Object),
]);

/// <https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/SQL-Statements.html>
static ORACLE: Kinds = Kinds::of(&[
    (&[K::MATERIALIZED, K::VIEW, K::LOG], O::MaterializedViewLog),
    (&[K::SNAPSHOT, K::LOG], O::MaterializedViewLog),
    (&[K::SNAPSHOT], O::MaterializedView),
    (&[K::MATERIALIZED, K::ZONEMAP], O::Zonemap),
    (&[K::ANALYTIC, K::VIEW], O::AnalyticView),
    (&[K::ATTRIBUTE, K::DIMENSION], O::AttributeDimension),
    (&[K::AUDIT, K::POLICY], O::AuditPolicy),
    (&[K::CLUSTER], O::Cluster),
    (&[K::CONTEXT], O::Context),
    (&[K::CONTROLFILE], O::Controlfile),
    (&[K::DATABASE, K::LINK], O::DatabaseLink),
    (&[K::DIMENSION], O::Dimension),
    (&[K::DIRECTORY], O::Directory),
    (&[K::DISKGROUP], O::Diskgroup),
    (&[K::EDITION], O::Edition),
    (&[K::FLASHBACK, K::ARCHIVE], O::FlashbackArchive),
    (&[K::HIERARCHY], O::Hierarchy),
    (&[K::INDEXTYPE], O::IndexType),
    (&[K::INMEMORY, K::JOIN, K::GROUP], O::JoinGroup),
    (&[K::JAVA, K::SOURCE], O::Java),
    (&[K::JAVA, K::CLASS], O::Java),
    (&[K::JAVA, K::RESOURCE], O::Java),
    (&[K::LIBRARY], O::Library),
    (&[K::LOCKDOWN, K::PROFILE], O::LockdownProfile),
    (&[K::MLE, K::MODULE], O::MleModule),
    (&[K::MLE, K::ENV], O::MleEnv),
    (&[K::OPERATOR], O::Operator),
    (&[K::OUTLINE], O::Outline),
    (&[K::PFILE], O::ParameterFile),
    (&[K::SPFILE], O::ParameterFile),
    (&[K::PROPERTY, K::GRAPH], O::PropertyGraph),
    (&[K::RESOURCE, K::COST], O::ResourceCost),
    (&[K::RESTORE, K::POINT], O::RestorePoint),
    (&[K::ROLLBACK, K::SEGMENT], O::RollbackSegment),
    (&[K::SESSION], O::Session),
    (&[K::SYSTEM], O::System),
    (&[K::TABLESPACE, K::SET], O::TablespaceSet),
    (&[K::TYPE, K::BODY], O::TypeBody),
    (&[K::ASSERTION], O::Assertion),
]);
