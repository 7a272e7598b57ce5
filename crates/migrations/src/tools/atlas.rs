use compact_str::CompactString;
use source::TextRange;

use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::{Group, Script};
use crate::lines::{Line, comment_lines_with, lines};
use crate::marks::Mark;
use crate::names::{is_timestamped, numbered_half, without_sql, words};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{
    Delivery, Direction, LinePlace, Migration, MigrationKind, OptOut, PolicyOrigin, ProblemKind, Tool, TransactionMode,
    Version,
};

/// Source: atlas, `sql/migrate/dir.go` and <https://atlasgo.io/concepts/migration-directory-files>.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Atlas,
    history_tables: &["atlas_schema_revisions"],
    folders: &["migrations"],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::PerMigration,
        Delivery::Statements,
        OptOut::Line {
            text: "-- atlas:txmode none",
            place: "at the top of the file, with a blank line below it",
            at: LinePlace::FileStartApart,
        },
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |name| name.ends_with(".sql"),
    claim,
    read,
};

/// Atlas also writes and reads the formats of other tools; these files are then taken as theirs.
fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    let is_foreign = |script: &Script<'_>| {
        let marks = script.marks;
        let is_marked = [Mark::Goose, Mark::Dbmate, Mark::Liquibase, Mark::SqlMigrate]
            .into_iter()
            .any(|mark| marks.has(mark));
        is_marked
            || numbered_half(script.name()).is_some()
            || script.name().contains("__")
            || group.below_home(script).contains('/')
    };
    if group.mostly(is_foreign) {
        return None;
    }
    if group.near(near, "atlas.sum").is_some() {
        return Claim::some(Strength::OwnFiles, "an atlas.sum lies beside the files");
    }
    if directives(group) > 0 {
        return Claim::some(Strength::Contents, "the files hold `-- atlas:` directives");
    }
    group
        .mostly(|script| is_timestamped(script.name()))
        .then(|| Claim::new(Strength::Names, "the files are named `20240131235959_x.sql`"))
}

/// Files with a directive; `atlas:nolint` alone says only that somebody checks with Atlas.
fn directives(group: &Group<'_>) -> usize {
    let has_directive = |script: &&Script<'_>| {
        script.marks.has(Mark::Atlas)
            && comment_lines_with(script.text(), "atlas:")
                .any(|line| directive(&line).is_some_and(|(name, _)| name != "nolint"))
    };
    group.scripts.iter().filter(has_directive).count()
}

fn read(group: &Group<'_>, near: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let all_at_once = tx_mode_of_project(group, near);
    let sum = group.near(near, "atlas.sum");
    for script in &group.scripts {
        let Some(stem) = without_sql(script.name()) else {
            reading.add_misnamed(script, "name it `<version>_<name>.sql`");
            continue;
        };
        let (version, name) = stem.split_once('_').unwrap_or((stem, ""));
        let mut migration = reading.whole(script);
        migration.version = Some(Version::text(version));
        migration.version_text = version.into();
        migration.description = words(name).into();
        if let Some(transaction) = all_at_once {
            migration.policy.transaction = transaction;
            migration.policy.origin = PolicyOrigin::Settings(None);
        }
        apply_directives(script, &mut migration, reading);
        if let Some(sum) = &sum {
            report_unlisted(script, sum, reading);
        }
        reading.add(migration);
    }
}

/// Atlas compares the folder with what atlas.sum lists: <https://atlasgo.io/concepts/migration-directory-integrity>. An empty
/// one, or one that somebody is about to write, lists nothing.
fn report_unlisted(script: &Script<'_>, sum: &str, reading: &mut Reading<'_>) {
    let mut listed = sum
        .lines()
        .filter_map(|line| line.split_once(" h1:"))
        .map(|(name, _)| name)
        .peekable();
    let is_exempt = || comment_lines_with(script.text(), "atlas:sum").next().is_some();
    if listed.peek().is_some() && !listed.any(|name| name == script.name()) && !is_exempt() {
        reading.problem(
            ProblemKind::FileName,
            script.start(),
            format!("Atlas refuses the folder: atlas.sum does not list `{}`", script.name()),
            "run `atlas migrate hash` once the files are as they are to be",
        );
    }
}

