use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::{Group, Script};
use crate::lines::contains;
use crate::names::leading_digits;
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, Direction, MigrationKind, Tool};

/// Source: <https://guides.rubyonrails.org/active_record_migrations.html#types-of-schema-dumps>.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Rails,
    history_tables: &["schema_migrations", "ar_internal_metadata"],
    folders: &["db/migrate"],
    placeholders: None,
    runs: Runs::bare(Delivery::Statements),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |_| false,
    claim,
    read,
};

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if group.scripts.iter().any(is_dump) {
        return Claim::some(Strength::Contents, "a structure.sql writes to `schema_migrations`");
    }
    let is_stamped =
        |name: &str| name.ends_with(".rb") && leading_digits(name).is_some_and(|(digits, _)| digits.len() == 14);
    if !group.scripts.is_empty() || !group.others_mostly(is_stamped) {
        return None;
    }
    let manifest = near.manifest(&group.home, &[("Gemfile", "rails"), ("Gemfile", "activerecord")]);
    Some(Claim::by_names(
        Strength::DistinctNames,
        "the files are named `20240131235959_x.rb`",
        manifest,
    ))
}

fn is_dump(script: &Script<'_>) -> bool {
    script.name().ends_with("structure.sql") && contains(script.text(), "schema_migrations")
}

/// A dump is the whole schema for databases that start here; nothing else that is SQL is run.
fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    for script in &group.scripts {
        if !is_dump(script) {
            reading.add_loose(script);
            continue;
        }
        let mut migration = reading.whole(script);
        migration.kind = MigrationKind::Baseline;
        migration.direction = Direction::Baseline;
        migration.description = script.name().into();
        reading.add(migration);
    }
}
