use migrations::{History, NamedEngine, Tool};
use schema::{Dialect, EngineVersion};
use source::Sources;

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
    migrations::engine_called(name)?.parse().ok()
}

/// The dialect at an address: `postgres://localhost/app`, `jdbc:postgresql:app`.
#[must_use]
pub fn at(address: &str) -> Option<Dialect> {
    migrations::engine_at(address)?.parse().ok()
}

/// The dialect of a history, and why: what the configuration says, else what the tool, its annotations, the folders or
/// the tool's settings name, else what the texts look like.
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
    let of_settings = of_settings(history, sources);
    if let Some((dialect, folder)) = of_folders(history, sources)
        && !of_settings.is_some_and(|(_, named)| is_below(&named.file, folder))
    {
        return (dialect, format!("the files lie in a folder called `{folder}`"));
    }
    if let Some((dialect, named)) = of_settings {
        return (dialect, named.reason());
    }
    (guessed(history, sources), "the statements look like it".to_owned())
}

/// The version that the tool's settings name, where they are about this dialect.
pub(crate) fn version_named(history: &History, dialect: Dialect) -> Option<(EngineVersion, String)> {
    let named = history.named_engine.as_ref()?;
    if named.engine != dialect.id() {
        return None;
    }
    let version = named.version.as_ref()?.parse().ok()?;
    Some((version, named.reason()))
}

/// What the tool's settings name. What is addressed as MySQL may be MariaDB, which the statements may show.
fn of_settings<'a>(history: &'a History, sources: &Sources) -> Option<(Dialect, &'a NamedEngine)> {
    let named = history.named_engine.as_ref()?;
    let dialect = named.engine.parse().ok()?;
    if dialect == Dialect::Mysql && guessed(history, sources) == Dialect::Mariadb {
        return Some((Dialect::Mariadb, named));
    }
    Some((dialect, named))
}

/// What the statements look like. Those that are marked for one engine say nothing of the others.
fn guessed(history: &History, sources: &Sources) -> Dialect {
    let for_all = history
        .migrations
        .iter()
        .filter(|migration| migration.dialects.is_empty());
    let texts = for_all.map(|migration| {
        let text = sources.get(migration.file).text();
        text.get(migration.section.range.slice()).unwrap_or(text)
    });
    syntax::guess_dialect(texts)
}

/// The one engine that every migration is marked for.
fn of_annotations(history: &History) -> Option<Dialect> {
    let mut found = None;
    for migration in history.migrations.iter().filter(|migration| migration.leads_on()) {
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

/// Whether a file lies in or below a folder of this name.
fn is_below(path: &str, folder: &str) -> bool {
    path.rsplit('/').skip(1).any(|name| name == folder)
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
