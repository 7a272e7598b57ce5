mod canonical;

use compact_str::CompactString;
use source::TextRange;

use crate::{Dialect, Ident, Name};

/// A column's type, as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataType {
    /// The name in lower case, words separated by one space, without arguments: `double precision`,
    /// `timestamp with time zone`, `varchar`. A quoted one keeps its case where the engine does.
    pub name: CompactString,
    /// The schema the type is taken from, where one is written.
    pub schema: Option<Box<Ident>>,
    /// What stands in parentheses, as written: `10` and `2`, `max`, or the values of an `ENUM`.
    pub args: Vec<CompactString>,
    /// How many array dimensions it has.
    pub dimensions: u8,
    /// MySQL's `UNSIGNED`.
    pub is_unsigned: bool,
    /// `CHARACTER SET`, lower case.
    pub charset: Option<CompactString>,
    /// `COLLATE`, as written.
    pub collation: Option<CompactString>,
    /// Where it stands.
    pub range: TextRange,
}

/// What a type is for, whatever an engine calls it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TypeFamily {
    /// Whole numbers.
    Integer,
    /// Exact fractions: `numeric`, `decimal`, `money`.
    Decimal,
    /// Inexact fractions.
    Float,
    /// Truth values.
    Boolean,
    /// Characters.
    Text,
    /// Bytes.
    Binary,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A day and a time of day, with or without a zone.
    Timestamp,
    /// A length of time.
    Interval,
    /// Documents.
    Json,
    /// `uuid`, `uniqueidentifier`.
    Uuid,
    /// Everything else, types the user made among it.
    Other,
}

/// The names of the built-in types and what each is for; the vendors' type pages are the source:
/// <https://www.postgresql.org/docs/current/datatype.html>, <https://dev.mysql.com/doc/refman/8.4/en/data-types.html>,
/// <https://learn.microsoft.com/sql/t-sql/data-types/data-types-transact-sql>, <https://www.sqlite.org/datatype3.html>,
/// <https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/Data-Types.html>.
const FAMILIES: &[(TypeFamily, &[&str])] = &[
    (
        TypeFamily::Integer,
        &[
            "int",
            "integer",
            "bigint",
            "smallint",
            "tinyint",
            "mediumint",
            "int2",
            "int4",
            "int8",
            "serial",
            "bigserial",
            "smallserial",
            "serial2",
            "serial4",
            "serial8",
            "year",
        ],
    ),
    (
        TypeFamily::Decimal,
        &["numeric", "decimal", "dec", "money", "smallmoney", "number", "fixed"],
    ),
    (
        TypeFamily::Float,
        &[
            "float",
            "real",
            "double",
            "double precision",
            "float4",
            "float8",
            "binary_float",
            "binary_double",
        ],
    ),
    (TypeFamily::Boolean, &["boolean", "bool", "bit"]),
    (
        TypeFamily::Text,
        &[
            "text",
            "varchar",
            "char",
            "character",
            "character varying",
            "nvarchar",
            "nchar",
            "ntext",
            "varchar2",
            "nvarchar2",
            "clob",
            "nclob",
            "long",
            "tinytext",
            "mediumtext",
            "longtext",
            "citext",
            "bpchar",
            "name",
            "sysname",
            "national character varying",
            "national character",
            "national char",
            "national varchar",
            "char varying",
        ],
    ),
    (
        TypeFamily::Binary,
        &[
            "bytea",
            "blob",
            "binary",
            "varbinary",
            "tinyblob",
            "mediumblob",
            "longblob",
            "raw",
            "long raw",
            "image",
            "bfile",
        ],
    ),
    (TypeFamily::Date, &["date"]),
    (
        TypeFamily::Time,
        &["time", "timetz", "time with time zone", "time without time zone"],
    ),
    (
        TypeFamily::Timestamp,
        &[
            "timestamp",
            "timestamptz",
            "timestamp with time zone",
            "timestamp without time zone",
            "timestamp with local time zone",
            "datetime",
            "datetime2",
            "datetimeoffset",
            "smalldatetime",
        ],
    ),
    (
        TypeFamily::Interval,
        &["interval", "interval year to month", "interval day to second"],
    ),
    (TypeFamily::Json, &["json", "jsonb"]),
    (TypeFamily::Uuid, &["uuid", "uniqueidentifier"]),
];

impl TypeFamily {
    /// Its word, lower case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Float => "float",
            Self::Boolean => "boolean",
            Self::Text => "text",
            Self::Binary => "binary",
            Self::Date => "date",
            Self::Time => "time",
            Self::Timestamp => "timestamp",
            Self::Interval => "interval",
            Self::Json => "json",
            Self::Uuid => "uuid",
            Self::Other => "other",
        }
    }

    /// What a built-in type of this name is for, in lower case; [`Self::Other`] where no engine has one.
    #[must_use]
    pub fn of_name(name: &str) -> Self {
        let row = FAMILIES.iter().find(|(_, names)| names.contains(&name));
        row.map_or(Self::Other, |(family, _)| *family)
    }
}

impl DataType {
    /// The name by which a type that the user made is found.
    #[must_use]
    pub fn user_type_name(&self) -> Name {
        Name {
            qualifiers: self.schema.as_deref().into_iter().cloned().collect(),
            ident: Ident::synthetic(self.name.clone()),
        }
    }

    /// What the type is for, whatever the engine calls it.
    #[must_use]
    pub fn family(&self) -> TypeFamily {
        TypeFamily::of_name(&self.name)
    }

    /// Whether its values have a character set (MySQL, MariaDB).
    #[must_use]
    pub fn has_charset(&self) -> bool {
        const NAMES: &[&str] = &[
            "char",
            "varchar",
            "tinytext",
            "text",
            "mediumtext",
            "longtext",
            "enum",
            "set",
        ];
        NAMES.contains(&self.name.as_str())
    }

    /// Whether it holds points in time, with or without a zone.
    #[must_use]
    pub fn is_timestamp(&self) -> bool {
        self.family() == TypeFamily::Timestamp
    }

    /// How many bytes a whole number of this type has; `None` where it is none, or is as wide as it has to be.
    #[must_use]
    pub fn integer_bytes(&self, dialect: Dialect) -> Option<u8> {
        if matches!(dialect, Dialect::Sqlite | Dialect::Oracle) {
            return None;
        }
        match self.canonical_name(dialect) {
            "tinyint" => Some(1),
            "smallint" => Some(2),
            "mediumint" => Some(3),
            "integer" | "int" => Some(4),
            "bigint" => Some(8),
            _ => None,
        }
    }

    /// The type of eight bytes in the spelling of this one: `bigserial` for `serial`, `int8` for `int4`.
    #[must_use]
    pub fn wide_integer(&self) -> &'static str {
        match self.name.as_str() {
            "serial" | "smallserial" => "bigserial",
            "serial2" | "serial4" => "serial8",
            "int2" | "int4" => "int8",
            _ if self.is_unsigned => "bigint unsigned",
            _ => "bigint",
        }
    }

    /// The argument at this place as a number.
    #[must_use]
    pub fn arg(&self, at: usize) -> Option<u32> {
        self.args.get(at)?.parse().ok()
    }
}
