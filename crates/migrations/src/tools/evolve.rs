use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::{Group, Script};
use crate::lines::lines;
use crate::marks::Mark;
use crate::names::without_sql;
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{
    Delivery, Direction, LinePlace, MigrationKind, OptOut, Placeholders, PolicyOrigin, Tool, TransactionMode, Version,
};

/// Source: <https://evolve-db.netlify.app/configuration>, `SimpleSqlStatementBuilder`.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Evolve,
    history_tables: &["changelog"],
    folders: &["Sql_Scripts"],
    placeholders: Some(Placeholders::new("${", "}")),
    runs: Runs::new(
        TransactionMode::PerMigration,
        Delivery::WholeFile,
        OptOut::Line {
            text: "-- evolve-tx-off",
            place: "as the first comment of the file",
            at: LinePlace::FileStart,
        },
    ),
    repeatables: Repeatables::Last,
    depth: Depth::Recursive,
    takes: |path| parse(crate::names::file_name(path)).is_some(),
    claim,
    read,
};

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if !group.mostly(|script| parse(script.name()).is_some()) {
        return None;
    }
    if group.marked(Mark::Evolve) > 0 {
        return Claim::some(
            Strength::Contents,
            "a file holds `-- evolve-tx-off` or `-- evolve-repeat-always`",
        );
    }
    let manifest = dotnet_manifest(&group.home, near, "Evolve");
    Some(Claim::by_names(
        Strength::DistinctNames,
        "the files are named `V1__x.sql`",
        manifest,
    ))
}

/// A .NET project file above that names a package.
pub(crate) fn dotnet_manifest(home: &str, near: &Neighbours<'_>, package: &str) -> Option<&'static str> {
    near.dotnet_projects(home)
        .any(|(_, text)| text.contains(package))
        .then_some("project file")
}

/// Version, where it has one, and description.
fn parse(name: &str) -> Option<(Option<&str>, &str)> {
    let (before, description) = without_sql(name)?.split_once("__")?;
    if before == "R" {
        return Some((None, description));
    }
    let version = before.strip_prefix('V')?;
    Version::numeric(version)?;
    Some((Some(version), description))
}

fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    for script in &group.scripts {
        let Some((version, description)) = parse(script.name()) else {
            reading.add_misnamed(
                script,
                "name it `V<version>__<description>.sql` or `R__<description>.sql`",
            );
            continue;
        };
        let mut migration = reading.whole(script);
        migration.description = description.replace('_', " ").into();
        match version {
            Some(version) => {
                migration.version = Version::numeric(version);
                migration.version_text = version.into();
            }
            None => {
                migration.kind = MigrationKind::Repeatable;
                migration.direction = Direction::Repeatable;
            }
        }
        if let Some(range) = opt_out(script, reading) {
            migration.policy.transaction = TransactionMode::ImplicitBatch;
            migration.policy.origin = PolicyOrigin::Annotation(script.span(range));
        }
        reading.add(migration);
    }
}

/// Only the first comment line is asked.
fn opt_out(script: &Script<'_>, reading: &mut Reading<'_>) -> Option<source::TextRange> {
    let first = lines(script.text()).find(|line| line.comment().is_some());
    let found = crate::lines::comment_lines_with(script.text(), "evolve-tx-off").next()?;
    if first.is_some_and(|first| first.start == found.start) {
        return Some(found.range());
    }
    let help = "make it the first comment of the file";
    reading.annotation(script, found.range(), "Evolve does not see `evolve-tx-off` here", help);
    None
}
