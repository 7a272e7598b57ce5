//! The relations and functions of the engines' catalogues in which a script looks names up.

use schema::ObjectKind as O;

/// A relation of a catalogue.
#[derive(Debug)]
pub(super) struct Relation {
    name: &'static str,
    /// What its rows are.
    pub(super) kind: O,
    /// In a query over several, the highest says what is asked.
    pub(super) rank: u8,
    /// Whether its rows are objects of the schema rather than notes of a tool.
    pub(super) is_catalogue: bool,
}

const fn relation(name: &'static str, kind: O, rank: u8) -> Relation {
    Relation {
        name,
        kind,
        rank,
        is_catalogue: true,
    }
}

/// Relations by their last name, lower case. `sys.`, `information_schema.` and `pg_catalog.` are not asked
/// for, except where a name is an everyday word.
const RELATIONS: &[Relation] = &[
    relation("columns", O::Column, 9),
    relation("syscolumns", O::Column, 9),
    relation("all_columns", O::Column, 9),
    relation("pg_attribute", O::Column, 9),
    relation("user_tab_columns", O::Column, 9),
    relation("user_tab_cols", O::Column, 9),
    relation("all_tab_columns", O::Column, 9),
    relation("all_tab_cols", O::Column, 9),
    relation("dba_tab_columns", O::Column, 9),
    relation("pragma_table_info", O::Column, 9),
    relation("identity_columns", O::Column, 9),
    relation("computed_columns", O::Column, 9),
    relation("indexes", O::Index, 8),
    relation("sysindexes", O::Index, 8),
    relation("pg_indexes", O::Index, 8),
    relation("pg_index", O::Index, 8),
    relation("statistics", O::Index, 8),
    relation("innodb_indexes", O::Index, 8),
    relation("user_indexes", O::Index, 8),
    relation("all_indexes", O::Index, 8),
    relation("pg_constraint", O::Constraint, 8),
    relation("table_constraints", O::Constraint, 8),
    relation("constraint_column_usage", O::Constraint, 8),
    relation("constraint_table_usage", O::Constraint, 8),
    relation("key_column_usage", O::Constraint, 8),
    relation("referential_constraints", O::ForeignKey, 8),
    relation("check_constraints", O::Check, 8),
    relation("default_constraints", O::Default, 8),
    relation("key_constraints", O::Constraint, 8),
    relation("foreign_keys", O::ForeignKey, 8),
    relation("user_constraints", O::Constraint, 8),
    relation("all_constraints", O::Constraint, 8),
    relation("user_cons_columns", O::Constraint, 8),
    relation("pg_enum", O::EnumValue, 8),
    relation("pg_trigger", O::Trigger, 8),
    relation("triggers", O::Trigger, 8),
    relation("user_triggers", O::Trigger, 8),
    relation("pg_policy", O::Policy, 8),
    relation("pg_policies", O::Policy, 8),
    relation("pg_proc", O::Function, 7),
    relation("routines", O::Routine, 7),
    relation("procedures", O::Procedure, 7),
    relation("user_procedures", O::Procedure, 7),
    relation("pg_type", O::Type, 7),
    relation("types", O::Type, 6),
    relation("table_types", O::Type, 7),
    relation("systypes", O::Type, 7),
    relation("assemblies", O::Assembly, 7),
    relation("certificates", O::Certificate, 7),
    relation("services", O::Service, 7),
    relation("service_queues", O::Queue, 7),
    relation("service_contracts", O::Contract, 7),
    relation("service_message_types", O::MessageType, 7),
    relation("security_policies", O::SecurityPolicy, 7),
    relation("user_types", O::Type, 7),
    relation("domains", O::Domain, 7),
    relation("sequences", O::Sequence, 7),
    relation("pg_sequences", O::Sequence, 7),
    relation("user_sequences", O::Sequence, 7),
    relation("all_sequences", O::Sequence, 7),
    relation("views", O::View, 7),
    relation("pg_views", O::View, 7),
    relation("pg_matviews", O::MaterializedView, 7),
    relation("user_views", O::View, 7),
    relation("user_mviews", O::MaterializedView, 7),
    relation("synonyms", O::Synonym, 7),
    relation("user_synonyms", O::Synonym, 7),
    relation("all_synonyms", O::Synonym, 7),
    relation("tables", O::Table, 5),
    relation("pg_class", O::Table, 5),
    relation("pg_tables", O::Table, 5),
    relation("user_tables", O::Table, 5),
    relation("all_tables", O::Table, 5),
    relation("dba_tables", O::Table, 5),
    relation("systables", O::Table, 5),
    relation("sqlite_master", O::Table, 5),
    relation("sqlite_schema", O::Table, 5),
    relation("objects", O::Object, 5),
    relation("all_objects", O::Object, 5),
    relation("sysobjects", O::Object, 5),
    relation("user_objects", O::Object, 5),
    relation("schemas", O::Schema, 3),
    relation("schemata", O::Schema, 3),
    relation("pg_namespace", O::Schema, 3),
    relation("databases", O::Database, 3),
    relation("sysdatabases", O::Database, 3),
    relation("pg_database", O::Database, 3),
    relation("pg_roles", O::Role, 3),
    relation("pg_authid", O::Role, 3),
    relation("pg_user", O::User, 3),
    relation("database_principals", O::User, 3),
    relation("server_principals", O::Login, 3),
    relation("sysusers", O::User, 3),
    relation("syslogins", O::Login, 3),
    relation("all_users", O::User, 3),
    relation("dba_users", O::User, 3),
    relation("pg_extension", O::Extension, 3),
    relation("pg_available_extensions", O::Extension, 3),
    relation("pg_publication", O::Publication, 3),
    relation("pg_subscription", O::Subscription, 3),
    relation("fulltext_catalogs", O::FulltextCatalog, 7),
    relation("fulltext_indexes", O::FulltextIndex, 7),
    relation("partition_functions", O::PartitionFunction, 7),
    relation("partition_schemes", O::PartitionScheme, 7),
];

