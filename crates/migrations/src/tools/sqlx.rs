use source::Encoding;

use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::{Group, Script};
use crate::lines::{Line, comment_lines_with};
use crate::marks::Mark;
use crate::names::{is_timestamped, numbered};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, Direction, LinePlace, OptOut, PolicyOrigin, Tool, TransactionMode};

/// Source: sqlx, `sqlx-core/src/migrate/source.rs`.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Sqlx,
    history_tables: &["_sqlx_migrations"],
    folders: &["migrations"],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::PerMigration,
        Delivery::WholeFile,
        OptOut::Line {
            text: DISABLE,
            place: "as the first line of the file",
            at: LinePlace::FileStart,
        },
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |name| parse(name).is_some(),
    claim,
    read,
};

const DISABLE: &str = "-- no-transaction";

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if !group.mostly(|script| parse(script.name()).is_some()) {
        return None;
    }
    if group.marked(Mark::Sqlx) > 0 {
        return Claim::some(Strength::Contents, "a file begins with `-- no-transaction`");
    }
    let own = near.nearest(&group.home, "sqlx.toml").is_some();
    let manifest = if own {
        Some("sqlx.toml")
    } else {
        near.manifest(&group.home, &[("Cargo.toml", "sqlx")])
    };
    let has_pairs = group.mostly(|script| script.name().ends_with(".up.sql") || script.name().ends_with(".down.sql"));
    if has_pairs {
        let reason = "the files are named `1_x.up.sql` and `1_x.down.sql`";
        if format!("/{}/", group.home).contains("/crates/") {
            return Claim::some(
                Strength::Manifest,
                format!("{reason} and lie where Rust projects keep their crates"),
            );
        }
        return Some(Claim::by_names(Strength::DistinctNames, reason, manifest));
    }
    let reason = "the files are named `20240131235959_x.sql`";
    let is_likely = manifest.is_some() || group.mostly(|script| is_timestamped(script.name()));
    is_likely.then(|| Claim::by_names(Strength::Names, reason, manifest))
}

/// `<number>_<name>.sql`, where the name may end in `.up` or `.down`.
fn parse(name: &str) -> Option<(&str, &str, Direction)> {
    let (digits, name) = numbered(name)?;
    if let Some(stem) = name.strip_suffix(".down") {
        return Some((digits, stem, Direction::Down));
    }
    Some((digits, name.strip_suffix(".up").unwrap_or(name), Direction::Up))
}

fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    for script in &group.scripts {
        let Some((version, name, direction)) = parse(script.name()) else {
            reading.add_misnamed(script, "name it `<number>_<name>.sql`, or `.up.sql` and `.down.sql`");
            continue;
        };
        let mut migration = reading.numbered(script, version, name);
        migration.direction = direction;
        if starts_with_opt_out(script) {
            // The whole file is then one query: several statements are still one transaction.
            migration.policy.transaction = TransactionMode::ImplicitBatch;
            migration.policy.origin = PolicyOrigin::Annotation(script.span(Line::from(script.text(), 0).range()));
        }
        report_misplaced(script, reading);
        reading.add(migration);
    }
}

/// sqlx keeps a byte order mark, and then the comment is not the first thing.
fn starts_with_opt_out(script: &Script<'_>) -> bool {
    script.text().starts_with(DISABLE) && script.file.encoding() != Encoding::Utf8Bom
}

fn report_misplaced(script: &Script<'_>, reading: &mut Reading<'_>) {
    for line in comment_lines_with(script.text(), "no-transaction") {
        let is_meant = line
            .comment()
            .is_some_and(|comment| comment.trim().starts_with("no-transaction"));
        if !is_meant || (line.start == 0 && starts_with_opt_out(script)) {
            continue;
        }
        let (message, help) = if script.text().starts_with(DISABLE) && line.start == 0 {
            (
                "the byte order mark before `-- no-transaction` hides it from sqlx",
                "save the file as UTF-8 without a byte order mark",
            )
        } else {
            (
                "sqlx does not see `-- no-transaction` here",
                "write `-- no-transaction` as the very first bytes of the file",
            )
        };
        reading.annotation(script, line.range(), message, help);
    }
}
