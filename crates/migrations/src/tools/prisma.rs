use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::{Group, Script};
use crate::marks::Mark;
use crate::names::{file_name, leading_digits, words};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, Direction, OptOut, PolicyOrigin, ProblemKind, Tool, TransactionMode, Version};

/// Source: <https://www.prisma.io/docs/orm/prisma-migrate>, prisma-engines `schema-engine`.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Prisma,
    history_tables: &["_prisma_migrations"],
    folders: &["prisma/migrations"],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::ImplicitBatch,
        Delivery::WholeFile,
        OptOut::None(
            "put the statement alone into a migration of its own: a file with one statement opens no transaction",
        ),
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |path| path.ends_with("/migration.sql"),
    claim,
    read,
};

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if !group.mostly(|script| script.name() == "migration.sql" && step(group, script).is_some()) {
        return None;
    }
    if group.near(near, "migration_lock.toml").is_some() {
        return Claim::some(
            Strength::OwnFiles,
            "a migration_lock.toml lies beside the folders with a `migration.sql`",
        );
    }
    if group.is_in(CONVENTION.folders) {
        return Claim::some(
            Strength::OwnFiles,
            "the folders with a `migration.sql` lie in `prisma/migrations`",
        );
    }
    if group.marked(Mark::Prisma) > 0 {
        return Claim::some(
            Strength::Contents,
            "the files hold comments that Prisma writes, such as `-- CreateTable`",
        );
    }
    let manifest = near.manifest(
        &group.home,
        &[("package.json", "\"prisma\""), ("package.json", "@prisma/client")],
    );
    let reason = "each migration is a folder with a `migration.sql`";
    Some(Claim::by_names(Strength::DistinctNames, reason, manifest))
}

/// `20240131235959_init` of `20240131235959_init/migration.sql`.
fn step<'a>(group: &Group<'a>, script: &Script<'a>) -> Option<&'a str> {
    group
        .below_home(script)
        .rsplit_once('/')
        .map(|(folder, _)| file_name(folder))
}

fn read(group: &Group<'_>, near: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let splits = splits_non_transactional(group, near);
    for script in &group.scripts {
        let step = step(group, script);
        let is_alone = step.is_some_and(is_stamped) && script.name() != "migration.sql";
        if is_alone && near.in_folder(script.folder(), "migration.sql").is_none() {
            reading.problem(
                ProblemKind::FileName,
                script.start(),
                "Prisma Migrate stops: this folder has no `migration.sql` (P3015)",
                "call the file `migration.sql`, or remove the folder",
            );
            reading.add_loose(script);
            continue;
        }
        let (Some(folder), "migration.sql" | "down.sql") = (step, script.name()) else {
            reading.add_misnamed(
                script,
                "put it into a folder of its own, as `<timestamp>_<name>/migration.sql`",
            );
            continue;
        };
        let mut migration = reading.whole(script);
        let (version, rest) = leading_digits(folder).unwrap_or((folder, ""));
        migration.version = Some(Version::text(folder));
        migration.version_text = version.into();
        migration.description = words(rest.trim_start_matches('_')).into();
        if script.name() == "down.sql" {
            migration.direction = Direction::Down;
        }
        if splits {
            migration.policy.detects_non_transactional = true;
            migration.policy.opt_out = OptOut::Automatic;
            migration.policy.origin = PolicyOrigin::Settings(None);
        }
        reading.add(migration);
    }
}

/// Whether a folder is named as Prisma names those of migrations.
fn is_stamped(folder: &str) -> bool {
    leading_digits(folder).is_some_and(|(digits, _)| digits.len() == 14)
}

/// From 7.4 on Prisma runs the statements of a file with `CONCURRENTLY` one by one (prisma-engines #5767, #5799).
/// A version that is not known counts as older.
fn splits_non_transactional(group: &Group<'_>, near: &Neighbours<'_>) -> bool {
    near.above(&group.home, "package.json")
        .find_map(|(_, text)| package_version(&text, "prisma").or_else(|| package_version(&text, "@prisma/client")))
        .is_some_and(|version| version >= (7, 4))
}

/// Major and minor number of a dependency of a package.json: `"prisma": "^7.4.0"`.
pub(crate) fn package_version(text: &str, package: &str) -> Option<(u32, u32)> {
    let manifest: serde_json::Value = serde_json::from_str(text).ok()?;
    let wanted = ["dependencies", "devDependencies", "peerDependencies"]
        .iter()
        .find_map(|kind| manifest.get(kind)?.get(package)?.as_str())?;
    let mut numbers = wanted
        .split(|character: char| !character.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(str::parse::<u32>);
    let major = numbers.next()?.ok()?;
    Some((major, numbers.next().and_then(Result::ok).unwrap_or(0)))
}
