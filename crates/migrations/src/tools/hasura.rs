use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::{Group, Script};
use crate::names::{file_name, leading_digits, words};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, Direction, OptOut, Tool, TransactionMode, Version};

/// Source: <https://hasura.io/docs/latest/migrations-metadata-seeds>, graphql-engine#2939.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Hasura,
    history_tables: &["hdb_catalog.hdb_version"],
    folders: &["migrations/default"],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::PerMigration,
        Delivery::WholeFile,
        OptOut::None("run the statement outside Hasura's migrations, with a client of the database"),
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |path| path.ends_with("/up.sql") || path.ends_with("/down.sql"),
    claim,
    read,
};

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if !group.mostly(|script| step(group, script).is_some_and(|step| is_milliseconds(step) && is_half(script.name()))) {
        return None;
    }
    let settings = near.nearest(&group.home, "config.yaml");
    if settings.is_some_and(|(_, text)| text.contains("metadata_directory")) {
        return Claim::some(
            Strength::OwnFiles,
            "a config.yaml of Hasura lies above the folders with `up.sql`",
        );
    }
    Claim::some(
        Strength::DistinctNames,
        "each migration is a folder `1700000000000_x` with `up.sql` and `down.sql`",
    )
}

fn is_half(name: &str) -> bool {
    matches!(name, "up.sql" | "down.sql")
}

/// Folders named by milliseconds, which is how Hasura names them.
pub(crate) fn is_milliseconds(folder: &str) -> bool {
    leading_digits(folder).is_some_and(|(digits, _)| digits.len() == 13)
}

fn step<'a>(group: &Group<'a>, script: &Script<'a>) -> Option<&'a str> {
    group
        .below_home(script)
        .rsplit_once('/')
        .map(|(folder, _)| file_name(folder))
}

fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    for script in &group.scripts {
        let parts = step(group, script)
            .and_then(leading_digits)
            .filter(|_| is_half(script.name()));
        let Some((version, name)) = parts else {
            reading.add_misnamed(
                script,
                "name the file `up.sql` or `down.sql`, in a folder `<milliseconds>_<name>`",
            );
            continue;
        };
        let mut migration = reading.whole(script);
        migration.version = Version::numeric(version);
        migration.version_text = version.into();
        migration.description = words(name).trim_start().into();
        if script.name() == "down.sql" {
            migration.direction = Direction::Down;
        }
        reading.add(migration);
    }
}