/// `tx_mode = "all"` or the like in atlas.hcl, where it says one.
fn tx_mode_of_project(group: &Group<'_>, near: &Neighbours<'_>) -> Option<TransactionMode> {
    let (_, text) = near.nearest(&group.home, "atlas.hcl")?;
    let value = text.lines().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "tx_mode").then_some(value.trim())
    })?;
    mode(value.trim_matches('"'))
}

fn mode(value: &str) -> Option<TransactionMode> {
    match value {
        "none" => Some(TransactionMode::StatementByStatement),
        "file" => Some(TransactionMode::PerMigration),
        "all" => Some(TransactionMode::AllPending),
        _ => None,
    }
}

/// `-- atlas:txmode none` as `("txmode", "none")`.
fn directive<'a>(line: &Line<'a>) -> Option<(&'a str, &'a str)> {
    let rest = line.comment()?.trim_start().strip_prefix("atlas:")?;
    let (name, value) = rest.split_once(' ').unwrap_or((rest, ""));
    Some((name.trim(), value.trim()))
}

/// The lines at the top that belong to the file: comments from the first byte on, up to a blank line.
fn header(script: &Script<'_>) -> Header {
    let text = script.text();
    let end = lines(text).find(|line| !line.text.starts_with("--") && !line.text.starts_with('#'));
    match end {
        Some(line) => Header {
            end: line.start,
            is_detached: line.text.is_empty(),
        },
        None => Header {
            end: script.range().end,
            is_detached: false,
        },
    }
}

struct Header {
    end: u32,
    is_detached: bool,
}

fn apply_directives(script: &Script<'_>, migration: &mut Migration, reading: &mut Reading<'_>) {
    if !script.marks.has(Mark::Atlas) {
        return;
    }
    let header = header(script);
    for line in comment_lines_with(script.text(), "atlas:") {
        let Some((name, value)) = directive(&line) else {
            continue;
        };
        // The delimiter is read from the very first line, with or without a blank line below.
        let counts = (line.start < header.end && header.is_detached) || (name == "delimiter" && line.start == 0);
        match name {
            "nolint" | "assert" | "import" | "sum" | "txtar" => {}
            "txmode" | "delimiter" | "checkpoint" if !counts => report_without_effect(&line, &header, script, reading),
            "txmode" => apply_mode(value, &line, script, migration, reading),
            "delimiter" => migration.section.delimiter = Some(unescaped(value)),
            "checkpoint" => {
                migration.kind = MigrationKind::Baseline;
                migration.direction = Direction::Baseline;
            }
            _ => {
                let message = format!("Atlas knows no directive `atlas:{name}`");
                reading.annotation(
                    script,
                    line.range(),
                    message,
                    "use `txmode`, `delimiter`, `checkpoint` or `nolint`",
                );
            }
        }
    }
}

fn apply_mode(value: &str, line: &Line<'_>, script: &Script<'_>, migration: &mut Migration, reading: &mut Reading<'_>) {
    match value {
        "none" | "file" if migration.policy.transaction == TransactionMode::AllPending => {
            let message = "Atlas refuses `atlas:txmode` in a file while the project says `all`";
            reading.annotation(
                script,
                line.range(),
                message,
                "say `file` in the project, or run this file by itself",
            );
        }
        "none" | "file" => {
            migration.policy.transaction = mode(value).unwrap_or(migration.policy.transaction);
            migration.policy.origin = PolicyOrigin::Annotation(script.span(line.range()));
        }
        _ => {
            let message = format!("Atlas knows no transaction mode `{value}` for a file");
            reading.annotation(script, line.range(), message, "write `none` or `file`");
        }
    }
}

fn report_without_effect(line: &Line<'_>, header: &Header, script: &Script<'_>, reading: &mut Reading<'_>) {
    let is_at_the_top = line.start < header.end;
    let (message, help) = if is_at_the_top {
        (
            "this directive has no effect: no blank line follows the comments at the top",
            "put a blank line below the comments at the top",
        )
    } else {
        (
            "this directive has no effect: it does not stand in the comments at the top",
            "move it to the first line, with a blank line below it",
        )
    };
    reading.annotation(script, TextRange::new(line.start, line.range().end), message, help);
}

/// `\n`, `\r` and `\t` are written out in a directive.
fn unescaped(delimiter: &str) -> CompactString {
    delimiter
        .replace("\\n", "\n")
        .replace("\\r", "\r")
        .replace("\\t", "\t")
        .into()
}
