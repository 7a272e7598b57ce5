//! The columns of `CREATE TABLE … AS` and `SELECT … INTO`, as far as the query's list says them.

use std::sync::Arc;

use compact_str::CompactString;

use super::Applier;
use crate::catalog::{Column, ObjectKey, Relation, Table};
use crate::{DataType, Dialect, Expr, ExprKind, Family, FromTable, Ident, Literal, Name, QueryShape, Select, Selected};

/// The names that PostgreSQL gives to the values of casts (`pg_type.typname`).
const TYPE_NAMES: &[(&str, &str)] = &[
    ("int", "int4"),
    ("integer", "int4"),
    ("bigint", "int8"),
    ("smallint", "int2"),
    ("boolean", "bool"),
    ("real", "float4"),
    ("double precision", "float8"),
    ("decimal", "numeric"),
    ("character varying", "varchar"),
    ("char", "bpchar"),
    ("character", "bpchar"),
    ("timestamp with time zone", "timestamptz"),
    ("timestamp without time zone", "timestamp"),
    ("time with time zone", "timetz"),
    ("time without time zone", "time"),
];

impl Applier<'_> {
    /// `SELECT … INTO table` of PostgreSQL and SQL Server.
    pub(super) fn select_into(&mut self, select: &Select, into: &Name) {
        let key = match select.into_is_temporary {
            true => ObjectKey::new(ObjectKey::TEMPORARY, into.ident.folded(self.catalog.dialect)),
            false => self.catalog.new_key(into),
        };
        let mut table = self.partial_table(key);
        table.is_complete = true;
        table.row_security = Some(false);
        self.take_query_columns(&mut table, select.shape.as_deref(), &[]);
        self.put_relation(Relation::Table(table));
    }

    /// Adds the columns that a query gives. Those written in front of it name its values or, in MySQL, are columns of
    /// their own unless the query gives one of that name.
    pub(super) fn take_query_columns(
        &mut self,
        table: &mut Table,
        query: Option<&QueryShape>,
        written: &[crate::Column],
    ) {
        let found = query.and_then(|query| self.columns_of_query(query));
        table.is_complete &= found.is_some();
        let names: Vec<CompactString> = match self.catalog.dialect.family() {
            Family::Mysql => Vec::new(),
            _ => written
                .iter()
                .map(|column| column.name.folded(self.catalog.dialect))
                .collect(),
        };
        let Some(found) = found else {
            let unknown = names.into_iter().map(|name| self.column_of(name, None, None));
            table.columns.edit().extend(unknown.map(Arc::new));
            return;
        };
        for (at, column) in found.into_iter().enumerate() {
            let is_required = names.len() > at && written[at].is_required(self.catalog.dialect);
            let mut column = Column {
                name: names.get(at).cloned().unwrap_or(column.name),
                ..column
            };
            if is_required {
                column.nullable = Some(false);
            }
            if let Some(known) = table.columns.iter().position(|known| known.name == column.name) {
                let known = table.columns.edit().remove(known);
                table.columns.edit().push(known);
                continue;
            }
            table.columns.edit().push(Arc::new(column));
        }
    }

    /// The names of the columns that a query gives.
    pub(super) fn names_of_query(&self, query: &QueryShape) -> Option<Arc<[CompactString]>> {
        let columns = self.columns_of_query(query)?;
        Some(columns.into_iter().map(|column| column.name).collect())
    }

    /// The columns that a query gives; `None` where not all of them can be named.
    fn columns_of_query(&self, query: &QueryShape) -> Option<Vec<Column>> {
        let from = query.from.as_deref();
        let mut columns = Vec::new();
        for selected in &query.columns {
            match selected {
                Selected::All(of) => {
                    let tables = from?
                        .iter()
                        .filter(|table| of.as_ref().is_none_or(|of| table.is_called(of, self.catalog.dialect)));
                    let before = columns.len();
                    for table in tables {
                        columns.extend(self.all_columns(table, from?.len() == 1)?);
                    }
                    if columns.len() == before {
                        return None;
                    }
                }
                Selected::Value { name, expr } => columns.push(self.value_column(name.as_ref(), expr, from)?),
            }
        }
        Some(columns)
    }

    fn all_columns(&self, from: &FromTable, is_alone: bool) -> Option<Vec<Column>> {
        let table = self
            .seen_table(&self.key(&from.name))
            .filter(|table| table.is_complete)?;
        let columns = table.columns.iter();
        Some(
            columns
                .map(|column| self.copied_column(table, column, column.name.clone(), from.is_optional, is_alone))
                .collect(),
        )
    }

    fn value_column(&self, name: Option<&Ident>, expr: &Expr, from: Option<&[FromTable]>) -> Option<Column> {
        let written = name.map(|name| name.folded(self.catalog.dialect));
        if let ExprKind::Column(column) = &expr.kind {
            let bare = column.ident.folded(self.catalog.dialect);
            let name = written.unwrap_or_else(|| bare.clone());
            return Some(match self.source(column, &bare, from) {
                Some((table, known, is_optional)) => {
                    let is_alone = from.is_some_and(|from| from.len() == 1);
                    self.copied_column(&table, &known, name, is_optional, is_alone)
                }
                None => self.column_of(name, None, None),
            });
        }
        let name = written.or_else(|| value_name(self.catalog.dialect, expr))?;
        Some(self.column_of(name, self.value_type(expr), self.value_nullable(expr)))
    }

    /// The table and column that a name in the list means.
    fn source(&self, name: &Name, bare: &str, from: Option<&[FromTable]>) -> Option<(Table, Column, bool)> {
        let from = from?.iter().filter(|table| {
            name.qualifier()
                .is_none_or(|qualifier| table.is_called(qualifier, self.catalog.dialect))
        });
        let mut found = from.filter_map(|from| {
            let table = self.seen_table(&self.key(&from.name))?;
            let column = table.column(bare).seen()?.clone();
            Some((table.clone(), column, from.is_optional))
        });
        found.next()
    }

    /// A column as the query's table gets it from another.
    fn copied_column(
        &self,
        table: &Table,
        column: &Column,
        name: CompactString,
        is_optional: bool,
        is_alone: bool,
    ) -> Column {
        let family = self.catalog.dialect.family();
        let keeps_nulls = match family {
            // https://www.postgresql.org/docs/current/sql-createtableas.html, https://www.sqlite.org/lang_createtable.html
            Family::Postgres | Family::Sqlite | Family::Generic => Some(true),
            _ if is_optional => Some(true),
            // What a primary key demands is not copied, `NOT NULL` that is written is
            // (https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/CREATE-TABLE.html).
            Family::Oracle if is_in_key(table, &column.name) => None,
            _ => column.nullable,
        };
        let data_type = match family {
            Family::Sqlite => column.data_type.as_ref().and_then(affinity),
            _ => column.data_type.clone(),
        };
        Column {
            // https://dev.mysql.com/doc/refman/8.4/en/create-table-select.html
            default: column.default.clone().filter(|_| family == Family::Mysql),
            // https://learn.microsoft.com/sql/t-sql/queries/select-into-clause-transact-sql
            identity: column.identity.filter(|_| family == Family::Mssql && is_alone),
            ..self.column_of(name, data_type, keeps_nulls)
        }
    }

    fn column_of(&self, name: CompactString, data_type: Option<DataType>, nullable: Option<bool>) -> Column {
        let nullable = match self.catalog.dialect.family() {
            Family::Postgres | Family::Sqlite | Family::Generic => Some(true),
            _ => nullable,
        };
        Column {
            name,
            data_type,
            nullable,
            default: None,
            identity: None,
            generated: None,
            is_inherited: false,
            existence: self.existence,
            origin: self.origin,
        }
    }

    fn value_type(&self, expr: &Expr) -> Option<DataType> {
        match (&expr.kind, self.catalog.dialect) {
            (ExprKind::Cast { to, .. }, Dialect::Sqlite) => affinity(to),
            (ExprKind::Cast { .. }, Dialect::Mysql | Dialect::Mariadb) => None,
            (ExprKind::Cast { to, .. }, _) => Some(self.placeless().data_type(to)),
            (ExprKind::Literal(literal), Dialect::Postgres) => Some(plain(postgres_literal(literal)?)),
            (ExprKind::Literal(Literal::Number(number)), Dialect::Mssql) if number.parse::<i32>().is_ok() => {
                Some(plain("int"))
            }
            _ => None,
        }
    }

    fn value_nullable(&self, expr: &Expr) -> Option<bool> {
        match &expr.kind {
            ExprKind::Literal(Literal::Null) => Some(true),
            ExprKind::Literal(_) if self.catalog.dialect != Dialect::Oracle => Some(false),
            _ => None,
        }
    }
}

