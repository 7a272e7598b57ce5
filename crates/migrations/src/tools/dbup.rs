use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::Group;
use crate::names::{leading_digits, without_sql, words};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::tools::evolve::dotnet_manifest;
use crate::{Delivery, Placeholders, Tool, Version};

/// Source: <https://dbup.readthedocs.io/en/latest/more-info/transactions>: none unless the program asks for one.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::DbUp,
    history_tables: &["SchemaVersions", "schemaversions"],
    folders: &["Scripts"],
    placeholders: Some(Placeholders::new("$", "$")),
    runs: Runs::bare(Delivery::Batches),
    repeatables: Repeatables::InPlace,
    depth: Depth::Recursive,
    takes: |path| path.ends_with(".sql"),
    claim,
    read,
};

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if group.scripts.is_empty() {
        return None;
    }
    let manifest = ["\"dbup", "\"DbUp"]
        .into_iter()
        .find_map(|package| dotnet_manifest(&group.home, near, package))?;
    Some(Claim::by_names(Strength::Names, "they are SQL files", Some(manifest)))
}

/// In the order of the names of embedded resources, in which a folder's slash is a dot.
fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let mut scripts = group.scripts.clone();
    scripts.sort_by_key(|script| script.path().replace('/', "."));
    for (position, script) in (0..).zip(&scripts) {
        let mut migration = reading.whole(script);
        let stem = without_sql(script.name()).unwrap_or(script.name());
        migration.version = Some(Version::Planned(position));
        migration.version_text = leading_digits(stem).map_or(stem, |(digits, _)| digits).into();
        migration.description = words(stem).into();
        reading.add(migration);
    }
}
