use compact_str::CompactString;
use source::SourceFile;

use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::{Group, Script};
use crate::lines::strip_prefix_ignoring_case;
use crate::neighbours::{Neighbours, properties};
use crate::reading::{Reading, callback};
use crate::{
    Delivery, Direction, Migration, MigrationKind, OptOut, Placeholders, PolicyOrigin, ProblemKind, Tool,
    TransactionMode, Version,
};

mod locations;
mod settings;
mod sources;

pub(crate) use locations::listed_with;
use settings::Settings;
use sources::Told;

/// Source: <https://documentation.red-gate.com/fd> (naming, script configuration, transactions).
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Flyway,
    history_tables: &["flyway_schema_history"],
    folders: &["db/migration"],
    placeholders: Some(Placeholders::new("${", "}")),
    runs: Runs::new(
        TransactionMode::PerMigration,
        Delivery::Statements,
        OptOut::File {
            path: String::new(),
            text: "executeInTransaction=false",
            is_there: false,
        },
    )
    .detecting()
    .refusing_mixed(),
    repeatables: Repeatables::Last,
    depth: Depth::Recursive,
    takes: |path| parse(crate::names::file_name(path), &Settings::default()).is_some(),
    claim,
    read,
};

/// The layouts of Java projects, where nobody else's `V1__x.sql` is at home.
const JAVA_FOLDERS: &[&str] = &["src/main/resources/", "src/test/resources/", "src/main/java/"];

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    let told = Told::find(&group.home, near);
    let settings = told
        .as_ref()
        .map_or_else(Settings::default, |told| Settings::of(&told.entries));
    if !group.mostly(|script| parse(script.name(), &settings).is_some()) {
        return None;
    }
    let has_versions = group
        .scripts
        .iter()
        .any(|script| parse(script.name(), &settings).is_some_and(|name| name.is_prefixed()));
    if !has_versions {
        return None;
    }
    if let Some(told) = told {
        let file = crate::names::file_name(&told.path);
        let how = if told.is_own {
            format!("a {file} is near")
        } else {
            format!("{file} speaks of Flyway")
        };
        return Claim::some(Strength::OwnFiles, format!("the files are named `V1__x.sql` and {how}"));
    }
    let reason = "the files are named `V1__x.sql`";
    let home = format!("{}/", group.home);
    if JAVA_FOLDERS.iter().any(|folder| home.contains(folder)) || home.contains("db/migration/") {
        return Claim::some(
            Strength::Manifest,
            format!("{reason} and lie where Flyway looks in Java projects"),
        );
    }
    let manifest = near.manifest(
        &group.home,
        &[
            ("pom.xml", "flyway"),
            ("build.gradle", "flyway"),
            ("build.gradle.kts", "flyway"),
            ("package.json", "flyway"),
        ],
    );
    Some(Claim::by_names(Strength::DistinctNames, reason, manifest))
}

/// The table that the settings name for what has been run.
pub(crate) fn table(home: &str, near: &Neighbours<'_>) -> Option<CompactString> {
    let told = Told::find(home, near)?;
    told.entries.get("table").map(CompactString::from)
}

/// What a file's name says.
enum Name<'a> {
    Versioned {
        direction: Direction,
        version: &'a str,
        description: &'a str,
    },
    Repeatable(&'a str),
    Callback(&'static str, &'a str),
}

impl Name<'_> {
    const fn is_prefixed(&self) -> bool {
        !matches!(self, Self::Callback(..))
    }
}

fn parse<'a>(name: &'a str, settings: &Settings) -> Option<Name<'a>> {
    let stem = settings.suffixes.iter().find_map(|suffix| strip_suffix(name, suffix))?;
    let (before, description) = stem.split_once(settings.separator.as_str()).unwrap_or((stem, ""));
    if let Some(event) = EVENTS.iter().find(|event| event.eq_ignore_ascii_case(before)) {
        return Some(Name::Callback(event, description));
    }
    let (prefix, role) = settings
        .prefixes()
        .into_iter()
        .filter(|(prefix, _)| before.starts_with(*prefix))
        .max_by_key(|(prefix, _)| prefix.len())?;
    let version = &before[prefix.len()..];
    if role == Direction::Repeatable {
        return version.is_empty().then_some(Name::Repeatable(description));
    }
    Version::numeric(version)?;
    Some(Name::Versioned {
        direction: role,
        version,
        description,
    })
}

fn strip_suffix<'a>(name: &'a str, suffix: &str) -> Option<&'a str> {
    let at = name.len().checked_sub(suffix.len())?;
    strip_prefix_ignoring_case(name.get(at..)?, suffix)?;
    Some(&name[..at])
}

/// The events at which callbacks run: flyway-core, `api/callback/Event.java`, and
/// <https://documentation.red-gate.com/fd/callbacks-275218509.html>. `…OperationFinish` is for programs, but the
/// name of a script is looked up among all events.
const EVENTS: &[&str] = &[
    "beforeMigrate",
    "beforeRepeatables",
    "beforeEachMigrate",
    "beforeEachMigrateStatement",
    "afterEachMigrateStatement",
    "afterEachMigrateStatementError",
    "afterEachMigrate",
    "afterEachMigrateError",
    "afterMigrate",
    "afterMigrateApplied",
    "afterVersioned",
    "afterMigrateError",
    "afterMigrateOperationFinish",
    "beforeUndo",
    "beforeEachUndo",
    "beforeEachUndoStatement",
    "afterEachUndoStatement",
    "afterEachUndoStatementError",
    "afterEachUndo",
    "afterEachUndoError",
    "afterUndo",
    "afterUndoError",
    "beforeClean",
    "afterClean",
    "afterCleanError",
    "beforeInfo",
    "afterInfo",
    "afterInfoError",
    "afterInfoOperationFinish",
    "beforeValidate",
    "afterValidate",
    "afterValidateError",
    "beforeBaseline",
    "afterBaseline",
    "afterBaselineError",
    "beforeRepair",
    "afterRepair",
    "afterRepairError",
    "beforeDeploy",
    "afterDeploy",
    "afterDeployError",
    "beforeConnect",
    "afterConnect",
    "beforeCreateSchema",
    "createSchema",
];

