use compact_str::CompactString;

use crate::named_engine::settings_values;
use crate::neighbours::{Neighbours, properties};
use crate::tools::flyway;
use crate::{Migration, Tool};

/// The table in which the tool keeps what it has run, where its settings give it another name than usual.
pub(crate) fn renamed(tool: Tool, home: &str, near: &Neighbours<'_>) -> Option<CompactString> {
    let said_in = |file: &str, keys| {
        let (_, text) = near.nearest(home, file)?;
        settings_values(&text, keys).next().map(CompactString::from)
    };
    match tool {
        Tool::Flyway => flyway::table(home, near),
        // <https://github.com/amacneil/dbmate#command-line-options>
        Tool::Dbmate => said_in(".env", &["DBMATE_MIGRATIONS_TABLE"]),
        // <https://pressly.github.io/goose/documentation/environment-variables>
        Tool::Goose => said_in(".env", &["GOOSE_TABLE"]),
        // <https://github.com/rubenv/sql-migrate#usage>
        Tool::SqlMigrate => said_in("dbconfig.yml", &["table"]),
        Tool::Liquibase => {
            let (_, text) = near.nearest(home, "liquibase.properties")?;
            let entries = properties(&text);
            let keys = ["databaseChangeLogTableName", "liquibase.databaseChangeLogTableName"];
            let name = keys.into_iter().find_map(|key| entries.get(key))?;
            Some(CompactString::from(*name))
        }
        _ => None,
    }
    .filter(|name| !name.is_empty())
}

impl Migration {
    /// Whether the tool that runs it keeps what it has run in this table. A name without a schema is taken to mean the
    /// tool's.
    #[must_use]
    pub fn is_history_table(&self, tool: Tool, schema: Option<&str>, name: &str) -> bool {
        let Some(renamed) = &self.history_table else {
            return tool.is_history_table(schema, name);
        };
        let own = renamed.rsplit_once('.').map_or(renamed.as_str(), |(_, name)| name);
        own.eq_ignore_ascii_case(name)
    }
}
