use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::Group;
use crate::marks::Mark;
use crate::names::leading_digits;
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::tools::pop;
use crate::{Delivery, Direction, OptOut, Tool, TransactionMode};

/// Source: golang-migrate, `source/parse.go` and `database/postgres`.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::GolangMigrate,
    history_tables: &["schema_migrations"],
    folders: &["migrations", "db/migrations"],
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
    takes: |name| parse(name).is_some(),
    claim,
    read,
};

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if !group.mostly(|script| parse(script.name()).is_some()) || pop::names_engines(group) {
        return None;
    }
    let reason = "the files are named `1_x.up.sql` and `1_x.down.sql`";
    let home = format!("/{}/", group.home);
    if home.contains("/internal/") || home.contains("/cmd/") {
        return Claim::some(
            Strength::Manifest,
            format!("{reason} and lie where Go projects keep their packages"),
        );
    }
    // Of the formats that Atlas writes, golang-migrate's alone has these names:
    // <https://atlasgo.io/guides/migration-tools/golang-migrate>.
    if group.marked(Mark::AtlasReverse) > 0 {
        return Claim::some(
            Strength::Contents,
            format!("{reason} and hold the comments that Atlas writes in this format"),
        );
    }
    let manifest = near.manifest(&group.home, &[("go.mod", "golang-migrate/migrate")]);
    Some(Claim::by_names(Strength::DistinctNames, reason, manifest))
}

/// `^([0-9]+)_(.*)\.(down|up)\.(.*)$`: version, title, direction. The title is greedy.
fn parse(name: &str) -> Option<(&str, &str, Direction)> {
    let (digits, rest) = leading_digits(name)?;
    let rest = rest.strip_prefix('_')?;
    let up = rest.rfind(".up.").map(|at| (at, Direction::Up));
    let down = rest.rfind(".down.").map(|at| (at, Direction::Down));
    let (at, direction) = up.max(down)?;
    Some((digits, &rest[..at], direction))
}

fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    for script in &group.scripts {
        let Some((version, title, direction)) = parse(script.name()) else {
            reading.add_misnamed(
                script,
                "name it `<number>_<title>.up.sql` or `<number>_<title>.down.sql`",
            );
            continue;
        };
        let mut migration = reading.numbered(script, version, title);
        migration.direction = direction;
        reading.add(migration);
    }
}
