//! Which names of built-in types mean the same.

use compact_str::CompactString;

use crate::{DataType, Dialect, Family, TypeFamily};

/// The names that PostgreSQL takes for another one (<https://www.postgresql.org/docs/current/datatype.html>).
const POSTGRES: &[(&str, &str)] = &[
    ("int", "integer"),
    ("int4", "integer"),
    ("serial", "integer"),
    ("serial4", "integer"),
    ("int8", "bigint"),
    ("bigserial", "bigint"),
    ("serial8", "bigint"),
    ("int2", "smallint"),
    ("smallserial", "smallint"),
    ("serial2", "smallint"),
    ("decimal", "numeric"),
    ("dec", "numeric"),
    ("float4", "real"),
    ("float8", "double precision"),
    ("float", "double precision"),
    ("bool", "boolean"),
    ("character varying", "varchar"),
    ("char varying", "varchar"),
    ("character", "char"),
    ("bpchar", "char"),
    ("bit varying", "varbit"),
    ("timestamp without time zone", "timestamp"),
    ("timestamp with time zone", "timestamptz"),
    ("time without time zone", "time"),
    ("time with time zone", "timetz"),
];

/// The names that MySQL and MariaDB take for another one
/// (<https://dev.mysql.com/doc/refman/8.4/en/other-vendor-data-types.html>,
/// <https://dev.mysql.com/doc/refman/8.4/en/numeric-type-syntax.html>).
const MYSQL: &[(&str, &str)] = &[
    ("bool", "tinyint"),
    ("boolean", "tinyint"),
    ("integer", "int"),
    ("int1", "tinyint"),
    ("int2", "smallint"),
    ("int3", "mediumint"),
    ("int4", "int"),
    ("int8", "bigint"),
    ("middleint", "mediumint"),
    ("dec", "decimal"),
    ("numeric", "decimal"),
    ("fixed", "decimal"),
    ("float4", "float"),
    ("float8", "double"),
    ("double precision", "double"),
    ("real", "double"),
    ("character", "char"),
    ("character varying", "varchar"),
    ("char varying", "varchar"),
    ("long", "mediumtext"),
    ("long varchar", "mediumtext"),
    ("long varbinary", "mediumblob"),
];

/// The names that SQL Server takes for another one
/// (<https://learn.microsoft.com/sql/t-sql/data-types/data-type-synonyms-transact-sql>).
const MSSQL: &[(&str, &str)] = &[
    ("integer", "int"),
    ("dec", "decimal"),
    ("numeric", "decimal"),
    ("double precision", "float"),
    ("character", "char"),
    ("character varying", "varchar"),
    ("char varying", "varchar"),
    ("national char", "nchar"),
    ("national character", "nchar"),
    ("national varchar", "nvarchar"),
    ("national character varying", "nvarchar"),
    ("binary varying", "varbinary"),
    ("rowversion", "timestamp"),
];

/// The names that Oracle takes for another one
/// (<https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/Data-Types.html>).
const ORACLE: &[(&str, &str)] = &[
    ("varchar", "varchar2"),
    ("character varying", "varchar2"),
    ("char varying", "varchar2"),
    ("character", "char"),
    ("decimal", "number"),
    ("dec", "number"),
    ("numeric", "number"),
];

impl DataType {
    /// The one name of those that mean this type to the engine.
    #[must_use]
    pub fn canonical_name(&self, dialect: Dialect) -> &str {
        let name = self.name.as_str();
        if dialect == Dialect::Postgres {
            // Up to 24 binary digits fit in a `real` (<https://www.postgresql.org/docs/current/datatype-numeric.html>).
            if name == "float" && self.arg(0).is_some_and(|digits| digits <= 24) {
                return "real";
            }
            if name.starts_with("interval ") {
                return "interval";
            }
        }
        let synonyms = match dialect.family() {
            Family::Postgres => POSTGRES,
            Family::Mysql => MYSQL,
            Family::Mssql => MSSQL,
            Family::Oracle => ORACLE,
            Family::Sqlite | Family::Generic => return name,
        };
        let synonym = synonyms.iter().find(|(other, _)| *other == name);
        synonym.map_or(name, |(_, canonical)| canonical)
    }

    /// Whether both are the same type to the engine. A collation or character set that only one of them says is none
    /// that can be told from the other.
    #[must_use]
    pub fn is_same(&self, other: &Self, dialect: Dialect) -> bool {
        let same_said = |mine: &Option<CompactString>, theirs: &Option<CompactString>| match (mine, theirs) {
            (Some(mine), Some(theirs)) => mine.eq_ignore_ascii_case(theirs),
            _ => true,
        };
        self.canonical_name(dialect) == other.canonical_name(dialect)
            && self.telling_args(dialect) == other.telling_args(dialect)
            && self.dimensions.min(1) == other.dimensions.min(1)
            && self.is_unsigned == other.is_unsigned
            && same_said(&self.charset, &other.charset)
            && same_said(&self.collation, &other.collation)
    }

    /// The arguments that make a difference.
    fn telling_args(&self, dialect: Dialect) -> Vec<CompactString> {
        let name = self.canonical_name(dialect);
        // The display width of a whole number says nothing of its values
        // (<https://dev.mysql.com/doc/refman/8.4/en/numeric-type-attributes.html>).
        let is_width = dialect.family() == Family::Mysql && self.family() == TypeFamily::Integer;
        if is_width || (self.name == "float" && dialect == Dialect::Postgres) {
            return Vec::new();
        }
        if self.args.is_empty() && matches!(name, "char" | "nchar" | "bit" | "binary") {
            return vec![CompactString::const_new("1")];
        }
        // `numeric(5)` has no fraction, as `numeric(5, 0)`.
        match (name, self.args.as_slice()) {
            ("numeric" | "decimal" | "number", [digits, zero]) if zero == "0" => vec![digits.clone()],
            _ => self.args.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, args: &[&str]) -> DataType {
        DataType {
            name: name.into(),
            schema: None,
            args: args.iter().map(|arg| CompactString::from(*arg)).collect(),
            dimensions: 0,
            is_unsigned: false,
            charset: None,
            collation: None,
            range: source::TextRange::default(),
        }
    }

    #[test]
    fn synonyms_are_the_same_type() {
        let same = |left: DataType, right: DataType, dialect| left.is_same(&right, dialect);
        assert!(same(of("int4", &[]), of("integer", &[]), Dialect::Postgres));
        assert!(same(of("character", &[]), of("char", &["1"]), Dialect::Postgres));
        assert!(same(of("int", &["11"]), of("integer", &[]), Dialect::Mysql));
        assert!(same(of("decimal", &["5"]), of("numeric", &["5", "0"]), Dialect::Mssql));
        assert!(!same(of("varchar", &["5"]), of("varchar", &["6"]), Dialect::Postgres));
        assert!(!same(of("integer", &[]), of("int", &[]), Dialect::Sqlite));
    }
}
