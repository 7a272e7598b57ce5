use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::Group;
use crate::names::{leading_digits, words};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::tools::prisma::package_version;
use crate::{Delivery, OptOut, PolicyOrigin, Tool, TransactionMode, Version};

/// Source: Supabase CLI, `pkg/migration`; statements that run alone: cli#5671, cli#6276.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Supabase,
    history_tables: &["supabase_migrations.schema_migrations"],
    folders: &["supabase/migrations"],
    placeholders: None,
    runs: Runs::new(TransactionMode::ImplicitBatch, Delivery::Statements, OptOut::Automatic).detecting(),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |name| parse(name).is_some(),
    claim,
    read,
};

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if !group.mostly(|script| parse(script.name()).is_some()) {
        return None;
    }
    if group.is_in(CONVENTION.folders) {
        return Claim::some(Strength::OwnFiles, "the files lie in `supabase/migrations`");
    }
    let above = crate::names::parent(&group.home);
    let settings = near
        .in_folder(above, "config.toml")
        .filter(|text| text.contains("project_id"));
    settings.and_then(|_| Claim::some(Strength::OwnFiles, "a config.toml of Supabase lies above the files"))
}

/// `^([0-9]+)_(.*)\.sql$`.
fn parse(name: &str) -> Option<(&str, &str)> {
    let (digits, rest) = leading_digits(name.strip_suffix(".sql")?)?;
    Some((digits, rest.strip_prefix('_')?))
}

/// From 2.109 on, the command line runs statements such as `CREATE INDEX CONCURRENTLY` alone. It is mostly installed
/// by itself, so only a version that the project pins counts as older.
fn read(group: &Group<'_>, near: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let is_older = near
        .above(&group.home, "package.json")
        .find_map(|(_, text)| package_version(&text, "supabase"))
        .is_some_and(|version| version < (2, 109));
    for script in &group.scripts {
        let Some((version, name)) = parse(script.name()) else {
            reading.add_misnamed(script, "name it `<timestamp>_<name>.sql`");
            continue;
        };
        let mut migration = reading.whole(script);
        migration.version = Some(Version::text(version));
        migration.version_text = version.into();
        migration.description = words(name).into();
        if is_older {
            migration.policy.detects_non_transactional = false;
            migration.policy.opt_out =
                OptOut::None("update the Supabase CLI to 2.109 or later, which runs such statements alone");
            migration.policy.origin = PolicyOrigin::Settings(None);
        }
        reading.add(migration);
    }
}
