use std::collections::HashMap;

use crate::convention::{Convention, Depth, Repeatables, Runs};
use crate::group::Group;
use crate::lines::offset;
use crate::names::{leading_digits, natural_order, stem_of_down, stem_of_up, without_sql};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, Direction, OptOut, Tool, TransactionMode, Version};

/// Scripts that no known tool claims: in the order of their names, and nobody says how they are run.
pub(crate) static PLAIN: Convention = Convention {
    tool: Tool::Plain,
    history_tables: &[],
    folders: &[],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::Unknown,
        Delivery::Statements,
        OptOut::Setting(
            "`transaction = \"statement-by-statement\"` under `[runner]` in `lockgate.toml`, if that is so",
        ),
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |_| true,
    claim: |_, _| None,
    read,
};

/// Scripts fed to `psql` or another client: each statement commits alone.
pub(crate) static PSQL: Convention = Convention {
    tool: Tool::Psql,
    history_tables: &[],
    folders: &[],
    placeholders: None,
    runs: Runs::bare(Delivery::Statements),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |_| true,
    claim: |_, _| None,
    read,
};

/// A script that its name says leads down belongs to the one of the same name that does not.
fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let mut scripts = group.scripts.clone();
    scripts.sort_by(|left, right| natural_order(left.path(), right.path()));
    let mut places: HashMap<String, u32> = HashMap::new();
    for script in &scripts {
        let stem = stem_of_down(script.path()).unwrap_or_else(|| stem_of_up(script.path()));
        let next = offset(places.len());
        places.entry(stem).or_insert(next);
    }
    for script in &scripts {
        let down = stem_of_down(script.path());
        let mut migration = reading.whole(script);
        let name = without_sql(script.name()).unwrap_or(script.name());
        let (digits, rest) = leading_digits(name).unwrap_or(("", name));
        migration.version_text = digits.into();
        migration.description = rest.trim_start_matches(['_', '-', '.', ' ']).into();
        if down.is_some() {
            migration.direction = Direction::Down;
        }
        let stem = down.unwrap_or_else(|| stem_of_up(script.path()));
        migration.version = places.get(&stem).copied().map(Version::Planned);
        reading.add(migration);
    }
}
