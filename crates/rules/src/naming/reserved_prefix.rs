use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Definition, Dialect, ObjectKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "ssdt:SR0016",
        "sql-code-guard:EI024",
        "sqlfluff:TQ01",
        "sqlserver-rules:SRN0002",
        "pgrubic:NM013",
    ]),
    partial_aliases: lint::names(&["sqlserver-rules:SRN0001"]),
    ..RuleInfo::new(
        "reserved-prefix",
        Category::Naming,
        Severity::Error,
        On::Changes(Definition::kinds()),
        include_str!("reserved_prefix.md"),
    )
});

/// Reports names that begin like those of the engine's own objects.
pub(crate) struct ReservedPrefix;

impl Rule for ReservedPrefix {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        let dialect = cx.migration.script.dialect;
        for definition in cx.definitions() {
            let name = definition.ident;
            let is_meant = |row: &&Row| {
                row.dialect == dialect && row.kinds.contains(&definition.object_kind) && name.begins_with(row.prefix)
            };
            let Some(row) = PREFIXES.iter().find(is_meant) else {
                continue;
            };
            cx.report(
                definition.range(),
                format!("`{name}` begins with `{}`, {}", row.prefix, row.why),
            )
            .about(name.text.as_str())
            .help("choose another name");
        }
    }
}

/// A prefix that an engine keeps for its own objects.
struct Row {
    dialect: Dialect,
    kinds: &'static [ObjectKind],
    prefix: &'static str,
    why: &'static str,
}

/// Sources: <https://learn.microsoft.com/sql/t-sql/statements/create-procedure-transact-sql> (`sp_`),
/// <https://www.postgresql.org/docs/current/sql-createschema.html> and
/// <https://www.postgresql.org/docs/current/sql-createrole.html> (`pg_`),
/// <https://www.sqlite.org/lang_createtable.html> (`sqlite_`).
const PREFIXES: &[Row] = &[
    Row {
        dialect: Dialect::Mssql,
        kinds: &[ObjectKind::Procedure],
        prefix: "sp_",
        why: "so each call looks in the `master` database first",
    },
    Row {
        dialect: Dialect::Postgres,
        kinds: &[
            ObjectKind::Schema,
            ObjectKind::Role,
            ObjectKind::User,
            ObjectKind::Tablespace,
        ],
        prefix: "pg_",
        why: "which PostgreSQL keeps for itself and refuses",
    },
    Row {
        dialect: Dialect::Sqlite,
        kinds: &[
            ObjectKind::Table,
            ObjectKind::View,
            ObjectKind::Index,
            ObjectKind::Trigger,
        ],
        prefix: "sqlite_",
        why: "which SQLite keeps for itself and refuses",
    },
];