fn read(group: &Group<'_>, near: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let settings = Settings::find(&group.home, near);
    let populated: std::collections::HashSet<&str> = group
        .scripts
        .iter()
        .filter(|script| parse(script.name(), &settings).is_some())
        .map(Script::folder)
        .collect();
    for script in &group.scripts {
        let Some(name) = parse(script.name(), &settings) else {
            let is_meant = is_near_miss(script.name(), &settings) && !is_run_by_hand(script.folder());
            if populated.contains(script.folder()) || is_meant {
                reading.add_misnamed(script, naming_help(&settings));
            } else {
                reading.add_loose(script);
            }
            continue;
        };
        let mut migration = reading.whole(script);
        name_it(&mut migration, &name);
        settings.apply(&mut migration);
        let sidecar = sidecar_path(script.file);
        let text = near.text(&sidecar);
        if let Some(text) = &text {
            apply_sidecar(text, script, &mut migration, reading);
        }
        migration.policy.opt_out = OptOut::File {
            is_there: text.is_some(),
            path: if script.is_nameless() { String::new() } else { sidecar },
            text: "executeInTransaction=false",
        };
        reading.add(migration);
    }
}

fn naming_help(settings: &Settings) -> String {
    let (versioned, separator) = (&settings.versioned, &settings.separator);
    let suffix = settings.suffixes.first().map_or(".sql", CompactString::as_str);
    let repeatable = &settings.repeatable;
    format!(
        "name it `{versioned}<version>{separator}<description>{suffix}`, or `{repeatable}{separator}<description>{suffix}` if it is repeatable"
    )
}

/// Whether a folder's name says that its scripts take migrations back, which people do by hand.
fn is_run_by_hand(folder: &str) -> bool {
    let name = crate::names::file_name(folder).to_ascii_lowercase();
    matches!(name.as_str(), "rollback" | "rollbacks" | "revert" | "undo" | "down")
}

/// A name that was meant for Flyway and misses the form.
fn is_near_miss(name: &str, settings: &Settings) -> bool {
    let starts_like_a_version = settings.prefixes().into_iter().any(|(prefix, _)| {
        strip_prefix_ignoring_case(name, prefix)
            .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit() || first == '_'))
    });
    starts_like_a_version || name.contains(settings.separator.as_str())
}

fn name_it(migration: &mut Migration, name: &Name<'_>) {
    let description = match name {
        Name::Versioned {
            direction,
            version,
            description,
        } => {
            migration.version = Version::numeric(version);
            migration.version_text = (*version).into();
            migration.direction = *direction;
            if *direction == Direction::Baseline {
                migration.kind = MigrationKind::Baseline;
            }
            description
        }
        Name::Repeatable(description) => {
            migration.kind = MigrationKind::Repeatable;
            migration.direction = Direction::Repeatable;
            description
        }
        Name::Callback(event, description) => {
            migration.kind = callback(event);
            migration.direction = Direction::Callback;
            description
        }
    };
    migration.description = description.replace('_', " ").into();
}

fn sidecar_path(file: &SourceFile) -> String {
    format!("{}.conf", file.path())
}

fn apply_sidecar(text: &str, script: &Script<'_>, migration: &mut Migration, reading: &mut Reading<'_>) {
    for (key, value) in properties(text) {
        let flag = match value.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        match (key, flag) {
            ("executeInTransaction", Some(wraps)) => {
                migration.policy.transaction = mode(wraps);
                migration.policy.origin = PolicyOrigin::Sidecar(None);
                migration.policy.refuses_mixed = false;
                migration.policy.detects_non_transactional = false;
            }
            ("placeholderReplacement", Some(replaces)) => {
                if !replaces {
                    migration.placeholders = None;
                }
            }
            ("shouldExecute", Some(runs)) => {
                if !runs {
                    migration.pass_over();
                }
            }
            ("executeInTransaction" | "placeholderReplacement", None) => reading.problem(
                ProblemKind::Settings,
                script.start(),
                format!(
                    "`{key}` in `{}` is neither `true` nor `false`",
                    sidecar_path(script.file)
                ),
                "write `true` or `false`",
            ),
            // An expression, which only a run can tell.
            ("shouldExecute", None) | ("encoding", _) => {}
            _ => reading.problem(
                ProblemKind::Settings,
                script.start(),
                format!(
                    "Flyway knows no setting `{key}`, which stands in `{}`",
                    sidecar_path(script.file)
                ),
                "use `executeInTransaction`, `shouldExecute`, `encoding` or `placeholderReplacement`",
            ),
        }
    }
}

const fn mode(wraps: bool) -> TransactionMode {
    if wraps {
        TransactionMode::PerMigration
    } else {
        TransactionMode::StatementByStatement
    }
}
