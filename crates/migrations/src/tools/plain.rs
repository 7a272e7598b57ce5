use crate::convention::{Convention, Depth, Repeatables, Runs};
use crate::group::Group;
use crate::names::{leading_digits, natural_order, without_sql};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, OptOut, Tool, TransactionMode};

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

fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let mut scripts = group.scripts.clone();
    scripts.sort_by(|left, right| natural_order(left.path(), right.path()));
    for script in &scripts {
        let mut migration = reading.whole(script);
        let stem = without_sql(script.name()).unwrap_or(script.name());
        let (digits, rest) = leading_digits(stem).unwrap_or(("", stem));
        migration.version_text = digits.into();
        migration.description = rest.trim_start_matches(['_', '-', '.', ' ']).into();
        reading.add(migration);
    }
}
