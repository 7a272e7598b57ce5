use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::cutter::{Cut, Cutter};
use crate::group::{Group, Script};
use crate::lines::{Line, comment_lines_with, strip_words};
use crate::marks::Mark;
use crate::names::{Half, leading_digits, numbered_half, without_sql, words};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, Direction, OptOut, Section, Tool, TransactionMode, Version};

/// Source: node-pg-migrate, `src/sqlMigration.ts` and <https://salsita.github.io/node-pg-migrate>.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::NodePgMigrate,
    history_tables: &["pgmigrations"],
    folders: &["migrations"],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::AllPending,
        Delivery::WholeFile,
        OptOut::None(
            "write the migration in JavaScript, with `pgm.noTransaction()`: an SQL file cannot leave the transaction",
        ),
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |name| name.ends_with(".sql") && leading_digits(name).is_some(),
    claim,
    read,
};

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if group.mostly(|script| script.marks.has(Mark::NodePgMigrate)) {
        return Claim::some(Strength::Contents, "the files hold `-- Up Migration`");
    }
    let has_number = |name: &str| leading_digits(name).is_some_and(|(digits, _)| digits.len() >= 13);
    if !group.mostly(|script| has_number(script.name())) && !group.others_mostly(has_number) {
        return None;
    }
    let manifest = near.manifest(&group.home, &[("package.json", "\"node-pg-migrate\"")]);
    if manifest.is_none() && (group.scripts.is_empty() || group.mostly(|script| numbered_half(script.name()).is_some()))
    {
        return None;
    }
    Some(Claim::by_names(
        Strength::Names,
        "the files are named `1700000000000_x`",
        manifest,
    ))
}

fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    for script in &group.scripts {
        let Some((version, rest)) = without_sql(script.name()).and_then(leading_digits) else {
            reading.add_misnamed(script, "begin its name with a timestamp: `1700000000000_<name>.sql`");
            continue;
        };
        for cut in sections(script) {
            let mut migration = reading.whole(script);
            migration.version = Version::numeric(version);
            migration.version_text = version.into();
            migration.description = words(rest.trim_end_matches(".up").trim_end_matches(".down"))
                .trim_start()
                .into();
            migration.direction = cut.direction;
            migration.section = cut.section;
            reading.add(migration);
        }
    }
}

/// Only the first comment of each kind counts. Without an `Up` all of the file leads up, also what stands below
/// `Down`; what stands before both runs in neither direction.
fn sections(script: &Script<'_>) -> Vec<Cut> {
    if let Some((_, _, Half::Down)) = numbered_half(script.name()) {
        return vec![whole(Direction::Down, script)];
    }
    let mut cutter = Cutter::new();
    for line in comment_lines_with(script.text(), "--") {
        let Some(direction) = direction(&line) else {
            continue;
        };
        if !cutter.has(direction) {
            cutter.open(direction, &line);
        }
    }
    let has_up = cutter.has(Direction::Up);
    let mut cuts = cutter.finish(script.range().end);
    if !has_up {
        cuts.insert(0, whole(Direction::Up, script));
    }
    cuts
}

fn whole(direction: Direction, script: &Script<'_>) -> Cut {
    Cut {
        direction,
        section: Section::new(script.range()),
    }
}

/// `^\s*--[\s-]*up\s+migration`, whatever the case.
fn direction(line: &Line<'_>) -> Option<Direction> {
    let words = line.comment()?.trim_start_matches([' ', '\t', '-']);
    let directions = [("up", Direction::Up), ("down", Direction::Down)];
    directions
        .into_iter()
        .find(|(name, _)| strip_words(words, &[name, "migration"]).is_some())
        .map(|(_, direction)| direction)
}