fn is_in_key(table: &Table, column: &str) -> bool {
    let key = table.primary_key().seen();
    key.is_some_and(|key| key.columns.iter().any(|known| known == column))
}

fn plain(name: &'static str) -> DataType {
    DataType {
        name: CompactString::const_new(name),
        schema: None,
        args: Vec::new(),
        dimensions: 0,
        is_unsigned: false,
        charset: None,
        collation: None,
        range: source::TextRange::default(),
    }
}

/// The type of a constant (<https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-CONSTANTS>).
fn postgres_literal(literal: &Literal) -> Option<&'static str> {
    match literal {
        Literal::Number(number) if number.parse::<i32>().is_ok() => Some("integer"),
        Literal::Number(number) if number.parse::<i64>().is_ok() => Some("bigint"),
        Literal::Number(number)
            if number
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) =>
        {
            Some("numeric")
        }
        // What has no type of its own becomes text.
        Literal::Text(_) | Literal::Null => Some("text"),
        Literal::Boolean(_) => Some("boolean"),
        _ => None,
    }
}

/// What PostgreSQL calls a value without a name (`FigureColname` in `src/backend/parser/parse_target.c`).
pub(super) fn value_name(dialect: Dialect, expr: &Expr) -> Option<CompactString> {
    if dialect != Dialect::Postgres {
        return None;
    }
    match &expr.kind {
        ExprKind::Column(name) => Some(name.ident.folded(dialect)),
        ExprKind::Call { name, .. } => Some(name.ident.folded(dialect)),
        ExprKind::Cast { expr, to } => match value_name(dialect, expr)? {
            name if name == "?column?" => {
                let known = TYPE_NAMES.iter().find(|(written, _)| *written == to.name);
                Some(known.map_or_else(|| to.name.clone(), |(_, name)| CompactString::const_new(name)))
            }
            name => Some(name),
        },
        ExprKind::Literal(_) => Some(CompactString::const_new("?column?")),
        ExprKind::Operator { op, operands } => match op.as_str() {
            "CASE" | "CASE OF" => Some(CompactString::const_new("case")),
            "ARRAY" => Some(CompactString::const_new("array")),
            "ROW" => Some(CompactString::const_new("row")),
            "EXISTS" => Some(CompactString::const_new("exists")),
            "COLLATE" => value_name(dialect, operands.first()?),
            _ => Some(CompactString::const_new("?column?")),
        },
        ExprKind::Subquery { .. } | ExprKind::Opaque { .. } => None,
    }
}

/// The type that SQLite writes for a column of this type: its affinity
/// (<https://www.sqlite.org/lang_createtable.html#create_table_as_select_statements>).
fn affinity(data_type: &DataType) -> Option<DataType> {
    let name = data_type.name.to_ascii_lowercase();
    let holds = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if holds(&["int"]) {
        Some(plain("int"))
    } else if holds(&["char", "clob", "text"]) {
        Some(plain("text"))
    } else if name.is_empty() || holds(&["blob"]) {
        None
    } else if holds(&["real", "floa", "doub"]) {
        Some(plain("real"))
    } else {
        Some(plain("num"))
    }
}
