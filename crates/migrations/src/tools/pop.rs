use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::Group;
use crate::names::leading_digits;
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, Direction, OptOut, PolicyOrigin, Tool, TransactionMode};

/// Source: <https://gobuffalo.io/documentation/database/migrations>, pop `match.go`; `.autocommit` is an addition of
/// Ory's popx.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Pop,
    history_tables: &["schema_migration"],
    folders: &["migrations"],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::PerMigration,
        Delivery::WholeFile,
        OptOut::None(
            "run the statement outside Pop; Ory's popx takes `.autocommit.up.sql` as the end of the file's name",
        ),
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |name| parse(name).is_some(),
    claim,
    read,
};

/// The engines as Pop names them.
const DIALECTS: &[&str] = &[
    "mysql",
    "mariadb",
    "postgres",
    "postgresql",
    "pg",
    "cockroach",
    "cockroachdb",
    "crdb",
    "sqlite3",
    "sqlite",
];

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if names_engines(group) {
        return Claim::some(Strength::Contents, "the files are named `1_x.mysql.up.sql`");
    }
    if group.others.iter().any(|script| script.name().ends_with(".fizz")) {
        return Claim::some(Strength::OwnFiles, "migrations in fizz lie beside the files");
    }
    if !group.mostly(|script| parse(script.name()).is_some()) {
        return None;
    }
    let manifest = near.manifest(
        &group.home,
        &[("go.mod", "gobuffalo/pop"), ("database.yml", "dialect:")],
    )?;
    Some(Claim::by_names(
        Strength::Names,
        "the files are named `1_x.up.sql`",
        Some(manifest),
    ))
}

/// Whether most names say for which engine the file is.
pub(crate) fn names_engines(group: &Group<'_>) -> bool {
    group.mostly(|script| parse(script.name()).is_some_and(|name| name.dialect.is_some()))
}

struct Name<'a> {
    version: &'a str,
    description: &'a str,
    dialect: Option<&'a str>,
    autocommits: bool,
    direction: Direction,
}

/// `^(\d+)_([^.]+)(\.[a-z0-9]+)?(\.autocommit)?\.(up|down)\.sql$`.
fn parse(name: &str) -> Option<Name<'_>> {
    let (version, rest) = leading_digits(name)?;
    let rest = rest.strip_prefix('_')?.strip_suffix(".sql")?;
    let (rest, direction) = match rest.rsplit_once('.')? {
        (rest, "up") => (rest, Direction::Up),
        (rest, "down") => (rest, Direction::Down),
        _ => return None,
    };
    let (rest, autocommits) = rest
        .strip_suffix(".autocommit")
        .map_or((rest, false), |rest| (rest, true));
    let (description, dialect) = match rest.split_once('.') {
        Some((description, dialect)) if DIALECTS.contains(&dialect) => (description, Some(dialect)),
        Some(_) => return None,
        None => (rest, None),
    };
    Some(Name {
        version,
        description,
        dialect,
        autocommits,
        direction,
    })
}

fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    for script in &group.scripts {
        let Some(name) = parse(script.name()) else {
            reading.add_misnamed(
                script,
                "name it `<number>_<name>.up.sql`, or `<number>_<name>.<engine>.up.sql`",
            );
            continue;
        };
        let mut migration = reading.numbered(script, name.version, name.description);
        migration.direction = name.direction;
        migration.dialects.extend(name.dialect.map(Into::into));
        if name.autocommits {
            migration.policy.transaction = TransactionMode::ImplicitBatch;
            migration.policy.origin = PolicyOrigin::Annotation(script.start());
        }
        reading.add(migration);
    }
}
