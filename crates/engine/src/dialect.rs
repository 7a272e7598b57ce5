use migrations::{History, Tool};
use schema::Dialect;
use source::Sources;

/// How folders, tools and annotations call the engines.
const NAMES: &[(&str, Dialect)] = &[
    ("postgresql", Dialect::Postgres),
    ("postgres", Dialect::Postgres),
    ("pgsql", Dialect::Postgres),
    ("psql", Dialect::Postgres),
    ("pg", Dialect::Postgres),
    ("cockroach", Dialect::Postgres),
    ("mysql", Dialect::Mysql),
    ("mariadb", Dialect::Mariadb),
    ("mssql", Dialect::Mssql),
    ("sqlserver", Dialect::Mssql),
    ("sql-server", Dialect::Mssql),
    ("tsql", Dialect::Mssql),
    ("sqlite", Dialect::Sqlite),
    ("sqlite3", Dialect::Sqlite),
    ("oracle", Dialect::Oracle),
];

/// Tools that speak one dialect.
const TOOLS: &[(Tool, Dialect)] = &[
    (Tool::Psql, Dialect::Postgres),
    (Tool::Tern, Dialect::Postgres),
    (Tool::Supabase, Dialect::Postgres),
    (Tool::NodePgMigrate, Dialect::Postgres),
    (Tool::PostgresMigrations, Dialect::Postgres),
    (Tool::Graphile, Dialect::Postgres),
    (Tool::ChangeAutomation, Dialect::Mssql),
    (Tool::Ssdt, Dialect::Mssql),
];

/// The dialect that a tool or a folder means by a name.
#[must_use]
pub fn named(name: &str) -> Option<Dialect> {
    let is_it = |(known, _): &&(&str, Dialect)| known.eq_ignore_ascii_case(name);
    NAMES.iter().find(is_it).map(|(_, dialect)| *dialect)
}

/// The dialect of a history, and why: what the configuration says, else what the tool, its annotations or the folders
/// are called, else what the texts look like.
pub(crate) fn of_history(history: &History, sources: &Sources, configured: Option<Dialect>) -> (Dialect, String) {
    if let Some(dialect) = configured {
        return (dialect, "the configuration names it".to_owned());
    }
    if let Some((_, dialect)) = TOOLS.iter().find(|(tool, _)| *tool == history.tool) {
        return (*dialect, format!("{} works with no other", history.tool.title()));
    }
    if let Some(dialect) = of_annotations(history) {
        return (dialect, "the migrations are marked for it".to_owned());
    }
    if let Some((dialect, folder)) = of_folders(history, sources) {
        return (dialect, format!("the files lie in a folder called `{folder}`"));
    }
    let texts = history
        .migrations
        .iter()
        .map(|migration| sources.get(migration.file).text());
    (syntax::guess_dialect(texts), "the statements look like it".to_owned())
}

/// The one engine that all marked migrations are for.
fn of_annotations(history: &History) -> Option<Dialect> {
    let mut found = None;
    for migration in history
        .migrations
        .iter()
        .filter(|migration| !migration.dialects.is_empty())
    {
        let [only] = migration.dialects.as_slice() else {
            return None;
        };
        let dialect = named(only)?;
        if *found.get_or_insert(dialect) != dialect {
            return None;
        }
    }
    found
}

/// The innermost folder that all files share and that is called like an engine.
fn of_folders<'a>(history: &History, sources: &'a Sources) -> Option<(Dialect, &'a str)> {
    let mut found: Option<(Dialect, &str)> = None;
    for migration in &history.migrations {
        let path = sources.get(migration.file).path();
        let mut folders = path.rsplit('/').skip(1);
        let here = folders.find_map(|folder| Some((named(folder)?, folder)))?;
        if found.get_or_insert(here).0 != here.0 {
            return None;
        }
    }
    found
}
