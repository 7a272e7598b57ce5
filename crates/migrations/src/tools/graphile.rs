use source::TextRange;

use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::{Group, Script};
use crate::lines::{Line, comment_lines_with, contains, lines};
use crate::marks::Mark;
use crate::names::{file_name, leading_digits, parent, without_sql, words};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{
    Delivery, Direction, LinePlace, MigrationKind, OptOut, Placeholders, PolicyOrigin, Tool, TransactionMode, Version,
};

/// Source: graphile-migrate, `src/migration.ts` and `README.md`; Graphile Worker, `sql/`.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Graphile,
    history_tables: &[
        "graphile_migrate.migrations",
        "graphile_migrate.current",
        "graphile_worker.migrations",
    ],
    folders: &["migrations"],
    placeholders: Some(Placeholders::new(":", "")),
    runs: Runs::new(
        TransactionMode::PerMigration,
        Delivery::WholeFile,
        OptOut::Line {
            text: DISABLE,
            place: "as the first line below the header, in a migration of this one statement",
            at: LinePlace::Elsewhere,
        },
    ),
    repeatables: Repeatables::Last,
    depth: Depth::Flat,
    takes: |path| number(file_name(path)).is_some(),
    claim,
    read,
};

/// The folders of one Graphile Migrate project; the empty one is the project's own, which holds `current.sql`.
pub(crate) const FOLDERS: &[&str] = &["", "committed", "current", "fixtures"];

const DISABLE: &str = "--! no-transaction";

/// `migrations` of `migrations/committed`.
pub(crate) fn home(folder: &str) -> Option<String> {
    (file_name(folder) == "committed").then(|| parent(folder).to_owned())
}

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if !group.mostly(|script| number(script.name()).is_some() || is_current(group, script)) {
        return None;
    }
    if [".gmrc", ".gmrc.js"]
        .into_iter()
        .any(|name| near.nearest(&group.home, name).is_some())
    {
        return Claim::some(Strength::OwnFiles, "a .gmrc lies above the files");
    }
    if group.marked(Mark::Graphile) > 0 {
        return Claim::some(Strength::Contents, "the files hold `--!` headers");
    }
    let has_worker_schema = group.mostly(|script| contains(script.text(), ":GRAPHILE_WORKER_SCHEMA"));
    has_worker_schema.then(|| Claim::new(Strength::Contents, "the files hold `:GRAPHILE_WORKER_SCHEMA`"))
}

/// `000001.sql`, `000001-add-users.sql`: number and slug.
fn number(name: &str) -> Option<(&str, &str)> {
    let (digits, rest) = leading_digits(without_sql(name)?)?;
    let fits = digits.len() == 6 && (rest.is_empty() || rest.starts_with('-'));
    fits.then(|| (digits, rest.trim_start_matches('-')))
}

/// The migration that is being written, which is run again at each change.
fn is_current(group: &Group<'_>, script: &Script<'_>) -> bool {
    let path = group.below_home(script);
    path == "current.sql" || path.starts_with("current/")
}

fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    for script in &group.scripts {
        let mut migration = reading.whole(script);
        if is_current(group, script) {
            migration.kind = MigrationKind::Repeatable;
            migration.direction = Direction::Repeatable;
            migration.description = group.below_home(script).into();
        } else if let Some((version, slug)) = number(script.name()) {
            migration.version = Version::numeric(version);
            migration.version_text = version.into();
            migration.description = words(slug).into();
        } else if group.below_home(script).starts_with("fixtures/") {
            reading.add_loose(script);
            continue;
        } else {
            reading.add_misnamed(script, "name it `<six digits>.sql` or `<six digits>-<name>.sql`");
            continue;
        }
        if let Some(range) = opt_out(script, reading) {
            // The body is then one query: it must be one statement.
            migration.policy.transaction = TransactionMode::ImplicitBatch;
            migration.policy.origin = PolicyOrigin::Annotation(script.span(range));
        }
        reading.add(migration);
    }
}

/// The first line of the body, which a blank line parts from the header: `/^--!\s*no-transaction\b/` in
/// graphile-migrate's `src/header.ts`.
fn opt_out(script: &Script<'_>, reading: &mut Reading<'_>) -> Option<TextRange> {
    let found =
        comment_lines_with(script.text(), "no-transaction").find(|line| line.text.trim_start().starts_with("--!"))?;
    let first = lines(script.text()).find(|line| !line.is_blank() && !is_header(line));
    let is_first = first.is_some_and(|line| line.start == found.start);
    let above = lines(script.text()).take_while(|line| line.start < found.start).last();
    let is_parted = above.is_none_or(|line| line.is_blank());
    if is_first && is_parted && is_opt_out(found.text) {
        return Some(found.range());
    }
    let (message, help) = if is_first && !is_parted {
        (
            "Graphile Migrate refuses this line in the header",
            format!("put a blank line above `{DISABLE}`"),
        )
    } else {
        (
            "Graphile Migrate does not see this annotation",
            format!("write `{DISABLE}` as the first line below the header"),
        )
    };
    reading.annotation(script, found.range(), message, help);
    None
}

fn is_header(line: &Line<'_>) -> bool {
    line.text
        .strip_prefix("--! ")
        .is_some_and(|header| header.starts_with(|first: char| first.is_ascii_uppercase()))
}

fn is_opt_out(line: &str) -> bool {
    let rest = line
        .strip_prefix("--!")
        .and_then(|rest| rest.trim_start().strip_prefix("no-transaction"));
    rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
}
