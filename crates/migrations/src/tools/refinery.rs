use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::Group;
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, OptOut, Tool, TransactionMode};

/// Source: refinery, `refinery_core/src/util.rs` (names) and `src/traits`.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Refinery,
    history_tables: &["refinery_schema_history"],
    folders: &["migrations"],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::PerMigration,
        Delivery::WholeFile,
        OptOut::None("run the statement outside Refinery, before or after its migrations"),
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Recursive,
    takes: |path| parse(crate::names::file_name(path)).is_some(),
    claim,
    read,
};

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    let manifest = near.manifest(&group.home, &[("Cargo.toml", "refinery")]);
    // A name that Flyway takes and Refinery skips speaks for Flyway, unless the manifest names Refinery.
    let fits = group.mostly(|script| parse(script.name()).is_some())
        && (manifest.is_some()
            || group
                .scripts
                .iter()
                .filter(|script| script.name().starts_with(['V', 'U']))
                .all(|script| parse(script.name()).is_some()));
    let fits_other = group.scripts.is_empty() && group.others_mostly(|name| parse(name).is_some());
    if !fits && !fits_other {
        return None;
    }
    Some(Claim::by_names(
        Strength::DistinctNames,
        "the files are named `V1__x.sql`",
        manifest,
    ))
}

/// `^([UV])(\d+(?:\.\d+)?)__(\w+)\.(rs|sql)$`: version and name. `U` runs out of order; it does not undo.
fn parse(name: &str) -> Option<(&str, &str)> {
    let rest = name.strip_prefix(['V', 'U'])?;
    let (version, rest) = rest.split_once("__")?;
    let stem = rest.strip_suffix(".sql").or_else(|| rest.strip_suffix(".rs"))?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = version.split_once('.').unwrap_or((version, "0"));
    let is_word = !stem.is_empty()
        && stem
            .chars()
            .all(|character| character.is_alphanumeric() || character == '_');
    (is_number(whole) && is_number(fraction) && is_word).then_some((version, stem))
}

fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    for script in &group.scripts {
        let Some((version, name)) = parse(script.name()) else {
            reading.add_misnamed(
                script,
                "name it `V<number>__<name>.sql`, with letters, digits and underscores only",
            );
            continue;
        };
        let migration = reading.numbered(script, version, name);
        reading.add(migration);
    }
}
