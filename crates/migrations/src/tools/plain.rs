use std::collections::HashMap;

use crate::convention::{Convention, Depth, Repeatables, Runs};
use crate::cutter::{Cut, Cutter};
use crate::group::{Group, Script};
use crate::lines::{comment_lines_with, offset};
use crate::marks::{Mark, leads};
use crate::names::{leading_digits, natural_order, stem_of_down, stem_of_up, without_sql};
use crate::reading::Reading;
use crate::{Delivery, Direction, OptOut, Section, Tool, TransactionMode, Version};

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
    read: |group, _, reading| read(group, sections, reading),
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
    read: |group, _, reading| read(group, whole, reading),
};

/// A script that its name says leads down belongs to the one of the same name that does not.
fn read(group: &Group<'_>, cut: fn(&Script<'_>) -> Vec<Cut>, reading: &mut Reading<'_>) {
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
        let name = without_sql(script.name()).unwrap_or(script.name());
        let (digits, rest) = leading_digits(name).unwrap_or(("", name));
        let stem = down.clone().unwrap_or_else(|| stem_of_up(script.path()));
        for cut in cut(script) {
            let mut migration = reading.whole(script);
            migration.version_text = digits.into();
            migration.description = rest.trim_start_matches(['_', '-', '.', ' ']).into();
            migration.direction = if down.is_some() { Direction::Down } else { cut.direction };
            migration.version = places.get(&stem).copied().map(Version::Planned);
            migration.section = cut.section;
            reading.add(migration);
        }
    }
}

fn whole(script: &Script<'_>) -> Vec<Cut> {
    vec![Cut {
        direction: Direction::Up,
        section: Section::new(script.range()),
    }]
}

/// Nobody says which tool runs them, but what stands below a mark for the way down does not run with the rest.
fn sections(script: &Script<'_>) -> Vec<Cut> {
    if !script.marks.has(Mark::WayDown) || stem_of_down(script.path()).is_some() {
        return whole(script);
    }
    let mut cutter = Cutter::new();
    cutter.open_at(Direction::Up, 0);
    for line in comment_lines_with(script.text(), "--") {
        let direction = line.comment().and_then(leads);
        if let Some(direction) = direction.filter(|direction| cutter.direction() != Some(*direction)) {
            cutter.open(direction, &line);
        }
    }
    cutter.finish(script.range().end)
}