/// Names that a table of the application may well have, so that only a catalogue's schema makes them known.
const EVERYDAY: &[&str] = &[
    "columns",
    "indexes",
    "statistics",
    "triggers",
    "routines",
    "procedures",
    "types",
    "domains",
    "sequences",
    "views",
    "tables",
    "objects",
    "schemas",
    "databases",
    "synonyms",
];

/// The relation of a catalogue that goes by this name.
pub(super) fn find(qualifier: Option<&str>, name: &str) -> Option<&'static Relation> {
    let is_catalogue = qualifier.is_some_and(|schema| {
        ["sys", "information_schema", "pg_catalog", "dbo"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(schema))
    });
    let is_everyday = EVERYDAY.iter().any(|word| word.eq_ignore_ascii_case(name));
    if is_everyday && !is_catalogue {
        return None;
    }
    RELATIONS
        .iter()
        .find(|relation| relation.name.eq_ignore_ascii_case(name))
}

/// What a column of a catalogue holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Asked {
    /// The object's own name.
    Own,
    /// The object's own number, compared with a name looked up.
    OwnId,
    /// The table it belongs to.
    Table,
    /// The number of that table.
    TableId,
    /// A column's name.
    Column,
    /// A schema's name.
    Schema,
    /// The kind of object, as a letter or a word.
    Letter,
}

const COLUMNS: &[(&str, Asked)] = &[
    ("name", Asked::Own),
    ("column_name", Asked::Column),
    ("attname", Asked::Column),
    ("table_name", Asked::Table),
    ("tablename", Asked::Table),
    ("tbl_name", Asked::Table),
    ("relname", Asked::Own),
    ("matviewname", Asked::Own),
    ("viewname", Asked::Own),
    ("view_name", Asked::Own),
    ("mview_name", Asked::Own),
    ("index_name", Asked::Own),
    ("indexname", Asked::Own),
    ("constraint_name", Asked::Own),
    ("conname", Asked::Own),
    ("enumlabel", Asked::Own),
    ("trigger_name", Asked::Own),
    ("tgname", Asked::Own),
    ("polname", Asked::Own),
    ("policyname", Asked::Own),
    ("proname", Asked::Own),
    ("routine_name", Asked::Own),
    ("specific_name", Asked::Own),
    ("typname", Asked::Own),
    ("type_name", Asked::Own),
    ("domain_name", Asked::Own),
    ("sequence_name", Asked::Own),
    ("sequencename", Asked::Own),
    ("synonym_name", Asked::Own),
    ("object_name", Asked::Own),
    ("schema_name", Asked::Own),
    ("nspname", Asked::Own),
    ("datname", Asked::Own),
    ("rolname", Asked::Own),
    ("usename", Asked::Own),
    ("username", Asked::Own),
    ("extname", Asked::Own),
    ("pubname", Asked::Own),
    ("subname", Asked::Own),
    ("table_schema", Asked::Schema),
    ("schemaname", Asked::Schema),
    ("constraint_schema", Asked::Schema),
    ("routine_schema", Asked::Schema),
    ("index_schema", Asked::Schema),
    ("trigger_schema", Asked::Schema),
    ("sequence_schema", Asked::Schema),
    ("owner", Asked::Schema),
    ("object_id", Asked::OwnId),
    ("id", Asked::OwnId),
    ("oid", Asked::OwnId),
    ("parent_object_id", Asked::TableId),
    ("parent_obj", Asked::TableId),
    ("parent_id", Asked::TableId),
    ("conrelid", Asked::TableId),
    ("attrelid", Asked::TableId),
    ("indrelid", Asked::TableId),
    ("tgrelid", Asked::TableId),
    ("type", Asked::Letter),
    ("xtype", Asked::Letter),
    ("relkind", Asked::Letter),
    ("object_type", Asked::Letter),
    ("constraint_type", Asked::Letter),
];

