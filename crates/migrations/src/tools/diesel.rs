use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::{Group, Script};
use crate::names::{file_name, is_within, join, parent, words};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::tools::hasura::is_milliseconds;
use crate::{Delivery, Direction, Migration, OptOut, PolicyOrigin, ProblemKind, Tool, TransactionMode, Version};

/// Source: <https://docs.diesel.rs/main/diesel_migrations>, `migrations_internals`.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Diesel,
    history_tables: &["__diesel_schema_migrations"],
    folders: &["migrations"],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::PerMigration,
        Delivery::WholeFile,
        OptOut::File {
            path: String::new(),
            text: "run_in_transaction = false",
            is_there: false,
        },
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |path| path.ends_with("/up.sql") || path.ends_with("/down.sql"),
    claim,
    read,
};

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    let is_half = |script: &Script<'_>| matches!(script.name(), "up.sql" | "down.sql");
    if !group.mostly(|script| is_half(script) && step(group, script).is_some_and(|step| !is_milliseconds(step))) {
        return None;
    }
    let own = near.nearest(&group.home, "diesel.toml");
    if own.is_some_and(|(_, settings)| settings_fit(&settings, &group.home)) {
        return Claim::some(
            Strength::OwnFiles,
            "a diesel.toml lies above the folders with `up.sql` and `down.sql`",
        );
    }
    let reason = "each migration is a folder with `up.sql` and `down.sql`";
    let manifest = near.manifest(&group.home, &[("Cargo.toml", "diesel")]);
    Some(Claim::by_names(Strength::DistinctNames, reason, manifest))
}

/// Where diesel.toml names another folder, it does not speak for this one.
fn settings_fit(settings: &str, home: &str) -> bool {
    let Ok(table) = settings.parse::<toml::Table>() else {
        return true;
    };
    let Some(folder) = table
        .get("migrations_directory")
        .and_then(|table| table.get("dir")?.as_str())
    else {
        return true;
    };
    let folder = folder.trim_start_matches("./");
    folder.starts_with('/') || home.ends_with(folder) || is_within(home, folder)
}

/// `2024-01-31-235959_init` of `2024-01-31-235959_init/up.sql`.
fn step<'a>(group: &Group<'a>, script: &Script<'a>) -> Option<&'a str> {
    group
        .below_home(script)
        .rsplit_once('/')
        .map(|(folder, _)| file_name(folder))
}

fn read(group: &Group<'_>, near: &Neighbours<'_>, reading: &mut Reading<'_>) {
    for script in &group.scripts {
        let (Some(folder), "up.sql" | "down.sql") = (step(group, script), script.name()) else {
            reading.add_misnamed(
                script,
                "name the file `up.sql` or `down.sql`, in a folder `<timestamp>_<name>`",
            );
            continue;
        };
        let mut migration = reading.whole(script);
        let (version, name) = folder.split_once('_').unwrap_or((folder, ""));
        let version = version.replace('-', "");
        migration.version = Some(Version::text(&version));
        migration.version_text = version.into();
        migration.description = words(name).into();
        if script.name() == "down.sql" {
            migration.direction = Direction::Down;
        }
        let sidecar = sidecar_path(script);
        let text = near.text(&sidecar);
        if let Some(text) = &text {
            apply_sidecar(text, script, &mut migration, reading);
        }
        migration.policy.opt_out = OptOut::File {
            is_there: text.is_some(),
            path: sidecar,
            text: "run_in_transaction = false",
        };
        reading.add(migration);
    }
}

fn sidecar_path(script: &Script<'_>) -> String {
    join(parent(script.path()), "metadata.toml")
}

/// Without its transaction the whole file is one query: several statements are then still one transaction.
fn apply_sidecar(text: &str, script: &Script<'_>, migration: &mut Migration, reading: &mut Reading<'_>) {
    let table = match text.parse::<toml::Table>() {
        Ok(table) => table,
        Err(error) => {
            reading.problem(
                ProblemKind::Settings,
                script.start(),
                format!(
                    "`{}` is not readable as TOML: {}",
                    sidecar_path(script),
                    error.message()
                ),
                "write `run_in_transaction = true` or `false` into it",
            );
            return;
        }
    };
    let Some(value) = table.get("run_in_transaction") else {
        return;
    };
    match value.as_bool() {
        Some(wraps) => {
            if !wraps {
                migration.policy.transaction = TransactionMode::ImplicitBatch;
            }
            migration.policy.origin = PolicyOrigin::Sidecar(None);
        }
        None => reading.problem(
            ProblemKind::Settings,
            script.start(),
            format!(
                "`run_in_transaction` in `{}` is neither `true` nor `false`",
                sidecar_path(script)
            ),
            "write `run_in_transaction = true` or `false` into it, without quotes",
        ),
    }
}