/// What a column of this relation says about the object asked for.
pub(super) fn asked(column: &str, relation: &Relation) -> Option<Asked> {
    let (_, asked) = COLUMNS.iter().find(|(name, _)| name.eq_ignore_ascii_case(column))?;
    Some(match (asked, relation.kind) {
        // A table's own name; and columns and indexes have no number of their own.
        (Asked::Table, O::Table) => Asked::Own,
        (Asked::OwnId, O::Column | O::Index) => Asked::TableId,
        (asked, _) => *asked,
    })
}

/// A function that looks a name up.
pub(super) struct Function {
    name: &'static str,
    /// What it finds.
    pub(super) kind: O,
}

const FUNCTIONS: &[Function] = &[
    Function {
        name: "object_id",
        kind: O::Object,
    },
    Function {
        name: "col_length",
        kind: O::Column,
    },
    Function {
        name: "columnproperty",
        kind: O::Column,
    },
    Function {
        name: "indexproperty",
        kind: O::Index,
    },
    Function {
        name: "type_id",
        kind: O::Type,
    },
    Function {
        name: "schema_id",
        kind: O::Schema,
    },
    Function {
        name: "db_id",
        kind: O::Database,
    },
    Function {
        name: "database_principal_id",
        kind: O::User,
    },
    Function {
        name: "user_id",
        kind: O::User,
    },
    Function {
        name: "suser_id",
        kind: O::Login,
    },
    Function {
        name: "suser_sid",
        kind: O::Login,
    },
    Function {
        name: "to_regclass",
        kind: O::Table,
    },
    Function {
        name: "to_regtype",
        kind: O::Type,
    },
    Function {
        name: "to_regproc",
        kind: O::Function,
    },
    Function {
        name: "to_regprocedure",
        kind: O::Function,
    },
    Function {
        name: "to_regrole",
        kind: O::Role,
    },
    Function {
        name: "to_regnamespace",
        kind: O::Schema,
    },
];

/// The function of this name that looks names up.
pub(super) fn function(name: &str) -> Option<&'static Function> {
    FUNCTIONS
        .iter()
        .find(|function| function.name.eq_ignore_ascii_case(name))
}

/// What SQL Server's `type`, PostgreSQL's `relkind` and `information_schema` call a kind of object
/// (<https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-objects-transact-sql>,
/// <https://www.postgresql.org/docs/current/catalog-pg-class.html>). Lower-case letters are PostgreSQL's.
pub(super) fn kind_of_letter(literal: &str) -> Option<O> {
    let text = literal.trim_start_matches(['N', 'n']).trim_matches('\'').trim();
    Some(match text {
        "r" | "p" => O::Table,
        "i" => O::Index,
        "v" => O::View,
        "m" => O::MaterializedView,
        "S" => O::Sequence,
        _ => match text.to_ascii_uppercase().as_str() {
            "U" | "BASE TABLE" | "TABLE" => O::Table,
            "V" | "VIEW" => O::View,
            "P" | "PROCEDURE" => O::Procedure,
            "FN" | "IF" | "TF" | "FUNCTION" => O::Function,
            "TR" | "TRIGGER" => O::Trigger,
            "F" | "FOREIGN KEY" => O::ForeignKey,
            "PK" | "PRIMARY KEY" => O::PrimaryKey,
            "UQ" | "UNIQUE" => O::Unique,
            "C" | "CHECK" => O::Check,
            "D" => O::Default,
            "SO" | "SEQUENCE" => O::Sequence,
            "SN" | "SYNONYM" => O::Synonym,
            "INDEX" => O::Index,
            "PACKAGE" => O::Package,
            "TYPE" => O::Type,
            _ => return None,
        },
    })
}
